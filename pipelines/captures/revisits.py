"""Revisit records resolved to their originals, in whatever file these are.

The index is built when the first revisit is met, over the sources at hand and, only if the
original is not among them, over the other WARC files of the same folders. It holds keys and
offsets, never bodies, in a private temporary database on disk, so its memory is bounded
whatever the size of the archive.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from pipelines.captures.answers import Answer, read_answer
from pipelines.captures.coding import TooLargeError
from pipelines.captures.records import Damage, Record, RecordError, WarcScan
from pipelines.captures.sources import Source, list_sources
from pipelines.captures.times import parse_time

#: A revisit may point to a revisit; more steps than these are a circle.
_MAX_STEPS: Final = 8
#: Originals of one key that are tried before it counts as missing.
_MAX_CANDIDATES: Final = 20
_BATCH: Final = 10_000
#: Digests of no bytes at all, in both spellings: some programs print them on every 304.
_EMPTY_DIGESTS: Final = frozenset(
    f"{name}:{spelling}".lower()
    for name in ("sha1", "sha256")
    for spelling in (
        hashlib.new(name).hexdigest(),
        base64.b32encode(hashlib.new(name).digest()).decode("ascii"),
    )
)

_Row = tuple[str, int, int]


class RevisitResolver:
    """Finds the original of a revisit: by record id, by address and date, by payload digest.

    Files are looked at in the order of their paths, so the answer does not depend on the
    order in which the sources were given. It can be pickled; the index is then built anew.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sorted(
            (source for source in sources if source.kind == "warc"),
            key=lambda source: str(source.path),
        )
        self._files: list[Path] = []
        self._database: sqlite3.Connection | None = None
        self._widened = False

    def __reduce__(self) -> tuple[type[RevisitResolver], tuple[list[Source]]]:
        return (type(self), (self._sources,))

    def resolve(self, record: Record) -> Answer | None:
        """Answer of the original, or null where no file at hand holds it."""
        return self._resolve(record, _MAX_STEPS)

    def _resolve(self, record: Record, steps: int) -> Answer | None:
        if steps == 0:
            return None
        return self._first_answer(record, steps) or (
            self._first_answer(record, steps) if self._widen() else None
        )

    def _first_answer(self, record: Record, steps: int) -> Answer | None:
        for key in _keys_wanted(record):
            for original in self._candidates(key):
                answer = self._answer_of(original, steps)
                if answer is not None:
                    return answer
        return None

    def _answer_of(self, original: Record, steps: int) -> Answer | None:
        if original.type == "revisit":
            return self._resolve(original, steps - 1)
        if original.block is None:
            return None
        try:
            return read_answer(original, original.block)
        except (RecordError, TooLargeError):
            return None

    def _candidates(self, key: str) -> Iterator[Record]:
        rows = self._index().execute(
            "SELECT file, offset FROM originals WHERE key = ? ORDER BY file, offset LIMIT ?",
            (key, _MAX_CANDIDATES),
        )
        for number, offset in rows.fetchall():
            yield from _records_at(self._files[number], offset, key)

    def _index(self) -> sqlite3.Connection:
        if self._database is None:
            # An empty name is a private database on disk that is gone when it is closed.
            self._database = sqlite3.connect("", isolation_level=None)
            weakref.finalize(self, self._database.close)
            self._database.execute(
                "CREATE TABLE originals (key TEXT, file INTEGER, offset INTEGER)"
            )
            self._database.execute("CREATE INDEX by_key ON originals (key)")
            self._add([source.path for source in self._sources])
        return self._database

    def _widen(self) -> bool:
        """Take the other WARC files of the folders too; false where that was done before."""
        if self._widened:
            return False
        self._widened = True
        known = {path.resolve() for path in self._files}
        folders = sorted({source.path.parent for source in self._sources})
        others = [
            source.path
            for folder in folders
            if folder.is_dir()
            for source in list_sources([path for path in folder.iterdir() if path.is_file()])
            if source.kind == "warc" and source.path.resolve() not in known
        ]
        self._add(others)
        return bool(others)

    def _add(self, paths: Sequence[Path]) -> None:
        database = self._index()
        for path in paths:
            rows = _rows(path, len(self._files))
            self._files.append(path)
            while batch := list(islice(rows, _BATCH)):
                database.execute("BEGIN")
                database.executemany("INSERT INTO originals VALUES (?, ?, ?)", batch)
                database.execute("COMMIT")


def _keys_wanted(record: Record) -> Iterator[str]:
    """Keys under which the original of a revisit may be found, the surest first."""
    headers = record.headers
    refers_to = headers.get("warc-refers-to")
    if refers_to is not None and refers_to != record.id:
        yield f"id {refers_to}"
    uri = headers.get("warc-refers-to-target-uri")
    date = headers.get("warc-refers-to-date")
    if uri is not None and date is not None:
        yield _at(uri, date)
    digest = _digest(record)
    if digest is not None:
        yield f"digest {digest} {record.uri}"
        yield f"digest {digest}"


def _keys_offered(record: Record) -> Iterator[str]:
    if record.id is not None:
        yield f"id {record.id}"
    if record.type == "revisit":
        return
    if record.uri is not None:
        yield _at(record.uri, record.headers.get("warc-date", ""))
    digest = _digest(record)
    if digest is not None:
        yield f"digest {digest} {record.uri}"
        yield f"digest {digest}"


def _at(uri: str, date: str) -> str:
    parsed = parse_time(date)
    return f"at {parsed.isoformat() if parsed else date} {uri.strip('<>')}"


def _digest(record: Record) -> str | None:
    printed = record.headers.get("warc-payload-digest", "").strip().lower()
    return None if not printed or printed in _EMPTY_DIGESTS else printed


def _rows(path: Path, number: int) -> Iterator[_Row]:
    try:
        with path.open("rb") as file:
            for item in WarcScan(file, lambda _: False):
                if isinstance(item, Record) and item.type in {"response", "revisit"}:
                    for key in _keys_offered(item):
                        yield (key, number, item.offset)
    except OSError:
        # The file itself is reported when it is read as a source; here it just has no originals.
        return


def _records_at(path: Path, offset: int, key: str) -> Iterator[Record]:
    try:
        with path.open("rb") as file:
            wanted = frozenset({"response", "revisit"})
            for item in WarcScan(file, wanted.__contains__, start=offset):
                if isinstance(item, Damage) or item.offset != offset:
                    return
                if item.type in wanted and key in _keys_offered(item):
                    yield item
    except OSError:
        return
