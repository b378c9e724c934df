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
    page = "<div>" + "".join(f"<a href='{n}.html'>{n}号</a>" for n in range(30_000)) + "</div>"
    assert generic.read(page, COLUMN).entries == ()


def lines(*rows: str) -> list[tuple[str, str, dt.date | None]]:
    """Read rows of a table; give address below the host, title and date of each entry."""
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    found = generic.read(page, COLUMN).entries
    return [(entry.url.removeprefix(SITE), entry.title, entry.date) for entry in found]


def test_a_second_link_to_details_is_no_entry_and_takes_no_date_away() -> None:
    row = '<td><a href="/a/1.html">水务局2023年度报告</a> <a href="/b/1.asp">[详细]</a></td><td>2024-01-22</td>'
    assert lines(row) == [("/a/1.html", "水务局2023年度报告", dt.date(2024, 1, 22))]


def test_where_only_details_are_linked_the_line_is_the_title() -> None:
    row = '<td>3</td><td>水务局2023年度报告</td><td>2024-01-22</td><td><a href="/a/1.html">查看</a></td>'
    assert lines(row) == [("/a/1.html", "水务局2023年度报告", dt.date(2024, 1, 22))]


@pytest.mark.parametrize(
    "title",
    [
        "清河县2023年政府信息公开工作年度报告",
        "2022年清河县政府信息公开年度报告",
        "清河县政府信息公开工作2024年度报告",
        "清河县2019年度政府信息公开年度报告",
        "清河县信息公开工作年度报告",
        "清河县政务公开工作年度报告",
        "清河县政府信息公开工作报告",
        "考勒乡人民政府信息公开年度报告",
        "水务局2023年年报",
        "清河县2010年政府信息公开工作情况",
        "2021年度政务公开工作总结",
        "2023年",
    ],
)
def test_titles_of_reports_are_entries_without_a_date(title: str) -> None:
    assert lines(f'<td><a href="/a/1.html">{title}</a></td>') == [("/a/1.html", title, None)]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/zwgk/nb/">政府信息公开年报</a>',
        '<a href="/zwgk/nb.html">政府信息公开工作年度报告</a>',
        '<a href="/list.jsp?id=7">部门政府信息公开年度报告</a>',
        '<a href="/list.jsp?id=8">县(市、区)信息公开年报</a>',
        '<a href="/list.jsp?id=9">乡镇街道年报</a>',
        '<a href="/list.jsp?id=10">下级政府信息公开年度报告</a>',
        '<a href="/zwgk/2023/">2023年</a>',
        '<a href="/calendar.jsp?y=2023">2023年</a>',
        '<a href="gknb_2.html">2</a>',
        '<a href="gknb_2.html">下一页</a>',
        '<a href="{{ item.url }}">2023年政府信息公开年报</a>',
        '<a href="/a/<%= id %>.html">2023年政府信息公开年报</a>',
        '<a href="/a/1.html">{{item.title}}年报</a>',
        '<p v-for="one in all"><a href="/a/1.html">2023年政府信息公开年报</a></p>',
        '<template><a href="/a/1.html">2023年政府信息公开年报</a></template>',
    ],
)
def test_menus_years_page_numbers_and_templates_are_no_entries(link: str) -> None:
    assert lines(f"<td>{link}</td>") == []


def test_a_session_in_a_link_is_not_part_of_its_address() -> None:
    row = '<td><a href="/a/1.html;jsessionid=0AF3">2023年度报告</a></td>'
    assert lines(row) == [("/a/1.html", "2023年度报告", None)]


def test_pages_that_are_chosen_from_a_list() -> None:
    options = '<option value="gknb.html">第1页</option><option value="gknb_2.html">第2页</option>'
    sites = '<option value="http://www.gov.cn/">国务院</option><option value="7">7</option>'
    page = PAGE % f"<select>{options}</select><select>{sites}</select>"
    assert generic.read(page, COLUMN).following == (f"{SITE}/zwgk/gknb_2.html",)
