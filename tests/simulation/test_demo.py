"""The demo from end to end, as the command runs it, and its archive read again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

Demo = tuple[Path, "subprocess.CompletedProcess[str]"]

RUN = "import sys; from pipelines.cli import main; sys.argv[0] = 'gongkai'; main()"


def gongkai(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; Scrapy runs once in each."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("demo") / "out"
    return out, gongkai("demo", "--out", str(out))


def test_everything_is_as_the_truth_has_it(demo: Demo) -> None:
    _, done = demo
    printed = done.stdout
    assert done.returncode == 0, printed + done.stderr
    assert "Everything is as the truth has it, no more and no fewer." in printed
    assert "reports by form: 2014 20, 2019 20, 2021 20" in printed


def test_the_archive_passes_the_check_of_warcio(demo: Demo) -> None:
    out, _ = demo
    files = sorted((out / "archive").glob("*.warc.gz"))
    assert len(files) > 1
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def _bytes(dataset: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(dataset)): path.read_bytes()
        for path in sorted(dataset.rglob("*.parquet"))
        if not any(part.startswith((".", "_")) for part in path.relative_to(dataset).parts)
    }


def test_the_archive_read_again_in_processes_gives_the_same_bytes(
    demo: Demo, tmp_path: Path
) -> None:
    out, _ = demo
    again = str(tmp_path / "again")
    done = gongkai("extract", str(out / "archive"), "--dataset", again, "--engine", "processes")
    assert done.returncode == 0, done.stderr
    assert _bytes(tmp_path / "again") == _bytes(out / "dataset")
    assert len(_bytes(out / "dataset")) > 100


def test_two_halves_newest_first_give_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    out, _ = demo
    files = sorted((out / "archive").glob("*.warc.gz"), reverse=True)
    half = len(files) // 2
    for part in (files[:half], files[half:]):
        done = gongkai("extract", *map(str, part), "--dataset", str(tmp_path / "again"))
        assert done.returncode == 0, done.stderr
    assert _bytes(tmp_path / "again") == _bytes(out / "dataset")


def test_a_second_demo_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = gongkai("demo", "--out", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
