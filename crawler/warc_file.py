"""One WARC file while it grows: records go on as whole gzip members, or not at all.

A file grows as ``NAME.warc.gz.open`` and is renamed to ``NAME.warc.gz`` when it is complete.
What a call writes is on disk when it returns. A killed process leaves a file that is whole up
to its last record; :func:`recover` trims the rest and renames it. While a file is written its
writer holds a lock on it, so that nobody takes it for a leftover.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import io
import os
import uuid
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.http_message import WHAT_IS_LOST
from pipelines.captures.fields import MEDIA_TYPE
from pipelines.captures.records import last_whole_record
from pipelines.captures.sources import OPEN_SUFFIX
from pipelines.captures.times import format_time

_SUFFIX: Final = ".warc.gz"
_CONFORMS_TO: Final = (
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)


class ArchiveError(Exception):
    """The archive cannot be written; one line that names the folder and the reason."""


class _RawHeaders(StatusAndHeaders):  # type: ignore[misc] # warcio ships no types
    """Headers that are written byte for byte; warcio would re-encode what is not ASCII."""

    def __init__(self, head: bytes) -> None:
        # warcio asks whether there are headers by asking whether this is true.
        super().__init__(head.partition(b"\r\n")[0].decode("latin-1"), [])
        self._head = head

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        del filter_func
        return self._head


class OpenFile:
    """One ``.open`` file under its writer's lock."""

    def __init__(self, path: Path, stream: io.FileIO) -> None:
        self.size = 0
        self.name = path.name.removesuffix(OPEN_SUFFIX)
        self._path = path
        self._stream = stream
        self._buffer = BytesIO()
        self._writer = WARCWriter(self._buffer, warc_version="1.1")
        self._info_id: str | None = None

    @classmethod
    def create(cls, folder: Path, prefix: str, software: str, now: dt.datetime) -> OpenFile:
        """Begin a file whose name nobody else has."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path, stream = _create_locked(folder, f"{prefix}-{now:%Y%m%d%H%M%S}")
        except OSError as error:
            raise _cannot_write(folder, error) from error
        file = cls(path, stream)
        try:
            file.begin(software, format_time(now))
        except ArchiveError:
            stream.close()
            path.unlink(missing_ok=True)
            raise
        return file

    def begin(self, software: str, date: str) -> None:
        """Write the warcinfo record."""
        info = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": _CONFORMS_TO,
            "description": WHAT_IS_LOST,
        }
        block = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode()
        headers = {"WARC-Date": date, "WARC-Filename": self.name}
        record = self.record("warcinfo", block, headers)
        self.append([record])
        self._info_id = record.rec_headers.get_header("WARC-Record-ID")

    def record(
        self,
        record_type: str,
        body: bytes,
        headers: Mapping[str, str | None],
        *,
        head: bytes | None = None,
        media_type: str = MEDIA_TYPE,
    ) -> ArcWarcRecord:
        """One record, with digests; headers whose value is null are left out.

        ``media_type`` is that of a block without an HTTP ``head``.
        """
        named = {"WARC-Type": record_type, **headers, "WARC-Warcinfo-ID": self._info_id}
        return self._writer.create_warc_record(
            "",
            record_type,
            payload=BytesIO(body),
            length=len(body),
            warc_content_type="" if head is not None else media_type,
            warc_headers_dict={name: value for name, value in named.items() if value is not None},
            http_headers=None if head is None else _RawHeaders(head),
        )

    def append(self, records: Sequence[ArcWarcRecord]) -> int:
        """Write records, all or none, to the disk itself; return the offset of the first."""
        self._buffer.seek(0)
        self._buffer.truncate()
        for record in records:
            self._writer.write_record(record)
        start = self.size
        try:
            if self._stream.tell() != start:
                # Half a record of a call that failed would cost its neighbours their place.
                self._stream.truncate(start)
                self._stream.seek(start)
            _write_all(self._stream, self._buffer.getbuffer())
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise _cannot_write(self._path.parent, error) from error
        self.size = self._stream.tell()
        return start

    def finish(self) -> Path:
        """Give the file its final name and its lock back."""
        try:
            self._stream.truncate(self.size)
            return _rename(self._path)
        except OSError as error:
            raise _cannot_write(self._path.parent, error) from error
        finally:
            self._stream.close()


def _create_locked(folder: Path, start: str) -> tuple[Path, io.FileIO]:
    """Create a file and lock it; another name where a recovery was between the two."""
    while True:
        path = folder / f"{start}-{uuid.uuid4().hex[:12]}{_SUFFIX}{OPEN_SUFFIX}"
        stream = io.FileIO(path, "xb")
        fcntl.flock(stream, fcntl.LOCK_EX)
        if _is_same(path, stream.fileno()):
            return path, stream
        stream.close()


def _write_all(stream: io.FileIO, data: memoryview) -> None:
    with data:
        written = 0
        while written < len(data):
            written += stream.write(data[written:])


def _rename(path: Path) -> Path:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    path.rename(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return final


def _cannot_write(folder: Path, error: OSError) -> ArchiveError:
    reason = error.strerror or str(error)
    return ArchiveError(f"{folder}: {reason}; the archive cannot be written there")


def recover(folder: Path | str) -> list[Path]:
    """Trim and rename what killed runs left under this folder; return the files taken up.

    A file that a live writer, or another recovery, holds is left alone; so is one whose final
    name exists. A leftover without a single whole record is removed.
    """
    taken = (_take_up(path) for path in sorted(Path(folder).rglob(f"*{_SUFFIX}{OPEN_SUFFIX}")))
    return [path for path in taken if path is not None]


def _take_up(path: Path) -> Path | None:
    try:
        stream = path.open("r+b")
    except FileNotFoundError:
        return None  # another recovery was faster
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
        if not _is_same(path, stream.fileno()) or final.exists():
            return None
        end = last_whole_record(stream)
        if end == 0:
            path.unlink()
            return None
        stream.truncate(end)
        os.fsync(stream.fileno())
        return _rename(path)


def _is_same(path: Path, descriptor: int) -> bool:
    """Whether the name still means the file that was opened before the lock was had."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
