"""Workbooks of the mess generator, opened by openpyxl and xlrd."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlrd

from crawler.simulation.mess.page import Page, PrintedCell, PrintedTable
from crawler.simulation.mess.writers.sheet import write_sheet
from crawler.simulation.mess.writers.written import XLS_TYPE, XLSX_TYPE, WrittenFile
from tests.simulation.mess import printed

SEEDS = [f"sheet-{number}" for number in range(12)]
#: Numbers of the page and the format in which each prints as it does on the page.
SHOWN = {
    (12, "General"): "12",
    (12, "0"): "12",
    (1234, "#,##0"): "1,234",
    (0.5, "#,##0.00"): "0.50",
    (7, "General"): "7",
    (7, "0"): "7",
}


def written(seed: str, page: Page | None = None) -> WrittenFile:
    return write_sheet(page or printed.page(), random.Random(seed))


def first_with(
    has: Callable[[tuple[str, ...]], bool], page: Page | None = None
) -> tuple[WrittenFile, Any]:
    """The first of many XLSX whose choices are as asked, and its workbook."""
    files = (written(f"many-{number}", page) for number in range(200))
    file = next(f for f in files if "sheet_xlsx" in f.variations and has(f.variations))
    return file, openpyxl.load_workbook(io.BytesIO(file.body))


def shown(value: object, number_format: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    return SHOWN[value, number_format]


def xlsx_places(body: bytes) -> list[list[list[str]]]:
    """For each sheet the text of each place, a merged cell in all that it covers."""
    sheets = []
    for sheet in openpyxl.load_workbook(io.BytesIO(body)).worksheets:
        rows = [[shown(c.value, c.number_format) for c in row] for row in sheet.iter_rows()]
        for merged in sheet.merged_cells.ranges:
            for row in range(merged.min_row - 1, merged.max_row):
                for column in range(merged.min_col - 1, merged.max_col):
                    rows[row][column] = rows[merged.min_row - 1][merged.min_col - 1]
        sheets.append(rows)
    return sheets


def xls_places(body: bytes) -> list[list[list[str]]]:
    book = xlrd.open_workbook(file_contents=body, formatting_info=True)
    sheets = []
    for sheet in book.sheets():
        rows: list[list[str]] = []
        for row in range(sheet.nrows):
            rows.append([])
            for column in range(sheet.ncols):
                cell = sheet.cell(row, column)
                look = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                value = cell.value
                whole = isinstance(value, float) and value.is_integer()
                rows[-1].append(shown(int(value) if whole else value or None, look))
        for first_row, last_row, first_column, last_column in sheet.merged_cells:
            for row in range(first_row, last_row):
                for column in range(first_column, last_column):
                    rows[row][column] = rows[first_row][first_column]
        sheets.append(rows)
    return sheets


def sheets_of(file: WrittenFile) -> list[list[list[str]]]:
    if file.ending == ".xls":
        assert file.content_type == XLS_TYPE
        return xls_places(file.body)
    assert (file.ending, file.content_type) == (".xlsx", XLSX_TYPE)
    return xlsx_places(file.body)


def holds(sheet: list[list[str]], table: list[list[str]]) -> bool:
    """Whether the table stands on the sheet, in its first or second column."""
    height, width = len(table), len(table[0])
    return any(
        [row[left : left + width] for row in sheet[top : top + height]] == table
        for top in range(len(sheet))
        for left in (0, 1)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_every_text_and_every_merge_is_there(seed: str) -> None:
    sheets = sheets_of(written(seed))
    assert any(holds(sheet, printed.FIRST) for sheet in sheets)
    assert any(holds(sheet, printed.SECOND) for sheet in sheets)
    column = 1 if "sheet_empty_column_left" in written(seed).variations else 0
    lines = [row[column] for sheet in sheets for row in sheet if row[column]]
    wanted = [
        printed.TITLE,
        "发布机构：示例区财政局",
        "发布日期：2024-01-20",
        printed.HEADINGS[0],
        printed.TEXTS[0],
        printed.HEADINGS[1],
        printed.TEXTS[1],
        printed.HEADINGS[2],
        "申请情况表",
        printed.TEXTS[2],
    ]
    assert [line for line in lines if line in wanted] == wanted


def test_a_fifth_are_xls() -> None:
    page = printed.page(PrintedTable([[PrintedCell("规章")]]))
    endings = [written(f"share-{number}", page).ending for number in range(100)]
    assert 10 <= endings.count(".xls") <= 30
    assert set(endings) == {".xls", ".xlsx"}


def test_numbers_are_numbers_or_texts() -> None:
    def values(name: str) -> set[object]:
        _, book = first_with(lambda names: name in names)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        return {cell.value for cell in cells}

    assert {12, 1234, 0.5, 7} <= values("sheet_numbers_as_numbers")
    assert {"12", "1,234", "0.50", "7"} <= values("sheet_numbers_as_text")


@pytest.mark.parametrize(
    "text", ["007", "-0", "1,23", "12,3456", "＋3", "12件", "１２", "1234567890123456", "1.23456"]
)
def test_what_no_number_would_print_so_stays_text(text: str) -> None:
    page = printed.page(PrintedTable([[PrintedCell("规章"), printed.value(text, "a")]]))
    _, book = first_with(lambda names: "sheet_numbers_as_numbers" in names, page)
    values = [c.value for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert text in values


def test_several_sheets_hold_one_table_each() -> None:
    _, book = first_with(
        lambda names: "sheet_several" in names and "sheet_titles_in_one_cell" not in names
    )
    firsts = [[c.value for c in sheet["A"] if c.value] for sheet in book.worksheets]
    if any(not first for first in firsts):
        firsts = [[c.value for c in sheet["B"] if c.value] for sheet in book.worksheets]
    assert [first[0] for first in firsts] == [
        printed.TITLE,
        printed.HEADINGS[1],
        printed.HEADINGS[2],
    ]
    _, book = first_with(lambda names: "sheet_several" not in names)
    assert len(book.worksheets) == 1


def test_titles_are_merged_over_the_width_of_the_widest_table() -> None:
    _, book = first_with(
        lambda names: (
            not {"sheet_several", "sheet_titles_in_one_cell"} & set(names)
            and "sheet_empty_column_left" not in names
        )
    )
    (sheet,) = book.worksheets
    assert "A1:C1" in {str(merged) for merged in sheet.merged_cells.ranges}
    _, book = first_with(
        lambda names: "sheet_titles_in_one_cell" in names and "sheet_several" not in names
    )
    (sheet,) = book.worksheets
    assert all(merged.min_row > 1 for merged in sheet.merged_cells.ranges)


def test_the_same_seed_gives_the_same_bytes() -> None:
    for seed in SEEDS[:4]:
        assert written(seed) == written(seed)


def test_a_workbook_bears_the_date_of_its_page_and_no_clock() -> None:
    file, book = first_with(bool)
    times = (book.properties.created, book.properties.modified)
    assert [time.date() for time in times] == [dt.date(2024, 1, 20)] * 2
    with zipfile.ZipFile(io.BytesIO(file.body)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
