"""Grids written by hand: one list a row, a cell is its text or (text, rowspan, colspan)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.model import Cell, Grid

Written = str | tuple[str, int, int]


def placed(*rows: Sequence[Written]) -> Iterator[Cell]:
    """Place written cells like a browser does."""
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column = 0
        for written in row:
            text, down, across = (written, 1, 1) if isinstance(written, str) else written
            while (index, column) in taken:
                column += 1
            taken |= {(index + y, column + x) for y in range(down) for x in range(across)}
            yield Cell(text, index, column, down, across)


def grid(*rows: Sequence[Written]) -> Grid:
    """Return written cells as a grid."""
    cells = tuple(placed(*rows))
    height = max(cell.row + cell.rowspan for cell in cells)
    width = max(cell.column + cell.colspan for cell in cells)
    return Grid(cells, height, width)


def bars(text: str) -> Grid:
    """Read a table in the reduced form, one row a line, cells between bars."""
    cells: list[Cell] = []
    lines = text.strip().splitlines()
    width = 0
    for index, line in enumerate(lines):
        parts = line.split("|")
        if not parts[-1].strip():
            parts.pop()
        width = max(width, len(parts))
        cells += [Cell(part.strip(), index, place) for place, part in enumerate(parts)]
    return Grid(tuple(cells), len(lines), width, spans_known=False)
