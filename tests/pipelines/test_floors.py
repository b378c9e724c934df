"""Floors are data: each row is held against one scope, or against each of a kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.floors import Floor, judge, parse_floors
from pipelines.reference.files import parse

HEADER = "metric,scope,floor,ceiling,reason\n"
MEASURES = {
    "reports": {
        "dataset": 30.0,
        "region=150000/year=2022": 20.0,
        "region=320000/year=2023": 10.0,
        "portal=alxa": 20.0,
        "portal=huaian": 0.0,
    },
    "unreadable_share": {
        "dataset": 0.02,
        "region=150000/year=2022": 0.0,
        "region=320000/year=2023": 0.06,
    },
}


def floor(metric: str, scope: str, low: float | None = None, high: float | None = None) -> Floor:
    return Floor(metric, scope, low, high, "as counted")


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        (floor("reports", "dataset", low=30), []),
        (floor("reports", "dataset", low=31), ["dataset"]),
        (floor("reports", "portal", low=1), ["portal=huaian"]),
        (floor("reports", "partition", low=15), ["region=320000/year=2023"]),
        (floor("reports", "region=150000/year=2022", low=20), []),
        (floor("reports", "region=150000/year=2021", low=1), ["region=150000/year=2021"]),
        (floor("reports", "portal=ordos", low=1), ["portal=ordos"]),
        (floor("unreadable_share", "dataset", high=0.02), []),
        (floor("unreadable_share", "partition", high=0.05), ["region=320000/year=2023"]),
    ],
)
def test_what_breaks(row: Floor, broken: list[str]) -> None:
    assert [verdict.scope for verdict in judge([row], MEASURES) if verdict.broken] == broken


def test_a_broken_floor_reads_as_one_line() -> None:
    verdicts = judge([floor("reports", "portal", low=1)], MEASURES)
    assert [str(verdict) for verdict in verdicts if verdict.broken] == [
        "reports of portal=huaian: 0, expected at least 1 (as counted)"
    ]


def test_the_shipped_file_is_well_formed() -> None:
    path = Path(__file__).resolve().parents[2] / "data" / "floors.csv"
    floors = parse_floors(parse(path.read_bytes(), path))
    assert {row.metric for row in floors} == {"reports", "unreadable_share"}
    assert all(row.reason for row in floors)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "pages,dataset,1,,x\n", "line 2: metric 'pages' is not one of"),
        (HEADER + "reports,everywhere,1,,x\n", "line 2: scope 'everywhere' is not"),
        (HEADER + "reports,dataset,many,,x\n", "line 2: floor 'many' is not a number"),
        (HEADER + "reports,dataset,,,x\n", "line 2: give a floor or a ceiling"),
        (HEADER + "reports,dataset,1,2,x\n", "line 2: give a floor or a ceiling"),
        (HEADER + "reports,dataset\n", "line 2: give a floor or a ceiling"),
        (HEADER + "reports,dataset,1,,\n", "line 2: reason is empty"),
    ],
)
def test_a_wrong_row_is_named(text: str, message: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_floors(parse(text.encode(), Path("data/floors.csv")))
    assert str(raised.value).startswith(f"data/floors.csv {message}")
