"""Which portals a night asks, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from crawler.portals.standing import Standing
from pipelines.reference import Portal

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def tonight(
    portals: Iterable[Portal], standings: Mapping[str, Standing], now: dt.datetime
) -> tuple[list[Portal], list[Portal]]:
    """Return the portals to crawl, longest since their last complete visit first, and those that rest.

    Among those that were never complete the ones that were never begun come first; what is
    alike keeps the order of the registry.
    """
    never = Standing()
    due: list[Portal] = []
    resting: list[Portal] = []
    for portal in portals:
        rests = standings.get(portal.key, never).rests(now)
        (resting if rests else due).append(portal)

    def waited(portal: Portal) -> tuple[dt.datetime, dt.datetime]:
        standing = standings.get(portal.key, never)
        return standing.last_complete or _NEVER, standing.started_at or _NEVER

    return sorted(due, key=waited), resting
