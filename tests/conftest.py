"""What several tests share."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import once

#: Outcomes that the last line counts.
_COUNTED = {"passed": "passed", "skipped": "skipped", "failed": "failed", "error": "errors"}
DemoRun = tuple[Path, "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """Folder and outcome of one run of the demo, made once for all tests."""
    return once(tmp_path_factory, "demo", _run_demo)


def _run_demo(within: Path) -> DemoRun:
    folder = within / "demo"
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


def pytest_configure() -> None:
    """Hear Ctrl-C: what a shell begins in the background ignores it, and so do its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with slow tests first, so that no process waits for another at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End with a line that counts the skipped tests, also where none is."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or config.option.collectonly or not reporter.stats:
        return
    counted = {said: len(reporter.stats.get(name, ())) for name, said in _COUNTED.items()}
    reporter.write_line(", ".join(f"{count} {said}" for said, count in counted.items()))
