"""What several tests share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of one run of the demo, made once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    command = [str(Path(sys.executable).with_name("gongkai")), "demo", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
