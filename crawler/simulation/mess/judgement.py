"""What a careful reader concludes from a page as printed: blanks, status, by the contract's rules.

Works on what stands in the page after every variation, never on what was drawn. Written from
``schema.md`` (Blanks, status); lines and columns may be missing here, which the arithmetic of
the demo's portals need not handle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_PATHS,
    DISPUTE_RESULTS,
    PROACTIVE_2019,
    PROACTIVE_2021,
    PROCUREMENT_CELL,
    STATISTICS,
    ProactiveBlock,
    request_lines,
)
from crawler.simulation.mess.page import Page, PrintedReport, TrueCell, truths_of
from crawler.simulation.mess.tables import LOCAL

Line = Mapping[str, TrueCell]
_EMPTY: Final = frozenset({"blank", "slash", "dash", "none"})
_BALANCE: Final = ("received_new", "carried_in", "outcome_total", "carried_out")
_DETAILS: Final = tuple(
    line.item for line in request_lines(single_other=False) if line.item not in _BALANCE
)
_ONE_OTHER: Final = "other_handling"
_THREE_OTHERS: Final = ("other_not_corrected", "other_fee_unpaid", "other_other")


@dataclass(frozen=True, slots=True)
class _Sum:
    """One identity that can be judged: whether it holds, and whether a part is blank."""

    holds: bool
    blank_part: bool


def settle(page: Page) -> None:
    """Set the fields of every report that follow from its printed tables."""
    for report, truth in zip(page.reports, truths_of(page), strict=True):
        lines: dict[str, dict[str, dict[str, TrueCell]]] = {}
        for target, cell in truth.cells.items():
            table = lines.setdefault(target.table, {})
            table.setdefault(target.item, {})[target.column] = cell
        requests = lines.get("requests", {})
        disputes = lines.get("disputes", {})
        report.fields["requests_blank_means_zero"] = requests_blank_means_zero(requests)
        report.fields["disputes_blank_means_zero"] = disputes_blank_means_zero(disputes)
        report.fields["status"] = _status(report, lines)


def requests_blank_means_zero(requests: Mapping[str, Line]) -> bool | None:
    """Judge the blanks of section three, given by item and column."""
    cells = [
        cell
        for item, line in requests.items()
        for column, cell in line.items()
        if column != "total" and item != "outcome_total"
    ]
    return _judge(cells, list(_request_sums(requests)))


def disputes_blank_means_zero(disputes: Mapping[str, Line]) -> bool | None:
    """Judge the blanks of section four, given by path and column."""
    cells = [
        cell for line in disputes.values() for column, cell in line.items() if column != "total"
    ]
    sums = [
        found
        for line in disputes.values()
        for found in _sum(line.get("total"), [line.get(code) for code in _codes(DISPUTE_RESULTS)])
    ]
    return _judge(cells, sums)


def _codes(columns: Mapping[str, str]) -> list[str]:
    return [code for code in columns if code != "total"]


def _judge(cells: list[TrueCell], sums: list[_Sum]) -> bool | None:
    if not any(cell.state == "blank" for cell in cells):
        return None
    if not all(one.holds for one in sums):
        return False
    prints_zero = any(cell.value == 0 for cell in cells)
    return True if any(one.blank_part for one in sums) and not prints_zero else None


def _sum(
    total: TrueCell | None, parts: Iterable[TrueCell | None], less: float = 0
) -> Iterator[_Sum]:
    """Judge one identity: a part that is missing or cannot be read leaves it unjudged."""
    found = list(parts)
    if total is None or total.value is None:
        return
    amount = -less
    for part in found:
        number = None if part is None else _part(part)
        if number is None:
            return
        amount += number
    blank = any(part is not None and part.state == "blank" for part in found)
    yield _Sum(total.value == amount, blank)


def _part(cell: TrueCell) -> float | None:
    return 0 if cell.state in _EMPTY else cell.value


def _request_sums(requests: Mapping[str, Line]) -> Iterator[_Sum]:
    for line in requests.values():
        yield from _sum(line.get("total"), [line.get(code) for code in _codes(APPLICANTS)])
    others = _THREE_OTHERS if requests.keys() & set(_THREE_OTHERS) else (_ONE_OTHER,)
    details = [item for item in _DETAILS if item not in _THREE_OTHERS]
    for column in APPLICANTS:
        cells = {item: _total_part(line, column) for item, line in requests.items()}
        outcome = requests.get("outcome_total", {}).get(column)
        yield from _sum(outcome, [cells.get(item) for item in (*details, *others)])
        yield from _balance(requests, cells, column)


def _total_part(line: Line, column: str) -> TrueCell | None:
    """Return a cell as a part: a total left blank beside filled cells is not known."""
    cell = line.get(column)
    if cell is None or column != "total" or cell.state not in _EMPTY:
        return cell
    filled = any(_part(other) != 0 for code, other in line.items() if code != "total")
    return None if filled else cell


def _balance(
    requests: Mapping[str, Line], cells: Mapping[str, TrueCell | None], column: str
) -> Iterator[_Sum]:
    """received_new + carried_in = outcome_total + carried_out, named at received_new."""
    carried_in = cells.get("carried_in")
    less = None if carried_in is None else _part(carried_in)
    outcome = cells.get("outcome_total")
    if less is None or outcome is None or outcome.value is None or carried_in is None:
        return
    received = requests.get("received_new", {}).get(column)
    parts = [outcome, cells.get("carried_out")]
    blank_in = carried_in.state == "blank"
    for found in _sum(received, parts, less):
        yield _Sum(found.holds, found.blank_part or blank_in)


def _status(report: PrintedReport, lines: Mapping[str, Mapping[str, Line]]) -> str:
    cells = [cell for table in lines.values() for line in table.values() for cell in line.values()]
    if cells and all(cell.state in {*_EMPTY, "not_applicable"} for cell in cells):
        return "unfilled"
    wanted = _WANTED[str(report.fields["template"])]
    return "complete" if wanted(lines) else "partial"


def _blocks_complete(blocks: tuple[ProactiveBlock, ...], line: Line) -> bool:
    """Whether at least one value of every printed line of section two is there."""
    return all(
        any(_printed_as(column) in line for column in columns)
        for block in blocks
        for _label, columns in block.lines
    )


def _printed_as(column: str) -> str:
    return "procurement_amount_printed" if column == PROCUREMENT_CELL else column


def _complete(lines: Mapping[str, Mapping[str, Line]], blocks: tuple[ProactiveBlock, ...]) -> bool:
    requests = lines.get("requests", {})
    others = _ONE_OTHER in requests or all(item in requests for item in _THREE_OTHERS)
    return (
        _blocks_complete(blocks, lines.get("proactive", {}).get("", {}))
        and others
        and all(item in requests for item in (*_BALANCE, *_DETAILS) if item not in _THREE_OTHERS)
        and all(path in lines.get("disputes", {}) for path in DISPUTE_PATHS)
    )


def _statistics_complete(lines: Mapping[str, Mapping[str, Line]]) -> bool:
    printed = lines.get("statistics", {})
    return all(line.item in printed for line in STATISTICS if line.item is not None)


def _numbers_complete(lines: Mapping[str, Mapping[str, Line]]) -> bool:
    printed = lines.get("statistics", {})
    return all(line.key in printed for line in LOCAL if _NUMBERED.search(line.label))


_NUMBERED: Final = re.compile(r"^(?:其中：)?\d、")
_WANTED: Final = {
    "2021": lambda lines: _complete(lines, PROACTIVE_2021),
    "2019": lambda lines: _complete(lines, PROACTIVE_2019),
    "2014": _statistics_complete,
    "local": _numbers_complete,
}
