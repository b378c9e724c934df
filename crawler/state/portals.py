"""When a portal may be visited again: every night, and more and more seldom where it refuses."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crawler.state.database import Database

#: The longest that a portal which refuses is left alone, in days.
LONGEST_INTERVAL: Final = 30
#: Visits of one interval do not begin at the same minute every night.
_SLACK: Final = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a portal stands before a visit; times are UTC, null where there was none.

    ``refusals``: visits in a row that ended in refusals; ``not_before`` is set while it rests.
    """

    last_complete: dt.datetime | None = None
    refusals: int = 0
    interval_days: int = 1
    not_before: dt.datetime | None = None


class PortalRows:
    """The table ``portals``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, portal: str) -> Standing:
        """Return how a portal stands."""
        row = self._db.row(
            "SELECT last_complete, refusals, interval_days, not_before FROM portals "
            "WHERE portal = ?",
            portal,
        )
        if row is None:
            return Standing()
        return Standing(_time(row[0]), row[1], row[2], _time(row[3]))

    def begin(self, portal: str, started_at: dt.datetime) -> None:
        """Write down that a visit begins."""
        self._db.write(
            "INSERT INTO portals (portal, started_at) VALUES (?, ?) "
            "ON CONFLICT (portal) DO UPDATE SET started_at = excluded.started_at",
            portal,
            started_at.isoformat(),
        )

    def end(
        self,
        portal: str,
        now: dt.datetime,
        outcome: str,
        counts: Mapping[str, int],
        *,
        refused: bool,
    ) -> None:
        """Write down how a visit ended.

        One that was ``refused`` doubles the interval in days (2, 4 ... 30), but not when the
        portal was asked by its name while it rested; a complete one sets it back to every night.
        """
        before = self.get(portal)
        after = before
        if refused:
            rests = before.not_before is not None and now < before.not_before
            days = min((1 if rests else 2) * before.interval_days, LONGEST_INTERVAL)
            rest = now + dt.timedelta(days=days) - _SLACK
            after = Standing(before.last_complete, before.refusals + 1, days, rest)
        elif outcome == "complete":
            after = Standing(now)
        self._db.write(
            "UPDATE portals SET outcome = ?, last_complete = ?, refusals = ?, interval_days = ?, "
            "not_before = ?, counts_json = ? WHERE portal = ?",
            outcome,
            _text(after.last_complete),
            after.refusals,
            after.interval_days,
            _text(after.not_before),
            json.dumps(dict(counts)),
            portal,
        )


class Years:
    """The table ``years``: of columns whose address of a year is itself the report."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, portal: str, column: str) -> tuple[int, ...]:
        """Return the years whose report a column showed, in order."""
        rows = self._db.rows(
            "SELECT year FROM years WHERE portal = ? AND column = ? ORDER BY year", portal, column
        )
        return tuple(year for (year,) in rows)

    def add(self, portal: str, column: str, year: int) -> None:
        """Write down that a column showed the report of a year."""
        self._db.write("INSERT OR IGNORE INTO years VALUES (?, ?, ?)", portal, column, year)


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
