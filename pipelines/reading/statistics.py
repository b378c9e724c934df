"""The table of the 2014 form and of provincial forms: one line, its unit, its number."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.forms import Match
from pipelines.labels import fold, normalise
from pipelines.model import Cell, StatisticsLine
from pipelines.reading.cells import Row, Segment, Slot, is_empty
from pipelines.reading.state import Tables, state_of
from pipelines.schema import EMPTY_STATES
from pipelines.values import empty_state, looks_like_value, read_number

_TABLE = "statistics"
_YEAR_HEAD = re.compile(r"^20\d\d年?度?(?:统计数|数量|数)?$")


def read_statistics(segment: Segment, tables: Tables, carried: dict[str, int]) -> dict[str, int]:
    """Read one run of rows into ``tables``.

    ``carried`` are the columns (label, unit, value, cumulative) of an earlier run, for a
    table that is split. Returns the columns in force at the end.
    """
    columns = dict(carried)
    above: tuple[str, ...] = ()
    for row in segment.rows:
        heads = _columns(row, tables)
        if heads:
            columns = heads
            continue
        above = _read_row(row, columns or _guess(segment), above, tables)
    return columns


def _columns(row: Row, tables: Tables) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in row.own:
        folded = fold(cell.text)
        role = tables.forms.statistics_heads.get(normalise(cell.text))
        if role is None and _YEAR_HEAD.match(folded):
            role = "value"
        if role is not None and role not in found:
            found[role] = cell.column
    return found if "label" in found and "value" in found else {}


def _guess(segment: Segment) -> dict[str, int]:
    """Columns of a table without heads: the units stand in one column, the values after it."""
    units: Counter[int] = Counter()
    for row in segment.rows:
        for cell in row.own:
            if fold(cell.text) in {"条", "件", "次", "篇", "个", "人", "人次", "万元", "元"}:
                units[cell.column] += 1
    if not units:
        return {}
    unit, _ = units.most_common(1)[0]
    return {"label": max(unit - 1, 0), "unit": unit, "value": unit + 1}


def _at(row: Row, column: int | None) -> Cell | None:
    if column is None:
        return None
    return next(
        (cell for cell in row.cells if cell.column <= column < cell.column + cell.colspan), None
    )


def _read_row(
    row: Row, columns: dict[str, int], above: tuple[str, ...], tables: Tables
) -> tuple[str, ...]:
    filled = [cell for cell in row.cells if not is_empty(cell)]
    if not filled:
        return above
    label = _at(row, columns.get("label"))
    if label is None or is_empty(label) or looks_like_value(label.text):
        label = next((cell for cell in filled if normalise(cell.text)), None)
    if label is None:
        tables.unknown(_TABLE, filled)
        return above
    parents = above
    match = tables.forms.statistics_rows.find(label.text, parents)
    value = _at(row, columns.get("value"))
    if value is label:
        value = None
    code = match.label.code if match is not None else None
    group = match is None or match.label.words in tables.forms.statistics_groups
    if value is None or (group and empty_state(fold(value.text)) in EMPTY_STATES):
        return _open(label, match is not None, filled, above, tables)
    if code is not None and any(line.item == code for line in tables.statistics):
        tables.unknown(_TABLE, filled, "the line is printed twice")
        return above
    if match is not None:
        tables.vote(match.label.forms)
        if match.similar:
            tables.similar(_TABLE, code, None, label)
    _take(row, columns, (label, value), code, tables)
    if match is None:
        tables.unknown(_TABLE, filled)
    _extra(row, columns, code, label, tables)
    return _above(match, above, tables)


def _open(
    label: Cell, known: bool, filled: list[Cell], above: tuple[str, ...], tables: Tables
) -> tuple[str, ...]:
    """Take a line without a value: the title of a group, or something no code fits."""
    words = normalise(label.text)
    others = [cell for cell in filled if cell is not label]
    titled = words in tables.forms.section_titles or words.endswith(("统计表", "情况"))
    if not known and (others or (words and not titled)):
        tables.unknown(_TABLE, filled)
    return above


def _above(match: Match | None, above: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """Keep a line that other labels of the form stand under (行政复议数量) from here on."""
    if match is not None and match.label.words in tables.forms.statistics_openers:
        return (match.label.words,)
    return above


def _slot(cell: Cell, others: list[Cell | None]) -> Slot:
    """Return the slot of a cell; one that is another column too, or spans lines, is merged."""
    return Slot(cell, merged=cell.rowspan > 1 or any(cell is other for other in others))


def _take(
    row: Row, columns: dict[str, int], cells: tuple[Cell, Cell], code: str | None, tables: Tables
) -> None:
    label, value = cells
    unit = _at(row, columns.get("unit"))
    cumulative = _at(row, columns.get("cumulative"))
    position = len(tables.statistics) + 1
    slot = _slot(value, [unit, cumulative])
    reading = tables.settle(slot, read_number(value.text), _TABLE, code, "value")
    states = [state_of("value", reading)]
    total = None
    if cumulative is not None:
        slot = _slot(cumulative, [unit, value])
        second = tables.settle(slot, read_number(cumulative.text), _TABLE, code, "cumulative")
        total = second.value
        states.append(state_of("cumulative", second))
    printed_unit = fold(unit.text) if unit is not None and unit is not label else ""
    tables.statistics.append(
        StatisticsLine(
            item=code,
            label=" ".join(label.text.split()),
            position=position,
            unit=printed_unit or None,
            value=None if reading.value is None else float(reading.value),
            cumulative=None if total is None else float(total),
            states=tuple(state for state in states if state is not None),
        )
    )
    tables.found.add(_TABLE)
    if reading.value is not None and reading.value < 0:
        tables.find(
            "cell.negative",
            f"statistics.{code or label.text.strip()} prints a negative number",
            table=_TABLE,
            item=code,
            column="value",
            raw=reading.raw.strip(),
            origin="report",
        )


def _extra(
    row: Row, columns: dict[str, int], code: str | None, label: Cell, tables: Tables
) -> None:
    taken = {id(_at(row, column)) for column in columns.values()} | {id(label)}
    for cell in row.own:
        if id(cell) not in taken and not is_empty(cell) and cell.column > label.column:
            tables.find(
                "table.extra_column",
                f"a cell without a head beside {label.text.strip()!r}: {cell.text.strip()!r}",
                table=_TABLE,
                item=code,
                raw=f"{label.text.strip()} | {cell.text.strip()}",
            )
