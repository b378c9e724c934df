"""One crawl: portals in, an archive and the visits out.

Scrapy runs in this process, and a process can do that once. What a killed run left in the
archive is taken up first.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project
from crawler.archive import archive_file_closed
from crawler.bounds import DEFAULT_DELAY, Counts, Limits
from crawler.extraction import Extraction, ExtractionSummary
from crawler.families import READABLE
from crawler.guard import Guard
from crawler.politeness import Gate, StoppedError
from crawler.spiders.reports import ReportsSpider
from crawler.state import State
from crawler.tasks import canonical
from crawler.tls import legacy_hosts
from crawler.visit import PortalVisit
from crawler.warc_writer import recover
from pipelines.errors import UserError
from pipelines.identity import classify_title
from pipelines.model import Visit
from pipelines.reference import Portal

#: Reasons that an error line names.
_FEW = 3

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
    ``requests``: what went over the wire, redirects, retries and robots.txt too;
    ``stopped``: the user ended it, ``timed_out``: its time did; the same command goes on.
    """

    portals: list[PortalResult] = field(default_factory=list)
    skipped: list[tuple[Portal, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    extraction: ExtractionSummary | None = None
    requests: int = 0
    stopped: bool = False
    timed_out: bool = False

    @property
    def bytes_archived(self) -> int:
        """Size of the finished WARC files."""
        return sum(path.stat().st_size for path in self.files if path.exists())


def run_crawl(
    portals: Sequence[Portal],
    *,
    archive: Path,
    state: Path,
    dataset: Path | None = None,
    delay: float = DEFAULT_DELAY,
    allow_hosts: Sequence[str] = (),
    resolve: Mapping[str, str] | None = None,
    contact: str | None = None,
    years: Sequence[int] = (),
    sweep: bool = False,
    until: dt.datetime | None = None,
    limits: Limits | None = None,
    on_file_closed: Callable[[Path], None] | None = None,
    progress: Progress | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> CrawlSummary:
    """Crawl the portals once and return when every visit has ended.

    With a ``dataset`` the archive files are extracted as they close, and committed at the end.
    ``delay`` in seconds; ``resolve`` maps host names to addresses; ``years`` keeps entries that
    name one of them or none; ``sweep`` asks again what an unfinished crawl has asked; nothing is
    asked from ``until`` on; ``on_file_closed`` gets each finished WARC file; ``overrides`` are
    Scrapy settings. Raises :class:`pipelines.errors.LockedError` if another crawl holds the
    state, :class:`UserError` if archive, state or dataset cannot be written or no portal can be
    crawled.
    """
    summary = CrawlSummary()
    chosen = _crawlable(portals, summary)
    _make(archive)
    with State(state) as held, ExitStack() as stack:
        extraction = None if dataset is None else stack.enter_context(Extraction(dataset))
        files = _Files(archive, held, summary, extraction, on_file_closed)
        files.take_up()
        guard = Guard(allow_hosts)
        now = dt.datetime.now(dt.UTC)
        visits = [
            PortalVisit(
                portal,
                state=held,
                guard=guard,
                classify=classify_title,
                limits=limits or Limits(),
                now=now,
                years=frozenset(years),
                anew=sweep,
            )
            for portal in chosen
        ]
        values = {
            "GONGKAI_ARCHIVE_DIR": str(archive),
            "GONGKAI_BUSY_WAIT": 10 * delay,
            "GONGKAI_ALLOW_HOSTS": list(allow_hosts),
            "GONGKAI_RESOLVE": dict(resolve or {}),
            "GONGKAI_LEGACY_TLS": legacy_hosts(chosen),
            "USER_AGENT": project.user_agent(contact),
            **(overrides or {}),
        }
        session = _Session(visits, guard, Gate(delay), summary, files.closed, progress, until)
        session.run(values)
        files.commit()
    return summary


def extract_left_over(
    archive: Path,
    state: Path,
    dataset: Path,
    *,
    on_file_closed: Callable[[Path], None] | None = None,
) -> ExtractionSummary:
    """Extract and commit the archive files that crawls left behind; nothing is asked.

    ``on_file_closed`` gets each file that a killed run left open. Raises what
    :func:`run_crawl` raises of these folders.
    """
    _make(archive)
    with State(state) as held, Extraction(dataset) as extraction:
        files = _Files(archive, held, CrawlSummary(), extraction, on_file_closed)
        files.take_up()
        return files.commit() or ExtractionSummary()


def _make(archive: Path) -> None:
    """Make the folder of the archive before anything is asked."""
    try:
        archive.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{archive}: {error.strerror}; choose another --archive") from None
    if not os.access(archive, os.W_OK | os.X_OK):
        raise UserError(f"{archive}: cannot be written; choose another --archive")


@dataclass(slots=True)
class _Files:
    """The archive files of a run: told on, extracted, and written down in the state."""

    archive: Path
    state: State
    summary: CrawlSummary
    extraction: Extraction | None
    tell: Callable[[Path], None] | None

    def take_up(self) -> None:
        """Take up what killed runs left: torn files, and finished ones not yet extracted."""
        before = self.state.begin_run(dt.datetime.now(dt.UTC))
        leftovers = recover(self.archive)
        if before is not None:
            # The run may have been killed between finishing a file and writing that down.
            leftovers += [
                path
                for path in sorted(self.archive.rglob("*.warc.gz"))
                if path not in leftovers
                and not self.state.knows_file(self._name(path))
                and path.stat().st_mtime >= before.timestamp()
            ]
        if self.extraction is not None:
            for name in self.state.files_to_extract():
                if (self.archive / name).is_file():
                    self.extraction.add(self.archive / name)
        for path in leftovers:
            self.closed(path)

    def closed(self, path: Path) -> None:
        """Take in a finished file."""
        self.state.file_closed(self._name(path))
        self.summary.files.append(path)
        if self.extraction is not None:
            self.extraction.add(path)
        if self.tell is not None:
            self.tell(path)

    def commit(self) -> ExtractionSummary | None:
        """Commit what was extracted, and tell."""
        if self.extraction is not None:
            waiting = self.state.files_to_extract()
            self.summary.extraction = self.extraction.commit()
            self.state.files_extracted(waiting)
        return self.summary.extraction

    def _name(self, path: Path) -> str:
        return path.relative_to(self.archive).as_posix()


def _crawlable(portals: Sequence[Portal], summary: CrawlSummary) -> list[Portal]:
    """Return the portals that can be crawled; the others are told with their reason.

    Raises :class:`UserError` where there is none.
    """
    chosen = []
    for portal in portals:
        if not portal.columns:
            summary.skipped.append((portal, "no column is known yet"))
        elif wrong := _wrong_column(portal):
            summary.skipped.append((portal, f"{wrong} is no address"))
        elif portal.family not in READABLE:
            summary.skipped.append((portal, f"the family {portal.family} is not read yet"))
        else:
            chosen.append(portal)
    if not chosen:
        reasons = dict.fromkeys(f"{portal.key}: {reason}" for portal, reason in summary.skipped)
        few = "; ".join(list(reasons)[:_FEW]) or "no portal was given"
        raise UserError(
            f"no portal can be crawled ({few}); give its row in data/portals.csv a column"
        )
    return chosen


@dataclass(slots=True)
class _Session:
    """Scrapy in this process, from start to end."""

    visits: Sequence[PortalVisit]
    guard: Guard
    gate: Gate
    summary: CrawlSummary
    file_closed: Callable[[Path], None]
    progress: Progress | None
    until: dt.datetime | None

    def run(self, values: Mapping[str, Any]) -> None:
        """Run until every visit has ended; raises :class:`UserError` where that failed."""
        self._slow_down()
        process = CrawlerProcess(Settings({**project.scrapy_settings(), **values}))
        crawler: Crawler = process.create_crawler(ReportsSpider)
        crawler.signals.connect(self.file_closed, signal=archive_file_closed, weak=False)
        process.crawl(
            crawler,
            visits=self.visits,
            guard=self.guard,
            gate=self.gate,
            on_visit=self._ended,
            progress=self.progress or _no_progress,
            until=self.until,
        )
        with _stoppable(crawler, self.summary):
            process.start(install_signal_handlers=False)
        self.summary.requests = _over_the_wire(crawler)
        spider = crawler.spider
        if isinstance(spider, ReportsSpider):
            self.summary.timed_out = spider.timed_out
            if spider.fatal:
                raise UserError(spider.fatal)
        if len(self.summary.portals) < len(self.visits):
            raise UserError("the crawl ended before its portals did; the lines above say why")

    def _slow_down(self) -> None:
        """Keep the delays that rows of the registry ask for (``delay=SECONDS`` in settings)."""
        for visit in self.visits:
            if own := visit.portal.settings.get("delay"):
                for host in visit.hosts:
                    self.gate.slow_down(host, _seconds(visit.portal, own))

    def _ended(self, visit: PortalVisit, record: Visit) -> None:
        result = PortalResult(visit.portal, record, visit.counts, visit.reason)
        self.summary.portals.append(result)


def _over_the_wire(crawler: Crawler) -> int:
    """Count requests without those that ended while they waited for their turn."""
    stats = crawler.stats
    assert stats is not None
    stopped = f"downloader/exception_type_count/{StoppedError.__module__}.{StoppedError.__name__}"
    asked: int = stats.get_value("downloader/request_count", 0) - stats.get_value(stopped, 0)
    return asked


def _no_progress(_answered: int, _known: int) -> None:
    """Show nothing."""


def _wrong_column(portal: Portal) -> str | None:
    for column in portal.columns:
        try:
            address = canonical(column)
        except ValueError:
            return column
        if not address.startswith(("http://", "https://")):
            return column
    return None


def _seconds(portal: Portal, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise UserError(
            f"portals.csv: {portal.key}: delay={value} is no number of seconds"
        ) from None


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
