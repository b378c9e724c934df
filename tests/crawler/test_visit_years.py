"""Addresses of a year that are themselves the report of that year: which are asked when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.families import Entry, ListPage
from crawler.state import State
from crawler.tasks import Kind
from crawler.visit.years import year_of
from tests.crawler.visiting import DAY, NOON, PORTAL, SITE, answer_of, next_of, read_list, visit_of


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path) as held:
        yield held


BY_YEAR = f"{SITE}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2020&area=11150100MB0000000X"
YEARLY = replace(PORTAL, family="hanweb-report", columns=(BY_YEAR,))


def _years_asked(state: State, day: int, *, show: set[int]) -> list[int]:
    visit = visit_of(state, now=NOON + day * DAY, portal=YEARLY)
    asked = []
    while (task := visit.take()) is not None:
        assert task.kind is Kind.REPORT
        assert task.url == BY_YEAR.replace("2020", str(task.year))
        asked.append(task.year)
        visit.page_read(task, answer_of(task.url), shows_year=task.year in show)
    visit.end()
    return asked


def test_all_years_are_asked_at_first_then_the_newest_and_the_next(state: State) -> None:
    assert _years_asked(state, 0, show={2021, 2022}) == list(range(2008, 2025))
    assert _years_asked(state, 1, show={2022}) == [2022, 2023]
    assert _years_asked(state, 2, show={2023}) == [2022, 2023]
    assert _years_asked(state, 3, show={2023}) == [2023, 2024]


def test_a_first_visit_that_was_killed_goes_on_with_the_years_that_are_left(state: State) -> None:
    killed = visit_of(state, portal=YEARLY)
    for _ in range(5):
        task = next_of(killed)
        killed.page_read(task, answer_of(task.url), shows_year=True)
    assert _years_asked(state, 0, show=set()) == list(range(2013, 2025))


# --- years that a list offers --------------------------------------------------------------

COLUMN = f"{SITE}/public/column/3619295?type=4&action=list"
LONSUN = replace(PORTAL, family="lonsun", columns=(COLUMN,))


def _offering(*years: int) -> ListPage:
    return ListPage(tuple(Entry(f"{COLUMN}&timeFrame={year}", str(year)) for year in years))


def _offered_years_asked(
    state: State, day: int, offered: ListPage, *, show: set[int], **more: Any
) -> list[int]:
    visit = visit_of(state, now=NOON + day * DAY, portal=LONSUN, **more)
    read_list(visit, offered, "lonsun")
    asked = []
    while (task := visit.take()) is not None:
        assert [context.list_url for context in task.contexts] == [COLUMN]
        asked.append(task.year)
        visit.page_read(task, answer_of(task.url), shows_year=task.year in show)
    visit.end()
    return asked


def test_of_offered_years_the_newest_and_the_next_are_asked_although_no_line_changed(
    state: State,
) -> None:
    offered = _offering(2024, 2023, 2022, 2021)
    assert _offered_years_asked(state, 0, offered, show={2021, 2022}) == [2024, 2023, 2022, 2021]
    assert _offered_years_asked(state, 1, offered, show={2022}) == [2022, 2023]
    assert _offered_years_asked(state, 2, offered, show={2022, 2023}) == [2022, 2023]
    assert _offered_years_asked(state, 3, offered, show={2023}) == [2023, 2024]


def test_the_next_year_is_asked_before_the_list_offers_it(state: State) -> None:
    offered = _offering(2023, 2022)
    assert _offered_years_asked(state, 0, offered, show={2022, 2023}) == [2023, 2022]
    assert _offered_years_asked(state, 1, offered, show={2024}) == [2023, 2024]
    assert _offered_years_asked(state, 2, offered, show=set()) == [2024, 2025]


def test_of_offered_years_only_the_wanted_ones_are_asked(state: State) -> None:
    offered = _offering(2023, 2022)
    _offered_years_asked(state, 0, offered, show={2022, 2023})
    assert _offered_years_asked(state, 1, offered, show=set(), years=(2024,)) == [2024]


@pytest.mark.parametrize(
    ("family", "query", "year"),
    [
        ("lonsun", "?type=4&timeFrame=2023", 2023),
        ("lonsun", "?name=%e5%b9%b4&timeFrame=2023", 2023),
        ("lonsun", "?type=4&timeFrame=", 0),
        ("lonsun", "?type=2023", 0),
        ("trs", "?timeFrame=2023", 0),
        ("", "?timeFrame=2023", 0),
    ],
)
def test_which_address_is_that_of_a_year(family: str, query: str, year: int) -> None:
    assert year_of(family, f"{SITE}/public/column/2022{query}")[1] == year
