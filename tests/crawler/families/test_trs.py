"""trs: static lists, page counts in scripts, links inside scripts, the list service."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.families import Entry, recognise, trs

COLUMN = "http://www.shiyan.gov.cn/zwgk/zfxxgknb/"

PAGE = """<html><head><title>政府信息公开年报</title></head><body>
<ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk/zfxxgknb/">政府信息公开年报</a></li></ul>
<div class="list">
<dl><dd><a href="./202401/t20240122_4101.html" title="石岩市水务局2023年政府信息公开工作年度报告">石岩市水务局2023年政府信息公...</a></dd><dd>2024-01-22</dd></dl>
<dl><dd><a href="./202301/t20230119_4002.shtml">石岩市2022年政府信息公开工作年度报告</a></dd><dd>[2023/1/19]</dd></dl>
<dl><dd><a href="./202201/P020220118_1.pdf">石岩市财政局2021年年报</a></dd><dd>2022-01-18</dd></dl>
<dl><dd><a href="javascript:void(0)">打印</a><a href="mailto:a@b.cn">联系我们</a></dd></dl>
</div>
<div class="page"><script>%s</script></div></body></html>"""


def test_entries_with_whole_titles_and_the_dates_of_their_lines() -> None:
    assert trs.read(PAGE % "", COLUMN).entries == (
        Entry(
            COLUMN + "202401/t20240122_4101.html",
            "石岩市水务局2023年政府信息公开工作年度报告",
            dt.date(2024, 1, 22),
        ),
        Entry(
            COLUMN + "202301/t20230119_4002.shtml",
            "石岩市2022年政府信息公开工作年度报告",
            dt.date(2023, 1, 19),
        ),
        Entry(COLUMN + "202201/P020220118_1.pdf", "石岩市财政局2021年年报", dt.date(2022, 1, 18)),
    )


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["index_1.html", "index_2.html"]),
        ("createPageHTML(2,0,'index','shtml')", ["index_1.shtml"]),
        ('createPage(3, 0, "list", "htm");', ["list_1.htm", "list_2.htm"]),
        ("var currentPage = 0; var countPage = 3;", ["index_1.html", "index_2.html"]),
        ('createPageHTML(1, 0, "index", "html");', []),
        ("", []),
    ],
)
def test_the_number_of_pages_stands_in_a_script(script: str, names: list[str]) -> None:
    following = trs.read(PAGE % script, COLUMN).following
    assert following == tuple(COLUMN + name for name in names)


def test_the_second_page_names_the_same_pages_as_the_first() -> None:
    page = PAGE % 'createPageHTML(3, 1, "index", "html");'
    assert trs.read(page, COLUMN + "index_1.html").following == (
        COLUMN + "index_1.html",
        COLUMN + "index_2.html",
    )


def test_an_absurd_number_of_pages_is_cut() -> None:
    page = PAGE % 'createPageHTML(100000000, 0, "index", "html");'
    assert len(trs.read(page, COLUMN).following) == 500


def test_links_that_a_script_writes() -> None:
    page = r"""<html><body><div id="list"><script>
    document.write('<li><a href=\"./202401/t20240122_1.html\" title=\'石岩市2023年年报\'>石岩市...<\/a>');
    document.write('<span>2024-01-22<\/span><\/li>');
    var more = '<a href="' + base + '">更多</a>';
    </script></div></body></html>"""
    assert trs.read(page, COLUMN).entries == (
        Entry(COLUMN + "202401/t20240122_1.html", "石岩市2023年年报", dt.date(2024, 1, 22)),
    )


def test_an_address_in_a_script_without_a_title_is_asked_all_the_same() -> None:
    page = '<html><body><script>var u = ["./202401/t20240122_1.html"];</script></body></html>'
    assert trs.read(page, COLUMN).entries == (Entry(COLUMN + "202401/t20240122_1.html", ""),)


def test_the_fingerprint_names_its_evidence() -> None:
    family, evidence = recognise(PAGE % "", COLUMN)
    assert family.name == "trs"
    assert evidence == ("/202401/t20240122_4101.html",)
