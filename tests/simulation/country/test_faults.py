"""Which askings fail: drawn from a seed, soon over, and different the next day."""

from __future__ import annotations

from collections import Counter

from crawler.simulation.country.faults import USUAL, FaultCounter, Faults

HOST = "a.gov.cn"


def first_askings(faults: Faults, day: int = 0) -> list[str | None]:
    counter = FaultCounter(faults)
    return [counter.decide(day, HOST, f"/{number}.html") for number in range(2000)]


def test_without_a_rate_nothing_fails() -> None:
    assert set(first_askings(Faults())) == {None}


def test_about_as_many_addresses_fail_as_the_rate_says_in_every_way() -> None:
    failed = Counter(first_askings(Faults(rate=0.05)))
    assert 60 < 2000 - failed[None] < 140
    assert set(failed) == {None, *USUAL}


def test_the_same_seed_gives_the_same_faults() -> None:
    assert first_askings(Faults(rate=0.05)) == first_askings(Faults(rate=0.05))
    assert first_askings(Faults(rate=0.05)) != first_askings(Faults(rate=0.05, seed=2))
    assert first_askings(Faults(rate=0.05)) != first_askings(Faults(rate=0.05), day=1)


def test_an_address_answers_after_its_failures() -> None:
    counter = FaultCounter(Faults(rate=1.0, most=3))
    askings = [counter.decide(0, HOST, "/a.html") for _ in range(10)]
    failures = sum(fault is not None for fault in askings)
    assert 1 <= failures <= 3
    assert askings[failures:] == [None] * (10 - failures)
    assert counter.decide(1, HOST, "/a.html") is not None


def test_robots_txt_never_fails() -> None:
    assert FaultCounter(Faults(rate=1.0)).decide(0, HOST, "/robots.txt") is None


def test_only_the_named_ways_of_failing_are_drawn() -> None:
    assert set(first_askings(Faults(rate=1.0, kinds=("reset",)))) == {"reset"}
