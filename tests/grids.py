"""Grids written by hand: one list a row, a cell is its text or (text, rowspan, colspan)."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model import Cell, Grid

Written = str | tuple[str, int, int]


def grid(*rows: Sequence[Written]) -> Grid:
    """Place written cells like a browser does."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        column = 0
        for written in row:
            text, down, across = (written, 1, 1) if isinstance(written, str) else written
            while (index, column) in taken:
                column += 1
            taken |= {(index + y, column + x) for y in range(down) for x in range(across)}
            cells.append(Cell(text, index, column, down, across))
    height = 1 + max(y for y, _ in taken)
    width = 1 + max(x for _, x in taken)
    return Grid(tuple(cells), height, width)


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
