"""ilist, vsb and aspnet: lists that the server pages, by query, counting down, by postback."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from crawler.families import Family, Post, aspnet, generic, ilist, vsb

ROW = (
    '<li><span>2024-01-22</span><a href="%s" title="清河县2023年政府信息公开年报">清河县…</a></li>'
)
SITE = "http://www.qinghe.gov.cn"
ILIST = f"{SITE}/info/iList.jsp?node_id=GKqh&cat_id=15971"


def urls(family: Family, page: str, url: str) -> tuple[list[str], list[str]]:
    """Return the entries and the pages that follow, below the host."""
    found = family.read(page, url)
    following = [step.removeprefix(SITE) for step in found.following if isinstance(step, str)]
    return [entry.url.removeprefix(SITE) for entry in found.entries], following


def test_ilist_numbers_its_pages_by_cur_page() -> None:
    pager = '第1/3页 <a href="/info/iList.jsp?node_id=GKqh&cat_id=15971&cur_page=2">下一页</a>'
    base = ILIST.removeprefix(SITE)
    assert urls(ilist.FAMILY, ROW % "/gk/nb/1956445.htm" + pager, ILIST) == (
        ["/gk/nb/1956445.htm"],
        [f"{base}&cur_page=2", f"{base}&cur_page=3"],
    )


VSB_PAGER = """<span class="p_no_d">1</span><span class="p_no"><a href="nb/%s.htm">2</a></span>
<span class="p_next p_fun"><a href="nb/%s.htm">下页</a></span>
<span class="p_last p_fun"><a href="nb/1.htm">尾页</a></span>"""


def test_vsb_counts_down_from_the_second_page() -> None:
    page = ROW % "../info/1057/3201.htm" + VSB_PAGER % (3, 3)
    assert urls(vsb.FAMILY, page, f"{SITE}/zwgk/nb.htm") == (
        ["/info/1057/3201.htm"],
        ["/zwgk/nb/3.htm", "/zwgk/nb/2.htm", "/zwgk/nb/1.htm"],
    )


def test_vsb_goes_on_from_any_of_its_pages() -> None:
    pager = '<span class="p_next p_fun"><a href="2.htm">下页</a></span>'
    page = ROW % "../../info/1057/3190.htm" + pager
    assert urls(vsb.FAMILY, page, f"{SITE}/zwgk/nb/3.htm") == (
        ["/info/1057/3190.htm"],
        ["/zwgk/nb/2.htm", "/zwgk/nb/1.htm"],
    )


def test_vsb_pages_of_programs() -> None:
    url = f"{SITE}/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1057"
    step = "/list.jsp?totalpage=2&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=1057"
    item = "/xxgk_content.jsp?urltype=news.NewsContentUrl&wbtreeid=1057&wbnewsid=3201"
    page = ROW % item + f'<a href="{step}">下页</a>'
    assert urls(vsb.FAMILY, page, url) == ([item], [step])


ASPX = f"{SITE}/InfoPublic.aspx?cid=1129&pid=971&page=1"


def test_aspnet_by_query() -> None:
    page = ROW % "/NewsView.aspx?NewsID=7" + "共3页"
    base = "/InfoPublic.aspx?cid=1129&pid=971&page="
    assert urls(aspnet.FAMILY, page, ASPX) == (
        ["/NewsView.aspx?NewsID=7"],
        [f"{base}2", f"{base}3"],
    )


LIST = f"{SITE}/xxgk/List.aspx?ClassID=4"
FORM = """<form method="post" action="./List.aspx?ClassID=4"><input type="hidden" name="__VIEWSTATE"
 value="/wEPDw+%s="><input type=hidden name="__EVENTTARGET"><input name="kw" value="">
<input type="submit" name="go" value="查询"><input type="checkbox" name="all" value="1">
<select name="size"><option value="10">10<option value="20" selected>20</select>""" + (
    ROW % "Show.aspx?InfoID=7"
)
POSTED = {"__VIEWSTATE": "/wEPDw+1=", "kw": "", "size": "20", "__EVENTTARGET": "pager"}


def call(text: str, argument: str) -> str:
    return f"<a href=\"javascript:__doPostBack('pager','{argument}')\">{text}</a>"


@pytest.mark.parametrize("family", [aspnet.FAMILY, generic.FAMILY], ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("pager", "argument"),
    [
        (f"<span>1</span>{call('2', '2')}{call('3', '3')}{call('下一页', '2')}", "2"),
        (f"{call('1', '1')}<b>2</b>{call('3', '3')}", "3"),
        (f"{call('上一页', 'Page$Prev')}{call('&gt;', 'Page$Next')}", "Page$Next"),
    ],
)
def test_the_next_page_is_posted_with_the_state_of_this_one(
    family: Family, pager: str, argument: str
) -> None:
    (step,) = family.read(FORM % 1 + pager + "</form>", LIST).following
    assert isinstance(step, Post)
    assert step.url == LIST
    values = dict(parse_qsl(step.form, keep_blank_values=True))
    assert values == {**POSTED, "__EVENTARGUMENT": argument}


@pytest.mark.parametrize("pager", ["", f"{call('1', '1')}<b>2</b>", f"{call('上一页', '1')}"])
def test_the_last_page_posts_nothing(pager: str) -> None:
    page = aspnet.read(FORM % 1 + pager + "</form>", LIST)
    assert page.following == ()
    assert [entry.url for entry in page.entries] == [f"{SITE}/xxgk/Show.aspx?InfoID=7"]
