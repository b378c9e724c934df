"""Tables that are parts of one form: a part that prints no groups has fewer columns drawn.

In markup the label of a line spans the columns of groups and the values stand in the same columns
in every part. On paper only drawn sides are seen, so the columns that a part lacks are given
back to the labels at its left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.documents.pdf.lines import TextLine, begins_chapter
from pipelines.documents.pdf.ruled import Ruled
from pipelines.values import looks_like_value

#: Outer sides of parts of one form lie this near.
_SAME_SIDE = 4.0
#: A line of a form that is printed in parts has so many values at least.
_VALUES = 5
#: So many lines of text may stand above a part: 该部分以表格形式报告.
_CAPTION = 2


def widen(parts: Iterable[object]) -> None:
    """Give the tables that follow one another, the later ones without heads, as many columns."""
    run: list[Ruled] = []
    between = 0
    for part in parts:
        if isinstance(part, Ruled):
            if not (run and between <= _CAPTION and _follows(run[-1], part)):
                _settle(run)
                run = []
            run.append(part)
            between = 0
        elif isinstance(part, TextLine):
            between += _CAPTION + 1 if begins_chapter(part.text) else 1
    _settle(run)


def _follows(above: Ruled, below: Ruled) -> bool:
    sides = ((table.columns[0], table.columns[-1]) for table in (above, below))
    near = all(abs(one - two) <= _SAME_SIDE for one, two in zip(*sides, strict=True))
    values = _values(below, 0)
    return near and values >= _VALUES and values == _values(above, above.height - 1)


def _values(table: Ruled, row: int) -> int:
    """Count the values, blanks included, that a row ends with."""
    boxes = [box for box in table.boxes if box.row <= row < box.end]
    count = 0
    for box in sorted(boxes, key=lambda one: one.left, reverse=True):
        if not looks_like_value(box.text):
            break
        count += 1
    return count


def _settle(run: Sequence[Ruled]) -> None:
    widest = max((len(table.columns) for table in run), default=0)
    for table in run:
        table.unseen = widest - len(table.columns)
