"""A table that goes on over the page: its parts to one, a label cut in two to one label.

Nothing is joined that could be two printed values: only labels are, and only where the rest of
the row leaves no other way to read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from pipelines.documents.lines import bare
from pipelines.documents.pdf.ruled import Box, Ruled
from pipelines.documents.pdf.wrapped import is_full, unwrapped
from pipelines.model import Cell, Grid
from pipelines.values import looks_like_value

#: Sides of the parts of one table lie this near.
_SAME_SIDE = 4.0
#: So many sides of columns are the same by no chance.
_MANY = 6
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
    if not _near(upper.columns[0], [lower.columns[0]]):
        return False
    if not _near(upper.columns[-1], [lower.columns[-1]]):
        # One part has a column more: a value that stands outside the form.
        fewest = min(len(upper.columns), len(lower.columns))
        return fewest >= _MANY and _among(upper.columns, lower.columns)
    last = [box.left for box in upper.boxes if box.end == upper.height]
    first = [box.left for box in lower.boxes if box.row == 0]
    return _among(upper.columns, lower.columns) or _among(last, first)


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
    padding = min(upper.padding, lower.padding)
    is_same = len(pairs) == len(last) == len(first)
    cut = _cut_row(pairs, padding) if is_same and not _are_heads(pairs) else Cut.NO
    is_cut = cut is not Cut.NO
    joined = pairs if is_cut else [] if _are_heads(pairs) else _going_on(pairs, last, first)
    offset = upper.height - is_cut
    for above, below in joined:
        above.rowspan += below.rowspan - is_cut
        above.lines += below.lines
        if cut is Cut.YES:
            above.lines = unwrapped(above.lines, above.right - above.left, padding)
    gone = {id(below) for _, below in joined}
    for box in lower.boxes:
        box.row += offset
    more, fewer = upper.columns, lower.columns
    if len(more) < len(fewer):
        more, fewer = fewer, more
    columns = sorted([*more, *(side for side in fewer if not _near(side, more))])
    boxes = [*upper.boxes, *(box for box in lower.boxes if id(box) not in gone)]
    return Ruled(
        upper.top,
        lower.bottom,
        columns,
        lower.height + offset,
        boxes,
        broken=upper.broken or lower.broken,
        padding=padding,
    )


def grid_of(table: Ruled) -> Grid:
    """Return a table with its sides turned into columns."""
    cells = []
    for box in sorted(table.boxes, key=lambda box: (box.row, box.left)):
        column, end = (_column(side, table.columns) for side in (box.left, box.right))
        start = column + table.unseen if column else 0
        span = max(end + table.unseen - start, 1)
        cells.append(Cell(box.text, box.row, start, box.rowspan, span, second=box.second))
    return Grid(
        tuple(cells),
        table.height,
        len(table.columns) - 1 + table.unseen,
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


def _are_heads(pairs: Sequence[Pair]) -> bool:
    """Whether two rows print heads of columns, either of them some that the other has not."""
    boxes = [box for pair in pairs for box in pair if box.text]
    return (
        all(map(_is_label, boxes))
        and any(above.text and not below.text for above, below in pairs)
        and any(below.text and not above.text for above, below in pairs)
    )


class Cut(Enum):
    """Whether the page end cuts a row in two; in a doubtful one figures are not put together."""

    NO = False
    YES = True
    DOUBTFUL = "doubtful"


def _cut_row(pairs: Sequence[Pair], padding: float) -> Cut:
    """Tell whether the last row and the first are two halves of one that the page end cuts.

    No half of a cell is a label where the other is a figure. Programs that rule a cut row on
    neither side of the page end rule the end of a whole one on one side.
    """
    if not any(above.is_open for above, _ in pairs) and all(b.is_open_above for _, b in pairs):
        return Cut.NO
    both = [pair for pair in pairs if pair[0].text and pair[1].text]
    labels = [pair for pair in both if all(map(_is_label, pair))]
    figures = [pair for pair in both if not any(map(_is_label, pair))]
    if len(labels) + len(figures) < len(both):
        return Cut.NO
    if figures:
        return _cut_through_figures(pairs, labels, figures, padding)
    return Cut(_cut_through_labels(pairs, labels) if labels else _cut_between(pairs))


def _cut_through_figures(
    pairs: Sequence[Pair], labels: Sequence[Pair], figures: Sequence[Pair], padding: float
) -> Cut:
    """Tell whether a row is cut with figures on both sides.

    Its lower half prints only rests of labels, and only figures for which the cell is too narrow
    in the upper one; some other figure is whole. A lower half without any label is no row of a
    table that has labels, so where it is not that plain, what both print is read as none.
    """
    wraps = all(
        is_full(above.lines[-1], below.lines[0], above.right - above.left, padding)
        for above, below in figures
    )
    alone = any(below.text and not above.text for above, below in pairs)
    whole = any(above.text and not _is_label(above) and not below.text for above, below in pairs)
    if labels:
        return Cut(wraps and whole and not alone and all(_is_rest(*pair) for pair in labels))
    if any(_is_label(below) for _, below in pairs):
        return Cut.NO
    if any(_is_label(above) for above, _ in pairs):
        return Cut.YES if wraps and whole and not alone else Cut.DOUBTFUL
    return Cut(wraps and not alone)


def _cut_through_labels(pairs: Sequence[Pair], labels: Sequence[Pair]) -> bool:
    """Whether a row is cut through its labels: they go on, or all that is printed says so."""
    if all(_is_rest(*pair) for pair in labels):
        return True
    if any(_BEGINS.match(bare(below.text)) for _, below in labels):
        return False
    upper, lower = ([box for box in half if box.text] for half in zip(*pairs, strict=True))
    if all(above.is_open and below.is_open_above for above, below in pairs):
        # Ruled neither above the page end nor below it; two rows would both have figures.
        return all(map(_is_label, upper)) or all(map(_is_label, lower))
    # Heads of columns: a row of its own would fill every place below heads that are whole.
    is_head = len(upper) == len(pairs) and all(map(_is_label, [*upper, *lower]))
    return is_head and len(lower) < len(pairs) and (len(lower) > 1 or not pairs[0][1].text)


def _cut_between(pairs: Sequence[Pair]) -> bool:
    """Whether one half of a row prints its label and the other its values."""
    upper = [above for above, _ in pairs if above.text]
    lower = [below for _, below in pairs if below.text]
    return bool(upper and lower) and all(map(_is_label, upper)) and not any(map(_is_label, lower))


def _going_on(pairs: Sequence[Pair], last: Sequence[Box], first: Sequence[Box]) -> list[Pair]:
    """Return the cells at the left that reach over the page end, as the heads of groups do.

    A cell reaches over where its rest prints nothing or the rest of its label, or no line ends
    it as one ends others, and a label stands to the right of it in the same row.
    """
    found: list[Pair] = []
    for above, below in sorted(pairs, key=lambda pair: pair[1].left):
        leading = sum(box.left < below.left - 1 for box in first) == len(found)
        beside = any(box.left > below.left and _is_label(box) for box in first)
        empty = not below.text and (_is_label(above) or not above.text)
        reaches = above.is_open and below.is_open_above and not all(box.is_open for box in last)
        late = not above.text and _is_label(below) and not _BEGINS.match(below.text)
        # A line ends this cell, though none ends others that are cut: nothing of it is left.
        ended = not above.is_open and any(box.is_open for box in last)
        rest = late or (_is_rest(above, below) and not ended)
        if not (leading and beside and (empty or reaches or rest)):
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
