"""When a host may be asked again: one request at a time, and the delay, never undercut.

Scrapy's own slots are not enough: they know no two-per-address rule, forget Retry-After, and
count the delay from the start of the request before, which a slow answer uses up. So the
rules stand here, right at the wire: every request passes, whether it is a page, a retry, a
redirect or robots.txt.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email.utils
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from scrapy.exceptions import IgnoreRequest

#: Requests at a time to one IP address, which may serve many hosts.
PER_ADDRESS = 2


#: Seconds after which a waiting request looks whether the crawl was stopped.
_LOOK = 1.0


class StoppedError(IgnoreRequest):
    """The crawl, or the visit of this portal, has ended; nothing more is asked."""


@dataclass(slots=True)
class _Host:
    delay: float
    free_at: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Gate:
    """Lets requests through: one at a time per host, ``per_address`` per IP address.

    The ``delay`` in seconds counts from the end of the request before, so that a server never
    sees two requests closer than that, whatever the network does. The first request to a host
    waits too, since a run that was killed may have asked it a moment ago.
    """

    def __init__(
        self,
        delay: float,
        *,
        per_address: int = PER_ADDRESS,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._delay = delay
        self._per_address = per_address
        self._clock = clock
        self._sleep = sleep
        self._started = clock()
        self._stopped = False
        self._hosts: dict[str, _Host] = {}
        self._addresses: dict[str, asyncio.Semaphore] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds for this host from now on (robots' Crawl-delay)."""
        state = self._host(host)
        if delay > state.delay:
            state.free_at += delay - state.delay
            state.delay = delay

    def hold(self, host: str, seconds: float) -> None:
        """Ask this host nothing for ``seconds`` (Retry-After)."""
        state = self._host(host)
        state.free_at = max(state.free_at, self._clock() + seconds)

    def stop(self) -> None:
        """Let nothing through any more; requests that wait end with :class:`StoppedError`."""
        self._stopped = True

    @contextlib.asynccontextmanager
    async def turn(self, host: str, address: str) -> AsyncIterator[None]:
        """Wait for the turn of one request; the turn ends with the block."""
        state = self._host(host)
        async with state.lock:
            await self._until_free(state)
            async with self._address(address):
                # The wait for the address may have been long enough for a hold to begin.
                await self._until_free(state)
                try:
                    yield
                finally:
                    state.free_at = max(state.free_at, self._clock() + state.delay)

    async def _until_free(self, state: _Host) -> None:
        while not self._stopped and (wait := state.free_at - self._clock()) > 0:
            await self._sleep(min(wait, _LOOK))
        if self._stopped:
            raise StoppedError("the crawl was stopped")

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host(self._delay, self._started + self._delay))

    def _address(self, address: str) -> asyncio.Semaphore:
        return self._addresses.setdefault(address, asyncio.Semaphore(self._per_address))


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, or None where it says nothing.

    RFC 9110, 10.2.3: a number of seconds or an HTTP-date; a date that has passed is 0.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
