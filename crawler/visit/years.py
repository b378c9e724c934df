"""Columns whose address of a year is itself the report of that year: which years are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from crawler.bounds import FIRST_YEAR
from crawler.families import FAMILIES, Family
from crawler.state import State
from crawler.tasks import Kind, Task, canonical
from pipelines.model import Context
from pipelines.reference import Portal


class YearColumns:
    """The columns of a portal that are asked by year.

    Until a visit of the portal was complete, all years since the first that can have a report
    are asked; then the newest that was found and the next. ``years`` keeps only these.
    """

    def __init__(
        self, portal: Portal, state: State, now: dt.datetime, years: frozenset[int]
    ) -> None:
        self._portal = portal
        self._state = state
        self._this_year = now.year
        self._years = years
        self._columns: dict[str, Family] = {}

    def add(self, column: str, family: str) -> bool:
        """Take a column that the family reads by year; false where it is an ordinary list."""
        reader = FAMILIES.get(family)
        if reader is None or reader.years(column, self._this_year) is None:
            return False
        self._columns[column] = reader
        return True

    def tasks(self) -> Iterator[Task]:
        """Yield the reports of the years to ask, column by column."""
        for column, family in self._columns.items():
            context = Context(
                portal=self._portal.key,
                division_code=self._portal.division_code or None,
                list_url=column,
            )
            for year in self._wanted(column):
                if url := family.years(column, year):
                    yield Task(canonical(url), Kind.REPORT, (context,), column=column, year=year)

    def shown(self, task: Task) -> None:
        """Write down that the page of a year is the report of that year."""
        self._state.years.add(self._portal.key, task.column, task.year)

    def _wanted(self, column: str) -> list[int]:
        found = self._state.years.of(self._portal.key, column)
        if found and self._state.portals.get(self._portal.key).last_complete is not None:
            wanted = [found[-1], found[-1] + 1]
        else:
            wanted = list(range(FIRST_YEAR, self._this_year + 1))
        return [year for year in wanted if not self._years or year in self._years]
