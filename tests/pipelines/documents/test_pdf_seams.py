"""Tables of a PDF that touch and are two, and rows so low that one table looks like two."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.documents import read_document
from pipelines.model import Grid
from tests.pipelines.documents.pdf_pages import Sheet, Written, pdf

COLUMNS = [60, 200, 300, 400, 500]


def grids(sheet: Sheet) -> list[Grid]:
    return [block for block in read_document(pdf(sheet)).blocks if isinstance(block, Grid)]


def glued(
    lower: Sequence[float], upper: Sequence[float] = (50, 120, 190, 260, 330, 400)
) -> list[tuple[int, int]]:
    """Print two tables without a gap; return height and width of what is read."""
    numbers = [str(number) for number in range(1, len(upper))]
    sheet = Sheet().text(50, 60, "标题").table(100, upper, numbers, numbers)
    sheet.table(140, lower, numbers, numbers, numbers)
    return [(grid.height, grid.width) for grid in grids(sheet)]


def test_tables_printed_without_a_gap_are_parted_where_their_columns_change() -> None:
    assert glued((50, 100, 150, 210, 330, 400)) == [(2, 5), (3, 5)]


def test_tables_without_a_gap_may_share_some_sides_by_chance() -> None:
    upper = (50, 90, 150, 200, 250, 300, 350, 400)
    assert glued((50, 110, 150, 210, 262, 300, 350, 400), upper) == [(2, 7), (3, 7)]


def test_rows_whose_columns_go_on_are_one_table() -> None:
    assert glued((50, 120, 190, 260, 330, 400)) == [(5, 5)]
    assert glued((50, 120, 190, 300, 330, 400)) == [(5, 6)]


def test_tables_without_a_gap_are_parted_where_the_next_begins_with_the_head_of_a_group() -> None:
    upper, lower = (50, 120, 190, 260, 330, 400), (50, 100, 150, 210, 310, 400)
    sheet = Sheet().text(50, 60, "标题").table(100, upper, ["一", "1", "2", "3", "4"])
    heads: list[Written] = ["自然人", "企业", "机构", "总计"]
    sheet.table(
        120, lower, [("项目", 2, 1), ("申请人情况", 1, 4)], heads, ["二", "5", "6", "7", "8"]
    )
    assert [(grid.height, grid.width) for grid in grids(sheet)] == [(1, 5), (3, 5)]


@pytest.mark.parametrize("height", [3.4, 6.0])
def test_a_row_that_prints_nothing_is_a_row_however_low_it_is(height: float) -> None:
    sheet = Sheet().text(50, 60, "标题").table(100, COLUMNS, ["项目", "1", "2", "3"])
    sheet.table(120, COLUMNS, ["", "", "", ""], height=height)
    sheet.table(120 + height, COLUMNS, ["总计", "4", "5", "9"])
    [grid] = grids(sheet)
    assert (grid.height, grid.width, len(grid.cells)) == (3, 4, 12)
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(3)] == [
        ["项目", "1", "2", "3"],
        ["", "", "", ""],
        ["总计", "4", "5", "9"],
    ]
