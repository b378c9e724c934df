"""Rows of a page reduced to text: the lines with bars in them, cut at the bars."""

from __future__ import annotations

import re

from pipelines.second.order import PrintedRow

_BAR = re.compile("[|｜]")
_RULE = re.compile(r"[-\s|｜:]*-{3}[-\s|｜:]*")


def rows_of_text(text: str) -> list[PrintedRow]:
    """Return the rows; what stands behind the last bar is a cell only where something is printed."""
    lines = [line.strip() for line in text.splitlines() if _BAR.search(line)]
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    framed = all(_BAR.match(line) for line in lines)
    rows = []
    for line in lines:
        cells = [cell.strip() for cell in _BAR.split(line)]
        rows.append(PrintedRow(tuple(cells[framed : None if cells[-1] else -1])))
    return rows
