"""Section three: 收到和处理政府信息公开申请情况. One row an item, one column an applicant."""

from __future__ import annotations

from dataclasses import replace

from pipelines.labels import normalise
from pipelines.model import Cell, CellState, Line, Number
from pipelines.reading.cells import Head, Row, Segment, Slot, align, is_empty
from pipelines.reading.heads import find_heads
from pipelines.reading.state import Tables
from pipelines.schema import REQUEST_COLUMNS
from pipelines.values import looks_like_value

_TABLE = "requests"


def read_requests(segment: Segment, tables: Tables, carried: list[Head]) -> list[Head]:
    """Read one run of rows of section three into ``tables``.

    ``carried`` are the heads of an earlier run of the same table and width, for a table that
    is split without repeating its header. Returns the heads in force at the end.
    """
    first = next((row.index for row in segment.rows if _is_item_row(row, tables)), None)
    header = [row for row in segment.rows if first is None or row.index < first]
    items = [row for row in segment.rows if first is not None and row.index >= first]
    if segment.grid.spans_known:
        heads = (
            find_heads(
                header,
                tables.forms.requests_columns,
                lambda code, cell: tables.similar(_TABLE, None, code, cell),
            )
            or carried
        )
        heads_fit = True
    else:
        heads, heads_fit = [], _header_in_order(header, tables)
    _leftover_header(header, tables)
    groups: tuple[str, ...] = ()
    for row in items:
        if not heads_fit:
            tables.unknown(_TABLE, row.own, "the header of the table is not that of a form")
            continue
        groups = _read_item(row, heads, items, groups, tables)
    return heads


def _is_item_row(row: Row, tables: Tables) -> bool:
    """Whether a row prints a line: a label of a line and something value-like after it."""
    labels = [cell for cell in row.own if not is_empty(cell) and not looks_like_value(cell.text)]
    known = any(
        tables.forms.requests_rows.find(cell.text) is not None
        and not tables.forms.requests_columns.knows(cell.text)
        for cell in labels
    )
    return known and any(looks_like_value(cell.text) for cell in row.own)


def _header_in_order(header: list[Row], tables: Tables) -> bool:
    """Whether a header that lost its spans prints the labels of the form in its order."""
    printed = [
        match.label.code
        for row in header
        for cell in row.own
        if (match := tables.forms.requests_columns.find(cell.text)) is not None
        and match.label.code is not None
    ]
    declared = list(REQUEST_COLUMNS)
    # The reduced text prints row by row: 自然人 and 总计 stand a row above the other five.
    by_rows = [declared[0], declared[-1], *declared[1:-1]]
    return printed in (declared, by_rows)


def _leftover_header(header: list[Row], tables: Tables) -> None:
    forms = tables.forms
    for row in header:
        for cell in row.own:
            words = normalise(cell.text)
            known = (
                not words
                or forms.requests_columns.find(cell.text) is not None
                or words in forms.instructions
                or words in forms.section_titles
            )
            if not known:
                tables.unknown(_TABLE, [cell], "no code fits the head")


def _read_item(
    row: Row, heads: list[Head], items: list[Row], groups: tuple[str, ...], tables: Tables
) -> tuple[str, ...]:
    labels, values = _split(row, heads)
    path = [cell for cell in labels if normalise(cell.text)]
    own = [cell for cell in path if cell.row == row.index]
    if not own and not any(not is_empty(cell) for cell in values):
        return groups
    groups = _groups(path, groups, tables)
    code = _code(path, groups, tables)
    filled = [cell for cell in [*path, *values] if not is_empty(cell)]
    if code is None:
        if any(not is_empty(cell) for cell in values) or not _is_group(path, tables):
            tables.unknown(_TABLE, filled)
        return groups
    if code in tables.requests:
        tables.unknown(_TABLE, filled, "the line is printed twice")
        return groups
    shifted = any(head.meets(cell) for head in heads for cell in labels) or any(
        tables.forms.requests_rows.knows(cell.text) for cell in values
    )
    slots = None if shifted else _slots(heads, values, items)
    if slots is None:
        tables.unknown(_TABLE, filled, "the values do not fit the heads")
        return groups
    _take(code, slots, tables)
    _extra(code, heads, values, slots, tables)
    return groups


def _split(row: Row, heads: list[Head]) -> tuple[list[Cell], list[Cell]]:
    if heads:
        start = heads[0].start
        labels = [cell for cell in row.cells if cell.column < start]
        return labels, [cell for cell in row.cells if cell.column >= start]
    place = 0
    while place < len(row.cells) and not looks_like_value(row.cells[place].text):
        place += 1
    return row.cells[:place], row.cells[place:]


def _is_group(path: list[Cell], tables: Tables) -> bool:
    return all(tables.forms.requests_rows.knows(cell.text) for cell in path)


def _groups(path: list[Cell], groups: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """Carry the group labels down: 不予公开 holds until another group or a line of its own."""
    printed = tuple(
        words
        for cell in path
        if (words := normalise(cell.text)) in tables.forms.requests_rows.labels
    )
    above = printed[:-1]
    if above:
        return above
    if printed and not any(
        label.parents for label in tables.forms.requests_rows.labels[printed[-1]]
    ):
        return ()
    return groups


def _code(path: list[Cell], groups: tuple[str, ...], tables: Tables) -> str | None:
    if not path:
        return None
    leaf = path[-1]
    match = tables.forms.requests_rows.find(leaf.text, groups)
    if match is None or match.label.code is None:
        return None
    tables.vote(match.label.forms)
    if match.similar:
        tables.similar(_TABLE, match.label.code, None, leaf)
    return match.label.code


def _slots(heads: list[Head], values: list[Cell], items: list[Row]) -> dict[str, Slot] | None:
    if not heads:
        count = len(REQUEST_COLUMNS)
        if len(values) < count or any(not is_empty(cell) for cell in values[count:]):
            return None
        return {code: Slot(cell) for code, cell in zip(REQUEST_COLUMNS, values, strict=False)}
    slots = align(heads, values)
    if slots is None:
        return None
    lines = {item.index for item in items}
    for code, slot in slots.items():
        cell = slot.cell
        if cell.rowspan > 1:
            beside = lines & set(range(cell.row, cell.row + cell.rowspan))
            if len(beside) > 1:
                slots[code] = replace(slot, merged=True)
    return slots


def _take(code: str, slots: dict[str, Slot], tables: Tables) -> None:
    values: dict[str, Number] = {}
    states: list[CellState] = []
    for column in REQUEST_COLUMNS:
        if column in slots:
            values[column], state = tables.count(slots[column], _TABLE, code, column)
            if state is not None:
                states.append(state)
    tables.requests[code] = Line(values, tuple(states))
    tables.found.add(_TABLE)


def _extra(
    code: str,
    heads: list[Head],
    values: list[Cell],
    slots: dict[str, Slot],
    tables: Tables,
) -> None:
    if not heads:
        return
    taken = {id(slot.cell) for slot in slots.values()}
    for cell in values:
        if id(cell) in taken or is_empty(cell) or any(head.meets(cell) for head in heads):
            continue
        tables.find(
            "table.extra_column",
            f"a cell without a head beside {code}: {cell.text.strip()!r}",
            table=_TABLE,
            item=code,
            raw=cell.text.strip(),
        )
