"""A table that goes on over the page: its parts to one, a label cut in two to one label.

Nothing is joined that could be two printed values: only labels are, and only where the rest of
the row leaves no other way to read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.documents.lines import bare
from pipelines.documents.pdf.ruled import Box, Ruled
from pipelines.model import Cell, Grid
from pipelines.values import looks_like_value

#: Sides of the parts of one table lie this near.
_SAME_SIDE = 4.0
#: Room that cells keep around their text, on both sides together.
_PADDING = 12.0
#: What begins so is a label of its own, never the rest of another.
_BEGINS = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．,，]|第[一二三四五六七八九十]+条)"
)

Pair = tuple[Box, Box]


def continues(upper: Ruled, lower: Ruled) -> bool:
    """Whether two tables have the same sides, and columns that are the same where they meet.

    They are where all columns of one are among the other's, or those of the last row of the
    upper and of the first row of the lower: tables printed without a gap between them are one
    to whoever sees their lines, and have columns that end before the page does.
    """
    sides = _near(upper.columns[0], [lower.columns[0]]) and _near(
        upper.columns[-1], [lower.columns[-1]]
    )
    last = [box.left for box in upper.boxes if box.end == upper.height]
    first = [box.left for box in lower.boxes if box.row == 0]
    return sides and (_among(upper.columns, lower.columns) or _among(last, first))


def _among(some: Sequence[float], others: Sequence[float]) -> bool:
    fewer, more = sorted((some, others), key=len)
    return all(_near(place, more) for place in fewer)


def join(upper: Ruled, lower: Ruled) -> Ruled:
    """Hang the part ``lower`` under the part ``upper``; a header that it repeats is left out."""
    lower = _without_header(upper, lower)
    last = [box for box in upper.boxes if box.end == upper.height]
    first = [box for box in lower.boxes if box.row == 0]
    pairs = [
        (above, below)
        for above in last
        for below in first
        if abs(above.left - below.left) <= _SAME_SIDE
        and abs(above.right - below.right) <= _SAME_SIDE
    ]
    is_cut = len(pairs) == len(last) == len(first) and _cut_row(pairs)
    joined = pairs if is_cut else _going_on(pairs, first)
    offset = upper.height - is_cut
    for above, below in joined:
        above.rowspan += below.rowspan - is_cut
        above.lines += below.lines
    gone = {id(below) for _, below in joined}
    for box in lower.boxes:
        box.row += offset
    columns = list(max((upper.columns, lower.columns), key=len))
    columns += [side for side in [*upper.columns, *lower.columns] if not _near(side, columns)]
    columns.sort()
    boxes = [*upper.boxes, *(box for box in lower.boxes if id(box) not in gone)]
    return Ruled(
        upper.top,
        lower.bottom,
        columns,
        lower.height + offset,
        boxes,
        broken=upper.broken or lower.broken,
    )


def grid_of(table: Ruled) -> Grid:
    """Return a table with its sides turned into columns."""
    cells = [
        Cell(
            box.text,
            box.row,
            column := _column(box.left, table.columns),
            box.rowspan,
            max(_column(box.right, table.columns) - column, 1),
            second=box.second,
        )
        for box in sorted(table.boxes, key=lambda box: (box.row, box.left))
    ]
    return Grid(
        tuple(cells),
        table.height,
        len(table.columns) - 1,
        notes=("spans_clamped",) if table.broken else (),
    )


def _column(side: float, columns: Sequence[float]) -> int:
    return min(range(len(columns)), key=lambda index: abs(columns[index] - side))


def _near(place: float, places: Sequence[float]) -> bool:
    return any(abs(place - other) <= _SAME_SIDE for other in places)


def _is_label(box: Box) -> bool:
    return bool(box.text) and not looks_like_value(box.text)


def _without_header(upper: Ruled, lower: Ruled) -> Ruled:
    """Leave out the rows of labels that both parts begin with."""
    rows = 0
    for row in range(min(upper.height, lower.height) - 1):
        ours, theirs = ([box for box in table.boxes if box.row == row] for table in (upper, lower))
        printed = [(bare(box.text), box.rowspan) for box in ours]
        if printed != [(bare(box.text), box.rowspan) for box in theirs]:
            break
        if any(box.text and not _is_label(box) for box in ours):
            break
        if any(box.text for box in ours) and all(
            box.end <= row + 1 for box in lower.boxes if box.row <= row
        ):
            rows = row + 1
    if rows:
        lower.boxes = [box for box in lower.boxes if box.row >= rows]
        for box in lower.boxes:
            box.row -= rows
        lower.height -= rows
    return lower


def _cut_row(pairs: Sequence[Pair]) -> bool:
    """Whether the last row and the first are two halves of one that the page end cuts.

    They are where a label goes on, or one half prints the label and the other the values,
    and no cell prints something on both pages.
    """
    goes_on = False
    for above, below in pairs:
        if above.text and below.text:
            if not _is_rest(above, below):
                return False
            goes_on = True
    upper = [above for above, _ in pairs if above.text]
    lower = [below for _, below in pairs if below.text]
    halves = bool(upper and lower) and all(map(_is_label, upper))
    return goes_on or (halves and not any(map(_is_label, lower)))


def _going_on(pairs: Sequence[Pair], first: Sequence[Box]) -> list[Pair]:
    """Return the cells at the left that reach over the page end, as the heads of groups do.

    A cell reaches over where its rest prints nothing or the rest of its label, and a label
    stands to the right of it in the same row.
    """
    found: list[Pair] = []
    for above, below in sorted(pairs, key=lambda pair: pair[1].left):
        leading = sum(box.left < below.left - 1 for box in first) == len(found)
        beside = any(box.left > below.left and _is_label(box) for box in first)
        empty = not below.text and (_is_label(above) or not above.text)
        late = not above.text and _is_label(below) and not _BEGINS.match(below.text)
        if not (leading and beside and (empty or late or _is_rest(above, below))):
            break
        found.append((above, below))
    return found


def _is_rest(above: Box, below: Box) -> bool:
    """Whether one label goes on in the other: its last line is full, and no new one begins."""
    if not (_is_label(above) and _is_label(below)) or _BEGINS.match(bare(below.text)):
        return False
    line = above.lines[-1]
    room = (above.right - above.left) - (line.right - line.left)
    return room < line.size * 1.2 + _PADDING
