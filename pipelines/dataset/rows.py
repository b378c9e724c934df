"""From a report to the rows of the tables, and the order in which rows stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import CellState, Finding, Line, Report
from pipelines.schema import (
    DISPUTE_PATHS,
    PROVENANCE,
    REQUEST_ITEMS,
    TABLES,
    Table,
)

#: The tables whose rows belong to reports.
REPORT_TABLES: Final = ("reports", "proactive", "requests", "disputes", "statistics", "findings")
#: Codes that sort in the order of the printed form.
_PRINTED_ORDER: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("requests", "item"): tuple(REQUEST_ITEMS),
    ("disputes", "path"): tuple(DISPUTE_PATHS),
}
#: What tells findings on one cell apart, so that their order is fixed.
_TIES: Final[dict[str, tuple[str, ...]]] = {
    "findings": ("expected", "actual", "raw", "message", "payload_sha256", "origin"),
    "visits": ("ended_at", "region_code", "outcome"),
}


class TableRows:
    """Rows of the six tables of reports, collected column by column."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {column: [] for column in TABLES[name].column_names} for name in REPORT_TABLES
        }

    def add_report(
        self,
        report: Report,
        *,
        provenance: Mapping[str, Any],
        decided: Mapping[str, Any],
        findings: list[tuple[Finding, str]],
    ) -> None:
        """Add every row of one report.

        ``provenance``: the columns :data:`PROVENANCE` and ``extractor_version`` of its capture.
        ``decided``: ``also_at``, ``revisions``, ``withdrawn_on`` (ISO). ``findings``: those
        beyond the report's own, each with the payload that it was found in.
        """
        payload = str(provenance["payload_sha256"])
        found = [*((finding, payload) for finding in report.findings), *findings]
        self._add_reports(report, provenance, decided, [finding for finding, _ in found])
        for finding, where in found:
            self.add_finding(finding, report.report_id, where)
        self._add_lines(report)

    def add_finding(self, finding: Finding, report_id: str | None, payload: str) -> None:
        """Add one finding; ``report_id`` null where its capture gave no report."""
        self._add(
            "findings",
            report_id=report_id,
            rule=finding.rule,
            severity=finding.severity,
            origin=finding.origin,
            table=finding.table,
            item=finding.item,
            column=finding.column,
            expected=finding.expected,
            actual=finding.actual,
            raw=finding.raw,
            message=finding.message,
            payload_sha256=payload,
        )

    def to_arrow(self, name: str) -> pa.Table:
        """Rows of one table in the order in which they were added."""
        schema = TABLES[name].arrow_schema
        columns = self._columns[name]
        arrays = [pa.array(columns[field.name], type=field.type) for field in schema]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _add(self, name: str, /, **values: Any) -> None:
        for column, held in self._columns[name].items():
            held.append(values.get(column))

    def _add_reports(
        self,
        report: Report,
        provenance: Mapping[str, Any],
        decided: Mapping[str, Any],
        findings: list[Finding],
    ) -> None:
        severities = [finding.severity for finding in findings]
        withdrawn = decided["withdrawn_on"]
        values = {
            **report.fields,
            **{name: provenance[name] for name in PROVENANCE},
            "also_at": decided["also_at"],
            "revisions": decided["revisions"],
            "withdrawn_on": None if withdrawn is None else dt.date.fromisoformat(withdrawn),
            "error_findings": severities.count("error"),
            "warning_findings": severities.count("warning"),
            "extractor_version": provenance["extractor_version"],
        }
        self._add("reports", **values)

    def _add_lines(self, report: Report) -> None:
        report_id = report.report_id
        if report.proactive is not None:
            self._add("proactive", **_line(report.proactive), report_id=report_id)
        for item, line in report.requests.items():
            self._add("requests", **_line(line), report_id=report_id, item=item)
        for path, line in report.disputes.items():
            self._add("disputes", **_line(line), report_id=report_id, path=path)
        for printed in report.statistics:
            self._add(
                "statistics",
                report_id=report_id,
                item=printed.item,
                label=printed.label,
                position=printed.position,
                unit=printed.unit,
                value=printed.value,
                cumulative=printed.cumulative,
                cell_state=_states(printed.states),
            )


def _line(line: Line) -> dict[str, Any]:
    return {**line.values, "cell_state": _states(line.states)}


def _states(states: tuple[CellState, ...]) -> list[dict[str, str]] | None:
    found = [{"column": state.column, "state": state.state, "raw": state.raw} for state in states]
    return found or None


def in_order(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the order of the contract, nulls first; items and paths as printed."""
    keys = [*table.sort_by, *_TIES.get(table.name, ())]
    sortable = {key: _sortable(rows[key], _PRINTED_ORDER.get((table.name, key))) for key in keys}
    indices = pc.sort_indices(
        pa.table(sortable),
        sort_keys=[(key, "ascending", "at_start") for key in keys],
    )
    return rows.take(indices)


def _sortable(column: Any, order: tuple[str, ...] | None) -> Any:
    return column if order is None else pc.index_in(column, pa.array(order))
