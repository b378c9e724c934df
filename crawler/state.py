"""What a crawl has done so far, so that a killed run goes on where it was.

One small SQLite file. An address is written here only after its record stands in the archive,
together with what its page asks for next; so whatever is lost by a kill is asked again, and
nothing that was archived is. A lock keeps a second crawl out.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import filelock

from crawler.tasks import FINAL, Kind, Task, Verdict, contexts_from_json, contexts_to_json
from pipelines.errors import LockedError, UserError

FILE = "crawl.sqlite3"
LOCK = "crawl.lock"
#: A file of another version is refused; the number stands in SQLite's own ``user_version``.
VERSION = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS visits (
    portal TEXT PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT,
    finished INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS tasks (
    portal TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, depth INTEGER NOT NULL,
    contexts TEXT NOT NULL, verdict TEXT, record_id TEXT, PRIMARY KEY (portal, url));
CREATE TABLE IF NOT EXISTS entries (
    portal TEXT NOT NULL, url TEXT NOT NULL, first_visit TEXT NOT NULL,
    PRIMARY KEY (portal, url));
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, extracted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS runs (began_at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one visit over all its runs: reports asked and good, addresses gone, errors."""

    reports_asked: int
    reports_good: int
    gone: int
    errors: int
    entries_new: int


class State:
    """The state folder of a crawl, held by one process at a time.

    Raises :class:`LockedError` if another crawl holds it, :class:`UserError` if the folder
    cannot be written or holds the state of another version.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = filelock.FileLock(folder / LOCK)
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise LockedError(
                f"{folder}: another crawl is running; wait for its end or give another --state"
            ) from None
        except OSError as error:
            raise UserError(f"{folder}: {error.strerror}; choose another --state") from None
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._open()
        except sqlite3.DatabaseError as error:
            self._lock.release()
            raise UserError(f"{path}: {error}; move it away to start anew") from None

    def _open(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, VERSION}:
            raise sqlite3.DatabaseError(f"state of version {version}, this program has {VERSION}")
        # WAL: a commit is one append, and a killed process leaves no half of one.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let the next crawl in."""
        self._db.close()
        self._lock.release()

    # --- runs and their archive files ------------------------------------------------------

    def begin_run(self, now: dt.datetime) -> dt.datetime | None:
        """Write down that a run begins; returns when the one before began, if there was one."""
        row = self._row("SELECT max(began_at) FROM runs")
        with self._transaction():
            self._db.execute("DELETE FROM runs")
            self._db.execute("INSERT INTO runs VALUES (?)", (now.isoformat(),))
        return dt.datetime.fromisoformat(row[0]) if row and row[0] else None

    def knows_file(self, path: str) -> bool:
        """Tell whether an archive file was written down as finished."""
        return self._row("SELECT 1 FROM files WHERE path = ?", path) is not None

    def file_closed(self, path: str) -> None:
        """Write down that an archive file is finished and waits for extraction."""
        self._db.execute("INSERT OR IGNORE INTO files (path) VALUES (?)", (path,))

    def files_to_extract(self) -> tuple[str, ...]:
        """Return the finished archive files whose rows no dataset holds yet, by name."""
        rows = self._db.execute("SELECT path FROM files WHERE NOT extracted ORDER BY path")
        return tuple(path for (path,) in rows)

    def files_extracted(self, paths: Iterable[str]) -> None:
        """Write down that the rows of archive files were committed."""
        with self._transaction():
            self._db.executemany(
                "UPDATE files SET extracted = 1 WHERE path = ?", ((path,) for path in paths)
            )

    # --- visits -------------------------------------------------------------------------

    def begin(self, portal: str, now: dt.datetime, *, anew: bool = False) -> dt.datetime:
        """Begin the visit of a portal, or go on with the one that was not finished.

        With ``anew`` an unfinished one is given up. Returns when it began.
        """
        row = self._row("SELECT started_at, finished FROM visits WHERE portal = ?", portal)
        if row is not None and not row[1] and not anew:
            return dt.datetime.fromisoformat(row[0])
        with self._transaction():
            self._db.execute("DELETE FROM tasks WHERE portal = ?", (portal,))
            self._db.execute(
                "INSERT OR REPLACE INTO visits (portal, started_at) VALUES (?, ?)",
                (portal, now.isoformat()),
            )
        return now

    def end(self, portal: str, now: dt.datetime, outcome: str, *, finished: bool) -> None:
        """End a visit; one that is not ``finished`` is gone on with the next time."""
        self._db.execute(
            "UPDATE visits SET ended_at = ?, outcome = ?, finished = ? WHERE portal = ?",
            (now.isoformat(), outcome, int(finished), portal),
        )

    def done(self, portal: str) -> frozenset[str]:
        """Return the addresses that this visit need not ask again."""
        marks = ",".join("?" * len(FINAL))
        rows = self._db.execute(
            f"SELECT url FROM tasks WHERE portal = ? AND verdict IN ({marks})",  # noqa: S608 - marks only
            (portal, *sorted(FINAL)),
        )
        return frozenset(url for (url,) in rows)

    def pending(self, portal: str) -> tuple[Task, ...]:
        """Return what answered pages asked for and was not answered itself, in order."""
        rows = self._db.execute(
            "SELECT url, kind, depth, contexts FROM tasks "
            "WHERE portal = ? AND verdict IS NULL ORDER BY rowid",
            (portal,),
        )
        return tuple(
            Task(url, Kind(kind), contexts_from_json(contexts), depth=depth)
            for url, kind, depth, contexts in rows
        )

    def answered(
        self,
        portal: str,
        task: Task,
        verdict: Verdict,
        record_id: str | None = None,
        children: Sequence[Task] = (),
    ) -> None:
        """Write down how a page answered and what it asks for, both or neither."""
        row = (portal, task.url, task.kind, task.depth, contexts_to_json(task.contexts))
        below = [
            (portal, child.url, child.kind, child.depth, contexts_to_json(child.contexts))
            for child in children
        ]
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*row, verdict, record_id),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO tasks VALUES (?, ?, ?, ?, ?, NULL, NULL)", below
            )

    def listed(self, portal: str, started_at: dt.datetime, urls: Iterable[str]) -> None:
        """Write down which entries a visit met."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO entries VALUES (?, ?, ?)",
                ((portal, url, started_at.isoformat()) for url in urls),
            )

    def tally(self, portal: str, started_at: dt.datetime) -> Tally:
        """Count what a visit did, over all the runs that it took."""
        rows = self._db.execute(
            "SELECT kind, verdict, count(*) FROM tasks "
            "WHERE portal = ? AND verdict IS NOT NULL GROUP BY kind, verdict",
            (portal,),
        )
        counts = {(Kind(kind), Verdict(verdict)): number for kind, verdict, number in rows}
        new = self._row(
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

    def _row(self, query: str, *values: str) -> tuple[Any, ...] | None:
        with closing(self._db.execute(query, values)) as cursor:
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def _transaction(self) -> sqlite3.Connection:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db
