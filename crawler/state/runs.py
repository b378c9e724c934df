"""The crawl that is going on, with all its runs: it is over once one of them came to its end."""

from __future__ import annotations

import datetime as dt

from crawler.bounds import LISTS_HOLD
from crawler.state.database import Database


class Runs:
    """The tables ``runs`` and ``ended``; both are empty while no crawl was killed or is going on."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._asked = ""

    def begin(self, now: dt.datetime, asked: str = "") -> None:
        """Write down that a run begins, by the clock of the machine, which dates files.

        ``asked`` says what it asks of its portals: a crawl that asked something else and was
        killed is not gone on with.
        """
        self._asked = asked
        self._db.write("INSERT INTO runs VALUES (?)", now.isoformat())

    def first(self) -> dt.datetime | None:
        """Return when the crawl that was killed began; null where none was."""
        row = self._db.row("SELECT min(began_at) FROM runs")
        return dt.datetime.fromisoformat(row[0]) if row and row[0] else None

    def end(self) -> None:
        """Write down that the crawl is over: all that it fetched is archived and committed."""
        with self._db.transaction():
            self._db.write("DELETE FROM runs")
            self._db.write("DELETE FROM ended")

    def visited(self, portal: str, now: dt.datetime) -> None:
        """Write down that the visit of a portal came to its end; within a transaction."""
        row = (portal, now.isoformat(), self._asked)
        self._db.write("INSERT OR REPLACE INTO ended VALUES (?, ?, ?)", *row)

    def has_visited(self, portal: str, now: dt.datetime) -> bool:
        """Tell whether the crawl, before it was killed and not long ago, was done with a portal."""
        row = self._db.row("SELECT ended_at, asked FROM ended WHERE portal = ?", portal)
        if row is None or row[1] != self._asked:
            return False
        return now - dt.datetime.fromisoformat(row[0]) < LISTS_HOLD
