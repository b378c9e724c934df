"""Section four: 政府信息公开行政复议、行政诉讼情况. One row of values under three rows of heads."""

from __future__ import annotations

from itertools import takewhile

from pipelines.labels import normalise
from pipelines.model import Cell, CellState, Line, Number
from pipelines.reading.cells import (
    Head,
    Row,
    Segment,
    Slot,
    align,
    in_order,
    is_empty,
    without_stray,
)
from pipelines.reading.heads import find_heads
from pipelines.reading.state import Tables
from pipelines.schema import DISPUTE_COLUMNS, DISPUTE_PATHS
from pipelines.values import looks_like_value

_TABLE = "disputes"
_RECONSIDERATION, _DIRECT, _AFTER = DISPUTE_PATHS
#: Paths as a header prints them, and their codes.
_DECLARED = (
    (("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"), DISPUTE_PATHS),
    (("行政诉讼", "未经复议直接起诉", "复议后起诉"), (_DIRECT, _AFTER)),
    (("行政复议",), (_RECONSIDERATION,)),
)
_CODES = tuple(f"{path}.{column}" for path in DISPUTE_PATHS for column in DISPUTE_COLUMNS)


def read_disputes(segment: Segment, tables: Tables, carried: list[Head]) -> list[Head]:
    """Read one run of rows of section four into ``tables``; returns the heads in force.

    ``carried`` are the heads of an earlier run, for a table that is split below its header.
    """
    last = max((row.index for row in segment.rows if _is_header(row, tables)), default=-1)
    if last >= 0:
        below = (row for row in segment.rows if row.index > last)
        last = max([last, *(row.index for row in takewhile(_is_half, below))])
    # A damaged head above or between the others is one of them.
    header = [row for row in segment.rows if row.index <= last]
    values = [row for row in segment.rows if row.index > last]
    spans_known = segment.grid.spans_known
    heads: list[Head] = []
    taken: set[int] = set()
    if spans_known:
        heads = _heads(header, taken, tables) if _names_heads(header, tables) else carried
    in_order_of = () if spans_known else _codes_in_order(header, tables)
    filled = [row for row in values if any(not is_empty(cell) for cell in row.own)]
    # A table whose only row of values is blank still prints its cells.
    for row in filled or values[:1]:
        _read_row(row, heads, last if heads else None, order=in_order_of, tables=tables)
    for row in segment.rows:
        if row.index <= last:
            _leftover(row, taken, tables)
    return heads


def _is_half(row: Row) -> bool:
    """Whether a row holds the lower halves of heads cut over two rows: words in every cell."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    return len(filled) > 1 and not any(looks_like_value(cell.text) for cell in filled)


def _names_heads(header: list[Row], tables: Tables) -> bool:
    return any(tables.forms.disputes_heads.knows(cell.text) for row in header for cell in row.own)


def _is_header(row: Row, tables: Tables) -> bool:
    return any(tables.forms.disputes_heads.knows(cell.text) for cell in row.own) or (
        any(normalise(cell.text) in tables.forms.section_titles for cell in row.own)
    )


def _heads(header: list[Row], taken: set[int], tables: Tables) -> list[Head]:
    def similar(code: str, cell: Cell) -> None:
        taken.add(id(cell))
        path, _, column = code.partition(".")
        tables.similar(_TABLE, path, column, cell)

    return find_heads(header, tables.forms.disputes_heads, _CODES, similar, corner=False)


def _codes_in_order(header: list[Row], tables: Tables) -> tuple[str, ...]:
    """Return the codes that a header without spans names, if it prints its heads in order.

    Paths first or between, five heads for each of them, nothing else; a table may hold one path
    or two. Damaged heads count by the label that they are nearest to: all of them must fit.
    """
    known = tables.forms.disputes_heads
    words = [
        known.nearest(cell.text)
        for row in header
        for cell in row.own
        if normalise(cell.text) and not _is_note(row, tables)
    ]
    leaves = [normalise(label) for label in DISPUTE_COLUMNS.values()]
    paths = [word for word in words if word not in leaves]
    for declared, codes in _DECLARED:
        heads = leaves * len(codes)
        if paths == list(declared) and [w for w in words if w in leaves] == heads:
            return tuple(f"{path}.{column}" for path in codes for column in DISPUTE_COLUMNS)
    return ()


def _is_note(row: Row, tables: Tables) -> bool:
    """Whether a row is a title, or prints nothing but one text that is no head (单位：件)."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    if len(filled) != 1:
        return False
    known = tables.forms.disputes_heads
    return known.nearest(filled[0].text) is None or normalise(filled[0].text) in (
        tables.forms.section_titles
    )


def _read_row(
    row: Row, heads: list[Head], header_end: int | None, *, order: tuple[str, ...], tables: Tables
) -> None:
    slots: dict[str, Slot] | None = None
    stray = None
    if heads:
        cells, stray = without_stray(heads, row.cells)
        slots = align(heads, cells, strict=True)
    elif order:
        slots = in_order(order, row.cells)
    hanging = header_end is not None and any(
        slot.cell.row <= header_end for slot in (slots or {}).values()
    )
    if slots is None or hanging:
        tables.unknown(_TABLE, row.own, "the values do not fit the heads")
        return
    if not any(looks_like_value(cell.text) for cell in row.own):
        tables.unknown(_TABLE, row.own, "words where a row of values would stand")
        return
    if any(code.partition(".")[0] in tables.disputes for code in slots):
        tables.unknown(_TABLE, row.own, "a second row of values")
    for path in DISPUTE_PATHS:
        _take(path, slots, tables)
        tables.stray(_TABLE, path, stray)
        line = tables.disputes.get(path)
        if line is not None:
            own = [head for head in heads if (head.twin or "").startswith(f"{path}.")]
            tables.unheaded(_TABLE, path, line, own, slots)
    for head in heads:
        if head.label is not None and head.twin is None and head.code in slots:
            tables.beside(_TABLE, head.label, slots[head.code].cell)


def _take(path: str, slots: dict[str, Slot], tables: Tables) -> None:
    values: dict[str, Number] = {}
    states: list[CellState] = []
    for column in DISPUTE_COLUMNS:
        slot = slots.get(f"{path}.{column}")
        if slot is not None:
            values[column], state = tables.count(slot, _TABLE, path, column)
            if state is not None:
                states.append(state)
    if not values:
        return
    line = Line(values, tuple(states))
    known = tables.disputes.get(path)
    if known is None:
        tables.disputes[path] = line
        tables.found.add(_TABLE)
    else:
        tables.twice(_TABLE, path, known, line)


def _leftover(row: Row, taken: set[int], tables: Tables) -> None:
    for cell in row.own:
        words = normalise(cell.text)
        known = (
            not words
            or id(cell) in taken
            or tables.forms.disputes_heads.candidates(cell.text)[0]
            or words in tables.forms.section_titles
        )
        if not known:
            tables.unknown(_TABLE, [cell], "no code fits the head")
