"""The run report of a night: what ``data/state/runs/<time>.json`` holds."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from crawler.crawl import CrawlSummary
from crawler.nightly.disk import Disk
from crawler.nightly.steps import Step

FOLDER: Final = "runs"
#: A report of another layout says so here.
LAYOUT: Final = 1


@dataclass(slots=True)
class RunReport:
    """One night. Times are UTC; ``ended_at`` is null while it runs, and stays so after a kill.

    ``portals``: visits by outcome; ``not_crawled``: portals that were not asked, by reason;
    ``left_over``: keys of the portals that wait for the next night, and ``pages_left`` how many
    pages of them were known and not asked. ``reports_new``: how many reports the data set has
    more than before, null where it cannot be read. ``quality``: reports and error findings of
    the whole data set, and the floors that are broken.
    """

    version: str
    started_at: dt.datetime
    until: dt.datetime
    budget: int | None
    ended_at: dt.datetime | None = None
    exit_code: int | None = None
    steps: Sequence[Step] = ()
    portals: dict[str, int] = field(default_factory=dict)
    not_crawled: dict[str, int] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)
    pages_left: int = 0
    requests: int = 0
    list_pages: int = 0
    reports_asked: int = 0
    reports_good: int = 0
    reports_new: int | None = None
    errors: int = 0
    extracted: dict[str, int] = field(default_factory=dict)
    quality: dict[str, Any] = field(default_factory=dict)
    disk: Disk | None = None

    @property
    def requests_per_report(self) -> float | None:
        """Requests for each report that was asked and good; null where none was."""
        return round(self.requests / self.reports_good, 2) if self.reports_good else None

    def take(self, summary: CrawlSummary) -> None:
        """Take in what a crawl did."""
        self.requests += summary.requests
        for result in summary.portals:
            visit, counts = result.visit, result.visit.counts
            self.portals[visit.outcome] = self.portals.get(visit.outcome, 0) + 1
            self.list_pages += counts["list_pages"]
            self.reports_asked += counts["reports_asked"]
            self.reports_good += counts["reports_good"]
            self.errors += counts["errors"]
            self.pages_left += result.left
        for _, reason in summary.skipped:
            self.not_crawled[reason] = self.not_crawled.get(reason, 0) + 1

    def to_dict(self) -> dict[str, Any]:
        """Give the object that is written."""
        steps = [
            {name: value for name, value in asdict(step).items() if value not in ("", None)}
            for step in self.steps
        ]
        return {
            "layout": LAYOUT,
            "gongkai": self.version,
            "started_at": _iso(self.started_at),
            "ended_at": _iso(self.ended_at),
            "until": _iso(self.until),
            "budget": self.budget,
            "exit_code": self.exit_code,
            "steps": steps,
            "portals": dict(sorted(self.portals.items())),
            "not_crawled": dict(sorted(self.not_crawled.items())),
            "left_over": self.left_over,
            "pages_left": self.pages_left,
            "requests": self.requests,
            "requests_per_report": self.requests_per_report,
            "list_pages": self.list_pages,
            "reports_asked": self.reports_asked,
            "reports_good": self.reports_good,
            "reports_new": self.reports_new,
            "errors": self.errors,
            "extracted": dict(sorted(self.extracted.items())),
            "quality": self.quality,
            "disk": None if self.disk is None else asdict(self.disk),
        }


def path_of(state: Path, started_at: dt.datetime) -> Path:
    """Return where the report of a night lies; the names sort by time."""
    return state / FOLDER / f"{started_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.json"


def write(path: Path, report: RunReport) -> None:
    """Write a report, whole or not at all; raises ``OSError`` where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".writing")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(report.to_dict(), file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="seconds")
