"""What the country holds: divisions, portals, columns, and what is posted there, day by day.

All values are plain and frozen. A day is a number of the simulation's clock: 0 is the first
night. Bodies are described here and written when they are asked for, see ``bodies``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Level = Literal["central", "province", "prefecture", "county"]
#: ``report`` is an annual report of 政府信息公开. The others stand in the same columns:
#: ``notice`` about reporting, work ``plan``, ``infographic``, ``summary``, and ``not_ogi``,
#: annual reports of another matter (网站工作年度报表, 法治政府建设, universities).
Kind = Literal["report", "notice", "plan", "infographic", "summary", "not_ogi"]
Owner = Literal["own", "departments", "lower"]
#: What a portal says of the age of a page: nothing, one header, both, or a new ETag each time.
Validators = Literal["none", "etag", "modified", "both", "lying"]
#: How a portal refuses a crawler: a status, a page that is only a script, or a redirect to
#: itself that sets a cookie and never ends.
Refusal = Literal["", "403", "412", "521", "challenge", "cookie"]
#: ``calendar`` (a page a month, for ever), ``session`` (a new session id in each link),
#: ``endless`` (a column of news whose next page always exists), ``loop`` (relative links that
#: grow the path), ``default`` (a folder and its index.html), ``case`` (.aspx in any case).
Trap = Literal["calendar", "session", "endless", "loop", "default", "case"]


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the country: six-digit code, name, level, code of the one above."""

    code: str
    name: str
    level: Level
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What the body of a page says; ``bodies.html_of`` writes it.

    ``variant`` 0 is the first text; each further one differs in one number. ``is_worse``: the
    tables are lost. ``signed_on``: the date below the text.
    """

    kind: Kind
    agency: str
    year: int | None
    signed_on: dt.date
    seed: int
    variant: int = 0
    is_worse: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What a posted page says from ``day`` on: title, date in the list, body."""

    day: int
    title: str
    published_on: dt.date
    body: Body


@dataclass(frozen=True, slots=True)
class Posted:
    """One page of a portal.

    ``number`` tells the pages of a portal apart, addresses are made of it. ``versions`` are in
    order of their days, the first is the one it was posted with. From ``gone_from`` on the page
    answers 404, or leads to the home page (``gone_home``); its line leaves the lists, unless it
    is ``still_listed``. ``copy_of``: number of the page that holds the same report (same agency
    and year); a copy that disagrees has a body of another variant.
    """

    number: int
    agency: str
    year: int | None
    kind: Kind
    versions: tuple[Version, ...]
    gone_from: int | None = None
    gone_home: bool = False
    still_listed: bool = False
    copy_of: int | None = None

    @property
    def first(self) -> Version:
        """What it was posted with; addresses with a date have this one's."""
        return self.versions[0]

    def at(self, day: int) -> Version | None:
        """Return what the page says on a day; None before it is posted and after it is gone."""
        if self.gone_from is not None and day >= self.gone_from:
            return None
        return self._latest(day)

    def line_at(self, day: int) -> Version | None:
        """Return what stands in the lists on a day; None where no line stands."""
        return self._latest(day) if self.still_listed else self.at(day)

    def _latest(self, day: int) -> Version | None:
        return next((one for one in reversed(self.versions) if one.day <= day), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A posted page as it is on one day."""

    posted: Posted
    version: Version


@dataclass(frozen=True, slots=True)
class Column:
    """A column of annual reports: key inside its portal, text of the menu, whose reports.

    ``items``: numbers of what was ever posted in it. The same number may stand in two columns.
    """

    key: str
    text: str
    owner: Owner
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """Habits of a portal.

    ``metas``: it prints the standard meta tags. ``menu_depth``: 1 where the home page links the
    columns, 2 where a channel page stands between. ``robots``: text of robots.txt, None for no
    such file. ``refuses``: the days on which it refuses, first and last. ``per_page``: lines of
    a list page. ``variant``: a number for what a CMS likes to vary.
    """

    metas: bool = True
    menu_depth: int = 1
    per_page: int = 15
    charset: Literal["utf-8", "gbk"] = "utf-8"
    compress: bool = False
    validators: Validators = "both"
    robots: str | None = None
    refusal: Refusal = ""
    refuses: tuple[int, int] = (0, 1_000_000)
    traps: frozenset[Trap] = frozenset()
    variant: int = 0


@dataclass(frozen=True)
class PortalPlan:
    """One portal: registry facts, its CMS, its columns, everything ever posted.

    ``cms`` is the key of the module in ``cms`` that answers; ``family`` what the registry should
    say. ``address``: the loopback address that its host name resolves to. A portal without
    ``columns`` has no annual reports at all.
    """

    key: str
    name: str
    division: Division
    host: str
    address: str
    cms: str
    family: str
    columns: tuple[Column, ...]
    posted: Mapping[int, Posted]
    traits: Traits = field(default_factory=Traits)

    def lines(self, column: Column, day: int) -> tuple[Shown, ...]:
        """Return the lines of a column on a day, newest date first."""
        found = (
            Shown(posted, line)
            for posted in (self.posted[number] for number in column.items)
            if (line := posted.line_at(day))
        )
        return tuple(
            sorted(found, key=lambda one: (one.version.published_on, one.posted.number))[::-1]
        )

    def shown(self, number: int, day: int) -> Shown | None:
        """Return a page as it is on a day; None where it does not exist (yet, any more)."""
        posted = self.posted.get(number)
        version = posted.at(day) if posted else None
        return Shown(posted, version) if posted and version else None

    @cached_property
    def change_days(self) -> tuple[int, ...]:
        """The days on which anything of the portal changes, in order; day 0 among them."""
        days = {0}
        for posted in self.posted.values():
            days |= {version.day for version in posted.versions}
            if posted.gone_from is not None:
                days.add(posted.gone_from)
        return tuple(sorted(days))


@dataclass(frozen=True, slots=True)
class Country:
    """All portals by key, in the order they were made."""

    portals: Mapping[str, PortalPlan]
    seed: int

    def resolve(self) -> dict[str, str]:
        """Return the loopback address of each host name."""
        return {portal.host: portal.address for portal in self.portals.values()}
