"""The demo from end to end, as the command runs it, and its archive read again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import DemoRun

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


def test_everything_is_as_the_truth_has_it(demo_run: DemoRun) -> None:
    _, done = demo_run
    printed = done.stdout
    assert done.returncode == 0, printed + done.stderr
    assert "Everything is as the truth has it, no more and no fewer." in printed
    assert "reports by form: 2014 20, 2019 20, 2021 20" in printed


def test_the_archive_passes_the_check_of_warcio(demo: Path) -> None:
    files = sorted((demo / "archive").glob("*.warc.gz"))
    assert len(files) > 1
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_a_second_demo_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = gongkai("demo", "--out", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
