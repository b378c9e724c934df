"""PDF with a text layer: lines, ruled tables, page ends, hostile files."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.documents import DocumentError, NotReadHereError, ocr, read_document
from pipelines.documents.pdf import MAX_PAGES
from pipelines.model import Document, Grid, Paragraph
from tests.pipelines.documents.pdf_pages import Sheet, Written, pdf

COLUMNS = [60, 200, 300, 400, 500]
TITLE = "石岩市财政局2023年政府信息公开工作年度报告"


def read(*sheets: Sheet, title: str = "") -> Document:
    return read_document(pdf(*sheets, title=title))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def written(grid: Grid) -> list[list[Written]]:
    """Rows as the tests write them: a text, or (text, rowspan, colspan)."""
    rows: list[list[Written]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        spans = cell.rowspan > 1 or cell.colspan > 1
        rows[cell.row].append((cell.text, cell.rowspan, cell.colspan) if spans else cell.text)
    return rows


def test_kind_method_and_title_of_the_first_lines() -> None:
    document = read(
        Sheet().text(230, 80, "石岩市财政局", 20).text(150, 110, TITLE[6:], 20), title="报告"
    )
    assert (document.kind, document.method, document.decoding) == ("pdf", "text_layer", None)
    assert document.titles == (("first_line", TITLE), ("properties", "报告"))
    assert texts(document) == ["石岩市财政局", TITLE[6:]]


def test_merged_cells_are_spans() -> None:
    rows: list[list[Written]] = [
        [("第二十条第（一）项", 1, 4)],
        [("信息内容", 2, 1), ("件数", 1, 2), "现行有效件数"],
        ["本年制发", "本年废止", "有效"],
        ["规章", "1", "", "11"],
    ]
    [grid] = grids(read(Sheet().table(100, COLUMNS, *rows)))
    assert written(grid) == rows
    assert grid.notes == ()


def test_lines_of_one_paragraph_are_joined_and_headings_are_not() -> None:
    sheet = Sheet().text(100, 60, "一、总体情况")
    sheet.text(80, 80, "甲" * 40).text(60, 100, "乙" * 42).text(60, 120, "丙" * 5)
    sheet.text(80, 140, "二、主动公开政府信息情况")
    assert texts(read(sheet)) == [
        "一、总体情况",
        "甲" * 40 + "乙" * 42 + "丙" * 5,
        "二、主动公开政府信息情况",
    ]


def test_a_full_line_and_an_indented_one_are_two_paragraphs() -> None:
    sheet = Sheet().text(60, 80, "甲" * 42).text(80, 100, "乙" * 40)
    assert texts(read(sheet)) == ["甲" * 42, "乙" * 40]


def test_body_lines_glued_to_a_table_stay_paragraphs() -> None:
    sheet = (
        Sheet()
        .text(62, 89, "二、主动公开政府信息情况")
        .table(100, COLUMNS, ["规章", "1", "2", "3"])
    )
    document = read(sheet.text(62, 121, "注：单位为件"))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Grid", "Paragraph"]
    assert texts(document) == ["二、主动公开政府信息情况", "注：单位为件"]


def test_digits_with_a_gap_are_not_one_number() -> None:
    sheet = Sheet().table(100, COLUMNS, ["规章", "", "2", "3"])
    sheet.text(204, 105, "1").text(220, 105, "7")
    assert written(grids(read(sheet))[0]) == [["规章", "1 7", "2", "3"]]


@pytest.mark.parametrize("is_open", [False, True])
def test_a_table_goes_on_over_the_page(is_open: bool) -> None:
    upper: list[list[Written]] = [[("第二十条第（六）项", 1, 4)], ["信息内容", ("数量", 1, 3)]]
    lower: list[list[Written]] = [["行政处罚", ("4119", 1, 3)], ["规章", "0", "5", "6"]]
    document = read(
        Sheet().table(700, COLUMNS, *upper, open_bottom=is_open).text(290, 800, "- 1 -"),
        Sheet().table(60, COLUMNS, *lower, open_top=is_open).text(290, 800, "- 2 -"),
    )
    assert [written(grid) for grid in grids(document)] == [[*upper, *lower]]
    assert texts(document) == []


def test_a_heading_between_two_pages_keeps_two_tables() -> None:
    row: list[Written] = ["规章", "1", "2", "3"]
    document = read(
        Sheet().table(700, COLUMNS, row),
        Sheet().text(80, 60, "三、收到和处理").table(100, COLUMNS, row),
    )
    assert len(grids(document)) == 2


def test_other_columns_keep_two_tables() -> None:
    document = read(
        Sheet().table(700, COLUMNS, ["规章", "1", "2", "3"]),
        Sheet().table(60, [60, 170, 270, 370, 500], ["规章", "1", "2", "3"]),
    )
    assert len(grids(document)) == 2


GROUPS = [60, 100, 220, 300, 400]


def test_a_group_whose_label_is_cut_is_one_cell() -> None:
    # （四）无 | 法提供: the narrow label is cut by the page end, the rows beside it are whole.
    document = read(
        Sheet().table(
            700,
            GROUPS,
            [("（三）", 1, 1), "8.行政查询", "5", "6"],
            ["（四）", "1.不掌握", "7", "8"],
        ),
        Sheet().table(
            60,
            GROUPS,
            [("无法提", 2, 1), "2.没有现成", "1", "2"],
            ["3.补正后", "", "4"],
            ["（五）", "1.信访", "9", "0"],
        ),
    )
    assert [written(grid) for grid in grids(document)] == [
        [
            ["（三）", "8.行政查询", "5", "6"],
            [("（四）\n无法提", 3, 1), "1.不掌握", "7", "8"],
            ["2.没有现成", "1", "2"],
            ["3.补正后", "", "4"],
            ["（五）", "1.信访", "9", "0"],
        ]
    ]


def test_the_empty_rest_of_a_group_belongs_to_it_and_an_empty_value_does_not() -> None:
    document = read(
        Sheet().table(700, GROUPS, ["（四）", "1.不掌握", "7", "8"]),
        Sheet().table(60, GROUPS, ["", "2.没有现成", "", "2"]),
    )
    assert written(grids(document)[0]) == [
        [("（四）", 2, 1), "1.不掌握", "7", "8"],
        ["2.没有现成", "", "2"],
    ]


def test_a_row_cut_in_two_is_one_row() -> None:
    # The label begins on one page; its rest and the values stand on the next.
    document = read(
        Sheet().table(700, GROUPS, ["（六）", "1、无正当理由逾期不补正", "", ""]),
        Sheet().table(60, GROUPS, ["", "行政机关不再处理", "67", "3"]),
    )
    assert written(grids(document)[0]) == [
        ["（六）", "1、无正当理由逾期不补正\n行政机关不再处理", "67", "3"]
    ]


def test_two_rows_of_values_are_never_joined() -> None:
    document = read(
        Sheet().table(700, [60, 90, 120], ["维持", "纠正"], ["", "4"]),
        Sheet().table(60, [60, 90, 120], ["7", ""], ["1", "2"]),
    )
    assert written(grids(document)[0]) == [["维持", "纠正"], ["", "4"], ["7", ""], ["1", "2"]]


def test_whole_rows_in_narrow_cells_are_never_joined() -> None:
    sides = [60, 90, 120]
    rows: list[list[Written]] = [["12", "34"], ["56", "78"]]
    document = read(Sheet().table(700, sides, rows[0]), Sheet().table(60, sides, rows[1]))
    assert written(grids(document)[0]) == rows


def test_a_label_with_room_to_spare_is_not_cut() -> None:
    rows: list[list[Written]] = [["行政处罚", "", "", ""], ["行政强制", "1", "2", "3"]]
    document = read(Sheet().table(700, COLUMNS, rows[0]), Sheet().table(60, COLUMNS, rows[1]))
    assert written(grids(document)[0]) == rows


def test_an_empty_cell_beside_another_group_is_its_own() -> None:
    rows: list[list[Written]] = [["（四）", "甲", "乙", "6"], ["（五）", "", "丙", "7"]]
    document = read(Sheet().table(700, GROUPS, rows[0]), Sheet().table(60, GROUPS, rows[1]))
    assert written(grids(document)[0]) == rows


def test_an_empty_cell_right_of_other_columns_is_its_own() -> None:
    document = read(
        Sheet().table(700, GROUPS, [("（四）", 1, 2), "乙", "6"]),
        Sheet().table(60, GROUPS, ["（五）", "丁", "", "戊"]),
    )
    assert written(grids(document)[0]) == [
        [("（四）", 1, 2), "乙", "6"],
        ["（五）", "丁", "", "戊"],
    ]


def test_an_empty_value_under_its_head_is_its_own() -> None:
    rows: list[list[Written]] = [["维持", "纠正", "其他", "总计"], ["", "5", "", "5"]]
    document = read(Sheet().table(700, COLUMNS, rows[0]), Sheet().table(60, COLUMNS, rows[1]))
    assert written(grids(document)[0]) == rows


ROW: list[Written] = ["规章", "1"]


def filled() -> Sheet:
    """Borders as thin filled boxes, as Word prints them."""
    sheet = Sheet().text(64, 105, "规章").text(164, 105, "1")
    for x in (60, 160, 260):
        sheet.draw(f"{x} 722 0.5 20 re f")
    return sheet.draw("60 742 200.5 0.5 re f 60 722 200.5 0.5 re f")


def framed() -> Sheet:
    """One frame a cell, so that every inner line is drawn twice, on white and blue grounds."""
    sheet = Sheet().draw("1 1 1 rg 60 722 100 20 re f 0 0 1 rg 160 722 100 20 re f 0 g")
    sheet.draw("60 722 99 20 re S 160 722 100 20 re S")
    return sheet.text(64, 105, "规章").text(164, 105, "1")


def dashed() -> Sheet:
    """Every line in pieces of two points, one after the other."""
    sheet = Sheet().text(64, 105, "规章").text(164, 105, "1")
    for x in range(60, 260, 6):
        sheet.draw(f"{x} 742 m {x + 5} 742 l {x} 722 m {x + 5} 722 l S")
    for x in (60, 160, 260):
        sheet.draw(f"{x} 722 m {x} 731 l S {x} 732 m {x} 742 l S")
    return sheet


@pytest.mark.parametrize("drawn", [filled, framed, dashed])
def test_borders_however_they_are_drawn(drawn: Callable[[], Sheet]) -> None:
    assert [written(grid) for grid in grids(read(drawn()))] == [[ROW]]


def test_bold_that_is_printed_twice_is_read_once() -> None:
    sheet = Sheet().text(60, 60, "总计11").text(60.3, 60, "总计11")
    assert texts(read(sheet)) == ["总计11"]


def test_a_header_that_is_repeated_is_left_out() -> None:
    header: list[list[Written]] = [
        [("项目", 2, 1), ("申请人情况", 1, 3)],
        ["自然人", "企业", "总计"],
    ]
    document = read(
        Sheet().table(700, COLUMNS, *header, ["一、新收", "1", "2", "3"]),
        Sheet().table(60, COLUMNS, *header, ["二、结转", "4", "5", "9"]),
    )
    assert written(grids(document)[0]) == [
        *header,
        ["一、新收", "1", "2", "3"],
        ["二、结转", "4", "5", "9"],
    ]


def test_page_numbers_and_running_heads_are_dropped_only_when_certain() -> None:
    sheets = [
        Sheet().text(60, 30, "石岩市财政局").text(60, 400, f"正文{page}").text(290, 800, str(page))
        for page in (1, 2, 3)
    ]
    assert texts(read(*sheets)) == ["正文1", "正文2", "正文3"]
    # A number alone at the foot of a single page may be anything.
    assert texts(read(Sheet().text(60, 400, "共计").text(290, 800, "17"))) == ["共计", "17"]
    assert texts(read(Sheet().text(60, 30, "石岩市财政局").text(60, 400, "正文"))) == [
        "石岩市财政局",
        "正文",
    ]


def test_a_page_that_lies_on_its_side() -> None:
    sheet = Sheet(turn=90)
    sheet.line(100, 100, 100, 300).line(130, 100, 130, 300)
    for y in (100, 200, 300):
        sheet.line(100, y, 130, y)
    sheet.text(110, 140, "7").text(110, 240, "8")
    # Turned clockwise, what stands lower on the sheet stands further left.
    assert written(grids(read(sheet))[0]) == [["8", "7"]]


def test_a_frame_around_the_text_is_no_table() -> None:
    assert texts(read(Sheet().table(40, [40, 550], ["正文"], height=760))) == ["正文"]


def test_a_line_under_a_title_is_no_table() -> None:
    document = read(Sheet().text(60, 60, "标题").line(60, 75, 200, 75))
    assert (texts(document), grids(document)) == (["标题"], [])


def test_lines_missing_inside_a_table_are_said() -> None:
    # A hook of three places: two of the four inner sides are not drawn.
    sheet = Sheet().line(60, 100, 260, 100).line(60, 140, 260, 140)
    sheet.line(60, 100, 60, 140).line(260, 100, 260, 140)
    sheet.line(160, 120, 260, 120).line(160, 120, 160, 140)
    sheet.text(64, 105, "甲").text(164, 125, "1")
    assert grids(read(sheet))[0].notes == ("spans_clamped",)


@pytest.mark.parametrize(
    ("body", "error", "message"),
    [
        (b"%PDF-1.7\n1 0 obj\n", DocumentError, "the PDF is damaged: it cannot be opened"),
        (
            pdf(
                Sheet().text(60, 60, "密"),
                trailer="/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
                f" /O <{'11' * 32}> /U <{'22' * 32}> >>",
            ),
            DocumentError,
            "the PDF is encrypted and needs a password",
        ),
        (
            # What OCR has laid under a scan is not painted, and nobody has read it.
            pdf(
                Sheet().draw("3 Tr").text(60, 60, "规章 17").line(60, 90, 200, 90),
                Sheet().line(60, 60, 200, 60),
            ),
            NotReadHereError,
            "the PDF has no text layer (2 page(s) of pictures); it needs OCR: pip install 'gongkai[ocr]'",
        ),
    ],
)
def test_files_that_cannot_be_read(
    body: bytes, error: type[DocumentError], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(error) as caught:
        read_document(body)
    assert str(caught.value) == message


def test_a_very_long_file_is_read_to_a_limit_and_says_so() -> None:
    sheets = [Sheet().text(60, 400, f"第{number}节") for number in range(300)]
    begun = time.process_time()
    document = read(*sheets)
    assert time.process_time() - begun < 5
    assert len(texts(document)) == MAX_PAGES
    assert document.notes == ("pages_left_out",)


def test_a_page_ruled_like_a_carpet_costs_its_tables_only() -> None:
    columns = "".join(f"{x} 20 m {x} 800 l S " for x in range(20, 590, 3))
    rows = "".join(f"20 {y} m 580 {y} l S " for y in range(20, 800, 3))
    assert texts(read(Sheet().text(60, 20, "规章 17").draw(columns + rows))) == ["规章 17"]
    # The same in pieces: more lines than can be compared.
    pieces = "".join(
        f"{x} {y} m {x + 5} {y} l S {x} {y} m {x} {y + 5} l S "
        for x in range(20, 580, 10)
        for y in range(20, 800, 10)
    )
    document = read(Sheet().text(60, 20, "规章 17").draw(pieces))
    assert (texts(document), document.notes) == (["规章 17"], ("table_too_large",))


def test_many_little_tables_are_too_many() -> None:
    sheet = Sheet()
    for number in range(60):
        sheet.table(20 + number * 12, [60, 100, 140], ["甲", "1"], height=6, size=5)
    document = read(sheet)
    assert (grids(document), document.notes) == ([], ("table_too_large",))


def test_pages_that_lead_back_to_themselves() -> None:
    looping = pdf(Sheet().text(60, 60, "一")).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError, match="the PDF is damaged"):
        read_document(looping)


WHOLE = pdf(
    Sheet()
    .text(60, 60, TITLE)
    .table(100, COLUMNS, ["规章", "1", ("2", 1, 2)], ["甲", "", "3", "4"])
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    edits=st.lists(
        st.tuples(st.integers(9, len(WHOLE) - 1), st.binary(max_size=6)), min_size=1, max_size=8
    )
)
# One byte of the font less, and a code stands for the half of a character.
@example(edits=[(775, b"\x00")])
def test_damage_gives_a_document_or_one_line(edits: list[tuple[int, bytes]]) -> None:
    body = bytearray(WHOLE)
    for place, damage in edits:
        body[place : place + len(damage)] = damage
    try:
        document = read_document(bytes(body))
    except DocumentError:
        return
    for grid in grids(document):
        places = [place for row in grid.rows() for place in row]
        assert all(place is not None for place in places)
        assert len({id(place) for place in places}) == len(grid.cells)
