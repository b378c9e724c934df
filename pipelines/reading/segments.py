"""Which rows of which grid belong to which official table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, partial
from itertools import takewhile

from pipelines.forms import Forms, load_forms
from pipelines.labels import fold, normalise
from pipelines.model import Grid
from pipelines.reading.cells import Row, Segment, rows_of
from pipelines.values import UNITS

_HALVES = frozenset({"其他", "其它"})


def segments_of(grid: Grid, forms: Forms) -> list[Segment]:
    """Split a grid into runs of rows of one official table each, in printed order.

    Every row votes by the labels that it prints and that one table alone bears; a row without
    such a label belongs with the rows before it, at the top with those after it. A grid that
    prints no label of any form gives an empty list.
    """
    vocabulary = _vocabulary()
    rows = rows_of(grid)
    owners: list[str | None] = []
    current: str | None = None
    silent = 0
    for place, row in enumerate(rows):
        titled = _section_title(row, forms)
        voted = titled or _owner(row, vocabulary, current)
        if voted is not None and voted != current:
            # Damaged heads above the first row that votes.
            above = rows[place - silent : place]
            heads = sum(1 for _ in takewhile(partial(_is_head, voted, forms), reversed(above)))
            owners[place - heads :] = [voted] * heads
        silent = silent + 1 if voted is None else 0
        current = voted or current
        owners.append(current)
    first = next((owner for owner in owners if owner is not None), None)
    if first is None:
        return []
    segments: list[Segment] = []
    for row, owner in zip(rows, owners, strict=True):
        table = owner or first
        if not segments or segments[-1].table != table:
            segments.append(Segment(table, grid))
        segments[-1].rows.append(row)
    return segments


def _is_head(table: str, forms: Forms, row: Row) -> bool:
    """Whether every text of a row is near to a head of a table (政复议 beside 行政诉公)."""
    heads = {"requests": forms.requests_columns, "disputes": forms.disputes_heads}.get(table)
    texts = [cell.text for cell in row.own if normalise(cell.text)]
    return heads is not None and bool(texts) and all(map(heads.nearest, texts))


def _section_title(row: Row, forms: Forms) -> str | None:
    texts = {normalise(cell.text) for cell in row.own} - {""}
    return forms.section_titles.get(texts.pop()) if len(texts) == 1 else None


def _owner(row: Row, vocabulary: dict[str, str], current: str | None) -> str | None:
    votes = Counter(
        table
        for cell in row.own
        if (table := vocabulary.get(words := normalise(cell.text))) is not None
        # 其他 over 结果 is the half of a head that is cut over two rows.
        and (current is None or words not in _HALVES)
    )
    if not votes:
        return None
    if current == "statistics" and any(fold(cell.text) in UNITS for cell in row.own):
        # 行政诉讼 with a unit beside it is a line of the statistics.
        return current
    best = max(votes.values())
    leading = [table for table, count in votes.items() if count == best]
    return current if current in leading else leading[0]


@cache
def _vocabulary() -> dict[str, str]:
    forms = load_forms()
    words: dict[str, set[str]] = {}
    sets: Sequence[tuple[str, Sequence[str]]] = (
        ("proactive", [*forms.proactive_rows.labels, *forms.proactive_heads.labels]),
        ("proactive", sorted(forms.blocks | forms.corners)),
        ("requests", [*forms.requests_rows.labels, *forms.requests_columns.labels]),
        ("requests", sorted(forms.instructions)),
        ("disputes", list(forms.disputes_heads.labels)),
        ("statistics", [*forms.statistics_rows.labels, *forms.statistics_heads]),
    )
    for table, labels in sets:
        for label in labels:
            words.setdefault(label, set()).add(table)
    return {label: tables.pop() for label, tables in words.items() if len(tables) == 1}
