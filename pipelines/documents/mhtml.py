"""A page saved with its resources as one MIME message (RFC 2557: ``.mhtml``, ``.mht``).

The headers are read by ``email``; the parts are cut here, at the bytes of the boundary. The
parser of ``email`` makes a text of every line and asks every open boundary about it, which a
hostile file turns into hours and gigabytes, and it takes the bytes of a page through a text.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from pipelines.documents.errors import DocumentError
from pipelines.documents.html import read_html
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document, Grid

#: Parts of one file, pictures and styles included; a rich page has some hundreds.
MAX_PARTS: Final = 5000
#: Pages of one file that are read when the report stands in a frame.
MAX_FRAMES: Final = 30
#: Parts within parts: related, alternative, and one to spare.
_MAX_DEPTH: Final = 4
#: ``email`` takes time squared over the parameters of a header, which only parts that hold parts
#: are asked for: so many of these, and so many bytes of a header.
_MAX_MULTIPARTS: Final = 20
_MAX_HEADER: Final = 16 * 1024
_BLANK_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_HTTP: Final = ("http://", "https://")
_ENCODINGS: Final = frozenset(
    {"quoted-printable", "base64", "7bit", "8bit", "binary", "", "x-uuencode", "uuencode"}
)
#: A frame holds a report's figures where a table has as many numbers, and labels beside them.
_SOME: Final = 4
_FIGURE: Final = re.compile(r"\s*\d[\d,，.．]*\s*")
_LABEL: Final = re.compile(r"[\u4e00-\u9fff]{3}")


@dataclass(frozen=True, slots=True)
class _Part:
    """Header and encoded body of one part."""

    header: Message
    body: bytes

    def said(self, name: str) -> str:
        """Value of a header in one line, empty where it is missing."""
        return "".join(str(self.header.get(name, "")).split())

    @property
    def is_page(self) -> bool:
        return self.header.get_content_type() in _PAGES


def read_mhtml(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read the page of an MHTML file as :func:`~pipelines.documents.html.read_html` does.

    The page is the part that ``start`` names, else the one saved under the address of the
    whole, else the first. Where it shows no figures and frames saved with it do, their content
    follows its own (note ``frames_read``). ``saved_from`` is the address of the page. Further
    notes: ``truncated`` where the last boundary is missing, ``damaged_part`` where a part has
    no header or is not encoded as it says. Raises :class:`DocumentError` with one line where there is no page.
    """
    notes: list[str] = []
    message = _part(body.lstrip(b"\xef\xbb\xbf\r\n\t "))
    if message is None:
        raise DocumentError("an MHTML file without the header of one")
    pages = [part for part in _leaves(message, notes) if part.is_page]
    if not pages:
        raise DocumentError("an MHTML file that holds no HTML page")
    root = _root(message, pages)
    document = _read(root, vocabulary, notes)
    frames = [part for part in pages if part is not root]
    if frames and not _shows_figures(document):
        document = _with_frames(document, frames, vocabulary, notes)
    addresses = (
        message.said("Snapshot-Content-Location"),
        root.said("Content-Location"),
        message.said("Content-Location"),
    )
    printed = next((one for one in addresses if one.lower().startswith(_HTTP)), None)
    return dataclasses.replace(
        document,
        saved_from=printed or document.saved_from,
        notes=tuple(dict.fromkeys([*document.notes, *notes])),
    )


def pages_of(body: bytes) -> list[tuple[bytes, str | None]]:
    """Return every page of an MHTML file with its content type, in their order, unread.

    Raises :class:`DocumentError` as :func:`read_mhtml` does.
    """
    message = _part(body.lstrip(b"\xef\xbb\xbf\r\n\t "))
    if message is None:
        raise DocumentError("an MHTML file without the header of one")
    return [
        (_decoded(part, []), str(part.header.get("Content-Type", "")) or None)
        for part in _leaves(message, [])
        if part.is_page
    ]


def _part(raw: bytes) -> _Part | None:
    """Cut a part at its first blank line; null where its header has no end or no field."""
    if raw.startswith((b"\n", b"\r\n")):
        return _Part(Message(), raw.lstrip(b"\r\n"))
    end = _BLANK_LINE.search(raw, 0, _MAX_HEADER)
    if end is None:
        return None
    header = BytesHeaderParser().parsebytes(raw[: end.start()] + b"\n\n")
    return _Part(header, raw[end.end() :]) if header.keys() else None


def _leaves(message: _Part, notes: list[str]) -> list[_Part]:
    """Return the parts that hold no parts, in their order. Raises for too many of them."""
    leaves: list[_Part] = []
    waiting = [(message, 0)]
    multiparts = 0
    while waiting:
        part, depth = waiting.pop()
        if part.header.get_content_maintype() != "multipart":
            leaves.append(part)
            continue
        multiparts += 1
        if depth == _MAX_DEPTH or multiparts > _MAX_MULTIPARTS:
            raise DocumentError("an MHTML file with more parts within parts than any page has")
        inner = [(_part(raw), raw) for raw in _cut(part, notes)]
        if any(found is None and raw.strip() for found, raw in inner):
            notes.append("damaged_part")
        waiting += [(found, depth + 1) for found, _ in reversed(inner) if found is not None]
        if len(leaves) + len(waiting) > MAX_PARTS:
            raise DocumentError(f"an MHTML file of more than {MAX_PARTS} parts")
    return leaves


def _cut(part: _Part, notes: list[str]) -> Iterator[bytes]:
    boundary = part.header.get_boundary()
    if not boundary:
        raise DocumentError("an MHTML file whose header names no boundary between its parts")
    name = re.escape(boundary.encode("utf-8", "surrogateescape"))
    lines = re.compile(rb"(?:\A|\r?\n)--" + name + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    start: int | None = None
    for count, line in enumerate(lines.finditer(part.body)):
        if count > MAX_PARTS:
            raise DocumentError(f"an MHTML file of more than {MAX_PARTS} parts")
        if start is not None:
            yield part.body[start : line.start()]
        if line.group(1):
            return
        # The end of the line of the boundary belongs to it.
        start = line.end() + (2 if part.body.startswith(b"\r\n", line.end()) else 1)
    notes.append("truncated")
    if start is None:
        raise DocumentError("an MHTML file in which the boundary between its parts is nowhere")
    yield part.body[start:]


def _root(message: _Part, pages: Sequence[_Part]) -> _Part:
    start = str(message.header.get_param("start") or "").strip().strip("<>")
    address = message.said("Snapshot-Content-Location") or message.said("Content-Location")
    named = [part for part in pages if start and part.said("Content-ID").strip("<>") == start]
    saved = [part for part in pages if address and part.said("Content-Location") == address]
    return [*named, *saved, *pages][0]


def _read(part: _Part, vocabulary: Vocabulary, notes: list[str]) -> Document:
    body = _decoded(part, notes)
    return read_html(body, str(part.header.get("Content-Type", "")) or None, vocabulary)


def _decoded(part: _Part, notes: list[str]) -> bytes:
    """Undo the transfer encoding."""
    if part.said("Content-Transfer-Encoding").lower() not in _ENCODINGS:
        notes.append("damaged_part")
    whole = Message()
    whole["Content-Transfer-Encoding"] = part.said("Content-Transfer-Encoding")
    whole.set_payload(part.body.decode("ascii", "surrogateescape"))
    body = whole.get_payload(decode=True)
    if whole.defects:
        notes.append("damaged_part")
    return body if isinstance(body, bytes) else part.body


def _with_frames(
    document: Document, frames: Sequence[_Part], vocabulary: Vocabulary, notes: list[str]
) -> Document:
    """Return the page with the content of the frames that hold its report, if any does."""
    found: list[Document] = []
    for part in frames[:MAX_FRAMES]:
        said: list[str] = []
        try:
            frame = _read(part, vocabulary, said)
        except DocumentError:
            continue
        if _shows_figures(frame) or (not document.blocks and frame.blocks):
            found.append(frame)
            notes += said
    if not found:
        return document
    notes.append("frames_read")
    # What <title> says of the page, often the name of the site alone, comes last.
    own = [title for title in document.titles if title[0] != "title"]
    head = [title for title in document.titles if title[0] == "title"]
    inner = [title for frame in found for title in frame.titles]
    return dataclasses.replace(
        document,
        decoding=max(
            (one.decoding for one in (*found, document) if one.decoding is not None),
            key=lambda decoding: decoding.replaced,
        ),
        titles=tuple(dict.fromkeys([*own, *inner, *head])),
        metadata={**_metadata(found), **document.metadata},
        printed=tuple(dict.fromkeys([pair for one in (document, *found) for pair in one.printed])),
        blocks=tuple(block for one in (document, *found) for block in one.blocks),
        links=tuple(dict.fromkeys([link for one in (document, *found) for link in one.links])),
        notes=tuple(note for one in (document, *found) for note in one.notes),
    )


def _metadata(frames: Sequence[Document]) -> dict[str, str]:
    found: dict[str, str] = {}
    for frame in frames:
        for name, value in frame.metadata.items():
            found.setdefault(name, value)
    return found


def _shows_figures(document: Document) -> bool:
    for block in document.blocks:
        if isinstance(block, Grid):
            figures = sum(_FIGURE.fullmatch(cell.text) is not None for cell in block.cells)
            labels = sum(_LABEL.search(cell.text) is not None for cell in block.cells)
            if figures >= _SOME and labels >= _SOME:
                return True
    return False
