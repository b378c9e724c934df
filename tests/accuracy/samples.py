"""One small report by hand: its truth, and what a reader made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crawler.simulation.mess.page import (
    Kind,
    MessDocument,
    Number,
    TableName,
    Target,
    TrueCell,
    Truth,
)
from pipelines.model import CellState, Extraction, Finding, Line, Report, StatisticsLine
from tests.tables import APPLICANTS

FIELDS: dict[str, object] = {
    "year": 2022,
    "agency_name": "沐阳县财政局",
    "region_code": "321322",
    "level": "county",
    "scope": "agency",
    "template": "2021",
    "published_on": "2023-01-16",
    "requests_blank_means_zero": None,
    "disputes_blank_means_zero": None,
    "status": "complete",
}


def row(table: TableName, item: str, values: Mapping[str, Number]) -> dict[Target, TrueCell]:
    """Truth of one line of plain numbers."""
    return {
        Target(table, item, column): TrueCell("" if value is None else str(value), value, None)
        for column, value in values.items()
    }


def applicants(*values: Number) -> dict[str, Number]:
    """Seven values of section three by column."""
    return dict(zip(APPLICANTS, values, strict=True))


def truth(*rows: Mapping[Target, TrueCell], **fields: object) -> Truth:
    """Truth of one report."""
    cells = {target: cell for line in rows for target, cell in line.items()}
    return Truth({**FIELDS, **fields}, cells)


def document(
    *truths: Truth, kind: Kind = "html", variations: tuple[str, ...] = (), number: int = 1
) -> MessDocument:
    """Return a document of which only the truth matters."""
    return MessDocument(
        number=number,
        seed="hand",
        kind=kind,
        name="page.html",
        url="http://www.shuyang.gov.cn/1.html",
        content_type="text/html",
        body=b"",
        variations=variations,
        random_damage=False,
        truths=truths,
    )


def report(
    *,
    proactive: Line | None = None,
    requests: Mapping[str, Mapping[str, Number]] | None = None,
    disputes: Mapping[str, Mapping[str, Number]] | None = None,
    statistics: Sequence[StatisticsLine] = (),
    findings: Sequence[Finding] = (),
    **fields: Any,
) -> Report:
    """Return what a reader may give."""
    return Report(
        region=320000,
        year=2022,
        fields={**FIELDS, **fields},
        proactive=proactive,
        requests={item: Line(dict(values)) for item, values in (requests or {}).items()},
        disputes={path: Line(dict(values)) for path, values in (disputes or {}).items()},
        statistics=list(statistics),
        findings=list(findings),
    )


def extraction(*reports: Report, findings: Sequence[Finding] = ()) -> Extraction:
    """Return the extraction of a document that holds these reports."""
    return Extraction("report" if reports else "no_report", list(reports), None, list(findings))


def named(
    rule: str,
    item: str | None,
    column: str | None,
    *,
    table: str | None = "requests",
    origin: Any = "reading",
    raw: str | None = None,
) -> Finding:
    """Return a finding that names a cell, a row (no column) or a table (neither)."""
    return Finding(rule, "by hand", origin, table, item, column, None, None, raw)


def state(column: str, word: str, raw: str) -> CellState:
    """Return the state of a cell."""
    return CellState(column, word, raw)
