"""A report as one JSON object: what ``gongkai inspect --json`` prints (contract, interface)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.model import Capture, CellState, Extraction, Finding, Line, Report
from pipelines.schema import (
    DISPUTE_COLUMNS,
    EXTRACTOR_VERSION,
    PROACTIVE_COLUMNS,
    PROVENANCE,
    REPORTS,
    REQUEST_COLUMNS,
)


def document_object(extraction: Extraction, capture: Capture) -> dict[str, Any]:
    """Return the object of a document: its first report, the others whole in ``more``."""
    if not extraction.reports:
        return {"report": None, "findings": [finding_object(f) for f in extraction.findings]}
    first, *others = [report_object(report, capture) for report in extraction.reports]
    findings = first.pop("findings")
    return {**first, "more": [{**other, "more": []} for other in others], "findings": findings}


def report_object(report: Report, capture: Capture) -> dict[str, Any]:
    """Return one report with every column of ``reports`` and of each table that was found."""
    return {
        "report": _fields(report, capture),
        "proactive": (
            _columns(report.proactive, tuple(PROACTIVE_COLUMNS)) if report.proactive else None
        ),
        "requests": {
            item: _columns(line, tuple(REQUEST_COLUMNS)) for item, line in report.requests.items()
        },
        "disputes": {
            path: _columns(line, tuple(DISPUTE_COLUMNS)) for path, line in report.disputes.items()
        },
        "statistics": {
            line.item: line.value for line in report.statistics if line.item is not None
        },
        "statistics_lines": [
            {
                "item": line.item,
                "label": line.label,
                "position": line.position,
                "unit": line.unit,
                "value": line.value,
                "cumulative": line.cumulative,
            }
            for line in report.statistics
        ],
        "cell_states": _cell_states(report),
        "findings": [finding_object(finding) for finding in report.findings],
    }


def _fields(report: Report, capture: Capture) -> dict[str, Any]:
    severities = [finding.severity for finding in report.findings]
    values = {
        **report.fields,
        **{name: getattr(capture, name) for name in PROVENANCE},
        "also_at": [],
        "revisions": 1,
        "error_findings": severities.count("error"),
        "warning_findings": severities.count("warning"),
        "extractor_version": EXTRACTOR_VERSION,
        # The partition, which stands in the path of the dataset and in no file of it.
        "region": report.region,
        "year": report.year,
    }
    names = ("region", "year", *REPORTS.column_names)
    return {name: _plain(values.get(name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


def _columns(line: Line, names: Sequence[str]) -> dict[str, Any]:
    return {name: line.values.get(name) for name in names}


def _cell_states(report: Report) -> list[dict[str, Any]]:
    places: list[tuple[str, str | None, Sequence[CellState]]] = []
    if report.proactive is not None:
        places.append(("proactive", None, report.proactive.states))
    places += [("requests", item, line.states) for item, line in report.requests.items()]
    places += [("disputes", path, line.states) for path, line in report.disputes.items()]
    places += [("statistics", line.item, line.states) for line in report.statistics]
    return [
        {
            "table": table,
            "item": item,
            "column": state.column,
            "state": state.state,
            "raw": state.raw,
        }
        for table, item, states in places
        for state in states
    ]


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return one finding; whole numbers as integers."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "origin": finding.origin,
        "table": finding.table,
        "item": finding.item,
        "column": finding.column,
        "expected": _whole(finding.expected),
        "actual": _whole(finding.actual),
        "raw": finding.raw,
        "message": finding.message,
    }


def _whole(number: float | None) -> float | None:
    return int(number) if number is not None and number == int(number) else number
