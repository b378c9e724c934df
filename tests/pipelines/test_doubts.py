"""Cells that two recognitions read differently: which an identity settles, and which are flagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.checks import dispute_identities, request_identities
from pipelines.doubts import doubtful_findings
from pipelines.model import Grid
from pipelines.reading import read_blocks
from tests.grids import grid
from tests.tables import disputes, proactive_2021, requests, statistics_rows

#: One application by a person, disclosed; its row is 1 0 0 0 0 0 1.
ONE = {
    line: ["1", "0", "0", "0", "0", "0", "1"]
    for line in ("received_new", "disclosed", "outcome_total")
}


def read_twice(printed: Grid, second: Mapping[tuple[int, int], str]) -> Grid:
    """Give cells, by the row and the column of their place, a second recognition."""
    assert {(cell.row, cell.column) for cell in printed.cells} >= set(second)
    cells = tuple(
        replace(cell, second=second.get((cell.row, cell.column))) for cell in printed.cells
    )
    return replace(printed, cells=cells)


def doubted(printed: Grid) -> list[tuple[str | None, str | None, str | None, str | None]]:
    tables = read_blocks([printed], None).tables
    identities = [*request_identities(tables.requests), *dispute_identities(tables.disputes)]
    found = list(doubtful_findings(tables, identities))
    assert {one.rule for one in found} <= {"cell.low_confidence"}
    return [(one.table, one.item, one.column, one.raw) for one in found]


def test_what_is_read_the_same_twice_is_not_in_doubt() -> None:
    assert doubted(disputes([str(number) for number in range(15)])) == []


def test_an_identity_that_holds_settles_its_one_doubtful_cell() -> None:
    holds = disputes(["1", "2", "3", "4", "10", *["0"] * 10])
    assert doubted(read_twice(holds, {(3, 1): "7"})) == []


def test_a_broken_identity_settles_nothing() -> None:
    breaks = disputes(["1", "2", "3", "4", "11", *["0"] * 10])
    assert doubted(read_twice(breaks, {(3, 1): "7"})) == [
        ("disputes", "reconsideration", "corrected", "2")
    ]


def test_two_doubtful_cells_of_one_identity_may_be_wrong_alike() -> None:
    # 11 of which both recognitions see one 1 in turn, in the part and in its total.
    alike = disputes(["11", "0", "0", "0", "11", *["0"] * 10])
    assert doubted(read_twice(alike, {(3, 0): "1", (3, 4): "1"})) == [
        ("disputes", "reconsideration", "upheld", "11"),
        ("disputes", "reconsideration", "total", "11"),
    ]


def test_a_cell_that_one_identity_settles_helps_the_next() -> None:
    # 予以公开 of 自然人 is settled by the sum of its column, and then the total of its row is.
    found = requests(ONE)
    assert doubted(read_twice(found, {(5, 3): "7", (5, 9): "7"})) == []


def test_a_sum_cannot_tell_zero_from_a_dash() -> None:
    found = disputes(["1", "0", "0", "0", "1", *["0"] * 10])
    assert doubted(read_twice(found, {(3, 1): "—"})) == [
        ("disputes", "reconsideration", "corrected", "0")
    ]


def test_figures_that_no_identity_covers_are_flagged() -> None:
    printed = proactive_2021(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10.5"])
    assert doubted(read_twice(printed, {(2, 1): "7", (13, 1): "105"})) == [
        ("proactive", None, "rules_issued", "1"),
        ("proactive", None, "fee_amount_10k_yuan", "10.5"),
    ]


def test_sums_of_the_statistics_settle_their_parts() -> None:
    values = ["0"] * 58
    printed = grid(*statistics_rows(values))
    assert doubted(printed) == []
    rows = {cell.text: cell.row for cell in printed.cells if cell.column == 0}
    second = {(rows["1.当面申请数"], 2): "6", (rows["六、举报投诉数量"], 2): "6"}
    assert doubted(read_twice(printed, second)) == [
        ("statistics", "complaints_total", "value", "0")
    ]


def test_a_cell_that_is_an_error_already_is_not_told_twice() -> None:
    printed = read_twice(disputes(["x1", *["0"] * 14]), {(3, 0): "1"})
    assert doubted(printed) == []
    [error] = [one for one in read_blocks([printed], None).findings if one.severity == "error"]
    assert (error.rule, error.column) == ("cell.unreadable", "upheld")
