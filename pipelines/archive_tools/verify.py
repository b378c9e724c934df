"""Is an archive what it was when it was written? Every record of every file, by its digests."""

from __future__ import annotations

import os
import time
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.archive_tools.digests import BlockDigests
from pipelines.archive_tools.files import each, warc_files
from pipelines.archive_tools.originals import Originals, Reference, keys
from pipelines.captures.fields import LIST, parse_fields
from pipelines.captures.records import Damage, Record, WarcScan
from pipelines.captures.revisits import keys_offered, keys_wanted
from pipelines.captures.sources import OPEN_SUFFIX

_ORIGINALS: Final = frozenset({"response", "revisit"})

#: Called with files done and files in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written; ``offset`` in bytes."""

    path: str
    offset: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}: at byte {self.offset}: {self.message}"


@dataclass(slots=True)
class FileVerdict:
    """What one file holds.

    ``records`` by type, ``unchecked`` those that print no digest; ``offered`` and
    ``references`` tell what stands here and what must stand somewhere.
    """

    size: int = 0
    records: Counter[str] = field(default_factory=Counter)
    unchecked: int = 0
    faults: list[Fault] = field(default_factory=list)
    offered: array[int] = field(default_factory=lambda: array("q"))
    references: list[Reference] = field(default_factory=list)


@dataclass(slots=True)
class ArchiveVerdict:
    """What a whole archive holds; sizes in bytes."""

    files: int = 0
    size: int = 0
    records: Counter[str] = field(default_factory=Counter)
    unchecked: int = 0
    faults: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        """Last line of ``gongkai archive verify``."""
        speed = self.size / 1e6 / max(self.seconds, 1e-9)
        unchecked = f", {self.unchecked} without a digest" if self.unchecked else ""
        return (
            f"verified {self.files} files, {self.size} bytes, {self.records.total()} records"
            f"{unchecked}: {self.faults or 'no'} faults ({speed:.0f} MB/s)"
        )


def verify(
    paths: Sequence[Path],
    say: Callable[[Fault], None],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> ArchiveVerdict:
    """Verify every WARC file under these paths; ``say`` takes each fault as it is found.

    Originals of revisits are looked for among all these files, and told about at the end.
    Raises :class:`~pipelines.errors.UserError` where there is nothing to verify.
    """
    started = time.monotonic()
    sources = warc_files(paths)
    found = ArchiveVerdict(len(sources))
    with Originals() as originals:
        for number, (source, verdict) in enumerate(each(verify_file, sources, workers), start=1):
            found.size += verdict.size
            found.records += verdict.records
            found.unchecked += verdict.unchecked
            found.faults += len(verdict.faults)
            for fault in verdict.faults:
                say(fault)
            originals.add(str(source.path), verdict.offered, verdict.references)
            if progress is not None:
                progress(number, len(sources))
        for path, offset, url in originals.missing():
            found.faults += 1
            say(Fault(path, offset, f"what {url} repeats is in none of the files given"))
    found.seconds = time.monotonic() - started
    return found


def verify_file(path: Path) -> FileVerdict:
    """Verify one WARC file: whole gzip members, block and payload digests."""
    verdict = FileVerdict()
    try:
        with path.open("rb") as file:
            verdict.size = os.fstat(file.fileno()).st_size
            checker = _Checker(path, verdict)
            for item in WarcScan(file, {"metadata"}.__contains__, taste=checker.taste):
                checker.take(item)
    except OSError as error:
        verdict.faults.append(Fault(str(path), 0, f"cannot be read: {error.strerror or error}"))
        return verdict
    if not verdict.records and not verdict.faults:
        verdict.faults.append(Fault(str(path), 0, "the file is empty"))
    return verdict


class _Checker:
    """Judges the records of one file as they go by."""

    def __init__(self, path: Path, verdict: FileVerdict) -> None:
        self._path = str(path)
        self._verdict = verdict
        self._is_open = path.name.endswith(OPEN_SUFFIX)
        self._digests: BlockDigests | None = None

    def taste(self, headers: Mapping[str, str]) -> BlockDigests:
        """Return what takes the block of the record with these headers."""
        self._digests = BlockDigests(headers)
        return self._digests

    def take(self, item: Record | Damage) -> None:
        """Judge a record that is whole, or note what is not."""
        if isinstance(item, Damage):
            # A file that is still written, or whose writer was killed, may end anywhere.
            if not (item.torn and self._is_open):
                self._fault(item.offset, item.message)
            return
        digests = self._digests
        if item.block is not None:
            digests = BlockDigests(item.headers)
            digests.update(item.block)
        self._verdict.records[item.type] += 1
        if digests is None or not digests.checked:
            self._verdict.unchecked += 1
        else:
            for message in digests.wrong():
                self._fault(item.offset, f"{item.type} of {item.uri or item.id}: {message}")
        self._refer(item)

    def _refer(self, item: Record) -> None:
        if item.type in _ORIGINALS:
            self._verdict.offered.extend(keys(keys_offered(item)))
        if item.type == "revisit":
            wanted = keys(keys_wanted(item))
            self._verdict.references.append(Reference(item.offset, item.uri or "", wanted))
        elif item.block is not None:
            fields = parse_fields(item.block)
            if LIST in fields:
                wanted = keys([f"id {fields.get('equals-record-id')}"])
                self._verdict.references.append(Reference(item.offset, item.uri or "", wanted))

    def _fault(self, offset: int, message: str) -> None:
        self._verdict.faults.append(Fault(self._path, offset, message))
