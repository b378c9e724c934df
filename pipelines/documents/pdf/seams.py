"""Tables that are printed below each other without a gap, parted where their columns change.

A printed web page leaves no room between the tables of a report that is split into several. The
last line of one is the first of the next, so that all touch and look like one table, in which
hardly a line goes on from above that place to below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipelines.documents.pdf.page import Rule
from pipelines.documents.pdf.strokes import NEAR

Lines = tuple[list[Rule], list[Rule]]

#: Lines this near touch.
_TOUCH = 3.0
#: With fewer columns on one side a change of columns is that of a head over its columns.
_SOME = 4
#: Of the lines between columns so many may go on by chance, and so many have to end.
_BY_CHANCE = 0.5
_ENDS = 3


def parted(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Lines]:
    """Return the lines of each table among lines that touch, from top to bottom."""
    seams = [rule.place for rule in level if _is_seam(rule, level, upright)]
    bounds = [float("-inf"), *sorted(seams), float("inf")]
    parts: list[Lines] = []
    for top, bottom in pairwise(bounds):
        across = [rule for rule in level if top - _TOUCH <= rule.place <= bottom + _TOUCH]
        down = [
            Rule(rule.place, max(rule.low, top), min(rule.high, bottom))
            for rule in upright
            if min(rule.high, bottom) - max(rule.low, top) > _TOUCH
        ]
        parts.append((across, down))
    return parts


def _is_seam(rule: Rule, level: Sequence[Rule], upright: Sequence[Rule]) -> bool:
    """Whether a line runs from side to side and the columns above it are others than below."""
    left, right = min(one.low for one in level), max(one.high for one in level)
    if rule.low > left + _TOUCH or rule.high < right - _TOUCH:
        return False
    inside = [one for one in upright if left + _TOUCH < one.place < right - _TOUCH]
    above = [one for one in inside if one.low < rule.place - _TOUCH <= one.high]
    if len(above) < _SOME:
        return False
    below = _below(rule.place, inside)
    if len(below) >= _SOME:
        return _are_others(len(above), len(below), len(set(above) & set(below)))
    # The heads of the next table may print their groups first, which have few columns.
    for place in sorted(one.place for one in level if one.place > rule.place):
        body = _below(place, inside)
        if len(body) >= _SOME:
            shared = sum(any(abs(one.place - two.place) <= NEAR for two in body) for one in above)
            return _are_others(len(above), len(body), shared)
    return False


def _below(place: float, upright: Sequence[Rule]) -> list[Rule]:
    return [one for one in upright if one.low <= place + _TOUCH < one.high]


def _are_others(above: int, below: int, shared: int) -> bool:
    fewest = min(above, below)
    return shared <= _BY_CHANCE * fewest and fewest - shared >= _ENDS
