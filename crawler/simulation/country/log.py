"""The log of the server: every request, and whether the asker was polite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Final

from crawler.simulation.country.faults import HARMLESS
from crawler.simulation.country.model import Country
from crawler.simulation.country.robots import allows, crawl_delay

#: Seconds by which two clocks may differ on one machine.
_TOLERANCE: Final = 0.02
#: Seconds after which the server sees that the other side has gone, where the machine is busy.
_SEEN_LATE: Final = 0.25
_OK: Final = 200
_BUSY: Final = 503


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as the server saw it.

    ``started``: its head was read; ``ended``: the last byte was given away, or it was seen
    that the asker is gone (``half_open``); both in seconds of ``time.monotonic``. ``target``: path and query; ``form``: what was
    posted. ``status`` 0: no answer. ``is_conditional``: it named what it knew. ``fault``: what
    went wrong on purpose, or an empty text.
    """

    started: float
    ended: float
    day: int
    host: str
    address: str
    method: str
    target: str
    form: str
    status: int
    is_conditional: bool
    user_agent: str
    fault: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the asker got a whole page."""
        return self.status == _OK and self.fault in HARMLESS

    def url(self, port: int) -> str:
        """Return the address that was asked."""
        return f"http://{self.host}:{port}{self.target}"

    def to_line(self) -> str:
        """Return the entry as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_log(path: Path) -> Iterator[Logged]:
    """Yield the entries of a log file; a torn last line is left out."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield Logged(**json.loads(line))


def polite(
    log: Iterable[Logged],
    delay: float | Mapping[str, float],
    *,
    robots: Mapping[str, str | None] | None = None,
    retry_after: float = 0.0,
) -> list[str]:
    """Return every breach of politeness in a log, one line each; none for a polite crawl.

    ``delay``: seconds from the end of a request to the start of the next one to the same host,
    for all or by host; ``retry_after``: at least so many after a 503. ``robots``: text of the
    robots.txt of a host. Every request counts: robots.txt itself, redirects, retries, whatever
    came of them.
    """
    by_host: dict[str, list[Logged]] = {}
    for entry in log:
        by_host.setdefault(entry.host, []).append(entry)
    breaches: list[str] = []
    for host, entries in by_host.items():
        entries.sort(key=lambda entry: entry.started)
        wait = delay if isinstance(delay, int | float) else delay.get(host, 0.0)
        breaches += _too_soon(entries, wait, max(wait, retry_after))
        breaches += _forbidden(entries, (robots or {}).get(host))
    return breaches


def _too_soon(entries: list[Logged], delay: float, after_busy: float) -> Iterator[str]:
    ended = -inf
    #: Since when how long nothing may be asked.
    since, wait = -inf, 0.0
    for entry in entries:
        if entry.started < ended - _TOLERANCE:
            yield f"{entry.host}: {entry.target} was asked while another request ran"
        elif (gap := entry.started - since) < wait - _TOLERANCE:
            yield f"{entry.host}: {entry.target} was asked after {gap:.3f} s instead of {wait} s"
        over = entry.ended - (_SEEN_LATE if entry.fault == "half_open" else 0.0)
        ended = max(ended, over)
        own = after_busy if entry.status == _BUSY else delay
        since, wait = max((since, wait), (over, own), key=sum)


def gaps(log: Iterable[Logged]) -> list[float]:
    """Return the seconds between the requests of each host, from end to start, least first.

    What came after a half-open answer is left out: when that ended is not known that well.
    """
    by_host: dict[str, list[Logged]] = {}
    for entry in log:
        by_host.setdefault(entry.host, []).append(entry)
    return sorted(
        after.started - before.ended
        for entries in by_host.values()
        for before, after in pairwise(sorted(entries, key=lambda entry: entry.started))
        if before.fault != "half_open"
    )


def _forbidden(entries: list[Logged], robots: str | None) -> Iterator[str]:
    for entry in entries:
        if entry.target != "/robots.txt" and not allows(robots, entry.target):
            yield f"{entry.host}: {entry.target} was asked, which robots.txt forbids"


def robots_of(country: Country) -> dict[str, str | None]:
    """Return the robots.txt of each host of a country."""
    return {plan.host: plan.traits.robots for plan in country.portals.values()}


def delays_of(country: Country, delay: float) -> dict[str, float]:
    """Return the seconds to keep for each host: ``delay``, or what its robots.txt asks beyond."""
    return {host: max(delay, crawl_delay(robots)) for host, robots in robots_of(country).items()}
