"""Section two: 主动公开政府信息情况. Values stand in a row under a head, block by block."""

from __future__ import annotations

from dataclasses import replace

from pipelines.labels import money_unit, normalise
from pipelines.model import Cell, CellState, Line
from pipelines.reading.cells import Head, Row, Segment, Slot, align, is_empty
from pipelines.reading.state import Tables, state_of
from pipelines.schema import PROACTIVE_COLUMNS
from pipelines.values import looks_like_value, read_amount

_TABLE = "proactive"
_AMOUNT = "procurement_amount_10k_yuan"
_PRINTED = "procurement_amount_printed"
#: A year's procurement or fees of less than this many 元 are more likely so many 万元.
_FEW_YUAN = 1000


def read_proactive(segment: Segment, tables: Tables) -> None:
    """Read one run of rows of section two into ``tables``."""
    heads: list[tuple[Head, Cell]] = []
    for row in segment.rows:
        found = _heads(row, tables)
        if found is not None:
            heads = found
        elif not _is_title(row, tables):
            _read_row(row, heads, segment, tables)


def _is_title(row: Row, tables: Tables) -> bool:
    filled = [cell for cell in row.own if not is_empty(cell)]
    known = tables.forms.blocks | tables.forms.section_titles.keys() | {""}
    return all(normalise(cell.text) in known for cell in filled)


def _heads(row: Row, tables: Tables) -> list[tuple[Head, Cell]] | None:
    """Return the heads of a row of heads, null for any other row."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    labels = [normalise(cell.text) for cell in filled]
    if not any(label in tables.forms.corners for label in labels) and not any(
        tables.forms.proactive_heads.knows(label) for label in labels
    ):
        return None
    heads = []
    known = tables.forms.proactive_heads
    for place, (cell, label) in enumerate(zip(filled, labels, strict=True)):
        # The first cell is the corner, however its 信息内容 is spelled.
        corner = label in tables.forms.corners or (place == 0 and known.find(label) is None)
        if not corner:
            head = Head(str(cell.column), cell.column, cell.column + cell.colspan)
            heads.append((head, cell))
    return heads


def _read_row(row: Row, heads: list[tuple[Head, Cell]], segment: Segment, tables: Tables) -> None:
    filled = [cell for cell in row.cells if not is_empty(cell)]
    label = next((cell for cell in filled if normalise(cell.text)), None)
    candidates, similar = (
        tables.forms.proactive_rows.candidates(label.text) if label else ([], False)
    )
    if label is None or not candidates:
        tables.unknown(_TABLE, filled)
        return
    values = [cell for cell in row.cells if cell.column > label.column]
    slots = (
        align([head for head, _ in heads], values)
        if segment.grid.spans_known
        else _in_order(heads, values)
    )
    if slots is None or any(slot.cell is cell for slot in slots.values() for _, cell in heads):
        tables.unknown(_TABLE, filled, "the values do not fit the heads")
        return
    slots = {code: _beside(slot, segment) for code, slot in slots.items()}
    rows = [candidate.words for candidate in candidates]
    for head, cell in heads:
        if head.code not in slots:
            continue
        column = _column(rows, cell, tables)
        if column is not None and similar:
            tables.similar(_TABLE, None, column, label)
        _take_or_keep(column, label, cell, slots[head.code], tables)


def _beside(slot: Slot, segment: Segment) -> Slot:
    """Mark a value that stands beside several lines as merged."""
    cell = slot.cell
    lines = [
        row
        for row in segment.rows
        if cell.row <= row.index < cell.row + cell.rowspan and any(map(_is_label, row.own))
    ]
    return replace(slot, merged=True) if len(lines) > 1 else slot


def _is_label(cell: Cell) -> bool:
    return not is_empty(cell) and not looks_like_value(cell.text)


def _take_or_keep(column: str | None, label: Cell, head: Cell, slot: Slot, tables: Tables) -> None:
    """Take a value whose label and head name a column; keep any other as a finding."""
    cells = [label, head, slot.cell]
    if column is None:
        if not is_empty(slot.cell):
            tables.unknown(_TABLE, cells)
        return
    known = tables.proactive
    if known is None or column not in known.values:
        tables.proactive = known = known or Line({})
        tables.found.add(_TABLE)
        _take(known, column, head, slot, tables)
        return
    again = Line({})
    _take(again, column, head, slot, tables)
    tables.unknown(_TABLE, cells, "the line is printed twice")
    tables.twice(_TABLE, None, known, again)


def _in_order(heads: list[tuple[Head, Cell]], values: list[Cell]) -> dict[str, Slot] | None:
    """Pair heads and values of a row that lost its spans; null where their numbers differ."""
    if len(values) < len(heads) or any(not is_empty(cell) for cell in values[len(heads) :]):
        return None
    return {head.code: Slot(cell) for (head, _), cell in zip(heads, values, strict=False)}


def _column(rows: list[str], head: Cell, tables: Tables) -> str | None:
    candidates, similar = tables.forms.proactive_heads.candidates(head.text)
    for row in rows:
        for candidate in candidates:
            found = tables.forms.proactive_column(row, candidate.words)
            if found is not None:
                column, forms = found
                tables.vote(forms, section_two=True)
                if similar:
                    tables.similar(_TABLE, None, column, head)
                return column
    return None


def _take(line: Line, column: str, head: Cell, slot: Slot, tables: Tables) -> None:
    kind, _ = PROACTIVE_COLUMNS[column]
    if kind == "count":
        change = column.endswith("_change")
        value, state = tables.count(slot, _TABLE, None, column, change=change)
        _put(line, column, value, state)
        return
    text = slot.cell.text
    official = tables.forms.head_units.get(normalise(head.text))
    named = money_unit(head.text)
    reading, printed = read_amount(text, unit=named or official)
    settled = tables.settle(slot, reading, _TABLE, None, column)
    _put(line, column, settled.value, state_of(column, settled))
    if settled.value is not None and settled.value < 0:
        tables.negative(_TABLE, None, column, settled)
    if settled.value and settled.unit is None and _doubtful(named, official, printed):
        tables.find(
            "cell.low_confidence",
            f"{_TABLE}.{column} prints {text.strip()!r} under a head that names {named}",
            table=_TABLE,
            column=column,
            raw=text.strip(),
        )
    if column == _AMOUNT:
        spoiled = settled is not reading
        plain = settled.state == "unit_unknown" or settled.state is None
        state = None if plain else state_of(_PRINTED, settled)
        _put(line, _PRINTED, None if spoiled else printed, state)


def _doubtful(named: str | None, official: str | None, printed: float | None) -> bool:
    """Whether the head may have lost the 万 of its unit: read as printed, but said."""
    if named != "元" or printed is None:
        return False
    return official == "万元" or abs(printed) < _FEW_YUAN


def _put(line: Line, column: str, value: float | None, state: CellState | None) -> None:
    line.values[column] = value
    if state is not None:
        line.states = (*line.states, state)
