"""The delay of each host, proved by what the servers saw: redirects, retries and robots.txt too.

With ``GONGKAI_TEST_COUNTRY=full``: 1,000 hosts, the delay and the visits at a time as shipped.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest

import crawler.crawl
from crawler.bounds import DEFAULT_DELAY
from crawler.crawl import run_crawl
from crawler.politeness import Gate
from crawler.simulation.country.faults import USUAL, Faults
from crawler.simulation.country.log import Logged, delays_of, gaps, polite, robots_of
from crawler.simulation.country.model import Country, PortalPlan
from crawler.simulation.country.plan import Extra, build_country
from crawler.simulation.country.traits import CRAWL_DELAY
from crawler.summary import CrawlSummary
from tests.apart import apart
from tests.country.cost import allow_files
from tests.country.world import PATIENCE, world

FULL = os.environ.get("GONGKAI_TEST_COUNTRY") == "full"
HOSTS, REPORTS, DELAY = (1000, 4, DEFAULT_DELAY) if FULL else (40, 1, 0.2)
EXTRAS: tuple[Extra, ...] = ("closed", "403", "412", "521", "challenge", "cookie")
FAULTS = Faults(
    rate=0.05 if FULL else 0.15,
    kinds=(*USUAL, "moved"),
    slow_seconds=0.5,
    half_open_seconds=60.0,
    retry_after=2 * round(DELAY) if FULL else 1,
    latency=0.1,
)
TIMEOUT = 10 if FULL else 3


def slowed(country: Country, seconds: float) -> Country:
    """Return a country whose slow hosts ask for another Crawl-delay."""

    def slow(plan: PortalPlan) -> PortalPlan:
        robots = plan.traits.robots and plan.traits.robots.replace(
            f"Crawl-delay: {CRAWL_DELAY}", f"Crawl-delay: {seconds}"
        )
        return replace(plan, traits=replace(plan.traits, robots=robots))

    portals = {key: slow(plan) for key, plan in country.portals.items()}
    return replace(country, portals=portals)


@dataclass(frozen=True)
class Crawled:
    country: Country
    summary: CrawlSummary
    log: list[Logged]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    allow_files(4 * HOSTS)
    country = build_country(HOSTS - len(EXTRAS), reports=REPORTS, extras=EXTRAS)
    country = slowed(country, 2 * DELAY)
    with world(country, tmp_path_factory.mktemp("hosts"), faults=FAULTS, lifetime=3600) as served:
        summary, cost = served.crawl_costed(
            served.portals(),
            delay=DELAY,
            dataset=None,
            overrides={"DOWNLOAD_TIMEOUT": TIMEOUT},
        )
        log = served.asked_on(0)
    rate = summary.requests / cost.wall
    print(f"\n{HOSTS} hosts, {DELAY} s: {summary.requests} requests, {rate:.0f} a second, {cost}")
    return Crawled(country, summary, log)


def test_no_host_is_asked_twice_at_once_nor_sooner_than_its_delay(crawled: Crawled) -> None:
    country, between = crawled.country, gaps(crawled.log)
    close = sum(gap < 1.25 * DELAY for gap in between)
    print(
        f"\nsmallest gap {between[0]:.3f} s; {close} of {len(between)} below {1.25 * DELAY:.2f} s"
    )
    delays = delays_of(country, DELAY)
    assert sorted(set(delays.values())) == [DELAY, 2 * DELAY]
    breaches = polite(
        crawled.log, delays, robots=robots_of(country), retry_after=FAULTS.retry_after
    )
    assert breaches == []


def test_the_servers_saw_every_request_of_every_host(crawled: Crawled) -> None:
    assert crawled.summary.requests == len(crawled.log)
    assert {entry.host for entry in crawled.log} == {
        plan.host for plan in crawled.country.portals.values()
    }
    robots = Counter(entry.host for entry in crawled.log if entry.target == "/robots.txt")
    assert set(robots.values()) == {1}
    assert len(robots) == HOSTS


def test_redirects_retries_and_refusals_are_among_them(crawled: Crawled) -> None:
    statuses = Counter(entry.status for entry in crawled.log)
    faults = Counter(entry.fault for entry in crawled.log)
    print(f"\n{dict(statuses)}\n{dict(faults)}")
    assert {0, 200, 302, 403, 404, 412, 500, 503, 521} <= set(statuses)
    assert set(faults) == {"", *FAULTS.kinds}
    followed = [entry for entry in crawled.log if entry.target.endswith("moved=1")]
    assert len(followed) == faults["moved"]


def test_a_crawl_with_faults_comes_to_the_end_of_every_visit(crawled: Crawled) -> None:
    outcomes = Counter(result.visit.outcome for result in crawled.summary.portals)
    ordinary = HOSTS - len(EXTRAS)
    print(f"\n{dict(outcomes)}")
    assert outcomes == {"complete": ordinary, "robots": 1, "blocked": 3, "challenged": 2}


class Hurried(Gate):
    """A gate that has halved the delay."""

    def __init__(self, delay: float) -> None:
        super().__init__(delay / 2)


class Deaf(Gate):
    """A gate that does not hear what a host asks for."""

    def slow_down(self, host: str, delay: float) -> None:
        pass

    def hold(self, host: str, seconds: float) -> None:
        pass


def crawl_through(gate: type[Gate], *values: Any, **options: Any) -> CrawlSummary:
    """Crawl with another gate, in a process where nobody else does."""
    vars(crawler.crawl)["Gate"] = gate
    return run_crawl(*values, **options)


@pytest.mark.parametrize(
    ("gate", "delay", "instead"),
    [(Hurried, 0.6, {"0.6 s"}), (Deaf, 0.2, {"2 s", "3.0 s"})],
)
def test_a_broken_gate_is_seen_in_the_log(
    gate: type[Gate], delay: float, instead: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    country, faults = build_country(4, reports=1, extras=()), Faults()
    if gate is Deaf:
        country = slowed(build_country(8, reports=1, extras=()), 3.0)
        faults = Faults(rate=0.3, kinds=("503",), retry_after=2)
    with world(country, tmp_path_factory.mktemp("broken"), faults=faults) as served:
        options = served.options(0, delay=delay, dataset=None)
        apart(crawl_through, gate, served.portals(), within=PATIENCE, **options)
        log = served.asked_on(0)
    breaches = polite(log, delays_of(country, delay), retry_after=faults.retry_after)
    assert {breach.rpartition(" instead of ")[2] for breach in breaches} == instead
