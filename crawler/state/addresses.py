"""What is known of every address that was ever asked, and with which list lines.

An ordinary night asks what is new, what changed in its list, and what failed; a sweep asks all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from crawler.conditional import KnownRecord
from crawler.state.database import Database, Row
from crawler.tasks import FINAL, Kind, Task, Verdict, contexts_from_json, contexts_to_json

#: Days are those of the portals, not of the machine.
_CHINA: Final = dt.timezone(dt.timedelta(hours=8))
_FAILED: Final = tuple(sorted(set(Verdict) - FINAL))
#: An address is gone once it was on two days.
GONE_FOR_GOOD: Final = 2

_COLUMNS: Final = (
    "url, kind, depth, contexts, known, moved_to, first_seen, last_seen, last_good, attempts, "
    "outcome"
)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a portal: how it answered last, and the record that holds its body.

    ``attempts`` counts the days in a row on which it failed, or was gone; ``moved_to`` is
    where its page led.
    """

    task: Task
    known: KnownRecord | None
    moved_to: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    last_good: dt.datetime | None
    attempts: int
    outcome: Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """How an address answered: what the state writes down, all or nothing.

    ``known`` is null where the answer held nothing to come back to; ``lines`` are the digests
    of the list lines that led there, none where no list did; ``children`` are asked next;
    ``also`` is the address that a redirect ended at, where that is another.
    """

    task: Task
    verdict: Verdict
    at: dt.datetime
    record_id: str | None = None
    known: KnownRecord | None = None
    moved_to: str = ""
    lines: tuple[str, ...] = ()
    children: tuple[Task, ...] = ()
    also: str = ""


class Addresses:
    """The tables ``addresses`` and ``lines``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, portal: str, key: str) -> Address | None:
        """Return what is known of an address."""
        row = self._db.row(
            f"SELECT {_COLUMNS} FROM addresses WHERE portal = ? AND key = ?",  # noqa: S608 - constants
            portal,
            key,
        )
        return None if row is None else _address(row)

    def lines_of(self, portal: str, key: str) -> frozenset[str]:
        """Return the digests of the list lines with which an address was settled last."""
        rows = self._db.rows("SELECT digest FROM lines WHERE portal = ? AND key = ?", portal, key)
        return frozenset(digest for (digest,) in rows)

    def to_confirm(self, portal: str, now: dt.datetime, failures: int) -> Iterator[Task]:
        """Yield what an ordinary night asks again: failures, and what was gone on one day only.

        An address that failed on ``failures`` days in a row is left to sweeps.
        """
        marks = ",".join("?" * len(_FAILED))
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM addresses WHERE portal = ? AND "  # noqa: S608 - constants
            f"((outcome IN ({marks}) AND attempts < ?) OR (outcome = ? AND attempts < ?)) "
            "ORDER BY rowid",
            portal,
            *_FAILED,
            failures,
            Verdict.GONE,
            GONE_FOR_GOOD,
        )
        for address in map(_address, rows):
            if address.outcome is not Verdict.GONE or _day(address.last_seen) != _day(now):
                yield address.task

    def all_of(self, portal: str) -> Iterator[Task]:
        """Yield every address of a portal, for a sweep."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM addresses WHERE portal = ? ORDER BY rowid",  # noqa: S608 - constants
            portal,
        )
        return (_address(row).task for row in rows)

    def settle(self, portal: str, answered: Answered) -> None:
        """Write down an answer; within a transaction."""
        self._put(portal, answered, answered.task)
        if answered.also:
            self._put(portal, answered, replace(answered.task, url=answered.also))
        self.know_lines(portal, answered.task.key, answered.lines)

    def know_lines(self, portal: str, key: str, lines: Iterable[str]) -> None:
        """Write down the list lines of an address, in place of those before; none say nothing."""
        rows = [(portal, key, digest) for digest in lines]
        if rows:
            self._db.write("DELETE FROM lines WHERE portal = ? AND key = ?", portal, key)
            self._db.write_many("INSERT OR IGNORE INTO lines VALUES (?, ?, ?)", rows)

    def _put(self, portal: str, answered: Answered, task: Task) -> None:
        before = self.get(portal, task.key)
        at = answered.at.isoformat()
        known = answered.known or (before.known if before else None)
        is_good = answered.verdict in {Verdict.GOOD, Verdict.MOVED}
        last_good = before.last_good if before else None
        contexts = task.contexts or (before.task.contexts if before else ())
        values = (
            task.url,
            task.kind,
            task.depth,
            contexts_to_json(contexts),
            known and known.to_json(),
            answered.moved_to,
            before.first_seen.isoformat() if before else at,
            at,
            at if is_good else last_good and last_good.isoformat(),
            0 if is_good else _attempts(before, answered),
            answered.verdict,
        )
        marks = ",".join("?" * (2 + len(values)))
        self._db.write(
            f"INSERT INTO addresses (portal, key, {_COLUMNS}) VALUES ({marks}) "  # noqa: S608 - constants
            f"ON CONFLICT (portal, key) DO UPDATE SET ({_COLUMNS}) = "
            f"({','.join('excluded.' + name.strip() for name in _COLUMNS.split(','))})",
            portal,
            task.key,
            *values,
        )


def _attempts(before: Address | None, answered: Answered) -> int:
    """Count the days in a row on which an address failed, or on which it was gone."""
    if before is None or not before.attempts:
        return 1
    if (before.outcome is Verdict.GONE) != (answered.verdict is Verdict.GONE):
        return 1
    return before.attempts + (_day(before.last_seen) != _day(answered.at))


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(_CHINA).date()


def _address(row: Row) -> Address:
    url, kind, depth, contexts, known, moved_to = row[:6]
    first_seen, last_seen, last_good, attempts, outcome = row[6:]
    return Address(
        task=Task(url, Kind(kind), contexts_from_json(contexts), depth=depth),
        known=KnownRecord.from_json(known) if known else None,
        moved_to=moved_to,
        first_seen=dt.datetime.fromisoformat(first_seen),
        last_seen=dt.datetime.fromisoformat(last_seen),
        last_good=dt.datetime.fromisoformat(last_good) if last_good else None,
        attempts=attempts,
        outcome=Verdict(outcome),
    )
