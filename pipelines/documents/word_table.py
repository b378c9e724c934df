"""Rows of a Word table to a Grid: vertical merges are joined, horizontal spans kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.documents.flow import Item
from pipelines.documents.grid import MAX_COLSPAN, MAX_PLACES, GridTooLargeError
from pipelines.model import Cell, Grid


@dataclass(slots=True)
class WordCell:
    """One ``w:tc``: its own text, what it holds as blocks, its span, how it is merged.

    ``vertical`` and ``horizontal`` are ``restart``, ``continue`` or empty.
    """

    text: str
    items: list[Item] = field(default_factory=list)
    span: int = 1
    vertical: str = ""
    horizontal: str = ""


@dataclass(slots=True)
class WordRow:
    """One ``w:tr`` and the grid columns that it leaves free before its first cell."""

    cells: list[WordCell]
    before: int = 0
    header: bool = False


@dataclass(slots=True)
class _Placed:
    cell: WordCell
    row: int
    column: int
    colspan: int
    rowspan: int = 1
    header: bool = False


def place(rows: Sequence[WordRow]) -> Grid:
    """Place the cells; raises :class:`GridTooLargeError`.

    A continued cell without one above it is a cell of its own (note ``spans_clamped``); text in
    a continued cell is not printed by Word, but kept under that of the cell that it continues.
    """
    placed: list[_Placed] = []
    above: dict[int, _Placed] = {}
    width, notes = 0, []
    for number, row in enumerate(rows):
        current: dict[int, _Placed] = {}
        for cell, column, span in _columns(row):
            upper = above.get(column) if cell.vertical == "continue" else None
            if upper is not None and upper.colspan == span:
                upper.rowspan += 1
                if cell.text.strip():
                    upper.cell.text = "\n".join(filter(None, (upper.cell.text, cell.text)))
                    notes.append("merged_text")
            else:
                if cell.vertical == "continue":
                    notes.append("spans_clamped")
                upper = _Placed(cell, number, column, span, header=row.header)
                placed.append(upper)
            if cell.vertical:
                current[column] = upper
            width = max(width, column + span)
        above = current
        if width * len(rows) > MAX_PLACES:
            raise GridTooLargeError
    cells = tuple(
        Cell(one.cell.text, one.row, one.column, one.rowspan, one.colspan, one.header)
        for one in placed
    )
    return Grid(cells, len(rows), width, notes=tuple(dict.fromkeys(notes)))


def _columns(row: WordRow) -> list[tuple[WordCell, int, int]]:
    """Return cells with column and span; cells that continue to the left widen that one."""
    found: list[tuple[WordCell, int, int]] = []
    column = min(row.before, MAX_COLSPAN)
    for cell in row.cells:
        span = max(1, min(cell.span, MAX_COLSPAN))
        if cell.horizontal == "continue" and found:
            first, start, wide = found.pop()
            first.text = "\n".join(filter(None, (first.text, cell.text)))
            found.append((first, start, wide + span))
        else:
            found.append((cell, column, span))
        column += span
    return found
