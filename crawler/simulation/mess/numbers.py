"""Figures of one report, drawn so that its identities hold and no two neighbours are equal.

Stricter than the portals of the demo: not even two zeros stand side by side, so that no shift
by a row or a column can hide, and fewer than half of the cells are zero.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_PATHS,
    DISPUTE_RESULTS,
    PROCUREMENT_CELL,
    STATISTICS,
    STATISTICS_FLOORS,
    STATISTICS_SUMS,
    ProactiveBlock,
)

_ZEROS: Final = 0.35
_ATTEMPTS: Final = 200
_PERSONS: Final = 40
_ORGANISATIONS: Final = 15
_CARRIED: Final = 12
_DISPUTES: Final = 14
_BUSY: Final = 12
_SHARE_BUSY: Final = 0.15
_CODES: Final = tuple(APPLICANTS)[:-1]
_RESULTS: Final = tuple(DISPUTE_RESULTS)[:-1]
_BALANCE: Final = frozenset({"received_new", "carried_in", "outcome_total", "carried_out"})

Table = dict[str, dict[str, int]]
_T = TypeVar("_T")


def differ(grid: Sequence[Sequence[float]]) -> bool:
    """Whether no value equals the one beside it or the one above it."""
    beside = (pair for row in grid for pair in itertools.pairwise(row))
    above = (pair for rows in itertools.pairwise(grid) for pair in zip(*rows, strict=False))
    return all(one != other for one, other in itertools.chain(beside, above))


def _until(draw: Callable[[], _T], good: Callable[[_T], bool]) -> _T:
    for _ in range(_ATTEMPTS):
        drawn = draw()
        if good(drawn):
            return drawn
    raise ValueError("no figures whose neighbours differ")


def _number(rng: random.Random, top: int, avoid: Iterable[int]) -> int:
    """Draw a number from 0 to ``top`` that is none of ``avoid``; often zero."""
    taken = set(avoid)
    if 0 not in taken and rng.random() < _ZEROS:
        return 0
    while True:
        drawn = rng.randint(1, top)
        if drawn not in taken:
            return drawn


def _row(rng: random.Random, tops: Sequence[int], *beside: dict[str, int]) -> dict[str, int]:
    """Draw one line of section three that differs from the lines ``beside`` it everywhere."""

    def draw() -> dict[str, int]:
        row: dict[str, int] = {}
        left = -1
        for code, top in zip(_CODES, tops, strict=True):
            left = _number(rng, top, (left, *(line[code] for line in beside)))
            row[code] = left
        row["total"] = sum(row.values())
        return row

    def good(row: dict[str, int]) -> bool:
        last = row["total"] != row["other_organisation"]
        return last and all(row["total"] != line["total"] for line in beside)

    return _until(draw, good)


def draw_requests(rng: random.Random, items: Sequence[str]) -> Table:
    """Section three: figures of each line and column."""
    scale = _BUSY if rng.random() < _SHARE_BUSY else 1
    tops = [_PERSONS * scale, *[_ORGANISATIONS * scale] * (len(_CODES) - 1)]
    return _until(
        lambda: _try_requests(rng, items, tops),
        lambda table: (
            min(table["received_new"].values()) >= 0
            and differ([list(row.values()) for row in table.values()])
        ),
    )


def _try_requests(rng: random.Random, items: Sequence[str], tops: Sequence[int]) -> Table:
    details = [item for item in items if item not in _BALANCE]
    table: Table = {}
    above: tuple[dict[str, int], ...] = ()
    for item in details:
        table[item] = _row(rng, tops, *above)
        above = (table[item],)
    outcome = {code: sum(table[item][code] for item in details) for code in APPLICANTS}
    carried = [_CARRIED] * len(_CODES)
    carried_out = _row(rng, carried, outcome)
    carried_in = _row(rng, carried, table[details[0]])
    table |= {"outcome_total": outcome, "carried_out": carried_out, "carried_in": carried_in}
    table["received_new"] = {
        code: outcome[code] + carried_out[code] - carried_in[code] for code in APPLICANTS
    }
    return {item: table[item] for item in items}


def draw_disputes(rng: random.Random) -> Table:
    """Section four: figures of each path and result; they stand in one line."""

    def draw() -> Table:
        table: Table = {}
        left = -1
        for path in DISPUTE_PATHS:
            row: dict[str, int] = {}
            for code in _RESULTS:
                left = _number(rng, _DISPUTES, (left,))
                row[code] = left
            left = row["total"] = sum(row.values())
            table[path] = row
        return table

    return _until(draw, lambda table: differ([[v for row in table.values() for v in row.values()]]))


def draw_proactive(rng: random.Random, blocks: Sequence[ProactiveBlock]) -> dict[str, float]:
    """Section two: the figure of each column; the procurement cell is one."""
    lines = [columns for block in blocks for _label, columns in block.lines]
    values = _until(
        lambda: [[_proactive(rng, column) for column in columns] for columns in lines], differ
    )
    return {
        column: value
        for columns, row in zip(lines, values, strict=True)
        for column, value in zip(columns, row, strict=True)
    }


def _proactive(rng: random.Random, column: str) -> float:
    if column in {"fee_amount_10k_yuan", PROCUREMENT_CELL}:
        return rng.randint(1001, 999999) / 100
    if column.endswith("_change"):
        return rng.randint(-9, 15)
    if column.endswith("_decisions"):
        return rng.randint(0, 9000)
    return _number(rng, 99, ())


_AMOUNTS: Final = frozenset({"fees_collected_10k_yuan", "budget_10k_yuan"})
_LARGE: Final = frozenset({"proactive_total", "via_website", "via_wechat", "training_attendance"})
_LEAVES: Final = 60


def draw_statistics(rng: random.Random) -> dict[str, float]:
    """Draw the 2014 form: the figure of each line that has one."""
    items = [row.item for row in STATISTICS if row.item is not None]

    def draw() -> dict[str, float]:
        values: dict[str, float] = {}
        above: float = -1
        for item in items:
            above = _statistic(rng, item, above)
            values[item] = above
        for total, parts in reversed(STATISTICS_SUMS.items()):
            values[total] = sum(values[part] for part in parts)
        for total, parts in STATISTICS_FLOORS.items():
            values[total] = sum(values[part] for part in parts) + rng.randint(0, 3)
        return values

    return _until(draw, lambda values: differ([[value] for value in values.values()]))


def _statistic(rng: random.Random, item: str, above: float) -> float:
    if item in _AMOUNTS:
        return rng.randint(11, 9999) / 100
    if item in _LARGE:
        return rng.randint(400, 19999)
    return _number(rng, _LEAVES, (int(above),))


def draw_local(
    rng: random.Random, keys: Sequence[str], sums: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, int]]:
    """Draw a provincial form: for each line the figure of the year and the cumulative one.

    ``sums``: for each line that is a sum, its parts.
    """

    def draw() -> dict[str, tuple[int, int]]:
        lines: dict[str, tuple[int, int]] = {}
        above = -1
        for key in keys:
            above = _number(rng, _LOCAL, (above,))
            lines[key] = (above, above + rng.randint(1, _CUMULATIVE))
        for total, parts in sums.items():
            year, cumulative = zip(*(lines[part] for part in parts), strict=True)
            lines[total] = (sum(year), sum(cumulative))
        return lines

    return _until(draw, lambda lines: differ([list(pair) for pair in lines.values()]))


_LOCAL: Final = 900
_CUMULATIVE: Final = 4000
