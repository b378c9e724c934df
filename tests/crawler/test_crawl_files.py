"""Archive files of runs that were killed: which of them the next run takes up."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
from pathlib import Path

from crawler.archive_files import ArchiveFiles
from crawler.extraction import Extraction
from crawler.state import State
from crawler.warc_writer import WarcWriter
from pipelines.model import Visit
from tests.country.held import rows_of

LONG_AGO = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)


def _file(archive: Path, name: str, written: dt.datetime) -> Path:
    path = archive / name
    path.write_bytes(b"")
    os.utime(path, (written.timestamp(), written.timestamp()))
    return path


def _taken_up(archive: Path, state: State) -> list[str]:
    told: list[Path] = []
    ArchiveFiles(archive, state, None, told.append).take_up()
    return [path.name for path in told]


def test_a_file_finished_just_before_a_kill_is_taken_up_once(tmp_path: Path) -> None:
    minute = dt.timedelta(minutes=1)
    with State(tmp_path / "state") as state:
        state.runs.begin(LONG_AGO)
        _file(tmp_path, "before.warc.gz", LONG_AGO - minute)
        _file(tmp_path, "noted.warc.gz", LONG_AGO + minute)
        _file(tmp_path, "lost.warc.gz", LONG_AGO + minute)
        state.file_closed("noted.warc.gz")
        assert _taken_up(tmp_path, state) == ["lost.warc.gz"]
        assert _taken_up(tmp_path, state) == []
        assert state.files_to_extract() == ("lost.warc.gz", "noted.warc.gz")


def test_answers_are_looked_for_in_all_files_of_a_crawl_that_was_killed(tmp_path: Path) -> None:
    with State(tmp_path / "state") as state:
        files = ArchiveFiles(tmp_path, state)
        state.runs.begin(LONG_AGO)
        _file(tmp_path, "before.warc.gz", LONG_AGO - dt.timedelta(minutes=1))
        for name in ("1.warc.gz", "2.warc.gz"):
            files.closed(_file(tmp_path, name, LONG_AGO))
        assert [path.name for path in files.take_up()] == ["1.warc.gz", "2.warc.gz"]
        # The last file of a crawl that was ended early may hold some, too.
        state.runs.end()
        assert [path.name for path in files.take_up()] == ["2.warc.gz"]


def test_the_first_run_leaves_an_older_archive_alone(tmp_path: Path) -> None:
    _file(tmp_path, "older.warc.gz", LONG_AGO)
    with State(tmp_path / "state") as state:
        assert _taken_up(tmp_path, state) == []


def _extracted(archive: Path, state: State, dataset: Path, *, dies: bool) -> int:
    """Take up what waits, and commit unless it dies before; count the files that were read."""
    with Extraction(dataset, archive) as extraction:
        files = ArchiveFiles(archive, state, extraction)
        files.take_up()
        read = [path for path, _ in extraction.staged(wait=True)]
        if not dies:
            assert files.commit() is not None
        return len(read)


def test_what_a_killed_crawl_staged_is_not_extracted_again(tmp_path: Path) -> None:
    archive, dataset = tmp_path / "archive", tmp_path / "dataset"
    with State(tmp_path / "state") as state, Extraction(dataset, archive) as extraction:
        for key in ("a", "b"):
            with WarcWriter(archive, software="gongkai/test") as writer:
                writer.write_visit(Visit(key, LONG_AGO, LONG_AGO, "complete", {}, ()))
        for path in sorted(archive.iterdir()):
            ArchiveFiles(archive, state, extraction).closed(path)
        for path, run in extraction.staged(wait=True):
            state.file_staged(path.name, run, extraction.reader)
        assert _extracted(archive, state, dataset, dies=True) == 0
        # Somebody throws away what waited.
        first = min((dataset / "_staged").iterdir())
        shutil.rmtree(first)
        assert _extracted(archive, state, dataset, dies=False) == 1
        assert state.files_to_extract() == ()
    assert sorted(row["portal"] for row in rows_of(dataset, "visits")) == ["a", "b"]


def test_what_was_staged_by_another_version_is_extracted_again(tmp_path: Path) -> None:
    with State(tmp_path) as state:
        state.file_closed("a.warc.gz")
        state.file_staged("a.warc.gz", "000001-00000000", "0.1 data")
        assert state.run_of("a.warc.gz", "0.1 data") == "000001-00000000"
        assert state.run_of("a.warc.gz", "0.2 data") is None
        state.files_extracted(["a.warc.gz"])
        assert state.run_of("a.warc.gz", "0.1 data") is None


def test_what_libraries_say_of_a_page_is_not_printed_beside_a_crawl(tmp_path: Path) -> None:
    with Extraction(tmp_path / "dataset", tmp_path / "archive"):
        assert not logging.getLogger("trafilatura.core").isEnabledFor(logging.WARNING)
