"""Columns whose page is itself the report of a year: which report a year has.

Such a column holds reports of one agency, one a year. What else was posted in it has no place
there.
"""

from __future__ import annotations

from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown


def column_of(portal: PortalPlan, posted: Posted) -> Column:
    """Return the column that a page stands in."""
    return next(one for one in portal.columns if posted.number in one.items)


def years_offered(portal: PortalPlan, column: Column) -> list[int]:
    """Return the years that the page lets a reader pick, the newest first.

    A template offers them, whether there is a report or not: one year more at either end.
    """
    years = [one.year for one in _reports(portal, column) if one.year is not None]
    return list(range(max(years) + 1, min(years) - 2, -1)) if years else []


def report_of(portal: PortalPlan, column: Column, day: int, year: str | None) -> Shown | None:
    """Return the report of a year, or of the newest where none is named; None for no report."""
    for posted in _reports(portal, column):
        if posted.at(day) and (year is None or year == str(posted.year)):
            return portal.shown(posted.number, day)
    return None


def _reports(portal: PortalPlan, column: Column) -> list[Posted]:
    """Return every report that was ever posted in a column, the newest year first."""
    posted = (portal.posted[number] for number in column.items)
    reports = [one for one in posted if one.kind == "report" and one.year is not None]
    return sorted(reports, key=lambda one: (one.year or 0, -one.number), reverse=True)
