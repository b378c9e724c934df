"""What is true of a country on a day: what a crawler should find, by address.

Addresses are as the server prints them, ``http://host:port/...``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.simulation.country.bodies import telling_number
from crawler.simulation.country.kinds import KINDS, SETTINGS
from crawler.simulation.country.model import Country, Kind, PortalPlan, Posted
from crawler.simulation.country.refusals import is_refused
from crawler.simulation.country.robots import allows


@dataclass(frozen=True, slots=True)
class PageTruth:
    """One page that stands on a day. ``number``: what it prints at ``bodies.telling_cell``."""

    url: str
    portal: str
    kind: Kind
    agency: str
    year: int | None
    title: str
    number: int
    is_worse: bool


@dataclass(frozen=True, slots=True)
class ReportTruth:
    """One annual report: whose, of which year, and the pages that hold it, the first one first."""

    portal: str
    agency: str
    year: int
    pages: tuple[PageTruth, ...]

    @property
    def disagrees(self) -> bool:
        """Whether its pages print different numbers."""
        return len({page.number for page in self.pages}) > 1


def is_reachable(plan: PortalPlan, day: int) -> bool:
    """Tell whether a polite crawler can read a portal on a day."""
    return not is_refused(plan, day) and allows(plan.traits.robots, "/")


def url_of(plan: PortalPlan, path: str, port: int) -> str:
    """Return the address of a path of a portal; a fragment is left out."""
    return f"http://{plan.host}:{port}{path.partition('#')[0]}"


def page_url(plan: PortalPlan, posted: Posted, port: int) -> str:
    """Return the address of a page."""
    return url_of(plan, KINDS[plan.cms].item_path(plan, posted), port)


def registry(country: Country, port: int) -> list[dict[str, Any]]:
    """Return the row of each portal as the registry should have it, by field names of a portal.

    ``columns`` are the addresses in the menus; a crawler may have found other ones of them.
    """
    return [
        {
            "key": plan.key,
            "name": plan.name,
            "level": plan.division.level,
            "division_code": plan.division.code,
            "homepage": url_of(plan, "/", port),
            "hosts": (plan.host,),
            "attachment_hosts": (),
            "family": plan.family,
            "columns": columns_of(plan, port),
            "settings": dict(SETTINGS.get(plan.cms, {})),
        }
        for plan in country.portals.values()
    ]


def columns_of(plan: PortalPlan, port: int) -> tuple[str, ...]:
    """Return the addresses of the columns of a portal, each once."""
    cms = KINDS[plan.cms]
    paths = (cms.column_path(plan, column) for column in plan.columns)
    return tuple(dict.fromkeys(url_of(plan, path, port) for path in paths))


def pages(country: Country, port: int, day: int) -> Iterator[PageTruth]:
    """Yield every page that stands on a day on a portal that can be read."""
    for plan in country.portals.values():
        if not is_reachable(plan, day):
            continue
        for posted in plan.posted.values():
            if version := posted.at(day):
                yield PageTruth(
                    url=page_url(plan, posted, port),
                    portal=plan.key,
                    kind=posted.kind,
                    agency=posted.agency,
                    year=posted.year,
                    title=version.title,
                    number=telling_number(version.body) if posted.kind == "report" else 0,
                    is_worse=version.body.is_worse,
                )


def reports(country: Country, port: int, day: int) -> list[ReportTruth]:
    """Return every annual report that stands on a day."""
    found: dict[tuple[str, str, int], list[PageTruth]] = {}
    for page in pages(country, port, day):
        if page.kind == "report" and page.year is not None:
            found.setdefault((page.portal, page.agency, page.year), []).append(page)
    return [ReportTruth(*key, tuple(held)) for key, held in found.items()]
