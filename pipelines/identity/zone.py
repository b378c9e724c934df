"""Zones (开发区, 高新区, 新区 ...) and townships inside the names of bodies.

A zone has no division code of its own: its name is kept, and its place is that of its parent.
The name of the zone begins after the full names of divisions before it, unless only words that
name no place are left (沭阳县经济开发区), and ends with its kind. A bracket behind it (a town
that shares its administration) is no part of it, since the same zone is printed without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.reference.tables import Words

#: Characters that end a body: what stands behind one belongs to a branch of that body.
_BODY = "局厅委"


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a zone or township stands in a name; ``end`` is behind it."""

    start: int
    end: int


class ZoneFinder:
    """Looks for zones and townships, with the words in use."""

    def __init__(self, words: Words) -> None:
        # 工业园 in 工业园区 and 新城 in 新城区 do not end a name; nor does 园区 in 园区域.
        not_before = f"(?!区|域|{words.either('zone_not_before')})"
        self._zone = re.compile(f"[^{_BODY}]*?{words.either('zone_end')}{not_before}")
        self._generic = re.compile(f"{words.either('zone_generic')}*{words.either('zone_end')}")
        self._board = re.compile(f"(?P<place>.+?){words.either('zone_board')}$")
        self._no_board = re.compile(f".*{words.either('no_zone_board')}(?:管理|监督管理)?$")
        self._town = re.compile(
            f"[^{_BODY}]{{1,12}}?(?P<kind>{words.either('township_end')})"
            f"(?=$|{words.either('follows_township')})"
        )
        self._no_town = words["no_township"]

    def zone(self, text: str, start: int, division_start: int) -> Parts | None:
        """Find the zone that a name holds from ``start`` on.

        ``division_start``: where the full name of the division before ``start`` begins, which
        becomes part of the zone's name where that would name no place by itself.
        """
        match = self._zone.match(text, start)
        if match is not None:
            generic = self._generic.fullmatch(match[0]) is not None
            return Parts(division_start if generic else start, match.end())
        board = self._board.match(text, start)
        if board is None or self._no_board.match(board["place"]) or self._town.match(text, start):
            return None
        return Parts(start, board.end("place"))

    def township(self, text: str, start: int) -> Parts | None:
        """Find the 镇, 乡 or 街道 whose name begins at ``start``."""
        match = self._town.match(text, start)
        if match is None or match[0].endswith(self._no_town) or match[0] == match["kind"]:
            return None
        return Parts(start, match.end())
