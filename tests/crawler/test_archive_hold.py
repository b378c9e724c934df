"""List pages are held back till they are read; what nobody settles is stored all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

from crawler import archive as module
from crawler.archive import (
    HOLD,
    KNOWN,
    RECORD,
    ArchiveMiddleware,
    held,
    store_held,
    store_unchanged,
)
from crawler.conditional import KnownRecord
from crawler.warc_writer import ArchiveError, RecordRef, WarcWriter
from pipelines.captures.fields import parse_fields
from tests.crawler.test_archive_writer import check, read

LIST = "http://www.a.gov.cn/list/"
NIGHT = dt.datetime(2024, 1, 20, 22, 0, tzinfo=dt.UTC)
HTML = "<ul><li>2023年年报</li></ul>"


class Portal:
    """The middleware, and answers as the downloader hands them over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NIGHT
        self.crawler: Crawler = get_crawler(settings_dict={"GONGKAI_ARCHIVE_DIR": str(folder)})
        self.crawler.spider = SimpleNamespace(now=lambda: self.now)  # type: ignore[assignment]
        self.middleware = ArchiveMiddleware.from_crawler(self.crawler)

    def ask(
        self,
        known: KnownRecord | None = None,
        *,
        body: str = HTML,
        status: int = 200,
        etag: str = '"1"',
        flags: list[str] | None = None,
        url: str = LIST,
    ) -> Request:
        request = Request(url, meta={HOLD: True} | ({KNOWN: known} if known else {}))
        return self.answer(request, body=body, status=status, etag=etag, flags=flags)

    def answer(self, request: Request, **answer: Any) -> Request:
        self.middleware.process_request(request)
        response = Response(
            request.url,
            status=answer.get("status", 200),
            headers={"ETag": answer.get("etag", '"1"')},
            body=answer.get("body", HTML).encode() if answer.get("status", 200) != 304 else b"",
            protocol="HTTP/1.1",
            flags=answer.get("flags"),
        )
        assert self.middleware.process_response(request, response) is response
        return request

    def end(self) -> None:
        self.middleware._close()

    def records(self) -> list[tuple[str, str, dict[str, str]]]:
        """Type, address and fields of every record but warcinfo and requests."""
        found = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            check(path)
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    fields = {}
                    if record.rec_type == "metadata":
                        fields = parse_fields(record.raw_stream.read())
                    url = record.rec_headers["WARC-Target-URI"]
                    found.append((record.rec_type, url, fields))
        return [one for one in found if one[0] not in {"warcinfo", "request"}]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path)
    yield portal
    portal.end()


def first_night(portal: Portal) -> RecordRef:
    record = store_held(portal.ask())
    portal.now += dt.timedelta(days=1)
    return record


def test_a_list_is_not_on_disk_before_it_was_read(portal: Portal) -> None:
    request = portal.ask()
    assert held(request)
    assert RECORD not in request.meta
    assert list(portal.folder.iterdir()) == []
    portal.now += dt.timedelta(hours=1)
    record = store_held(request)

    assert not held(request)
    assert request.meta[RECORD] is record is store_held(request)
    # Its time is that of the answer, not of the reading.
    assert record.date == NIGHT
    portal.end()
    assert [kind for kind, _, _ in portal.records()] == ["response"]


def test_a_list_with_the_same_entries_is_a_line_of_metadata(portal: Portal) -> None:
    first = first_night(portal)
    request = portal.ask(first.known, body=HTML + "<!-- visited 17 times -->", etag='"2"')
    record = store_unchanged(request, first.known, "sha256:entries")
    portal.end()
    [_, (kind, url, fields)] = portal.records()

    assert (kind, url) == ("metadata", LIST)
    assert fields == {
        "gongkai-list": "1",
        "url": LIST,
        "fetched-at": "2024-01-21T22:00:00.000000Z",
        "digest": "sha256:entries",
        "equals-record-id": first.record_id,
        "equals-url": LIST,
        "equals-date": "2024-01-20T22:00:00.000000Z",
    }
    assert record.is_revisit
    assert (record.known.record_id, record.known.etag) == (first.record_id, '"2"')
    assert request.meta[RECORD] is record


def test_a_304_to_a_page_that_was_not_stored_is_metadata_too(portal: Portal) -> None:
    """What was confirmed is not the body of the record: a revisit would say too much."""
    first = first_night(portal)
    changed = portal.ask(first.known, body=HTML + "<!-- 17 -->", etag='"2"')
    second = store_unchanged(changed, first.known, "sha256:entries")
    third = store_held(portal.ask(second.known, status=304, etag='"2"'))
    back = store_held(portal.ask(third.known, etag='"1"'))
    last = store_held(portal.ask(back.known, status=304, etag='"1"'))
    portal.end()

    assert [kind for kind, _, _ in portal.records()] == [
        "response",
        "metadata",
        "metadata",
        "revisit",
        "revisit",
    ]
    assert {one.known.record_id for one in (second, third, back, last)} == {first.record_id}
    assert [one.known.list_digest is None for one in (third, back, last)] == [False, True, True]


def test_only_whole_pages_are_held(portal: Portal) -> None:
    for answer in ({"status": 404}, {"status": 302}, {"flags": ["dataloss"]}):
        request = portal.ask(**answer)
        assert not held(request)
        assert RECORD in request.meta
    request = portal.answer(Request(LIST))
    assert not held(request)
    assert RECORD in request.meta


def test_what_nobody_settles_is_stored_at_the_end(portal: Portal) -> None:
    """A callback that fails, or that is never called, loses nothing."""
    portal.ask()
    portal.ask(url=LIST + "index_1.html")
    portal.end()

    assert [(kind, url) for kind, url, _ in portal.records()] == [
        ("response", LIST),
        ("response", LIST + "index_1.html"),
    ]


def test_what_is_asked_again_is_stored_before(portal: Portal) -> None:
    """A retry by another middleware copies the meta of a request whose answer nobody read."""
    request = portal.ask()
    again = portal.answer(request.copy(), body="<p>second</p>")
    assert not held(request)
    assert held(again)
    store_held(again)
    portal.end()

    assert [kind for kind, _, _ in portal.records()] == ["response", "response"]


def test_no_more_wait_than_memory_has_room_for(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_HELD", 2)
    first, second, third = [portal.ask(url=f"{LIST}{number}") for number in range(3)]
    assert [held(first), held(second), held(third)] == [False, True, True]
    known = KnownRecord("sha1:A", "<urn:uuid:1>", LIST, NIGHT)
    record = store_unchanged(first, known, "sha256:entries")

    assert not record.is_revisit
    portal.end()
    assert [kind for kind, _, _ in portal.records()] == ["response"] * 3


def test_a_request_without_an_answer_has_nothing_to_store(portal: Portal) -> None:
    with pytest.raises(LookupError, match="no answer was archived"):
        store_held(Request(LIST))


def test_a_full_disk_ends_the_crawl_when_a_list_is_stored(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ArchiveError("no room")

    ended: list[str] = []
    request = portal.ask()
    monkeypatch.setattr(WarcWriter, "write_exchange", full)
    monkeypatch.setattr(portal.middleware, "_stop", lambda error: ended.append(str(error)))
    with pytest.raises(ArchiveError, match="no room"):
        store_held(request)
    assert ended == ["no room"]


def test_requests_become_conditional(portal: Portal) -> None:
    known = first_night(portal).known
    request = portal.ask(known, status=304)
    assert request.headers["If-None-Match"] == b'"1"'
    # A redirect carries meta and headers to an address whose validators these are not.
    elsewhere = request.replace(url="http://www.a.gov.cn/moved/")
    portal.middleware.process_request(elsewhere)
    assert "If-None-Match" not in elsewhere.headers
    portal.middleware.process_request(back := elsewhere.replace(url=LIST))
    assert back.headers["If-None-Match"] == b'"1"'


def test_lists_without_news_are_passed_over_by_extraction(portal: Portal) -> None:
    first = first_night(portal)
    changed = portal.ask(first.known, body=HTML + "<!-- 17 -->")
    store_unchanged(changed, first.known, "sha256:entries")
    store_held(portal.ask(first.known, status=304))
    portal.end()

    # One list page, which no table has, and not a word about the other two.
    assert [getattr(item, "asked", None) for item in read(portal.folder)] == [False]
