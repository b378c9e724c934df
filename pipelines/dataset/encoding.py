"""What a capture gave, as canonical JSON: the same extraction gives the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, Final, NamedTuple

import pyarrow as pa

from pipelines.model import (
    CellState,
    Content,
    Extraction,
    Finding,
    Line,
    Report,
    StatisticsLine,
)
from pipelines.schema import REPORTS

_DATES: Final = frozenset(
    column.name for column in REPORTS.columns if pa.types.is_date(column.type)
)
_COLUMNS: Final = frozenset(REPORTS.column_names)


def canonical(value: object) -> str:
    """JSON of plain values: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Encoded(NamedTuple):
    """An extraction as bytes, and for each report a hash of what it says: 16 hex digits.

    The hash is over its tables and sections and nothing else.
    """

    data: bytes
    digests: tuple[str, ...]


def encode(extraction: Extraction) -> Encoded:
    """Canonical JSON of an extraction, UTF-8; :func:`decode` gives an equal one back.

    Raises :class:`ValueError` for a report with a field that is no column of ``reports``.
    """
    reports = [_report(report) for report in extraction.reports]
    value = {
        "role": extraction.role,
        "reports": reports,
        "content": _content(extraction.content),
        "findings": [_finding(finding) for finding in extraction.findings],
        "trusted": extraction.trusted,
    }
    return Encoded(_bytes(value), tuple(map(_digest, reports)))


def _bytes(value: object) -> bytes:
    # A lone surrogate cannot be encoded; no decoder of documents should give one.
    return canonical(value).encode("utf-8", "replace")


def _digest(report: dict[str, Any]) -> str:
    said = {key: report[key] for key in ("proactive", "requests", "disputes", "statistics")}
    said["sections"] = report["fields"].get("sections")
    return hashlib.sha256(_bytes(said)).hexdigest()[:16]


def decode(data: bytes) -> Extraction:
    """Return the extraction that :func:`encode` was given."""
    value = json.loads(data)
    return Extraction(
        role=value["role"],
        reports=[_to_report(report) for report in value["reports"]],
        content=None if value["content"] is None else Content(**value["content"]),
        findings=[Finding(**finding) for finding in value["findings"]],
        trusted=value["trusted"],
    )


def _content(content: Content | None) -> dict[str, Any] | None:
    return None if content is None else {"sha256": content.sha256, "cells": dict(content.cells)}


def _report(report: Report) -> dict[str, Any]:
    unknown = sorted(set(report.fields) - _COLUMNS)
    if unknown:
        raise ValueError(f"reports has no column {', '.join(unknown)}")
    return {
        "region": report.region,
        "year": report.year,
        "fields": {name: _field(name, value) for name, value in report.fields.items()},
        "proactive": None if report.proactive is None else _line(report.proactive),
        "requests": {item: _line(line) for item, line in report.requests.items()},
        "disputes": {path: _line(line) for path, line in report.disputes.items()},
        "statistics": [
            {**_attributes(line), "states": _states(line.states)} for line in report.statistics
        ],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _line(line: Line) -> list[Any]:
    return [line.values, _states(line.states)]


def _states(states: tuple[CellState, ...]) -> list[list[str]]:
    return [[state.column, state.state, state.raw] for state in states]


def _attributes(value: StatisticsLine | Finding) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _field(name: str, value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return _sections(value) if name == "sections" and value is not None else value


def _sections(sections: Any) -> list[dict[str, str]]:
    """Sections as pairs or as mappings of ``heading`` and ``text``."""
    return [
        {"heading": section["heading"], "text": section["text"]}
        if isinstance(section, dict)
        else {"heading": section[0], "text": section[1]}
        for section in sections
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {name: value for name, value in _attributes(finding).items() if value is not None}


def _to_report(value: dict[str, Any]) -> Report:
    fields = {
        name: dt.date.fromisoformat(field) if name in _DATES and field is not None else field
        for name, field in value["fields"].items()
    }
    return Report(
        region=value["region"],
        year=value["year"],
        fields=fields,
        proactive=None if value["proactive"] is None else _to_line(value["proactive"]),
        requests={item: _to_line(line) for item, line in value["requests"].items()},
        disputes={path: _to_line(line) for path, line in value["disputes"].items()},
        statistics=[
            StatisticsLine(**{**line, "states": _to_states(line["states"])})
            for line in value["statistics"]
        ],
        findings=[Finding(**finding) for finding in value["findings"]],
    )


def _to_line(value: list[Any]) -> Line:
    values, states = value
    return Line(values, _to_states(states))


def _to_states(states: list[list[str]]) -> tuple[CellState, ...]:
    return tuple(CellState(*state) for state in states)
