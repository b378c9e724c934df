"""Section four: 政府信息公开行政复议、行政诉讼情况. One row of values under three rows of heads."""

from __future__ import annotations

from collections.abc import Sequence
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
from pipelines.reading.reduced import heads_in_order
from pipelines.reading.state import Tables
from pipelines.schema import DISPUTE_COLUMNS, DISPUTE_PATHS
from pipelines.values import looks_like_value

_TABLE = "disputes"
_CODES = tuple(f"{path}.{column}" for path in DISPUTE_PATHS for column in DISPUTE_COLUMNS)
_PATHS = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
_FIRST, _SECOND, _THIRD = (
    tuple(f"{path}.{column}" for column in DISPUTE_COLUMNS) for path in DISPUTE_PATHS
)
#: The heads of a reduced text as it prints them, row by row; a table may hold one path or two.
_DECLARED = (
    (*_PATHS[:2], *_FIRST, *_PATHS[2:], *_SECOND, *_THIRD),
    (*_PATHS, *_FIRST, *_SECOND, *_THIRD),
    (*_PATHS[1:], *_SECOND, *_THIRD),
    (_PATHS[0], *_FIRST),
)


def read_disputes(segment: Segment, tables: Tables, carried: list[Head]) -> list[Head]:
    """Read one run of rows of section four into ``tables``; returns the heads in force.

    ``carried`` are the heads of an earlier run, for a table that is split below its header.
    """
    if not segment.grid.spans_known:
        _read_reduced(segment, tables)
        return []
    for rows in _stacked(segment.rows, tables):
        carried = _read_spanned(rows, tables, carried)
    return carried


def _stacked(rows: Sequence[Row], tables: Tables) -> list[list[Row]]:
    """Part the rows where a header stands below values: 行政诉讼 as a table below 行政复议."""
    parts: list[list[Row]] = [[]]
    for place, row in enumerate(rows):
        if parts[-1] and _are_values(parts[-1][-1]):
            words = takewhile(_are_words, rows[place:])
            if any(_is_header(below, tables) for below in words):
                parts.append([])
        parts[-1].append(row)
    return parts


def _are_words(row: Row) -> bool:
    """Whether a row prints words and no value."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    return bool(filled) and not any(looks_like_value(cell.text) for cell in filled)


def _are_values(row: Row) -> bool:
    """Whether a row prints the five values of a path, or more, and no word."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    return len(filled) >= len(DISPUTE_COLUMNS) and all(looks_like_value(c.text) for c in filled)


def _read_spanned(rows: Sequence[Row], tables: Tables, carried: list[Head]) -> list[Head]:
    """Read the rows under one header; returns the heads in force."""
    last = max((row.index for row in rows if _is_header(row, tables)), default=-1)
    if last >= 0:
        below = (row for row in rows if row.index > last)
        last = max([last, *(row.index for row in takewhile(_is_half, below))])
    # A damaged head above or between the others is one of them.
    header = [row for row in rows if row.index <= last]
    values = [row for row in rows if row.index > last]
    taken: set[int] = set()
    heads = _heads(header, taken, tables) if _names_heads(header, tables) else carried
    filled = [row for row in values if any(not is_empty(cell) for cell in row.own)]
    # A table whose only row of values is blank still prints its cells.
    for row in filled or values[:1]:
        _read_row(row, heads, last, tables)
    for row in header:
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


def _read_reduced(segment: Segment, tables: Tables) -> None:
    """Read rows that lost their spans: heads, then values, where the table is split once more."""
    header: list[Row] = []
    values: list[Row] = []
    for row in segment.rows:
        filled = [cell for cell in row.own if not is_empty(cell)]
        if not filled or any(looks_like_value(cell.text) for cell in filled):
            values.append(row)
        elif _is_note(row, tables):
            _leftover(row, set(), tables)
        else:
            if any(not is_empty(cell) for found in values for cell in found.own):
                _read_run(header, values, tables)
                header, values = [], []
            header.append(row)
    _read_run(header, values, tables)


def _read_run(header: list[Row], values: list[Row], tables: Tables) -> None:
    """Read rows of values under a header that prints the heads of the form in its order."""
    rows = [[cell for cell in row.own if normalise(cell.text)] for row in header]
    found = heads_in_order(rows, tables.forms.disputes_heads, _DECLARED)
    order = tuple(head.meaning for head in found if head.meaning in _CODES)
    filled = [row for row in values if any(not is_empty(cell) for cell in row.own)]
    for row in filled or values[:1]:
        slots = in_order(order, row.cells) if order else None
        if slots is None:
            tables.unknown(_TABLE, row.own, "the values do not fit the heads")
        else:
            _read_slots(row, slots, tables)
    for head in found:
        if head.similar and head.meaning in _CODES:
            path, _, column = head.meaning.partition(".")
            tables.similar(_TABLE, path, column, head.cell)
    if not found:
        for row in header:
            _leftover(row, set(), tables)


def _is_note(row: Row, tables: Tables) -> bool:
    """Whether a row is a title, or prints nothing but one text that is no head (单位：件)."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    if len(filled) != 1:
        return False
    known = tables.forms.disputes_heads
    return known.nearest(filled[0].text) is None or normalise(filled[0].text) in (
        tables.forms.section_titles
    )


def _read_row(row: Row, heads: list[Head], header_end: int, tables: Tables) -> None:
    cells, stray = without_stray(heads, row.cells)
    slots = align(heads, cells, strict=True) if heads else None
    if slots is None or any(slot.cell.row <= header_end for slot in slots.values()):
        tables.unknown(_TABLE, row.own, "the values do not fit the heads")
        return
    if not _read_slots(row, slots, tables):
        return
    for path in DISPUTE_PATHS:
        tables.stray(_TABLE, path, stray)
        line = tables.disputes.get(path)
        if line is not None:
            own = [head for head in heads if (head.twin or "").startswith(f"{path}.")]
            tables.unheaded(_TABLE, path, line, own, slots)
    for head in heads:
        if head.label is not None and head.twin is None and head.code in slots:
            tables.beside(_TABLE, head.label, slots[head.code].cell)


def _read_slots(row: Row, slots: dict[str, Slot], tables: Tables) -> bool:
    """Take the values of a row; false where it prints none."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    if filled and not any(looks_like_value(cell.text) for cell in filled):
        tables.unknown(_TABLE, row.own, "words where a row of values would stand")
        return False
    if any(code.partition(".")[0] in tables.disputes for code in slots):
        tables.unknown(_TABLE, row.own, "a second row of values")
    for path in DISPUTE_PATHS:
        _take(path, slots, tables)
    return True


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
