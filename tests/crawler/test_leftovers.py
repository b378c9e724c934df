"""What a killed crawl left in its archive file, and what of it may be given again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.conditional import KnownRecord
from crawler.http_message import HttpRequest, HttpResponse
from crawler.leftovers import Leftovers
from crawler.warc_writer import RecordRef, WarcWriter
from pipelines.captures.records import Record, WarcScan
from pipelines.model import Context

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
URL = "http://a.gov.cn/1.html"
ONE, TWO = (Context("a", list_url=f"http://a.gov.cn/{n}") for n in (1, 2))
WHOLE = HttpResponse(200, body=b"whole")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def _write(
    archive: Path,
    *,
    response: HttpResponse = WHOLE,
    request: HttpRequest | None = None,
    known: KnownRecord | None = None,
) -> RecordRef:
    with WarcWriter(archive, software="gongkai/test") as writer:
        asked = request or HttpRequest(URL)
        return writer.write_exchange(asked, response, [ONE], fetched_at=NOON, known=known)


def _left(archive: Path, *known: str) -> Leftovers:
    return Leftovers(sorted(archive.glob("*.warc.gz")), known.__contains__)


def test_an_answer_is_given_once_with_what_stood_beside_it(archive: Path) -> None:
    record = _write(archive)
    left = _left(archive)
    found = left.take("GET", URL, b"", [ONE], NOON)
    assert found is not None
    assert (found.record_id, found.offset, found.date) == (record.record_id, record.offset, NOON)
    assert left.take("GET", URL, b"", [ONE], NOON) is None


def test_what_was_taken_in_or_lacks_a_context_or_is_older_is_not_given(archive: Path) -> None:
    record = _write(archive)
    assert _left(archive, record.record_id).take("GET", URL, b"", [ONE], NOON) is None
    assert _left(archive).take("GET", URL, b"", [ONE, TWO], NOON) is None
    assert _left(archive).take("GET", URL, b"", [ONE], NOON + dt.timedelta(seconds=1)) is None


def test_half_an_answer_is_not_given(archive: Path) -> None:
    _write(archive, response=HttpResponse(200, body=b"half", truncated="disconnect"))
    assert _left(archive).take("GET", URL, b"", [], NOON) is None


def test_an_answer_whose_request_was_torn_off_is_not_given(archive: Path) -> None:
    _write(archive, request=HttpRequest(URL, method="POST", body=b"page=2"))
    [path] = archive.iterdir()
    with path.open("rb") as file:
        records = [r for r in WarcScan(file, lambda _: True) if isinstance(r, Record)]
    ends = {record.type: record.offset for record in records}
    with path.open("r+b") as file:
        file.truncate(ends["request"] + 20)
    left = _left(archive)
    assert left.take("GET", URL, b"", [], NOON) is None
    assert left.take("POST", URL, b"page=2", [], NOON) is None


def test_a_revisit_is_given_though_it_holds_no_body(archive: Path) -> None:
    first = _write(archive)
    again = _write(archive, known=first.known)
    assert again.is_revisit
    found = _left(archive, first.record_id).take("GET", URL, b"", [ONE], NOON)
    assert found is not None
    assert found.record_id == again.record_id


def test_forms_posted_to_one_address_are_told_apart(archive: Path) -> None:
    for page in (b"page=1", b"page=2"):
        _write(archive, request=HttpRequest(URL, method="POST", body=page))
    left = _left(archive)
    assert left.take("GET", URL, b"", [], NOON) is None
    assert left.take("POST", URL, b"page=2", [], NOON) is not None
    assert left.take("POST", URL, b"page=3", [], NOON) is None
