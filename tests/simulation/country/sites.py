"""Portals planned by hand, and a client that asks a kind of site as the server does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawler.simulation.country.cms.protocol import Cms, Reply, Request
from crawler.simulation.country.model import (
    Body,
    Column,
    Division,
    Kind,
    PortalPlan,
    Posted,
    Traits,
    Version,
)

ORIGIN = "http://www.changfeng.gov.cn:8080"
COUNTY = Division("340121", "长丰县", "county", "340100")
#: What a line of a list says: address, title, date.
Line = tuple[str, str, str]


def posted(
    number: int,
    agency: str,
    year: int,
    *,
    kind: Kind = "report",
    title: str = "",
    day: int = 0,
    gone_from: int | None = None,
) -> Posted:
    """Plan one page, published in March of the year after."""
    date = dt.date(year + 1, 3, 1 + number % 28)
    body = Body(kind, agency, year, date, seed=7)
    title = title or f"{agency}{year}年政府信息公开工作年度报告"
    version = Version(day, title, date, body)
    return Posted(number, agency, year, kind, (version,), gone_from=gone_from)


def portal(
    cms: Cms,
    pages: Sequence[Posted],
    columns: Mapping[str, Sequence[int]] | None = None,
    *,
    traits: Traits | None = None,
    key: str = "changfeng",
) -> PortalPlan:
    """Plan a portal; without ``columns`` all pages stand in one."""
    texts = {"own": "政府信息公开年报", "departments": "部门年报", "lower": "乡镇年报"}
    chosen = columns if columns is not None else {"own": [page.number for page in pages]}
    return PortalPlan(
        key=key,
        name="长丰县人民政府",
        division=COUNTY,
        host="www.changfeng.gov.cn",
        address="127.0.1.1",
        cms=cms.key,
        family=cms.family,
        columns=tuple(
            Column(name, texts[name], name, tuple(numbers))  # type: ignore[arg-type] # the names are owners
            for name, numbers in chosen.items()
        ),
        posted={page.number: page for page in pages},
        traits=traits or Traits(per_page=4),
    )


def years_of(agency: str, first: int, last: int, start: int = 1) -> list[Posted]:
    """Plan the reports of one agency, a year each."""
    return [posted(start + n, agency, year) for n, year in enumerate(range(first, last + 1))]


class Client:
    """Asks one portal on one day."""

    def __init__(self, cms: Cms, plan: PortalPlan, day: int = 0) -> None:
        self.cms = cms
        self.plan = plan
        self.day = day

    def on(self, day: int) -> Client:
        """Return a client of another day."""
        return Client(self.cms, self.plan, day)

    def ask(self, target: str, *, method: str = "GET", body: str = "") -> Reply | None:
        """Ask path and query, or an absolute address of this portal."""
        path, _, query = target.removeprefix(ORIGIN).partition("?")
        asked = Request(method, path, query, body, origin=ORIGIN)
        for page in self.plan.posted.values():
            if self.cms.item_path(self.plan, page) == asked.target and page.first.day <= self.day:
                shown = self.plan.shown(page.number, self.day)
                return self.cms.item_page(self.plan, shown, asked) if shown else None
        return self.cms.answer(self.plan, self.day, asked)

    def text(self, target: str, *, method: str = "GET", body: str = "") -> str:
        """Ask what must be there, and return its text."""
        reply = self.ask(target, method=method, body=body)
        assert reply is not None, target
        assert reply.status == 200, (target, reply.status)
        assert isinstance(reply.body, str)
        return reply.body

    def expected(self, column: int = 0) -> list[Line]:
        """Return what the lists of a column must say, from the plan alone."""
        lines = self.plan.lines(self.plan.columns[column], self.day)
        return [
            (
                self.cms.item_path(self.plan, one.posted),
                one.version.title,
                one.version.published_on.isoformat(),
            )
            for one in lines
        ]

    def column(self, number: int = 0) -> str:
        """Return the address of a column."""
        return self.cms.column_path(self.plan, self.plan.columns[number])


def with_traits(plan: PortalPlan, **changes: object) -> PortalPlan:
    """Return the portal with other habits."""
    return replace(plan, traits=replace(plan.traits, **changes))  # type: ignore[arg-type] # tests name them
