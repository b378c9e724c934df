"""Cells with spans to places in a grid: the HTML standard's "forming a table".

https://html.spec.whatwg.org/multipage/tables.html#forming-a-table, with three differences, all
for the sake of cells that can be read and memory that stays bounded:

- no two cells share a place: a ``colspan`` that runs into a cell hanging down from above ends
  before it;
- a ``rowspan`` ends with the rows of its group, as browsers draw it;
- an absurd ``colspan`` (over :data:`SANE_COLSPAN`) is as wide as the rest of the table leaves
  room for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.model import Cell, Grid

#: Limits of the HTML standard.
MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
#: No official form has a tenth of this many columns.
SANE_COLSPAN = 100
#: Places that one grid may have; what is larger is no table of a report.
MAX_PLACES = 400_000
_LEADING_NUMBER = re.compile(r"[ \t\n\f\r]*\+?([0-9]{1,9})")


class GridTooLargeError(ValueError):
    """The table would take more than :data:`MAX_PLACES` places."""


@dataclass(frozen=True, slots=True)
class Source:
    """One cell as the source has it; ``rowspan`` 0 means to the end of its row group."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


#: Row groups (thead, tbody, tfoot, or rows outside of any), each a list of rows of cells.
Groups = Sequence[Sequence[Sequence[Source]]]


def span(value: str | None, limit: int, *, zero: bool = False) -> tuple[int, bool]:
    """Read a span attribute by the HTML standard; the second value tells that it was mended.

    What is missing, negative or no number counts as 1, a 0 as 1 too unless ``zero`` allows it,
    and more than ``limit`` as ``limit``.
    """
    if value is None:
        return 1, False
    match = _LEADING_NUMBER.match(value)
    if not match:
        return 1, bool(value.strip())
    number = int(match.group(1))
    if number == 0 and not zero:
        return 1, True
    return min(number, limit), number > limit


def build(groups: Groups, *, caption: str = "", notes: Sequence[str] = ()) -> Grid:
    """Place every cell; notes ``spans_clamped`` and ``cells_overlap`` are added where they apply.

    Raises :class:`GridTooLargeError`.
    """
    found = list(notes)
    room = None
    if any(cell.colspan > SANE_COLSPAN for group in groups for row in group for cell in row):
        room = _Layout(groups, room=0).width
    layout = _Layout(groups, room=room)
    if layout.clamped:
        found.append("spans_clamped")
    if layout.overlaps:
        found.append("cells_overlap")
    return Grid(
        cells=tuple(layout.cells),
        height=layout.height,
        width=layout.width,
        caption=caption,
        notes=tuple(dict.fromkeys(found)),
    )


class _Layout:
    """One pass over the rows. ``room`` is the width that absurd spans may fill."""

    def __init__(self, groups: Groups, *, room: int | None) -> None:
        self.cells: list[Cell] = []
        self.height = 0
        self.clamped = False
        self.overlaps = False
        self._room = room
        #: For each column, the first row in which it is free again.
        self._free_from: list[int] = []
        for group in groups:
            end = self.height + len(group)
            for row in group:
                self._place(row, end)
                self.height += 1
                if self.height * self.width > MAX_PLACES:
                    raise GridTooLargeError

    @property
    def width(self) -> int:
        return len(self._free_from)

    def _place(self, row: Sequence[Source], end: int) -> None:
        column, left = 0, sum(_sane(cell) for cell in row)
        for source in row:
            left -= _sane(source)
            while column < self.width and self._free_from[column] > self.height:
                column += 1
            wanted = source.colspan
            if self._room is not None and wanted > SANE_COLSPAN:
                self.clamped = True
                wanted = max(self._room - column - left, 1)
            colspan = self._free_width(column, wanted)
            self.overlaps = self.overlaps or colspan < wanted
            rows_left = end - self.height
            rowspan = min(source.rowspan or rows_left, rows_left)
            self._occupy(column, colspan, self.height + rowspan)
            self.cells.append(
                Cell(source.text, self.height, column, rowspan, colspan, source.header)
            )
            column += colspan

    def _free_width(self, column: int, wanted: int) -> int:
        for offset in range(1, wanted):
            place = column + offset
            if place >= self.width:
                break
            if self._free_from[place] > self.height:
                return offset
        return wanted

    def _occupy(self, column: int, colspan: int, until: int) -> None:
        missing = column + colspan - self.width
        if missing > 0:
            self._free_from.extend([0] * missing)
            if self.width > MAX_PLACES:
                raise GridTooLargeError
        for place in range(column, column + colspan):
            self._free_from[place] = until


def _sane(source: Source) -> int:
    """Columns that a cell surely needs."""
    return source.colspan if source.colspan <= SANE_COLSPAN else 1
