"""What a reader sees: the files of one moment, also while a commit moves new ones into place."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from pipelines.dataset.errors import DatasetError
from pipelines.dataset.journal import Journal
from pipelines.dataset.layout import JOURNAL, PENDING, Partition, files_of, partition_of

#: A commit moves its files within moments; a reader that meets one looks again.
_TRIES: Final = 200
_PAUSE: Final = 0.05

Result = TypeVar("Result")
Files = dict[str, dict[Partition, Path]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Partition files by table; ``stamp`` differs as soon as one of them is another file.

    Where a file lies counts too: one that waited to be moved may have given way to the next.
    """

    files: Files
    stamp: tuple[tuple[str, Partition, int, int, int], ...]


def look(root: Path, tables: Sequence[str]) -> Snapshot:
    """Files of these tables as the last commit has them, moved into place or not yet."""
    for _ in range(_TRIES):
        before = _journal_stamp(root)
        try:
            files = {table: _files(root, table) for table in tables}
            stamp = tuple(
                (table, partition, *_identity(path))
                for table, found in files.items()
                for partition, path in found.items()
            )
        except FileNotFoundError:
            continue
        if _journal_stamp(root) == before:
            return Snapshot(files, stamp)
    raise _restless(root)


def read_consistently(root: Path, tables: Sequence[str], read: Callable[[Files], Result]) -> Result:
    """Return the result of ``read`` over files that did not change while it read."""
    for _ in range(_TRIES):
        snapshot = look(root, tables)
        try:
            result = read(snapshot.files)
        except (OSError, DatasetError):
            # A file that was moved away under the reader is no damage.
            if look(root, tables) == snapshot:
                raise
            continue
        if look(root, tables) == snapshot:
            return result
        time.sleep(_PAUSE)
    raise _restless(root)


def _restless(root: Path) -> DatasetError:
    return DatasetError(f"{root}: it is being written to without pause; try again later")


def _files(root: Path, table: str) -> dict[Partition, Path]:
    found = files_of(root, table)
    journal = Journal.read(root)
    if journal is None:
        return found
    for relative in journal.removals:
        partition = _partition(table, relative)
        if partition is not None:
            found.pop(partition, None)
    for relative in journal.moves:
        partition = _partition(table, relative)
        if partition is not None:
            pending = root / PENDING / relative
            found[partition] = pending if pending.exists() else root / relative
    return dict(sorted(found.items()))


def _partition(table: str, relative: str) -> Partition | None:
    prefix = f"{table}/"
    return partition_of(relative.removeprefix(prefix)) if relative.startswith(prefix) else None


def _journal_stamp(root: Path) -> tuple[int, int, int] | None:
    try:
        return _identity(root / JOURNAL)
    except FileNotFoundError:
        return None


def _identity(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return (status.st_ino, status.st_mtime_ns, status.st_size)
