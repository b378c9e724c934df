"""The archive alone gives the data that the crawl gave, byte for byte, whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

GONGKAI = [str(Path(sys.executable).with_name("gongkai"))]
#: Files that are no data: the lock that writers hold.
NO_DATA = {"_lock"}


def extract(sources: list[Path], dataset: Path, *options: str) -> str:
    command = [*GONGKAI, "extract", *map(str, sources), "--dataset", str(dataset), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def digests(dataset: Path) -> dict[str, str]:
    return {
        path.relative_to(dataset).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dataset.rglob("*"))
        if path.is_file() and path.name not in NO_DATA
    }


@pytest.fixture(scope="module")
def archive(demo: Path) -> list[Path]:
    files = sorted((demo / "archive").glob("*.warc.gz"))
    assert len(files) >= 2, "a demo of one file shows nothing about splits"
    return files


@pytest.fixture(scope="module")
def crawled(demo: Path) -> dict[str, str]:
    found = digests(demo / "dataset")
    assert sum(name.startswith("requests/") for name in found) > 10
    return found


def test_into_an_empty_folder(archive: list[Path], crawled: dict[str, str], tmp_path: Path) -> None:
    extract([archive[0].parent], tmp_path / "dataset")
    assert digests(tmp_path / "dataset") == crawled


def test_over_the_old_one_nothing_changes(
    archive: list[Path], crawled: dict[str, str], tmp_path: Path
) -> None:
    dataset = tmp_path / "dataset"
    extract([archive[0].parent], dataset)
    before = {path: path.stat().st_mtime_ns for path in dataset.rglob("*.parquet")}
    extract([archive[0].parent], dataset)
    assert digests(dataset) == crawled
    assert {path: path.stat().st_mtime_ns for path in dataset.rglob("*.parquet")} == before


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_files_in_random_order(
    archive: list[Path], crawled: dict[str, str], tmp_path: Path, engine: str
) -> None:
    shuffled = random.Random(20260101).sample(archive, len(archive))
    extract(shuffled, tmp_path / "dataset", "--engine", engine)
    assert digests(tmp_path / "dataset") == crawled


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_in_two_halves_newest_first(
    archive: list[Path], crawled: dict[str, str], tmp_path: Path, engine: str
) -> None:
    half = len(archive) // 2
    extract(archive[half:], tmp_path / "dataset", "--engine", engine)
    assert digests(tmp_path / "dataset") != crawled
    extract(archive[:half], tmp_path / "dataset", "--engine", engine)
    assert digests(tmp_path / "dataset") == crawled


def test_one_file_after_the_other(
    archive: list[Path], crawled: dict[str, str], tmp_path: Path
) -> None:
    for path in reversed(archive):
        extract([path], tmp_path / "dataset")
    assert digests(tmp_path / "dataset") == crawled


def _kill(command: list[str], dataset: Path, moment: float | None) -> bool:
    """Run and kill: after ``moment`` seconds, or, where null, as soon as a journal stands.

    Returns whether the kill fell inside a commit, as the journal left behind shows.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = dataset / "_journal.json"
    deadline = time.monotonic() + (60 if moment is None else moment)
    while process.poll() is None and time.monotonic() < deadline:
        if moment is None and journal.exists():
            break
        time.sleep(0.0002)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    return journal.exists()


#: `make kills` sets 20; the ordinary run of the tests does a few.
KILLS = int(os.environ.get("GONGKAI_TEST_KILLS", "5"))


def _moments(draw: random.Random) -> list[float | None]:
    """Moments to kill at: three in five inside the commit (null), the others anywhere."""
    inside: list[float | None] = [None] * (KILLS * 3 // 5)
    anywhere = [draw.uniform(0.2, 2.5) for _ in range(KILLS - len(inside))]
    return draw.sample([*inside, *anywhere], KILLS)


def test_killed_at_random_moments(
    archive: list[Path], crawled: dict[str, str], tmp_path: Path
) -> None:
    inside = 0
    for run, moment in enumerate(_moments(random.Random(7))):
        dataset = tmp_path / f"dataset-{run}"
        command = [*GONGKAI, "extract", str(archive[0].parent), "--dataset", str(dataset)]
        cut = _kill(command, dataset, moment)
        if cut:
            left = json.loads((dataset / "_journal.json").read_text(encoding="utf-8"))
            pending = [name for name in left["moves"] if (dataset / "_pending" / name).exists()]
            inside += bool(pending)
        extract([archive[0].parent], dataset)
        assert digests(dataset) == crawled, f"run {run}, killed at {moment}, inside: {cut}"
    print(f"{inside} of {KILLS} kills fell inside a commit, as the journal shows")
    assert inside >= KILLS // 2
