"""One crawl: portals in, an archive and the visits out.

Scrapy runs in this process, and a process can do that once. What a killed run left in the
archive is taken up first, and the portals that it was done with are not visited again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from crawler import settings as project
from crawler.archive_files import ArchiveFiles
from crawler.bounds import DEFAULT_DELAY, Limits
from crawler.browser.need import browser_settings
from crawler.crawlable import awake, crawlable, delay_of, still_to_visit
from crawler.extraction import Extraction, ExtractionSummary
from crawler.guard import Guard
from crawler.leftovers import Leftovers
from crawler.politeness import Gate
from crawler.round import Progress, Round
from crawler.session import make_archive
from crawler.set_aside import set_aside
from crawler.state import State
from crawler.summary import CrawlSummary, PortalResult
from crawler.tls import legacy_hosts
from crawler.visit import PortalVisit, hosts_of
from crawler.warc_writer import utc_now
from pipelines.errors import UserError
from pipelines.identity import classify_title
from pipelines.reference import Portal, Reference

__all__ = ["CrawlSummary", "PortalResult", "Progress", "extract_left_over", "run_crawl"]


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
    backfill: bool = False,
    insist: bool = False,
    until: dt.datetime | None = None,
    limits: Limits | None = None,
    now: Callable[[], dt.datetime] = utc_now,
    on_file_closed: Callable[[Path], None] | None = None,
    progress: Progress | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> CrawlSummary:
    """Crawl the portals once, in their order, and return when every visit has ended.

    With a ``dataset`` the archive files are extracted as they close, and committed at the end.
    ``delay`` in seconds; ``resolve`` maps host names to addresses; ``years`` keeps entries that
    name one of them or none; ``sweep`` asks every known address; ``backfill`` lets visits that
    used up ``limits.pages`` go on once all others have ended; ``insist`` asks portals that
    rest; nothing is asked from ``until`` on, by the clock of this machine; ``now`` is the clock
    of archive and state, in UTC; ``on_file_closed`` gets each finished WARC file;
    ``overrides`` are Scrapy settings. Raises :class:`pipelines.errors.LockedError` if another
    crawl holds the state, :class:`UserError` if archive, state or dataset cannot be written or
    no portal can be crawled.
    """
    summary = CrawlSummary()
    chosen = crawlable(portals, summary.skipped)
    gate = _gate(chosen, delay)
    make_archive(archive)
    with State(state) as held, ExitStack() as stack:
        extraction = None if dataset is None else stack.enter_context(Extraction(dataset, archive))
        files = ArchiveFiles(archive, held, extraction, on_file_closed, summary.files)
        leftovers = Leftovers(files.take_up(), held.knows_record)
        asked = f"sweep={sweep} years={sorted(set(years))}"
        if insist:
            # Whoever names a portal means it, also where a crawl of all was done with it.
            asked += f" portals={sorted(portal.key for portal in chosen)}"
        held.runs.begin(dt.datetime.now(dt.UTC), asked)
        chosen = still_to_visit(chosen, held, now(), summary.skipped)
        if not insist:
            chosen = awake(chosen, held, now(), summary.skipped)
        guard = Guard(allow_hosts)
        visits = _Visits(
            chosen,
            state=held,
            guard=guard,
            limits=limits or Limits(),
            now=now,
            years=frozenset(years),
            sweep=sweep,
            again=set_aside(dataset) if dataset else {},
            classify=partial(classify_title, reference=Reference.load()),
        )
        crawl = Round(
            visits=iter(visits),
            guard=guard,
            gate=gate,
            summary=summary,
            file_closed=files.closed,
            progress=progress or _no_progress,
            until=until,
            now=now,
            active=visits.limits.active,
            backfill=backfill,
            leftovers=leftovers,
        )
        if chosen:
            crawl.run(
                {
                    "GONGKAI_ARCHIVE_DIR": str(archive),
                    "GONGKAI_BUSY_WAIT": 10 * delay,
                    "GONGKAI_ALLOW_HOSTS": list(allow_hosts),
                    "GONGKAI_RESOLVE": dict(resolve or {}),
                    "GONGKAI_LEGACY_TLS": legacy_hosts(chosen),
                    **browser_settings(chosen),
                    "USER_AGENT": project.user_agent(contact),
                    **(overrides or {}),
                }
            )
        _account_for(chosen, summary)
        summary.extraction = files.commit()
        held.runs.end()
    return summary


@dataclass(frozen=True, slots=True)
class _Visits:
    """The visits of a crawl, each begun when its turn comes."""

    portals: Sequence[Portal]
    state: State
    guard: Guard
    limits: Limits
    now: Callable[[], dt.datetime]
    years: frozenset[int]
    sweep: bool
    again: Mapping[str, Sequence[str]]
    classify: Callable[[str], str]

    def __iter__(self) -> Iterator[PortalVisit]:
        for portal in self.portals:
            yield PortalVisit(
                portal,
                state=self.state,
                guard=self.guard,
                classify=self.classify,
                limits=self.limits,
                now=self.now,
                years=self.years,
                sweep=self.sweep,
                again=self.again.get(portal.key, ()),
            )


def _account_for(chosen: Sequence[Portal], summary: CrawlSummary) -> None:
    """Tell whose turn did not come; raises :class:`UserError` where nothing explains it."""
    visited = {result.portal.key for result in summary.portals}
    summary.left = [portal for portal in chosen if portal.key not in visited]
    if summary.left and not (summary.stopped or summary.timed_out):
        raise UserError("the crawl ended before its portals did; the lines above say why")


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
    make_archive(archive)
    with State(state) as held, Extraction(dataset, archive) as extraction:
        files = ArchiveFiles(archive, held, extraction, on_file_closed)
        files.take_up()
        return files.commit() or ExtractionSummary()


def _gate(portals: Sequence[Portal], delay: float) -> Gate:
    """Return the gate, with the delays that the registry asks for (``delay=SECONDS``)."""
    gate = Gate(delay)
    for portal in portals:
        if (own := delay_of(portal)) is not None:
            for host in hosts_of(portal):
                gate.slow_down(host, own)
    return gate


def _no_progress(_answered: int, _known: int) -> None:
    """Show nothing."""
