"""What refers to the files of an archive by more than their base names: the state of a crawl.

The data set and revisit records name a file by its base name, which is unique, and look through
the folder of the archive, so they follow a file anywhere below it. The state lists the files that
it finished by their paths in that folder, with whether they were extracted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Self

import filelock

from pipelines.errors import LockedError, UserError

_STATE: Final = "crawl.sqlite3"
_LOCK: Final = "crawl.lock"


@dataclass(frozen=True, slots=True)
class Listed:
    """How the state lists a file: its path in the archive, and whether it was extracted."""

    path: str
    extracted: bool


class CrawlState:
    """The list of archive files in the state of a crawl; empty where there was no crawl."""

    def __init__(self, database: sqlite3.Connection | None) -> None:
        self._database = database
        rows = database.execute("SELECT path, extracted FROM files") if database else ()
        self._listed = {
            PurePosixPath(path).name: Listed(path, bool(extracted)) for path, extracted in rows
        }

    @classmethod
    @contextmanager
    def held(cls, folder: Path) -> Iterator[Self]:
        """Open the state of this folder and keep crawls out meanwhile.

        Raises :class:`LockedError` while a crawl runs, :class:`UserError` for a state that
        cannot be read.
        """
        path = folder / _STATE
        if not path.is_file():
            yield cls(None)
            return
        lock = filelock.FileLock(folder / _LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise LockedError(
                f"{folder}: a crawl is running; its archive can be moved when it has ended"
            ) from None
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                yield cls(database)
        except sqlite3.Error as error:
            raise UserError(f"{path}: {error}; give the folder of the state with --state") from None
        finally:
            lock.release()

    def of(self, name: str) -> Listed | None:
        """How the state lists the file of this base name; null where it does not."""
        return self._listed.get(name)

    def moved(self, name: str, path: str) -> None:
        """Write down that the file of this base name is now at ``path`` in the archive."""
        listed = self._listed.get(name)
        if self._database is None or listed is None or listed.path == path:
            return
        self._database.execute("UPDATE files SET path = ? WHERE path = ?", (path, listed.path))
        self._listed[name] = Listed(path, listed.extracted)
