"""Counts of a dataset, partition by partition, from rows written by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from pipelines.floors import Floor
from pipelines.quality import LastVisit, Partition, Quality, measure
from pipelines.schema import TABLES

ALXA_2022 = (150000, 2022)
NOWHERE = (0, 0)


def state(column: str, name: str, raw: str = "") -> dict[str, str]:
    return {"column": column, "state": name, "raw": raw}


def visit(day: int, outcome: str, good: int) -> dict[str, Any]:
    started = dt.datetime(2024, 1, day, 12, tzinfo=dt.UTC)
    counts = {"entries": 3, "reports_asked": 2, "reports_good": good, "errors": 0}
    return {"portal": "alxa", "started_at": started, "outcome": outcome, **counts}


#: Two reports of Inner Mongolia and a page that gave none.
ROWS: dict[Partition, dict[str, list[dict[str, Any]]]] = {
    ALXA_2022: {
        "reports": [
            {"report_id": "a", "status": "complete"},
            {"report_id": "b", "status": "partial"},
        ],
        "proactive": [
            # one cell printed in two columns: counted once
            {
                "report_id": "a",
                "procurement_amount_10k_yuan": 1.5,
                "procurement_amount_printed": 1.5,
            },
        ],
        "requests": [
            # seven cells, of which one is blank and one unreadable
            {
                "report_id": "a",
                "item": "received_new",
                **dict.fromkeys(("natural_person", "research", "public_interest"), 1),
                **dict.fromkeys(("legal_service", "total"), 3),
                "cell_state": [
                    state("business", "blank"),
                    state("other_organisation", "unreadable", "3?"),
                ],
            },
            # one cell that is printed: the other columns are not in this form
            {"report_id": "b", "item": "received_new", "total": 9, "cell_state": None},
            # a value with its unit: one cell
            {
                "report_id": "b",
                "item": "carried_in",
                "total": 2,
                "cell_state": [state("total", "unit_in_cell", "2件")],
            },
        ],
        "disputes": [],
        "statistics": [],
        "findings": [
            {"report_id": "a", "rule": "cell.unreadable", "severity": "error"},
            {"report_id": "b", "rule": "requests.balance", "severity": "error"},
            {"report_id": "b", "rule": "requests.balance", "severity": "error"},
            {"report_id": "b", "rule": "row.missing", "severity": "warning"},
        ],
        "captures": [
            {"report_id": "a", "portal": "alxa", "role": "report", "http_status": 200},
            {"report_id": "b", "portal": "alxa", "role": "report", "http_status": 200},
            {"report_id": "b", "portal": "alxa", "role": "superseded", "http_status": 200},
        ],
        "visits": [visit(30, "failed", 0), visit(31, "complete", 2)],
    },
    (150000, 2023): {"visits": [visit(29, "blocked", 0)]},
    NOWHERE: {
        "findings": [{"report_id": None, "rule": "label.unknown", "severity": "warning"}],
        "captures": [
            {"portal": "huaian", "role": "no_report", "http_status": 200},
            {"portal": "ordos", "role": "gone", "http_status": 404},
            {"portal": None, "role": "no_report", "http_status": None},
        ],
    },
}


class Written:
    """Rows of the dictionary above, in the schema of the contract."""

    def partitions(self) -> list[Partition]:
        return sorted(ROWS)

    def read(self, table: str, partition: Partition, columns: tuple[str, ...]) -> pa.Table:
        schema = TABLES[table].arrow_schema
        return pa.Table.from_pylist(ROWS[partition].get(table, []), schema=schema).select(columns)


@pytest.fixture(scope="module")
def quality() -> Quality:
    floors = [
        Floor("reports", "portal", 1, None, "each portal gives a report"),
        Floor("unreadable_share", "dataset", None, 0.5, "half"),
    ]
    return measure(Written(), floors)


def test_a_partition_in_counts(quality: Quality) -> None:
    nowhere, alxa = quality.partitions
    assert (nowhere.scope, nowhere.reports, nowhere.cells) == ("region=0/year=0", 0, 0)
    assert alxa.scope == "region=150000/year=2022"
    assert alxa.reports == 2
    assert alxa.statuses == {"complete": 1, "partial": 1}
    assert alxa.cells == 1 + 7 + 1 + 1
    assert alxa.unreadable_cells == 1
    assert (alxa.errors, alxa.warnings) == (3, 1)


def test_findings_by_rule_with_the_reports_they_are_in(quality: Quality) -> None:
    assert [(r.rule, r.severity, r.findings, r.reports) for r in quality.rules] == [
        ("cell.unreadable", "error", 1, 1),
        ("label.unknown", "warning", 1, 0),
        ("requests.balance", "error", 2, 1),
        ("row.missing", "warning", 1, 1),
    ]
    assert quality.errors == 3


def test_identities_beside_the_reports_that_print_the_table(quality: Quality) -> None:
    counts = {identity.rule: (identity.reports, identity.broken) for identity in quality.identities}
    assert counts["requests.balance"] == (2, 1)
    assert counts["requests.row_total"] == (2, 0)
    assert counts["disputes.row_total"] == (0, 0)


def test_a_portal_counts_each_report_once_and_only_if_it_answered(quality: Quality) -> None:
    assert quality.portals == {"alxa": 2, "huaian": 0}


def test_of_a_portal_the_last_visit_stands(quality: Quality) -> None:
    assert quality.visits == {
        "alxa": LastVisit("2024-01-31T12:00:00+00:00", "complete", 3, 2, 2, 0),
    }


def test_what_is_carried_over_is_among_the_identities(quality: Quality) -> None:
    assert (quality.identities[-1].rule, quality.identities[-1].reports) == ("panel.carry_over", 0)


def test_floors_are_held_against_the_counts(quality: Quality) -> None:
    assert [(v.scope, v.actual) for v in quality.broken] == [("portal=huaian", 0)]
    share = next(v for v in quality.verdicts if v.metric == "unreadable_share")
    assert share.actual == pytest.approx(0.1)


def test_the_object_of_json(quality: Quality) -> None:
    data = quality.to_dict()
    assert sorted(data) == ["findings", "floors", "identities", "partitions", "portals", "visits"]
    assert data["visits"]["alxa"]["outcome"] == "complete"
    assert data["floors"][0] == {
        "metric": "reports",
        "scope": "portal=alxa",
        "actual": 2,
        "floor": 1,
        "ceiling": None,
        "reason": "each portal gives a report",
        "broken": False,
    }
