"""Drawn portals, walked from the home page by a client that knows nothing of how they are drawn."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.simulation.country import free
from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free.addresses import scheme_of
from crawler.simulation.country.free.scheme import draw
from crawler.simulation.country.free.site import SITES
from crawler.simulation.country.model import Body, PortalPlan, Posted
from tests.simulation.country.sites import ORIGIN, Client, portal, posted, years_of

FREE = SITES[0]
OFFICE, BUREAU, TOWN = "长丰县人民政府", "长丰县水务局", "水湖镇人民政府"
#: Four lines a page: three, two and one page.
PAGES = [
    *years_of(OFFICE, 2014, 2023),
    *years_of(BUREAU, 2018, 2023, start=20),
    *years_of(TOWN, 2022, 2023, start=40),
]
COLUMNS = {
    "own": range(1, 11),
    "departments": range(20, 26),
    "lower": (40, 41),
}
KEYS = [f"p{number:04}" for number in range(240)]
#: Pages that a walk may ask: home, channels, maps, neighbours and their posts, lists, reports.
MOST = 200
OF_A_TRAP = re.compile(r"/rl\.php|/ztzl/")


def plan_of(key: str) -> PortalPlan:
    return portal(FREE, PAGES, {name: list(numbers) for name, numbers in COLUMNS.items()}, key=key)


class Walker:
    """Follows every link, frame and redirect of a portal from an address on, traps aside."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.texts: dict[str, str] = {}
        self.steps: dict[str, int] = {}
        self.kinds: Counter[int] = Counter()

    def walk(self, start: str = "/") -> dict[str, str]:
        waiting = [(f"{ORIGIN}{start}", 0)]
        for address, steps in waiting:
            if address in self.texts or OF_A_TRAP.search(address):
                continue
            assert len(self.texts) < MOST, "the portal does not end"
            self.texts[address] = self.ask(address)
            self.steps[address] = steps
            found = links_of(self.texts[address], address)
            waiting += [(link, steps + 1) for link in found if link.startswith(ORIGIN)]
        return self.texts

    def ask(self, address: str) -> str:
        reply = self.client.ask(address)
        assert reply is not None, f"{address}: a link that leads nowhere"
        self.kinds[reply.status] += 1
        return reply.body if isinstance(reply.body, str) else ""


def links_of(text: str, address: str) -> list[str]:
    """Return where a page leads to: links, areas, options, frames, forwards, a script's pages."""
    base = re.search(r'<base href="([^"]+)"', text)
    start = base[1] if base else address
    attributes = re.findall(
        r'<(?:a|area|iframe|frame)\b[^>]*?(?:href|src)="([^"]+)"|<option value="([^"]+)"', text
    )
    found = [one or other for one, other in attributes]
    found += re.findall(r"<loc>([^<]+)</loc>", text)
    found += re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', text)
    found += re.findall(r'location\.href = "([^"]+)"', text)
    links = [urljoin(start, html.unescape(one)) for one in found]
    if call := re.search(r'createPage\((\d+), \d+, "(\w+)", "(\w+)"\)', text):
        links += [urljoin(address, f"{call[2]}_{n}.{call[3]}") for n in range(1, int(call[1]))]
    return [without_session(link) for link in links]


def without_session(address: str) -> str:
    return re.sub(r";jsessionid=[0-9A-F]{32}", "", address)


def lower(address: str) -> str:
    """Fold the case of a path, which portals with .asp do not tell apart."""
    return address.lower() if urlsplit(address).path.lower().endswith(".asp") else address


def paths_of(client: Client, pages: list[Posted]) -> set[str]:
    return {f"{ORIGIN}{FREE.item_path(client.plan, page)}" for page in pages}


def start_of(plan: PortalPlan) -> str:
    return "/sitemap.xml" if scheme_of(plan).entrance == "sitemap_xml" else "/"


@pytest.mark.parametrize("tenth", range(10))
def test_every_report_is_reached_from_the_home_page_and_none_is_lost(tenth: int) -> None:
    for key in KEYS[tenth::10][:12]:
        client = Client(FREE, plan_of(key))
        scheme = scheme_of(client.plan)
        if scheme.trap == "repeating":
            continue
        reached = {lower(address) for address in Walker(client).walk(start_of(client.plan))}
        assert paths_of(client, PAGES) <= reached, (key, scheme)


def list_lines(client: Client, number: int) -> list[list[str]]:
    """Walk the pages of a column by its pager alone, and return the reports that each links."""
    column = client.plan.columns[number]
    known = {f"{ORIGIN}{FREE.item_path(client.plan, page)}" for page in PAGES}
    covered = re.compile(rf"{ORIGIN}/go/(\d+)\.\w+")
    by_number = {str(page.number): f"{ORIGIN}{FREE.item_path(client.plan, page)}" for page in PAGES}
    address = f"{ORIGIN}{FREE.column_path(client.plan, column)}"
    seen: set[str] = set()
    pages: list[list[str]] = []
    waiting = [address]
    for address in waiting:
        if lower(address) in seen or len(seen) > 20:
            continue
        seen.add(lower(address))
        text = client.text(address)
        lines = links_of(re.sub(r"<div class=.side.>.*?</div>", "", text, flags=re.DOTALL), address)
        held = [
            by_number[found[1]] if (found := covered.match(one)) else lower(one) for one in lines
        ]
        pages.append(list(dict.fromkeys(one for one in held if one in known)))
        bar = re.search(r'<div class="page-bar">.*?</div>', text, re.DOTALL)
        base = re.search(r"<base [^>]+>", text)
        waiting += links_of(f"{base[0] if base else ''}{bar[0]}", address) if bar else []
    return pages


@pytest.mark.parametrize("tenth", range(10))
def test_the_pages_of_a_list_hold_exactly_its_lines(tenth: int) -> None:
    for key in KEYS[tenth::10][:12]:
        client = Client(FREE, plan_of(key))
        scheme = scheme_of(client.plan)
        if scheme.trap == "repeating":
            continue
        for number, numbers in enumerate(COLUMNS.values()):
            pages = list_lines(client, number)
            held = [one for page in pages for one in page]
            distinct = list(dict.fromkeys(held))
            expected = [f"{ORIGIN}{path}" for path, _, _ in client.expected(number)]
            assert sorted(distinct) == sorted(expected), (key, scheme)
            assert len(expected) == len(list(numbers))
            if scheme.trap != "default":
                assert held == distinct, (key, "a line stands on two pages")


def keys_with(**wanted: str) -> list[str]:
    found = [
        key
        for key in KEYS
        if all(getattr(scheme_of(plan_of(key)), name) == value for name, value in wanted.items())
    ]
    assert found, f"no portal was drawn with {wanted}"
    return found


def test_columns_stand_two_to_four_steps_from_home() -> None:
    for depth in (2, 3, 4):
        keys = [
            key
            for key in keys_with(entrance="menu", bridge="", trap="", beside="channel")
            if scheme_of(plan_of(key)).depth == depth
        ]
        client = Client(FREE, plan_of(keys[0]))
        walker = Walker(client)
        walker.walk()
        column = walker.steps[f"{ORIGIN}{client.column()}"]
        # The site map is a shorter way to columns that lie deep.
        assert column == min(depth, 2)
        walker = Walker(client)
        walker.ask = lambda address, ask=walker.ask: "" if "wzdt" in address else ask(address)  # type: ignore[method-assign,misc]
        walker.walk()
        assert walker.steps[f"{ORIGIN}{client.column()}"] == depth


def test_a_site_map_alone_leads_to_some_columns() -> None:
    client = Client(FREE, plan_of(keys_with(entrance="site_map", trap="")[0]))
    walker = Walker(client)
    walker.ask = lambda address, ask=walker.ask: "" if "wzdt" in address else ask(address)  # type: ignore[method-assign,misc]
    assert not paths_of(client, PAGES) & set(walker.walk())
    assert paths_of(client, PAGES) <= set(Walker(client).walk())


def test_a_sitemap_xml_alone_leads_to_some_columns() -> None:
    client = Client(FREE, plan_of(keys_with(entrance="sitemap_xml", trap="")[0]))
    assert not paths_of(client, PAGES) & set(Walker(client).walk())
    assert paths_of(client, PAGES) <= set(Walker(client).walk("/sitemap.xml"))
    menu = Client(FREE, plan_of(keys_with(entrance="menu")[0]))
    assert menu.ask("/sitemap.xml") is None


@pytest.mark.parametrize(
    ("bridge", "mark"),
    [
        ("refresh", 'http-equiv="refresh"'),
        ("script", "location.href"),
        ("frame", "<iframe"),
        ("frameset", "<frameset"),
    ],
)
def test_some_columns_stand_behind_another_page(bridge: str, mark: str) -> None:
    client = Client(FREE, plan_of(keys_with(bridge=bridge, entrance="menu", trap="")[0]))
    walker = Walker(client)
    texts = walker.walk()
    column = f"{ORIGIN}{client.column()}"
    before = [address for address, text in texts.items() if column in links_of(text, address)]
    assert any(mark in texts[address] for address in before)


@pytest.mark.parametrize("mark", ["meta", "text", "address"])
def test_a_column_is_told_by_tags_by_text_or_by_its_address_alone(mark: str) -> None:
    client = Client(FREE, plan_of(keys_with(mark=mark, entrance="menu", bridge="", trap="")[0]))
    text = client.text(client.column())
    assert ("ColumnType" in text) == (mark == "meta")
    if mark == "address":
        assert not re.search(r"<title>[^<]*(?:年报|年度报告)", text)
        assert re.search(r"(?:nb|ndbg)(?:/|\.|$)", client.column().removesuffix("index.html"))


def test_the_reports_columns_have_neighbours_that_are_none() -> None:
    client = Client(FREE, plan_of(keys_with(entrance="menu", trap="")[0]))
    texts = "".join(Walker(client).walk().values())
    for word in ("政府网站工作年度报表", "法治政府建设年度报告", "政府工作报告", "部门决算公开"):
        assert word in texts


def test_a_list_that_repeats_its_last_page_never_ends() -> None:
    client = Client(FREE, plan_of(keys_with(trap="repeating")[0]))
    column = client.column()
    last = f"{column}{'&' if '?' in column else '?'}page="
    lines = list(links_of(client.text(f"{last}3"), f"{ORIGIN}{column}"))
    assert f"{last}4" in {link.removeprefix(ORIGIN) for link in lines}
    for number in (4, 900):
        text = client.text(f"{last}{number}")
        known = paths_of(client, PAGES) | {f"{ORIGIN}/go/{page.number}" for page in PAGES}
        again = list(links_of(text, f"{ORIGIN}{last}{number}"))
        assert [one for one in again if one in known] == [one for one in lines if one in known]
        assert f"page={number + 1}" in text


def test_session_ids_change_from_page_to_page_and_lead_to_the_same() -> None:
    client = Client(FREE, plan_of(keys_with(trap="session", cover="")[0]))
    text = client.text(client.column())
    ids = set(re.findall(r";jsessionid=([0-9A-F]{32})", text))
    assert len(ids) == 1
    assert ids != set(re.findall(r";jsessionid=([0-9A-F]{32})", client.text("/")))
    assert ids != set(re.findall(r";jsessionid=([0-9A-F]{32})", client.on(1).text(client.column())))
    path = client.expected()[0][0]
    with_session = re.sub(r"^([^?]*)", rf"\1;jsessionid={ids.pop()}", path)
    assert client.text(with_session) == client.text(path)


def test_calendars_and_loops_go_on_for_ever() -> None:
    for trap, start in (("calendar", "/rl.php?y=2026&m=4"), ("loop", "/ztzl/")):
        client = Client(FREE, plan_of(keys_with(trap=trap)[0]))
        assert any(OF_A_TRAP.search(link) for link in links_of(client.text("/"), f"{ORIGIN}/"))
        address = f"{ORIGIN}{start}"
        seen: set[str] = set()
        for _ in range(40):
            assert address not in seen
            seen.add(address)
            text = client.text(address)
            address = [link for link in links_of(text, address) if OF_A_TRAP.search(link)][-1]


def test_two_spellings_of_an_address_are_one_page() -> None:
    client = Client(FREE, plan_of(keys_with(trap="case")[0]))
    links = links_of(client.text(client.column()), ORIGIN)
    spelled = [link for link in links if "/ShowNews.asp" in link]
    assert len(spelled) == 4
    for link in spelled:
        assert lower(link) in links
        assert client.text(link) == client.text(lower(link))


def test_a_folder_and_its_index_page_are_the_same() -> None:
    client = Client(FREE, plan_of(keys_with(trap="default")[0]))
    ending = scheme_of(client.plan).ending
    assert client.column().endswith("/")
    assert client.text(f"{client.column()}index.{ending}") == client.text(client.column())


def test_the_days_change_lists_and_nothing_else() -> None:
    late = posted(90, BUREAU, 2015, day=2)
    for key in keys_with(trap="", cover="")[:6]:
        plan = plan_of(key)
        column = replace(plan.columns[1], items=(*plan.columns[1].items, late.number))
        plan = replace(
            plan,
            columns=(plan.columns[0], column, plan.columns[2]),
            posted={**plan.posted, late.number: late},
        )
        client = Client(FREE, plan)
        before, after = (Walker(client.on(day)).walk(start_of(plan)) for day in (1, 2))
        address = f"{ORIGIN}{FREE.item_path(plan, late)}"
        assert address not in before
        assert address in after
        changed = {one for one, text in before.items() if after.get(one) != text}
        assert 0 < len(changed) <= 2
        assert client.on(1).ask(address) is None


def test_the_same_seed_draws_the_same_bytes() -> None:
    for key in KEYS[:8]:
        one, two = (Client(FREE, plan_of(key)) for _ in range(2))
        if scheme_of(one.plan).trap != "repeating":
            first = Walker(one).walk(start_of(one.plan))
            draw.cache_clear()
            assert Walker(two).walk(start_of(two.plan)) == first
    assert [draw(1, key) for key in KEYS] != [draw(2, key) for key in KEYS]


def test_everything_that_can_be_drawn_is_drawn() -> None:
    drawn: dict[str, set[object]] = {}
    for key in KEYS:
        scheme = scheme_of(plan_of(key))
        for name in ("menu", "entrance", "bridge", "mark", "pager", "pages", "columns", "items"):
            drawn.setdefault(name, set()).add(getattr(scheme, name))
        for name in ("hrefs", "markup", "dates", "date_style", "layout", "trap", "cover", "depth"):
            drawn.setdefault(name, set()).add(getattr(scheme, name))
    counts = {name: len(values) for name, values in drawn.items()}
    assert counts == {
        "menu": 6,
        "entrance": 3,
        "bridge": 5,
        "mark": 3,
        "pager": 5,
        "pages": 5,
        "columns": 5,
        "items": 7,
        "hrefs": 4,
        "markup": 5,
        "dates": 3,
        "date_style": 6,
        "layout": 4,
        "trap": 7,
        "cover": 3,
        "depth": 3,
    }


def test_no_mark_of_a_known_family_stands_in_a_drawn_portal() -> None:
    marks = re.compile(
        r"TRS_|/t\d{8}_\d|/col/col\d|art_\d|ucap|/\d{6}/[0-9a-f]{32}|szinf|gkmlpt|post_\d|"
        r"/public/column|iList|vsb|wbtreeid|/list\.htm\b|\.aspx|__VIEWSTATE|/info/\d",
        re.IGNORECASE,
    )
    for key in KEYS[:40]:
        client = Client(FREE, plan_of(key))
        if scheme_of(client.plan).trap != "repeating":
            for address, text in Walker(client).walk(start_of(client.plan)).items():
                assert not marks.search(address), address
                assert not marks.search(text), (key, address, marks.search(text))


def test_the_generator_takes_nothing_from_the_families() -> None:
    folder = Path(str(free.__file__)).parent
    for path in folder.glob("*.py"):
        imported = re.findall(
            r"^(?:from|import) (crawler\S*|pipelines\S*)", path.read_text(), re.MULTILINE
        )
        allowed = re.compile(
            r"crawler\.simulation\.(?:country\.(?:free|model|bodies|cms\.protocol)|files)\b"
        )
        assert all(allowed.match(name) for name in imported), (path.name, imported)


def test_a_page_that_is_gone_leads_nowhere_or_home() -> None:
    plan = plan_of(keys_with(trap="session")[0])
    gone = replace(plan.posted[1], gone_from=1, gone_home=True)
    client = Client(FREE, replace(plan, posted={**plan.posted, 1: gone}), day=1)
    path = FREE.item_path(plan, gone)
    asked = re.sub(r"^([^?]*)", rf"\1;jsessionid={'A' * 32}", path)
    reply = client.ask(asked)
    assert reply == Reply("", status=302, headers={"Location": "/"})
    assert isinstance(gone.first.body, Body)
