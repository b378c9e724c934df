"""Addresses of a year that are themselves the report of that year: which years are asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from crawler.bounds import FIRST_YEAR
from crawler.families import FAMILIES, Family
from crawler.state import State
from crawler.tasks import Kind, Task, canonical
from pipelines.model import Context
from pipelines.reference import Portal

_YEAR = re.compile(r"(?=(\d{4}))")


def year_of(family: str, url: str) -> tuple[str, int]:
    """Return what the addresses of all years have in common, and the year that this one picks.

    An empty text and 0 where the family knows ``url`` for no address of a year.
    """
    reader = FAMILIES.get(family)
    stem = None if reader is None else reader.years(url, 0)
    if reader is None or stem is None:
        return "", 0
    for year in map(int, _YEAR.findall(url)):
        picked = reader.years(url, year)
        if picked is not None and _parts(picked) == _parts(url):
            return stem, year
    return "", 0


def _parts(url: str) -> tuple[str, list[tuple[str, str]]]:
    """Return an address in parts, so that it does not matter how its query is escaped."""
    parts = urlsplit(url)
    return parts.path, parse_qsl(parts.query, keep_blank_values=True)


class YearColumns:
    """The columns of a portal that are asked by year, and the years that its lists offer.

    Until a visit of the portal was complete, all years of a column since the first that can
    have a report are asked; then the newest that was found and the next. Of the years that a
    list offers, those that are news in it, and besides the newest that was found and the
    next: its line stays as it is when the report comes. ``years`` keeps only these.
    """

    def __init__(
        self, portal: Portal, state: State, now: dt.datetime, years: frozenset[int]
    ) -> None:
        self._portal = portal
        self._state = state
        self._this_year = now.year
        self._years = years
        self._columns: dict[str, Family] = {}
        self._offered: dict[str, tuple[str, dict[int, Task]]] = {}

    def add(self, column: str, family: str) -> bool:
        """Take a column that the family reads by year; false where it is an ordinary list."""
        reader = FAMILIES.get(family)
        if reader is None or reader.years(column, self._this_year) is None:
            return False
        self._columns[column] = reader
        return True

    def offer(self, family: str, task: Task) -> None:
        """Take an entry of a list that is the report of a year, see :func:`year_of`."""
        _, tasks = self._offered.setdefault(task.column, (family, {}))
        tasks[task.year] = task

    def tasks(self) -> Iterator[Task]:
        """Yield the reports of the years to ask, column by column, then those that lists offer."""
        for column, family in self._columns.items():
            context = Context(
                portal=self._portal.key,
                division_code=self._portal.division_code or None,
                list_url=column,
            )
            for year in self._wanted(column):
                if url := family.years(column, year):
                    yield Task(canonical(url), Kind.REPORT, (context,), column=column, year=year)

        for stem, (name, tasks) in self._offered.items():
            found = self._state.years.of(self._portal.key, stem)
            for year in self._kept(found[-1], found[-1] + 1) if found else ():
                yield tasks[year] if year in tasks else _beside(tasks, name, year)

    def shown(self, task: Task) -> None:
        """Write down that the page of a year is the report of that year."""
        self._state.years.add(self._portal.key, task.column, task.year)

    def _wanted(self, column: str) -> list[int]:
        found = self._state.years.of(self._portal.key, column)
        if found and self._state.portals.get(self._portal.key).last_complete is not None:
            return self._kept(found[-1], found[-1] + 1)
        return self._kept(*range(FIRST_YEAR, self._this_year + 1))

    def _kept(self, *years: int) -> list[int]:
        return [year for year in years if not self._years or year in self._years]


def _beside(tasks: dict[int, Task], family: str, year: int) -> Task:
    """Return the report of a year that a list does not offer, as it offers the others."""
    known = tasks[max(tasks)]
    url = FAMILIES[family].years(known.url, year)
    contexts = (replace(one, list_title=None, list_date=None) for one in known.contexts)
    return replace(
        known, url=canonical(url or known.url), contexts=tuple(contexts), files=(), year=year
    )
