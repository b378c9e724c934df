"""The nights of a country in which something changes, and what it was that changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from crawler.simulation.country.changes import Change, What, draw_changes, with_changes
from crawler.simulation.country.faults import Faults
from crawler.simulation.country.kinds import BY_YEAR
from crawler.simulation.country.model import Country
from crawler.simulation.country.plan import build_country
from tests.country.nights import Night, Nights, Which, report_of, url_of
from tests.country.world import world

FIRST, QUIET, CHANGED, WORSE, MENDED, SWEPT, SWEPT_AGAIN, LAST = range(8)
#: The night on which the report of the next year comes to the addresses of years.
YEAR = MENDED
_LIFETIME: Final = 7200.0


@dataclass(frozen=True)
class Told:
    """What changed in a country, and what the nights made of it."""

    country: Country
    port: int
    archive: Path
    dataset: Path
    nights: dict[int, Night]
    changes: dict[str, Change]
    has_faults: bool

    def urls(self, *names: str) -> set[str]:
        """The addresses of changed pages, in upper and lower case as they were asked."""
        urls = {url_of(self.country, self.changes[name], self.port) for name in names}
        return {self._as_asked.get(url.lower(), url) for url in urls}

    @cached_property
    def _as_asked(self) -> dict[str, str]:
        return {url.lower(): url for night in self.nights.values() for url in night.asked}

    def reports(self, *names: str) -> set[Which]:
        return {report_of(self.country, self.changes[name]) for name in names}


def tell(
    folder: Path,
    *,
    portals: int,
    reports: int,
    whole: bool,
    faults: Faults | None = None,
    **options: Any,
) -> Told:
    """Crawl a country night after night; changes are named by what they are, and their turn.

    Unless ``whole``, the last nights are only of portals on which something ever changes.
    """
    country, changes = _changing(build_country(portals, reports=reports))
    with world(country, folder, faults=faults, lifetime=_LIFETIME) as running:
        nights = Nights(running)
        everyone = [portal for portal in running.portals() if portal.columns]
        concerned = [one for one in everyone if one.key in {c.portal for c in changes.values()}]
        for day in range(LAST + 1):
            chosen = everyone if whole or day in {FIRST, QUIET, CHANGED, SWEPT} else concerned
            nights.crawl(day, chosen, sweep=day in {SWEPT, SWEPT_AGAIN}, **options)
        return Told(
            country,
            running.running.port,
            running.archive,
            running.dataset,
            nights.nights,
            changes,
            faults is not None,
        )


def _changing(country: Country) -> tuple[Country, dict[str, Change]]:
    drawn: list[tuple[int, dict[What, int]]] = [
        (CHANGED, {"new": 3, "amended": 1, "back_dated": 1}),
        (WORSE, {"worse": 2}),
        (SWEPT, {"silent": 1, "withdrawn": 1}),
        (SWEPT_AGAIN, {"withdrawn_home": 1}),
    ]
    changes: dict[str, Change] = {}
    for day, counts in drawn:
        found = draw_changes(country, day, counts)
        country = with_changes(country, found)
        for what in counts:
            same = [change for change in found if change.what == what]
            changes |= {f"{what} {turn}": change for turn, change in enumerate(same)}
        if day == WORSE:
            worse = changes["worse 0"]
            changes["mended 0"] = Change(MENDED, "mended", worse.portal, worse.number)
            country = with_changes(country, [changes["mended 0"]])
    for turn, plan in enumerate(plan for plan in country.portals.values() if plan.cms in BY_YEAR):
        change = Change(YEAR, "new", plan.key, max(plan.posted) + 1)
        changes[f"year {turn}"] = change
        country = with_changes(country, [change])
    return country, changes
