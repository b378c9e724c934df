"""One crawl: portals in, an archive and the visits out.

Scrapy runs in this process, and a process can do that once. What a killed run left in the
archive is taken up first.
"""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project
from crawler.archive import archive_file_closed
from crawler.families import READABLE
from crawler.guard import Guard
from crawler.politeness import Gate
from crawler.spiders.reports import ReportsSpider
from crawler.state import State
from crawler.visit import Counts, Limits, PortalVisit
from crawler.warc_writer import recover
from pipelines.errors import UserError
from pipelines.identity import classify_title
from pipelines.model import Visit
from pipelines.reference import Portal

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PortalResult:
    """How the visit of one portal ended: its record, what its lists held, and why it ended."""

    portal: Portal
    visit: Visit
    counts: Counts
    reason: str


@dataclass(slots=True)
class CrawlSummary:
    """What a crawl did.

    ``files``: finished WARC files in order, those taken up from a killed run first;
    ``stopped``: the user ended it, and the same command goes on.
    """

    portals: list[PortalResult] = field(default_factory=list)
    skipped: list[tuple[Portal, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    stopped: bool = False

    @property
    def bytes_archived(self) -> int:
        """Size of the finished WARC files."""
        return sum(path.stat().st_size for path in self.files if path.exists())


def run_crawl(
    portals: Sequence[Portal],
    *,
    archive: Path,
    state: Path,
    delay: float = project.GONGKAI_DELAY,
    allow_hosts: Sequence[str] = (),
    resolve: Mapping[str, str] | None = None,
    contact: str | None = None,
    years: Sequence[int] = (),
    limits: Limits | None = None,
    on_file_closed: Callable[[Path], None] | None = None,
    progress: Progress | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> CrawlSummary:
    """Crawl the portals once and return when every visit has ended.

    ``delay`` in seconds; ``resolve`` maps host names to addresses; ``years`` keeps entries that
    name one of them or none; ``on_file_closed`` gets each finished WARC file; ``overrides`` are
    Scrapy settings. Raises :class:`pipelines.errors.LockedError` if another crawl holds the
    state, :class:`UserError` if archive or state cannot be written.
    """
    summary = CrawlSummary()
    with State(state) as held:
        for path in recover(archive):
            _closed(summary, path, on_file_closed)
        guard = Guard(allow_hosts)
        visits = [
            PortalVisit(
                portal,
                state=held,
                guard=guard,
                classify=classify_title,
                limits=limits or Limits(),
                now=dt.datetime.now(dt.UTC),
                years=frozenset(years),
            )
            for portal in _crawlable(portals, summary)
        ]
        if visits:
            values = {
                "GONGKAI_ARCHIVE_DIR": str(archive),
                "GONGKAI_BUSY_WAIT": 10 * delay,
                "GONGKAI_ALLOW_HOSTS": list(allow_hosts),
                "GONGKAI_RESOLVE": dict(resolve or {}),
                "USER_AGENT": project.user_agent(contact),
                **(overrides or {}),
            }
            session = _Session(visits, guard, Gate(delay), summary, on_file_closed, progress)
            session.run(values)
    return summary


def _crawlable(portals: Sequence[Portal], summary: CrawlSummary) -> list[Portal]:
    """Return the portals that can be crawled; the others are told with their reason."""
    chosen = []
    for portal in portals:
        if not portal.columns:
            summary.skipped.append((portal, "no column is known yet"))
        elif portal.family not in READABLE:
            summary.skipped.append((portal, f"the family {portal.family} is not read yet"))
        else:
            chosen.append(portal)
    return chosen


@dataclass(slots=True)
class _Session:
    """Scrapy in this process, from start to end."""

    visits: Sequence[PortalVisit]
    guard: Guard
    gate: Gate
    summary: CrawlSummary
    on_file_closed: Callable[[Path], None] | None
    progress: Progress | None

    def run(self, values: Mapping[str, Any]) -> None:
        """Run until every visit has ended; raises :class:`UserError` where that failed."""
        self._slow_down()
        process = CrawlerProcess(Settings({**project.scrapy_settings(), **values}))
        crawler: Crawler = process.create_crawler(ReportsSpider)
        crawler.signals.connect(self._closed, signal=archive_file_closed, weak=False)
        process.crawl(
            crawler,
            visits=self.visits,
            guard=self.guard,
            gate=self.gate,
            on_visit=self._ended,
            progress=self.progress or _no_progress,
        )
        with _stoppable(crawler, self.summary):
            process.start(install_signal_handlers=False)
        spider = crawler.spider
        if isinstance(spider, ReportsSpider) and spider.fatal:
            raise UserError(spider.fatal)
        if len(self.summary.portals) < len(self.visits):
            raise UserError("the crawl ended before its portals did; the lines above say why")

    def _slow_down(self) -> None:
        """Keep the delays that the registry asks for."""
        for visit in self.visits:
            if own := visit.portal.settings.get("delay"):
                for host in visit.hosts:
                    self.gate.slow_down(host, _seconds(visit.portal, own))

    def _ended(self, visit: PortalVisit, record: Visit) -> None:
        result = PortalResult(visit.portal, record, visit.counts, visit.reason)
        self.summary.portals.append(result)

    def _closed(self, path: Path) -> None:
        _closed(self.summary, path, self.on_file_closed)


def _no_progress(_answered: int, _known: int) -> None:
    """Show nothing."""


def _seconds(portal: Portal, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise UserError(
            f"portals.csv: {portal.key}: delay={value} is no number of seconds"
        ) from None


def _closed(summary: CrawlSummary, path: Path, tell: Callable[[Path], None] | None) -> None:
    summary.files.append(path)
    if tell is not None:
        tell(path)


@contextmanager
def _stoppable(crawler: Crawler, summary: CrawlSummary) -> Iterator[None]:
    """End politely on Ctrl-C or SIGTERM: what is on the wire is archived, visits are closed.

    A second signal ends the process where it stands; the next run takes up what it left.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor when imported

        signal.signal(number, signal.SIG_DFL)
        summary.stopped = True
        spider = crawler.spider
        if isinstance(spider, ReportsSpider):
            reactor.callFromThread(spider.stop)

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
