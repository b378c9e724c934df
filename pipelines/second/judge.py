"""What two readings of a table agree on, and what is to be said where they do not.

Contract, findings: where a table's identities are broken and both readings agree on every cell of
it, the break is the report's own (origin ``report``, with ``report.as_printed`` beside it). A cell
on which they differ is null, with both texts in its finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.checks import (
    dispute_identities,
    identity_findings,
    request_identities,
    statistics_findings,
)
from pipelines.model import CellState, Finding, Line, Number, StatisticsLine
from pipelines.reading.state import Tables
from pipelines.second.figures import Lines, SecondCell, SecondReading, bare

#: For each report the tables whose cells two readings agree on.
Opinions = list[frozenset[str]]

_TABLES = ("requests", "disputes", "statistics")
_VALUE = "value"


def second_opinions(reports: Sequence[Tables], ask: Callable[[], SecondReading | None]) -> Opinions:
    """Judge the tables of the reports of one document that leave an identity broken.

    ``ask`` gives the second reading and is called only where there is such a table. Cells of
    ``reports`` on which the two differ become null, each with a finding.
    """
    broken = [_broken(tables) for tables in reports]
    reading = ask() if any(broken) else None
    confirmed: Opinions = [frozenset() for _ in reports]
    for table in _TABLES if reading is not None else ():
        found: tuple[Lines, ...] = getattr(reading, table)
        owners = [number for number, tables in enumerate(reports) if getattr(tables, table)]
        # Several reports on one page: unless each has its table, none is known to be whose.
        if len(found) != len(owners):
            continue
        for number, lines in zip(owners, found, strict=True):
            if table in broken[number] and _settle(reports[number], table, lines):
                confirmed[number] |= {table}
    return confirmed


def strays_printed_so(findings: Iterable[Finding], confirmed: frozenset[str]) -> Iterator[Finding]:
    """Yield what was found in reading; a cell too many in a confirmed table is printed so."""
    for finding in findings:
        stray = finding.rule == "table.extra_column" and finding.item is not None
        if stray and finding.table in confirmed:
            yield replace(finding, origin="report")
        else:
            yield finding


def printed_so(findings: Iterable[Finding], confirmed: frozenset[str]) -> Iterator[Finding]:
    """Yield broken identities; those of confirmed tables as the report's own."""
    for finding in findings:
        if finding.table not in confirmed:
            yield finding
            continue
        yield replace(finding, origin="report")
        place = ".".join(part for part in (finding.table, finding.item, finding.column) if part)
        yield replace(
            finding,
            rule="report.as_printed",
            message=f"{place} is printed as {finding.raw}: a second way of reading agrees on "
            f"every cell of the table ({finding.rule})",
            origin="report",
        )


def _broken(tables: Tables) -> frozenset[str | None]:
    identities = [*request_identities(tables.requests), *dispute_identities(tables.disputes)]
    found = [
        *identity_findings(identities),
        *statistics_findings(tables.statistics, tables.forms),
    ]
    return frozenset(finding.table for finding in found)


def _settle(tables: Tables, table: str, second: Lines) -> bool:
    """Compare one table cell by cell; where it is not the same lines and columns, say nothing."""
    first = _lines(tables, table)
    if {item: set(line.values) for item, line in first.items()} != {
        item: set(cells) for item, cells in second.items()
    }:
        return False
    differing = [
        (item, column)
        for item, line in first.items()
        for column in line.values
        if not _agree(line, column, second[item][column])
    ]
    for item, column in differing:
        _doubt(tables, table, item, column, second[item][column])
    return not differing


def _lines(tables: Tables, table: str) -> Mapping[str, Line]:
    if table != "statistics":
        lines: dict[str, Line] = getattr(tables, table)
        return lines
    if any(line.item is None or line.cumulative is not None for line in tables.statistics):
        return {}
    return {str(line.item): Line({_VALUE: line.value}, line.states) for line in tables.statistics}


def _agree(line: Line, column: str, cell: SecondCell) -> bool:
    """Whether both say the same of a cell: the same number, or where none is plain the same text."""
    raw = _raw(line, column)
    value = line.values[column]
    return value == cell.number if raw is None else bare(raw) == bare(cell.raw)


def _raw(line: Line, column: str) -> str | None:
    """Return the text of a cell that is no plain number."""
    return next((state.raw for state in line.states if state.column == column), None)


def _doubt(tables: Tables, table: str, item: str, column: str, cell: SecondCell) -> None:
    line = _lines(tables, table)[item]
    raw = _raw(line, column)
    both = f"{_shown(line.values[column]) if raw is None else raw} | {cell.raw}"
    states = (
        *(state for state in line.states if state.column != column),
        CellState(column, "unreadable", both),
    )
    if table == "statistics":
        _doubt_line(tables.statistics, item, states)
    else:
        line.values[column] = None
        line.states = states
    # What was said of the number alone does not hold any more.
    tables.findings[:] = [
        finding
        for finding in tables.findings
        if (finding.table, finding.item, finding.column) != (table, item, column)
        or not finding.rule.startswith("cell.")
    ]
    tables.find(
        "cell.unreadable",
        f"{table}.{item}.{column} is read in two ways, as {both}",
        table=table,
        item=item,
        column=column,
        raw=both,
    )


def _doubt_line(lines: list[StatisticsLine], item: str, states: tuple[CellState, ...]) -> None:
    for line in lines:
        if line.item == item:
            line.value = None
            line.states = states


def _shown(value: Number) -> str:
    return "" if value is None else f"{value:.15g}"
