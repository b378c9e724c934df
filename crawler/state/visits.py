"""The visit of a portal that is going on: what it asked, and what it has still to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.state.addresses import Answered
from crawler.state.database import Database
from crawler.tasks import FINAL, Kind, Task, Verdict, contexts_from_json, contexts_to_json, key_of


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one visit over all its runs: reports asked and good, addresses gone, errors."""

    reports_asked: int
    reports_good: int
    gone: int
    errors: int
    entries_new: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A visit that begins or goes on: when it began, and whether it is a sweep."""

    started_at: dt.datetime
    sweep: bool = False
    goes_on: bool = False


class Visits:
    """The tables ``visits``, ``tasks`` and ``entries``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, portal: str, now: dt.datetime, *, sweep: bool = False) -> Begun:
        """Begin the visit of a portal, or go on with the one that was not finished.

        A sweep goes on as a sweep, and in place of an ordinary visit begins anew. What the
        visit before had still to ask stays.
        """
        row = self._db.row(
            "SELECT started_at, finished, sweep FROM visits WHERE portal = ?", portal
        )
        if row is not None and not row[1] and (row[2] or not sweep):
            return Begun(dt.datetime.fromisoformat(row[0]), bool(row[2]), goes_on=True)
        self._db.write("DELETE FROM tasks WHERE portal = ? AND verdict IS NOT NULL", portal)
        self._db.write(
            "INSERT OR REPLACE INTO visits (portal, started_at, sweep) VALUES (?, ?, ?)",
            portal,
            now.isoformat(),
            int(sweep),
        )
        return Begun(now, sweep)

    def end(self, portal: str, *, finished: bool) -> None:
        """End a visit; one that is not ``finished`` is gone on with the next time."""
        self._db.write("UPDATE visits SET finished = ? WHERE portal = ?", int(finished), portal)

    def done(self, portal: str) -> frozenset[str]:
        """Return the keys of the addresses that this visit need not ask again."""
        marks = ",".join("?" * len(FINAL))
        rows = self._db.rows(
            f"SELECT key FROM tasks WHERE portal = ? AND verdict IN ({marks})",  # noqa: S608 - marks only
            portal,
            *sorted(FINAL),
        )
        return frozenset(key for (key,) in rows)

    def pending(self, portal: str) -> tuple[Task, ...]:
        """Return what answered pages asked for and was not answered itself, in order."""
        rows = self._db.rows(
            "SELECT url, kind, depth, contexts FROM tasks "
            "WHERE portal = ? AND verdict IS NULL ORDER BY rowid",
            portal,
        )
        return tuple(
            Task(url, Kind(kind), contexts_from_json(contexts), depth=depth)
            for url, kind, depth, contexts in rows
        )

    def settle(self, portal: str, answered: Answered) -> None:
        """Write down an answer and what it asks for; within a transaction."""
        task = answered.task
        rows = [(task.key, task.url, task.kind)]
        if answered.also:
            # The end of a redirect is no report of its own: it is counted where it began.
            rows.append((key_of(answered.also), answered.also, Kind.FRAME))
        self._db.write_many(
            "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, '', ?, ?)",
            ((portal, *row, task.depth, answered.verdict, answered.record_id) for row in rows),
        )
        self._db.write_many(
            "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
            (
                (portal, child.key, child.url, child.kind, child.depth, contexts)
                for child in answered.children
                for contexts in [contexts_to_json(child.contexts)]
            ),
        )

    def listed(self, portal: str, started_at: dt.datetime, keys: Iterable[str]) -> None:
        """Write down which entries a visit met; within a transaction."""
        self._db.write_many(
            "INSERT OR IGNORE INTO entries VALUES (?, ?, ?)",
            ((portal, key, started_at.isoformat()) for key in keys),
        )

    def tally(self, portal: str, started_at: dt.datetime) -> Tally:
        """Count what a visit did, over all the runs that it took."""
        rows = self._db.rows(
            "SELECT kind, verdict, count(*) FROM tasks "
            "WHERE portal = ? AND verdict IS NOT NULL GROUP BY kind, verdict",
            portal,
        )
        counts = {(Kind(kind), Verdict(verdict)): number for kind, verdict, number in rows}
        new = self._db.row(
            "SELECT count(*) FROM entries WHERE portal = ? AND first_visit = ?",
            portal,
            started_at.isoformat(),
        )
        failed = FINAL ^ set(Verdict)
        return Tally(
            reports_asked=sum(n for (kind, _), n in counts.items() if kind is Kind.REPORT),
            reports_good=counts.get((Kind.REPORT, Verdict.GOOD), 0),
            gone=sum(n for (_, verdict), n in counts.items() if verdict is Verdict.GONE),
            errors=sum(n for (_, verdict), n in counts.items() if verdict in failed),
            entries_new=new[0] if new else 0,
        )
