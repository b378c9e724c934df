"""Each kind of site is walked by a client written here, which knows nothing of the readers."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote, urlencode

import pytest

from crawler.simulation.country.cms import aspnet, hanweb_jpaas, ilist, lonsun, szinf, vsb
from crawler.simulation.country.cms.protocol import Cms
from crawler.simulation.country.model import Posted
from tests.simulation.country.sites import (
    ORIGIN,
    Client,
    Line,
    portal,
    posted,
    with_traits,
    years_of,
)

OFFICE, BUREAU = "长丰县人民政府", "长丰县水务局"
#: Ten lines, four a page: two full pages and a rest.
TEN = years_of(OFFICE, 2014, 2023)
JPAAS, SZINF, ILIST = hanweb_jpaas.SITES[0], szinf.SITES[0], ilist.SITES[0]
VSB, VSB_PROGRAMS = vsb.SITES
LONSUN = lonsun.SITES[0]
ASPNET, POSTBACK = aspnet.SITES
ALL: list[Cms] = [JPAAS, SZINF, ILIST, VSB, VSB_PROGRAMS, LONSUN, ASPNET, POSTBACK]


def lines_in(text: str) -> list[Line]:
    """Read title and date of every line: one link with a title attribute, one date beside it."""
    found = []
    for line in re.findall(r"<(?:li|tr)\b.*?</(?:li|tr)>", text, re.DOTALL):
        link = re.search(r'href="([^"]+)"[^>]*?title="([^"]+)"', line)
        date = re.search(r"(\d{4})[-/](\d\d)[-/](\d\d)<", line)
        if link and date:
            found.append((html.unescape(link[1]), html.unescape(link[2]), "-".join(date.groups())))
    return found


def next_page(text: str, word: str) -> str | None:
    link = re.search(rf'<a href="([^"]+)">{word}</a>', text)
    return html.unescape(link[1]) if link else None


def walk_links(client: Client, start: str, word: str) -> list[list[Line]]:
    pages, address = [], start
    while address:
        text = client.text(address)
        pages.append(lines_in(text))
        address = next_page(text, word) or ""
        assert len(pages) < 20, "the list does not end"
    return pages


def jpaas_pages(client: Client, column: int = 0) -> list[list[Line]]:
    text = client.text(client.column(column))
    assert lines_in(text) == []
    query = re.search(r'url="([^"]+)" queryData="\{(.*?)\}"', text)
    assert query
    values = dict(re.findall(r"'(\w+)':'([^']*)'", query[2]))
    pages: list[list[Line]] = []
    while True:
        ask = f"{query[1]}?{urlencode(values)}&rows=4&pageNo={len(pages) + 1}"
        answer = json.loads(client.text(ask))
        assert answer["success"] is True
        found = lines_in(answer["data"]["html"])
        if not found:
            return pages
        pages.append(found)


def szinf_pages(client: Client, column: int = 0) -> list[list[Line]]:
    text = client.text(client.column(column))
    service = re.search(r"url: '([^']+)'", text)
    channel = re.search(r"'channel_id': '(\w+)'", text)
    assert service
    assert channel
    pages: list[list[Line]] = []
    while True:
        form = f"pageIndex={len(pages) + 1}&pageSize=4&channel_id={channel[1]}"
        data = json.loads(client.text(service[1], method="POST", body=form))["data"]
        pages.append(
            [
                (one["URL"].removeprefix(ORIGIN), one["TITLE"], one["PUBLISHED_TIME_FORMAT"])
                for one in data["list"]
            ]
        )
        if len(pages) >= data["totalPage"]:
            return pages


def ilist_pages(client: Client, column: int = 0) -> list[list[Line]]:
    return walk_links(client, client.column(column), "下一页")


def vsb_pages(client: Client, column: int = 0) -> list[list[Line]]:
    return walk_links(client, client.column(column), "下页")


def lonsun_pages(client: Client, column: int = 0) -> list[list[Line]]:
    text = client.text(client.column(column))
    values = dict(re.findall(r"(siteId|organId|catId) = '(\d+)'", text))
    pages: list[list[Line]] = []
    while True:
        query = urlencode({**values, "pageSize": 4, "pageIndex": len(pages) + 1, "type": 4})
        fragment = client.text(f"/site/label/8888?labelName=publicInfoList&{query}")
        pages.append(lines_in(fragment))
        count = re.search(r"pageCount:(\d+)", fragment)
        assert count
        if len(pages) >= int(count[1]):
            return pages


def aspnet_pages(client: Client, column: int = 0) -> list[list[Line]]:
    return walk_links(client, client.column(column), "下一页")


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" id="\w+" value="([^"]*)"', text))


def postback(text: str, word: str) -> str:
    """Return the form that a click on a link of the pager posts; empty for the last page."""
    click = re.search(rf"__doPostBack\('([^']+)','(\d+)'\)\">{word}</a>", text)
    if not click:
        return ""
    return urlencode({**hidden(text), "__EVENTTARGET": click[1], "__EVENTARGUMENT": click[2]})


def postback_pages(client: Client, column: int = 0) -> list[list[Line]]:
    address = client.column(column)
    text = client.text(address)
    pages = [lines_in(text)]
    while form := postback(text, "下一页"):
        text = client.text(address, method="POST", body=form)
        pages.append(lines_in(text))
        assert len(pages) < 20, "the list does not end"
    return pages


WALKS = {
    "hanweb-jpaas": jpaas_pages,
    "szinf": szinf_pages,
    "ilist": ilist_pages,
    "vsb": vsb_pages,
    "vsb-jsp": vsb_pages,
    "lonsun": lonsun_pages,
    "aspnet": aspnet_pages,
    "aspnet-postback": postback_pages,
}


def flat(pages: list[list[Line]]) -> list[Line]:
    return [line for page in pages for line in page]


@pytest.fixture(params=ALL, ids=lambda cms: cms.key)
def cms(request: pytest.FixtureRequest) -> Cms:
    site: Cms = request.param
    return site


def test_the_pages_of_a_column_hold_exactly_its_lines(cms: Cms) -> None:
    client = Client(cms, portal(cms, TEN))
    pages = WALKS[cms.key](client)
    assert [len(page) for page in pages] == [4, 4, 2]
    assert flat(pages) == client.expected()


def test_a_column_of_one_page_ends(cms: Cms) -> None:
    client = Client(cms, portal(cms, TEN[:3]))
    assert WALKS[cms.key](client) == [client.expected()]


def test_columns_are_kept_apart(cms: Cms) -> None:
    others = years_of(BUREAU, 2015, 2021, start=40)
    columns = {"own": [one.number for one in TEN], "departments": [one.number for one in others]}
    client = Client(cms, portal(cms, [*TEN, *others], columns))
    for column in (0, 1):
        assert flat(WALKS[cms.key](client, column)) == client.expected(column)
    assert len(client.expected(1)) == 7


def test_other_habits_change_addresses_not_lines(cms: Cms) -> None:
    plan = with_traits(portal(cms, TEN), variant=1, metas=False, menu_depth=2)
    client = Client(cms, plan)
    assert flat(WALKS[cms.key](client)) == client.expected()
    assert "ColumnType" not in client.text(client.column())


def test_a_page_shows_title_date_publisher_and_report(cms: Cms) -> None:
    client = Client(cms, portal(cms, TEN))
    address, title, date = client.expected()[0]
    text = client.text(address)
    assert title in re.sub(r"<title>.*?</title>|<meta[^>]*>", "", text)
    assert date in text or date.replace("-", "/") in text
    assert OFFICE in text
    assert "<table" in text.lower()
    assert "总体情况" in text


def test_files_beside_a_report_can_be_fetched(cms: Cms) -> None:
    client = Client(cms, portal(cms, TEN))
    files = [
        link
        for address, _, _ in client.expected()
        for link in re.findall(r'href="([^"]+\.pdf)"', client.text(address))
    ]
    assert len(files) == 1
    reply = client.ask(files[0])
    assert reply is not None
    assert (
        reply.content_type,
        bytes(reply.body[:4], "ascii") if isinstance(reply.body, str) else reply.body[:4],
    ) == (
        "application/pdf",
        b"%PDF",
    )


def test_what_is_posted_later_stands_in_the_lists_later(cms: Cms) -> None:
    late = posted(30, BUREAU, 2016, day=2)
    client = Client(cms, portal(cms, [*TEN, late]))
    lines = flat(WALKS[cms.key](client.on(1)))
    later = flat(WALKS[cms.key](client.on(2)))
    assert later == client.on(2).expected()
    assert [line for line in later if line not in lines] == [
        (cms.item_path(client.plan, late), late.first.title, "2017-03-03")
    ]
    assert client.on(1).ask(cms.item_path(client.plan, late)) is None


def test_what_is_gone_stands_in_no_list(cms: Cms) -> None:
    gone = posted(30, BUREAU, 2016, gone_from=2)
    client = Client(cms, portal(cms, [*TEN, gone]))
    assert len(flat(WALKS[cms.key](client.on(1)))) == 11
    assert flat(WALKS[cms.key](client.on(2))) == client.on(2).expected()
    assert client.on(2).ask(cms.item_path(client.plan, gone)) is None


def links_to_columns(client: Client, text: str) -> set[int]:
    return {
        number
        for number, column in enumerate(client.plan.columns)
        if f'href="{html.escape(client.column(number))}">{column.text}<' in text
    }


@pytest.mark.parametrize("depth", [1, 2])
def test_the_columns_are_one_or_two_steps_from_home(cms: Cms, depth: int) -> None:
    plan = with_traits(portal(cms, TEN, {"own": [1, 2], "departments": [3, 4]}), menu_depth=depth)
    client = Client(cms, plan)
    home = client.text("/")
    assert links_to_columns(client, home) == ({0, 1} if depth == 1 else set())
    channel = re.search(r'href="([^"]+)">政府信息公开</a>', home)
    assert channel
    assert links_to_columns(client, client.text(html.unescape(channel[1]))) == {0, 1}


def test_a_portal_without_columns_has_a_home_page_all_the_same(cms: Cms) -> None:
    client = Client(cms, portal(cms, [], {}))
    assert "长丰县人民政府" in client.text("/")
    assert client.ask("/nothing/here.html") is None


def test_addresses_are_of_the_shape_of_the_family() -> None:
    shapes = {
        "hanweb-jpaas": (r"/col/col\d+/index\.html", r"/art/2024/3/11/art_[0-9a-f]{32}\.html"),
        "szinf": (
            r"/szsrmzf/zfxxgknb_\w+/nav_list\.shtml",
            r"/\w+/gknb/202403/[0-9a-f]{32}\.shtml",
        ),
        "ilist": (r"/info/iList\.jsp\?node_id=\w+&cat_id=\d+", r"/gk/nb/\d+\.htm"),
        "vsb": (r"/zwgk/zfxxgknb\w+/list\.htm", r"/info/\d+/\d+\.htm"),
        "vsb-jsp": (
            r"/xxgk_list\.jsp\?urltype=tree\.TreeTempUrl&wbtreeid=\d+",
            r"/xxgk_content\.jsp\?urltype=news\.NewsContentUrl&wbtreeid=\d+&wbnewsid=\d+",
        ),
        "lonsun": (
            r"/public/column/\d+\?type=4&action=list&catId=\d+",
            r"/public/\d+/\d+\.html",
        ),
        "aspnet": (r"/InfoPublic\.aspx\?cid=\d+&pid=\d+&page=1", r"/NewsView\.aspx\?NewsID=\d+"),
        "aspnet-postback": (r"/xxgk/List\.aspx\?ClassID=\d+", r"/xxgk/Show\.aspx\?InfoID=\d+"),
    }
    for cms in ALL:
        client = Client(cms, portal(cms, TEN))
        column, item = shapes[cms.key]
        assert re.fullmatch(column, client.column()), client.column()
        assert re.fullmatch(item, client.expected()[0][0]), client.expected()[0]


def test_no_two_pages_share_an_address(cms: Cms) -> None:
    pages: list[Posted] = [posted(n, OFFICE, 2010 + n % 14) for n in range(1, 200)]
    plan = portal(cms, pages)
    assert len({cms.item_path(plan, page) for page in pages}) == len(pages)


def test_vsb_lists_count_down() -> None:
    client = Client(VSB, portal(VSB, TEN))
    stem = client.column().removesuffix(".htm")
    assert lines_in(client.text(f"{stem}/2.htm")) == client.expected()[4:8]
    assert lines_in(client.text(f"{stem}/1.htm")) == client.expected()[8:]
    assert client.ask(f"{stem}/3.htm") is None


def test_jpaas_says_no_where_a_parameter_is_wrong() -> None:
    client = Client(JPAAS, portal(JPAAS, TEN))
    text = client.text(client.column())
    values = dict(re.findall(r"'(\w+)':'([^']*)'", text))
    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    for name in ("webId", "tplSetId", "pageId", "pageType"):
        wrong = client.text(f"{service}?{urlencode({**values, name: 'x'})}&pageNo=1")
        assert json.loads(wrong)["success"] is False
    nested = quote(json.dumps({"pageNo": 3, "pageSize": 4}))
    answer = json.loads(client.text(f"{service}?{urlencode(values)}&paramJson={nested}"))
    assert lines_in(answer["data"]["html"]) == client.expected()[8:]


def test_szinf_answers_no_get() -> None:
    client = Client(SZINF, portal(SZINF, TEN))
    reply = client.ask("/szinf/xxgk/interfacesWebZcwj/loadData?pageIndex=1")
    assert reply is not None
    assert reply.status == 405


def test_lonsun_has_its_first_page_inside_the_column_on_some_portals() -> None:
    plan = portal(LONSUN, TEN)
    inside = Client(LONSUN, plan)
    outside = Client(LONSUN, with_traits(plan, variant=1))
    assert lines_in(inside.text(inside.column())) == inside.expected()[:4]
    assert lines_in(outside.text(outside.column())) == []


def test_a_postback_with_a_wrong_state_is_refused() -> None:
    others = years_of(BUREAU, 2015, 2021, start=40)
    columns = {"own": [one.number for one in TEN], "departments": [one.number for one in others]}
    client = Client(POSTBACK, portal(POSTBACK, [*TEN, *others], columns))
    address = client.column()
    first, stranger = client.text(address), client.text(client.column(1))
    good = {**hidden(first), "__EVENTTARGET": "ctl00$Content$AspNetPager1", "__EVENTARGUMENT": "2"}
    wrongs = (
        {**good, "__VIEWSTATE": hidden(stranger)["__VIEWSTATE"]},
        {**good, "__EVENTVALIDATION": ""},
        {**good, "__EVENTVALIDATION": hidden(stranger)["__EVENTVALIDATION"]},
        {**good, "__EVENTTARGET": "other"},
        {**good, "__EVENTARGUMENT": "x"},
    )
    assert (
        lines_in(client.text(address, method="POST", body=urlencode(good)))
        == client.expected()[4:8]
    )
    for wrong in wrongs:
        reply = client.ask(address, method="POST", body=urlencode(wrong))
        assert reply is not None
        assert reply.status == 500


def test_aspnet_addresses_are_the_same_in_any_case() -> None:
    for cms in aspnet.SITES:
        client = Client(cms, portal(cms, TEN))
        address = client.expected()[0][0]
        path, _, query = address.partition("?")
        assert client.text(f"{path.lower()}?{query}") == client.text(address)
        column, _, query = client.column().partition("?")
        assert client.text(f"{column.upper()}?{query}") == client.text(client.column())
