"""Answers without news: revisit records that any reader of archives can follow, and ours does."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.conditional import IDENTICAL, NOT_MODIFIED, KnownRecord, condition
from crawler.http_message import Headers, HttpRequest, HttpResponse
from crawler.warc_writer import RecordRef, WarcWriter
from pipelines import engine
from pipelines.captures import RevisitResolver, SourceIssue, list_sources, read_source
from pipelines.model import Capture, Context
from tests.crawler.test_archive_writer import check
from tests.pipelines.cli_samples import PAGE as REPORT

PAGE = "http://www.a.gov.cn/art/2023.html"
BODY = REPORT.encode()
FIRST = dt.datetime(2024, 1, 20, 1, 2, 3, 456789, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(days=1)
THIRD = FIRST + dt.timedelta(days=2)
HTML = (b"Content-Type", b"text/html; charset=utf-8")
TAGGED: Headers = (HTML, (b"ETag", b'"1"'), (b"Last-Modified", b"Sat, 20 Jan 2024 00:00:00 GMT"))
ASKED = Context(portal="a", list_url="http://www.a.gov.cn/list/")


def archive(folder: Path) -> WarcWriter:
    return WarcWriter(folder, software="gongkai/0.1.0", now=lambda: FIRST)


def ask(
    writer: WarcWriter,
    response: HttpResponse,
    at: dt.datetime,
    known: KnownRecord | None = None,
    url: str = PAGE,
) -> RecordRef:
    return writer.write_exchange(HttpRequest(url), response, [ASKED], fetched_at=at, known=known)


def three_nights(folder: Path) -> list[RecordRef]:
    """A page, a 304 the night after, and an equal 200 in the third; each night its own file."""
    with archive(folder) as writer:
        first = ask(writer, HttpResponse(200, TAGGED, BODY), FIRST)
    with archive(folder) as writer:
        second = ask(writer, HttpResponse(304, ((b"ETag", b'"2"'),)), SECOND, first.known)
    with archive(folder) as writer:
        third = ask(writer, HttpResponse(200, (HTML,), BODY), THIRD, second.known)
    return [first, second, third]


def records(folder: Path) -> list[tuple[Any, bytes]]:
    """Every record of every file, read by warcio."""
    found = []
    for path in sorted(folder.rglob("*.warc.gz")):
        check(path)
        with path.open("rb") as file:
            found += [(record, record.raw_stream.read()) for record in ArchiveIterator(file)]
    return sorted(found, key=lambda one: str(one[0].rec_headers["WARC-Date"]))


def captures(folder: Path) -> list[Capture]:
    items = [item for source in list_sources([folder]) for item in read_source(source)]
    assert not [item for item in items if isinstance(item, SourceIssue)]
    found = [item for item in items if isinstance(item, Capture)]
    return sorted(found, key=lambda capture: str(capture.fetched_at))


def test_a_304_and_an_equal_200_become_revisit_records(tmp_path: Path) -> None:
    first, second, third = three_nights(tmp_path)
    found = [(r, block) for r, block in records(tmp_path) if r.rec_type in {"response", "revisit"}]
    assert [record.rec_type for record, _ in found] == ["response", "revisit", "revisit"]
    original = found[0][0].rec_headers
    for (record, block), profile, truncated in zip(
        found[1:], (NOT_MODIFIED, IDENTICAL), (None, "length"), strict=True
    ):
        headers = record.rec_headers
        assert headers["WARC-Profile"] == profile
        assert headers["WARC-Refers-To"] == original["WARC-Record-ID"] == first.record_id
        assert headers["WARC-Refers-To-Target-URI"] == original["WARC-Target-URI"] == PAGE
        assert headers["WARC-Refers-To-Date"] == original["WARC-Date"]
        assert headers["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
        assert headers["WARC-Truncated"] == truncated
        assert block == b""
    assert found[1][0].http_headers.statusline == "304 Not Modified"
    assert found[1][0].http_headers["ETag"] == '"2"'
    assert found[2][0].http_headers.statusline == "200 OK"
    assert found[2][0].http_headers["Content-Length"] == str(len(BODY))
    assert [one.is_revisit for one in (first, second, third)] == [False, True, True]
    assert {one.payload_digest for one in (first, second, third)} == {
        original["WARC-Payload-Digest"]
    }


def test_a_revisit_never_refers_to_a_revisit(tmp_path: Path) -> None:
    first, second, third = three_nights(tmp_path)

    assert {one.known.record_id for one in (first, second, third)} == {first.record_id}
    assert (first.known.etag, first.known.last_modified) == (
        '"1"',
        "Sat, 20 Jan 2024 00:00:00 GMT",
    )
    # A 304 confirms what it does not print anew; a 200 without validators has none.
    assert (second.known.etag, second.known.last_modified) == ('"2"', first.known.last_modified)
    assert (third.known.etag, third.known.last_modified) == (None, None)
    assert KnownRecord.from_json(second.known.to_json()) == second.known


def test_the_reader_gives_the_body_of_the_original(tmp_path: Path) -> None:
    three_nights(tmp_path)
    found = captures(tmp_path)

    assert [capture.fetched_at for capture in found] == [FIRST, SECOND, THIRD]
    assert [capture.is_revisit for capture in found] == [False, True, True]
    assert {(c.body, c.http_status, c.asked, c.context) for c in found} == {
        (BODY, 200, True, ASKED)
    }


def test_the_original_is_found_in_another_folder_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night's file alone is extracted; the original was moved, and nothing is searched."""
    monkeypatch.setattr(RevisitResolver, "_index", None)
    first, second, _ = three_nights(tmp_path / "archive")
    old = tmp_path / "archive" / "2024"
    old.mkdir()
    shutil.move(tmp_path / "archive" / first.file, old / first.file)

    summary = engine.extract([tmp_path / "archive" / second.file], tmp_path / "dataset")
    assert summary.issues == []
    assert (summary.read, summary.reports) == (1, 1)


@pytest.mark.parametrize("place", [{"file": "../x"}, {"offset": 1}, {"file": "", "offset": -1}])
def test_without_its_right_place_the_original_is_found_by_its_id(
    tmp_path: Path, place: dict[str, Any]
) -> None:
    with archive(tmp_path) as writer:
        first = ask(writer, HttpResponse(200, TAGGED, BODY), FIRST)
        wrong = dataclasses.replace(first.known, **place)
        ask(writer, HttpResponse(304), SECOND, wrong)

    assert [capture.body for capture in captures(tmp_path)] == [BODY, BODY]


def test_only_last_seen_moves(tmp_path: Path) -> None:
    """A night of revisits changes no byte of the data set but where it says so."""

    def tables(days: int) -> dict[str, list[dict[str, Any]]]:
        files = [tmp_path / "archive" / one.file for one in nights[:days]]
        out = tmp_path / f"dataset-{days}"
        engine.extract(files, out)
        found = {}
        for path in sorted(out.rglob("region=*/*/*.parquet")):
            name = path.relative_to(out).as_posix()
            if not name.startswith("_"):
                found[name] = pq.ParquetFile(path).read().to_pylist()
        return found

    nights = three_nights(tmp_path / "archive")
    before, after = tables(1), tables(3)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert [name.partition("/")[0] for name in changed] == ["captures"]
    [[row]], [[later]] = (
        [rows for name, rows in both.items() if name in changed] for both in (before, after)
    )
    assert (row.pop("last_seen_at"), later.pop("last_seen_at")) == (FIRST, THIRD)
    assert row == later
    assert row["role"] == "report"


OTHER = "http://www.a.gov.cn/art/other.html"
STORED = {
    "another body": (HttpResponse(200, TAGGED, BODY + b"<!-- 1 -->"), PAGE),
    "not whole": (HttpResponse(200, TAGGED, BODY, truncated="disconnect"), PAGE),
    "an error with the same page": (HttpResponse(404, TAGGED, BODY), PAGE),
    "a 304 that was not asked for": (HttpResponse(304), OTHER),
}


@pytest.mark.parametrize("case", STORED)
def test_everything_else_is_stored(tmp_path: Path, case: str) -> None:
    response, url = STORED[case]
    with archive(tmp_path) as writer:
        first = ask(writer, HttpResponse(200, TAGGED, BODY), FIRST)
        again = ask(writer, response, SECOND, first.known, url)
    kinds = [record.rec_type for record, _ in records(tmp_path)]

    assert kinds.count("response") == 2
    assert "revisit" not in kinds
    assert not again.is_revisit


def test_an_equal_body_at_another_address_refers_to_the_first(tmp_path: Path) -> None:
    with archive(tmp_path) as writer:
        first = ask(writer, HttpResponse(200, TAGGED, BODY), FIRST)
        ask(writer, HttpResponse(200, TAGGED, BODY), SECOND, first.known, OTHER)

    assert [(c.url, c.body) for c in captures(tmp_path)] == [(PAGE, BODY), (OTHER, BODY)]


def test_validators_are_sent_to_their_own_address_alone() -> None:
    known = KnownRecord("sha1:A", "<urn:uuid:1>", PAGE, FIRST, '"1"', "Sat, 20 Jan 2024 00:00 GMT")

    assert condition(known, PAGE + "#top") == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Sat, 20 Jan 2024 00:00 GMT",
    }
    assert condition(known, OTHER) == {}
    assert condition(known, PAGE, "POST") == {}
    assert condition(dataclasses.replace(known, etag=None, last_modified=None), PAGE) == {}


def test_the_clock_is_given(tmp_path: Path) -> None:
    """Names and dates of files follow the clock of the crawl, so that a simulation has days."""
    ticks = itertools.count()
    clock = lambda: FIRST + dt.timedelta(days=next(ticks))  # noqa: E731 - as short as it is
    with WarcWriter(tmp_path, software="gongkai/0.1.0", now=clock) as writer:
        ref = ask(writer, HttpResponse(200, TAGGED, BODY), FIRST)
        writer.add_context(ref, Context(portal="b"))
    dates = [record.rec_headers["WARC-Date"][:10] for record, _ in records(tmp_path)]

    assert ref.file.startswith("gongkai-20240120010203-")
    assert dates == ["2024-01-20"] * 4 + ["2024-01-21"]
