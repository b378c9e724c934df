"""Labels of cells that the end of a page leaves open, printed far below the last row.

Rows that a browser keeps together move to the next page and leave an empty space. The head of a
group that goes on with them fills that space, and its label stands in the middle of it: below all
lines that are drawn, where it looks like text after the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.documents.pdf.lines import TextLine
from pipelines.documents.pdf.ruled import Box, Ruled
from pipelines.values import looks_like_value

#: Text may stand out of its cell by this, and sides of the two halves of a cell lie this near.
_OVER = 1.0
_SAME_SIDE = 4.0


def take_in(upper: Ruled, lines: Sequence[TextLine], lower: Ruled) -> bool:
    """Put the lines that end a page into the cells that they hang in; whether all found one.

    ``lines`` are all between ``upper``, the last table of a page, and ``lower``, which begins the
    next. Nothing changes unless each line is part of a label and stands between the sides of a
    cell that prints nothing else, and that no line ends above the page end nor begins below it.
    """
    begun = [box for box in lower.boxes if box.row == 0 and box.is_open_above]
    places = [
        box
        for box in upper.boxes
        if box.end == upper.height and box.is_open and not box.lines and _goes_on(box, begun)
    ]
    owners = [_owner(line, places) for line in lines if line.top >= upper.bottom]
    found = [box for box in owners if box is not None]
    if len(found) < len(lines):
        return False
    for box, line in zip(found, lines, strict=True):
        box.lines.append(line)
    return True


def _goes_on(box: Box, begun: Sequence[Box]) -> bool:
    return any(
        abs(box.left - other.left) <= _SAME_SIDE and abs(box.right - other.right) <= _SAME_SIDE
        for other in begun
    )


def _owner(line: TextLine, places: Sequence[Box]) -> Box | None:
    if looks_like_value(line.text):
        return None
    return next(
        (
            box
            for box in places
            if box.left - _OVER <= line.left and line.right <= box.right + _OVER
        ),
        None,
    )
