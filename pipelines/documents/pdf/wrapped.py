"""Numbers that their cell breaks over two lines, as Word and LibreOffice break them.

``15`` over ``4`` is 154 only where the cell had no room for one digit more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.documents.pdf.lines import TextLine
from pipelines.values import looks_like_value

#: Room that cells keep beside their text, on both sides together, at the most.
MOST_PADDING = 12.0
#: A line is full where it has no room for so much of one character more.
_DIGIT = 1.5
_PARTS_OF_NUMBERS = frozenset(".,．，")


def padding_of(cells: Iterable[tuple[float, Sequence[TextLine]]]) -> float:
    """Return the room that the cells of a table (left side, lines) keep beside their text.

    It is the least that any line leaves on its left, on both sides: on the right, marks hang
    over the end of a line.
    """
    least = MOST_PADDING / 2
    for left, lines in cells:
        least = min([least, *(line.left - left for line in lines)])
    return 2 * max(least, 0.0)


def is_full(line: TextLine, after: TextLine, width: float, padding: float) -> bool:
    """Whether a line of a cell of this width has no room for one character of the next."""
    digit = max((one.right - one.left) / max(len(one.text), 1) for one in (line, after))
    return line.right - line.left + digit * _DIGIT + padding > width


def unwrapped(lines: Sequence[TextLine], width: float, padding: float) -> list[TextLine]:
    """Make one line of the lines of a cell where they are one number that it breaks."""
    text = "".join(line.text for line in lines)
    if any(line.second is not None for line in lines):
        return [*lines]
    broken = [pair for pair in pairwise(lines) if _parts_number(*pair)]
    if not broken or not looks_like_value(text):
        return [*lines]
    if not all(is_full(*pair, width, padding) for pair in broken):
        return [*lines]
    return [
        replace(
            lines[0],
            text=text,
            left=min(line.left for line in lines),
            right=max(line.right for line in lines),
            bottom=lines[-1].bottom,
        )
    ]


def _parts_number(before: TextLine, after: TextLine) -> bool:
    return _is_part(before.text[-1]) and _is_part(after.text[0])


def _is_part(character: str) -> bool:
    return character.isdigit() or character in _PARTS_OF_NUMBERS
