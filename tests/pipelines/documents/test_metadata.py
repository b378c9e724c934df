"""Meta tags, titles, and the pairs that pages print above a report."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Document, Grid, Paragraph

REPORT = (
    "<p>一、总体情况</p><p>我局依法公开。</p><table><tr><td>规章</td><td>0</td></tr>"
    "<tr><td>文件</td><td>8</td></tr></table>"
)


def read(body: str, head: str = "") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read_document(page.encode(), content_type="text/html")


def test_standard_tags_get_their_standard_names_and_the_first_value_counts() -> None:
    document = read(
        "<META NAME='siteidcode' CONTENT='3213220037'><publishtime>2024-01-17</publishtime>",
        "<meta name='ColumnType' content=''><meta name='ColumnType' content='信息公开年报'>"
        "<meta property='PUBDATE' content=' 2024-01-17 10:00'><meta name='PubDate' content='2025'>"
        "<meta name='generator' content='x'><meta charset='utf-8'>",
    )
    assert document.metadata == {
        "ColumnType": "信息公开年报",
        "PubDate": "2024-01-17 10:00",
        "generator": "x",
        "SiteIDCode": "3213220037",
        "publishtime": "2024-01-17",
    }


def test_titles_come_best_first_and_each_once() -> None:
    document = read(
        "<h1>某县人民政府</h1><h1>某局2023年政府信息公开年度报告</h1>"
        f"<div id='zoom'><p align='center'>某局</p><p align='center'>2023年年报</p>{REPORT}</div>",
        "<title>某局2023年政府信息公开年度报告_某县人民政府网</title>"
        "<meta name='ArticleTitle' content='2023年度报告'>",
    )
    assert document.titles == (
        ("ArticleTitle", "2023年度报告"),
        ("h1", "某县人民政府"),
        ("h1", "某局2023年政府信息公开年度报告"),
        ("first_line", "某局2023年年报"),
        ("title", "某局2023年政府信息公开年度报告_某县人民政府网"),
    )


def test_an_h1_that_the_title_repeats_comes_before_one_that_names_the_site() -> None:
    document = read(
        f"<h1>某县门户</h1><h1>某局2023年报告</h1><div id='zoom'>{REPORT}</div>",
        "<title>某局 2023年报告</title>",
    )
    assert [text for _, text in document.titles] == ["某局2023年报告", "某县门户"]


def test_a_saved_page_may_carry_several_titles() -> None:
    document = read(
        f"<article><div><title>某县人民政府</title></div><div id='zoom'>{REPORT}</div></article>",
        "<title>某局2023年报告</title>",
    )
    assert document.titles == (("title", "某局2023年报告"), ("title", "某县人民政府"))
    assert Paragraph("某县人民政府") not in document.blocks


def test_a_hidden_h1_is_no_title() -> None:
    assert read(f"<div style='display:none'><h1>模板</h1></div>{REPORT}").titles == ()


TITLE = "某局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        (f"<div class='bt'>{TITLE}</div>", [("line_above", TITLE)]),
        # One above the content that is not the page's own: of a list, a path, a label, or of two.
        (f"<div><a href='1.htm'>{TITLE}</a></div>", []),
        (f"<div>首页 &gt; {TITLE}</div>", []),
        (f"<div>上一篇：{TITLE}</div>", []),
        (f"<div>{TITLE}</div><div>某局2022年政府信息公开工作年度报告</div>", []),
        ("<div>政府信息公开年度报告</div>", []),
    ],
)
def test_a_line_above_the_content_is_the_title_where_the_others_name_the_site(
    above: str, titles: list[tuple[str, str]]
) -> None:
    head = "<title>某县人民政府</title>"
    document = read(f"{above}<p>发布日期：2024-01-17</p><div id='zoom'>{REPORT}</div>", head)
    assert list(document.titles) == [*titles, ("title", "某县人民政府")]
    named = f"<h1>某局2023年政府信息公开年报</h1>{above}<div id='zoom'>{REPORT}</div>"
    assert "line_above" not in dict(read(named, head).titles)


def test_the_first_line_of_a_fragment_is_its_title() -> None:
    fragment = (
        "<p style='text-align: center;font-weight: bold;'>2019年某局政府信息公开工作年度报告</p>\t"
        f"<p style='text-align: center'>发布日期：2020-01-31</p>{REPORT}"
    )
    document = read_document(fragment.encode())
    assert document.titles == (("first_line", "2019年某局政府信息公开工作年度报告"),)
    assert document.printed == (("发布日期", "2020-01-31"),)
    assert document.blocks[:2] == (
        Paragraph("2019年某局政府信息公开工作年度报告"),
        Paragraph("一、总体情况"),
    )


def test_a_first_sentence_is_no_title() -> None:
    document = read(f"<div id='zoom'><p>现将本局年度报告公布如下。</p>{REPORT}</div>")
    assert document.titles == ()


INFO = (
    "<table><tr><td>名称</td><td colspan='3'>某局2023年报告</td></tr>"
    "<tr><td>索引号</td><td>014314799/2024-00002</td><td>分类</td><td>信息公开年报 &nbsp;&nbsp;报告</td></tr>"
    "<tr><td>发布机构：</td><td>某局</td><td>公开日期</td><td><publishtime>2024-01-17</publishtime></td></tr>"
    "<tr><td>文号</td><td></td><td>办理部门</td><td>办公室</td></tr></table>"
)
INFO_PAIRS = (
    ("名称", "某局2023年报告"),
    ("索引号", "014314799/2024-00002"),
    ("分类", "信息公开年报 报告"),
    ("发布机构", "某局"),
    ("公开日期", "2024-01-17"),
    ("办理部门", "办公室"),
)


@pytest.mark.parametrize(
    "body", [f"{INFO}<div id='zoom'>{REPORT}</div>", f"<div>{INFO}{REPORT}</div>"]
)
def test_an_info_table_gives_pairs_and_no_grid(body: str) -> None:
    document = read(body)
    assert document.printed == INFO_PAIRS
    assert sum(isinstance(block, Grid) for block in document.blocks) == 1


def test_the_head_of_a_list_of_documents_makes_no_pairs() -> None:
    listing = "<table><tr><td>名称</td><td>索引号</td><td>发布日期</td><td>分类</td></tr></table>"
    assert read(f"{listing}<div id='zoom'>{REPORT}</div>").printed == ()


@pytest.mark.parametrize(
    ("markup", "pairs"),
    [
        (
            "<p>发布时间：2024-01-17 16:24 信息来源：某局 浏览次数：<span>12</span> 字体：[ 大 中 小 ]</p>",
            [("发布时间", "2024-01-17 16:24"), ("信息来源", "某局")],
        ),
        ("<div><span>来　源：</span><span>某局</span> | </div>", [("来源", "某局")]),
        (
            "<ul><li><b>索引号：</b>0143</li><li>成文日期:2024年1月5日</li></ul>",
            [("索引号", "0143"), ("成文日期", "2024年1月5日")],
        ),
        (
            "<dl><dt>发布机构</dt><dd>某局</dd><dt>发布日期：</dt><dd>2024-01-17</dd></dl>",
            [("发布机构", "某局"), ("发布日期", "2024-01-17")],
        ),
        ("<p>2024-01-17 来源：某局</p>", [("", "2024-01-17"), ("来源", "某局")]),
        ("<p>【发布日期：2024-01-17】</p>", [("发布日期", "2024-01-17")]),
        ("<p>上一篇：某报告 下一篇：某通知</p>", []),
    ],
)
def test_labels_are_read_with_their_values(markup: str, pairs: list[tuple[str, str]]) -> None:
    document = read(f"{markup}<div id='zoom'>{REPORT}</div>")
    assert list(document.printed) == pairs


def test_a_counter_is_no_text_of_the_report_wherever_it_stands() -> None:
    one = read(f"<div id='zoom'><p>浏览次数：1</p>{REPORT}<p>点击数：7</p></div>")
    two = read(f"<div id='zoom'><p>浏览次数：2</p>{REPORT}<p>点击数：8</p></div>")
    assert one.blocks == two.blocks


def test_a_pair_at_the_end_of_a_report_is_read_and_stays() -> None:
    document = read(f"<div id='zoom'>{REPORT}<p>来源：某局</p></div>")
    assert document.printed == (("来源", "某局"),)
    assert document.blocks[-1] == Paragraph("来源：某局")


def test_prose_that_begins_with_a_label_stays() -> None:
    sentence = "来源：" + "本报告的数据来自全县各单位的统计，" * 20
    assert Paragraph(sentence) in read(f"<div id='zoom'><p>{sentence}</p>{REPORT}</div>").blocks


def test_an_unit_above_a_table_stays() -> None:
    document = read(f"<div id='zoom'><p>单位：万元</p>{REPORT}</div>")
    assert document.blocks[0] == Paragraph("单位：万元")


@pytest.mark.parametrize(
    ("comment", "address"),
    [
        ("<!-- saved from url=(0014)about:internet -->", None),
        (
            "<!-- saved from url=(0037)http://www.x.gov.cn/a/t20240117_1.html -->",
            "http://www.x.gov.cn/a/t20240117_1.html",
        ),
        (
            "<!--\n Page saved with SingleFile \n url: http://www.x.gov.cn/a/1.html \n saved date: x -->",
            "http://www.x.gov.cn/a/1.html",
        ),
        ("<!-- Page saved with SingleFile url: file:///C:/a.html saved date: x -->", None),
        ("", None),
    ],
)
def test_the_address_that_a_browser_saved_is_kept(comment: str, address: str | None) -> None:
    page = f"<!doctype html>\n{comment}\n<html><body>{REPORT}</body></html>"
    assert read_document(page.encode()).saved_from == address


def test_what_a_template_should_have_filled_in_says_nothing() -> None:
    document = read(
        "<h1>{{ article.title }}</h1><p>发布机构：${publisher}　发布日期：2024-01-17</p>"
        f"<div id='zoom'><p>{{$title}}</p><p>某局2023年政府信息公开年度报告</p>{REPORT}</div>",
        "<title>[!--pagetitle--]_某县人民政府网</title>"
        "<meta name='ArticleTitle' content='<%=title%>'><meta name='PubDate' content='2024-01-17'>",
    )
    assert document.titles == (("first_line", "某局2023年政府信息公开年度报告"),)
    assert document.metadata == {"PubDate": "2024-01-17"}
    assert document.printed == (("发布日期", "2024-01-17"),)
