"""Drawn lines of a picture of a page, as the readers of PDF have them: places in points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from pipelines.documents.ocr.paper import Picture
from pipelines.documents.ocr.pictures import POINTS
from pipelines.documents.pdf.page import Rule

#: The shortest lines looked for, in pixels: a level one is as wide as a cell, an upright one as
#: high as the lowest row.
_LEVEL, _UPRIGHT = 44, 26
#: Lines are not thicker; what is thicker is a shade or a bar.
_THICK = 14
#: An upright line ends on a level one: so near, in points; text keeps more room.
_ENDS = 1.2
#: Upright lines that end in the open do so side by side, at the end of a page.
_SAME_END = 2.0
_AT_END = 4.0
#: No stroke of a character is as long, in points.
_NO_STROKE = 40
#: No strokes of characters side by side make a level line as long, in points.
_NO_WORD = 110


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line with half of its thickness, both in points."""

    rule: Rule
    half: float

    @property
    def length(self) -> float:
        """Length in points."""
        return self.rule.high - self.rule.low


@dataclass(frozen=True, slots=True)
class Lines:
    """The drawn lines of a page."""

    level: list[Rule]
    upright: list[Rule]
    half: float


def lines_of(ink: Picture) -> Lines:
    """Return the drawn lines of a page and half their usual thickness.

    What is long is a line. What is short is one where it stands between lines on both sides:
    strokes of characters are left out.
    """
    levels, uprights = _long(ink, across=True), _long(ink, across=False)
    level = [line for line in levels if line.length >= _NO_WORD]
    upright: list[Line] = []
    while True:
        drawn = [line for line in uprights if _is_upright(line, level, uprights)]
        more = [line for line in levels if line in level or _is_level(line, drawn)]
        if len(more) == len(level) and len(drawn) == len(upright):
            half = median(line.half for line in [*level, *drawn]) if level else 0.0
            return Lines([line.rule for line in level], [line.rule for line in drawn], half)
        level, upright = more, drawn


def _is_level(line: Line, uprights: Sequence[Line]) -> bool:
    """Whether a short level line stands between upright ones."""
    return all(
        any(
            abs(other.rule.place - end) <= _ENDS * 2 + other.half and _crosses(other, line)
            for other in uprights
        )
        for end in (line.rule.low, line.rule.high)
    )


def _is_upright(line: Line, level: Sequence[Line], uprights: Sequence[Line]) -> bool:
    """Whether an upright line is drawn, not the stroke of a character that touches a line.

    It is long, or stands between two level lines, or ends in the open side by side with others
    at both ends of the line that it meets, as the end of a page cuts a table.
    """
    met = [other for other in level if _crosses(line, other)]
    if not met:
        return False
    if line.length >= _NO_STROKE:
        return True
    return _ends_well(line, met, uprights, _low) and _ends_well(line, met, uprights, _high)


def _ends_well(
    line: Line, met: Sequence[Line], uprights: Sequence[Line], end_of: Callable[[Line], float]
) -> bool:
    end = end_of(line)
    if any(abs(other.rule.place - end) <= _ENDS + other.half for other in met):
        return True
    for level in met:
        beside = [
            other.rule.place
            for other in uprights
            if abs(end_of(other) - end) < _SAME_END and _crosses(other, level)
        ]
        first, last = level.rule.low, level.rule.high
        if min(beside) - first < _AT_END and last - max(beside) < _AT_END:
            return True
    return False


def _low(line: Line) -> float:
    return line.rule.low


def _high(line: Line) -> float:
    return line.rule.high


def _long(ink: Picture, *, across: bool) -> list[Line]:
    """Find what is long and thin in one direction."""
    # A line that is a little aslant climbs from row to row: first make it thicker.
    thicker = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    shape = (1, _LEVEL) if across else (_UPRIGHT, 1)
    opened = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    count, _, stats, middles = cv2.connectedComponentsWithStats(opened, connectivity=8)
    found = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        long, thick = (width, height) if across else (height, width)
        if area > long * _THICK or thick > max(_THICK, long // 4):
            continue
        place = float(middles[index][1 if across else 0]) + 0.5
        start = x if across else y
        rule = Rule(place * POINTS, start * POINTS, (start + long) * POINTS)
        found.append(Line(rule, max(area / long - 2, 1) / 2 * POINTS))
    return found


def _crosses(line: Line, level: Line) -> bool:
    """Whether an upright line meets a level one."""
    across, down = level.rule, line.rule
    near = _ENDS + level.half
    return (
        down.low - near <= across.place <= down.high + near
        and across.low - _ENDS - line.half <= down.place <= across.high + _ENDS + line.half
    )
