"""What portals answer: validators, refusals, traps, days; asked without any network."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.changes import Change, draw_changes, with_changes
from crawler.simulation.country.cms.protocol import Request
from crawler.simulation.country.kinds import FREE, KINDS
from crawler.simulation.country.model import Country, PortalPlan, Refusal, Traits, Trap, Validators
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.site import Answer, Site


def one_portal(kind: str = "trs", **traits: object) -> tuple[Site, PortalPlan]:
    country = build_country(1, kinds=[kind], extras=())
    [plan] = country.portals.values()
    plan = replace(plan, traits=Traits(**traits))  # type: ignore[arg-type] # tests name them
    return Site(Country({plan.key: plan}, 1)), plan


def ask(site: Site, plan: PortalPlan, target: str, day: int = 0, **headers: str) -> Answer:
    path, _, query = target.partition("?")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = Request("GET", path, query, headers=sent, origin=f"http://{plan.host}:80")
    return site.answer(plan, day, asked)


def first_report(plan: PortalPlan) -> str:
    return KINDS[plan.cms].item_path(plan, next(iter(plan.posted.values())))


def column(plan: PortalPlan) -> str:
    return KINDS[plan.cms].column_path(plan, plan.columns[0])


def test_a_portal_answers_to_its_name_and_to_its_address() -> None:
    site, plan = one_portal()
    assert site.portal_at(plan.host) is site.portal_at(plan.address) is plan
    assert site.portal_at("127.0.0.1") is None


def test_a_page_of_its_day_only() -> None:
    site, plan = one_portal()
    changed = with_changes(site.country, draw_changes(site.country, 2, {"new": 1}))
    [plan] = changed.portals.values()
    site = Site(changed)
    address = KINDS[plan.cms].item_path(plan, plan.posted[max(plan.posted)])
    assert [ask(site, plan, address, day).status for day in (0, 1, 2, 3)] == [404, 404, 200, 200]


@pytest.mark.parametrize(("what", "status"), [("withdrawn", 404), ("withdrawn_home", 302)])
def test_a_page_that_is_gone(what: str, status: int) -> None:
    site, plan = one_portal()
    change = Change(1, what, plan.key, min(plan.posted))  # type: ignore[arg-type] # names of changes
    country = with_changes(site.country, [change])
    plan = country.portals[plan.key]
    assert ask(Site(country), plan, first_report(plan), 0).status == 200
    answer = ask(Site(country), plan, first_report(plan), 1)
    assert answer.status == status
    if status == 302:
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["report", "column"])
def test_an_etag_that_is_sent_back_gives_304_until_the_page_changes(target: str) -> None:
    site, plan = one_portal(validators="both")
    change = Change(3, "amended", plan.key, min(plan.posted))
    country = with_changes(site.country, [change])
    site, plan = Site(country), country.portals[plan.key]
    address = first_report(plan) if target == "report" else column(plan)
    etag = ask(site, plan, address).headers["ETag"]
    days = [ask(site, plan, address, day, if_none_match=etag).status for day in (0, 2, 3)]
    assert days == [304, 304, 200]


def test_a_date_that_is_sent_back_gives_304_until_the_page_changes() -> None:
    site, plan = one_portal(validators="modified")
    country = with_changes(site.country, [Change(3, "silent", plan.key, min(plan.posted))])
    site, plan = Site(country), country.portals[plan.key]
    answer = ask(site, plan, first_report(plan))
    assert "ETag" not in answer.headers
    since = answer.headers["Last-Modified"]
    assert since == "Wed, 01 Apr 2026 00:30:00 GMT"
    days = [ask(site, plan, first_report(plan), day, if_modified_since=since) for day in (0, 2, 3)]
    assert [one.status for one in days] == [304, 304, 200]
    assert days[2].headers["Last-Modified"] == "Sat, 04 Apr 2026 00:30:00 GMT"
    same = ask(site, plan, column(plan), 3, if_modified_since=since)
    assert same.status == 304, "a silent amendment changes no list"


@pytest.mark.parametrize("validators", ["none", "lying"])
def test_portals_whose_validators_help_nobody(validators: Validators) -> None:
    site, plan = one_portal(validators=validators)
    first = ask(site, plan, column(plan))
    assert "Last-Modified" not in first.headers
    known = first.headers.get("ETag", '"x"')
    again = ask(site, plan, column(plan), if_none_match=known)
    assert (again.status, again.body) == (200, first.body)
    if validators == "lying":
        assert again.headers["ETag"] != first.headers["ETag"]


def test_a_torn_date_is_no_condition() -> None:
    site, plan = one_portal(validators="both")
    assert ask(site, plan, "/", if_modified_since="yesterday").status == 200


def test_pages_are_written_in_the_charset_and_compressed_as_the_portal_has_it() -> None:
    site, plan = one_portal(charset="gbk", compress=True)
    answer = ask(site, plan, "/", accept_encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "政府信息公开" in gzip.decompress(answer.body).decode("gb18030")
    assert "Content-Encoding" not in ask(site, plan, "/").headers


def test_json_is_always_utf_8() -> None:
    site, plan = one_portal("gkmlpt", charset="gbk")
    text = ask(site, plan, "/gkmlpt/index").body.decode("gb18030")
    sid, node = re.findall(r"SID: '(\d+)'|\"id\": (\d+), \"name\": \"[^\"]*年", text)[:2]
    answer = ask(site, plan, f"/gkmlpt/api/all/{node[1]}?page=1&sid={sid[0]}")
    assert "报告" in answer.body.decode("utf-8")


def test_robots_txt() -> None:
    site, plan = one_portal(robots="User-agent: *\nDisallow: /admin/\n")
    assert ask(site, plan, "/robots.txt").body == b"User-agent: *\nDisallow: /admin/\n"
    site, plan = one_portal(robots=None)
    assert ask(site, plan, "/robots.txt").status == 404


@pytest.mark.parametrize(
    ("refusal", "status", "mark"),
    [
        ("403", 403, b"403"),
        ("412", 412, b"<script>"),
        ("521", 521, b"<script>"),
        ("challenge", 200, b"<script>"),
        ("cookie", 302, b""),
    ],
)
def test_refusals(refusal: Refusal, status: int, mark: bytes) -> None:
    site, plan = one_portal(refusal=refusal, refuses=(1, 2), robots="User-agent: *\n")
    assert ask(site, plan, column(plan), 0).status == 200
    for day in (1, 2):
        answer = ask(site, plan, column(plan), day)
        assert answer.status == status
        assert mark in answer.body
        assert "年报".encode() not in answer.body
    assert ask(site, plan, column(plan), 3).status == 200
    assert ask(site, plan, "/robots.txt", 1).status == 200


def test_a_portal_that_redirects_to_itself_never_ends() -> None:
    site, plan = one_portal(refusal="cookie")
    first = ask(site, plan, column(plan))
    assert first.headers["Location"] == column(plan)
    again = ask(site, plan, column(plan), cookie=first.headers["Set-Cookie"])
    assert again.status == 302


def links(answer: Answer) -> list[str]:
    return re.findall(r'href="([^"]+)"', answer.body.decode())


@pytest.mark.parametrize(
    ("trap", "entrance", "following"),
    [
        ("calendar", "/rili/?y=2026&amp;m=4", "下月"),
        ("endless", "/gzdt/index.html", "下一页"),
        ("loop", "/wzdt/", "网站导航"),
    ],
)
def test_traps_without_end(trap: Trap, entrance: str, following: str) -> None:
    site, plan = one_portal(traps=frozenset({trap}))
    assert entrance in links(ask(site, plan, "/"))
    address, seen = entrance.replace("&amp;", "&"), set()
    for _ in range(50):
        seen.add(address)
        text = ask(site, plan, address).body.decode()
        found = re.search(rf'href="([^"]+)">{following}<', text)
        assert found, address
        link = found[1].replace("&amp;", "&")
        address = link if link.startswith("/") else f"{address}{link}"
    assert len(seen) == 50


def test_endless_pages_bring_nothing_new_after_a_while() -> None:
    site, plan = one_portal(traps=frozenset({"endless"}))
    pages = [ask(site, plan, f"/gzdt/index_{number}.html") for number in range(1, 9)]
    contents = [tuple(link for link in links(page) if "content" in link) for page in pages]
    assert len(set(contents[:3])) == 3
    assert set(contents[3:]) == {contents[2]}


def test_every_link_carries_a_new_session_and_every_session_is_understood() -> None:
    site, plan = one_portal(traps=frozenset({"session"}))
    first, again = ask(site, plan, column(plan)), ask(site, plan, column(plan))
    assert "ETag" not in first.headers
    assert first.body != again.body
    of_reports = [link for link in links(first) if re.search(r"/t\d{8}_", link)]
    assert of_reports
    for link in of_reports:
        assert re.search(r";jsessionid=[0-9A-F]{32}$", link)
        folder = column(plan)
        assert ask(site, plan, f"{folder}{link.removeprefix('./')}").status == 200


def test_a_folder_and_its_default_page_are_one() -> None:
    site, plan = one_portal("trs", traps=frozenset({"default"}))
    home = ask(site, plan, "/")
    assert f"{column(plan)}index.html" in links(home)
    assert ask(site, plan, f"{column(plan)}default.html").body == ask(site, plan, column(plan)).body
    assert ask(site, plan, "/index.html").body == home.body


def test_some_links_of_aspnet_are_written_in_capitals() -> None:
    site, plan = one_portal("aspnet", traps=frozenset({"case"}))
    found = [link for link in links(ask(site, plan, column(plan))) if "NewsID" in link]
    assert any(".ASPX" in link for link in found)
    assert any(".aspx" in link for link in found)
    assert {ask(site, plan, link).status for link in found} == {200}


def test_the_registry_row_leads_to_each_column() -> None:
    country = build_country(45, traps=False)
    site = Site(country)
    for plan in country.portals.values():
        for url in truth.columns_of(plan, 80):
            assert ask(site, plan, url.partition(":80")[2]).status == 200, url


def test_every_page_of_the_truth_can_be_asked() -> None:
    country = build_country(45)
    site = Site(country)
    for page in truth.pages(country, 80, 0):
        plan = country.portals[page.portal]
        answer = ask(site, plan, page.url.partition(":80")[2])
        assert answer.status == 200, page.url
        if plan.cms != FREE:
            charset = "gb18030" if plan.traits.charset == "gbk" else "utf-8"
            assert page.title in answer.body.decode(charset), page.url
