"""Drawn lines of a picture of a page, as the readers of PDF have them: places in points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
_ENDS = 1.5
#: Upright lines that end in the open do so side by side, at the end of a page.
_SAME_END = 2.0
_AT_END = 4.0
#: No stroke of a character is as long, in points.
_NO_STROKE = 40
#: No strokes of characters side by side make a level line as long, in points.
_NO_WORD = 110


def rules_of(ink: Picture) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright lines of a page; strokes of characters are left out.

    What is long is a line. What is short is one where it stands between lines on both sides.
    """
    levels, uprights = _long(ink, across=True), _long(ink, across=False)
    level = [rule for rule in levels if rule.high - rule.low >= _NO_WORD]
    upright: list[Rule] = []
    while True:
        drawn = [rule for rule in uprights if _is_upright(rule, level, uprights)]
        more = [rule for rule in levels if rule in level or _is_level(rule, drawn)]
        if len(more) == len(level) and len(drawn) == len(upright):
            return level, drawn
        level, upright = more, drawn


def _is_level(rule: Rule, uprights: Sequence[Rule]) -> bool:
    """Whether a short level line stands between upright ones."""
    return all(
        any(abs(other.place - end) <= _ENDS * 2 and _crosses(other, rule) for other in uprights)
        for end in (rule.low, rule.high)
    )


def _is_upright(rule: Rule, level: Sequence[Rule], uprights: Sequence[Rule]) -> bool:
    """Whether an upright line is drawn, not the stroke of a character that touches a line.

    It is long, or stands between two level lines, or ends in the open side by side with others
    at both ends of the line that it meets, as the end of a page cuts a table.
    """
    met = [line for line in level if _crosses(rule, line)]
    if not met:
        return False
    if rule.high - rule.low >= _NO_STROKE:
        return True
    return _ends_well(rule, met, uprights, _low) and _ends_well(rule, met, uprights, _high)


def _ends_well(
    rule: Rule, met: Sequence[Rule], uprights: Sequence[Rule], end_of: Callable[[Rule], float]
) -> bool:
    end = end_of(rule)
    if any(abs(line.place - end) <= _ENDS for line in met):
        return True
    for line in met:
        beside = [
            other.place
            for other in uprights
            if abs(end_of(other) - end) < _SAME_END and _crosses(other, line)
        ]
        if min(beside) - line.low < _AT_END and line.high - max(beside) < _AT_END:
            return True
    return False


def _low(rule: Rule) -> float:
    return rule.low


def _high(rule: Rule) -> float:
    return rule.high


def _long(ink: Picture, *, across: bool) -> list[Rule]:
    """Find what is long and thin in one direction."""
    # A line that is a little aslant climbs from row to row: first make it thicker.
    thicker = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    shape = (1, _LEVEL) if across else (_UPRIGHT, 1)
    opened = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    count, _, stats, middles = cv2.connectedComponentsWithStats(opened, connectivity=8)
    rules = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        long, thick = (width, height) if across else (height, width)
        if area > long * _THICK or thick > max(_THICK, long // 4):
            continue
        place = float(middles[index][1 if across else 0]) + 0.5
        start = x if across else y
        rules.append(Rule(place * POINTS, start * POINTS, (start + long) * POINTS))
    return rules


def _crosses(rule: Rule, level: Rule) -> bool:
    """Whether an upright line meets a level one."""
    return (
        rule.low - _ENDS <= level.place <= rule.high + _ENDS
        and level.low - _ENDS <= rule.place <= level.high + _ENDS
    )
