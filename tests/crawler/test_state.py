"""The state: what is done, what waits, and who holds it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from crawler.conditional import KnownRecord
from crawler.families import Entry, ListPage, Post
from crawler.state import Answered, Begun, ListSaid, State, StoredList, Tally, line_digest
from crawler.tasks import Kind, Task, Verdict
from pipelines.errors import LockedError, UserError
from pipelines.model import Context

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=3)
DAY = dt.timedelta(days=1)
CONTEXT = Context("a", "150100", "http://a/list", "年报", dt.date(2024, 1, 22), None, "<urn:1>")
PAGE = Task("http://a/1", Kind.REPORT, (CONTEXT,))
FILE_OF_PAGE = Task("http://a/1.pdf", Kind.ATTACHMENT, (CONTEXT,), depth=1)
KNOWN = KnownRecord(
    "sha1:ABC", "<urn:1>", "http://a/1", NOON, '"e"', "Mon, 22 Jan 2024", file="a.gz", offset=7
)


def _good(task: Task, at: dt.datetime = NOON, **more: object) -> Answered:
    return Answered(task, Verdict.GOOD, at, "<urn:1>", KNOWN, **more)  # type: ignore[arg-type]


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        assert state.visits.begin("a", NOON) == Begun(NOON)
        state.answered("a", _good(PAGE, children=(FILE_OF_PAGE,)))
        state.answered("a", Answered(Task("http://a/2", Kind.REPORT), Verdict.ERROR, NOON))
        state.answered("a", Answered(Task("http://a/3", Kind.REPORT), Verdict.GONE, NOON))
        with state.transaction():
            state.visits.listed("a", NOON, ["http://a/1", "http://a/2", "http://a/3"])
    with State(tmp_path) as state:
        assert state.visits.begin("a", LATER) == Begun(NOON, goes_on=True)
        assert state.visits.done("a") == {"http://a/1", "http://a/3"}
        assert state.visits.pending("a") == (FILE_OF_PAGE,)
        assert state.visits.tally("a", NOON) == Tally(
            reports_asked=3, reports_good=1, gone=1, errors=1, entries_new=3
        )
        address = state.addresses.get("a", "http://a/1")
        assert address is not None
        assert (address.task, address.known, address.last_good) == (PAGE, KNOWN, NOON)


def test_what_could_not_be_written_whole_is_not_written_at_all(tmp_path: Path) -> None:
    torn = Task("http://a/1.pdf", None)  # type: ignore[arg-type]
    with State(tmp_path) as state:
        state.visits.begin("a", NOON)
        with pytest.raises(sqlite3.IntegrityError):
            state.answered("a", _good(PAGE, children=(torn,)))
        assert state.visits.done("a") == frozenset()
        assert state.addresses.get("a", PAGE.key) is None


def test_a_finished_visit_begins_anew_and_keeps_what_it_had_still_to_ask(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.visits.begin("a", NOON)
        state.answered("a", _good(PAGE, children=(FILE_OF_PAGE,)))
        with state.transaction():
            state.visits.listed("a", NOON, ["http://a/1"])
        state.visits.end("a", finished=True)
        assert state.visits.begin("a", LATER) == Begun(LATER)
        assert state.visits.done("a") == frozenset()
        assert state.visits.pending("a") == (FILE_OF_PAGE,)
        with state.transaction():
            state.visits.listed("a", LATER, ["http://a/1", "http://a/2"])
        assert state.visits.tally("a", LATER).entries_new == 1


def test_a_sweep_goes_on_as_a_sweep_and_replaces_an_ordinary_visit(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.visits.begin("a", NOON)
        assert state.visits.begin("a", LATER, sweep=True) == Begun(LATER, sweep=True)
        for asked in (True, False):
            begun = state.visits.begin("a", LATER + DAY, sweep=asked)
            assert begun == Begun(LATER, sweep=True, goes_on=True)


def test_portals_are_kept_apart(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.visits.begin("a", NOON)
        state.visits.begin("b", NOON)
        state.answered("a", _good(PAGE))
        assert state.visits.done("b") == frozenset()
        assert state.addresses.get("b", PAGE.key) is None


def test_the_end_of_a_redirect_is_known_too_and_counted_once(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.visits.begin("a", NOON)
        state.answered("a", _good(PAGE, also="http://a/new"))
        assert state.visits.done("a") == {"http://a/1", "http://a/new"}
        assert state.visits.tally("a", NOON).reports_asked == 1
        address = state.addresses.get("a", "http://a/new")
        assert address is not None
        assert (address.task.kind, address.task.contexts) == (Kind.REPORT, (CONTEXT,))


@pytest.mark.parametrize(
    ("answers", "asked_again"),
    [
        ([(0, Verdict.ERROR)], True),
        ([(0, Verdict.ROBOTS)], True),
        ([(day, Verdict.ERROR) for day in range(4)], True),
        ([(day, Verdict.ERROR) for day in range(5)], False),
        ([(0, Verdict.ERROR)] * 5, True),
        ([*((day, Verdict.ERROR) for day in range(5)), (5, Verdict.GOOD)], False),
        ([*((day, Verdict.ERROR) for day in range(5)), (5, Verdict.GONE)], True),
        ([(0, Verdict.GOOD)], False),
        ([(0, Verdict.GONE)], True),
        ([(0, Verdict.GONE), (0, Verdict.GONE)], True),
        ([(0, Verdict.GONE), (1, Verdict.GONE)], False),
        ([(8, Verdict.GONE)], False),
    ],
)
def test_failures_and_what_was_gone_on_one_day_are_asked_again(
    answers: list[tuple[int, Verdict]], asked_again: bool, tmp_path: Path
) -> None:
    """By day of the answer; asked on day eight."""
    with State(tmp_path) as state:
        for day, verdict in answers:
            state.answered("a", Answered(PAGE, verdict, NOON + day * DAY))
        found = list(state.addresses.to_confirm("a", NOON + 8 * DAY, failures=5))
        assert found == ([PAGE] if asked_again else [])


def test_the_lines_of_an_address_replace_those_before_and_none_say_nothing(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.answered("a", _good(PAGE, lines=("x", "y")))
        state.answered("a", _good(PAGE, lines=("z",)))
        state.answered("a", Answered(PAGE, Verdict.ERROR, NOON))
        assert state.addresses.lines_of("a", PAGE.key) == {"z"}


def test_a_failure_keeps_what_was_known(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.answered("a", _good(PAGE))
        state.answered("a", Answered(Task("http://a/1", Kind.REPORT), Verdict.ERROR, LATER))
        address = state.addresses.get("a", PAGE.key)
        assert address is not None
        assert (address.known, address.task.contexts) == (KNOWN, (CONTEXT,))
        assert (address.first_seen, address.last_seen, address.last_good) == (NOON, LATER, NOON)


ENTRY = Entry("http://a/1", "2022年年报", dt.date(2023, 1, 9), ("http://a/1.pdf",))


def test_a_list_says_again_what_it_said(tmp_path: Path) -> None:
    page = ListPage(
        (ENTRY, Entry("http://a/2", "")), ("http://a/2.html", Post("http://a/p", "x=1")), "why"
    )
    stored = StoredList(
        ListSaid(page, "hanweb", ("http://a/2023/",)), "d", KNOWN, "<urn:2>", NOON, LATER
    )
    with State(tmp_path) as state:
        state.lists.put("a", "http://a/list", stored)
    with State(tmp_path) as state:
        assert state.lists.get("a", "http://a/list") == stored
        assert state.lists.get("b", "http://a/list") is None


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (ENTRY, True),
        (Entry("http://a/3", ENTRY.title, ENTRY.date, ENTRY.attachments), False),
        (Entry(ENTRY.url, "2023年年报", ENTRY.date, ENTRY.attachments), False),
        (Entry(ENTRY.url, ENTRY.title, None, ENTRY.attachments), False),
        (Entry(ENTRY.url, ENTRY.title, ENTRY.date), False),
    ],
)
def test_a_list_is_the_set_of_its_entries(other: Entry, same: bool) -> None:
    second = Entry("http://a/2", "2021年年报")
    before = ListSaid(ListPage((ENTRY, second), ("http://a/2.html",)))
    after = ListSaid(ListPage((second, other)))
    assert (before.digest == after.digest) is same
    if other.url == ENTRY.url:
        assert (line_digest(other) == line_digest(ENTRY)) is same


def test_a_portal_that_refuses_is_left_alone_twice_as_long_each_time(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        now = NOON
        state.portals.begin("a", now)
        for days in (2, 4, 8, 16, 30, 30):
            state.portals.end("a", now, "blocked", {}, refused=True)
            now += dt.timedelta(days=days - 1, hours=12)
            assert state.portals.get("a").interval_days == days
            assert state.portals.get("a").not_before == now
        standing = state.portals.get("a")
        assert standing.refusals == 6
        state.portals.end("a", now, "stopped", {}, refused=False)
        assert state.portals.get("a") == standing
        state.portals.end("a", now, "complete", {}, refused=False)
        after = state.portals.get("a")
        assert (after.interval_days, after.refusals, after.not_before) == (1, 0, None)
        assert after.last_complete == now


def test_a_portal_that_is_named_while_it_rests_rests_no_longer_for_that(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.portals.begin("a", NOON)
        for minutes in range(5):
            again = NOON + dt.timedelta(minutes=minutes)
            state.portals.end("a", again, "blocked", {}, refused=True)
        standing = state.portals.get("a")
        assert (standing.interval_days, standing.refusals) == (2, 5)
        assert standing.not_before == NOON + dt.timedelta(days=1, hours=12, minutes=4)


def test_archive_files_wait_until_they_are_extracted(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.file_closed("b.warc.gz")
        state.file_closed("a.warc.gz")
        assert state.files_to_extract() == ("a.warc.gz", "b.warc.gz")
        state.files_extracted(["a.warc.gz"])
        state.file_closed("a.warc.gz")
        assert state.files_to_extract() == ("b.warc.gz",)
        assert state.knows_file("a.warc.gz")
        assert not state.knows_file("c.warc.gz")


def test_a_crawl_that_is_killed_goes_on_with_all_its_runs_until_one_ends(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        assert state.runs.first() is None
        state.runs.begin(NOON)
        state.runs.visited("a", NOON)
    with State(tmp_path) as state:
        state.runs.begin(LATER)
        assert state.runs.first() == NOON
        assert state.runs.has_visited("a", NOON + dt.timedelta(hours=11))
        assert not state.runs.has_visited("a", NOON + dt.timedelta(hours=12))
        assert not state.runs.has_visited("b", NOON)
        state.runs.end()
        assert state.runs.first() is None
        assert not state.runs.has_visited("a", NOON)


def test_a_crawl_that_asks_something_else_does_not_go_on_with_a_killed_one(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.runs.begin(NOON, "years 2022")
        state.runs.visited("a", NOON)
        state.runs.begin(LATER, "all years")
        assert not state.runs.has_visited("a", NOON)
        state.runs.begin(LATER, "years 2022")
        assert state.runs.has_visited("a", NOON)


def test_one_crawl_at_a_time(tmp_path: Path) -> None:
    with State(tmp_path), pytest.raises(LockedError, match="another crawl is running"):
        State(tmp_path)
    State(tmp_path).close()


def test_a_broken_file_and_one_of_another_version_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/crawl.sqlite3").write_bytes(b"this is no database, whatever it is" * 9)
    with pytest.raises(UserError, match="file is not a database; move it away to start anew"):
        State(tmp_path / "broken")
    (tmp_path / "newer").mkdir()
    newer = sqlite3.connect(tmp_path / "newer/crawl.sqlite3")
    newer.execute("PRAGMA user_version = 7")
    newer.close()
    with pytest.raises(UserError, match="state of version 7, this program has 2"):
        State(tmp_path / "newer")
