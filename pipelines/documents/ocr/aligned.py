"""Pages that lay differently on the scanner: their tables side under side, as they were printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.documents.pdf.assemble import PageParts
from pipelines.documents.pdf.ruled import Box, Ruled

#: Tables of one width, within this share, are printed one under the other.
_SAME_WIDTH = 0.025
#: Sides of columns that are one, in points, after the tables are laid under one another.
_SAME_SIDE = 6.0


def aligned(pages: Sequence[PageParts]) -> list[PageParts]:
    """Lay the first table of each page under the last one of the page before.

    Where their widths differ, or one of them is missing, a page stays as it is.
    """
    found: list[PageParts] = []
    above: Ruled | None = None
    for page in pages:
        tables = sorted(page.tables, key=lambda table: table.top)
        moved = page
        if above is not None and tables and _is_as_wide(above, tables[0]):
            moved = _moved(page, above, tables[0])
        found.append(moved)
        above = max(moved.tables, key=lambda table: table.bottom, default=above)
    return found


def _width(table: Ruled) -> float:
    return table.columns[-1] - table.columns[0]


def _is_as_wide(above: Ruled, below: Ruled) -> bool:
    return abs(_width(above) - _width(below)) <= _width(above) * _SAME_WIDTH


def _moved(page: PageParts, above: Ruled, below: Ruled) -> PageParts:
    scale = _width(above) / _width(below)
    start = below.columns[0]

    def place(x: float) -> float:
        return above.columns[0] + (x - start) * scale

    def snapped(x: float) -> float:
        nearest = min(above.columns, key=lambda side: abs(side - place(x)))
        return nearest if abs(nearest - place(x)) <= _SAME_SIDE else place(x)

    tables = [
        replace(
            table,
            columns=[snapped(side) for side in table.columns],
            boxes=[
                Box(
                    snapped(box.left),
                    snapped(box.right),
                    box.row,
                    box.rowspan,
                    [
                        replace(line, left=place(line.left), right=place(line.right))
                        for line in box.lines
                    ],
                    box.is_open,
                )
                for box in table.boxes
            ],
        )
        for table in page.tables
    ]
    lines = [replace(line, left=place(line.left), right=place(line.right)) for line in page.lines]
    return PageParts(tables, lines, page.height)
