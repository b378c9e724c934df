"""Days change what the plan says, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.bodies import telling_number
from crawler.simulation.country.changes import Change, What, draw_changes, with_changes
from crawler.simulation.country.clock import date_of
from crawler.simulation.country.cms.protocol import Request
from crawler.simulation.country.kinds import BY_YEAR, FREE, KINDS
from crawler.simulation.country.model import Country, PortalPlan, Version
from crawler.simulation.country.plan import build_country
from crawler.simulation.country.site import Site

PORT = 8000


@pytest.fixture(scope="module")
def country() -> Country:
    return build_country(40, extras=("none", "403"))


def lines(country: Country, day: int) -> dict[tuple[str, str], list[tuple[int, Version]]]:
    return {
        (plan.key, column.key): [
            (one.posted.number, one.version) for one in plan.lines(column, day)
        ]
        for plan in country.portals.values()
        for column in plan.columns
    }


def page_urls(country: Country, day: int) -> set[str]:
    return {page.url for page in truth.pages(country, PORT, day)}


def one_change(country: Country, what: str, day: int = 1) -> tuple[Country, Change, PortalPlan]:
    [change] = draw_changes(country, day, {what: 1})  # type: ignore[dict-item] # tests name it
    changed = with_changes(country, [change])
    return changed, change, changed.portals[change.portal]


def test_without_changes_every_day_is_the_first(country: Country) -> None:
    assert lines(country, 0) == lines(country, 5)
    assert page_urls(country, 0) == page_urls(country, 5)


def test_day_0_is_the_same_with_changes_and_without(country: Country) -> None:
    changed = with_changes(country, draw_changes(country, 1, {"new": 3, "silent": 2}))
    assert list(truth.pages(changed, PORT, 0)) == list(truth.pages(country, PORT, 0))
    assert lines(changed, 0) == lines(country, 0)


def test_a_new_report_stands_first_in_its_list(country: Country) -> None:
    changed, change, plan = one_change(country, "new")
    assert page_urls(changed, 1) - page_urls(changed, 0) == {
        truth.page_url(plan, plan.posted[change.number], PORT)
    }
    first = plan.lines(plan.columns[0], 1)[0]
    assert (first.posted.number, first.version.published_on) == (change.number, date_of(1))


def test_a_back_dated_report_stands_further_down(country: Country) -> None:
    _, change, plan = one_change(country, "back_dated")
    numbers = [one.posted.number for one in plan.lines(plan.columns[0], 1)]
    assert change.number in numbers[1:]
    assert change.number not in [one.posted.number for one in plan.lines(plan.columns[0], 0)]


def test_an_amendment_changes_its_line_and_its_number(country: Country) -> None:
    changed, change, plan = one_change(country, "amended")
    before, after = plan.shown(change.number, 0), plan.shown(change.number, 1)
    assert before
    assert after
    line = (before.version.title, before.version.published_on)
    assert line != (after.version.title, after.version.published_on)
    assert telling_number(before.version.body) != telling_number(after.version.body)
    assert page_urls(changed, 0) == page_urls(changed, 1)


def test_a_silent_amendment_changes_the_page_and_no_line(country: Country) -> None:
    _, change, plan = one_change(country, "silent")
    before, after = plan.shown(change.number, 0), plan.shown(change.number, 1)
    assert before
    assert after
    assert telling_number(before.version.body) != telling_number(after.version.body)
    for column in plan.columns:
        printed = [
            [(one.version.title, one.version.published_on) for one in plan.lines(column, day)]
            for day in (0, 1)
        ]
        assert printed[0] == printed[1]


def test_a_withdrawn_report_is_gone_with_its_line(country: Country) -> None:
    changed, change, plan = one_change(country, "withdrawn")
    assert plan.shown(change.number, 1) is None
    assert all(
        one.posted.number != change.number
        for column in plan.columns
        for one in plan.lines(column, 1)
    )
    assert len(page_urls(changed, 0) - page_urls(changed, 1)) == 1


def test_of_a_report_that_leads_home_the_line_stands(country: Country) -> None:
    _, change, plan = one_change(country, "withdrawn_home")
    assert plan.shown(change.number, 1) is None
    assert any(
        one.posted.number == change.number
        for column in plan.columns
        for one in plan.lines(column, 1)
    )


def test_a_worse_text_is_mended_on_another_day(country: Country) -> None:
    [change] = draw_changes(country, 1, {"worse": 1})
    mended = Change(2, "mended", change.portal, change.number)
    plan = with_changes(country, [change, mended]).portals[change.portal]
    worse = [plan.posted[change.number].at(day) for day in (0, 1, 2)]
    assert [bool(version and version.body.is_worse) for version in worse] == [False, True, False]


def test_the_address_of_a_page_never_changes(country: Country) -> None:
    counts = {"amended": 5, "silent": 2, "worse": 2}
    changes = draw_changes(country, 1, counts)  # type: ignore[arg-type] # names of changes
    changed = with_changes(country, changes)
    for change in changes:
        old, new = country.portals[change.portal], changed.portals[change.portal]
        cms = KINDS[old.cms]
        number = change.number
        assert cms.item_path(old, old.posted[number]) == cms.item_path(new, new.posted[number])


def test_changes_fall_where_a_crawler_can_see_them(country: Country) -> None:
    drawn = draw_changes(country, 1, {"new": 10, "silent": 10})
    assert len({change.portal for change in drawn}) == len(drawn)
    for change in drawn:
        plan = country.portals[change.portal]
        assert truth.is_reachable(plan, 1)
        assert plan.cms not in BY_YEAR
        assert plan.columns


@pytest.mark.parametrize("what", ["amended", "worse"])
def test_what_a_line_tells_is_told_by_drawn_portals_too(what: What) -> None:
    drawn = build_country(40, reports=2, kinds=[FREE], extras=())
    changes = draw_changes(drawn, 3, {what: 20})
    site = Site(with_changes(drawn, changes))
    for change in changes:
        plan = site.country.portals[change.portal]
        before, after = (column_pages(site, plan, day) for day in (2, 3))
        assert before != after, change


def column_pages(site: Site, plan: PortalPlan, day: int) -> list[bytes]:
    origin = truth.url_of(plan, "", PORT)
    parts = [urlsplit(url) for url in truth.columns_of(plan, PORT)]
    return [
        site.answer(plan, day, Request("GET", part.path, part.query, "", origin=origin)).body
        for part in parts
    ]


def test_more_changes_than_the_country_can_have_is_an_error(country: Country) -> None:
    with pytest.raises(ValueError, match="too small"):
        draw_changes(country, 1, {"new": 100})


def test_a_change_of_a_page_that_is_not_there_is_an_error(country: Country) -> None:
    with pytest.raises(ValueError, match="no page 5"):
        with_changes(country, [Change(1, "silent", "p0000", 5)])


@pytest.mark.parametrize("cms", sorted(BY_YEAR))
def test_where_each_year_has_its_address_the_new_report_is_that_of_the_next_year(
    country: Country, cms: str
) -> None:
    plan = next(plan for plan in country.portals.values() if plan.cms == cms)
    newest = max(posted.year or 0 for posted in plan.posted.values())
    number = max(plan.posted) + 1
    changed = with_changes(country, [Change(1, "new", plan.key, number)])
    posted = changed.portals[plan.key].posted[number]
    assert (posted.agency, posted.year) == (plan.posted[1001].agency, newest + 1)
    with pytest.raises(ValueError, match=f"{plan.key} has the report of"):
        with_changes(changed, [Change(2, "new", plan.key, number + 1)])
