"""What a page prints of itself: page numbers and running heads, told apart only when certain."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipelines.documents.lines import bare
from pipelines.documents.pdf.lines import TextLine

#: Furniture stands within this share of the page from its upper or lower end.
_ZONE = 0.12
#: A running head is on this many pages at least, and on more than half of them.
_RUNS = 3
_SAME_HEIGHT = 3.0
_DASHED = re.compile(r"^[-—–─－·~]{1,2}(\d{1,4})[-—–─－·~]{1,2}$")
_NAMED = re.compile(r"^(?:第(\d{1,4})页(?:[,，/]?共\d{1,4}页)?|(\d{1,4})/\d{1,4})$")
_PLAIN = re.compile(r"^(\d{1,4})$")


def without_furniture(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float]
) -> list[list[TextLine]]:
    """Return the lines of each page (those outside of tables) without its furniture."""
    outer = [_outer(lines, height) for lines, height in zip(pages, heights, strict=True)]
    drop = _numbers(outer) | _running(outer)
    return [[line for line in lines if id(line) not in drop] for lines in pages]


def _outer(lines: Sequence[TextLine], height: float) -> list[TextLine]:
    """Return the first and the last line of a page, where they stand near its ends."""
    ends = {id(line): line for line in (lines[:1] or []) if line.middle < height * _ZONE}
    ends |= {id(line): line for line in lines[-1:] if line.middle > height * (1 - _ZONE)}
    return list(ends.values())


def _numbers(outer: Sequence[Sequence[TextLine]]) -> set[int]:
    """Tell page numbers: marked as such, or bare ones that count the pages."""
    certain: set[int] = set()
    bare_ones: defaultdict[int, list[TextLine]] = defaultdict(list)
    for index, lines in enumerate(outer):
        for line in lines:
            text = bare(line.text)
            if _DASHED.match(text) or _NAMED.match(text):
                certain.add(id(line))
            elif match := _PLAIN.match(text):
                bare_ones[int(match[1]) - index].append(line)
    for counted in bare_ones.values():
        if len(counted) > 1:
            certain |= {id(line) for line in counted}
    return certain


def _running(outer: Sequence[Sequence[TextLine]]) -> set[int]:
    lines = [line for page in outer for line in page]
    counts = Counter(_key(line) for line in lines)
    enough = max(_RUNS, len(outer) // 2 + 1)
    return {id(line) for line in lines if counts[_key(line)] >= enough}


def _key(line: TextLine) -> tuple[str, int]:
    return bare(line.text), round(line.middle / _SAME_HEIGHT)
