"""Floors and ceilings of a dataset, from the reviewed file ``floors.csv``.

``metric``: ``reports`` (a count) or ``unreadable_share`` (unreadable cells by printed cells, 0
to 1). ``scope``: ``dataset``; ``partition`` or ``portal`` for each of them; or one by name:
``region=150000/year=2022``, ``portal=KEY``. A named one that the dataset lacks counts as 0, so
a missing year cannot hide behind a total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipelines.errors import UserError
from pipelines.reference import Row

METRICS = ("reports", "unreadable_share")
#: Scopes that stand for each of their kind, by how the names of that kind begin.
EACH = {"partition": "region=", "portal": "portal="}

#: What was measured: the metric, then the name of the scope.
Measures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Floor:
    """One row of ``floors.csv``."""

    metric: str
    scope: str
    floor: float | None
    ceiling: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One floor or ceiling held against one measured value."""

    metric: str
    scope: str
    actual: float
    floor: float | None
    ceiling: float | None
    reason: str

    @property
    def broken(self) -> bool:
        """Whether the value lies below the floor or above the ceiling."""
        below = self.floor is not None and self.actual < self.floor
        above = self.ceiling is not None and self.actual > self.ceiling
        return below or above

    def __str__(self) -> str:
        limit = f"at least {self.floor:g}" if self.floor is not None else f"at most {self.ceiling}"
        return f"{self.metric} of {self.scope}: {self.actual:g}, expected {limit} ({self.reason})"


def parse_floors(rows: Iterable[Row]) -> list[Floor]:
    """Read the lines of ``floors.csv``; raises :class:`UserError` naming the one that is wrong."""
    return [_floor(row) for row in rows]


def judge(floors: list[Floor], measures: Measures) -> list[Verdict]:
    """Hold every floor against what was measured, one verdict for each scope it names."""
    return [
        Verdict(floor.metric, scope, actual, floor.floor, floor.ceiling, floor.reason)
        for floor in floors
        for scope, actual in _values(floor, measures[floor.metric])
    ]


def _values(floor: Floor, values: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    beginning = EACH.get(floor.scope)
    if beginning is None:
        yield floor.scope, values.get(floor.scope, 0)
        return
    for scope, value in values.items():
        if scope.startswith(beginning):
            yield scope, value


def _floor(row: Row) -> Floor:
    metric, scope = row["metric"], row["scope"]
    if metric not in METRICS:
        raise UserError(f"{row.where}: metric {metric!r} is not one of {', '.join(METRICS)}")
    if scope != "dataset" and scope not in EACH and not scope.startswith(tuple(EACH.values())):
        raise UserError(
            f"{row.where}: scope {scope!r} is not dataset, partition, portal, "
            "region=NNNNNN/year=YYYY or portal=KEY"
        )
    floor, ceiling = _limit(row, "floor"), _limit(row, "ceiling")
    if (floor is None) == (ceiling is None):
        raise UserError(f"{row.where}: give a floor or a ceiling, and one of them only")
    return Floor(metric, scope, floor, ceiling, row.need("reason"))


def _limit(row: Row, column: str) -> float | None:
    text = row[column]
    try:
        return float(text) if text else None
    except ValueError:
        raise UserError(f"{row.where}: {column} {text!r} is not a number") from None
