"""The lists of trs, trs-list, hanweb, ucap, gkmlpt and generic, walked by a client of their own."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from urllib.parse import urlencode, urljoin

import pytest

from crawler.simulation.country.cms import generic, gkmlpt, hanweb, trs, trs_list, ucap
from crawler.simulation.country.cms.protocol import Cms
from tests.simulation.country.sites import (
    ORIGIN,
    Client,
    Line,
    portal,
    posted,
    with_traits,
    years_of,
)

AGENCY = "长丰县人民政府"
#: Ten lines, four a page: two full pages and a rest.
TEN = years_of(AGENCY, 2014, 2023)
OTHERS = years_of("长丰县水务局", 2020, 2022, start=50)
TRS, TRS_YEARS = trs.SITES
TRS_LIST, GKMLPT, GENERIC = trs_list.SITES[0], gkmlpt.SITES[0], generic.SITES[0]
HANWEB, GROUPS, ENCRYPTED = hanweb.SITES
UCAP, UCAP_JSON = ucap.SITES


def lines_in(text: str, base: str) -> list[Line]:
    """Read each line of a list: a link and, after it, a date."""
    found = re.findall(
        r"<a href=\"([^\"]+)\"([^>]*)>([^<]+)</a>(?:(?!<a ).)*?(\d{4}-\d\d-\d\d)",
        text,
        re.DOTALL | re.IGNORECASE,
    )
    lines = []
    for href, attributes, printed, date in found:
        title = re.search(r'title="([^"]+)"', attributes)
        address = urljoin(f"{ORIGIN}{base}", html.unescape(href)).removeprefix(ORIGIN)
        lines.append((address, html.unescape(title[1] if title else printed), date))
    return lines


def trs_lines(client: Client, column: str) -> list[Line]:
    first = client.text(column)
    count = re.search(r'createPageHTML\((\d+), 0, "index", "html"\)', first)
    assert count
    rest = [f"{column}index_{number}.html" for number in range(1, int(count[1]))]
    assert client.ask(f"{column}index_{count[1]}.html") is None
    texts = [first, *(client.text(page) for page in rest)]
    return [line for text in texts for line in lines_in(text.replace('\\"', '"'), column)]


def year_lines(client: Client, column: str) -> list[Line]:
    folders = re.findall(r'<a href="\./(\d{4}/)">', client.text(column))
    return [line for folder in folders for line in trs_lines(client, f"{column}{folder}")]


def service_lines(client: Client, column: str) -> list[Line]:
    text = client.text(column)
    static = lines_in(text[: text.index("ms-repeat")], column)
    names = ("searchId", "searchUrl", "recordCount", "prepage", "chnlid")
    channel, url, count, size, node = (
        found[1] if (found := re.search(rf"{name}[:=] ?'?([\w/]+)", text)) else "" for name in names
    )
    lines = list(static)
    for page in range(2, -(-int(count) // int(size)) + 1):
        query = {"channelid": channel, "classsql": f"chnlid={node}", "prepage": size, "page": page}
        answer = json.loads(client.text(f"{url}?{urlencode(query)}"), strict=False)
        assert answer["count"] == count
        lines += [
            (doc["chnldocurl"].removeprefix(ORIGIN), doc["doctitle"], doc["docreltime"][:10])
            for doc in answer["docs"]
        ]
    return lines


def records(text: str) -> list[Line]:
    """Read the records of hanweb."""
    inside = "".join(re.findall(r"<record><!\[CDATA\[(.*?)\]\]></record>", text, re.DOTALL))
    return lines_in(inside, "/")


def numbered_records(client: Client, column: str) -> list[Line]:
    text = client.text(column)
    values = dict(re.findall(r"(totalRecord|perPage|columnid|unitid):'?(\d+)", text))
    lines, step = records(text), 3 * int(values["perPage"])
    for start in range(len(lines) + 1, int(values["totalRecord"]) + 1, step):
        query = urlencode(
            {
                "startrecord": start,
                "endrecord": start + step - 1,
                "perpage": values["perPage"],
                "columnid": values["columnid"],
                "unitid": values["unitid"],
            }
        )
        lines += records(client.text(f"/module/web/jpage/dataproxy.jsp?{query}"))
    return lines


def grouped_records(client: Client, column: str) -> list[Line]:
    text = client.text(column)
    lines = records(text)
    while following := re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)">', text):
        text = client.text(following[1])
        lines += records(text)
    return lines


def ucap_lines(client: Client, column: str) -> list[Line]:
    first = client.text(column)
    call = re.search(r"createPageHTML\('page_div',(\d+), 1,'(\w+)','shtml',(\d+)\)", first)
    assert call
    stem = urljoin(column, call[2])
    texts = [first, *(client.text(f"{stem}_{page}.shtml") for page in range(2, int(call[1]) + 1))]
    lines = [line for text in texts for line in lines_in(text, column)]
    assert len(lines) == int(call[3])
    return lines


def search_lines(client: Client, column: str) -> list[Line]:
    text = client.text(column)
    assert lines_in(text, column) == []
    service = re.search(r'\$\.get\("(/common/search/\w+)"', text)
    assert service
    lines: list[Line] = []
    page = 1
    while True:
        query = f"page={page}&_pageSize=4&_isJson=true"
        data = json.loads(client.text(f"{service[1]}?{query}"))["data"]
        if not data["results"]:
            assert len(lines) == data["total"]
            return lines
        lines += [
            (one["url"], one["title"], one["publishedTimeStr"][:10]) for one in data["results"]
        ]
        page += 1


def tree_lines(client: Client, column: str) -> list[Line]:
    path, _, node = column.partition("#")
    text = client.text(path)
    sid = re.search(r"SID: '(\d+)'", text)
    assert sid
    assert f'"id": {node}' in text
    ask = f"/gkmlpt/api/all/{node}?page={{}}&sid={sid[1]}"
    assert client.text(ask.format(0)) == client.text(ask.format(1))
    lines: list[Line] = []
    page = 1
    while True:
        answer = json.loads(client.text(ask.format(page)))
        if not answer["articles"]:
            assert len(lines) == answer["classify"]["post_count"]
            return lines
        lines += [
            (one["url"].removeprefix(ORIGIN), one["title"], one["date"][:10])
            for one in answer["articles"]
        ]
        page += 1


def linked_lines(client: Client, column: str) -> list[Line]:
    lines: list[Line] = []
    while column:
        text = client.text(column)
        lines += lines_in(text, column)
        following = re.search(r"<A HREF='([^']+)'>下一页</A>", text)
        column = following[1] if following else ""
    return lines


Walk = Callable[[Client, str], list[Line]]
WALKS: list[tuple[Cms, Walk]] = [
    (TRS, trs_lines),
    (TRS_YEARS, year_lines),
    (TRS_LIST, service_lines),
    (HANWEB, numbered_records),
    (GROUPS, grouped_records),
    (ENCRYPTED, grouped_records),
    (UCAP, ucap_lines),
    (UCAP_JSON, search_lines),
    (GKMLPT, tree_lines),
    (GENERIC, linked_lines),
]
every_site = pytest.mark.parametrize(("cms", "walk"), WALKS, ids=[cms.key for cms, _ in WALKS])


@every_site
def test_the_lists_of_a_column_hold_exactly_its_lines(cms: Cms, walk: Walk) -> None:
    columns = {"own": [one.number for one in TEN], "departments": [one.number for one in OTHERS]}
    client = Client(cms, portal(cms, [*TEN, *OTHERS], columns))
    for number in range(len(columns)):
        assert walk(client, client.column(number)) == client.expected(number)


@every_site
def test_a_line_that_is_posted_later_is_not_there_before(cms: Cms, walk: Walk) -> None:
    later = posted(90, AGENCY, 2024, day=3)
    client = Client(cms, portal(cms, [*TEN, later]))
    address = cms.item_path(client.plan, later)
    assert address not in [line[0] for line in walk(client, client.column())]
    assert address in [line[0] for line in walk(client.on(3), client.column())]


@pytest.mark.parametrize("variant", [0, 1, 2])
@every_site
def test_what_a_site_likes_to_vary_changes_no_line(cms: Cms, walk: Walk, variant: int) -> None:
    client = Client(cms, with_traits(portal(cms, TEN), variant=variant))
    assert walk(client, client.column()) == client.expected()


@every_site
def test_a_page_shows_title_date_and_report(cms: Cms, walk: Walk) -> None:
    client = Client(cms, portal(cms, TEN))
    text = client.text(cms.item_path(client.plan, TEN[0]))
    assert TEN[0].first.title in text
    assert TEN[0].first.published_on.isoformat() in text or "发布日期" in text
    assert "<table" in text.lower()


@every_site
def test_the_home_page_leads_to_the_column(cms: Cms, walk: Walk) -> None:
    client = Client(cms, portal(cms, TEN))
    assert f'href="{client.column()}"' in client.text("/")


def test_a_dead_template_stands_beside_the_static_lines_of_trs_list() -> None:
    client = Client(TRS_LIST, portal(TRS_LIST, TEN))
    assert "ms-repeat" in client.text(client.column())


def test_the_list_service_answers_no_other_channel() -> None:
    client = Client(TRS_LIST, portal(TRS_LIST, TEN))
    assert client.ask("/was5/web/search?channelid=1&classsql=chnlid%3D2&prepage=4&page=2") is None


def test_an_encrypted_group_answers_no_address_that_was_made_up() -> None:
    client = Client(ENCRYPTED, portal(ENCRYPTED, TEN))
    text = client.text(client.column())
    assert "columnid:" not in text
    address = re.search(r'CDATA\[<a href="([^"]+)">', text)
    assert address
    assert client.ask(address[1].replace("page=1", "page=2")) is None
