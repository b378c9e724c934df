"""Killed again and again during one crawl: nothing is lost, and nothing is fetched twice.

With ``GONGKAI_TEST_COUNTRY=full``: 30 kills, of a country with 20 reports at two addresses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.faults import Faults
from crawler.simulation.country.log import Logged
from crawler.simulation.country.plan import build_country
from pipelines import engine
from pipelines.captures import list_sources, read_source
from pipelines.model import Capture
from tests.country.held import rows_of
from tests.country.kills import INSIDE, Killed, asked_again, crawl_killed, draw
from tests.country.same import differences, digests
from tests.country.sizes import IS_FULL, size
from tests.country.world import World, world

KILLS = size(6, 30)
PORTALS, REPORTS = size((5, 4), (36, 8))
#: Reports at two addresses; the pages of every other one disagree.
TWICE = size(3, 20)
#: About how many requests a report takes, lists and pages that are no reports counted.
REQUESTS_EACH = 2
#: Several archive files, so that some are finished while the crawl goes on.
SMALL_FILES = {"GONGKAI_ARCHIVE_MAX_BYTES": size(60_000, 300_000), "DOWNLOAD_TIMEOUT": 10}
FAULTS = Faults(rate=0.05, slow_seconds=0.5, half_open_seconds=60.0)
LIFETIME = 5400

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LIFETIME if IS_FULL else 300)]


@dataclass(frozen=True)
class Crawled:
    """A country crawled twice: killed again and again, and left alone."""

    killed: World
    alone: World
    kills: Killed
    log: list[Logged]
    #: Roles of captures that only the killed crawl has: it met the faults, each address once.
    broken: tuple[str, ...]


@pytest.fixture(scope="module", params=size(["well"], ["well", "with faults"]))
def crawled(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Crawled]:
    country = build_country(PORTALS, reports=REPORTS, seed=5)
    folder = tmp_path_factory.mktemp("killed")
    faults = FAULTS if request.param == "with faults" else None
    with world(country, folder / "killed", faults=faults, lifetime=LIFETIME) as killed:
        portals = killed.portals()
        kills = draw(KILLS, REQUESTS_EACH * PORTALS * REPORTS, seed=5)
        fell = crawl_killed(
            killed.running,
            kills,
            portals,
            archive=killed.archive,
            state=killed.state,
            dataset=killed.dataset,
            delay=0,
            overrides=SMALL_FILES,
            **killed.network,
        )
        log = list(killed.running.log)
        alone = World(killed.running, folder / "alone")
        alone.crawl(portals, overrides=SMALL_FILES)
        yield Crawled(killed, alone, fell, log, ("unreadable",) if faults else ())


def test_the_kills_fell_and_the_country_holds_what_is_hard(crawled: Crawled) -> None:
    where = Counter[str](kill.where for kill in crawled.kills.kills)
    inside = sum(where[name] for name in INSIDE)
    reports = truth.reports(crawled.killed.country, crawled.killed.running.port, 0)
    twice = [report for report in reports if len(report.pages) > 1]
    disagree = sum(report.disagrees for report in twice)
    print(
        f"\n{len(crawled.kills.kills)} kills, {inside} inside a record or a commit "
        f"({', '.join(f'{number} {name}' for name, number in sorted(where.items()))}); "
        f"{len(reports)} reports, {len(twice)} at two addresses, {disagree} of them disagree; "
        f"{len(crawled.log)} requests"
    )
    assert len(crawled.kills.kills) == KILLS
    assert inside >= KILLS // 3
    assert len(twice) >= TWICE
    assert len(twice) // 2 <= disagree + 1 <= len(twice) // 2 + 2


def test_the_data_are_those_of_a_crawl_left_alone(crawled: Crawled) -> None:
    ours, theirs = crawled.alone.dataset, crawled.killed.dataset
    assert differences(ours, theirs, but=crawled.broken) == []
    reports = truth.reports(crawled.killed.country, crawled.killed.running.port, 0)
    assert len(rows_of(crawled.killed.dataset, "reports")) == len(reports)


def test_nothing_is_fetched_again_whose_record_is_whole(crawled: Crawled) -> None:
    assert asked_again(crawled.log, crawled.kills.ends) == []
    kept = Counter(_asked_as_reports(crawled.killed.archive))
    assert [url for url, times in kept.items() if times > 1] == []
    assert not list(crawled.killed.archive.rglob("*.open"))


def test_the_archive_gives_the_data_byte_for_byte(crawled: Crawled, tmp_path: Path) -> None:
    archive, dataset = crawled.killed.archive, crawled.killed.dataset
    assert len(list(archive.glob("*.warc.gz"))) > KILLS // 2
    engine.extract([archive], tmp_path / "dataset", archive=archive)
    assert digests(tmp_path / "dataset") == digests(dataset)


def test_every_visit_has_one_row(crawled: Crawled) -> None:
    visits = Counter(row["portal"] for row in rows_of(crawled.killed.dataset, "visits"))
    assert visits == {key: 1 for key in crawled.killed.country.portals if key in visits}
    outcomes = Counter(row["outcome"] for row in rows_of(crawled.killed.dataset, "visits"))
    assert outcomes == {"complete": PORTALS}


def _asked_as_reports(archive: Path) -> Iterator[str]:
    """Yield the address of each whole answer for a page that was asked as a report."""
    for source in list_sources([archive]):
        for item in read_source(source):
            if not isinstance(item, Capture) or item.is_cut or item.http_status != HTTPStatus.OK:
                continue
            if item.asked and item.url:
                yield item.url
