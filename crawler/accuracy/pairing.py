"""What of the dataset belongs to what of the truth: reports, and the cells of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from crawler.simulation.forms import STATISTICS
from crawler.simulation.mess.page import Number, TableName, Target, TrueCell, Truth
from pipelines.labels import fold
from pipelines.model import CellState, Line, Report, StatisticsLine

#: The codes of the national lines; any other key of the truth is one that it made up.
_CODES: Final = frozenset(row.item for row in STATISTICS if row.item is not None)
#: Share of characters that a damaged label has in common with the one that was meant.
_LIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class FoundCell:
    """One cell of the dataset: its number, and state and raw text where it has a state."""

    value: Number
    state: str | None = None
    raw: str | None = None


@dataclass(slots=True)
class FoundCells:
    """The cells of one report under the targets of its truth.

    ``codeless``: those of statistics lines without a code, with column and raw text.
    """

    cells: dict[Target, FoundCell] = field(default_factory=dict)
    codeless: dict[Target, tuple[str, str | None]] = field(default_factory=dict)


def pair_reports(
    truths: Sequence[Truth], reports: Sequence[Report]
) -> list[tuple[Truth | None, Report | None]]:
    """Pair by year and agency, what is left by order; either may lack a partner."""
    left = list(reports)
    partners: dict[int, Report] = {}
    for place, truth in enumerate(truths):
        same = next((at for at, report in enumerate(left) if _same(truth, report)), None)
        if same is not None:
            partners[place] = left.pop(same)
    for place in range(len(truths)):
        if place not in partners and left:
            partners[place] = left.pop(0)
    return [
        *((truth, partners.get(place)) for place, truth in enumerate(truths)),
        *((None, report) for report in left),
    ]


def _same(truth: Truth, report: Report) -> bool:
    fields = truth.fields
    return (report.year, report.fields.get("agency_name")) == (
        fields.get("year"),
        fields.get("agency_name"),
    )


def found_cells(report: Report, truth: Truth | None) -> FoundCells:
    """Return the cells of a report; of statistics lines without a code those the truth has."""
    found = FoundCells()
    if report.proactive is not None:
        found.cells.update(_line("proactive", "", report.proactive))
    for item, line in report.requests.items():
        found.cells.update(_line("requests", item, line))
    for path, line in report.disputes.items():
        found.cells.update(_line("disputes", path, line))
    for entry in report.statistics:
        if entry.item is not None:
            found.cells.update(_statistics(entry.item, entry))
    cells = truth.cells if truth is not None else {}
    for key, entry in _codeless(cells, report.statistics):
        for target, cell in _statistics(key, entry):
            found.cells[target] = cell
            found.codeless[target] = (target.column, cell.raw)
    return found


def _line(table: TableName, item: str, line: Line) -> Iterator[tuple[Target, FoundCell]]:
    return _cells(table, item, line.values, line.states)


def _statistics(item: str, line: StatisticsLine) -> Iterator[tuple[Target, FoundCell]]:
    values = {"value": line.value, "cumulative": line.cumulative}
    states = {state.column for state in line.states}
    printed = {
        column: value for column, value in values.items() if value is not None or column in states
    }
    return _cells("statistics", item, printed, line.states)


def _cells(
    table: TableName, item: str, values: Mapping[str, Number], states: Iterable[CellState]
) -> Iterator[tuple[Target, FoundCell]]:
    odd = {state.column: state for state in states}
    for column in dict.fromkeys([*values, *odd]):
        state = odd.get(column)
        yield (
            Target(table, item, column),
            FoundCell(
                values.get(column),
                state.state if state is not None else None,
                state.raw if state is not None else None,
            ),
        )


def _codeless(
    cells: Mapping[Target, TrueCell], lines: Sequence[StatisticsLine]
) -> Iterator[tuple[str, StatisticsLine]]:
    """Pair the lines that no code fits with those of the truth by their labels, likest first.

    The truth has the undamaged label as key of such a line, the dataset the printed one. Lines
    that are like none of the truth's are left out: a line that lost its code still stands under
    the label that the page prints, which is no number given for something else.
    """
    keys = dict.fromkeys(
        target.item
        for target in cells
        if target.table == "statistics" and target.item not in _CODES
    )
    found = [line for line in lines if line.item is None]
    alike = sorted(
        (-SequenceMatcher(None, fold(key), fold(line.label)).ratio(), place, at)
        for place, key in enumerate(keys)
        for at, line in enumerate(found)
    )
    names, paired, taken = list(keys), set[int](), set[int]()
    for unlikeness, place, at in alike:
        if -unlikeness >= _LIKE and place not in paired and at not in taken:
            paired.add(place)
            taken.add(at)
            yield names[place], found[at]
