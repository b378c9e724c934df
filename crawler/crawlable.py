"""Which portals can be crawled tonight, and why the others are not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from crawler.browser.need import missing, needs_browser
from crawler.families import FAMILIES
from crawler.state import State
from crawler.tasks import canonical
from crawler.tls import legacy_hosts
from pipelines.errors import UserError
from pipelines.reference import Portal

#: Reasons that an error line names.
_FEW = 3
#: Settings that a row may have; ``zone`` is of the data half.
_SETTINGS = frozenset({"browser", "delay", "folders", "tls", "zone"})

#: A portal that is not crawled, and why.
Skipped = tuple[Portal, str]


def crawlable(portals: Sequence[Portal], skipped: list[Skipped]) -> list[Portal]:
    """Return the portals that can be crawled; the others are told with their reason.

    Raises :class:`UserError` where there is none.
    """
    chosen = []
    for portal in portals:
        if (reason := why_not(portal)) is None:
            chosen.append(portal)
        else:
            skipped.append((portal, reason))
    if not chosen:
        reasons = dict.fromkeys(f"{portal.key}: {reason}" for portal, reason in skipped)
        few = "; ".join(list(reasons)[:_FEW]) or "no portal was given"
        raise UserError(f"no portal can be crawled ({few}); mend the rows in data/portals.csv")
    return chosen


def why_not(portal: Portal) -> str | None:
    """Return why a portal cannot be crawled as its row stands, null where it can."""
    if not portal.columns:
        return "no column is known yet"
    if wrong := _wrong_column(portal):
        return f"{wrong} is no address"
    if portal.family and portal.family not in FAMILIES:
        return f"{portal.family} is no family that is known"
    if wrong := _wrong_setting(portal):
        return wrong
    return missing() if needs_browser(portal) else None


def _wrong_setting(portal: Portal) -> str | None:
    """Return what is wrong with the settings of a row, null where nothing is."""
    if unknown := sorted(portal.settings.keys() - _SETTINGS):
        # Misspelt, it would be obeyed by nobody: a slower delay, for one.
        return f"{unknown[0]}= is no setting that is known"
    if not portal.settings.get("folders", "0").isdecimal():
        return f"folders={portal.settings['folders']} is no number"
    try:
        delay_of(portal)
        legacy_hosts([portal])
        needs_browser(portal)
    except UserError as error:
        return str(error).removeprefix(f"portals.csv: {portal.key}: ")
    return None


def delay_of(portal: Portal) -> float | None:
    """Return the seconds between two requests that a row asks for, null where it asks for none.

    Raises :class:`UserError` for what is no number of seconds.
    """
    value = portal.settings.get("delay")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise UserError(f"portals.csv: {portal.key}: delay={value} is no number of seconds")
    return seconds


def _wrong_column(portal: Portal) -> str | None:
    for column in portal.columns:
        try:
            address = canonical(column)
        except ValueError:
            return column
        if not address.startswith(("http://", "https://")):
            return column
    return None


def awake(
    portals: Sequence[Portal], state: State, now: dt.datetime, skipped: list[Skipped]
) -> list[Portal]:
    """Return the portals whose interval has passed; those that rest are told with their reason."""
    chosen = []
    for portal in portals:
        standing = state.portals.get(portal.key)
        if standing.not_before is None or standing.not_before <= now:
            chosen.append(portal)
        else:
            rest = f"rests until {standing.not_before:%Y-%m-%d %H:%M} UTC"
            times = f"{standing.refusals} visits in a row were refused"
            skipped.append((portal, f"{rest}, since {times}; name it to ask all the same"))
    return chosen


def still_to_visit(
    portals: Sequence[Portal], state: State, now: dt.datetime, skipped: list[Skipped]
) -> list[Portal]:
    """Return the portals that a crawl which was killed, and goes on, was not done with."""
    chosen = []
    for portal in portals:
        if state.runs.has_visited(portal.key, now):
            skipped.append((portal, "it was visited by this crawl before that was killed"))
        else:
            chosen.append(portal)
    return chosen
