"""Section two: 主动公开政府信息情况. Values stand in a row under a head, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.labels import money_unit, normalise
from pipelines.model import Cell, CellState, Line
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
from pipelines.reading.gaps import alike, fill_gaps
from pipelines.reading.state import Tables, state_of
from pipelines.schema import PROACTIVE_COLUMNS
from pipelines.values import looks_like_value, read_amount

_TABLE = "proactive"
_AMOUNT = "procurement_amount_10k_yuan"
_PRINTED = "procurement_amount_printed"
#: A year's procurement or fees of less than this many 元 are more likely so many 万元.
_FEW_YUAN = 1000
#: Agencies add rows of their own: 行政确认 in the place of 行政许可 shares half with it.
_SHARE = 0.6


@dataclass(slots=True)
class _Line:
    """One row of values: its label, the official rows it may be, and the heads over it.

    ``place`` tells the runs of rows under one row of heads apart; ``slots`` is null where the
    values do not fit the heads; ``caption`` is the unit of money that the table names.
    """

    cells: list[Cell]
    label: Cell | None
    rows: list[str]
    similar: bool
    heads: list[tuple[Head, Cell]]
    place: int
    caption: str | None = None
    slots: dict[str, Slot] | None = None
    remark: Cell | None = None


def read_proactive(segment: Segment, tables: Tables) -> None:
    """Read one run of rows of section two into ``tables``."""
    lines: list[_Line] = []
    heads: list[tuple[Head, Cell]] = []
    place = 0
    for row in segment.rows:
        found = _heads(row, tables)
        if found is not None:
            heads, place = found, place + 1
        elif not _is_title(row, tables):
            lines.append(_line(row, heads, place, segment, tables))
    _fill_rows(lines, tables)
    misfits = {place for place in {line.place for line in lines} if _misfit(lines, place)}
    for line in lines:
        if not line.rows:
            tables.unknown(_TABLE, line.cells)
        elif line.slots is None or line.place in misfits:
            tables.unknown(_TABLE, line.cells, "the values do not fit the heads")
        else:
            _read_line(line, tables)


def _misfit(lines: Sequence[_Line], place: int) -> bool:
    """Whether so many rows do not fit their heads that the others fit by chance."""
    under = [line.slots is None for line in lines if line.place == place and line.rows]
    return sum(under) * 2 >= len(under) > 0


def _is_title(row: Row, tables: Tables) -> bool:
    filled = [cell for cell in row.own if not is_empty(cell)]
    known = tables.forms.blocks | tables.forms.section_titles.keys() | {""}
    return all(normalise(cell.text) in known for cell in filled)


def _heads(row: Row, tables: Tables) -> list[tuple[Head, Cell]] | None:
    """Return the heads of a row of heads, null for any other row."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    labels = [normalise(cell.text) for cell in filled]
    known = tables.forms.proactive_heads
    if not any(label in tables.forms.corners or known.knows(label) for label in labels) and (
        any(looks_like_value(cell.text) for cell in filled)
        or not any(known.resembles(label) for label in labels)
    ):
        damaged = len(labels) > 1 and any(alike(labels[0], c) for c in tables.forms.corners)
        if not damaged or any(looks_like_value(cell.text) for cell in filled):
            return None
    heads = []
    for place, (cell, label) in enumerate(zip(filled, labels, strict=True)):
        # The first cell is the corner, however its 信息内容 is spelled.
        corner = label in tables.forms.corners or (place == 0 and not known.resembles(label))
        if not corner:
            head = Head(str(cell.column), cell.column, cell.column + cell.colspan)
            heads.append((head, cell))
    return heads or None


def _line(
    row: Row, heads: list[tuple[Head, Cell]], place: int, segment: Segment, tables: Tables
) -> _Line:
    filled = [cell for cell in row.cells if not is_empty(cell)]
    label = next((cell for cell in filled if normalise(cell.text)), None)
    if label is None:
        return _Line(filled, None, [], similar=False, heads=heads, place=place)
    candidates, similar = tables.forms.proactive_rows.candidates(label.text)
    rows = [candidate.words for candidate in candidates]
    caption = money_unit(segment.grid.caption)
    line = _Line(filled, label, rows, similar, heads, place, caption)
    values = [cell for cell in row.cells if cell.column > label.column]
    if segment.grid.spans_known:
        values, line.remark = _without_remark([head for head, _ in heads], values)
    slots = (
        align([head for head, _ in heads], values)
        if segment.grid.spans_known
        else in_order([head.code for head, _ in heads], values)
    )
    if slots is not None and all(
        slot.cell is not cell for slot in slots.values() for _, cell in heads
    ):
        line.slots = {code: _beside(slot, segment) for code, slot in slots.items()}
    return line


def _without_remark(
    heads: Sequence[Head], values: Sequence[Cell]
) -> tuple[list[Cell], Cell | None]:
    """Set words aside that stand right of a full row; a number there may be one shifted."""
    kept, stray = without_stray(heads, values)
    if stray is None or looks_like_value(stray.text):
        return list(values), None
    return kept, stray


def _fill_rows(lines: Sequence[_Line], tables: Tables) -> None:
    """Read damaged labels by their place where that leaves no choice."""
    # A line that prints nothing but its label is a damaged article number (第二十条第（一）项).
    lines = [line for line in lines if line.rows or len(line.cells) > 1]
    orders = [list(order) for order in tables.forms.proactive_orders.values()]
    _fill_run(lines, orders, tables)
    for place in {line.place for line in lines}:
        run = [line for line in lines if line.place == place]
        heads = {words for _, cell in run[0].heads for words in _words_of_head(cell, tables)}
        _fill_run(run, [_under(order, heads, tables) for order in orders], tables)


def _words_of_head(cell: Cell, tables: Tables) -> list[str]:
    return [label.words for label in tables.forms.proactive_heads.candidates(cell.text)[0]]


def _under(order: Sequence[str], heads: set[str], tables: Tables) -> list[str]:
    """Return the rows of a form that stand under one of the heads."""
    return [
        row
        for row in order
        if any(tables.forms.proactive_column(row, head) is not None for head in heads)
    ]


def _fill_run(lines: Sequence[_Line], orders: Sequence[list[str]], tables: Tables) -> None:
    known = tables.forms.proactive_rows
    found: dict[int, set[str]] = {}
    for order in orders:
        codes = [next((row for row in line.rows if row in order), None) for line in lines]
        if any(code is None and line.rows for code, line in zip(codes, lines, strict=True)):
            continue
        texts = [line.label.text if line.label is not None else "" for line in lines]
        for place, row in fill_gaps(codes, texts, [order], known, share=_SHARE).items():
            found.setdefault(place, set()).add(row)
    for place, rows in found.items():
        # The forms spell one row in two ways; its heads tell which of them is meant.
        lines[place].rows, lines[place].similar = sorted(rows), True


def _read_line(line: _Line, tables: Tables) -> None:
    if line.label is None or line.slots is None:
        return
    if line.remark is not None:
        tables.beside(_TABLE, line.label.text.strip(), line.remark)
    columns = _columns(line, tables)
    for (head, cell), found in zip(line.heads, columns, strict=True):
        if head.code not in line.slots:
            continue
        column, words, similar = found
        if column is not None and line.similar:
            tables.similar(_TABLE, None, column, line.label)
        if column is not None and similar:
            tables.similar(_TABLE, None, column, cell)
        _take_or_keep(
            column, line.label, (cell, words, line.caption), line.slots[head.code], tables
        )


def _columns(line: _Line, tables: Tables) -> list[tuple[str | None, str, bool]]:
    """Return for each head of a line the column, the official words, and whether by likeness."""
    known = tables.forms.proactive_heads
    found: list[tuple[str | None, str, bool]] = []
    for _, cell in line.heads:
        candidates, similar = known.candidates(cell.text)
        words = [candidate.words for candidate in candidates]
        pairs = [(row, head) for row in line.rows for head in words]
        pair = next((p for p in pairs if tables.forms.proactive_column(*p) is not None), None)
        found.append(_named(pair, tables, similar=similar))
    codes = [words if column is not None else None for column, words, _ in found]
    texts = [cell.text for _, cell in line.heads]
    orders = [
        heads[row]
        for heads in tables.forms.proactive_orders.values()
        for row in line.rows
        if row in heads
    ]
    for place, head in fill_gaps(
        codes, texts, orders, known, share=_SHARE, torn=False, heads=True
    ).items():
        pair = next(
            (row, head) for row in line.rows if tables.forms.proactive_column(row, head) is not None
        )
        found[place] = _named(pair, tables, similar=True)
    return found


def _named(
    pair: tuple[str, str] | None, tables: Tables, *, similar: bool
) -> tuple[str | None, str, bool]:
    official = tables.forms.proactive_column(*pair) if pair is not None else None
    if pair is None or official is None:
        return None, "", False
    column, forms = official
    tables.vote(forms, section_two=True)
    return column, pair[1], similar


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


def _take_or_keep(
    column: str | None, label: Cell, under: tuple[Cell, str, str | None], slot: Slot, tables: Tables
) -> None:
    """Take a value whose label and head name a column; keep any other as a finding."""
    cells = [label, under[0], slot.cell]
    if column is None:
        if not is_empty(slot.cell):
            tables.unknown(_TABLE, cells)
        return
    both = f"{label.text.strip()} {under[0].text.strip()}"
    tables.printed.setdefault((_TABLE, column, None), both)
    known = tables.proactive
    if known is None or column not in known.values:
        tables.proactive = known = known or Line({})
        tables.found.add(_TABLE)
        _take(known, column, under, slot, tables)
        return
    again = Line({})
    _take(again, column, under, slot, tables)
    tables.unknown(_TABLE, cells, "the line is printed twice")
    tables.twice(_TABLE, None, known, again)


def _take(
    line: Line, column: str, under: tuple[Cell, str, str | None], slot: Slot, tables: Tables
) -> None:
    head, words, caption = under
    kind, _ = PROACTIVE_COLUMNS[column]
    if kind == "count":
        change = column.endswith("_change")
        value, state = tables.count(slot, _TABLE, None, column, change=change)
        _put(line, column, value, state)
        return
    text = slot.cell.text
    official = tables.forms.head_units.get(words)
    named = money_unit(head.text) or caption
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
        if (doubt := tables.doubts.get((_TABLE, None, column))) is not None:
            tables.doubts[_TABLE, None, _PRINTED] = doubt


def _doubtful(named: str | None, official: str | None, printed: float | None) -> bool:
    """Whether the head may have lost the 万 of its unit: read as printed, but said."""
    if named != "元" or printed is None:
        return False
    return official == "万元" or abs(printed) < _FEW_YUAN


def _put(line: Line, column: str, value: float | None, state: CellState | None) -> None:
    line.values[column] = value
    if state is not None:
        line.states = (*line.states, state)
