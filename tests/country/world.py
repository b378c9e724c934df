"""A simulated country that is served, and the folders of whoever crawls it.

Each crawl and each discovery runs in a process of its own, since Scrapy runs once in a process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from crawler.crawl import run_crawl
from crawler.discovery.registry import Registered, register
from crawler.discovery.rows import row_of
from crawler.discovery.run import run_discovery
from crawler.simulation.country import truth
from crawler.simulation.country.clock import Clock, date_of
from crawler.simulation.country.faults import Faults
from crawler.simulation.country.log import Logged
from crawler.simulation.country.model import Country
from crawler.simulation.country.server import LIFETIME, Running, serve
from crawler.summary import CrawlSummary
from pipelines.reference import Portal, Reference
from tests.apart import apart
from tests.country.cost import Cost, costed

#: Seconds after which a crawl or a discovery has hung; pytest stops smaller tests sooner.
PATIENCE = 4 * LIFETIME
_NIGHT = dt.time(1, 0, tzinfo=dt.UTC)


def night_of(day: int) -> dt.datetime:
    """Return the time that a crawl of a day has: one in the morning (UTC)."""
    return dt.datetime.combine(date_of(day), _NIGHT)


@dataclass(frozen=True)
class World:
    """A country that is served; ``folder`` holds the archive, the data set and the rest."""

    running: Running
    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def dataset(self) -> Path:
        return self.folder / "dataset"

    @property
    def data(self) -> Path:
        """Where the registry of the working folder stands."""
        return self.folder / "data"

    @property
    def country(self) -> Country:
        return self.running.country

    @property
    def network(self) -> dict[str, Any]:
        """The options by which the country is reached."""
        addresses = [plan.address for plan in self.country.portals.values()]
        return {"allow_hosts": addresses, "resolve": self.running.resolve()}

    def home_pages(self) -> list[str]:
        return [row["homepage"] for row in truth.registry(self.country, self.running.port)]

    def portals(self) -> list[Portal]:
        """Return the registry as it should be; for crawls whose matter is not discovery."""
        return [Portal(**row) for row in truth.registry(self.country, self.running.port)]

    def discover(self, **options: Any) -> list[Portal]:
        """Find the portals from their home pages, register them, and return what was added."""
        values = {"archive": self.folder / "discovery", "delay": 0, **self.network, **options}
        added = apart(_discover, self.home_pages(), self.data, values, within=PATIENCE)
        rows = {portal.key: portal for portal in Reference.load(self.data).portals}
        return [rows[one.key] for one in added]

    def crawl(self, portals: Sequence[Portal], *, day: int = 0, **options: Any) -> CrawlSummary:
        """Crawl on a day of the country, without a delay unless ``options`` say one."""
        return self.crawl_costed(portals, day=day, **options)[0]

    def crawl_costed(
        self, portals: Sequence[Portal], *, day: int = 0, **options: Any
    ) -> tuple[CrawlSummary, Cost]:
        """Crawl as :meth:`crawl` does, and tell what that cost the crawling process."""
        self.running.clock.day = day
        return apart(costed, run_crawl, portals, within=PATIENCE, **self.options(day, **options))

    def options(self, day: int, **options: Any) -> dict[str, Any]:
        """Return what a crawl of a day is told, with other ``options`` besides or instead."""
        return {
            "archive": self.archive,
            "state": self.state,
            "dataset": self.dataset,
            "delay": 0,
            "now": partial(night_of, day),
            **self.network,
            **options,
        }

    def asked_on(self, day: int) -> list[Logged]:
        """Return the requests of a day as the server saw them, robots.txt too."""
        return [entry for entry in self.running.log if entry.day == day]


@contextmanager
def world(
    country: Country, folder: Path, *, faults: Faults | None = None, lifetime: float = LIFETIME
) -> Iterator[World]:
    """Serve a country on loopback until the block ends, or ``lifetime`` seconds."""
    with serve(country, clock=Clock(), faults=faults, lifetime=lifetime) as running:
        yield World(running, folder)


def _discover(urls: Sequence[str], data: Path, options: dict[str, Any]) -> list[Registered]:
    run = run_discovery(urls, **options)
    reference = Reference.load(data)
    return [register(found, row_of(found, reference), data) for found in run.found if found.columns]
