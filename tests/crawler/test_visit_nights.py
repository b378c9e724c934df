"""One night after the other: what a visit asks where little or nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.bounds import Limits
from crawler.families import Entry, ListPage
from crawler.state import ListSaid, State
from crawler.tasks import Kind, Task, Verdict
from crawler.visit import PortalVisit
from tests.crawler.visiting import (
    DAY,
    NOON,
    PORTAL,
    SITE,
    answer_of,
    as_before,
    entry,
    good,
    next_of,
    night,
    read_list,
    read_lists,
    the_rest,
    visit_of,
)

BOTH = ListPage((entry(1), entry(2)))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path) as held:
        yield held


def _address(number: int) -> str:
    return f"{SITE}/{number}.html"


def test_a_second_night_asks_the_lists_and_no_report(state: State) -> None:
    assert night(state, BOTH)[0] == [_address(1), _address(2)]
    asked, counts = night(state, BOTH, NOON + DAY)
    assert asked == []
    assert (counts["list_pages"], counts["entries"], counts["entries_new"]) == (2, 2, 0)
    assert counts["reports_asked"] == 0


def test_a_list_in_another_order_or_on_other_pages_asks_no_report(state: State) -> None:
    night(state, BOTH)
    visit = visit_of(state, now=NOON + DAY)
    read_list(visit, ListPage((entry(2),), (f"{SITE}/own/2",)))
    read_list(visit, ListPage(()))
    read_list(visit, ListPage((entry(1),)))
    assert the_rest(visit) == []


@pytest.mark.parametrize(
    "changed",
    [
        entry(1, "甲市2022年年报（修订）"),
        replace(entry(1), date=dt.date(2023, 2, 1)),
        replace(entry(1), attachments=(f"{SITE}/1.pdf",)),
    ],
)
def test_an_entry_whose_line_changed_is_asked_once(changed: Entry, state: State) -> None:
    night(state, BOTH)
    page = ListPage((changed, entry(2)))
    assert night(state, page, NOON + DAY)[0] == [_address(1)]
    assert night(state, page, NOON + 2 * DAY)[0] == []


def test_new_entries_are_found_wherever_they_stand_and_whatever_their_date(state: State) -> None:
    night(state, BOTH)
    late = Entry(_address(3), "甲市2009年年报", dt.date(2010, 3, 1))
    asked, counts = night(state, ListPage((*BOTH.entries, late)), NOON + DAY)
    assert (asked, counts["entries_new"]) == ([_address(3)], 1)


def test_an_entry_that_left_the_list_is_asked_by_a_sweep_only(state: State) -> None:
    night(state, BOTH)
    one = ListPage((entry(1),))
    assert night(state, one, NOON + DAY)[0] == []
    assert night(state, one, NOON + 2 * DAY, sweep=True)[0] == [_address(1), _address(2)]


def test_a_sweep_asks_files_too_and_with_what_was_known_of_them(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    good(visit, Task(f"{SITE}/1.pdf", Kind.ATTACHMENT))
    the_rest(visit)
    visit.end()
    sweep = visit_of(state, now=NOON + DAY, sweep=True)
    read_lists(sweep, ListPage((entry(1),)))
    assert as_before(sweep).url == _address(1)
    file = as_before(sweep)
    assert (file.url, file.kind) == (f"{SITE}/1.pdf", Kind.ATTACHMENT)
    assert [context.parent_url for context in file.contexts] == [_address(1)]
    assert sweep.finished


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.BLOCKED, Verdict.ROBOTS])
def test_a_page_that_failed_is_asked_again_the_next_night(verdict: Verdict, state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, BOTH)
    visit.failed(next_of(visit), verdict, "why")
    good(visit)
    visit.end()
    assert night(state, BOTH, NOON + DAY)[0] == [_address(1)]
    assert night(state, BOTH, NOON + 2 * DAY)[0] == []


def test_a_list_that_fails_does_not_make_its_entries_new(state: State) -> None:
    night(state, BOTH)
    visit = visit_of(state, now=NOON + DAY)
    visit.failed(next_of(visit), Verdict.ERROR, "why")
    read_list(visit, ListPage(()))
    assert the_rest(visit) == []
    visit.end()
    asked, counts = night(state, BOTH, NOON + 2 * DAY)
    assert (asked, counts["entries_new"]) == ([], 0)


def test_the_pages_behind_a_list_that_fails_are_asked_all_the_same(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),), (f"{SITE}/own/2",)))
    read_list(visit, ListPage((entry(2),)))
    the_rest(visit)
    visit.end()
    visit = visit_of(state, now=NOON + DAY)
    visit.failed(next_of(visit), Verdict.ERROR, "why")
    read_list(visit, ListPage(()))
    assert read_list(visit, ListPage((entry(3),))).url == f"{SITE}/own/2"
    assert the_rest(visit) == [_address(3)]


def test_a_page_that_is_gone_is_asked_once_more_on_another_day(state: State) -> None:
    def gone_on(day: int) -> list[str]:
        visit = visit_of(state, now=NOON + day * DAY)
        read_lists(visit, ListPage(()))
        asked = []
        while (task := visit.take()) is not None:
            asked.append(task.url)
            visit.gone(task, answer_of(task.url), "why")
        visit.end()
        return asked

    night(state, ListPage((entry(1),)))
    sweep = visit_of(state, now=NOON + DAY, sweep=True)
    read_lists(sweep, ListPage(()))
    task = next_of(sweep)
    sweep.gone(task, answer_of(task.url), "why")
    sweep.end()
    assert gone_on(1) == []
    assert gone_on(2) == [_address(1)]
    assert gone_on(3) == []


def test_addresses_whose_content_was_set_aside_are_asked_again(state: State) -> None:
    night(state, BOTH)
    assert night(state, BOTH, NOON + DAY, again=[_address(2)])[0] == [_address(2)]


def test_the_end_of_a_redirect_that_a_list_names_too_is_asked_once(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, BOTH)
    task = next_of(visit)
    visit.page_read(task, answer_of(_address(3)))
    the_rest(visit)
    visit.end()
    assert night(state, BOTH, NOON + DAY)[0] == []


def test_what_a_killed_visit_met_only_as_the_end_of_a_redirect_keeps_its_lines(
    state: State,
) -> None:
    killed = visit_of(state)
    read_lists(killed, ListPage((entry(1),)))
    killed.page_read(next_of(killed), answer_of(_address(2)))
    later = visit_of(state, now=NOON + DAY)
    read_lists(later, BOTH)
    assert the_rest(later) == []
    later.end()
    assert night(state, BOTH, NOON + 2 * DAY)[0] == []


def test_files_of_a_changed_page_are_asked_whether_they_changed(state: State) -> None:
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)

    def ask(day: int, page: ListPage) -> list[str]:
        visit = visit_of(state, now=NOON + day * DAY)
        read_lists(visit, page)
        first = good(visit, file)
        asked = [first.url, *the_rest(visit)]
        visit.end()
        return asked

    assert ask(0, ListPage((entry(1),))) == [_address(1), file.url]
    assert ask(1, ListPage((entry(1, "甲市2022年年报（新）"),))) == [_address(1), file.url]


def test_files_of_an_unchanged_page_are_asked_only_where_they_are_new(state: State) -> None:
    old, new = (Task(f"{SITE}/{n}.pdf", Kind.ATTACHMENT) for n in (1, 2))
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    good(visit, old)
    the_rest(visit)
    visit.end()
    visit = visit_of(state, now=NOON + DAY)
    read_lists(visit, ListPage((entry(1, "甲市2022年年报（新）"),)))
    task = next_of(visit)
    visit.page_read(task, answer_of(task.url, visit.known_of(task)), (old, new))
    assert the_rest(visit) == [new.url]


def test_a_page_that_led_on_leads_on_where_it_did_not_change(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    task = next_of(visit)
    visit.forwarded(task, answer_of(task.url), _address(7))
    the_rest(visit)
    visit.end()
    visit = visit_of(state, now=NOON + DAY)
    read_lists(visit, ListPage((entry(1, "甲市2022年年报（新）"),)))
    as_before(visit)
    assert the_rest(visit) == [_address(7)]


# --- kills and budgets ---------------------------------------------------------------------


def test_a_file_that_a_stopped_visit_left_is_asked_by_the_next(state: State) -> None:
    """The visit had ten errors in a row and is over; its page will not be asked again."""
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    good(visit, Task(f"{SITE}/1.pdf", Kind.ATTACHMENT))
    visit.stop("failed")
    visit.end()
    assert night(state, ListPage((entry(1),)), NOON + DAY)[0] == [f"{SITE}/1.pdf"]


@pytest.mark.parametrize("answered", range(5))
def test_killed_after_any_answer_nothing_is_lost_and_nothing_asked_twice(
    answered: int, state: State
) -> None:
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)
    killed = visit_of(state)
    steps: list[Callable[[PortalVisit], Task]] = [
        lambda visit: read_list(visit, BOTH),
        lambda visit: read_list(visit, ListPage(())),
        lambda visit: good(visit, file),
        good,
        good,
    ]
    asked = [step(killed).url for step in steps[:answered]]
    later = visit_of(state, now=NOON + dt.timedelta(minutes=5))
    asked += [step(later).url for step in steps[answered:]]
    assert later.finished
    assert asked == [*PORTAL.columns, _address(1), file.url, _address(2)]
    assert later.end().counts["reports_good"] == 2


def test_a_visit_is_cut_at_its_budget_and_its_lists_are_not(state: State) -> None:
    visit = visit_of(state, Limits(pages=1))
    read_lists(visit, ListPage((entry(1), entry(2), entry(3))))
    good(visit)
    assert visit.take() is None
    assert (visit.is_cut, visit.finished) == (True, False)
    visit.resume()
    assert the_rest(visit) == [_address(2), _address(3)]


def test_what_a_budget_left_is_asked_the_next_night(state: State) -> None:
    visit = visit_of(state, Limits(pages=1))
    read_lists(visit, BOTH)
    good(visit)
    visit.stop("stopped", "its budget of 1 pages is used up")
    assert visit.left == 1
    assert visit.end().outcome == "stopped"
    assert night(state, BOTH, NOON + DAY)[0] == [_address(2)]


def test_a_sweep_that_was_cut_short_goes_on(state: State) -> None:
    night(state, BOTH)
    sweep = visit_of(state, now=NOON + DAY, sweep=True)
    read_lists(sweep, BOTH)
    good(sweep)
    later = visit_of(state, now=NOON + DAY + dt.timedelta(minutes=1), sweep=True)
    assert the_rest(later) == [_address(2)]


# --- portals that refuse -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "days"),
    [
        ([Verdict.BLOCKED, Verdict.CHALLENGED, Verdict.BLOCKED], 2),
        ([Verdict.BLOCKED, Verdict.BLOCKED, Verdict.ERROR], 1),
    ],
)
def test_three_refusals_in_a_row_double_the_interval(
    verdicts: list[Verdict], days: int, state: State
) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage(tuple(map(entry, range(1, 6)))))
    for verdict in verdicts:
        visit.failed(next_of(visit), verdict, "why")
    the_rest(visit)
    visit.end()
    assert state.portals.get("a").interval_days == days


def test_a_portal_that_only_refuses_need_not_do_it_three_times(state: State) -> None:
    visit = visit_of(state)
    for _ in PORTAL.columns:
        visit.failed(next_of(visit), Verdict.CHALLENGED, "why")
    assert visit.take() is None
    assert visit.end().outcome == "challenged"
    assert state.portals.get("a").interval_days == 2


@pytest.mark.parametrize("is_served", [False, True])
def test_a_visit_goes_on_after_refusals_where_anything_was_served(
    is_served: bool, state: State
) -> None:
    limits = Limits(refused_in_row=2)
    visit = visit_of(state, limits=limits)
    if is_served:
        read_lists(visit, ListPage(tuple(map(entry, range(1, 4)))))
    for _ in range(2):
        visit.failed(next_of(visit), Verdict.BLOCKED, "why")
    assert visit.end().outcome == "blocked"
    again = visit_of(state, limits=limits, now=NOON + 2 * DAY)
    assert (again.goes_on, again.started_at == NOON) == (is_served, is_served)


def test_a_complete_visit_sets_the_interval_back(state: State) -> None:
    state.portals.begin("a", NOON)
    state.portals.end("a", NOON, "blocked", {}, refused=True)
    night(state, BOTH, NOON + DAY)
    assert state.portals.get("a").interval_days == 1


# --- addresses -----------------------------------------------------------------------------


def test_session_ids_and_cases_of_iis_make_no_new_address(state: State) -> None:
    def page(session: str, name: str) -> ListPage:
        return ListPage(
            (
                Entry(f"{SITE}/1.html;jsessionid={session * 16}", "甲市2022年年报"),
                Entry(f"{SITE}/2.html?sid={session * 32}&id=7", "甲市2021年年报"),
                Entry(f"{SITE}/{name}.aspx?ID=3", "甲市2020年年报"),
            )
        )

    assert night(state, page("A", "Show"))[0] == [
        f"{SITE}/1.html",
        f"{SITE}/2.html?id=7",
        f"{SITE}/Show.aspx?ID=3",
    ]
    assert night(state, page("B", "show"), NOON + DAY)[0] == []


def test_folders_of_a_column_are_lists_of_their_own(state: State) -> None:
    visit = visit_of(state)
    task = next_of(visit)
    folders = (f"{SITE}/own/2023/", f"{SITE}/own/2022/", "http://elsewhere.cn/own/2021/")
    visit.list_read(task, ListSaid(ListPage(()), "", folders), answer_of(task.url))
    read_list(visit, ListPage(()))
    # An empty folder ends itself and not the column.
    asked = [read_list(visit, page) for page in (ListPage(()), ListPage((entry(1),)))]
    assert [(t.url, t.column, t.depth) for t in asked] == [(f, f, 1) for f in folders[:2]]
    assert the_rest(visit) == [_address(1)]
