"""A portal on paper for the tests of visits: no network, answers are handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from crawler.bounds import Limits
from crawler.conditional import KnownRecord
from crawler.families import Entry, ListPage
from crawler.guard import Guard
from crawler.state import ListSaid, State
from crawler.tasks import Kind, Task
from crawler.visit import Answer, PortalVisit
from crawler.warc_writer import RecordRef
from pipelines.model import Context
from pipelines.reference import Portal

SITE = "http://www.a.gov.cn"
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
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


class Noted:
    """Where visits write further contexts of records; false from it is a finished file."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self.notes: list[tuple[str, str | None]] = []

    def __call__(self, record: RecordRef, context: Context) -> bool:
        if self.is_open:
            self.notes.append((record.url, context.parent_url or context.list_title))
        return self.is_open


def visit_of(
    state: State,
    limits: Limits | None = None,
    *,
    now: dt.datetime = NOON,
    portal: Portal = PORTAL,
    years: Iterable[int] = (),
    noted: Noted | None = None,
    **more: Any,
) -> PortalVisit:
    visit = PortalVisit(
        portal,
        state=state,
        guard=Guard(),
        classify=classify,
        limits=limits or Limits(),
        now=lambda: now,
        years=frozenset(years),
        **more,
    )
    visit.pages.annotate = noted or Noted()
    return visit


def answer_of(url: str, known: KnownRecord | None = None) -> Answer:
    """A new body from an address, or with ``known`` one that is as before."""
    own = known or KnownRecord("sha1:ABC", f"<urn:{url}>", url, NOON, '"e"')
    record_id = f"<urn:revisit:{url}>" if known else own.record_id
    return Answer(RecordRef(record_id, "a.warc.gz", 0, url, own, NOON), url, own)


def next_of(visit: PortalVisit) -> Task:
    task = visit.take()
    assert task is not None
    return task


def good(visit: PortalVisit, *children: Task) -> Task:
    """Answer the next task with a page."""
    task = next_of(visit)
    visit.page_read(task, answer_of(task.url), children)
    return task


def as_before(visit: PortalVisit) -> Task:
    """Answer the next task with: not modified."""
    task = next_of(visit)
    known = visit.known_of(task)
    assert known is not None
    visit.unchanged(task, answer_of(task.url, known), ())
    return task


def the_rest(visit: PortalVisit) -> list[str]:
    """Answer all that is asked with pages; return their addresses."""
    asked = []
    while (task := visit.take()) is not None:
        visit.page_read(task, answer_of(task.url))
        asked.append(task.url)
    return asked


def entry(number: int, title: str = "甲市2022年年报") -> Entry:
    return Entry(f"{SITE}/{number}.html", title, dt.date(2023, 1, number))


def read_list(visit: PortalVisit, page: ListPage, family: str = "") -> Task:
    """Answer the next task with a list page."""
    task = next_of(visit)
    assert task.kind is Kind.LIST
    visit.list_read(task, ListSaid(page, family), answer_of(task.url))
    return task


def read_lists(visit: PortalVisit, own: ListPage, departments: ListPage | None = None) -> None:
    read_list(visit, own)
    read_list(visit, departments or ListPage(()))


def night(
    state: State, own: ListPage, now: dt.datetime = NOON, **more: Any
) -> tuple[list[str], dict[str, int]]:
    """A whole visit whose pages all answer well: what it asked beside its lists, and its counts."""
    visit = visit_of(state, now=now, **more)
    read_lists(visit, own)
    asked = the_rest(visit)
    return asked, dict(visit.end().counts)
