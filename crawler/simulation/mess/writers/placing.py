"""Cells on the grid of their table, as a browser places them, and how wide columns must be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from crawler.simulation.mess.page import PrintedCell, PrintedTable

#: Width of a figure or a letter beside that of a Chinese character.
_NARROW = 0.56
#: What a cell needs beside its text, in characters.
_AROUND = 0.7
_LAST_NARROW = 0x2E7F


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its first row and column and the rows and columns that it really covers."""

    cell: PrintedCell
    row: int
    column: int
    down: int
    across: int


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """All cells of a table in printed order; the first ``headers`` rows may repeat on each page."""

    cells: tuple[Placed, ...]
    height: int
    width: int
    headers: int

    def at(self) -> dict[tuple[int, int], Placed]:
        """Return which cell covers which place; places that no cell covers are absent."""
        return {
            (cell.row + down, cell.column + across): cell
            for cell in self.cells
            for down in range(cell.down)
            for across in range(cell.across)
        }


def place(table: PrintedTable) -> PlacedTable:
    """Place cells: each takes the first free column of its row.

    Spans are cut at the end of the table, and where a cell from above is in the way (a browser
    would print the two on top of each other).
    """
    height = len(table.rows)
    taken: set[tuple[int, int]] = set()
    cells: list[Placed] = []
    for row, printed in enumerate(table.rows):
        column = 0
        for cell in printed:
            while (row, column) in taken:
                column += 1
            across = 1
            while across < cell.colspan and (row, column + across) not in taken:
                across += 1
            down = min(cell.rowspan, height - row)
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            cells.append(Placed(cell, row, column, down, across))
    width = max((column + 1 for _, column in taken), default=0)
    return PlacedTable(tuple(cells), height, width, _header_rows(table, cells))


def _header_rows(table: PrintedTable, cells: list[Placed]) -> int:
    """Count the rows above that hold header cells only.

    None where a span leaves them, or where a header stands further down too: nobody repeats the
    first of several on each page.
    """
    whole = [bool(row) and all(cell.header for cell in row) for row in table.rows]
    count = whole.index(False) if False in whole else 0
    leaves = any(cell.row < count < cell.row + cell.down for cell in cells)
    return 0 if leaves or any(whole[count:]) else count


def columns_of(placed: PlacedTable) -> list[float]:
    """Return what each column needs, in characters of its font.

    Labels may break over lines (a label over many rows to one character a line), figures never.
    """
    needs = [_AROUND + 1.0] * placed.width
    for cell in placed.cells:
        if cell.across == 1:
            needs[cell.column] = max(needs[cell.column], _need(cell))
    for cell in placed.cells:
        columns = range(cell.column, cell.column + cell.across)
        missing = _need(cell) - sum(needs[column] for column in columns)
        for column in columns:
            needs[column] += max(0.0, missing) / cell.across
    return needs


def _need(cell: Placed) -> float:
    lines = cell.cell.text.split("\n")
    if any(ord(sign) > _LAST_NARROW for sign in cell.cell.text):
        return _AROUND + max(math.ceil(len(line) / (2 * cell.down)) for line in lines)
    return _AROUND + _NARROW * max(len(line) for line in lines)


def widths(placed: PlacedTable, total: float) -> list[float]:
    """Share ``total`` (in any unit) among the columns by what they need."""
    needs = columns_of(placed)
    return [total * need / sum(needs) for need in needs]


def font_size(placed: PlacedTable, total: float, *, wanted: float, smallest: float) -> float:
    """Return the size (in points) at which all columns fit into ``total`` points, at most wanted.

    ``smallest`` is never gone below: figures would break then, as they do in bad reports.
    """
    fits = total / sum(columns_of(placed))
    return max(smallest, min(wanted, math.floor(2 * fits) / 2))
