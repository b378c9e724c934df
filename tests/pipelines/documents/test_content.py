"""Which part of a page is its content, and what is said around it."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Document, Grid, Heading, Link, Paragraph

NAV = (
    "<div class='nav'><a href='/'>首页</a> <a href='/zw'>政务公开</a> <a href='/hd'>互动</a></div>"
)
FOOTER = "<div class='footer'>主办：某县人民政府　备案号：苏ICP备1234号</div>"
TABLE = (
    "<table><tr><td>规章</td><td>0</td><td>0</td></tr>"
    "<tr><td>规范性文件</td><td>8</td><td>18</td></tr></table>"
)
REPORT = (
    "<p>根据条例要求编制。</p><p>一、总体情况</p><p>我局依法公开。</p>"
    f"<p>二、主动公开政府信息情况</p>{TABLE}<p>六、其他需要报告的事项</p><p>无。</p>"
)
LINES = [
    "根据条例要求编制。",
    "一、总体情况",
    "我局依法公开。",
    "二、主动公开政府信息情况",
    "六、其他需要报告的事项",
    "无。",
]


def read(body: str, head: str = "") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read_document(page.encode(), content_type="text/html")


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if not isinstance(block, Grid)]


@pytest.mark.parametrize(
    ("opening", "closing", "selector"),
    [
        ("<div class='view TRS_Editor'>", "</div>", ".TRS_Editor"),
        ("<div class='trs_editor_view'>", "</div>", ".trs_editor_view"),
        ("<div id='zoom'>", "</div>", "#zoom"),
        ("<td id='Zoom'>", "</td>", "#zoom"),
        ("<ucapcontent>", "</ucapcontent>", "ucapcontent"),
        ("<div id='UCAP-CONTENT'>", "</div>", "#UCAP-CONTENT"),
        ("<div class='article-content'>", "</div>", "div.article-content"),
        ("<div id='vsb_content_501'>", "</div>", "#vsb_content*"),
        ("<div class='v_news_content'>", "</div>", ".v_news_content"),
        ("<div class='pages_content'>", "</div>", ".pages_content"),
    ],
)
def test_the_block_of_a_known_family_is_the_content(
    opening: str, closing: str, selector: str
) -> None:
    wrapped = f"{opening}{REPORT}{closing}"
    if opening.startswith("<td"):
        wrapped = f"<table><tr>{wrapped}</tr></table>"
    document = read(f"{NAV}<h1>某局2023年报告</h1>{wrapped}{FOOTER}")
    assert document.notes == (f"content:selector:{selector}",)
    assert lines(document) == LINES
    assert document.titles[0] == ("h1", "某局2023年报告")


def test_without_a_known_block_the_smallest_place_with_tables_and_sections_is() -> None:
    document = read(f"{NAV}<div class='wrap'><div class='main'>{REPORT}</div></div>{FOOTER}")
    assert document.notes == ("content:tables",)
    assert lines(document) == LINES


def test_what_is_text_around_the_tables_belongs_to_the_report() -> None:
    before, after = "<p>本报告由办公室编制。</p>", "<p>某局</p><p>2024年1月5日</p>"
    document = read(
        f"{NAV}<div id='outer'><div>{before}</div><div>{REPORT}</div><div>{after}</div></div>{FOOTER}"
    )
    assert lines(document) == ["本报告由办公室编制。", *LINES, "某局", "2024年1月5日"]


def test_a_family_block_that_lacks_a_table_does_not_cut_it_off() -> None:
    document = read(f"{NAV}<div class='TRS_Editor'>{REPORT}</div><div>{TABLE}</div>{FOOTER}")
    assert document.notes == ("content:tables",)
    assert sum(isinstance(block, Grid) for block in document.blocks) == 2
    assert lines(document) == LINES


def test_several_blocks_of_a_family_are_taken_together() -> None:
    document = read(
        f"{NAV}<div class='TRS_Editor'><p>一、总体情况</p></div>"
        f"<div class='TRS_Editor'><p>二、主动公开</p>{TABLE}</div>{FOOTER}"
    )
    assert lines(document) == ["一、总体情况", "二、主动公开"]


def test_a_report_straight_in_the_body_loses_navigation_and_footer_only() -> None:
    document = read(f"{NAV}{REPORT}{FOOTER}")
    assert lines(document) == LINES


def test_tables_without_section_headings_keep_the_prose_beside_them() -> None:
    document = read(f"{NAV}<p>我局全年公开信息八条。</p>{TABLE}<p>以上。</p>{FOOTER}")
    assert lines(document) == ["我局全年公开信息八条。", "以上。"]


def test_a_list_of_links_beside_the_report_is_no_part_of_it() -> None:
    related = "<ul>" + "<li><a href='/a'>关于某事的通知</a></li>" * 5 + "</ul>"
    document = read(f"<div><div>{REPORT}</div><div>{related}</div></div>")
    assert lines(document) == LINES


def test_a_footer_without_links_beside_the_report_is_no_part_of_it() -> None:
    assert lines(read(f"<div><div>{REPORT}</div>{FOOTER}</div>")) == LINES


def test_a_narrative_without_tables_is_found_by_its_sections() -> None:
    report = "<p>一、概述</p><p>全年主动公开信息120条。</p><p>二、依申请公开</p><p>无。</p>"
    document = read(f"{NAV}<div><div>{report}</div></div>{FOOTER}")
    assert document.notes == ("content:sections",)
    assert lines(document) == ["一、概述", "全年主动公开信息120条。", "二、依申请公开", "无。"]


def test_prose_that_nothing_else_explains_is_left_to_trafilatura() -> None:
    prose = [
        f"第{number}段：本年度我局坚持公开透明，及时回应社会关切，接受监督。"
        for number in "甲乙丙丁"
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in prose)
    document = read(f"{NAV}<div class='x'>{body}</div>{FOOTER}")
    assert document.notes == ("content:trafilatura",)
    assert lines(document) == prose


def test_nothing_on_the_page_gives_no_blocks() -> None:
    assert read("").blocks == ()
    assert read_document(b"<html></html>").blocks == ()
    assert read_document(b"<!-- nothing -->", name="a.html").blocks == ()


def test_a_report_that_the_page_hides_is_read_and_noted() -> None:
    document = read(f"{NAV}<div style='display:none'><div id='zoom'>{REPORT}</div></div>{FOOTER}")
    assert document.notes == ("content:selector:#zoom", "hidden_read")
    assert lines(document) == LINES


def test_headings_paragraphs_and_lines_come_in_document_order() -> None:
    document = read(
        "<div id='zoom'><h2>一、总体 情况</h2>甲<br>乙<p>丙<b>丁</b>\n  戊</p><div>己</div>"
        "<ul><li>庚<li>辛</ul><pre>壬\n癸</pre></div>"
    )
    assert document.blocks == (
        Heading("一、总体 情况", 2),
        *map(Paragraph, ["甲", "乙", "丙丁 戊", "己", "庚", "辛", "壬", "癸"]),
    )


def test_a_heading_as_long_as_a_paragraph_is_one() -> None:
    prose = "我局认真贯彻落实条例，" * 12
    assert read(f"<div id='zoom'><h3>{prose}</h3></div>").blocks == (Paragraph(prose),)


def test_links_of_the_content_with_the_attachments_beside_it() -> None:
    document = read(
        f"{NAV}<div id='zoom'><p>一、总体情况</p>{TABLE}<a href='./P02.DOCX'>附件</a>"
        "<a href='/down.jsp?id=7' title='2023年报.pdf'>下载</a><a href='page2.html'>下一页</a>"
        "<iframe src='/viewer.html?file=/a.pdf'>none</iframe><img src='scan.jpg' alt='扫描件'>"
        "<img src='data:image/png;base64,AAAA'><a href='#top'>回顶</a><a href='javascript:;'>打印</a>"
        "</div><p class='fj'><a href='/files/2023.pdf'>2023年报告.pdf</a></p>"
    )
    assert document.links == (
        Link("./P02.DOCX", "附件", "attachment"),
        Link("/down.jsp?id=7", "下载", "attachment"),
        Link("page2.html", "下一页", "page"),
        Link("/viewer.html?file=/a.pdf", "", "frame"),
        Link("scan.jpg", "扫描件", "picture"),
        Link("/files/2023.pdf", "2023年报告.pdf", "attachment"),
    )


def test_icons_are_no_links_and_lazy_pictures_are_where_they_will_be() -> None:
    document = read(
        "<div id='zoom'><p>见图。</p><img src='icon.png' width='16'><img src='1.gif' height='2px'>"
        "<img src='wait.gif' data-src='scan.jpg' width='100%' height='1123'></div>",
        head="<base href='/a/'>",
    )
    assert document.links == (Link("scan.jpg", "", "picture"),)
    assert document.base == "/a/"


def test_a_page_that_is_only_a_frame_has_its_link() -> None:
    document = read("<iframe src='/pdf/2023.pdf' width='100%'></iframe>")
    assert document.blocks == ()
    assert document.links == (Link("/pdf/2023.pdf", "", "frame"),)


def test_the_logo_in_the_header_is_no_picture_of_the_report() -> None:
    header = "<div class='header'><img src='logo.png'><a href='/'>首页</a></div>"
    document = read(f"{header}<p>我局全年公开信息八条。</p>{TABLE}<img src='scan.jpg'>{FOOTER}")
    assert document.links == (Link("scan.jpg", "", "picture"),)


def test_navigation_does_not_come_back_by_way_of_trafilatura() -> None:
    document = read(f"{NAV}<h1>某网站工作年度报表</h1><p>网站名称：某县人民政府。</p>{FOOTER}")
    assert document.notes == ("content:trafilatura",)
    assert not {"首页", "政务公开", "互动"} & set(lines(document))
    assert "网站名称：某县人民政府。" in lines(document)


@pytest.mark.parametrize("tag", ["html", "body"])
def test_a_page_that_hides_itself_until_a_script_has_run_is_read(tag: str) -> None:
    page = f"<html><body>{NAV}<div id='zoom'>{REPORT}</div></body></html>"
    document = read_document(page.replace(f"<{tag}>", f"<{tag} style='display:none'>").encode())
    assert lines(document) == LINES


def test_a_frameset_has_its_frames() -> None:
    document = read_document(b"<html><frameset><frame src='a.html'></frameset></html>")
    assert document.links == (Link("a.html", "", "frame"),)
