"""Cells of workbooks with the mark of a footnote, or a number that is struck out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipelines import extract_bytes
from pipelines.documents import read_document
from pipelines.model import Grid
from tests.pipelines.documents.word import changed
from tests.pipelines.second.printed import FIGURES, MISPRINT, tables, xlsx

#: What a run of a cell is: its text, and how its font is drawn.
Run = tuple[str, str]
SHEET = "xl/worksheets/sheet1.xml"
#: What stands where the runs are to be put.
HERE = "HERE"
_FONTS = {
    "plain": "",
    "bold": "<b/>",
    "raised": '<vertAlign val="superscript"/>',
    "lowered": '<vertAlign val="subscript"/>',
    "level": '<vertAlign val="baseline"/>',
    "struck": "<strike/>",
    "not struck": '<strike val="0"/>',
}


def texts(body: bytes) -> list[str]:
    document = read_document(body)
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    return [cell.text for cell in grid.cells]


def _xml(runs: Sequence[Run]) -> str:
    return "".join(
        f"<r><rPr>{_FONTS[font]}</rPr><t>{text}</t></r>" if font else f"<r><t>{text}</t></r>"
        for text, font in runs
    )


def with_runs(body: bytes, runs: Sequence[Run]) -> bytes:
    old = f"<t>{HERE}</t>".encode()
    return changed(body, SHEET, lambda xml: xml.replace(old, _xml(runs).encode()))


def in_the_cell(runs: Sequence[Run]) -> bytes:
    return with_runs(xlsx([["规章", HERE, "2"]]), runs)


def in_a_shared_string(runs: Sequence[Run]) -> bytes:
    """Write the runs as Excel does; openpyxl writes every text into its cell."""
    body = xlsx([["规章", HERE, "2"]])
    old = f't="inlineStr"><is><t>{HERE}</t></is>'.encode()
    body = changed(body, SHEET, lambda xml: xml.replace(old, b't="s"><v>0</v>'))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    body = changed(body, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", part))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="s" Type="{relations}" Target="sharedStrings.xml"/>'.encode()
    end = b"</Relationships>"
    body = changed(body, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(end, relation + end))
    out = io.BytesIO(body)
    with zipfile.ZipFile(out, "a") as package:
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        strings = f'<sst xmlns="{space}"><si>{_xml(runs)}</si></sst>'
        package.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def in_an_xls(runs: Sequence[Run]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    sheet.write(0, 0, "规章")
    written = []
    for text, drawn in runs:
        font = xlwt.Font()
        font.bold = drawn == "bold"
        font.struck_out = drawn == "struck"
        escapements = {"raised": font.ESCAPEMENT_SUPERSCRIPT, "lowered": font.ESCAPEMENT_SUBSCRIPT}
        font.escapement = escapements.get(drawn, font.ESCAPEMENT_NONE)
        written.append((text, font) if drawn else text)
    sheet.write_rich_text(0, 1, written)
    sheet.write(0, 2, 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("make", [in_a_shared_string, in_the_cell, in_an_xls])
@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        ([("37", ""), ("1", "raised")], "37\n1"),
        ([("37", "plain"), ("1", "lowered")], "37\n1"),
        ([("99", "struck"), ("37", "")], "99\n37"),
        ([("37", ""), ("1", "raised"), ("件", "")], "37\n1\n件"),
        ([("37", "bold"), ("1", "plain")], "371"),
        ([("37", ""), ("1", "level")], "371"),
        ([("37", "not struck"), ("1", "")], "371"),
        ([("37", "struck")], "37"),
        ([("37", ""), ("1", "bold"), ("1", "")], "3711"),
    ],
)
def test_a_mark_and_what_is_struck_out_end_no_number(
    make: Callable[[Sequence[Run]], bytes], runs: Sequence[Run], printed: str
) -> None:
    assert texts(make(runs)) == ["规章", printed, "2"]


def test_a_run_without_a_font_has_the_font_of_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["规章", CellRichText("99", TextBlock(InlineFont(), "37")), 2])
    sheet["B1"].font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    assert texts(out.getvalue()) == ["规章", "99\n37", "2"]


def test_a_cell_that_is_struck_out_as_a_whole_is_read_as_in_word() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["规章", 37, "38"])
    for place in ("B1", "C1"):
        sheet[place].font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    assert texts(out.getvalue()) == ["规章", "37", "38"]


def test_two_readings_do_not_agree_on_a_number_with_its_mark() -> None:
    body = xlsx(*tables({**FIGURES, "disclosed": [HERE, *MISPRINT["disclosed"][1:]]}))
    body = with_runs(body, [("3", ""), ("1", "raised")])
    found = extract_bytes(body, name="a.xlsx").to_dict()
    assert found["requests"]["disclosed"]["natural_person"] is None
    assert [f["raw"] for f in found["findings"] if f["rule"] == "cell.unreadable"] == ["3\n1"]
