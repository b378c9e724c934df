"""ZIP archives of saved files: one capture a member, archives within them one level deep.

Nothing is unpacked to disk, whatever the names say. An archive is not believed: what its
directory declares is checked before a member is opened, and what comes out is counted while
it is read. What a member fails of costs that member and one :class:`SourceIssue`.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from pipelines.captures.coding import MAX_BODY
from pipelines.captures.files import capture_of
from pipelines.captures.manifest import Manifest
from pipelines.captures.sources import Source, SourceIssue, source_kind
from pipelines.model import Capture

#: Members of one archive that are looked at.
MAX_MEMBERS: Final = 20_000
#: What all members of an archive together may give, archives within it counted too. Bytes.
MAX_TOTAL: Final = 2 * 1024 * 1024 * 1024
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
#: Separates an archive from the name of its member in ``source_path``.
_WITHIN: Final = "!/"
_UNPRINTABLE: Final = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Seekable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...
    def tell(self) -> int: ...


class _RefusedError(Exception):
    """A member that is not read, as the kind and the words of its issue."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(kind, why)
        self.kind = kind
        self.why = why


class _Stepwise:
    """A file that gives at most the size of a directory at once, whatever a header says."""

    def __init__(self, file: _Seekable) -> None:
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


@dataclass(slots=True)
class _Budget:
    """Bytes and members that the archive may still give, with the archives within it."""

    left: int = MAX_TOTAL
    members: int = MAX_MEMBERS


def read_zip(source: Source, manifest: Manifest | None) -> Iterator[Capture | SourceIssue]:
    """Give a capture for every member that a folder would give one for.

    ``source_path`` is the path of the archive, ``!/`` and the name of the member, with what
    leads out of the archive (``..``, a leading slash) left out of it. Raises
    :class:`OSError` where the file cannot be opened.
    """
    with source.path.open("rb") as file:
        yield from _read(source, file, manifest, _Budget(), nested=False)


def _read(
    source: Source, file: _Seekable, manifest: Manifest | None, budget: _Budget, *, nested: bool
) -> Iterator[Capture | SourceIssue]:
    try:
        archive = zipfile.ZipFile(_Stepwise(file))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except _RefusedError as refused:
        yield _issue(source, refused.kind, refused.why)
        return
    except _BROKEN as error:
        yield _issue(source, "damaged", f"this is no whole ZIP archive ({_words(error)})")
        return
    room = min(budget.members, len(infos))
    budget.members -= room
    members = [(info, _member(source, _name(info))) for info in infos[:room]]
    wanted = [(info, member) for info, member in members if member is not None]
    if not wanted:
        yield _issue(source, "empty", "it holds no file of a kind that is read")
    for info, member in wanted:
        body = _body(archive, info, member, budget, nested=nested)
        if isinstance(body, SourceIssue):
            yield body
        elif member.kind == "zip":
            yield from _read(member, io.BytesIO(body), manifest, budget, nested=True)
        else:
            yield from capture_of(member, body, manifest)
        if budget.left < 0:
            return
    if len(infos) > room:
        why = f"it has {len(infos)} members, of which {room} were looked at; unpack it"
        yield _issue(source, "too_large", why)


def _body(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    member: Source,
    budget: _Budget,
    *,
    nested: bool,
) -> bytes | SourceIssue:
    if member.kind == "warc":
        return _issue(member, "unsupported", "WARC files are not read out of ZIP; unpack it")
    if member.kind == "zip" and nested:
        return _issue(member, "unsupported", "a ZIP in a ZIP in a ZIP is not read; unpack it")
    try:
        return _unpack(archive, info, budget)
    except _RefusedError as refused:
        return _issue(member, refused.kind, refused.why)
    except _BROKEN as error:
        return _issue(member, "damaged", f"it is damaged ({_words(error)})")


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise _RefusedError("encrypted", "it is encrypted; unpack it with its password")
    if info.compress_type not in _METHODS:
        why = f"it is packed by method {info.compress_type}, which is not read; unpack it"
        raise _RefusedError("unsupported", why)
    if info.file_size > MAX_BODY:
        raise _RefusedError("too_large", f"it is larger than {MAX_BODY} bytes")
    if info.file_size > max(_RATIO_FROM, info.compress_size * MAX_RATIO):
        why = f"it unpacks to more than {MAX_RATIO} times its size, as only a trap does"
        raise _RefusedError("too_large", why)
    # zipfile itself gives no more than the size declared, and compares the checksum at its end.
    parts: list[bytes] = []
    with archive.open(info) as stream:
        while part := stream.read(_STEP):
            parts.append(part)
            budget.left -= len(part)
            if budget.left < 0:
                why = f"the archive gives more than {MAX_TOTAL} bytes; the rest is not read"
                raise _RefusedError("too_large", why)
    body = b"".join(parts)
    if len(body) < info.file_size:
        raise _RefusedError("damaged", f"it lacks {info.file_size - len(body)} bytes")
    return body


def _member(source: Source, printed: str) -> Source | None:
    """Source of a member; null for what a folder passes over too: hidden, or no document."""
    parts = [part for part in re.split(r"[/\\]+", printed) if part not in {"", ".", ".."}]
    name = _UNPRINTABLE.sub("\ufffd", "/".join(parts))
    kind = source_kind(name)
    if kind == "unknown" or any(part.startswith((".", "__MACOSX")) for part in parts):
        return None
    path = Path(f"{source.path}{_WITHIN}{name}")
    return replace(source, path=path, kind=kind, relative=f"{source.relative}{_WITHIN}{name}")


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


def _issue(source: Source, kind: str, why: str) -> SourceIssue:
    return SourceIssue(str(source.path), f"{source.path}: {why}", kind)


def _words(error: BaseException) -> str:
    """Words of an error in one line: those of ``zipfile`` quote names as they stand."""
    return _UNPRINTABLE.sub("\ufffd", str(error))[:120] or type(error).__name__
