"""Whether a Word document of 1997 to 2003 is whole, asked before a program mends it.

LibreOffice opens what is left of a file that was cut, and says nothing of what is missing.
[MS-CFB] for the file of streams (xlrd reads it), [MS-DOC] 2.5.2 for the head of the document.
"""

from __future__ import annotations

import struct
from io import StringIO
from typing import Any, Final

from pipelines.documents.errors import DocumentError

_MAIN: Final = "WordDocument"
#: What the document is made of; objects beside it may be damaged without harm.
_STREAMS: Final = frozenset({_MAIN, "0Table", "1Table"})
_OF_WORD: Final = frozenset({0xA5EC, 0xA5DC})
_ENCRYPTED: Final = 0x0100
_STREAM: Final = 2
#: Identifier, version, four fields that do not matter here, flags.
_HEAD: Final = struct.Struct("<HHHHHH")


def check_word(body: bytes) -> None:
    """Raise :class:`DocumentError` for a document that is cut, damaged or encrypted."""
    streams = _streams(body)
    main = streams.get(_MAIN, b"")
    if len(main) < _HEAD.size:
        raise DocumentError("the document has no text stream")
    identifier, *_, flags = _HEAD.unpack_from(main)
    if identifier not in _OF_WORD:
        raise DocumentError("the document does not begin as one of Word or WPS")
    if flags & _ENCRYPTED:
        raise DocumentError("the document is protected by a password")


def _streams(body: bytes) -> dict[str, bytes]:
    """Return the streams of the document, all of their bytes."""
    from xlrd.compdoc import CompDoc  # noqa: PLC0415 - few documents are of that time

    try:
        whole = CompDoc(body, logfile=StringIO())
        entries = [
            entry for entry in whole.dirlist if entry.etype == _STREAM and entry.name in _STREAMS
        ]
        if any(_turns_in_a_circle(whole, entry) for entry in entries):
            raise ValueError("a stream without end")  # noqa: TRY301 - one of many kinds of damage
        found = {entry.name: whole.get_named_stream(entry.name) or b"" for entry in entries}
    except Exception as error:
        # Whatever a damaged directory makes it stumble over: CompDocError, struct.error ...
        what = " ".join(str(error).split()) or type(error).__name__
        raise DocumentError(f"the file is damaged: {what[:200]}") from error
    for entry in entries:
        lacking = entry.tot_size - len(found[entry.name])
        if lacking > 0:
            raise DocumentError(f"the file is cut: {entry.name} lacks {lacking} bytes")
    return found


def _turns_in_a_circle(whole: Any, entry: Any) -> bool:
    """Whether the sectors of a short stream follow each other for ever; xlrd would follow them."""
    if entry.tot_size >= whole.min_size_std_stream:
        return False
    sector, left = entry.first_SID, len(whole.SSAT)
    while 0 <= sector < len(whole.SSAT) and left >= 0:
        sector, left = whole.SSAT[sector], left - 1
    return left < 0
