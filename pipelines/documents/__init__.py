"""Bytes of any kind to one Document: metadata, headings, paragraphs, grids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipelines.documents import vocabulary
from pipelines.documents.doc import read_doc
from pipelines.documents.docx import read_docx
from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.html import read_html
from pipelines.documents.kinds import Kind, kind_of
from pipelines.documents.mhtml import read_mhtml
from pipelines.documents.ocr import read_image
from pipelines.documents.pdf import read_pdf
from pipelines.documents.sheet import read_sheet
from pipelines.documents.text import read_text
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document

__all__ = ["DocumentError", "Kind", "NotReadHereError", "kind_of", "read_document"]

#: Kinds that say themselves how they are encoded.
_READERS: Final[Mapping[Kind, Callable[[bytes, Vocabulary], Document]]] = {
    "mhtml": read_mhtml,
    "docx": read_docx,
    "doc": read_doc,
    "pdf": read_pdf,
    "sheet": read_sheet,
    "image": read_image,
}


def read_document(
    body: bytes, *, content_type: str | None = None, name: str | None = None
) -> Document:
    """Read one document; ``content_type`` is the HTTP header, ``name`` a file name or address.

    A document that prints nothing has no blocks. Raises :class:`DocumentError` with one line
    for empty bytes, for bytes that are no text in any charset, and for the kinds that
    :func:`kind_of` recognises and that are not read here; :class:`NotReadHereError` for what
    needs a reader that is not there: pictures without OCR, DOC without LibreOffice.
    """
    kind = kind_of(body, content_type, name)
    if kind == "html":
        return read_html(body, content_type, vocabulary.default())
    if kind == "text":
        return read_text(body, content_type, vocabulary.default())
    if kind in _READERS:
        return _READERS[kind](body, vocabulary.default())
    if kind == "empty":
        raise DocumentError("the document is empty: no bytes")
    raise DocumentError(f"a document of kind {kind} is not read here")
