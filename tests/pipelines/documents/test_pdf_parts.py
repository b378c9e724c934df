"""Forms that a PDF prints in several tables, and what it draws no line for."""

from __future__ import annotations

from pipelines.documents import read_document
from pipelines.model import Grid
from tests.pipelines.documents.pdf_pages import Sheet, Written, pdf

#: Sides of five cells of values.
VALUES = [300, 340, 380, 420, 460, 500]
HEADS: list[Written] = ["项目", "甲", "乙", "丙", "丁", "总计"]
LINE: list[Written] = ["一、新收", "1", "2", "3", "4", "10"]
GROUPED: list[Written] = ["三、", "（一）", "公开", "5", "", "7", "8", "20"]


def grids(*sheets: Sheet) -> list[Grid]:
    blocks = read_document(pdf(*sheets)).blocks
    return [block for block in blocks if isinstance(block, Grid)]


def columns(grid: Grid, row: int) -> dict[str, tuple[int, int]]:
    """First column and span of the cells of a row that print something."""
    cells = (cell for cell in grid.cells if cell.row == row and cell.text)
    return {cell.text: (cell.column, cell.colspan) for cell in cells}


def test_labels_of_a_part_without_groups_span_the_columns_of_the_groups() -> None:
    sheet = Sheet().table(100, [60, *VALUES], HEADS, LINE)
    sheet.table(200, [60, 100, 180, *VALUES], GROUPED)
    first, second = grids(sheet)
    assert columns(first, 1) == {
        "一、新收": (0, 3),
        "1": (3, 1),
        "2": (4, 1),
        "3": (5, 1),
        "4": (6, 1),
        "10": (7, 1),
    }
    assert columns(second, 0)["5"] == (3, 1)
    assert first.width == second.width == 8


def test_a_table_with_heads_of_its_own_keeps_its_columns() -> None:
    sheet = Sheet().table(100, [60, *VALUES], HEADS, LINE)
    sheet.table(200, [60, 100, 180, *VALUES], ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"])
    assert [grid.width for grid in grids(sheet)] == [6, 8]


def test_a_caption_stands_between_the_parts_of_one_form() -> None:
    sheet = Sheet().table(100, [60, *VALUES], HEADS, LINE).text(160, 170, "该部分以表格形式报告。")
    sheet.table(200, [60, 100, 180, *VALUES], GROUPED)
    assert [grid.width for grid in grids(sheet)] == [8, 8]


def test_a_heading_between_two_tables_parts_them() -> None:
    sheet = Sheet().table(100, [60, *VALUES], HEADS, LINE).text(60, 170, "四、其他情况")
    sheet.table(200, [60, 100, 180, *VALUES], GROUPED)
    assert [grid.width for grid in grids(sheet)] == [6, 8]


def test_the_head_of_a_group_fills_the_page_below_the_last_row_that_fits() -> None:
    sides = [60, 84, 184, 220]
    upper = Sheet().table(700, sides, [("三", 1, 1), "甲", "1"], open_bottom=True)
    # The other cells end with a line.
    upper.line(84, 720, 220, 720)
    for number, character in enumerate("本年度办"):
        upper.text(64, 717 + 12 * number, character)
    lower = Sheet().table(60, sides, [("理", 1, 1), "乙", "2"], open_top=True)
    [grid] = grids(upper, lower)
    assert [cell.text for cell in grid.cells if cell.column == 0] == ["三\n本\n年\n度\n办\n理"]
