"""Truth against dataset: every cell, cell state, column and finding, no more and no fewer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.dataset as pads

from crawler.simulation import LineTruth, ReportTruth, Site

Rows = list[dict[str, Any]]
Tables = Mapping[str, Rows]

#: Column that tells the lines of a table apart; ``proactive`` has one line a report.
LINE_KEYS: Final[dict[str, str | None]] = {
    "proactive": None,
    "requests": "item",
    "disputes": "path",
    "statistics": "position",
}
FINDING_COLUMNS: Final = (
    "rule",
    "severity",
    "origin",
    "table",
    "item",
    "column",
    "expected",
    "actual",
)
#: What is compared, in the order in which it is shown.
KINDS: Final = ("reports", "columns", "cells", "labels", "states", "findings", "roles", "visits")
#: Columns of a line of ``statistics`` that are no value.
_LABELS: Final = frozenset({"item", "label", "position", "unit"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the truth has it. ``verdict``: wrong, missing or extra."""

    kind: str
    verdict: str
    where: str
    expected: Any = None
    found: Any = None

    def __str__(self) -> str:
        """Return one line for a person."""
        return (
            f"{self.kind}: {self.verdict}: {self.where}: "
            f"the truth has {self.expected!r}, the dataset {self.found!r}"
        )


@dataclass(slots=True)
class Comparison:
    """Counts of what is right, and every difference."""

    right: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def count(self, kind: str, verdict: str) -> int:
        """How many differences of a kind are wrong, missing or extra."""
        return sum(d.kind == kind and d.verdict == verdict for d in self.differences)

    def compared(self, kind: str) -> int:
        """How many things of a kind were looked at, those that the truth lacks included."""
        return self.right[kind] + sum(d.kind == kind for d in self.differences)

    def judge(self, kind: str, where: str, expected: Any, found: Any) -> None:
        """Count one thing as right, or keep the difference."""
        if expected == found:
            self.right[kind] += 1
            return
        verdict = "missing" if found is None else "extra" if expected is None else "wrong"
        self.differences.append(Difference(kind, verdict, where, expected, found))


def read_tables(dataset: Path) -> dict[str, Rows]:
    """Read the dataset as any Parquet reader does; rows as dictionaries."""
    names = ("reports", *LINE_KEYS, "findings", "captures", "visits")
    return {
        name: pads.dataset(dataset / name, format="parquet", partitioning="hive")
        .to_table()
        .to_pylist()
        for name in names
    }


def compare(site: Site, tables: Tables) -> Comparison:
    """Compare all reports, the roles of captures that are known beforehand, and the visits."""
    result = Comparison()
    _compare_reports(site.reports, tables, result)
    _compare_roles(site.roles, tables["captures"], result)
    _compare_visits(site.visits, tables["visits"], result)
    return result


def _compare_reports(truths: Sequence[ReportTruth], tables: Tables, result: Comparison) -> None:
    by_url: dict[str | None, Rows] = {}
    for row in tables["reports"]:
        by_url.setdefault(row["url"], []).append(row)
    found_lines = {name: _by_report(tables[name]) for name in LINE_KEYS}
    found_findings = _by_report(tables["findings"])
    for truth in truths:
        rows = by_url.pop(truth.url, [])
        result.judge("reports", truth.key, 1, len(rows) or None)
        row = rows[0] if rows else {}
        report_id = row.get("report_id")
        _compare_columns(truth, row, result)
        for name in LINE_KEYS:
            _compare_table(truth, name, found_lines[name].pop(report_id, []), result)
        _compare_findings(truth.key, truth.findings, found_findings.pop(report_id, []), result)
    for url, extra in by_url.items():
        result.judge("reports", str(url), None, len(extra))
    for name, others in found_lines.items():
        for report_id, lost in others.items():
            result.judge("cells", f"report {report_id} {name}: its lines", None, len(lost))
    for report_id, lost in found_findings.items():
        _compare_findings(f"report {report_id}", (), lost, result)


def _by_report(rows: Iterable[dict[str, Any]]) -> dict[str | None, Rows]:
    found: dict[str | None, Rows] = {}
    for row in rows:
        found.setdefault(row["report_id"], []).append(row)
    return found


def _compare_columns(truth: ReportTruth, row: Mapping[str, Any], result: Comparison) -> None:
    expected = {**truth.fields, "region": truth.region, "year": truth.year}
    for column, value in expected.items():
        found = row.get(column)
        if isinstance(found, dt.date):
            found = found.isoformat()
        result.judge("columns", f"{truth.key} {column}", value, found)


def _compare_table(truth: ReportTruth, name: str, rows: Rows, result: Comparison) -> None:
    key = LINE_KEYS[name]
    found = {"" if key is None else str(row[key]): row for row in rows}
    lines = truth.lines[name]
    for line_key in [*lines, *(extra for extra in found if extra not in lines)]:
        where = f"{truth.key} {name} {line_key}".rstrip()
        line = lines.get(line_key, LineTruth({}))
        row = found.get(line_key, {})
        _compare_line(where, line, row, result)
    for number in range(len(rows) - len(found)):
        result.judge("cells", f"{truth.key} {name}: a line printed again", None, number + 1)


def _compare_line(where: str, line: LineTruth, row: Mapping[str, Any], result: Comparison) -> None:
    states = {
        (state["column"], state["state"], state["raw"]) for state in row.get("cell_state") or ()
    }
    printed = {column for column, _, _ in line.states}
    beside = {"report_id", "cell_state", "region", "year", *filter(None, LINE_KEYS.values())}
    beside -= line.values.keys()
    for column in [*line.values, *(name for name in row if name not in line.values)]:
        expected, found = line.values.get(column), row.get(column)
        if column in beside or (expected is None and found is None and column not in printed):
            continue
        kind = "labels" if column in _LABELS else "cells"
        result.judge(kind, f"{where} {column}", expected, found)
    for state in sorted(states | set(line.states)):
        expected_state = state if state in line.states else None
        found_state = state if state in states else None
        result.judge("states", f"{where} {state[0]}", expected_state, found_state)


def _compare_findings(
    where: str, truths: Sequence[Mapping[str, Any]], rows: Rows, result: Comparison
) -> None:
    expected = Counter(tuple(truth[column] for column in FINDING_COLUMNS) for truth in truths)
    found = Counter(tuple(row[column] for column in FINDING_COLUMNS) for row in rows)
    result.right["findings"] += (expected & found).total()
    for finding in (expected - found).elements():
        result.judge("findings", where, finding, None)
    for finding in (found - expected).elements():
        result.judge("findings", where, None, finding)


def _compare_roles(roles: Mapping[str, str], captures: Rows, result: Comparison) -> None:
    """Look for each role at its address; a page that was busy first has two answers."""
    found: dict[str | None, set[str]] = {}
    for row in captures:
        found.setdefault(row["url"], set()).add(row["role"])
    for url, role in roles.items():
        seen = found.get(url, set())
        result.judge("roles", url, role, role if role in seen else ", ".join(sorted(seen)) or None)
    for address, answers in found.items():
        if "report" in answers and roles.get(str(address)) != "report":
            result.judge("roles", str(address), None, "report")


def _compare_visits(
    truths: Mapping[str, Mapping[str, Any]], visits: Rows, result: Comparison
) -> None:
    found = {row["portal"]: row for row in visits}
    result.judge("visits", "rows", len(truths), len(visits))
    for portal, truth in truths.items():
        row = found.get(portal, {})
        for column, value in truth.items():
            result.judge("visits", f"{portal} {column}", value, row.get(column))
