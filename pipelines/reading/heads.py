"""Heads of value columns, found by the path of labels above each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.forms import LabelSet
from pipelines.model import Cell
from pipelines.reading.cells import Head, Row, is_empty


@dataclass(slots=True)
class _Column:
    """One column of a header: its lowest cell, the words above it, and what it was read as."""

    place: int
    leaf: Cell
    above: tuple[str, ...]
    code: str | None = None
    similar: bool = False


def find_heads(
    header: Sequence[Row], labels: LabelSet, on_similar: Callable[[str, Cell], None]
) -> list[Head]:
    """Return the heads that a header names, from left to right, unknown ones too.

    ``on_similar`` is told of each head matched by likeness. A head that is printed twice
    names two columns, of which none can be trusted: both are unknown. An official head under
    another group than its own shows that the spans of the header are wrong, so that it says
    nothing about any column: none is returned.
    """
    paths = _paths(header)
    printed = {words for path in paths.values() for words in _groups(path, labels)}
    columns = [_column(place, path, labels, printed) for place, path in sorted(paths.items())]
    if any(column.code is None and labels.is_leaf(column.leaf.text) for column in columns):
        return []
    heads: list[Head] = []
    leaves: list[Cell] = []
    for column in columns:
        if leaves and leaves[-1] is column.leaf and heads[-1].end == column.place:
            heads[-1] = replace(heads[-1], end=column.place + 1)
            continue
        # A group with no head below it heads nothing; what is printed there is out of place.
        if column.code is None and labels.group(column.leaf.text) is not None:
            continue
        if column.code is None and not (heads or _is_beside(column, labels)):
            continue
        if column.similar and column.code is not None:
            on_similar(column.code, column.leaf)
        text = " ".join(column.leaf.text.split())
        code, label = (column.code, None) if column.code is not None else (_name(column), text)
        heads.append(Head(code, column.place, column.place + 1, label))
        leaves.append(column.leaf)
    counts = Counter(head.code for head in heads)
    heads = [
        head
        if counts[head.code] == 1
        else replace(head, code=f"?{head.start}", label=" ".join(leaf.text.split()))
        for head, leaf in zip(heads, leaves, strict=True)
    ]
    return heads if any(head.known for head in heads) else []


def _name(column: _Column) -> str:
    return f"?{column.place}"


def _is_beside(column: _Column, labels: LabelSet) -> bool:
    """Whether an unknown head left of the known ones is a head: a group of heads is above it."""
    return bool(column.above) and not labels.is_leaf(column.leaf.text)


def _groups(path: Sequence[Cell], labels: LabelSet) -> tuple[str, ...]:
    """Return the official words of the groups among some cells, outermost first."""
    found = (labels.group(cell.text) for cell in path)
    return tuple(words for words in found if words is not None)


def _column(place: int, path: list[Cell], labels: LabelSet, printed: set[str]) -> _Column:
    *above, leaf = path
    column = _Column(place, leaf, _groups(above, labels))
    match = labels.find(leaf.text, column.above)
    if match is None or match.label.code is None:
        return column
    parents = match.label.parents
    outside = parents and parents[-1] in printed and parents[-1] not in column.above
    if outside or set(column.above) - set(parents):
        return column
    column.code, column.similar = match.label.code, match.similar
    return column


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
