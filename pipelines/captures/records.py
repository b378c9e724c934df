"""WARC records one after another, from gzipped or plain files.

warcio parses the headers. What it does not do, and an archive that was killed while it was
written needs, is done here: its iterator takes a torn gzip member for a short body and prints
zlib's errors to standard error, so members are decompressed here, and a record counts only
when its member is whole (length and checksum) and its own length agrees.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

#: A longer block is passed over, so that one record cannot fill the memory. Bytes.
MAX_BLOCK: Final = 65 * 1024 * 1024
#: Header lines of one record or one HTTP message together. Bytes.
MAX_HEAD: Final = 1024 * 1024

GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_WARC_MAGIC: Final = b"WARC/"
_VERSIONS: Final = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
#: Two follow each record; more are forgiven, within reason.
_MAX_BLANKS: Final = 1000
_STEP: Final = 16 * 1024
_STEP_OUT: Final = 1024 * 1024


class RecordError(Exception):
    """A record is not whole or not a record; ``torn``: the file ends inside it."""

    def __init__(self, message: str, *, torn: bool = False) -> None:
        super().__init__(message)
        self.torn = torn


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record.

    ``offset`` is that of its gzip member (of the record itself in a plain file), ``headers``
    are keyed by lower-case name, the first of each counts. ``block`` is null where it was not
    wanted or is longer than :data:`MAX_BLOCK`; ``length`` is its size in bytes.
    """

    offset: int
    headers: Mapping[str, str]
    length: int
    block: bytes | None

    @property
    def type(self) -> str:
        """``WARC-Type``."""
        return self.headers.get("warc-type", "").lower()

    @property
    def id(self) -> str | None:
        """``WARC-Record-ID`` with its brackets."""
        return self.headers.get("warc-record-id")

    @property
    def uri(self) -> str | None:
        """``WARC-Target-URI``; wget 1.19 put it in brackets."""
        uri = self.headers.get("warc-target-uri")
        if uri is not None and uri.startswith("<") and uri.endswith(">"):
            return uri[1:-1]
        return uri


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes from ``offset`` on that hold no whole record.

    ``last``: nothing behind them was read; ``torn``: because the file ends there.
    """

    offset: int
    message: str
    last: bool
    torn: bool


class HeaderParser:
    """Reads header lines (WARC or HTTP) up to the blank line, with a bound on their size."""

    def __init__(self, first_words: list[str], *, strict: bool) -> None:
        self._parser = StatusAndHeadersParser(first_words, verify=strict)

    def parse(
        self, stream: Lines, first_line: bytes | None = None
    ) -> tuple[str, str, list[tuple[str, str]]]:
        """Return first word and rest of the first line, and the headers, names in lower case.

        Raises :class:`RecordError` for a wrong first line or more than :data:`MAX_HEAD` bytes.
        """
        try:
            found = self._parser.parse(_Bounded(stream), first_line)
        except (StatusAndHeadersParserException, EOFError) as error:
            raise RecordError("no header where one should stand") from error
        pairs = [(name.lower(), value) for name, value in found.headers]
        return found.protocol, found.statusline, pairs


class Taster(Protocol):
    """What sees the bytes of a block that is not kept, such as a digest."""

    def update(self, piece: bytes, /) -> object:
        """Take the next bytes of the block."""


class Lines(Protocol):
    """What header lines are read from."""

    def readline(self) -> bytes:
        """Next line with its end, empty at the end."""


class _Bounded:
    def __init__(self, stream: Lines) -> None:
        self._stream = stream
        self._left = MAX_HEAD

    def readline(self) -> bytes:
        line = self._stream.readline()
        self._left -= len(line)
        if self._left < 0:
            raise RecordError(f"its header is longer than {MAX_HEAD} bytes")
        return line


_WARC_HEADER = HeaderParser(_VERSIONS, strict=True)


class _Stream(Lines, Protocol):
    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""

    def skip(self, size: int, taster: Taster | None = None) -> int:
        """Pass over up to ``size`` bytes and return how many there were."""

    def offset_before(self, line: bytes) -> int:
        """Offset in the file of the record whose first line was just read."""


class GzipMember:
    """The bytes of one gzip member; its checksum is verified when its end is reached.

    Raises :class:`RecordError` where the member is damaged or the file ends inside it.
    ``end`` is the offset behind it once it was read through.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self.end: int | None = None
        self._offset = offset
        self._file = file
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._buffer = b""
        self._at = 0

    def _fill(self) -> bool:
        """Have unread bytes in the buffer; false at the end of the member."""
        while self._at >= len(self._buffer):
            if self.end is not None:
                return False
            self._decompress(self._inflate.unconsumed_tail or self._file.read(_STEP))
        return True

    def _decompress(self, data: bytes) -> None:
        try:
            self._buffer = self._inflate.decompress(data, _STEP_OUT)
        except zlib.error as error:
            raise RecordError(f"its gzip member is damaged ({error})") from error
        self._at = 0
        if self._inflate.eof:
            self.end = self._file.tell() - len(self._inflate.unused_data)
        elif not data and not self._buffer:
            raise RecordError("the file ends inside a gzip member", torn=True)

    def _pieces(self, size: int) -> Iterator[bytes]:
        while size > 0 and self._fill():
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            yield piece

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes, fewer only at the end of the member."""
        return b"".join(self._pieces(size))

    def skip(self, size: int, taster: Taster | None = None) -> int:
        """Pass over up to ``size`` bytes and return how many there were."""
        held = 0
        for piece in self._pieces(size):
            held += len(piece)
            if taster is not None:
                taster.update(piece)
        return held

    def readline(self) -> bytes:
        """Next line with its end, cut at :data:`MAX_HEAD` bytes."""
        parts: list[bytes] = []
        size = 0
        while size <= MAX_HEAD and self._fill():
            end = self._buffer.find(b"\n", self._at) + 1 or len(self._buffer)
            part = self._buffer[self._at : end]
            self._at = end
            parts.append(part)
            size += len(part)
            if part.endswith(b"\n"):
                break
        return b"".join(parts)

    def offset_before(self, line: bytes) -> int:
        """Offset of the member: records are addressed by it."""
        del line
        return self._offset


class _PlainFile:
    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._size = file.seek(0, 2)
        file.seek(offset)

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def skip(self, size: int, taster: Taster | None = None) -> int:
        before = self._file.tell()
        end = min(before + size, self._size)
        while taster is not None and self._file.tell() < end:
            taster.update(self._file.read(min(_STEP_OUT, end - self._file.tell())))
        return self._file.seek(end) - before

    def readline(self) -> bytes:
        return self._file.readline(MAX_HEAD + 1)

    def offset_before(self, line: bytes) -> int:
        return self._file.tell() - len(line)

    def at_end(self) -> bool:
        return self._file.tell() >= self._size


class WarcScan:
    """Iterates over one WARC file from ``start``: whole records, and what is damaged.

    Blocks are kept for the types in ``want`` alone; those of others go through what ``taste``
    gives for the headers of their record, whatever their size. ``stop`` ends the scan at that offset.
    ``end`` is the offset behind the last whole record so far. A damaged gzip member costs its
    own record only; in a plain file nothing tells where the next record begins, and the scan
    ends there.
    """

    def __init__(
        self,
        file: BinaryIO,
        want: Callable[[str], bool],
        *,
        start: int = 0,
        stop: int | None = None,
        taste: Callable[[Mapping[str, str]], Taster | None] | None = None,
    ) -> None:
        self.end = start
        self._taste = taste
        self._file = file
        self._want = want
        self._stop = stop

    def __iter__(self) -> Iterator[Record | Damage]:
        self._file.seek(0)
        gzipped = self._file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        return self._gzipped() if gzipped else self._plain()

    def _gzipped(self) -> Iterator[Record | Damage]:
        offset: int | None = self.end
        while offset is not None and self._has(offset):
            member = GzipMember(self._file, offset)
            try:
                yield from self._records(member)
            except RecordError as error:
                following = _next_member(self._file, offset + 1)
                nothing_more = following is None
                yield Damage(offset, str(error), last=nothing_more, torn=nothing_more)
                offset = following
            else:
                offset = member.end
                self.end = offset or self.end

    def _has(self, offset: int) -> bool:
        if self._stop is not None and offset >= self._stop:
            return False
        self._file.seek(offset)
        return bool(self._file.read(1))

    def _plain(self) -> Iterator[Record | Damage]:
        stream = _PlainFile(self._file, self.end)
        try:
            for record in self._records(stream):
                if self._stop is not None and record.offset >= self._stop:
                    return
                yield record
        except RecordError as error:
            torn = error.torn or stream.at_end()
            rest = "" if torn else "; the rest of the file was not read"
            yield Damage(self.end, f"{error}{rest}", last=True, torn=torn)

    def _records(self, stream: _Stream) -> Iterator[Record]:
        """Yield each record only once what follows it is known to be right."""
        line = _next_line(stream)
        while line:
            record = self._record(stream, line)
            line = _next_line(stream)
            if isinstance(stream, _PlainFile):
                self.end = stream.offset_before(line)
            yield record

    def _record(self, stream: _Stream, line: bytes) -> Record:
        offset = stream.offset_before(line)
        _, _, pairs = _WARC_HEADER.parse(stream, line)
        headers: dict[str, str] = {}
        for name, value in pairs:
            headers.setdefault(name, value)
        length = _length(headers)
        block = None
        if length <= MAX_BLOCK and self._want(headers.get("warc-type", "").lower()):
            block = stream.read(length)
        taster = self._taste(headers) if block is None and self._taste is not None else None
        held = stream.skip(length, taster) if block is None else len(block)
        if held < length:
            raise RecordError(f"a record says {length} bytes and holds {held}")
        return Record(offset, headers, length, block)


def _next_line(stream: _Stream) -> bytes:
    """First line of the next record, empty at the end; blank lines are passed over."""
    line = stream.readline()
    blanks = 0
    while line and not line.strip() and blanks < _MAX_BLANKS:
        line = stream.readline()
        blanks += 1
    if line and not line.startswith(_WARC_MAGIC):
        raise RecordError("bytes that belong to no record (is a record's length wrong?)")
    return line


def _length(headers: Mapping[str, str]) -> int:
    printed = headers.get("content-length", "")
    if not (printed.isascii() and printed.isdigit()):
        raise RecordError("a record without a length")
    return int(printed)


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Offset of the next gzip member that begins a WARC record, or null."""
    overlap = len(GZIP_MAGIC) - 1
    while True:
        file.seek(start)
        window = file.read(_STEP_OUT)
        found = window.find(GZIP_MAGIC)
        while found >= 0:
            if _begins_record(file, start + found):
                return start + found
            found = window.find(GZIP_MAGIC, found + 1)
        if len(window) < _STEP_OUT:
            return None
        start += len(window) - overlap


def _begins_record(file: BinaryIO, offset: int) -> bool:
    try:
        return GzipMember(file, offset).read(len(_WARC_MAGIC)) == _WARC_MAGIC
    except RecordError:
        return False


def last_whole_record(file: BinaryIO) -> int:
    """Offset behind the last whole record; 0 where there is none."""
    scan = WarcScan(file, lambda _: False)
    for _ in scan:
        pass
    return scan.end
