"""A crawl that is killed by SIGKILL, run after run, and goes on with the same command.

Each run is a process of its own. At a moment it is killed from outside, after so many more
requests; at a named step of its work it kills itself, right there.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, Literal

from crawler import warc_file
from crawler.crawl import run_crawl
from crawler.simulation.country.faults import HARMLESS
from crawler.simulation.country.log import Logged
from crawler.simulation.country.server import Running
from crawler.state import State
from crawler.state.lists import Lists
from pipelines.dataset.journal import Journal, Transaction
from pipelines.dataset.layout import PENDING
from pipelines.dataset.staging import Stage
from pipelines.reference import Portal

#: ``moment``: after so many more requests. ``record``: between two writes of what one call
#: appends to the archive. ``state``: a record stands, the state is about to be told. ``staged``:
#: what an archive file gave is about to be staged. The others are steps of the commit: before
#: its journal, with the journal and no file moved, between two files, and when all is done but
#: the state does not know.
Where = Literal["moment", "record", "state", "staged", "pending", "journal", "half", "told"]
#: Those that fall while a record is written or a commit runs.
INSIDE: Final = frozenset({"record", "pending", "journal", "half", "told"})
_EARLY: Final[tuple[Where, ...]] = ("record", "moment", "state")
_LATE: Final[tuple[Where, ...]] = ("staged", "pending", "journal")
#: Seconds that one run may take.
_LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, at the n-th request or call; ``share`` of its bytes are written before it."""

    where: Where
    number: int = 1
    share: float = 0.5


@dataclass(slots=True)
class Killed:
    """The kills that fell, and how many requests the server had seen at each."""

    kills: list[Kill] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def draw(number: int, requests: int, seed: int) -> list[Kill]:
    """Draw kills of a crawl of so many requests; a third of them fall at its end."""
    rng = random.Random(seed)
    late = number // 3
    steps = [*_LATE[: max(0, late - 2)]]
    steps += ["half"] * (late - 1 - len(steps))
    early = [_EARLY[turn % len(_EARLY)] for turn in range(number - late)]
    rng.shuffle(early)
    apart = max(1, requests // (len(early) + 1))
    kills = [Kill(where, rng.randint(1, apart), rng.random()) for where in early]
    kills += [Kill(where, rng.randint(2, 6) if where == "half" else 1) for where in steps]
    return [*kills, Kill("told")]


def crawl_killed(
    running: Running, kills: Sequence[Kill], portals: Sequence[Portal], **options: Any
) -> Killed:
    """Crawl with the same command again and again: killed each time, and at last to the end."""
    killed = Killed()
    for kill in kills:
        if _is_killed(running, kill, portals, options):
            killed.kills.append(kill)
            killed.ends.append(len(running.log))
    assert not _is_killed(running, None, portals, options)
    return killed


def _is_killed(
    running: Running, kill: Kill | None, portals: Sequence[Portal], options: dict[str, Any]
) -> bool:
    """Run once, and tell whether the kill fell before the run came to its end."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["crawler.crawl", "crawler.spiders.reports"])
    process = context.Process(target=crawl_and_die, args=(kill, portals, options))
    before = len(running.log)
    process.start()
    if kill is not None and kill.where == "moment":
        _wait(process, lambda: len(running.log) >= before + kill.number)
        process.kill()
    process.join(_LONGEST)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode != 0


def _wait(process: BaseProcess, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONGEST
    while process.is_alive() and not until() and time.monotonic() < deadline:
        time.sleep(0.001)


def crawl_and_die(kill: Kill | None, portals: Sequence[Portal], options: dict[str, Any]) -> None:
    """Crawl in this process, which ends where the kill says."""
    if kill is not None and kill.where != "moment":
        _arm(kill)
    run_crawl(portals, **options)


def _arm(kill: Kill) -> None:
    calls = iter(range(1, kill.number))

    def falls() -> bool:
        return next(calls, None) is None

    def torn(stream: Any, data: memoryview) -> None:
        if falls():
            write(stream, data[: max(1, int(len(data) * kill.share))])
            _die()
        write(stream, data)

    def step(owner: Any, name: str) -> None:
        call = getattr(owner, name)

        def dying(self: Any, *values: Any) -> Any:
            if (owner is not Path or PENDING in self.parts) and falls():
                _die()
            return call(self, *values)

        setattr(owner, name, dying)

    if kill.where == "record":
        write, warc_file._write_all = warc_file._write_all, torn
    for owner, name in _STEPS.get(kill.where, ()):
        step(owner, name)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_STEPS: Final[dict[Where, tuple[tuple[Any, str], ...]]] = {
    "state": ((State, "answered"), (Lists, "put")),
    "staged": ((Stage, "_write"),),
    "pending": ((Transaction, "commit"),),
    "journal": ((Journal, "complete"),),
    "half": ((Path, "replace"),),
    "told": ((State, "files_extracted"),),
}


def asked_again(log: Sequence[Logged], ends: Sequence[int]) -> list[str]:
    """Return what was asked again though it had been answered whole, a line each.

    Left out: robots.txt, and of each host what it answered last before a kill.
    """
    answered: set[tuple[str, str, str]] = set()
    last: dict[str, tuple[str, str, str]] = {}
    again = []
    for number, entry in enumerate(log):
        if number in ends:
            answered.difference_update(last.values())
            last.clear()
        if entry.target == "/robots.txt":
            continue
        page = last[entry.host] = (entry.host, entry.target, entry.form)
        if page in answered:
            again.append(f"{entry.method} {entry.host}{entry.target} {entry.form}: {entry.status}")
        if entry.fault in HARMLESS:
            answered.add(page)
    return again
