"""Rows of a PDF that the end of a page cuts through, and cells that go on over whole pages."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Block, Grid, Paragraph
from pipelines.values import read_count
from tests.pipelines.documents.pdf_pages import Sheet, Written, pdf

#: A label and two cells with room for two digits of type 10.
NARROW = [60, 120, 140, 160]
WIDE = [60, 160, 240, 320]
GROUPS = [60, 86, 240, 320]

Rows = list[list[Written]]


def joined(upper: Rows, lower: Rows, sides: list[int], *, is_open: bool = False) -> Rows:
    """Rows of the one table that two pages print, as the tests write them."""
    document = read_document(
        pdf(
            Sheet().table(700, sides, *upper, height=24, open_bottom=is_open),
            Sheet().table(60, sides, *lower, height=24, open_top=is_open),
        )
    )
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    rows: Rows = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        spans = cell.rowspan > 1 or cell.colspan > 1
        rows[cell.row].append((cell.text, cell.rowspan, cell.colspan) if spans else cell.text)
    return rows


def test_a_number_cut_by_the_page_end_is_one_number() -> None:
    rows = joined([["行政许可", "15", "3"]], [["", "4", ""], ["行政强制", "7", "8"]], NARROW)
    assert rows == [["行政许可", "154", "3"], ["行政强制", "7", "8"]]


def test_numbers_of_a_row_without_labels_are_cut_too() -> None:
    heads: list[Written] = ["维", "纠", "他"]
    rows = joined([heads, ["15", "3", "22"]], [["4", "", "1"]], [60, 80, 100, 120])
    assert rows == [heads, ["154", "3", "221"]]


def test_a_cut_row_of_two_numbers_in_a_cell_is_read_as_none() -> None:
    # There was room for 154 in one line: nobody knows what the two are.
    rows = joined([["行政许可", "15", "3"]], [["", "4", ""]], WIDE)
    assert rows == [["行政许可", "15\n4", "3"]]
    assert read_count(str(rows[0][1])).problem == "cell.unreadable"


def test_a_row_with_a_label_of_its_own_is_not_the_half_of_another() -> None:
    rows: Rows = [["行政许可", "15", "3"], ["2.行政强制", "4", ""]]
    assert joined(rows[:1], rows[1:], NARROW) == rows


def test_two_rows_of_full_cells_are_two() -> None:
    # 补正后 has lost its ordinal, and might be the rest of the label above.
    rows: Rows = [["没有现成信息", "23", "12"], ["补正后", "14", "13"]]
    assert joined(rows[:1], rows[1:], NARROW) == rows


def test_figures_below_figures_without_a_label_are_never_put_together_by_chance() -> None:
    rows = joined([["没有现成信息", "23", "12"]], [["", "14", "13"]], NARROW)
    assert rows == [["没有现成信息", "23\n14", "12\n13"]]


def test_a_row_cut_through_label_and_number() -> None:
    rows = joined([["没有现成信息", "23", "7"]], [["另行制作", "1", ""]], [60, 126, 146, 166])
    assert rows == [["没有现成信息\n另行制作", "231", "7"]]


def test_a_part_with_one_column_more_goes_on() -> None:
    sides = [60, 160, 200, 240, 280, 320]
    upper: Rows = [["行政许可", "1", "2", "3", "4"]]
    lower: Rows = [["行政强制", "5", "6", "7", "8", "9"]]
    document = read_document(
        pdf(Sheet().table(700, sides, *upper), Sheet().table(60, [*sides, 360], *lower))
    )
    [grid] = document.blocks
    assert isinstance(grid, Grid)
    assert (grid.height, grid.width) == (2, 6)


def test_heads_that_the_page_end_cuts_are_one_row() -> None:
    rows = joined([["信息", "上一年项目", "处理决定"]], [["内容", "", "数量"]], WIDE)
    assert rows == [["信息\n内容", "上一年项目", "处理决定\n数量"]]


def test_a_single_head_that_the_page_end_cuts() -> None:
    rows = joined([["信息内容", "上一年项目", "处理决定"]], [["", "", "数量"]], WIDE)
    assert rows == [["信息内容", "上一年项目", "处理决定\n数量"]]


def test_a_row_without_values_below_the_heads_is_its_own() -> None:
    rows: Rows = [["信息内容", "本年制发", "现行有效"], ["规章", "", ""]]
    assert joined(rows[:1], rows[1:], WIDE) == rows


def test_a_row_that_is_ruled_on_neither_side_of_the_page_end_is_cut() -> None:
    # 1.信访举报 has room to spare, since a break stands behind it.
    upper: Rows = [["1.信访", "0", "6"]]
    lower: Rows = [["投诉类申请", "", ""], ["2.重复申请", "27", "5"]]
    assert joined(upper, lower, WIDE, is_open=True) == [
        ["1.信访\n投诉类申请", "0", "6"],
        ["2.重复申请", "27", "5"],
    ]
    assert joined(upper, lower, WIDE, is_open=False) == [*upper, *lower]


@pytest.mark.parametrize("second", [["2.重复申请", "", ""], ["投诉类申请", "", "7"]])
def test_two_rows_that_are_ruled_on_neither_side_stay_two(second: list[Written]) -> None:
    rows: Rows = [["1.信访", "5", ""], second]
    assert joined(rows[:1], rows[1:], WIDE, is_open=True) == rows


def test_two_rows_of_heads_with_a_page_end_between_are_two() -> None:
    # 法人或其他组织 fills its cell, and 商业企业 might be its rest.
    upper: Rows = [["自然人", "法人或其\n他组织", "", "总计"]]
    lower: Rows = [["", "商业企业", "科研机构", ""], ["3", "4", "5", "12"]]
    sides = [60, 110, 158, 210, 260]
    assert joined(upper, lower, sides) == [*upper, *lower]


def test_a_row_that_is_ruled_below_alone_is_whole() -> None:
    upper, lower = Sheet(), Sheet()
    for number, side in enumerate([60, 112, 140]):
        upper.line(side, 700, side, 724).line(60, 700 + 12 * number, 140, 700 + 12 * number)
        lower.line(side, 60, side, 84).line(60, 72 + 6 * number, 140, 72 + 6 * number)
    upper.text(64, 701, "甲").text(116, 701, "1").text(64, 713, "行政许可").text(116, 713, "2")
    lower.text(64, 61, "行政强制").text(64, 73, "乙").text(116, 73, "3")
    [grid] = read_document(pdf(upper, lower)).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.column == 0][1:3] == ["行政许可", "行政强制"]


def test_a_cell_that_goes_on_over_a_whole_page_is_a_column() -> None:
    # Its left side is all that is drawn of it on the second page.
    document = read_document(
        pdf(
            Sheet().table(700, GROUPS, [("三、", 2, 1), "甲", "1"], ["乙", "2"], open_bottom=True),
            Sheet().table(
                60,
                GROUPS,
                [("结果", 2, 1), "丙", "3"],
                ["丁", "4"],
                open_top=True,
                open_bottom=True,
            ),
            Sheet().table(60, GROUPS, [("", 2, 1), "戊", "5"], ["己", "6"], open_top=True),
        )
    )
    [grid] = document.blocks
    assert isinstance(grid, Grid)
    first = grid.cells[0]
    assert (first.text, first.rowspan) == ("三、\n结果", 6)
    values = [cell.text for cell in grid.cells if cell.column == 2]
    assert values == ["1", "2", "3", "4", "5", "6"]


def test_a_date_and_a_time_with_a_narrow_space_between() -> None:
    # Only the gap is printed, of a quarter of the size of the letters.
    sheet = Sheet().text(60, 60, "发布日期：2022-03-11").text(162.3, 60, "14:30")
    assert read_document(pdf(sheet)).printed == (("发布日期", "2022-03-11 14:30"),)


def cut_with_room(below: str, x: float) -> list[Block]:
    """A group of four lines, two on each page, and a text in the empty space before the cut."""
    first, second = Sheet(), Sheet()
    first.table(640, GROUPS, [("", 2, 1), "甲", "1"], ["乙", "2"], open_bottom=True)
    first.line(GROUPS[1], 680, GROUPS[-1], 680).text(x, 720, below)
    second.table(60, GROUPS, [("", 2, 1), "丙", "3"], ["丁", "4"], open_top=True)
    second.line(GROUPS[1], 60, GROUPS[-1], 60)
    return list(read_document(pdf(first, second)).blocks)


def test_a_label_that_hangs_in_its_open_cell_far_below_the_last_row() -> None:
    [grid] = cut_with_room("结果", 62)
    assert isinstance(grid, Grid)
    first = grid.cells[0]
    assert (first.text, first.row, first.rowspan) == ("结果", 0, 4)


@pytest.mark.parametrize(("text", "x"), [("结果", 90), ("附件说明", 62), ("12", 62)])
def test_text_below_a_table_that_is_no_label_of_its_open_cell_stays_text(
    text: str, x: float
) -> None:
    upper, between, lower = cut_with_room(text, x)
    assert between == Paragraph(text)
    assert isinstance(upper, Grid)
    assert isinstance(lower, Grid)


def test_a_group_that_a_line_ends_does_not_go_on_where_the_one_beside_it_does() -> None:
    # （四 has lost its bracket, and the label above it fills its cell.
    sides = [60, 80, 112, 240, 320]
    first, second = Sheet(), Sheet()
    first.table(
        640, sides, [("三", 2, 1), ("不予公", 2, 1), "甲", "1"], ["乙", "2"], open_bottom=True
    )
    first.line(sides[1], 680, sides[-1], 680)
    second.table(
        60, sides, [("", 2, 1), ("（四\n无法", 2, 1), "丙", "3"], ["丁", "4"], open_top=True
    )
    second.line(sides[1], 60, sides[-1], 60)
    [grid] = read_document(pdf(first, second)).blocks
    assert isinstance(grid, Grid)
    groups = [(cell.text, cell.row, cell.rowspan) for cell in grid.cells if cell.column < 2]
    assert groups == [("三", 0, 4), ("不予公", 0, 2), ("（四\n无法", 2, 2)]


@pytest.mark.parametrize(("lower", "found"), [(40, 1), (50, 2)])
def test_an_empty_column_beside_a_cell_that_goes_on_over_the_page(lower: int, found: int) -> None:
    # No line is drawn in the group between the empty column and the lines of the form.
    sheet = Sheet()
    sheet.table(60, [60, 80], ["空"], ["白"], height=20, open_top=True)
    sheet.table(60, [110, 200, 300], ["丙", "3"], ["丁", "4"], height=lower // 2, open_top=True)
    grids = [block for block in read_document(pdf(sheet)).blocks if isinstance(block, Grid)]
    assert len(grids) == found
    assert [cell.text for cell in grids[-1].cells if cell.row == 0][-2:] == ["丙", "3"]
