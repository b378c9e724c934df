"""What waits to be asked, best first, each address once."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.candidates import Candidate, Step
from crawler.discovery.words import Promise
from crawler.tasks import canonical, key_of

#: Points below which nothing more is asked once a column was found.
FLOOR: Final = 30
#: Points that a link to a column has before its own: it comes before all else.
COLUMN: Final = 100
HOME: Final = 1000
SITEMAP: Final = 45
_BODY: Final = 20
_A_STEP: Final = 3
#: Pages of one shape of address that brought nothing, after which the shape is left.
_FRUITLESS: Final = 4
_DIGITS: Final = re.compile(r"\d+|[0-9a-f]{16,}")


class ProbeKind(StrEnum):
    """What an address is asked as."""

    PAGE = "page"
    SITEMAP = "sitemap"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Probe:
    """One address to ask. ``step`` and ``candidate`` where it may confirm one.

    ``promise`` is that of the best link to it, ``text`` the text of that link.
    """

    url: str
    kind: ProbeKind = ProbeKind.PAGE
    priority: int = 0
    depth: int = 0
    text: str = ""
    promise: Promise = field(default_factory=Promise)
    step: Step | None = None
    candidate: Candidate | None = None


def rank(promise: Promise, above: Promise, depth: int) -> int:
    """Return the points of an address: what it promises, and what the page before promised."""
    if promise.column:
        return COLUMN + promise.column - depth
    points = promise.way
    if promise.body and above.way >= _BODY:
        points = max(points, promise.body + _BODY)
    points += above.way // 10 if points else 0
    return points - promise.other - _A_STEP * depth


class Frontier:
    """Probes by their points; addresses that are asked, covered or fruitless are left out."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Probe]] = []
        self._points: dict[str, int] = {}
        self._done: set[str] = set()
        self._fruitless: Counter[str] = Counter()
        self._order = 0

    def push(self, probe: Probe) -> bool:
        """Queue a probe; False where its address is none, is done, or has as many points."""
        key = _key(probe.url)
        if not key or key in self._done or self._points.get(key, 0) >= probe.priority:
            return False
        self._points[key] = probe.priority
        self._order += 1
        heapq.heappush(self._heap, (-probe.priority, self._order, probe))
        return True

    def best(self, *, found: bool) -> Probe | None:
        """Return the best probe; with a column ``found`` only one that is promising."""
        while self._heap:
            probe = self._heap[0][2]
            if found and probe.priority < FLOOR:
                return None
            if self._is_worth(probe):
                return probe
            heapq.heappop(self._heap)
        return None

    def take(self, probe: Probe) -> None:
        """Take out the probe that :meth:`best` gave."""
        heapq.heappop(self._heap)
        self._done.add(_key(probe.url))

    def done(self, urls: Iterable[str]) -> None:
        """Ask these addresses no more: they were answered, or belong to a column."""
        self._done.update(map(_key, urls))

    def fruitless(self, url: str) -> None:
        """Note that a page brought nothing; after some, its shape of address is left."""
        self._fruitless[_shape(url)] += 1

    def promising(self) -> int:
        """Return how many promising probes wait."""
        waiting = {
            _key(probe.url)
            for points, _, probe in self._heap
            if -points >= FLOOR and self._is_worth(probe)
        }
        return len(waiting)

    def _is_worth(self, probe: Probe) -> bool:
        if _key(probe.url) in self._done:
            return False
        is_sure = probe.priority >= COLUMN or probe.kind is ProbeKind.SITEMAP
        return is_sure or self._fruitless[_shape(probe.url)] < _FRUITLESS


def _key(url: str) -> str:
    """Return what tells addresses apart; an empty text for what is none."""
    try:
        return key_of(canonical(url))
    except ValueError:
        return ""


def _shape(url: str) -> str:
    """Return an address with its numbers left out: pages of one kind share it."""
    parts = urlsplit(url)
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    return f"{parts.netloc}{_DIGITS.sub('N', parts.path)}?{names}"
