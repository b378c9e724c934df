"""The state: what is done, what waits, and who holds it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from crawler.state import State, Tally
from crawler.tasks import Kind, Task, Verdict
from pipelines.errors import LockedError, UserError
from pipelines.model import Context

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=3)
CONTEXT = Context("a", "150100", "http://a/list", "年报", dt.date(2024, 1, 22), None, "<urn:1>")


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    page = Task("http://a/1", Kind.REPORT, (CONTEXT,))
    file = Task("http://a/1.pdf", Kind.ATTACHMENT, (CONTEXT,), depth=1)
    with State(tmp_path) as state:
        assert state.begin("a", NOON) == NOON
        state.answered("a", page, Verdict.GOOD, "<urn:1>", [file])
        state.answered("a", Task("http://a/2", Kind.REPORT), Verdict.ERROR)
        state.answered("a", Task("http://a/3", Kind.REPORT), Verdict.GONE, "<urn:3>")
        state.listed("a", NOON, ["http://a/1", "http://a/2", "http://a/3"])
    with State(tmp_path) as state:
        assert state.begin("a", LATER) == NOON
        assert state.done("a") == {"http://a/1", "http://a/3"}
        assert state.pending("a") == (file,)
        assert state.tally("a", NOON) == Tally(
            reports_asked=3, reports_good=1, gone=1, errors=1, entries_new=3
        )


def test_a_finished_visit_begins_anew_and_knows_its_old_entries(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.begin("a", NOON)
        state.answered("a", Task("http://a/1", Kind.REPORT), Verdict.GOOD, "<urn:1>")
        state.listed("a", NOON, ["http://a/1"])
        state.end("a", NOON, "complete", finished=True)
        assert state.begin("a", LATER) == LATER
        assert state.done("a") == frozenset()
        state.listed("a", LATER, ["http://a/1", "http://a/2"])
        assert state.tally("a", LATER).entries_new == 1


def test_portals_are_kept_apart(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.begin("a", NOON)
        state.begin("b", NOON)
        state.answered("a", Task("http://x/1", Kind.REPORT), Verdict.GOOD, "<urn:1>")
        assert state.done("b") == frozenset()


def test_an_address_that_answered_is_not_opened_again_by_another_page(tmp_path: Path) -> None:
    file = Task("http://a/1.pdf", Kind.ATTACHMENT)
    with State(tmp_path) as state:
        state.begin("a", NOON)
        state.answered("a", file, Verdict.GOOD, "<urn:1>")
        state.answered("a", Task("http://a/2", Kind.REPORT), Verdict.GOOD, "<urn:2>", [file])
        assert state.pending("a") == ()


def test_archive_files_wait_until_they_are_extracted(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        assert state.begin_run(NOON) is None
        state.file_closed("b.warc.gz")
        state.file_closed("a.warc.gz")
        assert state.files_to_extract() == ("a.warc.gz", "b.warc.gz")
        state.files_extracted(["a.warc.gz"])
        state.file_closed("a.warc.gz")
        assert state.files_to_extract() == ("b.warc.gz",)
        assert state.knows_file("a.warc.gz")
        assert not state.knows_file("c.warc.gz")
        assert state.begin_run(LATER) == NOON


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
    with pytest.raises(UserError, match="state of version 7, this program has 1"):
        State(tmp_path / "newer")
