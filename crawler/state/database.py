"""The file behind the state: one SQLite, one process at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import filelock

from crawler.state.schema import SCHEMA, VERSION
from pipelines.errors import LockedError, UserError

FILE: Final = "crawl.sqlite3"
LOCK: Final = "crawl.lock"

Row = tuple[Any, ...]


class Database:
    """One SQLite file under a lock.

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
        self._db.executescript(SCHEMA)
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Close the file and let the next crawl in."""
        self._db.close()
        self._lock.release()

    def row(self, query: str, *values: object) -> Row | None:
        """Return the first row of a query."""
        with closing(self._db.execute(query, values)) as cursor:
            row: Row | None = cursor.fetchone()
        return row

    def rows(self, query: str, *values: object) -> list[Row]:
        """Return all rows of a query."""
        return self._db.execute(query, values).fetchall()

    def write(self, query: str, *values: object) -> None:
        """Write, in the transaction that is open or by itself."""
        self._db.execute(query, values)

    def write_many(self, query: str, values: Iterable[tuple[object, ...]]) -> None:
        """Write several rows, in the transaction that is open."""
        self._db.executemany(query, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that the block writes, or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
