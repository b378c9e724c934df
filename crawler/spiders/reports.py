"""The one spider: walks the list columns of its portals, then asks the reports.

What is asked, and when a visit ends, is decided by :class:`crawler.visit.PortalVisit`; how a
list reads, by the families. Here requests are made and answers judged.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import CONTEXTS, RECORD, TRUNCATED, archive_of
from crawler.bounds import DEFAULT_DELAY
from crawler.content import children, forward, is_script_only
from crawler.families import Family, ListPage, family_for
from crawler.guard import Guard
from crawler.middlewares import KNOWN_REDIRECT, PORTAL, SELF_REDIRECT, TASK
from crawler.politeness import Gate, StoppedError
from crawler.robots import RobotsRefusedError
from crawler.tasks import Kind, Task, Verdict, canonical
from crawler.visit import Note, PortalVisit
from crawler.warc_writer import ArchiveError, RecordRef
from pipelines.documents.decoding import decode
from pipelines.documents.errors import DocumentError
from pipelines.documents.kinds import kind_of
from pipelines.model import Visit

_BLOCKED = frozenset({403, 412, 521})
_GONE = frozenset({404, 410})
_PAGES = frozenset({"html", "text"})


class ReportsSpider(Spider):
    """Crawls the given visits to their ends.

    ``on_visit`` gets every visit as it ends, ``progress`` (answered, known) after each answer;
    nothing new is asked from ``until`` on.
    """

    name = "reports"

    def __init__(
        self,
        visits: Iterable[PortalVisit] = (),
        *,
        guard: Guard | None = None,
        gate: Gate | None = None,
        on_visit: Callable[[PortalVisit, Visit], None] = lambda _visit, _record: None,
        progress: Callable[[int, int], None] = lambda _answered, _known: None,
        until: dt.datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.guard = guard or Guard()
        self.gate = gate or Gate(DEFAULT_DELAY)
        self._visits = {visit.portal.key: visit for visit in visits}
        self._families: dict[str, Family] = {}
        self._on_visit = on_visit
        self._progress = progress
        self._answered = 0
        self._ended: set[str] = set()
        #: Why the crawl had to end, or an empty text: the archive cannot be written.
        self.fatal = ""
        #: Whether the time was up before every visit had ended.
        self.timed_out = False
        self._until = until

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests of every portal."""
        if not self._visits:
            self.logger.error("nothing to ask: this spider is run by gongkai crawl, see its --help")
        if self._until is not None:
            left = (self._until - dt.datetime.now(dt.UTC)).total_seconds()
            asyncio.get_running_loop().call_later(max(0.0, left), self._time_is_up)
        for visit in list(self._visits.values()):
            for request in self._next(visit):
                yield request

    def visit_of(self, request: Request) -> PortalVisit:
        """Return the visit that a request belongs to."""
        return self._visits[request.meta[PORTAL]]

    def is_over(self, request: Request) -> bool:
        """Tell whether the visit that a request belongs to has ended."""
        return self.visit_of(request).outcome is not None

    def stop(self, reason: str = "stopped by the user") -> None:
        """End every visit that is still going, to be continued by the next crawl."""
        for visit in self._visits.values():
            visit.stop("stopped", reason)
        self.gate.stop()

    def _time_is_up(self) -> None:
        self.timed_out = any(visit.outcome is None for visit in self._visits.values())
        self.stop("its time was up")

    # --- requests ------------------------------------------------------------------------

    def _next(self, visit: PortalVisit) -> Iterator[Request]:
        while (task := visit.take()) is not None:
            yield Request(
                task.url,
                method="POST" if task.form else "GET",
                headers={"Content-Type": task.media} if task.form else None,
                body=task.form,
                callback=self.parse,
                errback=self.failed,
                # Addresses are told apart by the visit; Scrapy's filter would drop in silence.
                dont_filter=True,
                meta={PORTAL: visit.portal.key, TASK: task, CONTEXTS: list(task.contexts)},
            )
        if visit.finished and visit.portal.key not in self._ended:
            self._end(visit)

    def _end(self, visit: PortalVisit) -> None:
        self._ended.add(visit.portal.key)
        record = visit.end(dt.datetime.now(dt.UTC))
        try:
            archive_of(self.crawler).write_visit(record)
        except ArchiveError as error:
            self.fatal = self.fatal or str(error)
        self._on_visit(visit, record)

    # --- answers -------------------------------------------------------------------------

    def parse(self, response: Response) -> Iterable[Request]:
        """Take in one answer, whatever its status, and yield what is asked next."""
        request = response.request
        assert request is not None
        visit, task = self.visit_of(request), request.meta[TASK]
        try:
            self._judge(visit, task, request, response)
        except Exception:
            # One page that nothing foresaw must not leave its portal without an end.
            self.logger.exception("%s: could not be taken in", response.url)
            visit.failed(task, Verdict.ERROR, f"{response.url}: could not be taken in")
        return self._go_on(visit)

    def failed(self, failure: Failure) -> Iterable[Request]:
        """Take in that a request got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        visit, task = self.visit_of(request), request.meta[TASK]
        error = failure.value
        if isinstance(error, ArchiveError):
            self.fatal = self.fatal or str(error)
            visit.stop("stopped", self.fatal)
        reason = f"{request.url}: {str(error) or type(error).__name__}"
        if isinstance(error, StoppedError | ArchiveError):
            visit.dropped(task)
        elif isinstance(error, RobotsRefusedError):
            visit.failed(task, Verdict.ROBOTS, reason)
        else:
            visit.failed(task, Verdict.ERROR, reason)
        return self._go_on(visit)

    def _go_on(self, visit: PortalVisit) -> list[Request]:
        self._answered += 1
        requests = list(self._next(visit))
        known = sum(v.known_size for v in self._visits.values())
        self._progress(self._answered, self._answered + known)
        return requests

    def _judge(self, visit: PortalVisit, task: Task, request: Request, response: Response) -> None:
        record: RecordRef = request.meta[RECORD]
        where = f"{response.url}: answered {response.status}"
        if response.status in _BLOCKED:
            visit.failed(task, Verdict.BLOCKED, where)
        elif SELF_REDIRECT in request.meta:
            visit.failed(task, Verdict.CHALLENGED, f"{response.url}: leads to itself")
        elif KNOWN_REDIRECT in request.meta:
            self._annotate(visit, visit.forwarded(task, record, request.meta[KNOWN_REDIRECT]))
        elif response.status in _GONE or self._leads_home(visit, task, response):
            visit.gone(task, record, where)
        elif cut := TRUNCATED.keys() & set(response.flags):
            visit.failed(task, Verdict.ERROR, f"{where}, not whole ({TRUNCATED[min(cut)]})")
        elif response.status != HTTPStatus.OK:
            visit.failed(task, Verdict.ERROR, where)
        else:
            self._read(visit, task, record, response)

    def _leads_home(self, visit: PortalVisit, task: Task, response: Response) -> bool:
        """Tell whether a page that is gone was answered by a redirect to the home page."""
        here = canonical(response.url)
        return here != task.url and here == canonical(visit.portal.homepage)

    def _read(self, visit: PortalVisit, task: Task, record: RecordRef, response: Response) -> None:
        text, url = _text_of(response), response.url
        if task.kind is Kind.LIST:
            self._read_list(visit, task, text, url)
        elif text is None:
            self._annotate(visit, visit.page_read(task, record, url, _line_files(task)))
        elif (target := forward(text, url)) is not None:
            self._annotate(visit, visit.forwarded(task, record, target))
        elif is_script_only(text):
            visit.failed(task, Verdict.CHALLENGED, f"{url}: a script instead of a page")
        else:
            family = family_for(visit.portal.family, text, url)
            found = [*_line_files(task), *children(text, url, family)]
            self._annotate(visit, visit.page_read(task, record, url, found))

    def _read_list(self, visit: PortalVisit, task: Task, text: str | None, url: str) -> None:
        if text is None:
            visit.failed(task, Verdict.ERROR, f"{url}: this is no page")
            return
        family = self._families.get(task.column) or family_for(visit.portal.family, text, url)
        page = family.read(text, url)
        if not (page.entries or page.following):
            # Only now, since some families keep their whole list inside a script.
            if target := forward(text, url):
                page = ListPage((), (target,))
            elif is_script_only(text):
                visit.failed(task, Verdict.CHALLENGED, f"{url}: a script instead of a page")
                return
        if page.entries:
            self._families[task.column] = family
        visit.list_read(task, page)

    def _annotate(self, visit: PortalVisit, notes: Iterable[Note]) -> None:
        """Write contexts of earlier records; those of finished files are counted as lost."""
        writer = archive_of(self.crawler)
        for record, context in notes:
            visit.counts.contexts_lost += not writer.add_context(record, context)


def _line_files(task: Task) -> list[Task]:
    """Return the files that stand beside a report in the line of its list."""
    return [Task(file, Kind.ATTACHMENT) for file in task.files]


def _text_of(response: Response) -> str | None:
    """Return the text of a page, or None where the answer is a file, a picture or nothing."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    name = response.url.partition("?")[0].rpartition("/")[2]
    if kind_of(response.body, header, name) not in _PAGES:
        return None
    try:
        return decode(response.body, header)[0]
    except DocumentError:
        return None
