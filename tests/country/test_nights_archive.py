"""What the nights wrote into the archive, and that the archive alone gives their data."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.simulation.country import truth
from crawler.simulation.country.log import Logged
from pipelines.cli import gongkai
from pipelines.console import run
from tests.country.nights import (
    address_of,
    by_year,
    changes_bytes,
    host_of,
    is_robots,
    plans_by_host,
    without_reach,
)
from tests.country.telling import LAST, QUIET, SWEPT, SWEPT_AGAIN, Told

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_YEAR = re.compile(r"20\d\d(?!\d)")
#: Files of a data set that are no data: the lock that writers hold.
NO_DATA = {"_lock"}


@dataclass(frozen=True)
class Written:
    """One record that stands for an answer: what it is, of which address, its bytes on disk."""

    kind: str
    url: str
    size: int


def written(files: Iterable[Path]) -> Iterator[Written]:
    """Yield the records of answers, as a reader that knows nothing of this project sees them."""
    for path in files:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                header = record.rec_headers.get_header
                kind = record.rec_type
                if kind == "revisit":
                    kind = str(header("WARC-Profile"))
                    assert header("WARC-Refers-To-Target-URI") == header("WARC-Target-URI")
                    assert str(header("WARC-Refers-To-Date")) < str(header("WARC-Date"))
                elif kind == "metadata":
                    block = record.content_stream().read()
                    kind = "list as before" if b"equals-record-id: <" in block else ""
                if kind in {"response", "list as before", IDENTICAL, SERVER_NOT_MODIFIED}:
                    url = str(header("WARC-Target-URI"))
                    yield Written(kind, url, records.get_record_length())


def _lists(told: Told) -> set[str]:
    """Return the addresses of list pages: what a night without a change asks, but of years."""
    pages = {page.url.lower() for page in truth.pages(told.country, told.port, LAST)}
    # A year that has no report yet is asked too, at an address like that of its neighbours.
    years = {_YEAR.sub("", url) for url in pages if host_of(url) in by_year(told.country)}
    return {
        url
        for url in told.nights[QUIET].asked
        if url.lower() not in pages and _YEAR.sub("", url.lower()) not in years
    }


def _is_list(entry: Logged, lists: set[str], port: int) -> bool:
    return address_of(entry, port) in lists


@pytest.mark.parametrize("day", [QUIET, SWEPT, SWEPT_AGAIN])
def test_a_list_page_that_says_the_same_is_not_stored_again(told: Told, day: int) -> None:
    night, lists = told.nights[day], _lists(told)
    targets = {url.partition(" ")[0] for url in lists}
    found = [one for one in written(night.files) if without_reach(one.url) in targets]
    of_changed = {
        told.country.portals[one.portal].host for one in told.changes.values() if one.day == day
    }
    stored = {host_of(one.url) for one in found if one.kind == "response"}
    assert stored <= of_changed
    assert len(found) == sum(_is_list(entry, lists, told.port) for entry in night.log)
    assert IDENTICAL not in {one.kind for one in found}


def test_a_quiet_night_stores_robots_txt_and_nothing_else(told: Told) -> None:
    night = told.nights[QUIET]
    assert {
        one.url.rpartition("/")[2] for one in written(night.files) if one.kind == "response"
    } == {"robots.txt"}
    portals = len(night.summary.portals)
    size = night.summary.bytes_archived
    print(
        f"\na night without a change: {len(night.log)} requests, {size} bytes, "
        f"{size / portals:.0f} bytes a portal"
    )


@pytest.mark.parametrize("day", [SWEPT, SWEPT_AGAIN])
def test_a_page_without_news_is_a_revisit(told: Told, day: int) -> None:
    night, lists, plans = told.nights[day], _lists(told), plans_by_host(told.country)
    pages = [e for e in night.log if not is_robots(e) and not _is_list(e, lists, told.port)]
    changed = {
        "silent 0" if day == SWEPT else "withdrawn_home 0",
        "withdrawn 0",
    }
    news = {
        entry.url(told.port)
        for entry in pages
        if entry.url(told.port) in told.urls(*changed) or changes_bytes(plans[entry.host])
    }
    expected = Counter(
        "response"
        if entry.url(told.port) in news
        else SERVER_NOT_MODIFIED
        if entry.status == 304
        else IDENTICAL
        for entry in pages
    )
    asked = {entry.url(told.port) for entry in pages}
    found = Counter(one.kind for one in written(night.files) if one.url in asked)
    assert found == expected
    assert found[IDENTICAL] > 10
    assert found[SERVER_NOT_MODIFIED] > 10


def test_every_answer_of_every_night_stands_in_the_archive_once(told: Told) -> None:
    for night in told.nights.values():
        answers = Counter(one.url for one in written(night.files))
        assert answers == Counter(entry.url(told.port) for entry in night.log)


def test_the_archive_is_what_it_was_when_it_was_written(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(gongkai, ["archive", "verify", str(told.archive)]) == 0
    assert "no faults" in capsys.readouterr().out


def test_the_archive_alone_gives_the_data_byte_for_byte(told: Told, tmp_path: Path) -> None:
    again = tmp_path / "dataset"
    assert run(gongkai, ["extract", str(told.archive), "--dataset", str(again)]) == 0
    assert _digests(again) == _digests(told.dataset)


def _digests(dataset: Path) -> dict[str, str]:
    return {
        path.relative_to(dataset).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dataset.rglob("*"))
        if path.is_file() and path.name not in NO_DATA
    }
