"""What a visit asks next and how it ends, without any network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.bounds import Limits
from crawler.families import Entry, ListPage, Post
from crawler.state import ListSaid, State
from crawler.tasks import Kind, Task, Verdict
from pipelines.model import Context, Visit
from tests.crawler.visiting import (
    NOON,
    SITE,
    Noted,
    answer_of,
    entry,
    good,
    next_of,
    read_list,
    read_lists,
    the_rest,
    visit_of,
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path) as held:
        yield held


def test_all_lists_are_read_before_the_first_report_and_one_task_per_host_is_out(
    state: State,
) -> None:
    visit = visit_of(state)
    first = next_of(visit)
    assert (first.url, first.kind) == (f"{SITE}/own/", Kind.LIST)
    assert visit.take() is None
    page = ListPage((entry(1),), (f"{SITE}/own/index_1.html",))
    visit.list_read(first, ListSaid(page), answer_of(first.url))
    second = next_of(visit)
    assert second.url == f"{SITE}/departments/"
    assert visit.take() is None
    visit.list_read(second, ListSaid(ListPage(())), answer_of(second.url))
    assert next_of(visit).url == f"{SITE}/own/index_1.html"


def test_a_report_carries_one_context_for_each_entry_met(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)), ListPage((entry(1, "甲市2022年度年报"), entry(2))))
    task = next_of(visit)
    assert task.contexts == (
        Context("a", "150100", f"{SITE}/own/", "甲市2022年年报", dt.date(2023, 1, 1)),
        Context("a", "150100", f"{SITE}/departments/", "甲市2022年度年报", dt.date(2023, 1, 1)),
    )
    assert visit.counts.entries == 2


def test_notices_and_other_reports_are_counted_and_doubtful_titles_are_asked(state: State) -> None:
    visit = visit_of(state)
    entries = (
        entry(1, "关于编制年报的通知"),
        entry(2, "法治政府建设报告"),
        entry(3, "附表"),
        entry(4, ""),
    )
    read_lists(visit, ListPage(entries))
    assert [good(visit).url for _ in range(2)] == [f"{SITE}/3.html", f"{SITE}/4.html"]
    assert visit.finished
    assert (visit.counts.notices, visit.counts.not_ogi, visit.counts.entries) == (1, 1, 4)


def test_only_the_wanted_years_or_no_year_are_asked(state: State) -> None:
    visit = visit_of(state, years=(2021, 2022))
    titles = ("甲市2020年年报", "甲市2021年年报", "甲市年报", "甲市2021至2023年年报")
    read_lists(visit, ListPage(tuple(entry(n, title) for n, title in enumerate(titles, 1))))
    asked = [good(visit).url for _ in range(2)]
    assert asked == [f"{SITE}/2.html", f"{SITE}/3.html"]
    assert visit.end().years_listed == (2020, 2021, 2023)
    assert visit.counts.other_years == 2


def test_files_follow_their_page_within_bounds_and_only_on_the_hosts_of_the_portal(
    state: State,
) -> None:
    visit = visit_of(state, Limits(files=2, pictures=1))
    read_lists(visit, ListPage((entry(1), entry(2))))
    page = good(
        visit,
        Task(f"{SITE}/1.pdf", Kind.ATTACHMENT),
        Task("http://elsewhere.cn/2.pdf", Kind.ATTACHMENT),
        Task(f"{SITE}/2.pdf", Kind.ATTACHMENT),
        Task(f"{SITE}/3.pdf", Kind.ATTACHMENT),
        Task(f"{SITE}/1.png", Kind.PICTURE),
        Task(f"{SITE}/2.png", Kind.PICTURE),
    )
    file = next_of(visit)
    assert file == Task(
        f"{SITE}/1.pdf",
        Kind.ATTACHMENT,
        (
            Context(
                portal="a",
                division_code="150100",
                list_url=f"{SITE}/own/",
                list_title="甲市2022年年报",
                list_date=dt.date(2023, 1, 1),
                parent_url=page.url,
                parent_record_id=f"<urn:{page.url}>",
            ),
        ),
        depth=1,
    )
    visit.page_read(file, answer_of(file.url), ())
    assert [good(visit).url for _ in range(3)] == [
        f"{SITE}/2.pdf",
        f"{SITE}/1.png",
        f"{SITE}/2.html",
    ]
    assert visit.finished
    assert visit.counts.elsewhere == {"elsewhere.cn": 1}


def test_a_file_of_two_pages_is_asked_once_and_belongs_to_both(state: State) -> None:
    noted = Noted()
    visit = visit_of(state, noted=noted)
    read_lists(visit, ListPage((entry(1), entry(2))))
    file = Task("http://files.a.gov.cn/1.pdf", Kind.ATTACHMENT)
    good(visit, file)
    second = next_of(visit)
    asked = next_of(visit)
    # One host waits for the other's answer, so both are on their way.
    assert (second.url, asked.url) == (f"{SITE}/2.html", file.url)
    visit.page_read(second, answer_of(second.url), (file,))
    assert noted.notes == []
    visit.page_read(asked, answer_of(asked.url))
    assert noted.notes == [(file.url, f"{SITE}/2.html")]
    assert visit.finished


def test_a_file_that_was_answered_already_gets_the_further_context_at_once(state: State) -> None:
    noted = Noted()
    visit = visit_of(state, noted=noted)
    read_lists(visit, ListPage((entry(1), entry(2))))
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)
    good(visit, file)
    good(visit)
    good(visit, file)
    assert noted.notes == [(file.url, f"{SITE}/2.html")]
    assert visit.finished


def _parents(task: Task) -> list[str | None]:
    return [context.parent_url for context in task.contexts]


def test_a_file_that_waits_belongs_to_both_pages_after_a_kill_too(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    file = Task("http://files.a.gov.cn/1.pdf", Kind.ATTACHMENT)
    good(visit, file)
    second = next_of(visit)
    visit.page_read(second, answer_of(second.url), (file,))

    later = visit_of(state)
    assert _parents(next_of(later)) == [f"{SITE}/1.html", f"{SITE}/2.html"]


@pytest.mark.parametrize("killed", [True, False])
def test_a_file_whose_archive_file_is_finished_is_asked_again_for_a_further_context(
    state: State, *, killed: bool
) -> None:
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)
    noted = Noted()
    visit = visit_of(state, noted=noted)
    read_lists(visit, ListPage((entry(1), entry(2))))
    good(visit, file)
    good(visit)
    if killed:
        visit = visit_of(state)
    noted.is_open = False
    good(visit, file)
    again = next_of(visit)
    assert again.url == file.url
    assert _parents(again) == [f"{SITE}/1.html", f"{SITE}/2.html"]
    assert visit.known_of(again) is not None


def test_a_page_that_forwards_hands_its_contexts_on_but_not_for_ever(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    task = next_of(visit)
    for number in (1, 2):
        visit.forwarded(task, answer_of(task.url), f"{SITE}/f{number}.html")
        task = next_of(visit)
        assert task.kind is Kind.REPORT
        assert task.contexts[0].list_title == "甲市2022年年报"
    visit.forwarded(task, answer_of(task.url), f"{SITE}/f3.html")
    assert visit.take() is None
    assert visit.finished


def test_a_report_that_leads_to_the_home_page_does_so_and_a_list_does_not(state: State) -> None:
    visit = visit_of(state)
    column = next_of(visit)
    assert not visit.leads_home(column, f"{SITE}/")
    visit.list_read(column, ListSaid(ListPage((entry(1),))), answer_of(column.url))
    read_list(visit, ListPage(()))
    task = next_of(visit)
    for home in (SITE, f"{SITE}/index.html", SITE.replace("http:", "https:")):
        assert visit.leads_home(task, home)
    assert not visit.leads_home(task, f"{SITE}/2.html")


def test_a_redirect_to_an_entry_of_the_list_gives_it_the_contexts(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1, "甲市2021年年报"), entry(2))))
    task = next_of(visit)
    assert visit.leads_to_known(task, f"{SITE}/2.html")
    assert not visit.leads_to_known(task, f"{SITE}/new.html")
    visit.forwarded(task, answer_of(task.url), f"{SITE}/2.html")
    second = next_of(visit)
    assert [context.list_title for context in second.contexts] == [
        "甲市2022年年报",
        "甲市2021年年报",
    ]


def test_two_forms_posted_to_one_address_are_two_list_pages(state: State) -> None:
    visit = visit_of(state)
    data = f"{SITE}/szinf/loadData"
    pages = (Post(data, "pageIndex=1"), Post(data, "pageIndex=2"), Post(data, "pageIndex=1"))
    read_lists(visit, ListPage((), pages))
    asked = []
    for number in (1, 2):
        task = next_of(visit)
        asked.append((task.url, task.form, task.kind))
        visit.list_read(task, ListSaid(ListPage((entry(number),))), answer_of(task.url))
    assert asked == [(data, "pageIndex=1", Kind.LIST), (data, "pageIndex=2", Kind.LIST)]
    assert next_of(visit).kind is Kind.REPORT


def test_a_column_ends_when_its_pages_bring_nothing_new(state: State) -> None:
    visit = visit_of(state)
    read_list(visit, ListPage((entry(1),), (f"{SITE}/own/2",)))
    read_list(visit, ListPage(()))
    for number in (3, 4):
        task = next_of(visit)
        assert task.kind is Kind.LIST
        visit.list_read(
            task, ListSaid(ListPage((entry(1),), (f"{SITE}/own/{number}",))), answer_of(task.url)
        )
    assert next_of(visit).kind is Kind.REPORT


def test_list_pages_and_entries_are_bounded(state: State) -> None:
    visit = visit_of(state, Limits(list_pages=3, entries=2))
    pages = tuple(f"{SITE}/own/{n}" for n in range(100))
    read_list(visit, ListPage((entry(1),), pages))
    read_list(visit, ListPage(()))
    task = next_of(visit)
    visit.list_read(
        task, ListSaid(ListPage((entry(1), entry(2), entry(3)), pages)), answer_of(task.url)
    )
    assert [good(visit).url for _ in range(2)] == [f"{SITE}/1.html", f"{SITE}/2.html"]
    assert visit.finished


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([Verdict.BLOCKED] * 3, "blocked"),
        ([Verdict.CHALLENGED] * 3, "challenged"),
        ([Verdict.BLOCKED, Verdict.BLOCKED, Verdict.GOOD, Verdict.BLOCKED], "complete"),
        ([Verdict.ERROR] * 9, "complete"),
        ([Verdict.ERROR] * 10, "failed"),
        ([Verdict.ROBOTS] * 10, "complete"),
    ],
)
def test_refusals_and_errors_in_a_row_end_a_visit(
    state: State, verdicts: list[Verdict], outcome: str
) -> None:
    visit = visit_of(state)
    entries = tuple(Entry(f"{SITE}/{n}.html", "甲市年报") for n in range(len(verdicts)))
    read_lists(visit, ListPage(entries))
    for verdict in verdicts:
        if verdict is Verdict.GOOD:
            good(visit)
        else:
            task = next_of(visit)
            visit.failed(task, verdict, f"{task.url}: why")
    assert visit.finished
    assert visit.end().outcome == outcome


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.BLOCKED, "blocked"),
        (Verdict.CHALLENGED, "challenged"),
        (Verdict.ROBOTS, "robots"),
        (Verdict.ERROR, "failed"),
        (Verdict.GONE, "failed"),
    ],
)
def test_a_list_that_could_not_be_read_is_no_complete_visit(
    state: State, verdict: Verdict, outcome: str
) -> None:
    visit = visit_of(state)
    visit.failed(next_of(visit), verdict, "why")
    read_list(visit, ListPage((entry(1),)))
    good(visit)
    record_of_visit = visit.end()
    assert (record_of_visit.outcome, visit.reason) == (outcome, "why")
    assert record_of_visit.counts["errors"] == 1


def test_a_list_that_goes_on_unread_is_no_complete_visit(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((), unread="20 records, 6 shown"))
    assert visit.take() is None
    assert visit.end().outcome == "stopped"
    assert visit.reason == "20 records, 6 shown"


def test_an_unfinished_visit_goes_on_with_what_is_left(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    good(visit, Task(f"{SITE}/1.pdf", Kind.ATTACHMENT))

    # Its lists were read a moment ago, so they are not asked again.
    later = visit_of(state, now=NOON + dt.timedelta(hours=1))
    assert the_rest(later) == [f"{SITE}/1.pdf", f"{SITE}/2.html"]
    ended = later.end()
    assert ended.started_at == NOON
    assert ended.counts["list_pages"] == 2
    assert ended.counts["reports_asked"] == 2
    assert ended.counts["entries_new"] == 2


def test_a_visit_whose_record_was_not_written_is_not_over(state: State) -> None:
    def full(_record: Visit) -> None:
        raise OSError

    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    good(visit)
    with pytest.raises(OSError):
        visit.end(full)
    assert state.portals.get("a").last_complete is None

    later = visit_of(state, now=NOON + dt.timedelta(hours=1))
    assert the_rest(later) == []
    written: list[Visit] = []
    assert [later.end(written.append)] == written
    assert state.portals.get("a").last_complete == NOON + dt.timedelta(hours=1)
    assert (written[0].started_at, written[0].counts["reports_good"]) == (NOON, 1)


def test_a_visit_that_goes_on_another_night_asks_its_lists_again(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    good(visit)

    later = visit_of(state, now=NOON + dt.timedelta(days=1))
    read_lists(later, ListPage((entry(1), entry(2, "甲市2022年年报（修订）"), entry(3))))
    assert the_rest(later) == [f"{SITE}/2.html", f"{SITE}/3.html"]
    assert later.end().counts["entries_new"] == 3
