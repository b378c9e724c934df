"""Word documents of the mess generator, opened by python-docx."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from crawler.simulation.mess.page import (
    Page,
    PrintedBlock,
    PrintedCell,
    PrintedHeading,
    PrintedTable,
)
from crawler.simulation.mess.writers.docx import write_docx
from crawler.simulation.mess.writers.written import DOCX_TYPE, WrittenFile
from tests.simulation.mess import printed

SEEDS = [f"docx-{number}" for number in range(25)]


def written(seed: str, page: Page | None = None) -> WrittenFile:
    return write_docx(page or printed.page(), random.Random(seed))


def opened(file: WrittenFile) -> Document:
    return docx.Document(io.BytesIO(file.body))


def first_with(
    has: Callable[[tuple[str, ...]], bool], page: Page | None = None
) -> tuple[WrittenFile, Document]:
    """The first of many documents whose choices are as asked."""
    files = (written(f"many-{number}", page) for number in range(300))
    file = next(file for file in files if has(file.variations))
    return file, opened(file)


def inner_tables(document: Document) -> Iterator[Table]:
    for table in document.tables:
        nested = [inner for row in table.rows for cell in row.cells for inner in cell.tables]
        yield from nested or [table]


def places(table: Table) -> list[list[str]]:
    """The text of each place, a merged cell in all that it covers."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def number_of(paragraph: Paragraph) -> str | None:
    found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return None if found is None else found.get(qn("w:val"))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_text_and_every_merge_is_there(seed: str) -> None:
    file = written(seed)
    assert (file.ending, file.content_type) == (".docx", DOCX_TYPE)
    document = opened(file)
    first, second = inner_tables(document)
    assert places(first) == printed.FIRST
    counted = "docx_numbered_labels" in file.variations
    expected = [
        [re.sub(r"^\d\.", "", text) if counted else text for text in row] for row in printed.SECOND
    ]
    assert places(second) == expected
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[:3] == [printed.TITLE, "发布机构：示例区财政局", "发布日期：2024-01-20"]
    assert [line for line in lines if line in printed.TEXTS] == list(printed.TEXTS)


def test_a_merge_is_one_cell_and_no_more() -> None:
    first, second = inner_tables(opened(written("docx-0")))
    merged = first.rows[3].cells
    assert merged[1]._tc is merged[2]._tc
    assert first.rows[2].cells[1]._tc is not first.rows[2].cells[2]._tc
    column = [row.cells[0]._tc for row in second.rows]
    assert column[0] is column[1] is column[2]
    assert second.rows[0].cells[1]._tc is not second.rows[1].cells[1]._tc


def test_headings_are_styles_bold_paragraphs_or_counted_by_word() -> None:
    def lines(choice: str) -> list[Paragraph]:
        _, document = first_with(lambda names: choice in names)
        ends = ("总体情况", "主动公开政府信息情况", "三、申请情况")
        found = [p for p in document.paragraphs if p.text.endswith(ends)]
        return [p for p in document.paragraphs if p.text in printed.HEADINGS] or found

    styled = lines("docx_headings_styles")
    assert [p.text for p in styled] == list(printed.HEADINGS)
    assert all(p.style is not None and p.style.name == "Heading 2" for p in styled)
    bold = lines("docx_headings_bold")
    assert [p.text for p in bold] == list(printed.HEADINGS)
    assert all(p.runs[0].bold and p.style is not None for p in bold)
    assert {p.style.name for p in bold if p.style} == {"Normal"}
    _, document = first_with(lambda names: "docx_headings_numbered" in names)
    counted = [p for p in document.paragraphs if number_of(p)]
    assert [p.text for p in counted] == ["总体情况", "主动公开政府信息情况", "申请情况"]
    assert len({number_of(p) for p in counted}) == 1


def test_a_heading_that_word_would_count_otherwise_keeps_its_printed_number() -> None:
    headings = [PrintedHeading(text) for text in ("一、甲", "三、乙", "二、丙", "一、丁", "戊")]
    _, document = first_with(
        lambda names: "docx_headings_numbered" in names, printed.page(*headings)
    )
    found = [(p.text, number_of(p)) for p in document.paragraphs if p.text[-1:] in "甲乙丙丁戊"]
    assert [pair for pair in found if pair[0]] == [
        ("甲", "1"),
        ("三、乙", None),
        ("丙", "1"),
        ("丁", "2"),
        ("戊", None),
    ]


def test_header_rows_repeat_only_where_they_were_chosen_to() -> None:
    def repeated(document: Document) -> list[bool]:
        table = next(inner_tables(document))
        return [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]

    _, document = first_with(lambda names: "docx_header_repeats" in names)
    assert repeated(document) == [True, True, False, False]
    _, document = first_with(lambda names: "docx_header_repeats" not in names)
    assert repeated(document) == [False] * 4


def test_line_breaks_stand_as_breaks_or_as_paragraphs() -> None:
    name = "docx_line_breaks_as_paragraphs"
    _, document = first_with(lambda names: name in names)
    cell = next(inner_tables(document)).cell(3, 0)
    assert [p.text for p in cell.paragraphs] == ["合", "计"]
    _, document = first_with(lambda names: name not in names)
    cell = next(inner_tables(document)).cell(3, 0)
    assert [p.text for p in cell.paragraphs] == ["合\n计"]


def test_a_layout_table_is_one_cell_around_the_table() -> None:
    page = printed.page(printed.first_table(), quirks=frozenset({"nested_in_layout"}))
    file = written("any", page)
    assert "docx_nested_in_layout" in file.variations
    (outer,) = opened(file).tables
    assert (len(outer.rows), len(outer.columns)) == (1, 1)
    assert [places(table) for table in outer.cell(0, 0).tables] == [printed.FIRST]


def test_tables_that_follow_each_other_stay_two() -> None:
    page = printed.page(printed.first_table(), printed.first_table())
    assert len(list(inner_tables(opened(written("docx-1", page))))) == 2


def test_damaged_tables_are_written_as_a_browser_would_place_them() -> None:
    damaged: list[PrintedBlock] = [
        PrintedTable(
            [
                [PrintedCell("甲"), PrintedCell("乙", rowspan=9)],
                [PrintedCell("丙", colspan=2), PrintedCell("丁")],
                [],
            ]
        ),
        PrintedTable([]),
    ]
    (table,) = inner_tables(opened(written("docx-2", printed.page(*damaged))))
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["甲", "乙"], ["丙", "乙", "丁"], ["", "乙"]]


def test_signs_of_xml_are_printed_as_they_are() -> None:
    page = printed.page(PrintedTable([[PrintedCell('a<b & "c"')]]))
    (table,) = inner_tables(opened(written("docx-3", page)))
    assert places(table) == [['a<b & "c"']]


def test_the_same_seed_gives_the_same_bytes() -> None:
    file = written("one")
    assert file == written("one")
    assert file.body != written("two").body
    with zipfile.ZipFile(io.BytesIO(file.body)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_compact_documents_have_small_letters() -> None:
    file = write_docx(printed.page(), random.Random("c"), compact=True)
    normal = opened(file).styles.element.xpath("//w:rPrDefault//w:sz/@w:val")
    assert normal == ["21"]
    assert "docx_landscape" not in file.variations


def test_a_document_for_print_has_no_label_that_runs_downwards() -> None:
    tall = PrintedTable(
        [
            [PrintedCell("本年度办理结果", rowspan=6), printed.value("1", "a")],
            *([printed.value(str(number), f"b{number}")] for number in range(5)),
        ]
    )
    page = printed.page(tall)
    downwards = [
        write_docx(page, random.Random(f"many-{number}"), for_print=for_print).body
        for number in range(30)
        for for_print in (False, True)
    ]
    has = ["textDirection" in zip_text(body) for body in downwards]
    assert any(has[0::2])
    assert not any(has[1::2])


def test_rows_of_a_merged_cell_are_not_cut_by_a_page() -> None:
    table = next(inner_tables(opened(written("docx-4"))))
    whole = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows]
    assert whole[:2] == [True, True]


def zip_text(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return package.read("word/document.xml").decode()
