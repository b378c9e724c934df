"""Drawn lines of a picture of a page, as the readers of PDF have them: places in points."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.documents.ocr.pictures import POINTS, Picture
from pipelines.documents.pdf.page import Rule

#: The shortest lines looked for, in pixels: a level one is as wide as a cell, an upright one as
#: high as the lowest row.
_LEVEL, _UPRIGHT = 44, 26
#: Lines are not thicker; what is thicker is a shade or a bar.
_THICK = 14
#: An upright line ends on a level one: so near, in points; text keeps more room.
_ENDS = 1.5
#: Upright lines that end in the open do so side by side, at the end of a page.
_SIDE_BY_SIDE = 3
_SAME_END = 2.0
#: No stroke of a character is as long, in points.
_NO_STROKE = 40


def rules_of(ink: Picture) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright lines of a page; strokes of characters are left out."""
    level = _long(ink, across=True)
    upright = [rule for rule in _long(ink, across=False) if _crosses(rule, level)]
    ends = [(rule, _open_ends(rule, level)) for rule in upright]
    kept = [
        rule
        for rule, opens in ends
        if rule.high - rule.low >= _NO_STROKE or all(_shared(end, ends) for end in opens)
    ]
    return level, kept


def _shared(end: float, ends: Sequence[tuple[Rule, list[float]]]) -> bool:
    """Whether an open end stands beside others, as where the end of a page cuts a table."""
    beside = sum(abs(other - end) < _SAME_END for _, opens in ends for other in opens)
    return beside >= _SIDE_BY_SIDE


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


def _meets(place: float, rule: Rule, other: Rule) -> bool:
    """Whether a level line passes an upright one at a height."""
    return (
        abs(other.place - place) <= _ENDS and other.low - _ENDS <= rule.place <= other.high + _ENDS
    )


def _crosses(rule: Rule, level: Sequence[Rule]) -> bool:
    return any(
        rule.low - _ENDS <= other.place <= rule.high + _ENDS and _meets(other.place, rule, other)
        for other in level
    )


def _open_ends(rule: Rule, level: Sequence[Rule]) -> list[float]:
    """Return the ends of an upright line that stand on no level one."""
    return [
        end for end in (rule.low, rule.high) if not any(_meets(end, rule, other) for other in level)
    ]
