"""Killed at any moment and run again: the same bytes; and no reader ever sees a half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.dataset.commit import commit
from pipelines.dataset.errors import DatasetError, DatasetLockedError
from pipelines.dataset.journal import Journal, recover, writing
from pipelines.dataset.layout import JOURNAL, PENDING
from pipelines.dataset.read import open_dataset
from tests.pipelines.dataset.builder import (
    A,
    B,
    Seen,
    capture,
    commit_all,
    contents,
    gave,
    report,
    sha,
    stage_all,
)

ROOT = Path(__file__).resolve().parents[3]
COMMIT = "import sys; from pipelines.dataset.commit import commit; commit(sys.argv[1])"
KILLS_INSIDE = 10
REPORTS = 24


def year_of(number: int) -> int:
    return 2015 + number % 10


def first(number: int) -> Seen:
    page = report(
        sha(f"report {number}")[:16], region=110000 + 10000 * (number // 10), year=year_of(number)
    )
    return Seen(capture(f"https://a.gov.cn/{number}", f"first {number}", day=1), gave(page))


def amended(number: int) -> Seen:
    before = first(number)
    page = before.extraction.reports[0]
    page = report(page.report_id, region=page.region, year=page.year, received=99)
    return Seen(capture(f"https://a.gov.cn/{number}", f"amended {number}", day=2), gave(page))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of many partitions, and a run that amends every report, not yet committed."""
    root = tmp_path_factory.mktemp("before") / "dataset"
    commit_all(root, [first(number) for number in range(REPORTS)])
    stage_all(root, [amended(number) for number in range(REPORTS)])
    return root


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the folder holds when nobody is killed."""
    root = tmp_path_factory.mktemp("after") / "dataset"
    copy(before, root)
    commit(root)
    return contents(root)


def copy(source: Path, target: Path) -> None:
    for path, body in contents(source).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(body)


def attempts(before: Path, tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    for number in range(60):
        root = tmp_path / str(number)
        copy(before, root)
        command = [sys.executable, "-c", COMMIT, str(root)]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            yield root, process


def values(root: Path) -> set[int]:
    """Values that a reader sees in all reports."""
    frame = open_dataset(root).sql(
        "select distinct q.natural_person as n from requests q join reports r using (report_id)"
        " join captures c using (report_id) where q.item = 'received_new' and c.role = 'report'"
    )
    return {int(n) for n in frame["n"]}


@pytest.mark.slow
def test_killed_inside_the_commit_and_run_again(
    before: Path, after: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(20221231)
    inside = 0
    for root, process in attempts(before, tmp_path):
        while process.poll() is None and not (root / JOURNAL).exists():
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        process.wait()
        inside += (root / JOURNAL).exists()
        # What the journal says has happened, whichever files were moved before the kill.
        assert values(root) == {99}
        commit(root)
        assert contents(root) == after
        if inside == KILLS_INSIDE:
            break
    assert inside >= KILLS_INSIDE


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again(
    before: Path, after: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(20230119)
    for number, (root, process) in enumerate(attempts(before, tmp_path)):
        time.sleep(chance.uniform(0.2, 1.5))
        process.kill()
        process.wait()
        assert values(root) in ({3}, {99})
        commit(root)
        assert contents(root) == after
        if number == 5:
            break


# --- every single step, without a kill ---------------------------------------------------


def prepared(before: Path, root: Path) -> Journal:
    """A dataset whose journal stands and none of whose files is moved."""
    copy(before, root)
    done = root.with_name("done")
    copy(before, done)
    commit(done)
    new, old = contents(done), contents(root)
    moves = tuple(path for path in new if path.endswith(".parquet") and new[path] != old.get(path))
    removals = tuple(path for path in old if path.endswith(".parquet") and path not in new)
    for path in moves:
        (root / PENDING / path).parent.mkdir(parents=True, exist_ok=True)
        (root / PENDING / path).write_bytes(new[path])
    journal = Journal(moves, removals)
    journal.write(root)
    return journal


def test_after_any_move_readers_see_the_whole_and_a_writer_completes_it(
    before: Path, after: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "dataset"
    journal = prepared(before, root)
    assert len(journal.moves) > 70
    for number, path in enumerate(journal.moves):
        (root / PENDING / path).replace(root / path)
        if number % 25 == 0:
            assert values(root) == {99}
    with writing(root):
        pass
    assert contents(root) == after


def test_without_a_journal_what_is_pending_is_thrown_away(before: Path, tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    prepared(before, root)
    (root / JOURNAL).rename(root / f"{JOURNAL}.writing")
    assert values(root) == {3}
    assert not recover(root)
    assert contents(root) == contents(before)


# --- two at once -------------------------------------------------------------------------


def test_a_second_writer_says_so_and_gives_up_in_time(tmp_path: Path) -> None:
    lines: list[str] = []
    with writing(tmp_path / "dataset"), pytest.raises(DatasetLockedError) as error:
        commit(tmp_path / "dataset", wait=0.2, say=lines.append)
    assert error.value.exit_code == 3
    assert "another run has been writing to it" in str(error.value)
    assert len(lines) == 1
    assert "waiting" in lines[0]


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    both, one = tmp_path / "both", tmp_path / "one"
    seen = [
        Seen(capture("https://a.gov.cn/1", "1"), gave(report(A))),
        Seen(capture("https://a.gov.cn/2", "2"), gave(report(B))),
    ]
    commit_all(one, seen)
    stage_all(both, seen[:1])
    command = [sys.executable, "-c", COMMIT, str(both)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    stage_all(both, seen[1:])
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    commit(both)
    assert contents(both) == contents(one)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "file" / "dataset", Path("/proc/gongkai/dataset")):
        with pytest.raises(DatasetError, match="cannot be written") as error:
            commit(place)
        assert "\n" not in str(error.value)


AMEND = """
import sys
from pathlib import Path
from tests.pipelines.dataset.test_killed import amend_all
for value in range(100, 106):
    amend_all(Path(sys.argv[1]), value)
"""


def amend_all(root: Path, value: int) -> None:
    """One commit after which every report has the value."""
    seen = []
    for number in range(REPORTS):
        page = first(number).extraction.reports[0]
        page = report(page.report_id, region=page.region, year=page.year, received=value)
        url = f"https://a.gov.cn/{number}"
        seen.append(Seen(capture(url, f"{number} {value}", day=value), gave(page)))
    commit_all(root, seen)


@pytest.mark.slow
def test_a_reader_beside_a_writer_sees_one_commit_or_another(tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    amend_all(root, 99)
    with subprocess.Popen([sys.executable, "-c", AMEND, str(root)], cwd=ROOT) as writer:
        found: list[int] = []
        while writer.poll() is None:
            (value,) = values(root)
            found.append(value)
    assert writer.returncode == 0
    assert found == sorted(found)
    assert values(root) == {105}
