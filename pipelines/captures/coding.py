"""Content-Encoding undone, with a bound on what comes out.

Servers mislabel: a body that is not encoded as declared is taken as it is, and one that
breaks off gives what was decoded before; either is said, never silent.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Final

import brotli  # type: ignore[import-untyped] # it ships no types

from pipelines.captures.records import GZIP_MAGIC

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: No body is larger than this after decoding. Bytes.
MAX_BODY: Final = 64 * 1024 * 1024

_STEP: Final = 64 * 1024
#: A body of endless empty gzip members would be work without end.
_MAX_MEMBERS: Final = 1000
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
#: What is printed as a coding and changes nothing.
_NO_CODING: Final = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "chunked"})


class TooLargeError(Exception):
    """More than the limit comes out of a body."""


class _BrokenError(Exception):
    """The encoded bytes are damaged or end too early."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body after decoding; ``problem`` says what could not be decoded, else null."""

    body: bytes
    problem: str | None = None


def decode_content(body: bytes, content_encoding: str | None, *, limit: int = MAX_BODY) -> Decoded:
    """Undo the codings of a ``Content-Encoding`` header, the last one first.

    Reads gzip, deflate (with and without zlib header), br and zstd. Raises
    :class:`TooLargeError` when more than ``limit`` bytes come out.
    """
    problem: str | None = None
    for name in reversed((content_encoding or "").split(",")):
        coding = name.strip().lower()
        if coding in _NO_CODING or not body:
            continue
        decoder = _DECODERS.get(coding)
        if decoder is None:
            return Decoded(body, f"Content-Encoding {coding[:40]!r} is not known")
        decoded = _decode(decoder, coding, body, limit)
        body = decoded.body
        problem = problem or decoded.problem
    if len(body) > limit:
        raise TooLargeError(limit)
    return Decoded(body, problem)


def _decode(
    decoder: Callable[[bytes], Iterator[bytes]], coding: str, body: bytes, limit: int
) -> Decoded:
    out = bytearray()
    try:
        for piece in decoder(body):
            out += piece
            if len(out) > limit:
                raise TooLargeError(limit)
    except (_BrokenError, zlib.error, brotli.error, zstd.ZstdError):
        if out:
            return Decoded(bytes(out), f"the {coding} body breaks off after {len(out)} bytes")
        return Decoded(body, f"declared as {coding}, which it is not; taken as it is")
    return Decoded(bytes(out))


def _gzip(body: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MAX_MEMBERS):
        if at and not body.startswith(GZIP_MAGIC, at):
            return  # what follows the last member is padding, as browsers have it
        at = yield from _inflate(body, at, zlib.MAX_WBITS | 16)
    raise _BrokenError


def _deflate(body: bytes) -> Iterator[bytes]:
    wrapped = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _inflate(body, 0, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _inflate(body: bytes, at: int, wbits: int) -> Generator[bytes, None, int]:
    inflate = zlib.decompressobj(wbits)
    while not inflate.eof:
        data = inflate.unconsumed_tail
        if not data:
            data = body[at : at + _STEP]
            at += len(data)
        piece = inflate.decompress(data, _STEP)
        if not data and not piece and not inflate.eof:
            raise _BrokenError
        yield piece
    return at - len(inflate.unused_data)


def _brotli(body: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    at = 0
    while not decompressor.is_finished():
        data = b""
        if decompressor.can_accept_more_data():
            data = body[at : at + _STEP]
            at += len(data)
        piece = decompressor.process(data, output_buffer_limit=_STEP)
        # It takes more input while it still owes output, so only both together mean the end.
        if not data and not piece and not decompressor.is_finished():
            raise _BrokenError
        yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MAX_MEMBERS):
        if at and not body.startswith(_ZSTD_MAGIC, at):
            return
        decompressor = zstd.ZstdDecompressor()
        while not decompressor.eof:
            data = b""
            if decompressor.needs_input:
                data = body[at : at + _STEP]
                at += len(data)
                if not data:
                    raise _BrokenError
            yield decompressor.decompress(data, _STEP)
        at -= len(decompressor.unused_data)
    raise _BrokenError


_DECODERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
