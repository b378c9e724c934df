"""The truth about each simulated report, as the dataset must say it.

Plain values that JSON can hold, made from the printed cells and the plan alone. There are no
ids in it: those are hashes, checked by tests of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from crawler.simulation.arithmetic import (
    disputes_blank_means_zero,
    findings_of,
    requests_blank_means_zero,
)
from crawler.simulation.figures import Cell, Figures, Row
from crawler.simulation.forms import PROACTIVE_COLUMNS, PROCUREMENT_CELL, STATISTICS
from crawler.simulation.model import SimulatedReport
from crawler.simulation.plants import procurement_amount


@dataclass(frozen=True, slots=True)
class LineTruth:
    """One row of a table: values by column, and ``(column, state, raw)`` of odd cells."""

    values: dict[str, Any]
    states: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportTruth:
    """One report: its columns of ``reports``, the lines of its tables, its findings.

    ``lines``: table name, then key of the line (item, path, or position; an empty text for
    ``proactive``). ``findings`` are dictionaries with the columns rule, severity, origin,
    table, item, column, expected, actual.
    """

    key: str
    url: str
    region: int
    year: int
    fields: dict[str, Any]
    lines: dict[str, dict[str, LineTruth]]
    findings: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain values for JSON."""
        return asdict(self)


def truth_of(report: SimulatedReport, url: str) -> ReportTruth:
    """State what a right reading of the page at ``url`` gives."""
    found = findings_of(report.figures, may_make_rules=report.agency.may_make_rules)
    findings = [asdict(finding) for finding in (*found, *report.narrative.findings)]
    return ReportTruth(
        key=report.key,
        url=url,
        region=report.agency.division.region,
        year=report.plan.year,
        fields=_fields(report, url, findings),
        lines=_lines(report.figures),
        findings=tuple(sorted(findings, key=repr)),
    )


def _fields(report: SimulatedReport, url: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    agency, division = report.agency, report.agency.division
    severities = [finding["severity"] for finding in findings]
    return {
        "agency_name": agency.name,
        "region_code": division.code,
        "region_name": division.name,
        "region_path": division.path,
        # Every capture comes from a portal of the registry, whose division serves the same area
        # under its code of the reporting year.
        "region_source": "registry",
        "current_region_code": division.current_code,
        "agency_id_source": "lineage",
        "zone": agency.zone,
        "level": agency.level,
        "system": agency.system,
        "scope": agency.scope,
        "reach": None,
        "credit_code": report.credit_code,
        "requests_blank_means_zero": requests_blank_means_zero(report.figures),
        "disputes_blank_means_zero": disputes_blank_means_zero(report.figures),
        "template": report.plan.form,
        "title": report.title,
        "published_on": report.published_on.isoformat(),
        "processing_fee_10k_yuan": report.narrative.processing_fee_10k_yuan,
        "url": url,
        "status": "complete",
        "http_status": 200,
        "document_kind": "html",
        "method": "markup",
        "error_findings": severities.count("error"),
        "warning_findings": severities.count("warning"),
    }


def _lines(figures: Figures) -> dict[str, dict[str, LineTruth]]:
    lines: dict[str, dict[str, LineTruth]] = {
        "proactive": {"": _proactive(figures)} if figures.proactive else {},
        "requests": {item: _line(row) for item, row in figures.requests.items()},
        "disputes": {path: _line(row) for path, row in figures.disputes.items()},
        "statistics": {},
    }
    if figures.statistics:
        lines["statistics"] = _statistics(figures.statistics)
    return lines


def _line(row: Row) -> LineTruth:
    return LineTruth({column: cell.value for column, cell in row.items()}, _states(row.items()))


def _states(cells: Iterable[tuple[str, Cell]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((column, cell.state, cell.text) for column, cell in cells if cell.state)


def _proactive(figures: Figures) -> LineTruth:
    """All columns of the dataset's row; the one procurement cell gives two of them."""
    cells = dict(figures.proactive)
    values: dict[str, Any] = dict.fromkeys(PROACTIVE_COLUMNS)
    procurement = cells.pop(PROCUREMENT_CELL, None)
    values |= {column: cell.value for column, cell in cells.items()}
    states = _states(cells.items())
    if procurement is not None:
        values["procurement_amount_10k_yuan"] = procurement_amount(figures)
        values["procurement_amount_printed"] = procurement.value
        states += _procurement_states(procurement)
    return LineTruth(values, states)


def _procurement_states(cell: Cell) -> tuple[tuple[str, str, str], ...]:
    """Mark both columns for a unit in the cell; only the one in 万元 for a missing unit."""
    if cell.state is None:
        return ()
    columns = ["procurement_amount_10k_yuan"]
    if cell.state != "unit_unknown":
        columns.append("procurement_amount_printed")
    return tuple((column, cell.state, cell.text) for column in columns)


def _statistics(row: Row) -> dict[str, LineTruth]:
    printed = [line for line in STATISTICS if line.item is not None]
    lines = {}
    for position, line in enumerate(printed, start=1):
        cell = row[str(line.item)]
        values = {
            "item": line.item,
            "label": line.label,
            "position": position,
            "unit": line.unit,
            "value": cell.value,
            "cumulative": None,
        }
        lines[str(position)] = LineTruth(values, _states([("value", cell)]))
    return lines
