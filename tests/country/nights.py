"""One night after the other in a world: what was asked, and what changed in the data set."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler.simulation.country import truth
from crawler.simulation.country.changes import Change
from crawler.simulation.country.faults import HARMLESS
from crawler.simulation.country.kinds import BY_YEAR, FREE
from crawler.simulation.country.log import Logged
from crawler.simulation.country.model import Country, PortalPlan
from crawler.summary import CrawlSummary
from pipelines.reference import Portal
from tests.country.held import rows_of
from tests.country.world import World

#: Tables with rows of reports; ``captures`` and ``visits`` besides.
OF_REPORTS = ("reports", "proactive", "requests", "disputes", "statistics", "findings")

_REACH = re.compile(r"&endrecord=\d+")

#: Agency and year of a report.
Which = tuple[str, int]
#: What tells the rows of ``captures`` apart: address and payload.
Pair = tuple[str, str]


class Snapshot:
    """A copy of a data set as it was after one night."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of every Parquet file by its path, those of the index too."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*.parquet"))
        }

    @cached_property
    def captures(self) -> dict[Pair, dict[str, Any]]:
        rows = rows_of(self.folder, "captures")
        found = {(row["url"], row["payload_sha256"]): row for row in rows}
        assert len(found) == len(rows), "an address and a payload have one row"
        return found

    @cached_property
    def reports(self) -> dict[Which, dict[str, Any]]:
        rows = rows_of(self.folder, "reports")
        found = {(row["agency_name"], row["year"]): row for row in rows}
        assert len(found) == len(rows), "an agency has one report a year"
        return found

    @cached_property
    def by_report(self) -> dict[str, dict[str, list[str]]]:
        """The rows of the other tables of each report, by its id and the table, as text."""
        found: dict[str, dict[str, list[str]]] = {}
        for table in OF_REPORTS:
            for row in rows_of(self.folder, table):
                found.setdefault(row["report_id"], {}).setdefault(table, []).append(repr(row))
        return found

    def rows_at(self, url: str) -> list[dict[str, Any]]:
        """The rows of ``captures`` of an address, in the order of their times.

        What broke off on the way and was asked again is left out.
        """
        rows = [
            row
            for (at, _), row in self.captures.items()
            if at == url and row["role"] != "unreadable"
        ]
        return sorted(rows, key=lambda row: row["fetched_at"])


@dataclass(frozen=True)
class Night:
    """One crawl: of which portals, what the server saw, and the data set before and after.

    ``log`` holds what was answered as it should be, ``failed`` what went wrong on the way.
    """

    day: int
    port: int
    portals: frozenset[str]
    summary: CrawlSummary
    log: tuple[Logged, ...]
    failed: tuple[Logged, ...]
    before: Snapshot
    after: Snapshot

    @property
    def files(self) -> list[Path]:
        """The archive files of this night."""
        return self.summary.files

    @property
    def asked(self) -> Counter[str]:
        """The addresses that were asked, robots.txt aside; what is posted belongs to them."""
        return Counter(address_of(entry, self.port) for entry in self.log if not is_robots(entry))

    @property
    def changed_files(self) -> set[str]:
        """Parquet files that came, went, or are other bytes; ``visits`` aside."""
        return {
            path
            for path, _ in self.before.digests.items() ^ self.after.digests.items()
            if not path.startswith("visits/")
        }

    @property
    def changed_reports(self) -> set[Which]:
        """Reports of which any row of any table came, went or changed; ``captures`` aside."""
        before, after = self.before.by_report, self.after.by_report
        ids = {one for one in before | after if before.get(one) != after.get(one)}
        rows = {**self.before.reports, **self.after.reports}
        return {which for which, row in rows.items() if row["report_id"] in ids}

    @property
    def new_captures(self) -> dict[Pair, dict[str, Any]]:
        """Rows that came; what went wrong on the way and was asked again is left out."""
        failed = {entry.url(self.port) for entry in self.failed}
        return {
            pair: row
            for pair, row in self.after.captures.items()
            if pair not in self.before.captures
            and not (row["role"] == "unreadable" and row["url"] in failed)
        }

    @property
    def changed_captures(self) -> dict[Pair, frozenset[str]]:
        """The columns that changed in the rows that were there before."""
        found = {}
        for pair, row in self.before.captures.items():
            after = self.after.captures[pair]
            columns = frozenset(name for name, value in row.items() if after[name] != value)
            if columns:
                found[pair] = columns
        return found


class Nights:
    """Crawls a world night after night and keeps what each did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.nights: dict[int, Night] = {}
        self._empty = Snapshot(world.folder / "before")

    def crawl(self, day: int, portals: Sequence[Portal], **options: Any) -> Night:
        """Crawl portals on a day, the only time on that day."""
        before = list(self.nights.values())[-1].after if self.nights else self._empty
        summary, cost = self.world.crawl_costed(portals, day=day, **options)
        kept = self.world.folder / "snapshots" / str(day)
        shutil.copytree(self.world.dataset, kept)
        log = self.world.asked_on(day)
        good = tuple(entry for entry in log if entry.fault in HARMLESS)
        bad = tuple(entry for entry in log if entry.fault not in HARMLESS)
        port = self.world.running.port
        keys = frozenset(portal.key for portal in portals)
        print(f"\nday {day}: {len(log)} requests, {summary.bytes_archived} bytes, {cost}")
        self.nights[day] = Night(day, port, keys, summary, good, bad, before, Snapshot(kept))
        return self.nights[day]


def report_of(country: Country, change: Change) -> Which:
    """Return the report that a change is about."""
    posted = country.portals[change.portal].posted[change.number]
    assert posted.year is not None
    return posted.agency, posted.year


def url_of(country: Country, change: Change, port: int) -> str:
    """Return the address of the page that a change is about."""
    plan = country.portals[change.portal]
    return truth.page_url(plan, plan.posted[change.number], port)


def by_year(country: Country) -> frozenset[str]:
    """Return the hosts of portals whose columns are the report of one agency, one address a year."""
    return frozenset(plan.host for plan in country.portals.values() if plan.cms in BY_YEAR)


def plans_by_host(country: Country) -> Mapping[str, PortalPlan]:
    return {plan.host: plan for plan in country.portals.values()}


def validates(plan: PortalPlan) -> bool:
    """Tell whether the answers of a portal carry validators."""
    return plan.traits.validators != "none" and "session" not in plan.traits.traps


def changes_bytes(plan: PortalPlan) -> bool:
    """Tell whether the pages of a portal are other bytes in every answer: they name the session."""
    return "session" in plan.traits.traps and plan.cms != FREE


def address_of(entry: Logged, port: int) -> str:
    """Return what was asked, with what was posted to it."""
    url = without_reach(entry.url(port))
    return f"{url} {entry.form}" if entry.form else url


def without_reach(url: str) -> str:
    """Return the address of a list page without how far it reaches, which grows with the list."""
    return _REACH.sub("", url)


def is_robots(entry: Logged) -> bool:
    return entry.target == "/robots.txt"


def host_of(url: str) -> str:
    """Return the host of an address without its port."""
    return url.split("/")[2].split(":", maxsplit=1)[0]
