"""What a careful reader should find: the simulation's own arithmetic over the printed cells.

Written from the contract (``schema.md``: findings, Blanks), independently of the checks of the
data half. It looks at printed cells only, never at which flaw was planted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from crawler.simulation.figures import Cell, Figures, Row
from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_RESULTS,
    PROCUREMENT_CELL,
    STATISTICS_FLOORS,
    STATISTICS_SUMS,
)

_COUNTS_AS_ZERO: Final = frozenset({"blank", "slash", "dash", "none"})
_BALANCE: Final = frozenset({"received_new", "carried_in", "outcome_total", "carried_out"})


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """One finding that the reader must give; numbers are null where the contract names none."""

    rule: str
    severity: str
    origin: str
    table: str | None
    item: str | None
    column: str | None
    expected: float | None = None
    actual: float | None = None


@dataclass(frozen=True, slots=True)
class _Sum:
    """One identity: where its total stands, the total, the computed value, blank parts."""

    rule: str
    item: str
    column: str
    printed: float
    computed: float
    blank_parts: bool

    @property
    def holds(self) -> bool:
        return self.printed == self.computed


def findings_of(figures: Figures, *, may_make_rules: bool) -> list[Expected]:
    """Every finding that the printed tables give (none of the prose), sorted."""
    found = [
        *_told_apart(_broken(_request_sums(figures.requests), "requests"), figures.requests),
        *_told_apart(_broken(_dispute_sums(figures.disputes), "disputes"), figures.disputes),
        *_told_apart(_statistics(figures.statistics), {"": figures.statistics}),
        *_unreadable(figures),
        *_proactive(figures, may_make_rules=may_make_rules),
    ]
    return sorted(found, key=repr)


def requests_blank_means_zero(figures: Figures) -> bool | None:
    """Judge the blanks of section three by the contract's rule."""
    cells = [
        cell
        for item, row in figures.requests.items()
        for column, cell in row.items()
        if column != "total" and item != "outcome_total"
    ]
    return _blanks(cells, _request_sums(figures.requests))


def disputes_blank_means_zero(figures: Figures) -> bool | None:
    """Judge the blanks of section four by the contract's rule."""
    cells = [
        cell
        for row in figures.disputes.values()
        for column, cell in row.items()
        if column != "total"
    ]
    return _blanks(cells, _dispute_sums(figures.disputes))


def _blanks(cells: list[Cell], sums: Iterable[_Sum]) -> bool | None:
    judged = list(sums)
    if not any(cell.state == "blank" for cell in cells):
        return None
    if not all(identity.holds for identity in judged):
        return False
    prints_zero = any(cell.value == 0 for cell in cells)
    shown = any(identity.blank_parts for identity in judged)
    return True if shown and not prints_zero else None


def _part(cell: Cell) -> float | None:
    """Return a part as a number: an empty cell is 0, one that cannot be read is null."""
    return 0 if cell.state in _COUNTS_AS_ZERO else cell.value


def _total_part(cell: Cell, row_is_empty: bool) -> float | None:
    """Return a part that is itself a total: left blank beside filled cells it is not known."""
    if cell.state in _COUNTS_AS_ZERO and not row_is_empty:
        return None
    return _part(cell)


def _sum(
    rule: str, item: str, column: str, total: Cell, parts: list[tuple[Cell, float | None]]
) -> Iterator[_Sum]:
    numbers = [number for _cell, number in parts]
    if total.value is None or None in numbers:
        return
    yield _Sum(
        rule,
        item,
        column,
        total.value,
        sum(number for number in numbers if number is not None),
        any(cell.state == "blank" for cell, _number in parts),
    )


def _request_sums(requests: dict[str, Row]) -> Iterator[_Sum]:
    if not requests:
        return
    for item, row in requests.items():
        parts = [(cell, _part(cell)) for code, cell in row.items() if code != "total"]
        yield from _sum("requests.row_total", item, "total", row["total"], parts)
    details = [item for item in requests if item not in _BALANCE]
    for column in APPLICANTS:
        part = _column_reader(requests, column)
        outcome = requests["outcome_total"][column]
        yield from _sum(
            "requests.outcome_sum", "outcome_total", column, outcome, [part(i) for i in details]
        )
        yield from _balance(column, requests, part)


_Read = Callable[[str], tuple[Cell, "float | None"]]


def _column_reader(requests: dict[str, Row], column: str) -> _Read:
    def read(item: str) -> tuple[Cell, float | None]:
        row = requests[item]
        cell = row[column]
        if column != "total":
            return cell, _part(cell)
        empty = all(not _part(other) for code, other in row.items() if code != "total")
        return cell, _total_part(cell, empty)

    return read


def _balance(column: str, requests: dict[str, Row], part: _Read) -> Iterator[_Sum]:
    """received_new = outcome_total + carried_out - carried_in, named at received_new."""
    carried_in_cell, carried_in = part("carried_in")
    minus = (carried_in_cell, None if carried_in is None else -carried_in)
    parts = [part("outcome_total"), part("carried_out"), minus]
    if requests["outcome_total"][column].value is None:
        return
    received = requests["received_new"][column]
    yield from _sum("requests.balance", "received_new", column, received, parts)


def _dispute_sums(disputes: dict[str, Row]) -> Iterator[_Sum]:
    for path, row in disputes.items():
        parts = [(row[code], _part(row[code])) for code in DISPUTE_RESULTS if code != "total"]
        yield from _sum("disputes.row_total", path, "total", row["total"], parts)


def _broken(sums: Iterable[_Sum], table: str) -> Iterator[Expected]:
    for identity in sums:
        if not identity.holds:
            yield Expected(
                identity.rule,
                "error",
                "unknown",
                table,
                identity.item,
                identity.column,
                identity.computed,
                identity.printed,
            )


def _told_apart(broken: Iterable[Expected], table: dict[str, Row]) -> Iterator[Expected]:
    """Say whose doing a break is: the report's own, as two readings of its cells agree.

    A reader that goes by the order of the cells has nothing to say of a table where one cell
    stands for several.
    """
    has_spans = any(cell.span != 1 for row in table.values() for cell in row.values())
    for finding in broken:
        if has_spans:
            yield finding
            continue
        yield replace(finding, origin="report")
        yield replace(finding, rule="report.as_printed", severity="info", origin="report")


def _statistics(table: Row) -> Iterator[Expected]:
    if not table:
        return
    for total, names in STATISTICS_SUMS.items():
        parts = [(table[name], _part(table[name])) for name in names]
        sums = _sum(f"statistics.{total}_sum", total, "value", table[total], parts)
        yield from _broken(sums, "statistics")
    for total, names in STATISTICS_FLOORS.items():
        printed = table[total].value
        least = sum(_part(table[name]) or 0 for name in names)
        if printed is not None and printed < least:
            yield Expected(
                f"statistics.{total}_parts",
                "warning",
                "unknown",
                "statistics",
                total,
                "value",
                least,
                printed,
            )


def _unreadable(figures: Figures) -> Iterator[Expected]:
    for item, row in figures.requests.items():
        for column, cell in row.items():
            if cell.state in {"unreadable", "merged"}:
                yield Expected("cell.unreadable", "error", "reading", "requests", item, column)


def _proactive(figures: Figures, *, may_make_rules: bool) -> Iterator[Expected]:
    cell = figures.proactive.get(PROCUREMENT_CELL)
    if cell is not None and cell.state == "unit_unknown":
        yield Expected(
            "amount.unit_unknown",
            "warning",
            "report",
            "proactive",
            None,
            "procurement_amount_10k_yuan",
        )
    for column, rules in figures.proactive.items():
        if column.startswith("rules_") and rules.value and not may_make_rules:
            yield Expected(
                "proactive.rules_without_power",
                "warning",
                "report",
                "proactive",
                None,
                column,
                None,
                rules.value,
            )
