"""What the commands print: results to standard output, all else to standard error.

A terminal sees a progress bar; a log file sees a plain line now and then. Errors a user can
cause are one line and an exit code, a broken pipe and Ctrl-C are quiet.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.errors import UserError

#: Ended by Ctrl-C or by a reader that went away: 128 and the signal, as shells have it.
INTERRUPTED = 130
#: Stopped at the time that ``--until`` gave, to be continued.
TIME_IS_UP = 4
BROKEN_PIPE = 141

#: Columns of a table that is not printed to a terminal.
PLAIN_WIDTH = 140
#: Without a terminal a line is printed each time that another such share is done.
PLAIN_STEPS = 10

Report = Callable[[int, int], None]


class _Console(Console):
    """rich ends the process with 1 when its reader goes away; here that is not a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def stdout_console() -> Console:
    """Console for results; made at call time, so that it follows redirected streams."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return _Console(file=sys.stdout, highlight=False, markup=False, width=width)


def note(line: str) -> None:
    """Print one line to standard error."""
    click.echo(line, err=True)


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """Yield a function of (done, total) that shows how far the work is, on standard error."""
    if not sys.stderr.isatty():
        yield _plain(label)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def _plain(label: str) -> Report:
    printed = 0

    def show(done: int, total: int) -> None:
        nonlocal printed
        step = PLAIN_STEPS if total <= 0 else done * PLAIN_STEPS // total
        if step > printed:
            printed = step
            note(f"{label}: {done} of {total}")

    return show


def run(command: click.Command, arguments: Sequence[str], *, name: str = "gongkai") -> int:
    """Run a click command and return the exit code of the contract."""
    try:
        with command.make_context(name, list(arguments)) as context:
            command.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except (UserError, click.ClickException, OSError, ModuleNotFoundError) as error:
        return _explain(error, name)
    return 0


def _explain(error: Exception, name: str) -> int:
    match error:
        case UserError():
            note(str(error))
            return error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            error.show()
        case click.UsageError():
            note(_usage(error, name))
        case click.ClickException():
            note(f"{name}: {error.format_message()}")
        case ModuleNotFoundError():
            note(f"{name}: {error.name} is not installed; install gongkai again with all it needs")
        case OSError():
            note(_system(error, name))
    return UserError.exit_code


def _usage(error: click.UsageError, name: str) -> str:
    where = error.ctx.command_path if error.ctx else name
    return f"{where}: {error.format_message().rstrip('.')}; {where} --help shows an example"


def _system(error: OSError, name: str) -> str:
    if error.filename is None:
        return f"{name}: {error.strerror or error}"
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}; check the path, its permissions and the free space"


def _forget_stdout() -> None:
    """Let nothing be flushed into the closed pipe when the interpreter ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
