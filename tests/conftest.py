"""What several tests share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DemoRun = tuple[Path, "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """Folder and outcome of one run of the demo, made once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    command = [str(Path(sys.executable).with_name("gongkai")), "demo", "--out", str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=180
    )
    return folder, done


@pytest.fixture(scope="session")
def demo(demo_run: DemoRun) -> Path:
    """Folder of a demo whose dataset is as the truth has it."""
    folder, done = demo_run
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
