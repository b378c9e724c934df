"""What a country holds, by its plan."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.kinds import BY_YEAR, FREE, KINDS
from crawler.simulation.country.model import Country
from crawler.simulation.country.plan import build_country
from pipelines.identity import classify_title

PORT = 8000


@pytest.fixture(scope="module")
def country() -> Country:
    return build_country(60, extras=("none", "closed", "403"))


def test_the_same_arguments_give_the_same_country(country: Country) -> None:
    again = build_country(60, extras=("none", "closed", "403"))
    assert again == country
    other = build_country(60, seed=2, extras=("none", "closed", "403"))
    assert other != country


def test_every_kind_of_site_is_there(country: Country) -> None:
    kinds = Counter(plan.cms for plan in country.portals.values())
    assert set(kinds) == set(KINDS)
    ordinary = 60
    if FREE in KINDS:
        assert kinds[FREE] >= ordinary // 3


def test_hosts_and_addresses_are_each_portals_own(country: Country) -> None:
    plans = list(country.portals.values())
    assert len({plan.host for plan in plans}) == len(plans)
    assert len({plan.address for plan in plans}) == len(plans)
    assert all(plan.address.startswith("127.") for plan in plans)


def test_at_least_twenty_reports_stand_at_two_addresses_and_half_of_them_disagree() -> None:
    reports = truth.reports(build_country(44), PORT, 0)
    twice = [report for report in reports if len(report.pages) > 1]
    assert len(twice) >= 20
    disagreeing = sum(report.disagrees for report in twice)
    assert abs(disagreeing - len(twice) / 2) <= 2


def test_a_copy_that_agrees_says_the_same_to_the_letter(country: Country) -> None:
    posts = [
        (plan.posted, one) for plan in country.portals.values() for one in plan.posted.values()
    ]
    said = [
        (html_of(one.first.body), html_of(posted[one.copy_of].first.body), one.first.body.variant)
        for posted, one in posts
        if one.copy_of is not None
    ]
    assert {variant for _, _, variant in said} == {0, 1}
    for copy, original, variant in said:
        assert (copy == original) == (variant == 0)


def test_no_report_is_published_on_two_portals(country: Country) -> None:
    of = Counter((report.agency, report.year) for report in truth.reports(country, PORT, 0))
    assert set(of.values()) == {1}


def test_titles_say_what_they_are(country: Country) -> None:
    said = {"report": "report", "not_ogi": "not_ogi"}
    for plan in country.portals.values():
        for posted in plan.posted.values():
            expected = said.get(posted.kind, "notice")
            assert str(classify_title(posted.first.title)) == expected, posted.first.title


def test_columns_by_year_hold_one_report_a_year_of_one_agency(country: Country) -> None:
    plans = [plan for plan in country.portals.values() if plan.cms in BY_YEAR]
    assert plans
    for plan in plans:
        for column in plan.columns:
            held = [plan.posted[number] for number in column.items]
            assert {posted.kind for posted in held} == {"report"}
            assert len({posted.agency for posted in held}) == 1
            assert len({posted.year for posted in held}) == len(held)


def test_some_lists_have_several_pages(country: Country) -> None:
    long = [
        plan
        for plan in country.portals.values()
        if any(len(plan.lines(one, 0)) > plan.traits.per_page for one in plan.columns)
    ]
    assert len(long) > len(country.portals) / 3


def test_portals_that_nobody_can_read_have_no_truth(country: Country) -> None:
    *_, none, closed, refusing = country.portals.values()
    found = {page.portal for page in truth.pages(country, PORT, 0)}
    assert none.columns == ()
    assert not {none.key, closed.key, refusing.key} & found
    assert len(found) == 60


def test_the_registry_names_every_portal(country: Country) -> None:
    rows = truth.registry(country, PORT)
    assert [row["key"] for row in rows] == list(country.portals)
    assert all(row["columns"] for row in rows if row["key"] != "p0060")
    assert {row["family"] for row in rows} == {cms.family for cms in KINDS.values()}


def test_a_country_for_a_thousand_hosts_is_built_at_once() -> None:
    assert len(build_country(1000, reports=4, extras=()).portals) == 1000


def test_more_portals_than_bodies_is_an_error() -> None:
    with pytest.raises(ValueError, match="no more than"):
        build_country(5000, reports=1)
