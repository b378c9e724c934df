"""Errors are one line and an exit code; pipes and Ctrl-C are quiet; progress is plain in a log."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from pipelines.console import progress, run, stdout_console
from pipelines.errors import LockedError, UserError

ROOT = Path(__file__).resolve().parents[2]


def command(work: Callable[[], None]) -> click.Command:
    return click.Command("work", callback=work)


def raising(error: BaseException) -> click.Command:
    def work() -> None:
        raise error

    return command(work)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (
            UserError("data: no such folder; name an existing one"),
            2,
            "data: no such folder; name an existing one",
        ),
        (LockedError("data: another run writes it"), 3, "data: another run writes it"),
        (click.ClickException("cannot be done"), 2, "gongkai: cannot be done"),
        (
            OSError(errno.EROFS, "Read-only file system", "/mnt/out"),
            2,
            "/mnt/out: Read-only file system; check the path, its permissions and the free space",
        ),
        (
            ModuleNotFoundError("No module named 'scrapy'", name="scrapy"),
            2,
            "gongkai: scrapy is not installed; install gongkai again with all it needs",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "gongkai: No space left on device"),
    ],
)
def test_an_error_of_the_user_is_one_line(
    error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(error), []) == code
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", line + "\n")


def test_an_error_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run(raising(ZeroDivisionError()), [])


@pytest.mark.parametrize(
    ("error", "code"),
    [(KeyboardInterrupt(), 130), (click.Abort(), 130), (click.exceptions.Exit(1), 1)],
)
def test_ends_without_a_word(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(error), []) == code
    printed = capsys.readouterr()
    assert printed.out + printed.err.strip() == ""


def test_a_wrong_option_is_one_line_that_names_the_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(command(lambda: None), ["--wrokers"]) == 2
    assert capsys.readouterr().err == (
        "gongkai: No such option '--wrokers'; gongkai --help shows an example\n"
    )


def test_success_is_0() -> None:
    assert run(command(lambda: None), []) == 0


def test_a_reader_that_goes_away_is_no_failure() -> None:
    program = (
        "import sys\n"
        "import click\n"
        "from pipelines.console import run, stdout_console\n"
        "def work():\n"
        "    for _ in range(100_000):\n"
        "        stdout_console().print('a line of a long table')\n"
        "sys.exit(run(click.Command('work', callback=work), []))\n"
    )
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True
    ) as child:
        os.close(writer)
        os.close(reader)
        _, errors = child.communicate(timeout=30)
    assert (child.returncode, errors) == (141, "")


def test_progress_in_a_log_is_a_line_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("extract") as show:
        for done in range(1, 101):
            show(done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0] == "extract: 10 of 100"
    assert lines[-1] == "extract: 100 of 100"


def test_progress_on_a_terminal_is_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("extract") as show:
        show(1, 4)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1/4" in printed.err


def test_brackets_are_text_and_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    stdout_console().print("[red]三(一)[/red]")
    assert capsys.readouterr().out == "[red]三(一)[/red]\n"
