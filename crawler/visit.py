"""The visit of one portal: what is asked next, and how it ends. It knows no network.

List pages come first. Only when every list page of every column was read are the reports
asked, so each carries all the list entries that name it. Files, frames and pictures of a page
follow right after it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from crawler.bounds import Column, Counts, Limits
from crawler.families import Entry, ListPage, Post
from crawler.families.titles import years_named
from crawler.guard import Guard, RefusedError, host_of
from crawler.queues import TaskQueue, host_in
from crawler.state import State
from crawler.tasks import Kind, Task, Verdict, canonical
from crawler.warc_writer import RecordRef
from pipelines.model import Context, Visit
from pipelines.reference import Portal

#: A record of the archive and a context that belongs to it.
Note = tuple[RecordRef, Context]

#: Titles that are counted and not asked.
NOT_ASKED = frozenset({"notice", "not_ogi"})


class PortalVisit:
    """One portal in one crawl: hands out tasks and takes in what came of them.

    ``classify`` judges titles as :func:`pipelines.identity.classify_title` does; ``years``
    keeps only entries that name one of these years or none; ``anew`` does not go on with an
    unfinished visit.
    """

    def __init__(
        self,
        portal: Portal,
        *,
        state: State,
        guard: Guard,
        classify: Callable[[str], str],
        limits: Limits,
        now: dt.datetime,
        years: frozenset[int] = frozenset(),
        anew: bool = False,
    ) -> None:
        self.portal = portal
        self.limits = limits
        self.hosts = frozenset(map(_registry_host, (*portal.hosts, *portal.attachment_hosts)))
        self.counts = Counts()
        self.outcome: str | None = None
        self.reason = ""
        self.started_at = state.begin(portal.key, now, anew=anew)
        self._state = state
        self._guard = guard
        self._classify = classify
        self._years = years
        self._done = set(state.done(portal.key))
        self._columns = {canonical(url): Column() for url in portal.columns}
        self._lists = TaskQueue()
        self._pages = TaskQueue()
        self._reports: dict[str, Task] = {}
        self._listed: set[str] = set()
        self._waiting: dict[str, Task] = {}
        self._in_flight: dict[str, Task] = {}
        self._known: set[str] = set(self._columns)
        self._records: dict[str, RecordRef] = {}
        self._late: dict[str, list[Context]] = {}
        self._years_listed: set[int] = set()
        self._list_failures: list[Verdict] = []
        self._unread = ""
        self._lists_done = False
        self._in_row: Counter[Verdict] = Counter()
        for url in self._columns:
            self._lists.append(Task(url, Kind.LIST, column=url))

    # --- handing out ---------------------------------------------------------------------

    def take(self) -> Task | None:
        """Return the next task, or None while others must be answered first.

        One task per host is on its way at a time, so the order is that of the lists.
        """
        if self.outcome is not None:
            return None
        busy = {host_in(task.url) for task in self._in_flight.values()}
        task = self._lists.pop(busy)
        if task is None and not self._lists and not self._lists_in_flight():
            if not self._lists_done:
                self._turn_to_reports()
            task = self._pages.pop(busy)
            if task is not None:
                task = self._waiting.pop(task.url)
        if task is not None:
            self._in_flight[task.key] = task
        return task

    @property
    def finished(self) -> bool:
        """Whether nothing is asked any more and nothing is left to ask."""
        if self._in_flight:
            return False
        if self.outcome is not None:
            return True
        return not self._lists and self._lists_done and not self._pages

    @property
    def known_size(self) -> int:
        """How many addresses wait or are being asked."""
        return len(self._lists) + len(self._pages) + len(self._in_flight)

    def _lists_in_flight(self) -> bool:
        return any(task.kind is Kind.LIST for task in self._in_flight.values())

    def _turn_to_reports(self) -> None:
        self._lists_done = True
        self._state.listed(self.portal.key, self.started_at, sorted(self._listed))
        for task in (*self._state.pending(self.portal.key), *self._reports.values()):
            self._queue(task)

    def _queue(self, task: Task, *, first: bool = False) -> None:
        if self._is_known(task.url):
            return
        self._waiting[task.url] = task
        self._pages.append(task, first=first)

    # --- taking in -----------------------------------------------------------------------

    def list_read(self, task: Task, page: ListPage) -> None:
        """Take in a list page that was read."""
        self._answered(task, Verdict.GOOD)
        column = self._columns[task.column]
        column.pages += 1
        self.counts.list_pages += 1
        self._unread = self._unread or page.unread
        fresh = [entry for entry in page.entries if canonical(entry.url) not in column.seen]
        column.stale = 0 if fresh else column.stale + 1
        for entry in fresh[: self.limits.entries - len(column.seen)]:
            column.seen.add(canonical(entry.url))
            self._list_entry(task, entry)
        if column.stale >= self.limits.stale_pages or len(column.seen) >= self.limits.entries:
            column.ended = True
            self._lists.remove(task.column)
        self._follow(task, column, page.following)

    def _follow(self, task: Task, column: Column, following: Sequence[str | Post]) -> None:
        for step in following:
            post = step if isinstance(step, Post) else Post(step, "", "")
            onward = Task(
                canonical(post.url),
                Kind.LIST,
                column=task.column,
                form=post.form,
                media=post.media,
            )
            waiting = self._lists.count(task.column)
            if column.ended or column.pages + waiting >= self.limits.list_pages:
                return
            if onward.key not in self._known and self._is_ours(onward.url):
                self._known.add(onward.key)
                self._lists.append(onward)

    def _list_entry(self, task: Task, entry: Entry) -> None:
        url = canonical(entry.url)
        context = Context(
            portal=self.portal.key,
            division_code=self.portal.division_code or None,
            list_url=task.url,
            list_title=entry.title or None,
            list_date=entry.date,
        )
        known = self._reports.get(url)
        if known is not None:
            self._reports[url] = known.with_contexts((context,))
            return
        is_new = url not in self._listed
        self._listed.add(url)
        self.counts.entries += is_new
        kind = self._classify(entry.title) if entry.title else "unknown"
        years = years_named(entry.title)
        if kind in NOT_ASKED:
            self.counts.notices += is_new and kind == "notice"
            self.counts.not_ogi += is_new and kind == "not_ogi"
            return
        self._years_listed.update(years)
        if self._years and years and self._years.isdisjoint(years):
            self.counts.other_years += is_new
        elif self._is_ours(url):
            files = tuple(f for f in map(canonical, entry.attachments) if self._is_ours(f))
            self._reports[url] = Task(url, Kind.REPORT, (context,), files=files)

    def _is_ours(self, url: str) -> bool:
        try:
            self._guard.check_url(url, self.hosts)
        except RefusedError:
            self.counts.elsewhere[url.split("/")[2] if "://" in url else url] += 1
            return False
        return True

    def page_read(
        self, task: Task, record: RecordRef, url: str, children: Iterable[Task]
    ) -> list[Note]:
        """Take in a good page or file; its children are asked next, within bounds.

        ``url`` is where the answer came from after redirects. Returns the contexts that belong
        to records written before.
        """
        context = self._context_below(task, url, record.record_id)
        notes: list[Note] = []
        below: list[Task] = []
        for child in self._bounded(task, children):
            if self._is_known(child.url):
                notes += self._add_context(child.url, (context,))
            else:
                below.append(Task(child.url, child.kind, (context,), depth=task.depth + 1))
        self._settle(task, Verdict.GOOD, record, below)
        notes += [(record, late) for late in self._late.pop(task.url, ())]
        final = canonical(url)
        if final not in self._done:
            self._done.add(final)
            self._records[final] = record
        return notes

    def _settle(
        self, task: Task, verdict: Verdict, record: RecordRef, below: Sequence[Task] = ()
    ) -> None:
        self._state.answered(self.portal.key, task, verdict, record.record_id, below)
        self._answered(task, verdict)
        self._done.add(task.url)
        self._records[task.url] = record
        for child in reversed(below):
            self._queue(child, first=True)

    def _bounded(self, task: Task, children: Iterable[Task]) -> list[Task]:
        if task.depth >= self.limits.depth:
            return []
        room = {
            Kind.PICTURE: self.limits.pictures,
            Kind.ATTACHMENT: self.limits.files,
            Kind.FRAME: self.limits.files,
        }
        wanted: dict[str, Task] = {}
        for child in children:
            if child.url in wanted or child.url == task.url or room[child.kind] <= 0:
                continue
            if self._is_ours(child.url):
                room[child.kind] -= 1
                wanted[child.url] = child
        return list(wanted.values())

    def _is_known(self, url: str) -> bool:
        return url in self._done or url in self._waiting or url in self._in_flight

    def _add_context(self, url: str, contexts: tuple[Context, ...]) -> list[Note]:
        """Give an address that is known further contexts, now or when it is answered."""
        if url in self._waiting:
            self._waiting[url] = self._waiting[url].with_contexts(contexts)
        elif url in self._in_flight:
            self._late.setdefault(url, []).extend(contexts)
        elif url in self._records:
            return [(self._records[url], context) for context in contexts]
        else:
            # It was asked by an earlier run, whose archive file is finished.
            self.counts.contexts_lost += len(contexts)
        return []

    def _context_below(self, task: Task, parent_url: str, record_id: str | None) -> Context:
        """Return what is known of a file: its page, and what the list said of that page."""
        above = min(task.contexts, key=lambda context: context.list_url or "", default=Context())
        return Context(
            portal=self.portal.key,
            division_code=self.portal.division_code or None,
            list_url=above.list_url,
            list_title=above.list_title,
            list_date=above.list_date,
            parent_url=parent_url,
            parent_record_id=record_id,
        )

    def forwarded(self, task: Task, record: RecordRef, target: str) -> list[Note]:
        """Take in a page that only leads to ``target``, which is asked in its place."""
        url = canonical(target)
        onward = Task(url, task.kind, task.contexts, files=task.files, depth=task.depth + 1)
        follow = task.depth < self.limits.depth and url != task.url and self._is_ours(url)
        known = self._is_known(url)
        notes = self._add_context(url, task.contexts) if follow and known else []
        self._settle(task, Verdict.MOVED, record, [onward] if follow and not known else [])
        return notes

    def gone(self, task: Task, record: RecordRef, reason: str) -> None:
        """Take in that a page is no more; of a list page that is a failure."""
        if task.kind is Kind.LIST:
            self.failed(task, Verdict.GONE, reason)
        else:
            self._settle(task, Verdict.GONE, record)

    def failed(self, task: Task, verdict: Verdict, reason: str) -> None:
        """Take in an answer that is not good, or none."""
        self._answered(task, verdict)
        if task.kind is Kind.LIST:
            self._list_failures.append(verdict)
            self.reason = self.reason or reason
        else:
            self._state.answered(self.portal.key, task, verdict)
        if verdict in {Verdict.BLOCKED, Verdict.CHALLENGED}:
            if self._in_row[verdict] >= self.limits.refused_in_row:
                self.stop(verdict.value, reason)
        elif verdict is Verdict.ERROR and self._in_row[verdict] >= self.limits.errors_in_row:
            self.stop("failed", reason)

    def dropped(self, task: Task) -> None:
        """Take in that a task was not asked, since the visit has ended."""
        self._in_flight.pop(task.key, None)

    def _answered(self, task: Task, verdict: Verdict) -> None:
        self._in_flight.pop(task.key, None)
        in_row = self._in_row[verdict]
        self._in_row.clear()
        self._in_row[verdict] = in_row + 1

    def leads_to_known(self, task: Task, target: str) -> bool:
        """Tell whether a redirect of ``task`` leads to an address asked for its own sake."""
        url = canonical(target)
        return url != task.url and self._is_known(url)

    # --- the end -------------------------------------------------------------------------

    def stop(self, outcome: str, reason: str = "") -> None:
        """End the visit early: nothing more is handed out."""
        if self.outcome is None:
            self.outcome, self.reason = outcome, reason or self.reason
            self._lists.clear()
            self._pages.clear()
            self._waiting.clear()

    def end(self, now: dt.datetime) -> Visit:
        """Close the visit in the state and return its record."""
        outcome = self.outcome or self._outcome_of_lists()
        tally = self._state.tally(self.portal.key, self.started_at)
        # A visit that was cut short goes on the next time; one that came to its end does not.
        unfinished = self.outcome in {"stopped", "blocked", "challenged"}
        self._state.end(self.portal.key, now, outcome, finished=not unfinished)
        self.outcome = outcome
        return Visit(
            portal=self.portal.key,
            started_at=self.started_at,
            ended_at=now,
            outcome=outcome,
            counts={
                "list_pages": self.counts.list_pages,
                "entries": self.counts.entries,
                "entries_new": tally.entries_new,
                "reports_asked": tally.reports_asked,
                "reports_good": tally.reports_good,
                "gone": tally.gone,
                "errors": tally.errors + len(self._list_failures),
            },
            years_listed=tuple(sorted(self._years_listed)),
            region_code=self.portal.division_code or None,
        )

    def _outcome_of_lists(self) -> str:
        """Return how a visit ended that came to its end: by the worst list page."""
        for verdict in (Verdict.ROBOTS, Verdict.BLOCKED, Verdict.CHALLENGED):
            if verdict in self._list_failures:
                return verdict.value
        if self._list_failures:
            return "failed"
        if self._unread:
            self.reason = self._unread
            return "stopped"
        return "complete"


def _registry_host(host: str) -> str:
    """Return a host of the registry in the guard's spelling, its port kept."""
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return f"{host_of(name)}:{port}"
    return host_of(host)
