"""What a visit asks next and how it ends, without any network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.bounds import Limits
from crawler.conditional import KnownRecord
from crawler.families import Entry, ListPage, Post
from crawler.guard import Guard
from crawler.state import State
from crawler.tasks import Kind, Task, Verdict
from crawler.visit import PortalVisit
from crawler.warc_writer import RecordRef
from pipelines.model import Context
from pipelines.reference import Portal

SITE = "http://www.a.gov.cn"
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
PORTAL = Portal(
    key="a",
    name="甲市人民政府",
    level="prefecture",
    division_code="150100",
    homepage=f"{SITE}/",
    hosts=("www.a.gov.cn",),
    attachment_hosts=("files.a.gov.cn",),
    columns=(f"{SITE}/own/", f"{SITE}/departments/"),
)


def classify(title: str) -> str:
    if "通知" in title:
        return "notice"
    if "法治" in title:
        return "not_ogi"
    return "report" if "年报" in title else "unknown"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path) as held:
        yield held


def visit_of(
    state: State,
    limits: Limits | None = None,
    years: tuple[int, ...] = (),
    now: dt.datetime = NOON,
    *,
    anew: bool = False,
) -> PortalVisit:
    return PortalVisit(
        PORTAL,
        state=state,
        guard=Guard(),
        classify=classify,
        limits=limits or Limits(),
        now=now,
        years=frozenset(years),
        anew=anew,
    )


def record(url: str) -> RecordRef:
    known = KnownRecord("sha1:A", f"<urn:{url}>", url, NOON)
    return RecordRef(known.record_id, "a.warc.gz", 0, url, known, NOON)


def next_of(visit: PortalVisit) -> Task:
    task = visit.take()
    assert task is not None
    return task


def answer(visit: PortalVisit, *children: Task) -> Task:
    task = next_of(visit)
    visit.page_read(task, record(task.url), task.url, children)
    return task


def entry(number: int, title: str = "甲市2022年年报") -> Entry:
    return Entry(f"{SITE}/{number}.html", title, dt.date(2023, 1, number))


def read_lists(visit: PortalVisit, own: ListPage, departments: ListPage | None = None) -> None:
    visit.list_read(next_of(visit), own)
    visit.list_read(next_of(visit), departments or ListPage(()))


def test_all_lists_are_read_before_the_first_report_and_one_task_per_host_is_out(
    state: State,
) -> None:
    visit = visit_of(state)
    first = next_of(visit)
    assert (first.url, first.kind) == (f"{SITE}/own/", Kind.LIST)
    assert visit.take() is None
    visit.list_read(first, ListPage((entry(1),), (f"{SITE}/own/index_1.html",)))
    assert next_of(visit).url == f"{SITE}/departments/"
    assert visit.take() is None
    visit.list_read(
        Task(f"{SITE}/departments/", Kind.LIST, column=f"{SITE}/departments/"), ListPage(())
    )
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
    assert [answer(visit).url for _ in range(2)] == [f"{SITE}/3.html", f"{SITE}/4.html"]
    assert visit.finished
    assert (visit.counts.notices, visit.counts.not_ogi, visit.counts.entries) == (1, 1, 4)


def test_only_the_wanted_years_or_no_year_are_asked(state: State) -> None:
    visit = visit_of(state, years=(2021, 2022))
    titles = ("甲市2020年年报", "甲市2021年年报", "甲市年报", "甲市2021至2023年年报")
    read_lists(visit, ListPage(tuple(entry(n, title) for n, title in enumerate(titles, 1))))
    asked = [answer(visit).url for _ in range(2)]
    assert asked == [f"{SITE}/2.html", f"{SITE}/3.html"]
    assert visit.end(NOON).years_listed == (2020, 2021, 2023)
    assert visit.counts.other_years == 2


def test_files_follow_their_page_within_bounds_and_only_on_the_hosts_of_the_portal(
    state: State,
) -> None:
    visit = visit_of(state, Limits(files=2, pictures=1))
    read_lists(visit, ListPage((entry(1), entry(2))))
    page = answer(
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
    visit.page_read(file, record(file.url), file.url, ())
    assert [answer(visit).url for _ in range(3)] == [
        f"{SITE}/2.pdf",
        f"{SITE}/1.png",
        f"{SITE}/2.html",
    ]
    assert visit.finished
    assert visit.counts.elsewhere == {"elsewhere.cn": 1}


def test_a_file_of_two_pages_is_asked_once_and_belongs_to_both(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    file = Task("http://files.a.gov.cn/1.pdf", Kind.ATTACHMENT)
    answer(visit, file)
    second = next_of(visit)
    asked = next_of(visit)
    # One host waits for the other's answer, so both are on their way.
    assert (second.url, asked.url) == (f"{SITE}/2.html", file.url)
    assert visit.page_read(second, record(second.url), second.url, (file,)) == []
    notes = visit.page_read(asked, record(asked.url), asked.url, ())
    assert [(ref.url, context.parent_url) for ref, context in notes] == [
        (file.url, f"{SITE}/2.html")
    ]


def test_a_file_that_was_answered_already_gets_the_further_context_at_once(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)
    answer(visit, file)
    answer(visit)
    second = next_of(visit)
    notes = visit.page_read(second, record(second.url), second.url, (file,))
    assert [(ref.url, context.parent_url) for ref, context in notes] == [(file.url, second.url)]
    assert visit.finished


def test_a_further_context_of_a_file_that_an_earlier_run_asked_is_counted_as_lost(
    state: State,
) -> None:
    file = Task(f"{SITE}/1.pdf", Kind.ATTACHMENT)
    killed = visit_of(state)
    read_lists(killed, ListPage((entry(1),)))
    answer(killed, file)
    answer(killed)
    later = visit_of(state)
    read_lists(later, ListPage((entry(1), entry(2))))
    second = next_of(later)
    assert later.page_read(second, record(second.url), second.url, (file,)) == []
    assert later.counts.contexts_lost == 1


def test_a_page_that_forwards_hands_its_contexts_on_but_not_for_ever(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1),)))
    task = next_of(visit)
    for number in (1, 2):
        visit.forwarded(task, record(task.url), f"{SITE}/f{number}.html")
        task = next_of(visit)
        assert task.kind is Kind.REPORT
        assert task.contexts[0].list_title == "甲市2022年年报"
    visit.forwarded(task, record(task.url), f"{SITE}/f3.html")
    assert visit.take() is None
    assert visit.finished


def test_a_redirect_to_an_entry_of_the_list_gives_it_the_contexts(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1, "甲市2021年年报"), entry(2))))
    task = next_of(visit)
    assert visit.leads_to_known(task, f"{SITE}/2.html")
    assert not visit.leads_to_known(task, f"{SITE}/new.html")
    visit.forwarded(task, record(task.url), f"{SITE}/2.html")
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
        visit.list_read(task, ListPage((entry(number),)))
    assert asked == [(data, "pageIndex=1", Kind.LIST), (data, "pageIndex=2", Kind.LIST)]
    assert next_of(visit).kind is Kind.REPORT


def test_a_column_ends_when_its_pages_bring_nothing_new(state: State) -> None:
    visit = visit_of(state)
    visit.list_read(next_of(visit), ListPage((entry(1),), (f"{SITE}/own/2",)))
    visit.list_read(next_of(visit), ListPage(()))
    for number in (3, 4):
        task = next_of(visit)
        assert task.kind is Kind.LIST
        visit.list_read(task, ListPage((entry(1),), (f"{SITE}/own/{number}",)))
    assert next_of(visit).kind is Kind.REPORT


def test_list_pages_and_entries_are_bounded(state: State) -> None:
    visit = visit_of(state, Limits(list_pages=3, entries=2))
    pages = tuple(f"{SITE}/own/{n}" for n in range(100))
    visit.list_read(next_of(visit), ListPage((entry(1),), pages))
    visit.list_read(next_of(visit), ListPage(()))
    task = next_of(visit)
    visit.list_read(task, ListPage((entry(1), entry(2), entry(3)), pages))
    assert [answer(visit).url for _ in range(2)] == [f"{SITE}/1.html", f"{SITE}/2.html"]
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
            answer(visit)
        else:
            task = next_of(visit)
            visit.failed(task, verdict, f"{task.url}: why")
    assert visit.finished
    assert visit.end(NOON).outcome == outcome


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
    visit.list_read(next_of(visit), ListPage((entry(1),)))
    answer(visit)
    record_of_visit = visit.end(NOON)
    assert (record_of_visit.outcome, visit.reason) == (outcome, "why")
    assert record_of_visit.counts["errors"] == 1


def test_a_list_that_goes_on_unread_is_no_complete_visit(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((), unread="20 records, 6 shown"))
    assert visit.take() is None
    assert visit.end(NOON).outcome == "stopped"
    assert visit.reason == "20 records, 6 shown"


def test_an_unfinished_visit_goes_on_with_what_is_left(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    answer(visit, Task(f"{SITE}/1.pdf", Kind.ATTACHMENT))

    later = visit_of(state)
    read_lists(later, ListPage((entry(1), entry(2), entry(3))))
    assert [answer(later).url for _ in range(3)] == [
        f"{SITE}/1.pdf",
        f"{SITE}/2.html",
        f"{SITE}/3.html",
    ]
    ended = later.end(NOON)
    assert ended.counts["reports_asked"] == 3
    assert ended.counts["entries_new"] == 3

    anew = visit_of(state, now=NOON + dt.timedelta(days=1))
    read_lists(anew, ListPage((entry(1), entry(4))))
    assert [answer(anew).url for _ in range(2)] == [f"{SITE}/1.html", f"{SITE}/4.html"]
    assert anew.end(NOON).counts["entries_new"] == 1


def test_a_sweep_asks_again_what_an_unfinished_visit_has_asked(state: State) -> None:
    visit = visit_of(state)
    read_lists(visit, ListPage((entry(1), entry(2))))
    answer(visit)
    sweep = visit_of(state, now=NOON + dt.timedelta(days=1), anew=True)
    read_lists(sweep, ListPage((entry(1), entry(2))))
    assert [answer(sweep).url for _ in range(2)] == [f"{SITE}/1.html", f"{SITE}/2.html"]
    assert sweep.started_at == NOON + dt.timedelta(days=1)
