"""Heads of value columns, found by the path of labels above each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipelines.forms import LabelSet
from pipelines.labels import normalise
from pipelines.model import Cell
from pipelines.reading.cells import Head, Row, is_empty


def find_heads(
    header: Sequence[Row], labels: LabelSet, on_similar: Callable[[str, Cell], None]
) -> list[Head]:
    """Return the heads that a header names, from left to right.

    ``on_similar`` is told of each head matched by likeness. A head that is printed twice
    names two columns, of which none can be trusted: both are left out.
    """
    heads: list[Head] = []
    for column, path in sorted(_paths(header).items()):
        *above, leaf = path
        match = labels.find(leaf.text, tuple(normalise(cell.text) for cell in above))
        if match is None or match.label.code is None:
            continue
        if heads and heads[-1].code == match.label.code and heads[-1].end == column:
            heads[-1] = replace(heads[-1], end=column + 1)
            continue
        if match.similar:
            on_similar(match.label.code, leaf)
        heads.append(Head(match.label.code, column, column + 1))
    counts = Counter(head.code for head in heads)
    return [head for head in heads if counts[head.code] == 1]


def _paths(header: Sequence[Row]) -> dict[int, list[Cell]]:
    """Return the filled cells above each column, outermost first."""
    paths: dict[int, list[Cell]] = {}
    for row in header:
        for cell in row.cells:
            if is_empty(cell):
                continue
            for column in range(cell.column, cell.column + cell.colspan):
                path = paths.setdefault(column, [])
                if not any(known is cell for known in path):
                    path.append(cell)
    return paths
