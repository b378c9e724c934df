"""What is posted on one portal on day 0: reports of several agencies and years, and the rest."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from itertools import islice, product
from typing import Final

from crawler.simulation.country import names
from crawler.simulation.country.kinds import BY_YEAR, LONG_LISTS
from crawler.simulation.country.model import (
    Body,
    Column,
    Division,
    Kind,
    Owner,
    Posted,
    Version,
)

#: Years of the reports of day 0, the newest first.
YEARS: Final = tuple(range(2025, 2018, -1))
_FIRST_NUMBER: Final = 1001
_TEXTS: Final[dict[Owner, tuple[str, ...]]] = {
    "own": ("政府信息公开年报", "政府信息公开年度报告", "信息公开年报"),
    "departments": ("部门信息公开年报", "部门政府信息公开年度报告", "部门年报"),
    "lower": ("县镇信息公开年报", "下级政府信息公开年度报告", "乡镇街道年报"),
}
#: Of the years of a column of one agency, one address a year, the last is yet to come.
_YEARS_TO_COME: Final = 1
#: Old notices in a column whose lists are long.
_PADDING: Final = 105
_LAST_DAY: Final = 80
_COPY_AFTER: Final = 3


class Posting:
    """Posts page after page on one portal; ``posted`` and ``columns`` are what came of it."""

    def __init__(
        self, key: str, division: Division, agency: str, seed: int, *, is_department: bool
    ) -> None:
        self.key = key
        self.division = division
        self.agency = agency
        self.seed = seed
        self.is_department = is_department
        self.posted: dict[int, Posted] = {}
        self._items: dict[tuple[str, Owner], list[int]] = {}
        self._rng = random.Random(f"{seed}/{key}/posting")

    def columns(self) -> tuple[Column, ...]:
        """Return the columns in the order of the menu."""
        turn = self._rng.randrange(len(_TEXTS["own"]))
        return tuple(
            Column(key, _text(owner, turn, place), owner, tuple(items))
            for place, ((key, owner), items) in enumerate(self._items.items())
        )

    def fill(self, kind: str, reports: int, *, disagrees: bool) -> None:
        """Post about ``reports`` reports on a site of this kind, and what stands beside them.

        ``disagrees``: the copy of a report differs from it in a number.
        """
        own = [(self.agency, year) for year in YEARS]
        if kind in BY_YEAR:
            self._fill_by_year(reports)
            return
        if self.is_department:
            self._reports("own", "own", own[:reports])
            self._others("own", ("notice", "law", "plan"))
            return
        here, below = names.ON_GOVERNMENT_SITE, names.lower_agencies(self.division)
        departments = [(f"{self.division.name}{name}", year) for year, name in product(YEARS, here)]
        lower = [(name, year) for year, name in product(YEARS, below)]
        of_lower = max(1, reports // 6)
        of_departments = max(1, reports // 3)
        self._reports("own", "own", own[: max(1, reports - of_lower - of_departments)])
        self._reports("departments", "departments", departments[:of_departments])
        self._reports("lower", "lower", lower[:of_lower])
        for owner in ("own", "departments", "lower"):
            self._others(owner, names.OTHERS_OF_OWNER[owner])
        if kind in LONG_LISTS:
            self._others("own", ("notice",) * _PADDING)
        self._copy(variant=1 if disagrees else 0)

    def _fill_by_year(self, reports: int) -> None:
        years = YEARS[_YEARS_TO_COME:]
        own = [(self.agency, year) for year in years]
        if self.is_department:
            self._reports("own", "own", own[:reports])
            return
        half = max(1, reports // 2)
        self._reports("own", "own", own[:half])
        for name in islice(names.ON_GOVERNMENT_SITE, max(1, (reports - half) // len(years))):
            agency = f"{self.division.name}{name}"
            pairs = [(agency, year) for year in years[: max(1, reports - half)]]
            self._reports(f"departments-{name}", "departments", pairs)

    def _reports(self, key: str, owner: Owner, pairs: list[tuple[str, int]]) -> None:
        for agency, year in pairs:
            title = names.report_title(agency, year, self.seed)
            self._post((key, owner), "report", agency, year, title)

    def _others(self, owner: Owner, wanted: tuple[str, ...]) -> None:
        for turn, name in enumerate(wanted):
            year = YEARS[turn % len(YEARS)]
            kind, agency, title = names.other_title(name, self.division, self.agency, year)
            self._post((owner, owner), kind, agency, year, title)

    def _copy(self, *, variant: int) -> None:
        """Post the newest report of the own column again, among the departments' reports."""
        original = self.posted[self._items["own", "own"][0]]
        first = original.first
        day = first.published_on + dt.timedelta(days=_COPY_AFTER)
        # It says the same to the letter, the date of its signature too, but for the variant.
        body = replace(first.body, variant=variant)
        number = self._next_number()
        self.posted[number] = Posted(
            number,
            original.agency,
            original.year,
            "report",
            (Version(0, first.title, day, body),),
            copy_of=original.number,
        )
        self._items["departments", "departments"].append(number)

    def _post(
        self, place: tuple[str, Owner], kind: Kind, agency: str, year: int, title: str
    ) -> None:
        day = dt.date(year + 1, 1, 5) + dt.timedelta(days=self._rng.randrange(_LAST_DAY))
        number = self._next_number()
        body = Body(kind, agency, year, day, self.seed)
        self.posted[number] = Posted(number, agency, year, kind, (Version(0, title, day, body),))
        self._items.setdefault(place, []).append(number)

    def _next_number(self) -> int:
        return _FIRST_NUMBER + len(self.posted)


def _text(owner: Owner, turn: int, place: int) -> str:
    """Return the text of a column in the menu, another one for a second column of an owner."""
    texts = _TEXTS[owner]
    return texts[(turn + max(0, place - len(_TEXTS))) % len(texts)]
