"""Word documents: merges, tracked changes, controls, boxes; damaged ones; the official form."""

from __future__ import annotations

import io
import time
import zipfile
from functools import lru_cache
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipelines import extract_bytes
from pipelines.documents import DocumentError, read_document
from pipelines.documents.numbering import chinese
from pipelines.model import Grid, Heading, Link, Paragraph
from pipelines.values import read_count
from tests.grids import Written, grid
from tests.pipelines.documents import word
from tests.shared import SHARED, needs_shared
from tests.tables import (
    APPLICANTS,
    LINES_2021,
    disputes_rows,
    proactive_2021_rows,
    requests_rows,
)

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"


def texts(found: Grid) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in found.rows()]


def grids(body: bytes) -> list[Grid]:
    return [block for block in read_document(body).blocks if isinstance(block, Grid)]


def paragraphs(body: bytes) -> list[str]:
    return [block.text for block in read_document(body).blocks if isinstance(block, Paragraph)]


def test_a_document_in_its_order_with_title_and_headings() -> None:
    document = word.empty()
    document.add_paragraph("附件2")
    document.add_paragraph(TITLE).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("全年公开\n信息\t12条。")
    word.with_table(document, [["规章", "3"], ["文件", "4"]])
    document.add_paragraph("表后。")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.core_properties.title = "旧文件的标题"
    found = read_document(word.saved(document))
    assert (found.kind, found.method, found.decoding) == ("docx", "markup", None)
    assert found.titles == (("first_line", TITLE),)
    assert found.blocks == (
        Paragraph("附件2"),
        Paragraph(TITLE),
        Heading("一、总体情况", 1),
        Paragraph("全年公开"),
        Paragraph("信息 12条。"),
        grid(["规章", "3"], ["文件", "4"]),
        Paragraph("表后。"),
    )


def test_the_title_of_the_properties_counts_where_none_is_printed() -> None:
    document = word.empty()
    document.core_properties.title = TITLE
    assert read_document(word.saved(document)).titles == (("title", TITLE),)


def test_merges_in_both_directions() -> None:
    rows: list[list[Written]] = [
        [("甲", 2, 2), "乙", "丙"],
        [("丁", 2, 1), "戊"],
        ["己", "庚", "辛"],
    ]
    document = word.empty()
    word.with_table(document, rows)
    assert grids(word.saved(document)) == [grid(*rows)]


def test_columns_left_free_before_a_row() -> None:
    document = word.empty()
    table = document.add_table(2, 3)
    for place, text in enumerate("甲乙丙丁戊己"):
        table.cell(place // 3, place % 3).text = text
    row = table.rows[1]._tr
    row.remove(row.tc_lst[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    row.get_or_add_trPr().append(before)
    assert texts(grids(word.saved(document))[0]) == [["甲", "乙", "丙"], [None, "戊", "己"]]


def test_a_nested_table_is_a_grid_of_its_own_and_leaves_no_text_behind() -> None:
    document = word.empty()
    outer = document.add_table(2, 2)
    for place, text in enumerate(("规章", "3", "文件", "4")):
        outer.cell(place // 2, place % 2).text = text
    outer.add_row().cells[0].text = "7"
    inner = outer.cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "8"
    first, second = grids(word.saved(document))
    assert texts(first) == [["规章", "3"], ["文件", "4"], ["7", ""]]
    assert texts(second) == [["里", "8"]]


def test_a_table_that_only_frames_gives_what_it_holds() -> None:
    document = word.empty()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "一、总体情况"
    inner = frame.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "规章", "3"
    body = word.saved(document)
    assert paragraphs(body) == ["一、总体情况"]
    assert [texts(found) for found in grids(body)] == [[["规章", "3"]]]


def test_a_cell_in_a_content_control_is_a_cell() -> None:
    document = word.empty()
    word.with_table(document, [["规章", "3", "5"]])
    word.wrapped(document.tables[0].cell(0, 1))
    assert texts(grids(word.saved(document))[0]) == [["规章", "3", "5"]]


@pytest.mark.parametrize(
    ("xml", "printed"),
    [
        ("<w:r><w:object/></w:r>", "\ufffc"),
        ("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>", "\ufffc"),
        ("<w:r><w:t>5</w:t><w:object/></w:r>", "5"),
        ("<w:r><w:pict><v:line/></w:pict></w:r>", ""),
        ("<w:del><w:r><w:object/></w:r></w:del>", ""),
    ],
)
def test_a_cell_that_shows_an_object_is_not_blank(xml: str, printed: str) -> None:
    document = word.empty()
    word.with_table(document, [["规章", "3", "甲"]])
    word.paragraph_xml(document, xml)
    cell = document.tables[0].cell(0, 2)._tc
    del cell[-1]
    cell.append(document.element.body.p_lst[-1])
    assert texts(grids(word.saved(document))[0]) == [["规章", "3", printed]]
    assert read_count("\ufffc").problem == "cell.unreadable"


def test_numbers_that_word_counts_are_printed() -> None:
    level = (
        '<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    ).encode()
    instance = b'<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num></w:numbering>'
    document = word.empty()
    for text in ("总体情况", "主动公开", "5"):
        word.paragraph_xml(
            document,
            '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r>",
        )
    document.part.numbering_part  # noqa: B018 - asked for, it is made
    body = word.changed(
        word.saved(document),
        "word/numbering.xml",
        lambda xml: xml.replace(b"<w:abstractNum ", level + b"<w:abstractNum ", 1).replace(
            b"</w:numbering>", instance
        ),
    )
    assert paragraphs(body) == ["一、总体情况", "二、主动公开", "三、 5"]


def test_chinese_numbers() -> None:
    assert [chinese(number) for number in (1, 10, 11, 20, 35)] == [
        *("一", "十", "十一", "二十", "三十五")
    ]


def test_links_and_a_relation_to_nowhere() -> None:
    document = word.empty()
    paragraph = document.add_paragraph()
    address = "http://www.shuyang.gov.cn/a.pdf"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, kind, is_external=True))
    run = paragraph.add_run("附件下载")._r
    link.append(run)
    paragraph._p.append(link)  # type: ignore[arg-type] # the stub allows paragraphs only
    null = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/image" Target="../NULL"/></Relationships>'
    )
    body = word.changed(
        word.saved(document),
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace(b"</Relationships>", null),
    )
    found = read_document(body)
    assert found.links == (Link(address, "附件下载", "attachment"),)
    assert found.blocks == (Paragraph("附件下载"),)


# --- a report, through the whole way ------------------------------------------------------

PROACTIVE = [*(str(number) for number in range(11, 20)), "20.5"]
DISPUTES = [str(number) for number in range(31, 46)]
REQUESTS = {
    line: [str(1000 + 7 * place + column) for column in range(7)]
    for place, line in enumerate(LINES_2021)
}


def values(found: dict[str, Any]) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """Return every value as text, in the order in which the form prints them."""
    proactive = [str(value) for value in found["proactive"].values() if value is not None]
    requests = {
        line: [str(row[name]) for name in APPLICANTS] for line, row in found["requests"].items()
    }
    disputes = [str(value) for path in found["disputes"].values() for value in path.values()]
    return proactive, requests, disputes


@lru_cache
def report() -> bytes:
    document = word.empty()
    document.add_paragraph(TITLE)
    document.add_paragraph("一、总体情况")
    document.add_paragraph("二、主动公开政府信息情况")
    word.with_table(document, proactive_2021_rows(PROACTIVE))
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    word.with_table(document, requests_rows(REQUESTS))
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    word.with_table(document, disputes_rows(DISPUTES))
    return word.saved(document)


def test_a_report_cell_by_cell() -> None:
    found = extract_bytes(report(), name="report.docx").to_dict()
    assert found["report"]["year"] == 2022
    assert found["report"]["agency_name"] == "沭阳县财政局"
    assert (found["report"]["document_kind"], found["report"]["status"]) == ("docx", "complete")
    assert values(found) == (PROACTIVE, REQUESTS, DISPUTES)


@needs_shared
def test_the_official_form_filled_and_read_back() -> None:
    document = docx.Document(str(SHARED / "corpus" / "docx" / "official_form_2021_blank.docx"))
    document.paragraphs[1].runs[0].text = TITLE
    numbers = [*PROACTIVE, *(value for row in REQUESTS.values() for value in row), *DISPUTES]
    left = iter(numbers)
    for table in document.tables:
        for row in table._tbl.tr_lst:
            for cell in row.tc_lst:
                is_value = cell.vMerge is None and not "".join(cell.itertext()).strip()
                if is_value:
                    cell.p_lst[0].add_r().text = next(left)
    assert len(numbers) == 10 + 175 + 15
    assert list(left) == []
    found = extract_bytes(word.saved(document), name="form.docx").to_dict()
    assert found["report"]["status"] == "complete"
    assert values(found) == (PROACTIVE, REQUESTS, DISPUTES)


# --- damaged and hostile ------------------------------------------------------------------


def torn() -> bytes:
    return report()[:9000]


def broken_xml() -> bytes:
    return word.changed(report(), "word/document.xml", lambda xml: xml[: len(xml) // 2])


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w:document>" + b" " * 300_000_000)
    return out.getvalue()


def large() -> bytes:
    return word.changed(report(), "word/document.xml", lambda xml: xml + b" " * 17_000_000)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(6000):
            package.writestr(f"word/document{number}.xml", b"")
    return out.getvalue()


def deep() -> bytes:
    nested = b"<w:sdt><w:sdtContent>" * 5000 + b"</w:sdtContent></w:sdt>" * 5000
    return word.changed(
        report(), "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + nested)
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (torn, "the file is damaged: "),
        (broken_xml, "the part word/document.xml is damaged: "),
        (bomb, "the file would unpack word/document.xml from "),
        (large, "the part word/document.xml is too large to be read: 17"),
        (many_parts, "the file would unpack to 6000 parts of 0 bytes"),
        (deep, "the part word/document.xml is damaged: Excessive depth in document: "),
    ],
)
def test_a_bad_package_is_one_line(make: Any, message: str) -> None:
    body = make()
    begun = time.process_time()
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(body)
    assert "\n" not in str(caught.value)
    found = extract_bytes(body, name="report.docx").extraction
    assert time.process_time() - begun < 5
    assert (found.role, [finding.rule for finding in found.findings]) == (
        "unreadable",
        ["document.unreadable"],
    )


def test_a_wide_and_high_table_is_bounded() -> None:
    wide = (
        b"<w:tbl>"
        + b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr>' * 1000
        + b"</w:tbl>"
    )
    body = word.changed(
        report(), "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + wide)
    )
    found = read_document(body)
    assert found.notes == ("table_too_large",)
    assert sum(isinstance(block, Grid) for block in found.blocks) == 3
