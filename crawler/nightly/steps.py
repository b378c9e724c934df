"""The steps of a night: each ends by itself, none hides those after it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from pipelines.console import INTERRUPTED, TIME_IS_UP
from pipelines.errors import LockedError, UserError

#: Exit codes from the worst on; a night ends with the worst of its steps.
_FROM_WORST: Final = (INTERRUPTED, UserError.exit_code, LockedError.exit_code, 1, TIME_IS_UP, 0)


@dataclass(slots=True)
class Step:
    """One step: ``outcome`` is running, done, failed, stopped or skipped.

    ``error`` is the one line that says why it failed; ``trace`` is there only for an error that
    nobody foresaw.
    """

    name: str
    outcome: str = "running"
    seconds: float = 0.0
    exit_code: int = 0
    error: str = ""
    trace: str = ""


@dataclass(slots=True)
class Steps:
    """Runs steps one after another; ``changed`` is called when one begins and when it ends."""

    changed: Callable[[], None]
    done: list[Step] = field(default_factory=list)
    stopped: bool = False

    def run(self, name: str, work: Callable[[], int]) -> Step:
        """Run one step, whose result is its exit code; after a stop it is skipped.

        Nothing that ``work`` raises leaves here but what ends the process.
        """
        step = Step(name)
        self.done.append(step)
        if self.stopped:
            step.outcome = "skipped"
            return step
        self.changed()
        began = monotonic()
        try:
            step.exit_code = work()
            step.outcome = "stopped" if step.exit_code == INTERRUPTED else "done"
        except KeyboardInterrupt:
            step.outcome, step.exit_code = "stopped", INTERRUPTED
        except UserError as error:
            step.outcome, step.exit_code, step.error = "failed", error.exit_code, str(error)
        except Exception as error:  # noqa: BLE001 - the steps after it must still run
            step.outcome, step.exit_code = "failed", UserError.exit_code
            step.error = _line(error)
            step.trace = "" if isinstance(error, OSError) else traceback.format_exc()
        step.seconds = round(monotonic() - began, 3)
        self.stopped = step.outcome == "stopped"
        self.changed()
        return step

    @property
    def exit_code(self) -> int:
        """The worst of the exit codes."""
        return worst(step.exit_code for step in self.done)


def worst(codes: Iterable[int]) -> int:
    """Return the worst of exit codes: a stop, an error, a lock, quality, time, nothing."""
    return min(codes, key=_FROM_WORST.index, default=0)


def _line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}; check its permissions and the free space"
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
