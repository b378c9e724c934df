"""What changes in a country from one day to the next.

A :class:`Change` names one; :func:`with_changes` gives the country in which they happen;
:func:`draw_changes` picks where they happen.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from crawler.simulation.country import names
from crawler.simulation.country.clock import date_of
from crawler.simulation.country.free.addresses import scheme_of
from crawler.simulation.country.kinds import BY_YEAR, FREE
from crawler.simulation.country.model import (
    Body,
    Column,
    Country,
    PortalPlan,
    Posted,
    Version,
)
from crawler.simulation.country.robots import allows

#: ``new``: a report with the date of the day; where each year has its address, that of the year
#: before. ``back_dated``: one with an old date, which stands far down in the list.
#: ``amended``: another number, and another title (odd pages) or date in the list. ``silent``:
#: another number, the same line. ``withdrawn``: 404 and no line any more; ``withdrawn_home``: a
#: redirect home, and the line still stands. ``worse``: the tables are gone and the date in the
#: list is new; ``mended``: they are back, the line stays.
What = Literal[
    "new", "back_dated", "amended", "silent", "withdrawn", "withdrawn_home", "worse", "mended"
]
_POSTS: Final = frozenset({"new", "back_dated"})
#: These are told by the line of a list: not on a portal whose lines have no date.
_IN_LINE: Final = frozenset({"amended", "worse"})
_OLD_BY: Final = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One change on one page of a portal; of a new page, ``number`` is the one it gets."""

    day: int
    what: What
    portal: str
    number: int


def with_changes(country: Country, changes: Sequence[Change]) -> Country:
    """Return a country in which these changes happen besides what happens in it already.

    Changes of one page must come in the order of their days. Raises ``ValueError`` for a page
    that is not there, or for a new one whose number is not the next of its portal.
    """
    portals = dict(country.portals)
    for change in changes:
        plan = portals[change.portal]
        if change.what in _POSTS:
            portals[change.portal] = _post(plan, change, country.seed)
            continue
        posted = plan.posted.get(change.number)
        if posted is None:
            raise ValueError(f"{plan.key} has no page {change.number} to change")
        changed = _change(posted, change)
        portals[change.portal] = replace(plan, posted={**plan.posted, change.number: changed})
    return replace(country, portals=portals)


def draw_changes(
    country: Country, day: int, counts: Mapping[What, int], *, turn: int = 0
) -> tuple[Change, ...]:
    """Draw so many changes of each kind on a day, each on a portal of its own.

    Changed pages are reports that had no change before and no copy. ``turn`` draws others.
    Raises ``ValueError`` where the country is too small.
    """
    rng = random.Random(f"{country.seed}/{day}/{turn}/changes")
    plans = [plan for plan in country.portals.values() if _is_open(plan)]
    rng.shuffle(plans)
    wanted = (what for what, count in counts.items() for _ in range(count))
    return tuple(_draw(plans, day, what, rng) for what in wanted)


def _draw(plans: list[PortalPlan], day: int, what: What, rng: random.Random) -> Change:
    """Take portals off the list until one can have the change."""
    while plans:
        plan = plans.pop()
        number = _next_number(plan) if what in _POSTS else _candidate(plan, what, rng)
        if number is not None:
            return Change(day, what, plan.key, number)
    raise ValueError(f"the country is too small for another change: {what}")


def _is_open(plan: PortalPlan) -> bool:
    """Tell whether a crawler can see the portal's reports, and whether they stand in lists."""
    listed = bool(plan.columns) and plan.cms not in BY_YEAR
    return listed and allows(plan.traits.robots, "/") and not plan.traits.refusal


def _next_number(plan: PortalPlan) -> int:
    return max(plan.posted) + 1


def _candidate(plan: PortalPlan, what: What, rng: random.Random) -> int | None:
    if what in _IN_LINE and plan.cms == FREE and scheme_of(plan).dates == "absent":
        return None  # its lines would say the same as before
    copied = {posted.copy_of for posted in plan.posted.values()}
    numbers = [
        number
        for number, posted in plan.posted.items()
        if posted.kind == "report"
        and posted.copy_of is None
        and number not in copied
        and len(posted.versions) == 1
        and posted.first.day == 0
        and posted.gone_from is None
    ]
    return rng.choice(numbers) if numbers else None


def _post(plan: PortalPlan, change: Change, seed: int) -> PortalPlan:
    """Post a report in the first column: of its agency, or of one that had none."""
    if change.number != _next_number(plan):
        raise ValueError(f"the next page of {plan.key} is {_next_number(plan)}")
    day = date_of(change.day)
    if change.what == "back_dated":
        day = day.replace(year=day.year - _OLD_BY, month=2, day=min(day.day, 28))
    year = day.year - 1
    agency = _agency_of_year(plan, year) if plan.cms in BY_YEAR else _late_agency(plan)
    version = Version(
        change.day,
        names.report_title(agency, year, seed),
        day,
        Body("report", agency, year, day, seed),
    )
    posted = Posted(change.number, agency, year, "report", (version,))
    first, *others = plan.columns
    columns = (_with_item(first, change.number), *others)
    return replace(plan, columns=columns, posted={**plan.posted, change.number: posted})


def _late_agency(plan: PortalPlan) -> str:
    known = {posted.agency for posted in plan.posted.values()}
    agencies = (
        f"{plan.name}{name}" if _is_department(plan) else f"{plan.division.name}{name}"
        for name in names.LATE
    )
    agency = next((one for one in agencies if one not in known), None)
    if agency is None:
        raise ValueError(f"{plan.key} has no agency left for another report")
    return agency


def _agency_of_year(plan: PortalPlan, year: int) -> str:
    agency = plan.posted[plan.columns[0].items[0]].agency
    if any((one.agency, one.year) == (agency, year) for one in plan.posted.values()):
        raise ValueError(f"{plan.key} has the report of {agency} on {year}")
    return agency


def _is_department(plan: PortalPlan) -> bool:
    return plan.name != names.government(plan.division)


def _with_item(column: Column, number: int) -> Column:
    return replace(column, items=(*column.items, number))


def _change(posted: Posted, change: Change) -> Posted:
    if change.what == "withdrawn":
        return replace(posted, gone_from=change.day)
    if change.what == "withdrawn_home":
        return replace(posted, gone_from=change.day, gone_home=True, still_listed=True)
    last = posted.versions[-1]
    if last.day > change.day:
        raise ValueError(f"page {posted.number} changes on day {last.day}, after {change.day}")
    version = replace(_CHANGED[change.what](posted, last, change.day), day=change.day)
    return replace(posted, versions=(*posted.versions, version))


def _amended(posted: Posted, last: Version, day: int) -> Version:
    silent = _silent(posted, last, day)
    if posted.number % 2:
        return replace(silent, title=f"{last.title}（修订）")
    return replace(silent, published_on=date_of(day))


def _silent(_posted: Posted, last: Version, _day: int) -> Version:
    return replace(last, body=replace(last.body, variant=last.body.variant + 1))


def _worse(_posted: Posted, last: Version, day: int) -> Version:
    return replace(last, published_on=date_of(day), body=replace(last.body, is_worse=True))


def _mended(_posted: Posted, last: Version, _day: int) -> Version:
    return replace(last, body=replace(last.body, is_worse=False))


_CHANGED: Final = MappingProxyType(
    {"amended": _amended, "silent": _silent, "worse": _worse, "mended": _mended}
)
