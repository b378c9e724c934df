"""generic: links by text, date and address; pages by what leads to the next."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.families import Entry, generic, recognise

COLUMN = "http://www.qinghe.gov.cn/zwgk/gknb.html"
SITE = "http://www.qinghe.gov.cn"

PAGE = """<HTML><BODY><A HREF="/">首页</A> <A HREF="/zwgk/gknb.html">政府信息公开年报</A>
<A HREF="/bszn/">办事指南</A>
<TABLE WIDTH=100%%><TR><TD>·<A HREF="content/1001.html">清河县2023年政府信息公开工作年度报告</A>
<TD ALIGN=right>[2024-01-22]
<TR><TD>·<A HREF="content/1000.html">关于做好年报编制工作的通知</A><TD ALIGN=right>[2024.1.5]
<TR><TD><A HREF="files/2022.pdf">2022年度报告 2023年1月19日</A>
</TABLE>%s</BODY></HTML>"""


def test_entries_are_dated_lines_and_reports_but_not_the_menu() -> None:
    assert generic.read(PAGE % "", COLUMN).entries == (
        Entry(
            f"{SITE}/zwgk/content/1001.html",
            "清河县2023年政府信息公开工作年度报告",
            dt.date(2024, 1, 22),
        ),
        Entry(f"{SITE}/zwgk/content/1000.html", "关于做好年报编制工作的通知", dt.date(2024, 1, 5)),
        Entry(f"{SITE}/zwgk/files/2022.pdf", "2022年度报告", dt.date(2023, 1, 19)),
    )


@pytest.mark.parametrize(
    ("links", "following"),
    [
        ('<a href="gknb_p1.html">下一页</a>', ["/zwgk/gknb_p1.html"]),
        ('<a href="gknb_p1.html">下页</a>', ["/zwgk/gknb_p1.html"]),
        ('<a href="gknb_p1.html">&gt;</a>', ["/zwgk/gknb_p1.html"]),
        ('<a rel="next" href="more/2">更早</a>', ["/zwgk/more/2"]),
        (
            '<a href="gknb_1.html">1</a><a href="gknb_2.html">2</a><a href="gknb_3.html">[3]</a>',
            ["/zwgk/gknb_1.html", "/zwgk/gknb_2.html", "/zwgk/gknb_3.html"],
        ),
        ('<a href="?page=2">2</a>', ["/zwgk/gknb.html?page=2"]),
        ('<a href="gknb.html">首页</a><a href="gknb.html">尾页</a>', []),
        ('<a href="/other/9.html">9</a><a href="http://elsewhere.cn/?page=2">2</a>', []),
        ('<a href="javascript:next()">下一页</a>', []),
    ],
)
def test_what_leads_to_further_pages(links: str, following: list[str]) -> None:
    found = generic.read(PAGE % links, COLUMN).following
    assert found == tuple(SITE + path for path in following)


def test_a_page_that_no_family_made_is_generic() -> None:
    assert recognise(PAGE % "", COLUMN) == (generic.FAMILY, ())


def test_relative_links_start_from_the_base_that_a_page_names() -> None:
    page = '<html><head><base href="/old/"></head><body><a href="a.html">2020年度报告</a></body></html>'
    assert generic.read(page, COLUMN).entries == (Entry(f"{SITE}/old/a.html", "2020年度报告"),)


def test_two_hundred_thousand_nested_elements_end() -> None:
    page = "<div>" * 200_000 + "<a href='1.html'>2023年度报告</a>"
    assert len(generic.read(page, COLUMN).entries) <= 1


def test_thirty_thousand_links_in_one_element_end() -> None:
    page = "<div>" + "".join(f"<a href='{n}.html'>{n}</a>" for n in range(30_000)) + "</div>"
    assert generic.read(page, COLUMN).entries == ()
