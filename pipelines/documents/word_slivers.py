"""Columns of a Word table that are too narrow to print anything: no columns at all.

Where borders drawn one above the other do not quite meet, the grid of the table has a column of a
hair's breadth between them. Word 97 keeps only the places of the borders, so that any conversion
of it makes such columns; people who drag borders make them too. A cell beside one spans it, and a
number that spans two columns would belong to neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from lxml import etree

from pipelines.documents.numbering import W
from pipelines.documents.word_table import WordCell, WordRow

#: Twentieths of a point: half the margins of a cell, and less than a digit of 10 pt.
NARROW: Final = 100


def drop_slivers(table: etree._Element, rows: Sequence[WordRow]) -> None:
    """Take the columns of a ``w:tbl`` that hold no cell of their own out of the spans.

    Nothing is changed where a cell stands in such columns alone: then they are meant.
    """
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    widths = [_width(column) for column in grid.iterchildren(f"{W}gridCol")]
    is_narrow = [width is not None and width < NARROW for width in widths]
    before = [0, *accumulate(is_narrow)]

    def narrow(start: int, end: int) -> int:
        """Count the narrow columns from ``start`` up to ``end``."""
        most = len(before) - 1
        return before[min(end, most)] - before[min(start, most)]

    spans = [(cell, cell.span - narrow(*place)) for row in rows for cell, place in _places(row)]
    if not before[-1] or any(span < 1 for _, span in spans):
        return
    for cell, span in spans:
        cell.span = span
    for row in rows:
        row.before -= narrow(0, row.before)


def _places(row: WordRow) -> Iterator[tuple[WordCell, tuple[int, int]]]:
    start = row.before
    for cell in row.cells:
        yield cell, (start, start + cell.span)
        start += cell.span


def _width(column: etree._Element) -> int | None:
    """Return the width in twentieths of a point; null where it is not said, or 0 ("any")."""
    written = column.get(f"{W}w") or ""
    return int(written) or None if written.isdecimal() and len(written) < 6 else None  # noqa: PLR2004 - no page is wider
