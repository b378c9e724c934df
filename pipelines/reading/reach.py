"""Groups of heads that have lost their spans, where empty cells keep their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.forms import LabelSet
from pipelines.model import Cell
from pipelines.reading.cells import Row, is_empty


def with_reach(header: Sequence[Row], labels: LabelSet) -> list[Row]:
    """Return a header in which each group reaches over the empty cells beside it.

    Only where every cell stands in one column alone: such a table prints each label in the first
    of its places and leaves the others empty. A group ends before the next printed cell of its
    row, and reaches over no column in which nothing is printed below it.
    """
    if any(cell.colspan > 1 for row in header for cell in row.own if not is_empty(cell)):
        return list(header)
    rows: list[Row] = []
    for place, row in enumerate(header):
        below = {c.column for under in header[place + 1 :] for c in under.own if not is_empty(c)}
        reach = {id(cell): _reach(cell, row.own, below) for cell in row.own}
        cells = [
            replace(cell, colspan=reach[id(cell)])
            if reach.get(id(cell), 1) > 1 and _is_group(cell, labels)
            else cell
            for cell in row.cells
        ]
        rows.append(Row(row.index, cells))
    return rows


def _is_group(cell: Cell, labels: LabelSet) -> bool:
    if is_empty(cell) or labels.is_leaf(cell.text):
        return False
    return labels.group(cell.text) is not None or labels.nearest_group(cell.text) is not None


def _reach(cell: Cell, row: Sequence[Cell], below: set[int]) -> int:
    """Return over how many columns a cell reaches with the empty ones on its right."""
    right = sorted((c for c in row if c.column > cell.column), key=lambda c: c.column)
    reach = end = 1
    for beside in right:
        if beside.column != cell.column + end or not is_empty(beside):
            break
        end += beside.colspan
        reach = end if beside.column in below else reach
    return reach
