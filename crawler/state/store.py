"""What crawls have seen and done: the state, in parts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from crawler.state.addresses import Addresses, Answered
from crawler.state.database import Database
from crawler.state.lists import Lists
from crawler.state.portals import PortalRows, Years
from crawler.state.runs import Runs
from crawler.state.visits import Visits


class State:
    """The state folder of a crawl, held by one process at a time.

    An address is written here only after its record stands in the archive, together with what
    its page asks for next; so whatever is lost by a kill is asked again, and nothing that was
    archived is. Raises :class:`LockedError` if another crawl holds it, :class:`UserError` if
    the folder cannot be written or holds the state of another version.
    """

    def __init__(self, folder: Path) -> None:
        self._db = Database(folder)
        self.visits = Visits(self._db)
        self.addresses = Addresses(self._db)
        self.lists = Lists(self._db)
        self.portals = PortalRows(self._db)
        self.years = Years(self._db)
        self.runs = Runs(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let the next crawl in."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Write all that the block writes, or nothing of it."""
        return self._db.transaction()

    def answered(self, portal: str, answered: Answered) -> None:
        """Write down how an address answered and what it asks for, both or neither."""
        with self._db.transaction():
            self.visits.settle(portal, answered)
            self.addresses.settle(portal, answered)

    def knows_record(self, record_id: str) -> bool:
        """Tell whether the answer of an archive record was taken in by a visit that goes on."""
        query = (
            "SELECT 1 FROM tasks WHERE record_id = ? UNION ALL "
            "SELECT 1 FROM lists WHERE record_id = ? LIMIT 1"
        )
        return self._db.row(query, record_id, record_id) is not None

    # --- archive files ---------------------------------------------------------------------

    def knows_file(self, path: str) -> bool:
        """Tell whether an archive file was written down as finished."""
        return self._db.row("SELECT 1 FROM files WHERE path = ?", path) is not None

    def file_closed(self, path: str) -> None:
        """Write down that an archive file is finished and waits for extraction."""
        self._db.write("INSERT OR IGNORE INTO files (path) VALUES (?)", path)

    def last_file(self) -> str | None:
        """Return the archive file that was finished last, where it waits for extraction."""
        row = self._db.row("SELECT path, extracted FROM files ORDER BY rowid DESC LIMIT 1")
        return row[0] if row and not row[1] else None

    def files_to_extract(self) -> tuple[str, ...]:
        """Return the finished archive files whose rows no dataset holds yet, by name."""
        rows = self._db.rows("SELECT path FROM files WHERE NOT extracted ORDER BY path")
        return tuple(path for (path,) in rows)

    def file_staged(self, path: str, run: str, reader: str) -> None:
        """Write down which run of the extraction staged an archive file, and by what it was read."""
        self._db.write("INSERT OR REPLACE INTO staged VALUES (?, ?, ?)", path, run, reader)

    def run_of(self, path: str, reader: str) -> str | None:
        """Return the run that staged an archive file, read in the same way."""
        row = self._db.row("SELECT run FROM staged WHERE path = ? AND reader = ?", path, reader)
        return row[0] if row else None

    def files_extracted(self, paths: Iterable[str]) -> None:
        """Write down that the rows of archive files were committed."""
        rows = [(path,) for path in paths]
        with self._db.transaction():
            self._db.write_many("UPDATE files SET extracted = 1 WHERE path = ?", rows)
            self._db.write_many("DELETE FROM staged WHERE path = ?", rows)
