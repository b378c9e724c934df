"""Section two: 主动公开政府信息情况. Values stand in a row under a head, block by block."""

from __future__ import annotations

from pipelines.labels import money_unit, normalise
from pipelines.model import Cell, CellState, Line
from pipelines.reading.cells import Head, Row, Segment, Slot, align, is_empty
from pipelines.reading.state import Tables, name_of, state_of
from pipelines.schema import PROACTIVE_COLUMNS
from pipelines.values import read_amount

_TABLE = "proactive"
_AMOUNT = "procurement_amount_10k_yuan"
_PRINTED = "procurement_amount_printed"


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
    for cell, label in zip(filled, labels, strict=True):
        if label not in tables.forms.corners:
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
    if slots is None:
        tables.unknown(_TABLE, filled, "the values do not fit the heads")
        return
    rows = [candidate.words for candidate in candidates]
    for head, cell in heads:
        column = _column(rows, cell, tables)
        if column is not None and similar:
            tables.similar(_TABLE, None, column, label)
        _take_or_keep(column, label, cell, slots[head.code], tables)
    _extra([head for head, _ in heads], label, values, slots, tables)


def _take_or_keep(column: str | None, label: Cell, head: Cell, slot: Slot, tables: Tables) -> None:
    """Take a value whose label and head name a column; keep any other as a finding."""
    known = tables.proactive.values if tables.proactive is not None else {}
    cells = [label, head, slot.cell]
    if column is None:
        if not is_empty(slot.cell):
            tables.unknown(_TABLE, cells)
    elif column in known:
        tables.unknown(_TABLE, cells, "the line is printed twice")
    else:
        _take(column, head, slot, tables)


def _extra(
    heads: list[Head], label: Cell, values: list[Cell], slots: dict[str, Slot], tables: Tables
) -> None:
    taken = {id(slot.cell) for slot in slots.values()}
    for cell in values:
        if id(cell) in taken or is_empty(cell) or any(head.meets(cell) for head in heads):
            continue
        tables.find(
            "table.extra_column",
            f"a cell without a head beside {label.text.strip()!r}: {cell.text.strip()!r}",
            table=_TABLE,
            raw=f"{label.text.strip()} | {cell.text.strip()}",
        )


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


def _take(column: str, head: Cell, slot: Slot, tables: Tables) -> None:
    line = tables.proactive = tables.proactive or Line({})
    tables.found.add(_TABLE)
    kind, _ = PROACTIVE_COLUMNS[column]
    if kind == "count":
        change = column.endswith("_change")
        value, state = tables.count(slot, _TABLE, None, column, change=change)
        _put(line, column, value, state)
        return
    text = slot.cell.text
    unit = money_unit(head.text) or tables.forms.head_units.get(normalise(head.text))
    reading, printed = read_amount(text, unit=unit)
    settled = tables.settle(slot, reading, _TABLE, None, column)
    _put(line, column, settled.value, state_of(column, settled))
    if settled.value is not None and settled.value < 0:
        tables.find(
            "cell.negative",
            f"{name_of(_TABLE, None, column)} prints a negative amount",
            table=_TABLE,
            column=column,
            raw=text.strip(),
            origin="report",
        )
    if column == _AMOUNT:
        spoiled = settled is not reading
        plain = settled.state == "unit_unknown" or settled.state is None
        state = None if plain else state_of(_PRINTED, settled)
        _put(line, _PRINTED, None if spoiled else printed, state)


def _put(line: Line, column: str, value: float | None, state: CellState | None) -> None:
    line.values[column] = value
    if state is not None:
        line.states = (*line.states, state)
