"""Many portals at once on a bad day: the crawl ends, with every report, in bounded memory.

With ``GONGKAI_TEST_COUNTRY=full``: 200 portals, each with a host and an address of its own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crawler.bounds import Limits
from crawler.simulation.country import truth
from crawler.simulation.country.faults import USUAL, Faults
from crawler.simulation.country.log import delays_of, polite, robots_of
from crawler.simulation.country.plan import build_country
from crawler.summary import CrawlSummary
from tests.country.cost import Cost, allow_files
from tests.country.held import reports_of
from tests.country.world import World, world

FULL = os.environ.get("GONGKAI_TEST_COUNTRY") == "full"
PORTALS, REPORTS = (200, 8) if FULL else (24, 2)
#: Few addresses fail in so small a country: more of them must, so that each fault is there.
RATE = 0.05 if FULL else 0.2
FAULTS = Faults(rate=RATE, slow_seconds=0.5, half_open_seconds=60.0, retry_after=1, latency=0.2)
#: Seconds of silence after which the crawl gives up: it is a half-open answer.
TIMEOUT = 10 if FULL else 3
FEW = 25
MIB = 400


@dataclass(frozen=True)
class Crawled:
    served: World
    summary: CrawlSummary
    cost: Cost


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    allow_files(4 * PORTALS)
    country = build_country(PORTALS, reports=REPORTS, extras=())
    with world(country, tmp_path_factory.mktemp("many"), faults=FAULTS, lifetime=3600) as served:
        summary, cost = served.crawl_costed(
            served.portals(), overrides={"DOWNLOAD_TIMEOUT": TIMEOUT}
        )
        print(f"\n{PORTALS} portals at once: {summary.requests} requests, {cost}")
        yield Crawled(served, summary, cost)


def test_every_visit_comes_to_its_end(crawled: Crawled) -> None:
    outcomes = Counter(result.visit.outcome for result in crawled.summary.portals)
    assert outcomes == {"complete": PORTALS}
    assert not crawled.summary.left


def test_every_report_is_there(crawled: Crawled) -> None:
    running = crawled.served.running
    held = {(one.agency, one.year): one.urls for one in reports_of(crawled.served.dataset)}
    expected = truth.reports(running.country, running.port, 0)
    print(f"\n{len(expected)} reports, {len(held)} held")
    assert set(held) == {(one.agency, one.year) for one in expected}
    for one in expected:
        # Some sites write their addresses in any case.
        urls = {url.lower() for url in held[one.agency, one.year]}
        assert urls & {page.url.lower() for page in one.pages}


def test_everything_went_wrong_that_can(crawled: Crawled) -> None:
    faults = Counter(entry.fault for entry in crawled.served.asked_on(0))
    print(f"\n{dict(faults)}")
    assert set(faults) == {"", *USUAL}


def test_no_request_is_unseen_and_none_impolite(crawled: Crawled) -> None:
    country, log = crawled.served.country, crawled.served.asked_on(0)
    assert crawled.summary.requests == len(log)
    delays = delays_of(country, 0.0)
    assert polite(log, delays, robots=robots_of(country), retry_after=FAULTS.retry_after) == []


def test_memory_is_bounded_by_the_portals_that_are_visited_at_a_time(crawled: Crawled) -> None:
    assert crawled.cost.peak < MIB
    if FULL:
        peaks = {count: _peak(crawled.served, count) for count in (FEW, PORTALS)}
        assert peaks[PORTALS] < 1.25 * peaks[FEW]


def _peak(served: World, count: int) -> int:
    """Crawl so many portals, few at a time, into folders of their own."""
    _, cost = served.crawl_costed(
        served.portals()[:count],
        day=1,
        archive=served.folder / f"archive-{count}",
        state=served.folder / f"state-{count}",
        dataset=None,
        limits=Limits(active=FEW),
        overrides={"DOWNLOAD_TIMEOUT": TIMEOUT},
    )
    print(f"\n{count} portals, {FEW} at a time: {cost}")
    return cost.peak
