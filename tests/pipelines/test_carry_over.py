"""What a year carries out, the next carries in: pairs of reports written by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipelines.carry_over import CarryOver
from pipelines.schema import TABLES

#: report, agency, year, carried in, carried out
Row = tuple[str, str | None, int, int | None, int | None]


def counts(*rows: Row) -> tuple[int, int]:
    carry = CarryOver()
    for report, agency, year, carried_in, carried_out in rows:
        reports = [{"report_id": report, "agency_id": agency}]
        requests = [
            {"report_id": report, "item": "carried_in", "total": carried_in},
            {"report_id": report, "item": "received_new", "total": 99},
            {"report_id": report, "item": "carried_out", "total": carried_out},
        ]
        carry.add(year, _table("reports", reports), _table("requests", requests))
    return carry.counts()


def _table(name: str, rows: list[Any]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES[name].arrow_schema)


def test_what_was_carried_out_is_carried_in() -> None:
    assert counts(("a", "x", 2021, 0, 3), ("b", "x", 2022, 3, 5), ("c", "x", 2023, 5, 0)) == (2, 0)


def test_what_differs_is_counted_in_any_order() -> None:
    assert counts(("b", "x", 2022, 4, 5), ("a", "x", 2021, 0, 3), ("c", "x", 2023, 5, 0)) == (2, 1)


def test_a_gap_another_agency_and_a_total_that_is_not_printed_are_not_judged() -> None:
    assert counts(("a", "x", 2020, 0, 3), ("b", "x", 2022, 4, 5)) == (0, 0)
    assert counts(("a", "x", 2021, 0, 3), ("b", "y", 2022, 4, 5)) == (0, 0)
    assert counts(("a", "x", 2021, 0, None), ("b", "x", 2022, 4, 5)) == (0, 0)
    assert counts(("a", "x", 2021, 0, 3), ("b", "x", 2022, None, 5)) == (0, 0)


def test_neither_are_reports_without_agency_or_year_nor_two_of_one_year() -> None:
    assert counts(("a", None, 2021, 0, 3), ("b", None, 2022, 4, 5)) == (0, 0)
    assert counts(("a", "x", 0, 0, 3), ("b", "x", 1, 4, 5)) == (0, 0)
    two = (("a", "x", 2021, 0, 3), ("b", "x", 2022, 4, 5), ("c", "x", 2022, 3, 5))
    assert counts(*two) == (0, 0)
