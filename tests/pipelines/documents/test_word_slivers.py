"""Columns of a Word table too narrow to print anything."""

from __future__ import annotations

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from pipelines.documents import read_document
from pipelines.model import Grid
from tests.grids import Written, grid
from tests.pipelines.documents import word


def table(rows: list[list[Written]], widths: list[int]) -> list[Grid]:
    document: WordDocument = word.empty()
    word.with_table(document, rows)
    columns = document.tables[0]._tbl.tblGrid.findall(qn("w:gridCol"))
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    return [
        block for block in read_document(word.saved(document)).blocks if isinstance(block, Grid)
    ]


#: Borders that miss each other by a hair: the number 7 would span two columns.
ROWS: list[list[Written]] = [
    [("行政复议", 1, 2), ("行政诉讼", 1, 3)],
    ["维持", ("总计", 1, 2), "维持", "总计"],
    ["5", ("7", 1, 2), "8", "9"],
]


def test_a_column_of_a_hairs_breadth_is_none() -> None:
    assert table(ROWS, [800, 790, 10, 800, 800]) == [
        grid(
            [("行政复议", 1, 2), ("行政诉讼", 1, 2)],
            ["维持", "总计", "维持", "总计"],
            ["5", "7", "8", "9"],
        )
    ]


def test_a_column_as_wide_as_a_digit_is_one() -> None:
    assert table(ROWS, [800, 690, 110, 800, 800]) == [grid(*ROWS)]


@pytest.mark.parametrize("width", [0, 10])
def test_narrow_columns_that_hold_cells_are_columns(width: int) -> None:
    rows: list[list[Written]] = [["规章", "1", "2"], ["文件", ("3", 1, 2)]]
    assert table(rows, [800, width, width]) == [grid(*rows)]
