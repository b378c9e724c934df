"""What the lists of a portal say tonight: list pages in order, entries with all their lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.bounds import Column, Counts, Limits
from crawler.families import Entry, Post
from crawler.families.titles import years_named
from crawler.queues import TaskQueue
from crawler.state import ListSaid, line_digest
from crawler.tasks import Kind, Task, Verdict, canonical, key_of
from crawler.visit.years import year_of
from pipelines.model import Context
from pipelines.reference import Portal

#: Titles that are counted and not asked.
NOT_ASKED = frozenset({"notice", "not_ogi"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry: its task with a context for each line met, and the digests of these lines."""

    task: Task
    lines: tuple[str, ...]

    def with_line(self, context: Context, line: str, files: tuple[str, ...]) -> Listed:
        """Return the entry as one more line names it."""
        task = self.task.with_contexts((context,)).with_files(files)
        return Listed(task, tuple(dict.fromkeys((*self.lines, line))))


class Listing:
    """Hands out list pages and gathers what they say.

    ``is_ours`` tells whether an address belongs to the portal; ``classify`` judges titles;
    ``years`` keeps entries that name one of them or none.
    """

    def __init__(
        self,
        portal: Portal,
        limits: Limits,
        counts: Counts,
        *,
        is_ours: Callable[[str], bool],
        classify: Callable[[str], str],
        years: frozenset[int] = frozenset(),
    ) -> None:
        self.queue = TaskQueue()
        self.reports: dict[str, Listed] = {}
        #: Which family says so of an entry whose address is that of a year, by its key.
        self.by_year: dict[str, str] = {}
        #: Keys of all entries met, those that are not asked too.
        self.met: set[str] = set()
        self.years_listed: set[int] = set()
        self.failures: list[Verdict] = []
        #: Why a list is known to go on where it could not be followed, or an empty text.
        self.unread = ""
        #: Which family reads a column, by name.
        self.families: dict[str, str] = {}
        self._portal = portal
        self._limits = limits
        self._counts = counts
        self._is_ours = is_ours
        self._classify = classify
        self._years = years
        self._columns: dict[str, Column] = {}
        self._known: set[str] = set()

    def add_column(self, url: str, depth: int = 0) -> None:
        """Add a column, or a folder of one that stands ``depth`` folders below it."""
        task = Task(url, Kind.LIST, column=url, depth=depth)
        if task.key not in self._known:
            self._known.add(task.key)
            self._columns[url] = Column()
            self.queue.append(task)

    def read(self, task: Task, said: ListSaid) -> None:
        """Take in what a list page says."""
        column = self._columns[task.column]
        column.pages += 1
        self._counts.list_pages += 1
        self.unread = self.unread or said.page.unread
        if said.family:
            self.families[task.column] = said.family
        fresh = [entry for entry in said.page.entries if _key(entry) not in column.seen]
        column.stale = 0 if fresh else column.stale + 1
        for entry in fresh[: self._limits.entries - len(column.seen)]:
            column.seen.add(_key(entry))
            self._entry(task, entry, said.family)
        if column.stale >= self._limits.stale_pages or len(column.seen) >= self._limits.entries:
            column.ended = True
            self.queue.remove(task.column)
        self.follow(task, said)

    def follow(self, task: Task, said: ListSaid) -> None:
        """Ask the list pages and folders that a list page leads to, within bounds."""
        column = self._columns[task.column]
        for folder in map(canonical, said.folders):
            if len(self._columns) < self._limits.folders and self._is_ours(folder):
                self.add_column(folder, task.depth + 1)
        for step in said.page.following:
            post = step if isinstance(step, Post) else Post(step, "", "")
            onward = Task(
                canonical(post.url),
                Kind.LIST,
                column=task.column,
                depth=task.depth,
                form=post.form,
                media=post.media,
            )
            waiting = self.queue.count(task.column)
            if column.ended or column.pages + waiting >= self._limits.list_pages:
                return
            if onward.key not in self._known and self._is_ours(onward.url):
                self._known.add(onward.key)
                self.queue.append(onward)

    def lines_of(self, key: str) -> tuple[str, ...]:
        """Return the digests of the lines that name an address tonight."""
        return self.reports[key].lines if key in self.reports else ()

    def is_wanted(self, title: str) -> bool:
        """Tell whether a title names one of the wanted years, or no year at all."""
        years = years_named(title)
        return not (self._years and years and self._years.isdisjoint(years))

    def _entry(self, task: Task, entry: Entry, family: str) -> None:
        url = canonical(entry.url)
        key = key_of(url)
        context = Context(
            portal=self._portal.key,
            division_code=self._portal.division_code or None,
            list_url=task.url,
            list_title=entry.title or None,
            list_date=entry.date,
        )
        files = tuple(f for f in map(canonical, entry.attachments) if self._is_ours(f))
        if key in self.reports:
            listed = self.reports[key]
            self.reports[key] = listed.with_line(context, line_digest(entry), files)
            return
        is_new = key not in self.met
        self.met.add(key)
        self._counts.entries += is_new
        kind = self._classify(entry.title) if entry.title else "unknown"
        if kind in NOT_ASKED:
            self._counts.notices += is_new and kind == "notice"
            self._counts.not_ogi += is_new and kind == "not_ogi"
            return
        self.years_listed.update(years_named(entry.title))
        if not self.is_wanted(entry.title):
            self._counts.other_years += is_new
        elif self._is_ours(url):
            stem, year = year_of(family, url)
            report = Task(url, Kind.REPORT, (context,), column=stem, files=files, year=year)
            if year:
                self.by_year[key] = family
            self.reports[key] = Listed(report, (line_digest(entry),))


def _key(entry: Entry) -> str:
    return key_of(canonical(entry.url))
