"""Workbooks: numbers as printed, merges, blocks, what is hidden; XLSX and XLS; hostile ones."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from pipelines import extract_bytes
from pipelines.documents import DocumentError, read_document
from pipelines.documents.sheet_formats import print_number
from pipelines.model import Document, Grid, Paragraph
from tests.grids import Written, grid
from tests.pipelines.documents.word import changed
from tests.tables import (
    APPLICANTS,
    LINES_2021,
    disputes_rows,
    proactive_2021_rows,
    requests_rows,
)

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"
RULED = Border(*(Side(style="thin"),) * 4)
PROACTIVE = [*(str(number) for number in range(11, 20)), "20.5"]
DISPUTES = [str(number) for number in range(31, 46)]
REQUESTS = {
    line: [str(1000 + 7 * place + column) for column in range(7)]
    for place, line in enumerate(LINES_2021)
}

Rows = Sequence[Sequence[Written]]


def placed(rows: Rows, top: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield text, row, column and spans of the cells of a table, counted from one."""
    for cell in grid(*rows).cells:
        yield cell.text, cell.row + top, cell.column + 1, cell.rowspan, cell.colspan


def as_value(text: str) -> str | float:
    return float(text) if text.replace(".", "", 1).isdecimal() else text


def write_xlsx(sheet: Worksheet, rows: Rows, *, top: int, ruled: bool) -> int:
    """Write a table; the row behind it."""
    for text, row, column, down, across in placed(rows, top):
        sheet.cell(row, column).value = as_value(text)
        for y in range(row, row + down):
            for x in range(column, column + across):
                if ruled:
                    sheet.cell(y, x).border = RULED
        if down > 1 or across > 1:
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=row + down - 1,
                end_column=column + across - 1,
            )  # fmt: skip
    return top + len(rows)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


PARTS: list[tuple[str, Rows]] = [
    ("二、主动公开政府信息情况", proactive_2021_rows(PROACTIVE)),
    ("三、收到和处理政府信息公开申请情况", requests_rows(REQUESTS)),
    ("四、政府信息公开行政复议、行政诉讼情况", disputes_rows(DISPUTES)),
]


@lru_cache
def xlsx_report(*, ruled: bool, apart: int) -> bytes:
    """Build a whole report on one sheet, ``apart`` empty rows between its parts."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:J1")
    sheet["A3"] = "一、总体情况"
    sheet["A4"] = "本年公开信息若干。"
    row = 5 + apart
    for heading, rows in PARTS:
        sheet.cell(row, 1).value = heading
        row = write_xlsx(sheet, rows, top=row + 1, ruled=ruled) + apart
    return saved(book)


def xlsx_in_three_sheets() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = TITLE
    for heading, rows in PARTS:
        sheet = book.create_sheet(heading[:6])
        sheet["A1"] = heading
        write_xlsx(sheet, rows, top=2, ruled=True)
    return saved(book)


@lru_cache
def xls_report() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    style = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    sheet.write_merge(0, 0, 0, 9, TITLE)
    row = 2
    for heading, rows in PARTS:
        sheet.write(row, 0, heading)
        for text, y, x, down, across in placed(rows, row + 1):
            sheet.write_merge(y, y + down - 1, x - 1, x + across - 2, as_value(text), style)
        row += len(rows) + 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(found: dict[str, Any]) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """Return every value as text, in the order in which the form prints them."""
    proactive = [str(value) for value in found["proactive"].values() if value is not None]
    requests = {
        line: [str(row[name]) for name in APPLICANTS] for line, row in found["requests"].items()
    }
    disputes = [str(value) for path in found["disputes"].values() for value in path.values()]
    return proactive, requests, disputes


@pytest.mark.parametrize(
    "make",
    [
        lambda: xlsx_report(ruled=True, apart=1),
        lambda: xlsx_report(ruled=True, apart=0),
        lambda: xlsx_report(ruled=False, apart=1),
        lambda: xlsx_report(ruled=False, apart=0),
        xlsx_in_three_sheets,
        xls_report,
    ],
    ids=["ruled", "ruled, close", "unruled", "unruled, close", "three sheets", "xls"],
)
def test_a_report_cell_by_cell(make: Callable[[], bytes]) -> None:
    found = extract_bytes(make()).to_dict()
    report = found["report"]
    assert (report["agency_name"], report["year"]) == ("沭阳县财政局", 2022)
    assert (report["document_kind"], report["method"]) == ("sheet", "markup")
    assert report["status"] == "complete"
    assert values(found) == (PROACTIVE, REQUESTS, DISPUTES)


def blocks(body: bytes) -> tuple[Any, ...]:
    return read_document(body).blocks


def shown(body: bytes) -> list[list[str]]:
    """Return the texts of the only grid."""
    (found,) = (block for block in blocks(body) if isinstance(block, Grid))
    return [[cell.text if cell else "-" for cell in row] for row in found.rows()]


def test_text_above_between_and_below_tables() -> None:
    body = book_of(
        [TITLE],
        ["一、总体情况"],
        ["规章", 3],
        ["第二十条第（六）项"],
        ["处罚", 4],
        [],
        ["结转", 6],
        [],
        ["项目", "数量"],
        [],
        [],
        ["强制", 7],
        ["三、申请情况"],
        ["新收", 5],
        [],
        ["说明：以上为全年数。"],
    )
    assert read_document(body) == Document(
        kind="sheet",
        method="markup",
        decoding=None,
        titles=(("first_line", TITLE),),
        blocks=(
            Paragraph(TITLE),
            Paragraph("一、总体情况"),
            # A number under one empty row goes on with the table; heads begin another.
            grid(["规章", "3"], ["第二十条第（六）项", ""], ["处罚", "4"], ["结转", "6"]),
            grid(["项目", "数量"]),
            grid(["强制", "7"]),
            Paragraph("三、申请情况"),
            grid(["新收", "5"]),
            Paragraph("说明：以上为全年数。"),
        ),
    )


def test_merges_of_an_xls() -> None:
    rows: Rows = [[("甲", 2, 2), "乙"], ["丙"], ["丁", ("戊", 1, 2)], ["己", "庚", "辛"]]
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for text, row, column, down, across in placed(rows, 0):
        sheet.write_merge(row, row + down - 1, column, column + across - 1, text)
    hidden = book.add_sheet("旧表")
    hidden.write(0, 0, "旧")
    hidden.visibility = 1
    out = io.BytesIO()
    book.save(out)
    found = read_document(out.getvalue())
    assert (found.blocks, found.notes) == ((grid(*rows),), ("hidden_sheet",))


def test_a_blank_ruled_row_stays_in_its_table() -> None:
    book = openpyxl.Workbook()
    write_xlsx(book.worksheets[0], [["维持", "纠正"], ["", ""]], top=1, ruled=True)
    assert shown(saved(book)) == [["维持", "纠正"], ["", ""]]


def test_hidden_rows_columns_and_sheets_are_not_printed() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: Rows = [[("甲", 1, 3), "乙"], ["一", "二", "三", "四"], ["五", "六", "七", "八"]]
    write_xlsx(sheet, [*rows, ["九", "十", "百", "千"]], top=1, ruled=False)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("旧表")
    other["A1"], other["B1"] = "旧", 9
    other.sheet_state = "hidden"
    found = read_document(saved(book))
    assert found.blocks == (grid([("甲", 1, 2), "乙"], ["一", "三", "四"], ["九", "百", "千"]),)
    assert found.notes == ("hidden_rows", "hidden_columns", "hidden_sheet")


def test_rows_and_columns_without_height_or_width_are_hidden() -> None:
    body = changed(
        book_of(["规章", 91, 11], ["去年", 92, 12], ["文件", 94, 14]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<row r="2"', b'<row r="2" ht="0" customHeight="1"', xml).replace(
            b"<sheetData>", b'<cols><col min="2" max="2" width="0"/></cols><sheetData>'
        ),
    )
    assert shown(body) == [["规章", "11"], ["文件", "14"]]


def test_a_formula_that_gave_the_empty_text_prints_nothing() -> None:
    body = changed(
        book_of(["新收", 5, 6], ["总计", '=IF(B1=5,"",B1)', "=B1"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="str">'),
    )
    assert shown(body) == [["新收", "5", "6"], ["总计", "", "=B1"]]


def test_a_formula_counts_by_the_value_saved_with_it() -> None:
    body = book_of(["新收", 5], ["总计", "=SUM(B1:B1)"])
    assert shown(body) == [["新收", "5"], ["总计", "=SUM(B1:B1)"]]
    calculated = changed(
        body,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(b"</f><v ?(/>|></v>)", b"</f><v>5</v>", xml),
    )
    assert shown(calculated) == [["新收", "5"], ["总计", "5"]]


def test_dates_and_words() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", dt.date(2022, 1, 31), dt.date(2022, 1, 31), True])
    sheet["C1"].number_format = 'yyyy"年"m"月"d"日"'
    assert shown(saved(book)) == [["日期", "2022-01-31", "2022年1月31日", "TRUE"]]


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (12.0, "General", "12"),
        (1234567, "General", "1234567"),
        (0.1 + 0.2, "General", "0.3"),
        (-3, "General", "-3"),
        (1e20, "General", "100000000000000000000"),
        (12.5, "0", "13"),
        (12, "0.00", "12.00"),
        (12.5, "0.##", "12.5"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.256, "0.0%", "25.6%"),
        (12, '0"件"', "12件"),
        (12.5, '0.00"万元"', "12.50万元"),
        (-5, "#,##0_);[Red](#,##0)", "(5)"),
        (1234, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1,234"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (12000, "0.0,", "12.0"),
        (1234567, "#,##0,", "1,235"),
        (3.5, "[$￥-804]0.00", "￥3.50"),
        (0.5, "# ?/?", "0.5"),
        (12, "[>100]0.0;0.00", "12"),
        (-0.001, "0.00", "0.00"),
        (7, "000", "007"),
        (7, ";;;", ""),
        (0, ";;;", "0"),
        (-7, "0;;0", ""),
        (7, '"有"', "有"),
        (7, '0;"减"', "7"),
        (7, "[Red]", "7"),
        (7, "@", "7"),
        (7, "", "7"),
    ],
)
def test_a_number_as_its_format_prints_it(value: float, code: str, printed: str) -> None:
    assert print_number(value, code) == printed


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (125000, '0!.0,"万元"', "12.5万元"),
        (125000, "0\\.0,", "12.5"),
        (1253, "0!.0,", "0.1"),
        (1234567, "0!.0000", "123.4567"),
        (-125000, '0"."0,', "-12.5"),
    ],
)
def test_a_point_written_among_the_digits_makes_ten_thousands(
    value: float, code: str, printed: str
) -> None:
    assert print_number(value, code) == printed


# --- damaged and hostile ------------------------------------------------------------------

SHEET = "xl/worksheets/sheet1.xml"


def sheet_with(xml: bytes) -> Callable[[], bytes]:
    return lambda: changed(
        book_of(["规章", 3]), SHEET, lambda old: old.replace(b"</sheetData>", b"</sheetData>" + xml)
    )


def merged_beyond_reason() -> bytes:
    return sheet_with(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')()


def linked_beyond_reason() -> bytes:
    return sheet_with(b'<hyperlinks><hyperlink ref="A:XFD" location="a"/></hyperlinks>')()


def far_corners() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for column in (1, 9000):
        for row in range(1, 60):
            sheet.cell(row, column).value = row
    return saved(book)


def bomb() -> bytes:
    return changed(book_of(["规章", 3]), SHEET, lambda xml: xml + b" " * 9_000_000)


def packed_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 200_000_000)
    return out.getvalue()


def broken() -> bytes:
    return changed(book_of(["规章", 3]), "xl/workbook.xml", lambda xml: xml[:100])


def torn_xls() -> bytes:
    body = xls_report()
    return body[:600] + b"\xff" * 3000 + body[3600:]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (merged_beyond_reason, f"the part {SHEET} merges or links 17179869184 cells"),
        (linked_beyond_reason, f"the part {SHEET} merges or links 400001 cells"),
        (far_corners, "a table of the sheet is larger than any of a report"),
        (bomb, f"the part {SHEET} is too large to be read: "),
        (packed_bomb, "the file would unpack xl/workbook.xml from "),
        (broken, "the workbook is damaged: "),
        (torn_xls, "the workbook is damaged: "),
    ],
)
def test_a_bad_workbook_is_one_line(make: Callable[[], bytes], message: str) -> None:
    body = make()
    begun = time.process_time()
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(body)
    assert "\n" not in str(caught.value)
    assert time.process_time() - begun < 5
    found = extract_bytes(body).extraction
    assert (found.role, [finding.rule for finding in found.findings]) == (
        "unreadable",
        ["document.unreadable"],
    )


def test_a_lone_cell_in_the_last_corner_costs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "甲"
    sheet.cell(1048576, 16384).value = "乙"
    assert blocks(saved(book)) == (Paragraph("甲"), Paragraph("乙"))


def test_a_long_list_takes_no_longer_than_its_length() -> None:
    book = openpyxl.Workbook()
    for number in range(20_000):
        book.worksheets[0].append([number, number])
    body = saved(book)
    begun = time.process_time()
    (found,) = blocks(body)
    assert time.process_time() - begun < 6
    assert (found.height, found.width) == (20_000, 2)
