"""Every family reads the lists of the simulated sites of its kind, which share no code with it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.families import FAMILIES, Post, recognise, subcolumns
from crawler.simulation.country.cms.protocol import Cms, Request
from crawler.simulation.country.kinds import BY_YEAR, FREE, KINDS
from crawler.simulation.country.model import Column, PortalPlan
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.site import Site
from crawler.tasks import canonical

LISTS = sorted(KINDS.keys() - BY_YEAR - {FREE})
#: List pages that no column here is as long as.
MOST = 60


def text_of(site: Site, plan: PortalPlan, step: str | Post) -> str:
    url, form = (step.url, step.form) if isinstance(step, Post) else (step, "")
    parts = urlsplit(url)
    assert parts.netloc == plan.host
    method = "POST" if form else "GET"
    asked = Request(method, parts.path, parts.query, form, {}, f"http://{plan.host}")
    answer = site.answer(plan, 0, asked)
    assert answer.status == 200, url
    return answer.body.decode("gb18030" if plan.traits.charset == "gbk" else "utf-8")


def walk(site: Site, plan: PortalPlan, start: str) -> set[str]:
    """Return the addresses that a column lists, from page to page."""
    found: set[str] = set()
    steps: list[str | Post] = [start]
    for step in steps:
        assert len(steps) < MOST
        url = step.url if isinstance(step, Post) else step
        text = text_of(site, plan, step)
        page = FAMILIES[plan.family].read(text, url)
        assert page.unread == ""
        found.update(entry.url for entry in page.entries)
        folders = subcolumns(text, url, 1) if plan.cms == "trs-years" else ()
        steps += [one for one in (*page.following, *folders) if one not in steps]
    return found


def addresses(plan: PortalPlan, cms: Cms, column: Column) -> set[str]:
    lines = plan.lines(column, 0)
    return {canonical(f"http://{plan.host}{cms.item_path(plan, one.posted)}") for one in lines}


@pytest.mark.parametrize("kind", LISTS)
def test_the_lists_of_a_site_are_read_whole(kind: str) -> None:
    country = build_country(2, kinds=[kind], reports=60, extras=(), traps=False)
    site, cms = Site(country), KINDS[kind]
    for plan in country.portals.values():
        listed: set[str] = set()
        read: set[str] = set()
        for column in plan.columns:
            start = canonical(f"http://{plan.host}{cms.column_path(plan, column)}")
            wanted, found = addresses(plan, cms, column), walk(site, plan, start)
            assert wanted <= found
            listed, read = listed | wanted, read | found
            # A column that is nothing but folders shows the family only in those.
            if kind not in {"generic", "trs-years"}:
                assert recognise(text_of(site, plan, start), start)[0].name == plan.family
        # Neither menus nor page numbers were taken for lines.
        assert read == listed


@pytest.mark.parametrize("kind", sorted(BY_YEAR))
def test_the_years_of_a_site_are_addressed(kind: str) -> None:
    country = build_country(1, kinds=[kind], extras=(), traps=False)
    cms = KINDS[kind]
    (plan,) = country.portals.values()
    for posted in plan.posted.values():
        url = canonical(f"http://{plan.host}{cms.item_path(plan, posted)}")
        assert posted.year is not None
        other = FAMILIES[plan.family].years(url, posted.year + 1)
        assert other == url.replace(str(posted.year), str(posted.year + 1))
