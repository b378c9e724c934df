"""Members of a ZIP archive, those of archives within it too, one level deep.

Nothing is unpacked to disk, whatever the names say. An archive is not believed: what its
directory declares is checked before a member is opened, and what comes out is counted while
it is read. What a member fails of costs that member and one :class:`Refused`.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

#: A page of empty cells packs a hundredfold; what packs better and is large is a trap.
MAX_RATIO: Final = 300
_RATIO_FROM: Final = 1024 * 1024
#: The directory of an archive is read at once. Bytes.
_MAX_DIRECTORY: Final = 8 * 1024 * 1024
_STEP: Final = 64 * 1024
#: Of the methods these alone can be unpacked by steps of a bounded size.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_NAME_IS_UTF8: Final = 0x800
#: Whatever ``zipfile`` raises on bytes that are no archive; all of it means the same.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, IndexError, KeyError, OSError),
)
#: Separates an archive from the name of its member.
WITHIN: Final = "!/"
_UNPRINTABLE: Final = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

#: What a name says of a member; members of other names are passed over.
NameKind = Literal["file", "zip", "warc", "unknown"]


class Seekable(Protocol):
    """As much of a file as an archive is read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return some bytes."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """Return the place."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; ``name`` is ``in.zip!/a.html`` for one in an inner archive.

    What leads out of the archive (``..``, a leading slash) is left out of the name.
    """

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """What is not read of an archive: a member, an inner archive, or all of it (no name).

    ``kind``: ``damaged``, ``empty``, ``encrypted``, ``too_large``, ``unsupported``.
    """

    name: str | None
    kind: str
    why: str


@dataclass(slots=True)
class Bounds:
    """What an archive may still give, with the archives within it; used up while it is read.

    ``members`` that are looked at, ``total`` and ``each`` in bytes.
    """

    members: int
    total: int
    each: int


class _RefusedError(Exception):
    """A member that is not read, as the kind and the words of its refusal."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(kind, why)
        self.kind = kind
        self.why = why


class _Stepwise:
    """A file that gives at most the size of a directory at once, whatever a header says."""

    def __init__(self, file: Seekable) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(_MAX_DIRECTORY + 1 if size < 0 else min(size, _MAX_DIRECTORY + 1))
        if len(data) > _MAX_DIRECTORY:
            raise _RefusedError("too_large", f"its directory is larger than {_MAX_DIRECTORY} bytes")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def members_of(
    file: Seekable, bounds: Bounds, kind_of_name: Callable[[str], NameKind]
) -> Iterator[Member | Refused]:
    """Yield what an archive holds, in the order of its directory; hidden files are passed over."""
    yield from _read(file, bounds, kind_of_name, outer=None)


def _read(
    file: Seekable, bounds: Bounds, kind_of_name: Callable[[str], NameKind], outer: str | None
) -> Iterator[Member | Refused]:
    try:
        archive = zipfile.ZipFile(_Stepwise(file))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except _RefusedError as refused:
        yield Refused(outer, refused.kind, refused.why)
        return
    except _BROKEN as error:
        yield Refused(outer, "damaged", f"this is no whole ZIP archive ({_words(error)})")
        return
    room = min(bounds.members, len(infos))
    bounds.members -= room
    named = [(info, _tidy(_name(info))) for info in infos[:room]]
    wanted = [(info, name, kind_of_name(name)) for info, name in named if name is not None]
    wanted = [one for one in wanted if one[2] != "unknown"]
    if not wanted:
        yield Refused(outer, "empty", "it holds no file of a kind that is read")
    for info, inner, kind in wanted:
        name = inner if outer is None else f"{outer}{WITHIN}{inner}"
        body = _body(archive, info, kind, bounds, nested=outer is not None)
        if isinstance(body, _RefusedError):
            yield Refused(name, body.kind, body.why)
        elif kind == "zip":
            yield from _read(io.BytesIO(body), bounds, kind_of_name, name)
        else:
            yield Member(name, body)
        if bounds.total < 0:
            return
    if len(infos) > room:
        why = f"it has {len(infos)} members, of which {room} were looked at; unpack it"
        yield Refused(outer, "too_large", why)


def _body(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    kind: NameKind,
    bounds: Bounds,
    *,
    nested: bool,
) -> bytes | _RefusedError:
    if kind == "warc":
        return _RefusedError("unsupported", "WARC files are not read out of ZIP; unpack it")
    if kind == "zip" and nested:
        return _RefusedError("unsupported", "a ZIP in a ZIP in a ZIP is not read; unpack it")
    try:
        return _unpack(archive, info, bounds)
    except _RefusedError as refused:
        return refused
    except _BROKEN as error:
        return _RefusedError("damaged", f"it is damaged ({_words(error)})")


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise _RefusedError("encrypted", "it is encrypted; unpack it with its password")
    if info.compress_type not in _METHODS:
        why = f"it is packed by method {info.compress_type}, which is not read; unpack it"
        raise _RefusedError("unsupported", why)
    if info.file_size > bounds.each:
        raise _RefusedError("too_large", f"it is larger than {bounds.each} bytes")
    if info.file_size > max(_RATIO_FROM, info.compress_size * MAX_RATIO):
        why = f"it unpacks to more than {MAX_RATIO} times its size, as only a trap does"
        raise _RefusedError("too_large", why)
    # zipfile itself gives no more than the size declared, and compares the checksum at its end.
    parts: list[bytes] = []
    with archive.open(info) as stream:
        while part := stream.read(_STEP):
            parts.append(part)
            bounds.total -= len(part)
            if bounds.total < 0:
                why = "the archive gives more bytes than are read of one; the rest is not read"
                raise _RefusedError("too_large", why)
    body = b"".join(parts)
    if len(body) < info.file_size:
        raise _RefusedError("damaged", f"it lacks {info.file_size - len(body)} bytes")
    return body


def _tidy(printed: str) -> str | None:
    """Name of a member; null for what a folder passes over too."""
    parts = [part for part in re.split(r"[/\\]+", printed) if part not in {"", ".", ".."}]
    if any(part.startswith((".", "__MACOSX")) for part in parts):
        return None
    return _UNPRINTABLE.sub("\ufffd", "/".join(parts))


def _name(info: zipfile.ZipInfo) -> str:
    """Name of a member: without the flag of UTF-8 the bytes that ``zipfile`` took for cp437.

    Chinese Windows writes its own charset there and sets no flag.
    """
    printed = info.orig_filename
    if info.flag_bits & _NAME_IS_UTF8:
        return printed
    try:
        raw = printed.encode("cp437")
    except UnicodeEncodeError:
        return printed
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return printed


def _words(error: BaseException) -> str:
    """Words of an error in one line: those of ``zipfile`` quote names as they stand."""
    return _UNPRINTABLE.sub("\ufffd", str(error))[:120] or type(error).__name__
