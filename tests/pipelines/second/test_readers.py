"""The second reading of each kind of file, and that it needs nothing of the first."""

from __future__ import annotations

import ast
import time
from email.message import EmailMessage
from pathlib import Path
from typing import NoReturn

import pytest

import pipelines.second
from pipelines.documents import kind_of
from pipelines.second import SecondReading, second_reading
from pipelines.second.docx import rows_of_docx
from pipelines.second.html import rows_of_html
from pipelines.second.sheet import rows_of_xlsx
from pipelines.second.text import rows_of_text
from tests.grids import Written
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.pipelines.documents.word import changed
from tests.pipelines.second.printed import (
    DISPUTES,
    FIGURES,
    MISPRINT,
    RECEIVED,
    WRITERS,
    docx,
    html,
    html_table,
    tables,
    xlsx,
)
from tests.tables import requests_rows

KINDS = [
    "html",
    "text",
    "pdf",
    "docx",
    "sheet",
]


def read(body: bytes, name: str = "") -> SecondReading | None:
    return second_reading(body, kind=kind_of(body, None, name))


def raws(reading: SecondReading | None) -> tuple[dict[str, list[str]], list[str]]:
    assert reading is not None
    [requests], [disputes] = reading.requests, reading.disputes
    return (
        {item: [cell.raw for cell in line.values()] for item, line in requests.items()},
        [cell.raw for line in disputes.values() for cell in line.values()],
    )


def assert_as_printed(reading: SecondReading | None) -> None:
    requests, disputes = raws(reading)
    assert len(requests) == 25
    assert {item: values for item, values in requests.items() if values != ["0"] * 7} == MISPRINT
    assert disputes == DISPUTES


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(kind: str) -> None:
    assert_as_printed(read(WRITERS[kind](*tables(MISPRINT))))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_first_reading_is_needed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = WRITERS[kind](*tables(MISPRINT))

    def fail(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a part of the first reading")

    for part in (
        "pipelines.documents.grid.build",
        "pipelines.documents.tree.parse",
        "pipelines.documents.word_table.place",
        "pipelines.forms.load_forms",
        "pipelines.labels.normalise",
        "pipelines.labels.fold",
        "pypdfium2.PdfDocument",
        "openpyxl.load_workbook",
        "lxml.etree.HTMLParser",
    ):
        monkeypatch.setattr(part, fail)
    assert_as_printed(read(body))


def test_the_readers_import_nothing_of_the_first_reading() -> None:
    folder = Path(pipelines.second.__file__).parent
    shared = {
        "pipelines.documents.decoding",
        "pipelines.documents.kinds",
        "pipelines.documents.mhtml",
        "pipelines.documents.package",
        "pipelines.schema",
    }
    for file in folder.glob("*.py"):
        if file.name in {"__init__.py", "judge.py"}:  # these bring the two readings together
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines."):
                assert node.module in shared or (node.module or "").startswith("pipelines.second")


def rows(page: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of_html(page)]


def test_a_table_in_a_layout_table_keeps_its_rows_and_the_outer_cell_its_text() -> None:
    page = "<table><tr><td>外<table><tr><td>甲</td><td>1</td></tr></table>面</td><td>2</td></tr></table>"
    assert rows(page) == [("外面", "2"), ("甲", "1")]


def test_a_frame_of_one_cell_is_text_of_the_cell_around_it() -> None:
    page = "<table><tr><td>甲</td><td><table><tr><td>7</td></tr></table></td></tr></table>"
    assert rows(page) == [("甲", "7")]


def test_what_a_page_does_not_show_is_not_read() -> None:
    page = (
        "<table><tr style='display: none'><td>9</td></tr><tr><td>甲<script>8</script></td>"
        "<td>1<span hidden>6</span><!-- 5 --></td><td><input value=4></td></tr></table>"
    )
    assert rows(page) == [("甲", "1", "4")]


@pytest.mark.parametrize(
    "cell",
    [
        "37<span style='Visibility: hidden'>1</span>",
        "37<span style='font-size:0px'><b class=x>1</b></span>",
        "37<span style='opacity: .0'>1</span><video>1</video>",
        "<b style='visibility:hidden'>1<i style='visibility:visible'>37</i>1</b>",
        "<p style='font-size:0'>1<span style='font-size:14px'>3</span><span class=x>7</span></p>",
        "<p style='font-size:0'><span style='font-size:2em'>1</span><font size=3>37</font></p>",
    ],
)
def test_what_a_page_does_not_draw_is_not_read(cell: str) -> None:
    page = f"<table><tr><td>甲</td><td>{cell}</td><td style='visibility:hidden'>5</td></tr></table>"
    assert rows(page) == [("甲", "37", "")]


@pytest.mark.parametrize("style", ["font-size:0", "opacity:0"])
def test_what_lays_out_a_page_hides_no_row(style: str) -> None:
    table = "<table><tr><td>甲</td><td>7</td></tr></table>"
    assert rows(f"<div style='{style}'>{table}</div>") == [("甲", "7")]
    assert ("甲", "7") in rows(f"<table><tr><td style='{style}'>{table}{table}</td></tr></table>")


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("<textarea>5</textarea>", "5"),
        ("<input type=tel value=5><input type=hidden value=6>", "5"),
        ("<select><option>4<option selected>5</select>", "5"),
        ("<select><option disabled>4<option>5</select>", "5"),
        ("<select size=2><option>4<option>5</select>", "4 5"),
    ],
)
def test_what_is_filled_in_is_read(cell: str, printed: str) -> None:
    assert rows(f"<table><tr><td>甲</td><td>{cell}</td></tr></table>") == [("甲", printed)]


def test_tags_that_are_missing_are_put_in_as_browsers_do() -> None:
    assert rows("<table><tr><td>甲<td>1<tr><td>乙<td>2") == [("甲", "1"), ("乙", "2")]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300_000,
        "<table><tr><td>" * 50_000,
        "<table><tr>" + "<td>1" * 300_000,
        "<td>1</td>" * 1000,
        "\x00<table><tr><td>\ud7ff",
        "",
    ],
    ids=["deep", "deep tables", "wide", "no table", "odd characters", "nothing"],
)
def test_hostile_pages_are_bounded(page: str) -> None:
    start = time.process_time()
    rows_of_html(page)
    assert time.process_time() - start < 10


def test_a_page_saved_as_mhtml() -> None:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "http://www.shuyang.gov.cn/a.html"
    message.make_related()
    part = EmailMessage()
    part.set_content(html(*tables(MISPRINT)).decode(), subtype="html")
    message.attach(part)
    body = message.as_bytes()
    assert kind_of(body, None, "a.mhtml") == "mhtml"
    assert_as_printed(read(body, "a.mhtml"))


def test_a_page_in_gb18030_by_the_charset_that_was_found() -> None:
    body = html(*tables(MISPRINT)).decode().encode("gb18030")
    assert_as_printed(second_reading(body, kind="html", charset="gb18030"))
    assert_as_printed(second_reading(body, kind="html"))


def test_a_frame_of_bars_is_no_cell_and_a_ruler_no_row() -> None:
    assert [row.cells for row in rows_of_text("|甲|1||\n|---|---|---|\n|乙||2|\n文字\n")] == [
        ("甲", "1", ""),
        ("乙", "", "2"),
    ]
    assert [row.cells for row in rows_of_text("甲 | 1 |\n | 2 | 3")] == [
        ("甲", "1"),
        ("", "2", "3"),
    ]


def test_word_leaves_out_what_is_deleted_hidden_or_in_a_table_of_its_own() -> None:
    body = docx([["甲", "1", "2"]])
    whole = b"</w:t></w:r></w:p></w:tc>"
    hidden = b"</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>"
    gone = b'<w:del w:id="1"><w:r><w:t>8</w:t></w:r></w:del></w:p>'
    inner = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
    odd = changed(
        body,
        "word/document.xml",
        lambda xml: xml.replace(whole, hidden + gone + inner + b"</w:tc>", 1),
    )
    assert [tuple(map(str.strip, row.cells)) for row in rows_of_docx(odd)] == [
        ("甲", "1", "2"),
        ("7",),
    ]


def test_a_sheet_without_hidden_rows_columns_and_covered_cells() -> None:
    body = xlsx([["甲", ("1", 1, 2), "2"], ["乙", "3", "4", "5"]])

    def hide(xml: bytes) -> bytes:
        columns = b'<cols><col min="4" max="4" hidden="1"/></cols><sheetData>'
        return xml.replace(b"<sheetData>", columns).replace(b'<row r="1"', b'<row hidden="1" r="1"')

    odd = changed(body, "xl/worksheets/sheet1.xml", hide)
    assert [row.cells for row in rows_of_xlsx(body)][1:] == [
        ("甲", "1", "2"),
        ("乙", "3", "4", "5"),
    ]
    assert [row.cells for row in rows_of_xlsx(odd)] == [("甲", "1"), ("乙", "3", "4")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7\n1 0 obj\n",
        b"PK\x03\x04xl/workbook",
        b"PK\x03\x04word/document",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\0\0",
        b"\x89PNG\r\n\x1a\n",
        b"\x00\x01\x02",
    ],
    ids=["empty", "pdf", "xlsx", "docx", "xls", "picture", "binary"],
)
def test_what_cannot_be_read_in_a_second_way(body: bytes) -> None:
    assert read(body) is None


def test_a_table_cut_over_several() -> None:
    requests, disputes = tables(MISPRINT)
    parts = [requests[:9], requests[9:20], requests[20:]]
    body = "".join(map(html_table, [*parts, disputes])).encode()
    assert_as_printed(read(b"<html><body>" + body))


SIDES = [30, 80, 130, 325, *range(360, 571, 35)]


def cut_page(above: str, below: str, *, open_ends: bool) -> bytes:
    """Section three with 予以公开 cut by the page end: what its first value prints on each side."""
    rows = requests_rows(FIGURES)
    upper: list[Written] = ["三", ("（一）予以公开", 1, 2), above, *["1"] * 6]
    lower: list[Written] = [("本年度办理结果", 22, 1), ("", 1, 2), below, *[""] * 6]
    head = Sheet().table(120, SIDES, *rows[:5], upper, height=15, size=5, open_bottom=open_ends)
    rest = Sheet().table(60, SIDES, lower, *rows[6:], height=15, size=5, open_top=open_ends)
    return pdf(head, rest)


@pytest.mark.parametrize("open_ends", [False, True], ids=["ruled", "open"])
def test_a_row_of_a_pdf_cut_by_the_page_end(open_ends: bool) -> None:
    reading = read(cut_page("3", "", open_ends=open_ends))
    assert reading is not None
    [requests] = reading.requests
    assert [cell.raw for cell in requests["disclosed"].values()] == ["3", *["1"] * 6]
    assert [cell.raw for cell in requests["received_new"].values()] == RECEIVED


@pytest.mark.parametrize("open_ends", [False, True], ids=["ruled", "open"])
def test_a_number_of_a_pdf_cut_by_the_page_end_says_nothing(open_ends: bool) -> None:
    reading = read(cut_page("22", "9", open_ends=open_ends))
    assert reading is not None
    assert reading.requests == ()


@pytest.mark.parametrize(("number", "fits"), [("123456", True), ("12345678", False)])
def test_a_number_that_runs_over_the_side_of_its_cell_says_nothing(number: str, fits: bool) -> None:
    # Digits of five points each, in a column of thirty-five.
    rows = requests_rows({**FIGURES, "disclosed": ["", *["1"] * 6]})
    sheet = Sheet().table(60, SIDES, *rows, height=15, size=5).text(329, 137, number, 10)
    reading = read(pdf(sheet))
    assert reading is not None
    assert [table["disclosed"]["natural_person"].raw for table in reading.requests] == (
        [number] if fits else []
    )
