"""Figures of one report: drawn from a seed so that its identities hold and neighbours differ.

A value that equals the one above it or beside it could hide a shifted cell, so no two
neighbours are equal unless they are zero.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_PATHS,
    DISPUTE_RESULTS,
    PROCUREMENT_CELL,
    STATISTICS,
    STATISTICS_FLOORS,
    STATISTICS_SUMS,
    Form,
    proactive_blocks,
    request_lines,
)

_ATTEMPTS = 500
_PERSONS_TOP = 60
_ORGANISATIONS_TOP = 25
_CARRIED_TOP = 9
_DISPUTES_TOP = 12
_LARGE = (400, 9000)
_SMALL_TOP = 40
_ZEROS = 0.25
_APPLICANT_CODES = tuple(APPLICANTS)[:-1]
_RESULT_CODES = tuple(DISPUTE_RESULTS)[:-1]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed value cell.

    ``text`` is what stands in the page. ``value`` is the number it means (null: none) and
    ``state`` the contract's word for a cell that is no plain number. ``span`` counts the
    value cells that it covers; a cell that another one covers has ``span`` 0.
    """

    text: str
    value: int | float | None
    state: str | None = None
    span: int = 1


Row = dict[str, Cell]


@dataclass(slots=True)
class Figures:
    """Printed cells of one report: section two, three, four, or the table of the 2014 form.

    ``proactive`` has the one cell ``procurement_amount`` where the dataset has two columns.
    """

    form: Form
    single_other: bool = False
    proactive: Row = field(default_factory=dict)
    requests: dict[str, Row] = field(default_factory=dict)
    disputes: dict[str, Row] = field(default_factory=dict)
    statistics: Row = field(default_factory=dict)
    procurement_unit: str | None = None


def plain(value: float) -> Cell:
    """Return a cell that prints nothing but its number."""
    return Cell(str(value), value)


def draw_figures(
    rng: random.Random,
    form: Form,
    *,
    single_other: bool = False,
    rules: bool = False,
    zero_rows: Sequence[str] = (),
) -> Figures:
    """Draw the figures of one report.

    ``rules`` tells whether the body may make 规章 at all; ``zero_rows`` names lines of
    section three that must be zero throughout.
    """
    figures = Figures(form=form, single_other=single_other)
    if form == "2014":
        figures.statistics = {item: plain(value) for item, value in _draw_statistics(rng).items()}
        return figures
    figures.proactive = _draw_proactive(rng, form, rules=rules)
    items = [line.item for line in request_lines(single_other=single_other)]
    figures.requests = _cells(_draw_requests(rng, items, zero_rows))
    figures.disputes = _cells(_draw_disputes(rng))
    return figures


def neighbours_differ(grid: Sequence[Sequence[float]]) -> bool:
    """Tell whether no two adjacent values, in a row or a column, are equal but not zero."""
    beside = (pair for row in grid for pair in itertools.pairwise(row))
    above = (pair for rows in itertools.pairwise(grid) for pair in zip(*rows, strict=False))
    return all(a != b or not a for a, b in itertools.chain(beside, above))


def grids(figures: Figures) -> list[list[list[float]]]:
    """Values of sections three and four and of the 2014 form, as they lie in their tables."""
    rows = [*figures.requests.values()]
    line = [cell for row in figures.disputes.values() for cell in row.values()]
    return [
        [[cell.value or 0 for cell in row.values()] for row in rows],
        [[cell.value or 0 for cell in line]],
        [[cell.value or 0] for cell in figures.statistics.values()],
    ]


def _cells(table: dict[str, dict[str, int]]) -> dict[str, Row]:
    return {key: {code: plain(value) for code, value in row.items()} for key, row in table.items()}


def _draw(rng: random.Random, top: int, avoid: Iterable[int], zeros: float = _ZEROS) -> int:
    if rng.random() < zeros:
        return 0
    return rng.choice(sorted(set(range(1, top + 1)) - set(avoid)))


def _draw_row(rng: random.Random, above: dict[str, int], top: int | None = None) -> dict[str, int]:
    row: dict[str, int] = {}
    left = 0
    for code in _APPLICANT_CODES:
        most = top or (_PERSONS_TOP if code == "natural_person" else _ORGANISATIONS_TOP)
        left = _draw(rng, most, (left, above.get(code, 0)))
        row[code] = left
    return _with_total(row)


def _with_total(row: dict[str, int]) -> dict[str, int]:
    return {**row, "total": sum(row.values())}


def _draw_requests(
    rng: random.Random, items: Sequence[str], zero_rows: Sequence[str]
) -> dict[str, dict[str, int]]:
    for _ in range(_ATTEMPTS):
        table = _try_requests(rng, items, zero_rows)
        grid = [list(table[item].values()) for item in items]
        if min(table["received_new"].values()) >= 0 and neighbours_differ(grid):
            return table
    raise ValueError("no consistent figures for section three")


def _try_requests(
    rng: random.Random, items: Sequence[str], zero_rows: Sequence[str]
) -> dict[str, dict[str, int]]:
    zero = dict.fromkeys(APPLICANTS, 0)
    details = [item for item in items if item not in _BALANCE_ITEMS]
    table: dict[str, dict[str, int]] = {}
    above = zero
    for item in details:
        above = zero if item in zero_rows else _draw_row(rng, above)
        table[item] = above
    outcome = {code: sum(table[item][code] for item in details) for code in APPLICANTS}
    table["outcome_total"] = outcome
    table["carried_out"] = _draw_row(rng, outcome, _CARRIED_TOP)
    table["carried_in"] = _draw_row(rng, table["disclosed"], _CARRIED_TOP)
    table["received_new"] = {
        code: outcome[code] + table["carried_out"][code] - table["carried_in"][code]
        for code in APPLICANTS
    }
    return {item: table[item] for item in items}


_BALANCE_ITEMS = frozenset({"received_new", "carried_in", "outcome_total", "carried_out"})


def _draw_disputes(rng: random.Random) -> dict[str, dict[str, int]]:
    for _ in range(_ATTEMPTS):
        table: dict[str, dict[str, int]] = {}
        left = 0
        for path in DISPUTE_PATHS:
            row: dict[str, int] = {}
            for code in _RESULT_CODES:
                left = _draw(rng, _DISPUTES_TOP, (left,))
                row[code] = left
            table[path] = _with_total(row)
            left = table[path]["total"]
        if neighbours_differ([[value for row in table.values() for value in row.values()]]):
            return table
    raise ValueError("no consistent figures for section four")


def _draw_proactive(rng: random.Random, form: Form, *, rules: bool) -> Row:
    for _ in range(_ATTEMPTS):
        row: dict[str, float] = {}
        grids: list[list[list[float]]] = []
        for block in proactive_blocks(form):
            grid: list[list[float]] = []
            for _label, columns in block.lines:
                values = {column: _proactive_value(rng, column, rules=rules) for column in columns}
                row |= values
                grid.append(list(values.values()))
            grids.append(grid)
        if all(neighbours_differ(grid) for grid in grids):
            return {column: _proactive_cell(column, value) for column, value in row.items()}
    raise ValueError("no consistent figures for section two")


def _proactive_value(rng: random.Random, column: str, *, rules: bool) -> float:
    if column.startswith("rules_"):
        return rng.randint(1, 30) if rules else 0
    if column in {"fee_amount_10k_yuan", PROCUREMENT_CELL}:
        return rng.randint(1001, 99999) / 100
    if column.endswith("_change"):
        return rng.randint(-9, 15)
    if column.endswith("_decisions"):
        return rng.randint(*_LARGE) if rng.random() > _ZEROS else 0
    return rng.randint(1, 99)


def _proactive_cell(column: str, value: float) -> Cell:
    if column.endswith("_change") and value > 0:
        return Cell(f"+{value}", value)
    return plain(value)


_AMOUNTS = frozenset({"fees_collected_10k_yuan", "budget_10k_yuan"})
_LARGE_ITEMS = frozenset({"proactive_total", "via_website", "via_wechat", "training_attendance"})


def _draw_statistics(rng: random.Random) -> dict[str, float]:
    items = [row.item for row in STATISTICS if row.item is not None]
    for _ in range(_ATTEMPTS):
        values: dict[str, float] = {item: _statistics_value(rng, item) for item in items}
        for total, parts in reversed(STATISTICS_SUMS.items()):
            values[total] = sum(values[part] for part in parts)
        for total, parts in STATISTICS_FLOORS.items():
            values[total] = sum(values[part] for part in parts) + rng.randint(0, 3)
        if neighbours_differ([[values[item]] for item in items]):
            return values
    raise ValueError("no consistent figures for the 2014 form")


def _statistics_value(rng: random.Random, item: str) -> float:
    if item in _AMOUNTS:
        return rng.randint(11, 9999) / 100
    if item in _LARGE_ITEMS:
        return rng.randint(*_LARGE)
    return _draw(rng, _SMALL_TOP, ())
