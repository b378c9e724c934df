"""The digests that a WARC record prints, computed again while its block goes by."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from pipelines.captures.records import MAX_HEAD

#: Algorithms that archives name, in the spelling of :mod:`hashlib`.
_ALGORITHMS: Final = {
    "md5": "md5",
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "sha-512": "sha512",
}


class _Digest:
    """A digest as printed, and what it is computed from."""

    def __init__(self, algorithm: str, value: str) -> None:
        self._value = value.rstrip("=")
        # Not for security: against decay of disks and faults of programs.
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self.update = self._hash.update

    @classmethod
    def printed(cls, header: str | None) -> _Digest | None:
        """Digest of a header; null without one, and for an algorithm that is not known."""
        name, _, value = (header or "").strip().lower().partition(":")
        algorithm = _ALGORITHMS.get(name)
        return cls(algorithm, value.strip()) if algorithm and value.strip() else None

    def agrees(self) -> bool:
        """Whether what was printed, in base 32 or in hex, is what came out."""
        raw = self._hash.digest()
        base32 = base64.b32encode(raw).decode("ascii").lower().rstrip("=")
        return self._value in {raw.hex(), base32}


class BlockDigests:
    """Takes the block of one record piece by piece; :meth:`wrong` says what does not agree.

    The payload of an HTTP message begins behind its headers; of other records it is the block.
    A revisit prints the digest of a payload that stands elsewhere: only its block is judged.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._block = _Digest.printed(headers.get("warc-block-digest"))
        kind = headers.get("warc-type", "").lower()
        payload = None if kind == "revisit" else headers.get("warc-payload-digest")
        self._payload = _Digest.printed(payload)
        http = headers.get("content-type", "").lower().startswith("application/http")
        #: Bytes of the HTTP headers so far; null behind them.
        self._head: bytearray | None = bytearray() if http else None

    @property
    def checked(self) -> bool:
        """Whether there was any digest to check."""
        return self._block is not None or self._payload is not None

    def update(self, piece: bytes, /) -> None:
        """Take the next bytes of the block."""
        if self._block is not None:
            self._block.update(piece)
        if self._payload is None:
            return
        if self._head is None:
            self._payload.update(piece)
            return
        self._head += piece
        end = _head_end(self._head)
        if end is not None or len(self._head) > MAX_HEAD:
            head, self._head = self._head, None
            if b"transfer-encoding: chunked" in head[:end].lower():
                # Programs differ in whether it is the digest before or after the chunks.
                self._payload = None
            else:
                self._payload.update(head[end or 0 :])

    def wrong(self) -> list[str]:
        """Return one message for each digest that does not agree with what stands there."""
        digests = {"block": self._block, "payload": self._payload}
        return [
            f"its {name} is not that of the digest it prints"
            for name, digest in digests.items()
            if digest is not None and not digest.agrees()
        ]


def _head_end(head: bytearray) -> int | None:
    """Offset behind the blank line that ends HTTP headers."""
    found = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := head.find(mark)) >= 0]
    return min(found, default=None)
