"""Blanks read as 0 where a report's own totals show that it leaves zeros blank.

Only empty cells that are no totals become 0. A blank total becomes the sum of its parts, where
all of them are known, with the state ``derived``; else it stays null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.schema import DISPUTE_COLUMNS, REQUEST_COLUMNS, REQUEST_ITEMS

#: Tables that have a ``<table>_blank_means_zero``, with their value columns, the total last.
FILLED: Final[dict[str, tuple[str, ...]]] = {
    "requests": tuple(REQUEST_COLUMNS),
    "disputes": tuple(DISPUTE_COLUMNS),
}
_TOTAL_ITEM: Final = "outcome_total"
_ONE_LINE: Final = "other_handling"
_THREE_LINES: Final = ("other_not_corrected", "other_fee_unpaid", "other_other")
#: Lines that every form prints between 予以公开 and 总计.
_OUTCOMES: Final = tuple(
    item
    for item in REQUEST_ITEMS
    if item
    not in {"received_new", "carried_in", _TOTAL_ITEM, "carried_out", _ONE_LINE, *_THREE_LINES}
)

Row = dict[str, Any]


def fill(name: str, rows: pa.Table, flagged: Iterable[str]) -> pa.Table:
    """Rows of one table with the blanks of the ``flagged`` reports filled, order kept."""
    chosen = pc.is_in(rows["report_id"], pa.array(sorted(flagged), pa.string()))
    if not pc.any(pc.and_(chosen, pc.is_valid(rows["cell_state"]))).as_py():
        return rows
    plain = rows.to_pylist()
    by_report: dict[str, list[Row]] = {}
    for row, fills in zip(plain, chosen.to_pylist(), strict=True):
        if fills:
            by_report.setdefault(row["report_id"], []).append(row)
    for lines in by_report.values():
        _fill_report(name, lines)
    return pa.Table.from_pylist(plain, schema=rows.schema)


def _fill_report(name: str, lines: list[Row]) -> None:
    *parts, total = FILLED[name]
    totals: list[Row] = []
    for line in lines:
        if name == "requests" and line["item"] == _TOTAL_ITEM:
            totals.append(line)
            continue
        for column in parts:
            if _is_blank(line, column):
                line[column] = 0
        _derive(line, total, [line[column] for column in parts])
    for line in totals:
        items = _outcome_lines(lines)
        for column in (*parts, total):
            _derive(line, column, [item[column] for item in items])
        _derive(line, total, [line[column] for column in parts])


def _outcome_lines(lines: Sequence[Row]) -> list[Row]:
    """Lines that add up to the total; none where one of them is not printed."""
    by_item = {line["item"]: line for line in lines}
    rest = _THREE_LINES if set(_THREE_LINES) <= set(by_item) else (_ONE_LINE,)
    wanted = (*_OUTCOMES, *rest)
    return [by_item[item] for item in wanted] if set(wanted) <= set(by_item) else []


def _is_blank(line: Row, column: str) -> bool:
    return any(
        state["column"] == column and state["state"] == "blank"
        for state in line["cell_state"] or ()
    )


def _derive(line: Row, column: str, parts: Sequence[int | None]) -> None:
    known = [part for part in parts if part is not None]
    if not parts or len(known) < len(parts) or not _is_blank(line, column):
        return
    line[column] = sum(known)
    line["cell_state"] = [
        {**state, "state": "derived"} if state["column"] == column else state
        for state in line["cell_state"]
    ]
