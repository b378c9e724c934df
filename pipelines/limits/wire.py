"""What a reader and its worker say to each other, over two pipes.

The pipes are not buffered here. A frame is a letter, the length of what follows in eight bytes, and that. The reader asks with
``ASK`` (a pickled pair of method and arguments) and ``BODY`` (the bytes of the document as they
are); the worker answers with one of the others.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
import struct
from typing import IO, Any, Final

ASK: Final = b"?"
BODY: Final = b"B"
READY: Final = b"R"
ANSWER: Final = b"A"
#: The document cannot be read, or holds what has no reader here; the line follows.
REFUSED: Final = b"E"
NOT_READ_HERE: Final = b"N"
#: A defect of the reader, in one line.
FAILED: Final = b"F"
NO_MEMORY: Final = b"M"
TOO_LARGE: Final = b"T"
#: No answer yet, a long step begins: see :mod:`pipelines.documents.pace`.
STEP: Final = b"S"

#: Bytes of an answer. The largest documents of real portals give a hundredth of it.
MAX_ANSWER: Final = 16 << 20
_HEAD: Final = struct.Struct(">cQ")


def write(stream: IO[bytes], letter: bytes, content: bytes = b"") -> None:
    """Write one frame; raises :class:`OSError` where nobody reads any more."""
    for part in (_HEAD.pack(letter, len(content)), content):
        rest = memoryview(part)
        while rest:
            rest = rest[stream.write(rest) :]


def read(stream: IO[bytes], most: int | None = None) -> tuple[bytes, bytes]:
    """Read one frame; raises :class:`EOFError` at the end, or where more than ``most`` comes."""
    letter, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if most is not None and length > most:
        raise EOFError
    return letter, _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    parts = []
    while length:
        part = stream.read(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


class _Plain(pickle.Unpickler):
    """Takes values of this project only.

    A file that has taken over the worker must not reach further.
    """

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        found = super().find_class(module_name, global_name) if _is_own(module_name) else None
        if isinstance(found, type) and dataclasses.is_dataclass(found):
            return found
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no value of a document")


def _is_own(module_name: str) -> bool:
    return module_name.startswith("pipelines.")


def plain(content: bytes) -> Any:
    """Return the value of an answer; raises :class:`pickle.UnpicklingError` for any other."""
    return _Plain(io.BytesIO(content)).load()
