"""Tables as pages write them: nesting, groups, line breaks, and markup that is broken."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Document, Grid, Paragraph


def read(markup: str) -> Document:
    return read_document(markup.encode(), name="page.html")


def grids(markup: str) -> list[Grid]:
    return [block for block in read(markup).blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in grid.rows()]


def test_groups_are_read_in_document_order_with_rows_outside_of_any() -> None:
    (grid,) = grids(
        "<table><caption>表 一</caption><thead><tr><th>项目<th>数</thead>"
        "<tfoot><tr><td>总计<td>3</tfoot><tr><td>规章<td>1<tbody><tr><td>文件<td>2</table>"
    )
    assert texts(grid) == [["项目", "数"], ["总计", "3"], ["规章", "1"], ["文件", "2"]]
    assert grid.caption == "表 一"
    assert [cell.header for cell in grid.cells] == [True, True, *[False] * 6]


def test_a_cell_keeps_its_lines_and_no_break_spaces_and_nothing_of_the_layout() -> None:
    (grid,) = grids(
        "<table><tr><td>\n  <p>本年新<br>制作\n     数量</p>\n</td><td><p>a</p><p>b</p></td></tr>"
        "<tr><td>&nbsp;</td><td> \n </td></tr><tr><td>1&#8239;0<sup>2</sup></td><td>\u3000x</td></tr>"
        "</table>"
    )
    assert texts(grid) == [
        ["本年新\n制作 数量", "a\nb"],
        ["\u00a0", ""],
        ["1\u202f0\n2", "\u3000x"],
    ]


def test_one_span_a_character_joins_without_spaces() -> None:
    (grid,) = grids(
        "<table><tr><td><p><span>行</span><span>政</span><span><o:p></o:p></span><span>复议</span></p>"
        "</td><td><span>1</span><font>2</font><b>3</b></td></tr><tr><td>x<td>y</table>"
    )
    assert texts(grid)[0] == ["行政复议", "123"]


def test_a_nested_table_is_a_grid_of_its_own() -> None:
    outer, inner = grids(
        "<table><tr><td>规章<td>1<td>2</tr><tr><td>文件<td>3<td>4</tr>"
        "<tr><td>收费<td>5<td>6<table><tr><td>单价<td>7</tr><tr><td>件数<td>8</table></td></tr></table>"
    )
    assert texts(outer) == [["规章", "1", "2"], ["文件", "3", "4"], ["收费", "5", "6"]]
    assert texts(inner) == [["单价", "7"], ["件数", "8"]]


def test_a_nested_table_of_one_cell_is_a_frame_around_its_text() -> None:
    (grid,) = grids(
        "<table><tr><td>规章<td><table><tr><td>13</td></tr></table></td></tr>"
        "<tr><td>文件<td><table><tr><td>6</td></tr></table> 件</td></tr></table>"
    )
    assert texts(grid) == [["规章", "13"], ["文件", "6\n件"]]


def test_a_table_that_lays_out_the_page_is_taken_apart() -> None:
    document = read(
        "<table><tr><td><p>一、总体情况</p><p>我局认真贯彻条例。</p><p>二、主动公开政府信息情况</p>"
        "<table><tr><td>规章<td>1</tr><tr><td>文件<td>2</tr></table><p>三、其他</p></td></tr></table>"
    )
    assert [type(block).__name__ for block in document.blocks] == [
        *["Paragraph"] * 3,
        "Grid",
        "Paragraph",
    ]
    assert document.blocks[0] == Paragraph("一、总体情况")
    assert document.blocks[4] == Paragraph("三、其他")


def test_an_article_beside_a_menu_is_no_table() -> None:
    prose = "我局认真贯彻落实条例，" * 40
    document = read(
        f"<table><tr><td>首页<br>机构</td><td><p>一、总体情况</p><p>{prose}</p></td></tr></table>"
    )
    assert not [block for block in document.blocks if isinstance(block, Grid)]
    assert Paragraph(prose) in document.blocks


def test_a_long_note_under_a_table_of_figures_stays_in_it() -> None:
    rows = "".join(f"<tr><td>指标{number}<td>{number}" for number in range(9))
    (grid,) = grids(f"<table>{rows}<tr><td>说明<td>{'单位负责人、填表人。' * 60}</table>")
    assert grid.height == 10


def test_cells_that_the_parser_leaves_in_cells_are_cells() -> None:
    (grid,) = grids("<table><tr><td><div>a<td>b<tr><td><div>c<td>d</table>")
    assert texts(grid) == [["a", "b"], ["c", "d"]]


def test_text_of_a_table_outside_of_its_cells_is_printed_before_it() -> None:
    document = read("<table>单位：万元<tr><td>a<td>1</tr>注<tr><td>b<td>2</tr></table>")
    assert document.blocks[:2] == (Paragraph("单位：万元"), Paragraph("注"))
    assert isinstance(document.blocks[2], Grid)


def test_hidden_rows_scripts_and_comments_are_not_read() -> None:
    (grid,) = grids(
        "<!-- <table><tr><td>9<td>9</table> --><script>var t='<table><tr><td>9<td>9</table>'</script>"
        "<template><table><tr><td>9<td>9</table></template>"
        "<div style='DISPLAY : none'><table><tr><td>9<td>9</table></div>"
        "<table v-for='x in list'><tr><td>9<td>9</table><table ms-repeat='list'><tr><td>9<td>9</table>"
        "<table><tr><td>a<td>1<tr style='display:none'><td>h<td>9<tr><td>b<td>2</table>"
    )
    assert texts(grid) == [["a", "1"], ["b", "2"]]


def test_a_mark_and_what_is_struck_out_run_together_with_no_number() -> None:
    struck = "<span style='text-decoration: line-through'>99</span>37"
    (grid,) = grids(
        "<table><tr><td>a<td>37<sup>1</sup><tr><td>b<td><del>99</del>37<tr><td>c<td><s>99</s>37"
        f"<tr><td>d<td>{struck}<tr><td>e<td><b>3</b>7</table>"
    )
    printed = [row[1] for row in texts(grid)]
    assert printed == ["37\n1", "99\n37", "99\n37", "99\n37", "37"]


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ('37<a href="#fn1">1</a>', "37\n1"),
        ('37<a href="1.htm#_ftn1" name="_ftnref1"><span>1</span></a>', "37\n1"),
        ('37<a name="_ftnref1">1</a>', "37\n1"),
        ('<a href="#top">1</a>37', "1\n37"),
        ('37<span style="VERTICAL-ALIGN: super">1</span>', "37\n1"),
        ('37<span style="position:relative;top:-4pt;mso-text-raise:4pt">1</span>', "37\n1"),
        ('37<span class="MsoFootnoteReference">1</span>', "37\n1"),
        ("<ruby>37<rt>1</rt></ruby>", "37\n1"),
    ],
)
def test_the_mark_of_a_note_is_no_digit_of_the_number(cell: str, printed: str) -> None:
    (grid,) = grids(f"<table><tr><td>规章<td>{cell}<td>9<tr><td>文件<td>2<td>3</table>")
    assert texts(grid)[0] == ["规章", printed, "9"]


@pytest.mark.parametrize(
    "cell",
    [
        '<a href="#list">37</a>',
        '<a href="/list.html">37</a>',
        '3<a name="x"></a>7',
        '3<a name="OLE_LINK1">7</a>',
        '3<a href="/list.html">7</a>',
        '<a name="_Toc1"></a><a name="OLE_LINK1"><span>3</span></a><span>7</span>',
        '<span style="vertical-align:super">37</span>',
        '<span style="vertical-align:baseline">3</span>7',
    ],
)
def test_a_link_or_bookmark_in_a_number_is_no_mark(cell: str) -> None:
    (grid,) = grids(f"<table><tr><td>规章<td>{cell}<td>9<tr><td>文件<td>2<td>3</table>")
    assert texts(grid)[0] == ["规章", "37", "9"]


def test_absurd_spans_are_clamped_and_noted() -> None:
    (grid,) = grids(
        "<table><tr><td colspan='100000'>第二十条第（一）项</tr><tr><td>规章<td>1<td>2<td>3</tr>"
        "<tr><td rowspan='-3'>文件<td colspan='x'>4<td>5<td>6</tr></table>"
    )
    assert texts(grid) == [
        ["第二十条第（一）项"] * 4,
        ["规章", "1", "2", "3"],
        ["文件", "4", "5", "6"],
    ]
    assert grid.notes == ("spans_clamped",)


def test_rowspan_0_reaches_to_the_end_of_the_group() -> None:
    (grid,) = grids(
        "<table><tbody><tr><td rowspan=0>三<td>1<tr><td>2<tbody><tr><td>四<td>3</table>"
    )
    assert texts(grid) == [["三", "1"], ["三", "2"], ["四", "3"]]


def test_rows_after_a_group_are_a_group_of_their_own() -> None:
    (grid,) = grids(
        "<table><tbody><tr><td rowspan=3>三<td>1</tr></tbody><tr><td>四<td>2</tr></table>"
    )
    assert texts(grid) == [["三", "1"], ["四", "2"]]


def test_cells_after_the_end_of_a_row_begin_a_row() -> None:
    (grid,) = grids("<table><tr><td>规章</td><td>1</td></tr><td>文件</td><td>2</td></table>")
    assert texts(grid) == [["规章", "1"], ["文件", "2"]]


def test_a_page_cut_inside_a_table_is_read_as_far_as_it_goes() -> None:
    document = read(
        "<html><body><p>二、主动公开</p><table><tr><td>a<td>1</table>"
        "<table><tr><td>规章</td><td>13</td></tr><tr><td>规范性文件</td><td>6"
    )
    first, second = (block for block in document.blocks if isinstance(block, Grid))
    assert first.notes == ()
    assert texts(second) == [["规章", "13"], ["规范性文件", "6"]]
    assert second.notes == ("truncated",)
    assert "truncated" in document.notes


def test_a_table_without_end_in_a_page_with_one_is_unclosed_not_cut() -> None:
    document = read(
        "<html><body><table><tr><td>规章<td>13<tr><td>文件<td>6<tr><td>x<td>7</body></html>"
    )
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert grid.notes == ("table_unclosed",)
    assert "truncated" not in document.notes


def test_a_fragment_needs_no_end_of_page() -> None:
    document = read("<p>一、总体情况</p><table><tr><td>a<td>1<tr><td>b<td>2</table><p>无。</p>")
    assert "truncated" not in document.notes


def test_a_table_too_large_for_a_report_keeps_its_text() -> None:
    row = "<tr><td rowspan=3000>a</td><td>12</td></tr>"
    document = read(f"<table>{row * 3000}</table><p>后文</p>")
    assert "table_too_large" in document.notes
    assert document.blocks.count(Paragraph("12")) == 3000
    assert document.blocks[-1] == Paragraph("后文")
