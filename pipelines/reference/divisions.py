"""GB/T 2260 division codes at county level and above, and how they follow one another.

A row is one name of one code over a span of years. It holds from the end of ``valid_from`` to
before the end of ``valid_to``, so in the year of a change the old row held at its beginning
and the new one at its end. ``successors`` names the codes that took a division over;
``code[year]`` marks a part that left in another year, which does not end the division.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.errors import UserError
from pipelines.reference.files import Row

#: A year after every change that is on record: the divisions of today.
TODAY = 9999
CENTRAL = "100000"

_CODE = re.compile(r"\d{6}")
_SUCCESSOR = re.compile(r"(\d{6})(?:\[(\d{4})\])?")
LEVELS = ("province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class Division:
    """One name of one code. ``valid_to`` is null where it still holds.

    ``successors``: the codes that took the whole of it over when it ended; one code: it was
    renamed, recoded or merged; several: it was divided.
    """

    code: str
    name: str
    level: str
    valid_from: int
    valid_to: int | None
    successors: tuple[str, ...] = ()

    def holds_at_end_of(self, year: int) -> bool:
        """Whether it was in use on the last day of the year."""
        return self.valid_from <= year and (self.valid_to is None or year < self.valid_to)

    def holds_in(self, year: int) -> bool:
        """Whether it was in use at any time of the year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)

    def is_within(self, area: str) -> bool:
        """Whether it is the division of the code ``area`` or lies in it."""
        return self.code.startswith(prefix_of(area))


def prefix_of(code: str) -> str:
    """Digits that all codes inside a division share: 2, 4 or 6; none for the centre."""
    if code == CENTRAL:
        return ""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def parse_division(row: Row) -> Division:
    """Read one line of ``divisions.csv``; raises :class:`UserError` naming what is wrong."""
    code, level = row.need("code"), row.need("level")
    if not _CODE.fullmatch(code):
        raise UserError(f"{row.where}: code {code!r} is not six digits")
    if level not in LEVELS:
        raise UserError(f"{row.where}: level {level!r} is not one of {', '.join(LEVELS)}")
    try:
        valid_from = int(row.need("valid_from"))
        valid_to = int(row["valid_to"]) if row["valid_to"] else None
    except ValueError:
        raise UserError(f"{row.where}: valid_from and valid_to must be years") from None
    successors = []
    for part in filter(None, row["successors"].split(";")):
        match = _SUCCESSOR.fullmatch(part)
        if match is None:
            raise UserError(f"{row.where}: successor {part!r} is not CODE or CODE[YEAR]")
        if match[2] is None:
            successors.append(match[1])
    return Division(code, row.need("name"), level, valid_from, valid_to, tuple(successors))


class Divisions:
    """All rows, with the questions that are asked of them."""

    def __init__(self, rows: Iterable[Division]) -> None:
        self.rows: tuple[Division, ...] = tuple(
            sorted(rows, key=lambda row: (row.code, row.valid_from))
        )
        self._by_code: dict[str, list[Division]] = defaultdict(list)
        for row in self.rows:
            self._by_code[row.code].append(row)

    def named(self, code: str) -> Sequence[Division]:
        """Every row of a code, oldest first."""
        return self._by_code.get(code, ())

    def at_end_of(self, code: str, year: int) -> Division | None:
        """Return the row of a code that held on the last day of a year."""
        return next((row for row in self.named(code) if row.holds_at_end_of(year)), None)

    def in_use(self, code: str, year: int) -> Division | None:
        """Return the row of a code in use at any time of a year, the later one of two."""
        rows = [row for row in self.named(code) if row.holds_in(year)]
        return rows[-1] if rows else None

    def lineage(self, row: Division) -> tuple[Division, ...]:
        """Return all rows that are one division renamed or recoded one to one, oldest first."""
        return self._lineages[row]

    def same(self, rows: Iterable[Division]) -> Division | None:
        """Return the latest of several rows where they are one division, else null."""
        found = list(rows)
        if not found:
            return None
        lineages = {self.lineage(row) for row in found}
        return max(found, key=lambda row: row.valid_from) if len(lineages) == 1 else None

    def translate(self, row: Division, year: int) -> Division | None:
        """Return the row that held this area at the end of a year; null where it was divided.

        Backwards only through changes one to one; forwards through mergers too.
        """
        for kin in self.lineage(row):
            if kin.holds_at_end_of(year):
                return kin
        last = self.lineage(row)[-1]
        if last.valid_to is None or year < last.valid_to or len(last.successors) != 1:
            return None
        heir = self.at_end_of(last.successors[0], last.valid_to)
        return self.translate(heir, year) if heir is not None else None

    def current_code(self, row: Division) -> str | None:
        """Code that holds the area of a row today; null where it was divided."""
        today = self.translate(row, TODAY)
        return today.code if today is not None else None

    def path(self, row: Division, year: int) -> tuple[str, ...]:
        """Names from the province down to the row, as they were at the end of a year."""
        above = dict.fromkeys((row.code[:2] + "0000", row.code[:4] + "00"))
        parents = [self.at_end_of(code, year) for code in above if code != row.code]
        return (*(parent.name for parent in parents if parent is not None), row.name)

    def ancestors(self, row: Division) -> tuple[Division, ...]:
        """Return the rows, of any time, of the codes above a row."""
        codes = dict.fromkeys((row.code[:2] + "0000", row.code[:4] + "00"))
        return tuple(parent for code in codes if code != row.code for parent in self.named(code))

    @cached_property
    def _lineages(self) -> dict[Division, tuple[Division, ...]]:
        heirs: dict[Division, Division] = {}
        for row in self.rows:
            if row.valid_to is not None and len(row.successors) == 1:
                heir = self.at_end_of(row.successors[0], row.valid_to)
                if heir is not None and heir.valid_from == row.valid_to:
                    heirs[row] = heir
        claims: dict[tuple[str, int], int] = defaultdict(int)
        for row in self.rows:
            for code in row.successors:
                claims[code, row.valid_to or 0] += 1
        single = {
            row: heir for row, heir in heirs.items() if claims[heir.code, heir.valid_from] == 1
        }
        lineages: dict[Division, tuple[Division, ...]] = {}
        for first in set(self.rows) - set(single.values()):
            chain = [first]
            while chain[-1] in single:
                chain.append(single[chain[-1]])
            lineages |= dict.fromkeys(chain, tuple(chain))
        return lineages
