"""The gate by a clock of its own: delays, holds, one per host, two per address."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from crawler.politeness import Gate, StoppedError, retry_after

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.now + seconds, woken))
        # Everybody else gets to sleep too before time goes on.
        for _ in range(50):
            await asyncio.sleep(0)
        while not woken.is_set():
            if self._sleepers:
                moment, first = min(self._sleepers, key=lambda sleeper: sleeper[0])
                self._sleepers.remove((moment, first))
                self.now = max(self.now, moment)
                first.set()
            await asyncio.sleep(0)


class Network:
    """Requests through a gate, each noted with its host, start and end after 1000."""

    def __init__(self, delay: float, **options: int) -> None:
        self.clock = Clock()
        self.gate = Gate(delay, clock=self.clock, sleep=self.clock.sleep, **options)
        self.log: list[tuple[str, float, float]] = []

    async def ask(self, host: str, address: str = "1.1.1.1", seconds: float = 0.5) -> None:
        async with self.gate.turn(host, address):
            start = self.clock.now - 1000
            await self.clock.sleep(seconds)
            self.log.append((host, start, self.clock.now - 1000))


def test_the_delay_counts_from_the_end_of_the_answer_and_before_the_first() -> None:
    network = Network(3.0)

    async def three() -> None:
        await asyncio.gather(*(network.ask("a") for _ in range(3)))

    asyncio.run(three())
    assert network.log == [("a", 3.0, 3.5), ("a", 6.5, 7.0), ("a", 10.0, 10.5)]


def test_hosts_do_not_wait_for_each_other_but_share_an_address_by_two() -> None:
    network = Network(0.0)

    async def three() -> None:
        await asyncio.gather(*(network.ask(host) for host in ("a", "b", "c")))

    asyncio.run(three())
    assert network.log == [("a", 0.0, 0.5), ("b", 0.0, 0.5), ("c", 0.5, 1.0)]


def test_three_addresses_run_side_by_side() -> None:
    network = Network(0.0)

    async def three() -> None:
        await asyncio.gather(*(network.ask(host, address=host) for host in ("a", "b", "c")))

    asyncio.run(three())
    assert [start for _, start, _ in network.log] == [0.0, 0.0, 0.0]


def test_a_hold_and_a_slower_pace_are_kept_and_never_shortened() -> None:
    network = Network(1.0)

    async def two() -> None:
        network.gate.slow_down("a", 2.0)
        network.gate.slow_down("a", 0.5)
        await network.ask("a")
        network.gate.hold("a", 10.0)
        network.gate.hold("a", 4.0)
        await network.ask("a")
        await network.ask("a")

    asyncio.run(two())
    assert network.log == [("a", 2.0, 2.5), ("a", 12.5, 13.0), ("a", 15.0, 15.5)]


def test_a_request_that_fails_costs_its_delay_too() -> None:
    network = Network(3.0)

    async def failing() -> None:
        with pytest.raises(OSError, match="reset"):
            async with network.gate.turn("a", "1.1.1.1"):
                raise OSError("reset")
        await network.ask("a")

    asyncio.run(failing())
    assert network.log == [("a", 6.0, 6.5)]


def test_a_stopped_gate_lets_nobody_through() -> None:
    network = Network(3.0)

    async def stopped() -> None:
        network.gate.stop()
        with pytest.raises(StoppedError):
            await network.ask("a")

    asyncio.run(stopped())
    assert network.log == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 31 Jan 2024 12:01:30 GMT", 90.0),
        ("Wed, 31 Jan 2024 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds
