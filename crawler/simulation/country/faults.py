"""What goes wrong on the way: which of the first askings of an address fail, and how.

Drawn from a seed, the day and the address, so that two runs meet the same faults. After a few
failures an address answers; the next day it may fail again.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

#: ``500`` and ``503`` (with Retry-After) are answers; ``slow`` sends its answer in pieces;
#: ``half_open`` takes the request and says nothing; ``reset`` breaks off with RST within the
#: answer; ``long`` promises more bytes than it sends; ``truncated`` ends chunks too early.
#: By name only: ``moved`` redirects a GET to the same address with a word more in its query;
#: ``short`` promises fewer bytes than there are, which nobody can see.
Fault = Literal["500", "503", "slow", "half_open", "reset", "long", "truncated", "moved", "short"]

USUAL: Final[tuple[Fault, ...]] = (
    "500",
    "503",
    "slow",
    "half_open",
    "reset",
    "long",
    "truncated",
)
#: Faults that a client gets a whole and right answer in spite of.
HARMLESS: Final = frozenset({"", "slow"})


@dataclass(frozen=True, slots=True)
class Faults:
    """How much goes wrong.

    ``rate``: share of addresses that fail at first. ``most``: how often at most in a day.
    ``slow_seconds``: how long a slow answer takes. ``half_open_seconds``: after which the server
    gives up a half-open one. ``retry_after``: seconds that a 503 asks for. ``latency``: up to so
    many seconds pass before an answer begins, the same ones whenever an address is asked.
    """

    rate: float = 0.0
    seed: int = 1
    kinds: tuple[Fault, ...] = USUAL
    most: int = 1
    slow_seconds: float = 1.0
    half_open_seconds: float = 30.0
    retry_after: int = 1
    latency: float = 0.0

    def latency_of(self, host: str, target: str) -> float:
        """Return the seconds that pass before the answer of an address begins."""
        if not self.latency:
            return 0.0
        return random.Random(f"{self.seed}/{host}/{target}/latency").uniform(0.0, self.latency)


@dataclass(slots=True)
class FaultCounter:
    """Decides for each request; counts how often an address was asked on a day."""

    faults: Faults
    _asked: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def decide(self, day: int, host: str, target: str) -> Fault | None:
        """Return what goes wrong with this asking of an address, None for nothing.

        ``target`` tells addresses of a host apart: path, query, and what is posted.
        robots.txt never fails.
        """
        if not self.faults.rate or target == "/robots.txt":
            return None
        before = self._asked[day, host, target]
        self._asked[day, host, target] += 1
        rng = random.Random(f"{self.faults.seed}/{day}/{host}/{target}")
        if rng.random() >= self.faults.rate or before >= rng.randint(1, self.faults.most):
            return None
        return rng.choice(self.faults.kinds)
