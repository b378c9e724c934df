"""The schema is the contract: its counts and a few columns by name."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.rules import severity_of
from pipelines.schema import TABLES


def test_eight_tables_with_all_their_columns() -> None:
    assert {name: len(table.columns) for name, table in TABLES.items()} == {
        "reports": 45,
        "proactive": 32,
        "requests": 10,
        "disputes": 8,
        "statistics": 8,
        "findings": 12,
        "captures": 17,
        "visits": 13,
    }


def test_partition_columns_stand_in_no_file() -> None:
    for table in TABLES.values():
        assert not {"region", "year"} & set(table.column_names), table.name


def test_times_are_utc_microseconds() -> None:
    assert TABLES["reports"].arrow_schema.field("fetched_at").type == pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ("requests.balance", "error"),
        ("statistics.staff_total_sum", "error"),
        ("statistics.litigation_total_parts", "warning"),
        ("text.disclosed_all", "warning"),
        ("label.similar", "info"),
    ],
)
def test_severity_by_contract(rule: str, severity: str) -> None:
    assert severity_of(rule) == severity


def test_a_rule_of_no_contract_is_refused() -> None:
    with pytest.raises(KeyError):
        severity_of("requests.guess")
