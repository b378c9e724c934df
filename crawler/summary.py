"""What a crawl did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from crawler.bounds import Counts
from crawler.extraction import ExtractionSummary
from pipelines.model import Visit
from pipelines.reference import Portal


@dataclass(frozen=True, slots=True)
class PortalResult:
    """How the visit of one portal ended: its record, what its lists held, and why it ended.

    ``left``: pages that were still to be asked.
    """

    portal: Portal
    visit: Visit
    counts: Counts
    reason: str
    left: int = 0


@dataclass(slots=True)
class CrawlSummary:
    """What a crawl did.

    ``left``: portals whose turn did not come; ``files``: finished WARC files in order, those
    taken up from a killed run first;
    ``requests``: what went over the wire, redirects, retries and robots.txt too;
    ``stopped``: the user ended it, ``timed_out``: its time did; the same command goes on.
    """

    portals: list[PortalResult] = field(default_factory=list)
    skipped: list[tuple[Portal, str]] = field(default_factory=list)
    left: list[Portal] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    extraction: ExtractionSummary | None = None
    requests: int = 0
    stopped: bool = False
    timed_out: bool = False

    @property
    def bytes_archived(self) -> int:
        """Size of the finished WARC files."""
        return sum(path.stat().st_size for path in self.files if path.exists())
