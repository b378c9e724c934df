"""The rows of ``gongkai portals``: the registry with how each portal stands, filtered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.portals.standing import COUNTS, Standing
from pipelines.reference import Portal


@dataclass(frozen=True, slots=True)
class Listed:
    """One portal of the registry and how it stands; ``resting`` at the time of the listing."""

    portal: Portal
    standing: Standing
    resting: bool

    @property
    def due(self) -> bool:
        """Whether a crawl of tonight would ask the portal."""
        return bool(self.portal.columns) and not self.resting

    def to_dict(self) -> dict[str, Any]:
        """Give the object of ``gongkai portals --json``; times in ISO 8601, UTC."""
        portal, standing = self.portal, self.standing
        return {
            "key": portal.key,
            "name": portal.name,
            "level": portal.level,
            "division_code": portal.division_code,
            "homepage": portal.homepage,
            "hosts": list(portal.hosts),
            "attachment_hosts": list(portal.attachment_hosts),
            "family": portal.family,
            "columns": list(portal.columns),
            "settings": dict(portal.settings),
            "outcome": standing.outcome,
            "started_at": _iso(standing.started_at),
            "last_complete": _iso(standing.last_complete),
            "interval_days": standing.interval_days,
            "not_before": _iso(standing.not_before),
            "resting": self.resting,
            "due": self.due,
            "counts": {name: standing.counts.get(name, 0) for name in COUNTS},
        }


@dataclass(frozen=True, slots=True)
class Filter:
    """Which portals are listed; an empty set lets all through."""

    families: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    due: bool = False
    no_column: bool = False

    def keeps(self, listed: Listed) -> bool:
        """Tell whether a portal is listed."""
        portal = listed.portal
        return (
            (not self.families or (portal.family or "none") in self.families)
            and (not self.levels or portal.level in self.levels)
            and (not self.outcomes or listed.standing.outcome in self.outcomes)
            and (not self.due or listed.due)
            and (not self.no_column or not portal.columns)
        )


def listing(
    portals: Iterable[Portal], standings: Mapping[str, Standing], now: dt.datetime
) -> list[Listed]:
    """Put each portal beside how it stands; the order is kept."""
    never = Standing()
    return [
        Listed(portal, standing, standing.rests(now))
        for portal in portals
        for standing in (standings.get(portal.key, never),)
    ]


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
