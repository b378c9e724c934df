"""Commits over many files: all of it, or none.

New files are written to ``_pending/`` and wait there until the journal stands; from then on
the commit has happened, and moving the files into place is only tidying up, which whoever
writes next completes. Before that it has not, and whoever writes next throws them away.
Readers look a file up under ``_pending/`` first while a journal stands.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
from filelock import FileLock, Timeout

from pipelines.dataset.errors import DatasetError, DatasetLockedError
from pipelines.dataset.layout import JOURNAL, LOCK, PENDING
from pipelines.dataset.parquet import ROW_GROUP, write_table

#: Seconds that a second writer waits for the first.
WAIT: Final = 600.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Journal:
    """A commit that has happened: files to move into place, files to remove."""

    moves: tuple[str, ...]
    removals: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> Journal | None:
        """Journal of the dataset; null where none stands."""
        try:
            text = (root / JOURNAL).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            value = json.loads(text)
            return cls(tuple(value["moves"]), tuple(value["removals"]))
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(
                f"{root / JOURNAL}: the journal of a commit cannot be read; "
                "restore the dataset or extract it anew from the archive"
            ) from error

    def write(self, root: Path) -> None:
        """Put the journal in place: from here on the commit has happened."""
        value = {"moves": self.moves, "removals": self.removals}
        partial = root / f"{JOURNAL}.writing"
        with partial.open("w", encoding="utf-8") as file:
            json.dump(value, file, indent=0)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(root / JOURNAL)
        _sync_folder(root)

    def complete(self, root: Path) -> None:
        """Move and remove, whatever of it was done before, and take the journal away."""
        for relative in self.moves:
            pending, final = root / PENDING / relative, root / relative
            if pending.exists():
                final.parent.mkdir(parents=True, exist_ok=True)
                pending.replace(final)
        for relative in self.removals:
            (root / relative).unlink(missing_ok=True)
        folders = {(root / relative).parent for relative in (*self.moves, *self.removals)}
        for folder in sorted(folders):
            _sync_folder(folder)
        _prune(root, self.removals)
        shutil.rmtree(root / PENDING, ignore_errors=True)
        (root / JOURNAL).unlink()
        _sync_folder(root)


class Transaction:
    """Collects the new files and the removals of one commit."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._moves: dict[str, None] = {}
        self._removals: dict[str, None] = {}

    def put(
        self,
        relative: str,
        table: pa.Table,
        *,
        metadata: Mapping[bytes, bytes],
        row_group: int = ROW_GROUP,
    ) -> None:
        """Write a new file, unless the one in place has the same bytes."""
        pending, final = self._root / PENDING / relative, self._root / relative
        self._removals.pop(relative, None)
        write_table(pending, table, metadata=metadata, row_group=row_group, durable=False)
        if final.exists() and filecmp.cmp(pending, final, shallow=False):
            pending.unlink()
            return
        with pending.open("rb") as file:
            os.fsync(file.fileno())
        self._moves[relative] = None

    def remove(self, relative: str) -> None:
        """Remove a file; one that is not there is passed over."""
        if (self._root / relative).exists():
            self._removals[relative] = None

    def outcome(self, relative: str) -> Path | None:
        """File that this path will name after the commit; null if none."""
        if relative in self._moves:
            return self._root / PENDING / relative
        final = self._root / relative
        return final if relative not in self._removals and final.exists() else None

    @property
    def moves(self) -> tuple[str, ...]:
        """Paths of the new files."""
        return tuple(self._moves)

    @property
    def changes(self) -> int:
        """How many files change."""
        return len(self._moves) + len(self._removals)

    def commit(self, consumed: Iterable[Path]) -> None:
        """Make it so; ``consumed`` are the staged files that it took up."""
        staged = [path.relative_to(self._root).as_posix() for path in consumed]
        journal = Journal(tuple(self._moves), (*self._removals, *staged))
        if journal.moves or journal.removals:
            for folder in {(self._root / PENDING / path).parent for path in self._moves}:
                _sync_folder(folder)
            journal.write(self._root)
            journal.complete(self._root)
        shutil.rmtree(self._root / PENDING, ignore_errors=True)


def recover(root: Path) -> bool:
    """Complete the commit that a killed run left, or throw away what it had not committed.

    Tells whether a commit was completed. Only the holder of the lock may call it.
    """
    (root / f"{JOURNAL}.writing").unlink(missing_ok=True)
    journal = Journal.read(root)
    if journal is not None:
        journal.complete(root)
    shutil.rmtree(root / PENDING, ignore_errors=True)
    return journal is not None


@contextmanager
def writing(root: Path, *, wait: float = WAIT, say: Say | None = None) -> Iterator[None]:
    """Hold the lock of the dataset, after mending what a killed writer left.

    Waits up to ``wait`` seconds for another writer, and says so in one line; then raises
    :class:`DatasetLockedError`. A folder that cannot be written raises :class:`DatasetError`.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / LOCK)
        _acquire(lock, root, wait, say)
        try:
            if recover(root) and say is not None:
                say(f"{root}: completed the commit of a run that was killed")
            yield
        finally:
            lock.release()
    except OSError as error:
        raise cannot_write(root, error) from error


def cannot_write(root: Path, error: OSError) -> DatasetError:
    """One line for a folder that does not take what is written."""
    where = f" ({error.filename})" if error.filename else ""
    return DatasetError(
        f"{root}: cannot be written: {error.strerror or error}{where}; "
        "free it or give another folder"
    )


def _acquire(lock: FileLock, root: Path, wait: float, say: Say | None) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if say is not None and wait > 0:
            say(f"{root}: another run writes to it; waiting up to {wait:.0f} s for it to end")
        try:
            lock.acquire(timeout=wait)
        except Timeout as timeout:
            raise DatasetLockedError(
                f"{root}: another run has been writing to it for {wait:.0f} s; "
                "try again when it has ended"
            ) from timeout


def _sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder durable, as far as its file system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


def _prune(root: Path, removed: Iterable[str]) -> None:
    """Remove the folders that became empty, from the inside out."""
    folders = {
        parent for path in removed for parent in (root / path).parents if root in parent.parents
    }
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        try:
            folder.rmdir()
        except OSError:
            continue  # it is not empty, or somebody else was quicker
