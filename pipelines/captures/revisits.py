"""Revisit records resolved to their originals, in whatever file these are.

A revisit of ours names the file and the offset of its original, so nothing is searched: of an
archive of any size one record is read. For all others, and where a file was written anew, there
is an index, built when the first of them is met, over the sources at hand and, only if the
original is not among them, over the other WARC files of the same folders and of the archive. It
holds keys and offsets, never bodies, in a private temporary database on disk, so its memory is
bounded whatever the size of the archive.
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
from pipelines.captures.sources import OPEN_SUFFIX, Source, list_sources
from pipelines.captures.times import parse_time

#: Headers beyond the standard with which a revisit of ours says where its original stands.
REFERS_TO_FILE: Final = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET: Final = "WARC-Refers-To-File-Offset"

#: A revisit may point to a revisit; more steps than these are a circle.
_MAX_STEPS: Final = 8
#: Originals of one key that are tried before it counts as missing.
_MAX_CANDIDATES: Final = 20
#: No file system has longer names; in a foreign file anything may be printed.
_LONGEST_NAME: Final = 200
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
    """Finds the original of a revisit: by its place, its id, address and date, payload digest.

    ``archive``: a folder that is looked through, with all folders in it, where the sources and
    the files beside them do not hold the original. Files are looked at in the order of their
    paths, so the answer does not depend on the order in which the sources were given. It can be
    pickled; the index is then built anew.
    """

    def __init__(self, sources: Sequence[Source], archive: Path | None = None) -> None:
        self._sources = sorted(
            (source for source in sources if source.kind == "warc"),
            key=lambda source: str(source.path),
        )
        self._archive = archive
        self._folders = sorted({source.path.parent for source in self._sources})
        self._named = _by_name(self._sources)
        self._walked = False
        self._files: list[Path] = []
        self._database: sqlite3.Connection | None = None
        self._widened = False

    def __reduce__(self) -> tuple[type[RevisitResolver], tuple[list[Source], Path | None]]:
        return (type(self), (self._sources, self._archive))

    def resolve(self, record: Record) -> Answer | None:
        """Answer of the original, or null where no file at hand holds it."""
        return self._at_its_place(record) or self._resolve(record, _MAX_STEPS)

    def _at_its_place(self, record: Record) -> Answer | None:
        """Answer of the original where the revisit says that it is; null where it is not there."""
        name = record.headers.get(REFERS_TO_FILE.lower(), "")
        offset = record.headers.get(REFERS_TO_OFFSET.lower(), "")
        key = next(keys_wanted(record), None)
        plain = len(name) <= _LONGEST_NAME and name == Path(name).name
        if not (name and plain and key and offset.isascii() and offset.isdigit()):
            return None
        for path in self._paths_of(name):
            for original in _records_at(path, int(offset), key):
                if original.type != "revisit" and (answer := self._answer_of(original, 1)):
                    return answer
        return None

    def _paths_of(self, name: str) -> Iterator[Path]:
        """Files of this base name: among the sources, beside them, then in the archive."""
        if name in self._named:
            yield from self._named[name]
            return
        beside = [folder / ending for folder in self._folders for ending in _spellings(name)]
        found = [path for path in beside if path.is_file()]
        yield from found
        if not found:
            self._walk()
            yield from self._named.get(name, ())

    def _walk(self) -> None:
        """Learn the names of all files of the archive, once."""
        if self._walked or self._archive is None:
            return
        self._walked = True
        for name, paths in _by_name(_warcs_in(self._archive)).items():
            self._named.setdefault(name, paths)

    def _resolve(self, record: Record, steps: int) -> Answer | None:
        if steps == 0:
            return None
        return self._first_answer(record, steps) or (
            self._first_answer(record, steps) if self._widen() else None
        )

    def _first_answer(self, record: Record, steps: int) -> Answer | None:
        for key in keys_wanted(record):
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
        beside = [
            source
            for folder in self._folders
            if folder.is_dir()
            for source in list_sources([path for path in folder.iterdir() if path.is_file()])
        ]
        in_archive = [] if self._archive is None else _warcs_in(self._archive)
        others = {
            source.path.resolve(): source.path
            for source in (*beside, *in_archive)
            if source.kind == "warc" and source.path.resolve() not in known
        }
        self._add(list(others.values()))
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


def _by_name(sources: Sequence[Source]) -> dict[str, list[Path]]:
    named: dict[str, list[Path]] = {}
    for source in sources:
        named.setdefault(source.warc_file, []).append(source.path)
    return named


def _spellings(name: str) -> tuple[str, str]:
    """Return the name of a finished file, and of one that is still written or was left behind."""
    return name, name + OPEN_SUFFIX


def _warcs_in(folder: Path) -> list[Source]:
    """WARC files below a folder by path; none where it is not there."""
    found = list_sources([folder]) if folder.is_dir() else []
    return [source for source in found if source.kind == "warc"]


def keys_wanted(record: Record) -> Iterator[str]:
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


def keys_offered(record: Record) -> Iterator[str]:
    """Keys under which a record can be found as an original; a revisit by its id alone."""
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
                    for key in keys_offered(item):
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
                if item.type in wanted and key in keys_offered(item):
                    yield item
    except OSError:
        return
