"""Floors and ceilings of a dataset, from the reviewed file ``floors.csv``.

``metric``: ``reports`` (a count) or ``unreadable_share`` (unreadable cells by printed cells, 0
to 1). ``scope``: ``dataset``; ``partition`` or ``portal`` for each of them; or one by name:
``region=150000/year=2022``, ``portal=KEY``. A named one that the dataset lacks counts as 0, so
a missing year cannot hide behind a total.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UserError

METRICS = ("reports", "unreadable_share")
COLUMNS = ("metric", "scope", "floor", "ceiling", "reason")
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


def read_floors(path: Path) -> list[Floor]:
    """Read ``floors.csv``; raises :class:`UserError` naming the line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UserError(f"{path}: the columns must be {','.join(COLUMNS)}")
        return [_floor(row, f"{path} line {reader.line_num}") for row in reader]


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


def _floor(row: Mapping[str, str | None], where: str) -> Floor:
    metric, scope = row["metric"] or "", row["scope"] or ""
    if metric not in METRICS:
        raise UserError(f"{where}: metric {metric!r} is not one of {', '.join(METRICS)}")
    if scope != "dataset" and scope not in EACH and not scope.startswith(tuple(EACH.values())):
        raise UserError(
            f"{where}: scope {scope!r} is not dataset, partition, portal, "
            "region=NNNNNN/year=YYYY or portal=KEY"
        )
    floor, ceiling = (_limit(row[name], where) for name in ("floor", "ceiling"))
    if (floor is None) == (ceiling is None):
        raise UserError(f"{where}: give a floor or a ceiling, and one of them only")
    return Floor(metric, scope, floor, ceiling, row["reason"] or "")


def _limit(text: str | None, where: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise UserError(f"{where}: {text!r} is not a number") from None
