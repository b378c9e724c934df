"""What several kinds of sites ask of the plan: where a page stands, and how a line is printed."""

from __future__ import annotations

from crawler.simulation.country.model import Column, PortalPlan, Posted

#: Names of the columns in addresses, by owner.
SLUGS = {"own": "zfxxgknb", "departments": "bmxxgknb", "lower": "xsqxxgknb"}
_CUT_AT = 26


def home_column(portal: PortalPlan, posted: Posted) -> Column:
    """Return the column that a page belongs to, the first that lists it.

    Raises ``LookupError`` where none does.
    """
    for column in portal.columns:
        if posted.number in column.items:
            return column
    raise LookupError(f"{portal.key}: no column lists page {posted.number}")


def cut(title: str) -> str:
    """Return a title as a narrow list prints it, with dots where it is cut."""
    return title if len(title) <= _CUT_AT else f"{title[:_CUT_AT]}..."
