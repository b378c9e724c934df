"""What kind of document bytes are: by what they begin with, then by what was said of them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final, Literal

Kind = Literal[
    "html", "text", "mhtml", "pdf", "docx", "doc", "sheet", "image", "zip", "binary", "empty"
]

_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"{\\rtf", "doc"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "binary"),
    (b"7z\xbc\xaf\x27\x1c", "binary"),
    (b"\x1f\x8b", "binary"),
)
#: Why a file of no kind that is read is none, by what it begins with.
_REFUSED: Final = (
    (b"Rar!\x1a\x07", "RAR archives are not read; unpack it, or pack its files as ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7z archives are not read; unpack it, or pack its files as ZIP"),
    (b"\x1f\x8b", "gzip archives are not read; unpack it, or pack its files as ZIP"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: Length of the record that ends a ZIP archive, its comment left out. Bytes.
_END_OF_ZIP = 22
#: A PDF may be preceded by a few bytes that its readers skip.
_PDF_WITHIN = 1024
_HEAD = 4096
#: How far markup may hide behind a comment or script, in bytes.
_MARKUP_WITHIN = 65536
_TAG = (
    rb"<(?:!doctype\s+html|/?(?:html|head|body|meta|title|link|script|style|div|p|span|table|tbody"
    rb"|tr|td|th|h[1-6]|br|hr|ul|ol|li|dl|a|img|font|center|b|strong|iframe|form|article|section"
    rb"|ucapcontent)(?=[\s/>]))"
)
_BEGINS_WITH_TAG = re.compile(
    rb"(?:\s++|<\?xml[^>]*+>|<!--.*?-->)*+" + _TAG, re.IGNORECASE | re.DOTALL
)
#: Browsers begin a saved page with who saved it; what they call themselves differs.
_SAVED_MESSAGE = re.compile(
    rb"from: <saved by|mime-version:|(?:from|subject|date|x-[\w-]+|content-[\w-]+|"
    rb"snapshot-content-location):.*?\nmime-version:",
    re.IGNORECASE | re.DOTALL,
)
#: Word writes so since 2003, and programs that fill forms do; the two forms of it begin alike.
_WORD_XML = re.compile(rb"""<\?xml[^>]*>\s*<\?mso-application\s[^>]*progid=["']Word""")
_HOLDS_TAG = re.compile(_TAG, re.IGNORECASE)
_BY_TYPE: Final[tuple[tuple[str, Kind], ...]] = (
    ("json", "text"),
    ("javascript", "text"),
    ("html", "html"),
    ("multipart/related", "mhtml"),
    ("message/rfc822", "mhtml"),
    ("text/plain", "text"),
)
_BY_SUFFIX: Final[dict[str, Kind]] = {
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml", ".jsp", ".aspx", ".php"), "html"),
    ".txt": "text",
    **dict.fromkeys((".mht", ".mhtml"), "mhtml"),
}
#: Control characters that no text holds, and the share of them that a damaged text may hold.
_CONTROL = bytes(set(range(32)) - set(b"\0\t\n\v\f\r\x1b")) + b"\x7f"
_CONTROL_SHARE = 0.02
_NUL_SHARE = 0.5


def kind_of(body: bytes, content_type: str | None = None, name: str | None = None) -> Kind:
    """Kind by magic bytes, then content type, then name.

    What a server says comes second: error pages are sent as PDF, and pages as plain text.
    ``zip`` is an archive that is no office document; ``binary`` is anything else that is no
    text (RAR too).
    """
    if not body:
        return "empty"
    return _by_magic(body) or _by_text(body, content_type or "", name or "")


def why_unreadable(body: bytes) -> str:
    """Say in one line why bytes of the kinds ``empty`` and ``binary`` cannot be read."""
    if not body:
        return "the file is empty"
    if body.startswith(_OLE):
        return "an office file that lacks the directory of its parts: cut, or of another program"
    refused = next((why for magic, why in _REFUSED if body.startswith(magic)), None)
    return refused or "no known kind of file"


def _by_magic(body: bytes) -> Kind | None:
    kind = next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)
    if kind is None and b"%PDF-" in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith(_ZIP):
        return _of_zip(body)
    if body.startswith(_OLE):
        return _of_ole(body)
    is_webp = body[:4] == b"RIFF" and body[8:12] == b"WEBP"
    is_bitmap = body[:2] == b"BM" and b"\0" in body[:16]
    return "image" if is_webp or is_bitmap else kind


def _of_zip(body: bytes) -> Kind:
    """By the names of the members; an archive that stores a document has its names inside."""
    names = body[_directory_of(body) :]
    if b"word/document" in names:
        return "docx"
    if b"xl/workbook" in names:
        return "sheet"
    return "zip"


def _directory_of(body: bytes) -> int:
    """Offset of the directory of an archive; 0 where it is torn and has none."""
    end = body.rfind(_ZIP[1])
    if end < 0 or len(body) < end + _END_OF_ZIP:
        return 0
    size = int.from_bytes(body[end + 12 : end + 16], "little")
    return max(0, end - size)


def _of_ole(body: bytes) -> Kind:
    """Compound files name their streams in UTF-16; a WPS document has Word's stream too."""
    if "WordDocument".encode("utf-16-le") in body:
        return "doc"
    if any(stream.encode("utf-16-le") + b"\0\0" in body for stream in ("Workbook", "Book")):
        return "sheet"
    return "binary"


def _by_text(body: bytes, content_type: str, name: str) -> Kind:
    sample = body[:_MARKUP_WITHIN]
    if _is_binary(sample):
        return "binary"
    ascii_sample = sample.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _SAVED_MESSAGE.match(ascii_sample[:_HEAD]):
        return "mhtml"
    if _WORD_XML.match(ascii_sample[:_HEAD]):
        return "doc"
    if _BEGINS_WITH_TAG.match(ascii_sample):
        return "html"
    said = content_type.partition(";")[0].strip().lower()
    by_type = next((kind for part, kind in _BY_TYPE if part in said), None)
    by_suffix = _BY_SUFFIX.get(PurePosixPath(re.split("[?#]", name, maxsplit=1)[0]).suffix.lower())
    kind = by_type or by_suffix
    if kind == "text" and said in {"", "text/plain"} and _HOLDS_TAG.search(ascii_sample):
        return "html"
    return kind or ("html" if _HOLDS_TAG.search(ascii_sample) else "text")


def _is_binary(sample: bytes) -> bool:
    if sample.count(b"\0") > len(sample) * _NUL_SHARE:
        return True
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls > len(sample) * _CONTROL_SHARE
