"""The one spider: asks what the visits of its portals hand out.

What is asked, and when a visit ends, is decided by :class:`crawler.visit.PortalVisit`; what an
answer is, by :mod:`crawler.judgement`; how a list reads, by the families.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import CONTEXTS, HOLD, KNOWN, archive_of
from crawler.bounds import DEFAULT_DELAY
from crawler.guard import Guard
from crawler.judgement import judge
from crawler.leftovers import Leftovers
from crawler.middlewares import PORTAL, TASK
from crawler.politeness import Gate, StoppedError
from crawler.reasons import reason_of
from crawler.robots import RobotsRefusedError
from crawler.tasks import Kind, Task, Verdict
from crawler.visit import PortalVisit
from crawler.warc_writer import ArchiveError, RecordRef, utc_now
from pipelines.model import Context, Visit


class ReportsSpider(Spider):
    """Crawls visits to their ends, ``limits.active`` at a time, in the order given.

    ``on_visit`` gets every visit as it ends, ``progress`` (answered, known) after each answer;
    nothing new is asked from ``until`` on; ``now`` is the clock. A visit that used up its
    budget ends there, and with ``backfill`` goes on once all others have ended.
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
        now: Callable[[], dt.datetime] = utc_now,
        active: int = 1,
        backfill: bool = False,
        leftovers: Leftovers | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.guard = guard or Guard()
        self.gate = gate or Gate(DEFAULT_DELAY)
        #: The clock of the crawl, in UTC.
        self.now = now
        #: Answers that a killed crawl left in the archive.
        self.leftovers = leftovers or Leftovers()
        self._to_come = iter(visits)
        self._visits: dict[str, PortalVisit] = {}
        self._cut: list[PortalVisit] = []
        self._active = active
        self._backfill = backfill
        self._on_visit = on_visit
        self._progress = progress
        self._answered = 0
        self._known: Counter[str] = Counter()
        #: Why the crawl had to end, or an empty text: the archive cannot be written.
        self.fatal = ""
        #: Whether the time was up before every visit had ended.
        self.timed_out = False
        self._stopped = False
        self._until = until

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests of the first portals."""
        if self._until is not None:
            left = (self._until - dt.datetime.now(dt.UTC)).total_seconds()
            asyncio.get_running_loop().call_later(max(0.0, left), self._time_is_up)
        asked = False
        for request in self._begin():
            asked = True
            yield request
        if not asked and not self._answered:
            self.logger.error("nothing to ask: this spider is run by gongkai crawl, see its --help")

    def visit_of(self, request: Request) -> PortalVisit:
        """Return the visit that a request belongs to."""
        return self._visits[request.meta[PORTAL]]

    def is_over(self, request: Request) -> bool:
        """Tell whether the visit that a request belongs to has ended."""
        return self.visit_of(request).outcome is not None

    def stop(self, reason: str = "stopped by the user") -> None:
        """End every visit that is still going, to be continued by the next crawl."""
        self._stopped = True
        for visit in self._visits.values():
            visit.stop("stopped", reason)
        for visit in self._cut:
            self._end(visit)
        self._cut.clear()
        self.gate.stop()

    def _time_is_up(self) -> None:
        self.timed_out = any(visit.outcome is None for visit in self._visits.values())
        self.stop("its time was up")

    # --- requests ------------------------------------------------------------------------

    def _begin(self) -> Iterator[Request]:
        """Begin visits while there is room; then go on with those that were cut short."""
        while len(self._visits) - len(self._cut) < self._active and not self._stopped:
            visit = next(self._to_come, None)
            if visit is not None:
                visit.pages.annotate = self._annotate
                self._visits[visit.portal.key] = visit
            elif self._cut and self._all_had_their_turn():
                visit = self._cut.pop(0)
                visit.resume()
            else:
                return
            yield from self._next(visit)

    def _all_had_their_turn(self) -> bool:
        return all(visit.resumed or visit in self._cut for visit in self._visits.values())

    def _next(self, visit: PortalVisit) -> Iterator[Request]:
        while (task := visit.take()) is not None:
            yield self._request(visit, task)
        # What other visits know has not changed since: with all of them it would be counted
        # again after each answer.
        self._known[visit.portal.key] = visit.known_size
        if visit.is_cut:
            if self._backfill:
                self._cut.append(visit)
            else:
                visit.stop("stopped", f"its budget of {visit.limits.pages} pages is used up")
        if visit.finished and visit.portal.key in self._visits:
            self._end(visit)

    def _request(self, visit: PortalVisit, task: Task) -> Request:
        meta: dict[str, Any] = {PORTAL: visit.portal.key, TASK: task}
        meta[CONTEXTS] = list(task.contexts)
        meta[HOLD] = task.kind is Kind.LIST
        if known := visit.known_of(task):
            meta[KNOWN] = known
        return Request(
            task.url,
            method="POST" if task.form else "GET",
            headers={"Content-Type": task.media} if task.form else None,
            body=task.form,
            callback=self.parse,
            errback=self.failed,
            # Addresses are told apart by the visit; Scrapy's filter would drop in silence.
            dont_filter=True,
            meta=meta,
        )

    def _end(self, visit: PortalVisit) -> None:
        del self._visits[visit.portal.key]
        del self._known[visit.portal.key]
        try:
            record = visit.end(archive_of(self.crawler).write_visit)
        except ArchiveError as error:
            self.fatal = self.fatal or str(error)
        else:
            self._on_visit(visit, record)

    # --- answers -------------------------------------------------------------------------

    def parse(self, response: Response) -> Iterable[Request]:
        """Take in one answer, whatever its status, and yield what is asked next."""
        request = response.request
        assert request is not None
        visit, task = self.visit_of(request), request.meta[TASK]
        try:
            judge(visit, task, request, response)
        except ArchiveError as error:
            self._give_up(visit, task, error)
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
        reason = f"{request.url}: {reason_of(error)}"
        if isinstance(error, ArchiveError):
            self._give_up(visit, task, error)
        elif isinstance(error, StoppedError):
            visit.dropped(task)
        elif isinstance(error, RobotsRefusedError):
            self._forbidden(visit, task, reason)
        else:
            visit.failed(task, Verdict.ERROR, reason)
        return self._go_on(visit)

    def _give_up(self, visit: PortalVisit, task: Task, error: ArchiveError) -> None:
        self.fatal = self.fatal or str(error)
        visit.stop("stopped", self.fatal)
        visit.dropped(task)

    def _forbidden(self, visit: PortalVisit, task: Task, reason: str) -> None:
        """Take in that robots.txt forbids an address, and archive that it does."""
        try:
            if task.kind is not Kind.LIST and visit.is_news(task, Verdict.ROBOTS):
                archive_of(self.crawler).write_refusal(
                    task.url, "robots", task.contexts, at=self.now()
                )
        except ArchiveError as error:
            self._give_up(visit, task, error)
        else:
            visit.failed(task, Verdict.ROBOTS, reason)

    def _go_on(self, visit: PortalVisit) -> list[Request]:
        self._answered += 1
        requests = [*self._next(visit), *self._begin()]
        self._progress(self._answered, self._answered + self._known.total())
        return requests

    def _annotate(self, record: RecordRef, context: Context) -> bool:
        """Write a further context of a record; false where its file is finished."""
        return archive_of(self.crawler).add_context(record, context, at=self.now())
