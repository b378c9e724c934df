"""Tables as matrices: what spans, what is torn, what is written back."""

from __future__ import annotations

import random

from crawler.simulation.mess.draw import draw_page
from crawler.simulation.mess.grid import collapse, expand, line_rows, tables_of, value_columns
from crawler.simulation.mess.page import Meaning, PrintedCell, PrintedTable, Target


def _shape(rows: list[list[PrintedCell]]) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.rowspan, cell.colspan) for cell in row] for row in rows]


def _group() -> PrintedTable:
    """不予公开 over two lines, a header over both columns."""
    return PrintedTable(
        [
            [PrintedCell("项目", colspan=2), PrintedCell("总计")],
            [PrintedCell("不予公开", rowspan=2), PrintedCell("国家秘密"), PrintedCell("3")],
            [PrintedCell("第三方"), PrintedCell("5")],
        ]
    )


def test_every_place_names_the_cell_that_covers_it() -> None:
    texts = [[cell.text for cell in line] for line in expand(_group())]
    assert texts == [
        ["项目", "项目", "总计"],
        ["不予公开", "国家秘密", "3"],
        ["不予公开", "第三方", "5"],
    ]


def test_a_matrix_is_written_back_as_it_was() -> None:
    assert _shape(collapse(expand(_group()))) == _shape(_group().rows)
    for seed in range(40):
        for table in tables_of(draw_page(random.Random(seed))):
            before = _shape(table.rows)
            assert _shape(collapse(expand(table))) == before


def test_a_cell_that_was_torn_apart_is_printed_once_for_each_part() -> None:
    matrix = expand(_group())
    matrix.insert(2, [PrintedCell("注"), PrintedCell(""), PrintedCell("")])
    assert _shape(collapse(matrix)) == [
        [("项目", 1, 2), ("总计", 1, 1)],
        [("不予公开", 1, 1), ("国家秘密", 1, 1), ("3", 1, 1)],
        [("注", 1, 1), ("", 1, 1), ("", 1, 1)],
        [("不予公开", 1, 1), ("第三方", 1, 1), ("5", 1, 1)],
    ]


def test_lines_and_columns_of_values_are_found() -> None:
    table = _group()
    for number in (1, 2):
        table.rows[number][-1].targets = {Target("requests", "disclosed", "total"): Meaning(3)}
    assert line_rows(expand(table)) == [1, 2]
    assert value_columns(expand(table)) == [2]
