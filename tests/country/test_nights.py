"""Nights of a whole country: what did not change costs its lists, what changed costs itself.

Of all kinds of portals, a third of them drawn; ``make country`` crawls a larger country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.clock import date_of
from crawler.simulation.country.faults import HARMLESS, USUAL
from tests.country.held import reports_of
from tests.country.nights import (
    Night,
    Snapshot,
    Which,
    by_year,
    changes_bytes,
    host_of,
    is_robots,
    plans_by_host,
    validates,
)
from tests.country.sizes import size
from tests.country.telling import (
    CHANGED,
    FIRST,
    LAST,
    MENDED,
    QUIET,
    SWEPT,
    SWEPT_AGAIN,
    WORSE,
    Told,
)
from tests.country.world import night_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

TIME = frozenset({"last_seen_at"})


@pytest.fixture(scope="module", params=size(["told"], ["told", "told_with_faults"]))
def nights(request: pytest.FixtureRequest) -> Told:
    """The nights; at full size also with faults on the way, which in the end change nothing."""
    found: Told = request.getfixturevalue(request.param)
    return found


# --- what was asked ----------------------------------------------------------------------


def test_a_night_without_a_change_asks_each_list_page_once_and_no_report(nights: Told) -> None:
    night = nights.nights[QUIET]
    assert set(night.asked.values()) == {1}
    assert night.asked.keys() <= nights.nights[FIRST].asked.keys()
    reports = {page.url for page in truth.pages(nights.country, nights.port, QUIET)}
    assert reports.isdisjoint(_beyond_years(nights, night.asked))
    plans = plans_by_host(nights.country)
    for entry in night.log:
        can = entry.method == "GET" and validates(plans[entry.host]) and not is_robots(entry)
        assert entry.is_conditional == can, entry


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (CHANGED, ("new 0", "new 1", "new 2", "amended 0", "back_dated 0")),
        (WORSE, ("worse 0", "worse 1")),
        # What was set aside is asked once more although its line stays as it is.
        (MENDED, ("worse 0", "worse 1")),
        # What was gone is asked on a second day.
        (LAST, ("withdrawn_home 0",)),
    ],
)
def test_an_ordinary_night_asks_what_is_news_and_nothing_else(
    nights: Told, day: int, names: tuple[str, ...]
) -> None:
    # The newest year and the next are asked each night, and may be others than before.
    news = _beyond_years(nights, nights.nights[day].asked - nights.nights[QUIET].asked)
    assert news == dict.fromkeys(nights.urls(*names), 1)


@pytest.mark.parametrize("day", [SWEPT, SWEPT_AGAIN])
def test_a_sweep_asks_all_that_is_known_once_and_conditionally(nights: Told, day: int) -> None:
    night, plans = nights.nights[day], plans_by_host(nights.country)
    known = {
        url
        for before in range(day)
        for url in nights.nights[before].asked
        if plans[host_of(url)].key in night.portals
    }
    assert night.asked == dict.fromkeys(known, 1)
    gone = nights.urls("withdrawn 0") if day == SWEPT_AGAIN else set()
    for entry in night.log:
        can = entry.method == "GET" and validates(plans[entry.host]) and not is_robots(entry)
        assert entry.is_conditional == can or entry.url(nights.port) in gone, entry


def test_what_went_wrong_on_the_way_is_asked_again_and_nothing_else_is(nights: Told) -> None:
    for night in nights.nights.values():
        good = {(entry.host, entry.target, entry.form) for entry in night.log}
        bad = Counter((entry.host, entry.target, entry.form) for entry in night.failed)
        assert bad.keys() <= good
        assert set(bad.values()) <= {1}
        assert night.summary.requests == len(night.log) + len(night.failed)
    faults = {entry.fault for night in nights.nights.values() for entry in night.failed}
    assert faults == ({*USUAL} - HARMLESS if nights.has_faults else set())


# --- what came of it ---------------------------------------------------------------------


def test_the_first_night_brings_everything(nights: Told) -> None:
    wanted = truth.reports(nights.country, nights.port, FIRST)
    assert {(one.agency, one.year) for one in wanted} == set(nights.nights[FIRST].after.reports)


@pytest.mark.parametrize("day", range(LAST + 1))
def test_after_each_night_the_data_set_says_what_the_portals_say(nights: Told, day: int) -> None:
    held = {
        (one.agency, one.year): one.number for one in reports_of(nights.nights[day].after.folder)
    }
    quiet = nights.reports("worse 1") if day >= MENDED else set()
    for report in truth.reports(nights.country, nights.port, day):
        which = report.agency, report.year
        if which not in quiet:
            assert held[which] in {page.number for page in report.pages}


def test_a_night_without_a_change_changes_no_byte(nights: Told) -> None:
    night, hosts = nights.nights[QUIET], by_year(nights.country)
    assert night.changed_reports == set()
    assert night.new_captures == {}
    # Of the addresses of years, which were asked, the time is another.
    assert {host_of(url) for url, _ in night.changed_captures} <= hosts
    assert set(night.changed_captures.values()) <= {TIME}
    lie = {_partition(night.after.captures[pair]) for pair in night.changed_captures}
    assert night.changed_files == {
        f"{table}/{partition}/part-0.parquet"
        for table in ("captures", "_index")
        for partition in lie
    }


def test_three_new_one_amended_and_one_back_dated_are_exactly_these(nights: Told) -> None:
    night = nights.nights[CHANGED]
    names = ("new 0", "new 1", "new 2", "amended 0", "back_dated 0")
    assert night.changed_reports == nights.reports(*names)
    assert {url for url, _ in night.new_captures} == nights.urls(*names)
    assert {row["role"] for row in night.new_captures.values()} == {"report"}
    assert _beyond_time(night) == {url: {"role"} for url in nights.urls("amended 0")}
    [old, new] = night.after.rows_at(*nights.urls("amended 0"))
    assert (old["role"], new["role"]) == ("superseded", "report")
    assert old["fetched_at"] == night_of(FIRST)
    assert new["fetched_at"] == new["last_seen_at"] == night_of(CHANGED)


def test_a_content_that_got_worse_is_set_aside(nights: Told) -> None:
    night = nights.nights[WORSE]
    names = ("worse 0", "worse 1")
    assert {url: row["role"] for (url, _), row in night.new_captures.items()} == dict.fromkeys(
        nights.urls(*names), "set_aside"
    )
    assert _beyond_time(night) == {}
    assert night.changed_reports == nights.reports(*names)
    for which in nights.reports(*names):
        before, after = _tables(night.before, which), _tables(night.after, which)
        assert [table for table in before if before[table] != after[table]] == ["reports"]
        assert "report.worse" in "".join(after.pop("findings"))
        old, new = night.before.reports[which], night.after.reports[which]
        assert {name for name in old if old[name] != new[name]} == {
            "revisions",
            "warning_findings",
        }


def test_the_next_night_it_is_back_or_believed(nights: Told) -> None:
    night = nights.nights[MENDED]
    [mended], [believed] = nights.reports("worse 0"), nights.reports("worse 1")
    years = nights.reports(*(name for name in nights.changes if name.startswith("year")))
    assert years
    assert night.changed_reports == {mended, believed, *years}
    whole, back = _tables(nights.nights[CHANGED].after, mended), _tables(night.after, mended)
    assert {**whole, "reports": []} == {**back, "reports": []}
    [first, worse, again] = night.after.rows_at(*nights.urls("worse 0"))
    assert [row["role"] for row in (first, worse, again)] == ["report", "set_aside", "copy"]
    [first, worse] = night.after.rows_at(*nights.urls("worse 1"))
    assert [row["role"] for row in (first, worse)] == ["superseded", "report"]
    assert worse["last_seen_at"] == night_of(MENDED)
    assert night.before.reports[believed]["status"] == "complete"
    assert night.after.reports[believed]["status"] != "complete"


def test_a_sweep_finds_the_silent_and_the_withdrawn_and_of_the_rest_the_time(nights: Told) -> None:
    night = nights.nights[SWEPT]
    assert night.changed_reports == nights.reports("silent 0")
    assert _new(nights, night) == {
        **dict.fromkeys(nights.urls("silent 0"), "report"),
        **dict.fromkeys(nights.urls("withdrawn 0"), "gone"),
    }
    assert _beyond_time(night) == {url: {"role"} for url in nights.urls("silent 0")}
    [old, new] = night.after.rows_at(*nights.urls("silent 0"))
    assert (old["role"], new["role"]) == ("superseded", "report")
    changed = nights.urls("silent 0", "withdrawn 0")
    assert _seen_tonight(night) == _known_pages(nights, night) - changed


def test_the_withdrawn_is_withdrawn_once_it_was_gone_on_another_day(nights: Told) -> None:
    swept, again, last = (nights.nights[day] for day in (SWEPT, SWEPT_AGAIN, LAST))
    [first], [second] = nights.reports("withdrawn 0"), nights.reports("withdrawn_home 0")
    assert swept.after.reports[first]["withdrawn_on"] is None
    assert again.changed_reports == {first}
    assert again.after.reports[first]["withdrawn_on"] == date_of(SWEPT)
    assert _new(nights, again) == dict.fromkeys(nights.urls("withdrawn_home 0"), "gone")
    assert _beyond_time(again) == {}
    assert again.after.reports[second]["withdrawn_on"] is None
    assert last.changed_reports == {second}
    assert last.after.reports[second]["withdrawn_on"] == date_of(SWEPT_AGAIN)
    withdrawn = {row["agency_name"] for row in last.after.reports.values() if row["withdrawn_on"]}
    assert withdrawn == {first[0], second[0]}


def _beyond_years(told: Told, asked: Mapping[str, int]) -> dict[str, int]:
    """Leave out portals whose addresses of years are asked each night."""
    hosts = by_year(told.country)
    return {url: number for url, number in asked.items() if host_of(url) not in hosts}


def _partition(row: dict[str, Any]) -> str:
    return f"region={row['region']}/year={row['year']}"


def _tables(snapshot: Snapshot, which: Which) -> dict[str, list[str]]:
    """Return the rows of a report by their tables, as text."""
    return dict(snapshot.by_report[snapshot.reports[which]["report_id"]])


def _beyond_time(night: Night) -> dict[str, AbstractSet[str]]:
    """Return the columns that changed in ``captures`` besides the time, by address."""
    changed = ((url, columns - TIME) for (url, _), columns in night.changed_captures.items())
    return {url: columns for url, columns in changed if columns}


def _new(told: Told, night: Night) -> dict[str, str]:
    """Return the roles of new rows of ``captures`` by address.

    Left out are the pages that name a session, other bytes in every answer: each is one more
    row, with the content of the one before.
    """
    plans, found = plans_by_host(told.country), {}
    for (url, _), row in night.new_captures.items():
        if row["role"] == "copy" and changes_bytes(plans[host_of(url)]):
            assert row["content_sha256"] == night.before.rows_at(url)[-1]["content_sha256"]
        else:
            found[url] = row["role"]
    return found


def _seen_tonight(night: Night) -> set[str]:
    """Return the addresses with a row that was there before and was seen again."""
    now = night_of(night.day)
    return {
        url
        for (url, _), row in night.after.captures.items()
        if row["last_seen_at"] == now and row["fetched_at"] < now
    }


def _known_pages(told: Told, night: Night) -> set[str]:
    """Return the addresses of ``captures`` whose pages are the same bytes in every answer."""
    plans = plans_by_host(told.country)
    return {
        url
        for (url, _), row in night.before.captures.items()
        if row["role"] != "unreadable" and not changes_bytes(plans[host_of(url)])
    }
