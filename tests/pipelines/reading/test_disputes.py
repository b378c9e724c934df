"""Section four where it is printed as two tables."""

from __future__ import annotations

import pytest

from pipelines.reading import read_blocks
from tests.grids import Written, grid

LEAVES: list[Written] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


@pytest.mark.parametrize("second", ["行政诉讼", "政诉讼"])
def test_two_tables_that_are_printed_as_one(second: str) -> None:
    # The page end between them, or no gap, makes one of 行政复议 and what follows it.
    stacked = grid(
        [("行政复议", 1, 10)],
        [(str(leaf), 1, 2) for leaf in LEAVES],
        [(str(value), 1, 2) for value in range(21, 26)],
        [(second, 1, 10)],
        [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [*LEAVES, *LEAVES],
        [str(value) for value in range(26, 36)],
    )
    found = read_blocks([stacked], "沭阳县财政局2022年政府信息公开工作年度报告").tables.disputes
    assert {path: list(line.values.values()) for path, line in found.items()} == {
        "reconsideration": [21, 22, 23, 24, 25],
        "litigation_direct": [26, 27, 28, 29, 30],
        "litigation_after_reconsideration": [31, 32, 33, 34, 35],
    }
