"""Pages reduced to text, tables with bars."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Cell, Document, Grid, Paragraph

REPORT = """某开发区某中心2022年度政府信息公开工作年度报告
- 发布日期:2023-01-19 16:24
- 浏览次数:
本年度报告根据条例制作。
一、总体情况
我中心依法公开。
二、主动公开政府信息情况
第二十条第(一)项 | |||
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政许可 | 0 | ||
行政事业性收费 | 0 |
三、其他
来源：某中心
"""


def read(text: str, charset: str = "utf-8") -> Document:
    return read_document(text.encode(charset), name="report.txt")


def rows(grid: Grid) -> list[list[str]]:
    return [
        [cell.text for cell in grid.cells if cell.row == number] for number in range(grid.height)
    ]


EXPECTED_ROWS = [
    ["第二十条第(一)项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政许可", "0", "", ""],
    ["行政事业性收费", "0"],
]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n", "\r\n \r\n"])
def test_a_report_reads_the_same_in_every_charset_and_with_any_line_ends(
    charset: str, ending: str
) -> None:
    document = read(REPORT.replace("\n", ending), charset)
    title, preface, first, prose, second, grid, third, source = document.blocks
    assert document.kind == "text"
    assert document.titles == (("first_line", "某开发区某中心2022年度政府信息公开工作年度报告"),)
    assert document.printed == (("发布日期", "2023-01-19 16:24"), ("来源", "某中心"))
    assert title == Paragraph("某开发区某中心2022年度政府信息公开工作年度报告")
    assert preface == Paragraph("本年度报告根据条例制作。")
    assert (first, prose) == (Paragraph("一、总体情况"), Paragraph("我中心依法公开。"))
    assert second == Paragraph("二、主动公开政府信息情况")
    assert isinstance(grid, Grid)
    assert not grid.spans_known
    assert rows(grid) == EXPECTED_ROWS
    assert (third, source) == (Paragraph("三、其他"), Paragraph("来源：某中心"))


def test_every_cell_stands_at_its_printed_place() -> None:
    (grid,) = read("规章 | 13 || 524 |\n收费 | 1 |").blocks
    assert isinstance(grid, Grid)
    assert grid.cells == (
        Cell("规章", 0, 0),
        Cell("13", 0, 1),
        Cell("", 0, 2),
        Cell("524", 0, 3),
        Cell("收费", 1, 0),
        Cell("1", 1, 1),
    )
    assert (grid.height, grid.width) == (2, 4)


def test_what_stands_behind_the_last_bar_is_a_cell_only_if_printed() -> None:
    (grid,) = read("a | 1 |\nb | 2\nc | 3 | 4").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["a", "1"], ["b", "2"], ["c", "3", "4"]]


def test_a_bar_in_a_sentence_makes_no_table() -> None:
    document = read("标题\n访问“中国|上海”门户网站。\n无。")
    assert document.blocks == tuple(map(Paragraph, ["标题", "访问“中国|上海”门户网站。", "无。"]))


def test_rows_of_two_cells_make_a_table_together() -> None:
    _, grid = read("标题\n规章 | 3\n文件 | 4").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["规章", "3"], ["文件", "4"]]


def test_a_frame_of_bars_is_no_empty_first_cell() -> None:
    _, grid = read("标题\n| 项目 | 数 |\n|---|:---:|\n| 规章 | 3 |\n| 文件 | - |").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["项目", "数"], ["规章", "3"], ["文件", "-"]]


def test_an_empty_first_cell_among_others_stays() -> None:
    _, grid = read("标题\n | 自然人 | 总计 |\n收到 | 1 | 2 |").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["", "自然人", "总计"], ["收到", "1", "2"]]


def test_a_text_that_begins_with_a_table_has_no_title() -> None:
    assert read("a | 1 |\nb | 2 |").titles == ()


def test_a_text_of_blanks_has_no_blocks() -> None:
    assert read(" \n\u3000\n\ufeff\n").blocks == ()


def test_where_rows_of_words_end_without_a_bar_a_last_bar_begins_a_blank_cell() -> None:
    (grid,) = read("项目 | 上年 | 本年\n规章 | 3 |\n文件 | 4 | 5").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["项目", "上年", "本年"], ["规章", "3", ""], ["文件", "4", "5"]]


def test_heads_that_begin_with_empty_cells_keep_the_columns_of_the_page() -> None:
    heads = "申请人情况 |  | 自然人 | 总计 |  |\n |  | 男 | 女 |  |\n"
    values = "收到 |  | 1 | 2 |  |\n | 其中 | 1 | 2"
    (grid,) = read(heads + values).blocks
    assert isinstance(grid, Grid)
    assert grid.spans_known


def test_two_tables_that_keep_their_columns_below_each_other_are_two_grids() -> None:
    rules = "规章 | 3 | 4 |\n"
    first = "情况 |  | 自然人 |  |\n |  | 男 | 女 |\n收到 |  | 1 | 2 |\n | 其中 | 1 | 2\n"
    second = "复议 |  | 诉讼 |  |  |\n |  | 直接 | 复议后 | 总计 |\n1 | 2 | 3 | 4 | 5"
    second = second.replace("1 |", " | 甲 | 乙 | 丙 | 丁 |\n1 |", 1)
    grids = [block for block in read(rules + first + second).blocks if isinstance(block, Grid)]
    assert [(grid.height, grid.spans_known) for grid in grids] == [(1, False), (4, True), (4, True)]


def test_rows_without_a_bar_at_their_end_keep_a_blank_last_head() -> None:
    heads = "申请人情况 |  | 自然人 |  | 总计\n |  | 男 | 女 | \n"
    (grid,) = read(heads + "收到 |  | 1 | 2 | 3\n | 其中 | 1 | 2 | 3").blocks
    assert isinstance(grid, Grid)
    assert grid.spans_known
    assert [len(row) for row in rows(grid)] == [5, 5, 5, 5]


def test_values_that_begin_with_empty_cells_alone_keep_no_columns() -> None:
    heads = "申请人情况 | 自然人 | 总计 | |\n"
    values = "结果 | 公开 | 1 | 2 |\n | 部分 | 1 | 2 |\n | 其他 | 1 | 2 |"
    (grid,) = read(heads + values).blocks
    assert isinstance(grid, Grid)
    assert not grid.spans_known
