"""Whether what a record repeats is there: kept on disk, since an archive may hold any number."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Self

_SCHEMA = """
CREATE TABLE offered (key INTEGER NOT NULL);
CREATE TABLE wanted (reference INTEGER NOT NULL, key INTEGER NOT NULL);
CREATE TABLE places (path TEXT NOT NULL, offset INTEGER NOT NULL, url TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that repeats another: where it stands, and keys under which that may be found."""

    offset: int
    url: str
    keys: tuple[int, ...]


class Originals:
    """Keys that records offer and that references want, in a private database on disk."""

    def __init__(self) -> None:
        # An empty name is a private database on disk that is gone when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, path: str, offered: Iterable[int], references: Iterable[Reference]) -> None:
        """Take in what the records of one file offer, and what they refer to."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO offered VALUES (?)", ((key,) for key in offered))
        for reference in references:
            place = (path, reference.offset, reference.url)
            row = self._database.execute("INSERT INTO places VALUES (?, ?, ?)", place).lastrowid
            self._database.executemany(
                "INSERT INTO wanted VALUES (?, ?)", ((row, key) for key in reference.keys)
            )
        self._database.execute("COMMIT")

    def missing(self) -> Iterator[tuple[str, int, str]]:
        """Yield path, offset and address of every record whose original nobody offers."""
        self._database.execute("CREATE INDEX by_key ON offered (key)")
        query = (
            "SELECT path, offset, url FROM places WHERE rowid NOT IN "
            "(SELECT reference FROM wanted WHERE key IN (SELECT key FROM offered)) "
            "ORDER BY path, offset"
        )
        with closing(self._database.execute(query)) as rows:
            yield from rows


def keys(names: Iterable[str]) -> tuple[int, ...]:
    """Short forms of keys; that two are alike by chance is one in 10^19."""
    return tuple(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
        for name in names
    )
