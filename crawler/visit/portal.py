"""One portal in one crawl.

List pages come first. Only when every list page of every column was read are the reports
asked, so each carries all the list entries that name it. Files, frames and pictures of a page
follow right after it. An ordinary visit asks what is new, what its list says in other words,
and what failed; a sweep asks all that is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from crawler.bounds import LISTS_HOLD, Counts, Limits
from crawler.conditional import KnownRecord
from crawler.guard import Guard, RefusedError
from crawler.queues import host_in
from crawler.state import Answered, ListSaid, State, StoredList
from crawler.tasks import REFUSED, Kind, Task, Verdict, canonical, key_of
from crawler.visit.answer import Answer
from crawler.visit.children import bounded, context_below
from crawler.visit.due import Due
from crawler.visit.hosts import hosts_of
from crawler.visit.in_row import InRow
from crawler.visit.listing import Listing
from crawler.visit.pages import Pages
from crawler.visit.years import YearColumns
from pipelines.model import Context, Visit
from pipelines.reference import Portal
from pipelines.roles import is_home_of


def _nowhere(_record: Visit) -> None:
    """Write the record of a visit nowhere."""


class PortalVisit:
    """One portal in one crawl: hands out tasks and takes in what came of them.

    ``classify`` judges titles as :func:`pipelines.identity.classify_title` does; ``now`` is
    the clock; ``years`` keeps only entries that name one of these years or none; ``sweep``
    asks every address that is known; ``again`` are addresses to be asked again in any case.
    """

    def __init__(
        self,
        portal: Portal,
        *,
        state: State,
        guard: Guard,
        classify: Callable[[str], str],
        limits: Limits,
        now: Callable[[], dt.datetime],
        years: frozenset[int] = frozenset(),
        sweep: bool = False,
        again: Iterable[str] = (),
    ) -> None:
        self.portal = portal
        self.limits = limits
        self.hosts = hosts_of(portal)
        self.counts = Counts()
        self.outcome: str | None = None
        self.reason = ""
        #: Pages that were still to be asked when the visit was ended early.
        self.left = 0
        self._state = state
        self._guard = guard
        self._now = now
        self._begun_at = now()
        with state.transaction():
            begun = state.visits.begin(portal.key, self._begun_at, sweep=sweep)
            state.portals.begin(portal.key, begun.started_at)
        self.started_at = begun.started_at
        self.sweep = begun.sweep
        self.goes_on = begun.goes_on
        self._due = Due(
            portal=portal.key,
            state=state,
            failures=limits.failures,
            sweep=self.sweep,
            again=tuple(again),
        )
        self.pages = Pages(portal.key, state, self.counts)
        self._listing = Listing(
            portal, limits, self.counts, is_ours=self._is_ours, classify=classify, years=years
        )
        self._years = YearColumns(portal, state, self._begun_at, years)
        self._in_flight = self.pages.in_flight
        self._lists_done = False
        self._in_row = InRow()
        self._asked = 0
        #: Whether it goes on beyond the budget of the night.
        self.resumed = False
        for url in map(canonical, portal.columns):
            if not self._years.add(url, portal.family):
                self._listing.add_column(url)

    # --- handing out ---------------------------------------------------------------------

    def take(self) -> Task | None:
        """Return the next task, or None while others must be answered first.

        One task per host is on its way at a time, so the order is that of the lists.
        """
        if self.outcome is not None:
            return None
        busy = {host_in(task.url) for task in self._in_flight.values()}
        task = self._take_list(busy)
        if task is None and not self._listing.queue and not self._lists_in_flight():
            if not self._lists_done:
                self._turn_to_reports()
            task = self._take_page(busy)
        if task is not None:
            self._in_flight[task.key] = task
        return task

    def _take_list(self, busy: set[str]) -> Task | None:
        while (task := self._listing.queue.pop(busy)) is not None:
            stored = self._state.lists.get(self.portal.key, task.key)
            if stored is None or not self._still_holds(stored):
                return task
            self._listing.read(task, stored.said)
        return None

    def _still_holds(self, stored: StoredList) -> bool:
        """Whether this visit read a list page before it was cut short, and not long ago."""
        return (
            self.goes_on
            and stored.visit == self.started_at
            and self._begun_at - stored.read_at < LISTS_HOLD
        )

    def _take_page(self, busy: set[str]) -> Task | None:
        if self._is_used_up():
            return None
        task = self.pages.pop(busy)
        self._asked += task is not None
        return task

    @property
    def finished(self) -> bool:
        """Whether nothing is asked any more and nothing is left to ask."""
        if self._in_flight:
            return False
        if self.outcome is not None:
            return True
        return not self._listing.queue and self._lists_done and not self.pages

    @property
    def is_cut(self) -> bool:
        """Whether the budget of the night is used up and pages are left to ask."""
        waits = self.outcome is None and not self._in_flight and len(self.pages) > 0
        return waits and self._is_used_up()

    def _is_used_up(self) -> bool:
        budget = self.limits.pages
        return budget is not None and self._asked >= budget and not self.resumed

    @property
    def known_size(self) -> int:
        """How many addresses wait or are being asked."""
        return len(self._listing.queue) + len(self.pages) + len(self._in_flight)

    def resume(self) -> None:
        """Go on beyond the budget of the night."""
        self.resumed = True

    def known_of(self, task: Task) -> KnownRecord | None:
        """Return what is known of an address, so that it can be asked whether it changed."""
        if task.kind is Kind.LIST:
            stored = self._state.lists.get(self.portal.key, task.key)
            return stored.known if stored else None
        address = self._state.addresses.get(self.portal.key, task.key)
        if address is not None and address.known is None and address.moved_to:
            address = self._state.addresses.get(self.portal.key, key_of(address.moved_to))
        return address.known if address else None

    def family_of(self, column: str) -> str:
        """Return the name of the family that reads a column, as far as it is known."""
        return self._listing.families.get(column, "")

    def _lists_in_flight(self) -> bool:
        return any(task.kind is Kind.LIST for task in self._in_flight.values())

    def _turn_to_reports(self) -> None:
        self._lists_done = True
        for column, family in self._listing.families.items():
            self._years.add(column, family)
        for key, family in self._listing.by_year.items():
            self._years.offer(family, self._listing.reports[key].task)
        with self._state.transaction():
            met = sorted(self._listing.met)
            self._state.visits.listed(self.portal.key, self.started_at, met)
            due = self._due.of_lists(self._listing, self.pages)
        pending = self._state.visits.pending(self.portal.key)
        for task in (*pending, *self._years.tasks(), *due):
            self.pages.add(task)
        for task in self._due.of_state(self._begun_at):
            if any(self._listing.is_wanted(c.list_title or "") for c in task.contexts):
                self.pages.add(task)

    # --- taking in -----------------------------------------------------------------------

    def list_read(self, task: Task, said: ListSaid, answer: Answer) -> None:
        """Take in a list page that was read, and stands in the archive."""
        self._answered(task, Verdict.GOOD)
        record_id = answer.record.record_id
        at = self._now()
        stored = StoredList(said, said.digest, answer.known, record_id, self.started_at, at)
        self._state.lists.put(self.portal.key, task.key, stored)
        self._listing.read(task, said)

    def stored_list(self, task: Task) -> StoredList | None:
        """Return what a list page said when it was read last."""
        return self._state.lists.get(self.portal.key, task.key)

    def _is_ours(self, url: str) -> bool:
        try:
            self._guard.check_url(url, self.hosts)
        except RefusedError:
            self.counts.elsewhere[url.split("/")[2] if "://" in url else url] += 1
            return False
        return True

    def page_read(
        self, task: Task, answer: Answer, children: Iterable[Task] = (), *, shows_year: bool = False
    ) -> None:
        """Take in a good page or file; its children are asked next, within bounds.

        ``shows_year``: the page of a year is the report of that year.
        """
        if shows_year and task.year:
            self._years.shown(task)
        context = context_below(self.portal, task, answer)
        below: list[Task] = []
        for child in bounded(task, children, self.limits, self._is_ours):
            below += self._child(task, answer, child, context)
        final = canonical(answer.url)
        also = final if key_of(final) not in {task.key, *self.pages.done} else ""
        self._settle(task, Verdict.GOOD, answer, below, also=also)

    def unchanged(self, task: Task, answer: Answer, children: Iterable[Task]) -> None:
        """Take in that a page is as it was: also where it leads to, if it only leads on."""
        before = self._state.addresses.get(self.portal.key, task.key)
        if before is not None and before.moved_to:
            self.forwarded(task, answer, before.moved_to)
        else:
            self.page_read(task, answer, children)

    def _child(self, task: Task, answer: Answer, child: Task, context: Context) -> list[Task]:
        """Return what is to be asked of one child of a page, with the page as its context."""
        if self.pages.is_known(child.key):
            return self.pages.share(child.url, (context,))
        if not answer.is_news and child.url not in task.files:
            known = self._state.addresses.get(self.portal.key, child.key)
            if known is not None:
                return []
        return [Task(child.url, child.kind, (context,), depth=task.depth + 1)]

    def _settle(
        self,
        task: Task,
        verdict: Verdict,
        answer: Answer,
        below: Iterable[Task] = (),
        *,
        also: str = "",
        moved_to: str = "",
    ) -> None:
        late = self.pages.late_of(task.key)
        below = [*below, *self.pages.note(task.url, answer.record, late)]
        answered = Answered(
            task=task.with_contexts(late),
            verdict=verdict,
            at=self._now(),
            record_id=answer.record.record_id,
            known=answer.known,
            moved_to=moved_to,
            lines=self._listing.lines_of(task.key),
            children=tuple(below),
            also=also,
        )
        self._state.answered(self.portal.key, answered)
        self._answered(task, verdict)
        self.pages.settled(task.key, answer.record)
        if also:
            self.pages.settled(key_of(also), answer.record)
        for child in reversed(below):
            self.pages.add_again(child)

    def forwarded(self, task: Task, answer: Answer, target: str) -> None:
        """Take in a page that only leads to ``target``, which is asked in its place."""
        onward = replace(task, url=canonical(target), depth=task.depth + 1, year=0)
        below: list[Task] = []
        if task.depth < self.limits.depth and onward.key != task.key and self._is_ours(onward.url):
            known = self.pages.is_known(onward.key)
            below = self.pages.share(onward.url, task.contexts) if known else [onward]
        self._settle(task, Verdict.MOVED, answer, below, moved_to=onward.url)

    def gone(self, task: Task, answer: Answer, reason: str) -> None:
        """Take in that a page is no more; of a list page that is a failure."""
        if task.kind is Kind.LIST:
            self.failed(task, Verdict.GONE, reason)
        else:
            self._settle(task, Verdict.GONE, replace(answer, known=None))

    def failed(
        self, task: Task, verdict: Verdict, reason: str, record_id: str | None = None
    ) -> None:
        """Take in an answer that is not good, or none."""
        self._answered(task, verdict)
        if task.kind is Kind.LIST:
            self._list_failed(task, verdict, reason)
        else:
            asked = task.with_contexts(self.pages.late_of(task.key))
            lines = self._listing.lines_of(task.key)
            answered = Answered(asked, verdict, self._now(), record_id, lines=lines)
            self._state.answered(self.portal.key, answered)
        if verdict in REFUSED and self._in_row.refused >= self.limits.refused_in_row:
            self.stop(verdict.value, reason)
        elif verdict is Verdict.ERROR and self._in_row.errors >= self.limits.errors_in_row:
            self.stop("failed", reason)

    def _list_failed(self, task: Task, verdict: Verdict, reason: str) -> None:
        self._listing.failures.append(verdict)
        self.reason = self.reason or reason
        stored = self.stored_list(task)
        if verdict is Verdict.ERROR and stored is not None:
            # The pages behind it may well answer.
            self._listing.follow(task, stored.said)

    def is_news(self, task: Task, verdict: Verdict) -> bool:
        """Tell whether this is another verdict on an address than the last."""
        address = self._state.addresses.get(self.portal.key, task.key)
        return self.sweep or address is None or address.outcome is not verdict

    def dropped(self, task: Task) -> None:
        """Take in that a task was not asked, since the visit has ended."""
        self._in_flight.pop(task.key, None)

    def _answered(self, task: Task, verdict: Verdict) -> None:
        self._in_flight.pop(task.key, None)
        self._in_row.add(verdict)

    def leads_home(self, task: Task, target: str) -> bool:
        """Tell whether a page is answered by a redirect to the home page: it is no more."""
        return task.kind is not Kind.LIST and self.is_sent_home(task, target)

    def is_sent_home(self, task: Task, target: str) -> bool:
        """Tell whether ``target``, to which ``task`` was redirected, is the home page."""
        home = self.portal.homepage
        return is_home_of(target, task.url, home) and not is_home_of(task.url, task.url, home)

    def leads_to_known(self, task: Task, target: str) -> bool:
        """Tell whether a redirect of ``task`` leads to an address asked for its own sake."""
        key = key_of(canonical(target))
        return key != task.key and self.pages.is_known(key)

    # --- the end -------------------------------------------------------------------------

    def stop(self, outcome: str, reason: str = "") -> None:
        """End the visit early: nothing more is handed out."""
        if self.outcome is None:
            self.outcome, self.reason = outcome, reason or self.reason
            self.left = len(self.pages)
            self._listing.queue.clear()
            self.pages.clear()

    def end(self, write: Callable[[Visit], None] = _nowhere) -> Visit:
        """Close the visit: its record is written, then the state is told; returns the record.

        Raises what ``write`` raises; the visit then goes on the next time.
        """
        key, now = self.portal.key, self._now()
        outcome = self.outcome or self._outcome_of_lists()
        tally = self._state.visits.tally(key, self.started_at)
        counts = {
            "list_pages": self.counts.list_pages,
            "entries": self.counts.entries,
            "entries_new": tally.entries_new,
            "reports_asked": tally.reports_asked,
            "reports_good": tally.reports_good,
            "gone": tally.gone,
            "errors": tally.errors + len(self._listing.failures),
        }
        # A visit that was cut short goes on the next time; one that came to its end does not, nor
        # one that was refused from the first page on: it would be one visit for as many weeks.
        refused_later = self.outcome in REFUSED and self._in_row.was_served
        unfinished = self.outcome == "stopped" or refused_later
        refused = outcome in REFUSED and (self.outcome in REFUSED or self._in_row.only_refused)
        self.outcome = outcome
        record = Visit(
            portal=key,
            started_at=self.started_at,
            ended_at=now,
            outcome=outcome,
            counts=counts,
            years_listed=tuple(sorted(self._listing.years_listed)),
            region_code=self.portal.division_code or None,
        )
        write(record)
        with self._state.transaction():
            self._state.visits.end(key, finished=not unfinished)
            self._state.portals.end(key, now, outcome, counts, refused=refused)
            if not unfinished:
                self._state.runs.visited(key, now)
        return record

    def _outcome_of_lists(self) -> str:
        """Return how a visit ended that came to its end: by the worst list page."""
        for verdict in (Verdict.ROBOTS, Verdict.BLOCKED, Verdict.CHALLENGED):
            if verdict in self._listing.failures:
                return verdict.value
        if self._listing.failures:
            return "failed"
        if self._listing.unread:
            self.reason = self._listing.unread
            return "stopped"
        return "complete"
