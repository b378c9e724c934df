"""Ctrl-C while processes are at work: nothing is printed, nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys; from pipelines.cli import main; sys.exit(main())"
PAGE = "<html><body><h1>石岩市水务局{}年政府信息公开工作年度报告</h1><p>{}</p></body></html>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files enough that both processes are busy for some seconds."""
    folder = tmp_path_factory.mktemp("pages")
    for number in range(1200):
        text = PAGE.format(
            2015 + number % 10, f"第{number}号，" + "本机关依照条例编制本报告。" * 60
        )
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.9, 1.5])
def test_ctrl_c_ends_all_processes_at_once_and_in_silence(
    seconds: float, pages: Path, tmp_path: Path
) -> None:
    arguments = ["extract", str(pages), "--dataset", "out", "--engine", "processes"]
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments, "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(seconds)
    # As a terminal does it: every process of the group gets the signal.
    os.killpg(running.pid, signal.SIGINT)
    told = time.monotonic()
    output, errors = running.communicate(timeout=30)
    assert time.monotonic() - told < 5
    assert running.returncode == 130
    assert output == ""
    assert [line for line in errors.splitlines() if not line.startswith("extract: ")] == []
    assert _is_gone(running.pid)


def _is_gone(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
