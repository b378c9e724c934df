"""What a crawl costs the machine: memory, processor, time; measured inside its own process."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Cost:
    """``peak``: most memory held at a time, MiB; ``cpu`` and ``wall`` in seconds."""

    peak: int
    cpu: float
    wall: float

    def __str__(self) -> str:
        return f"{self.wall:.0f} s ({self.cpu:.0f} s of processor), peak {self.peak} MiB"


def costed(run: Callable[..., _Result], *values: Any, **options: Any) -> tuple[_Result, Cost]:
    """Run a function and return what it gives and what the whole process cost so far."""
    began = time.monotonic()
    result = run(*values, **options)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    return result, Cost(used.ru_maxrss // 1024, cpu, time.monotonic() - began)


def allow_files(count: int) -> None:
    """Let this process, and those that it starts, open so many files where the system may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
