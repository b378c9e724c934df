"""Bytes of any kind to one Document: metadata, headings, paragraphs, grids."""

from __future__ import annotations

from pipelines.documents import vocabulary
from pipelines.documents.docx import read_docx
from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.html import read_html
from pipelines.documents.kinds import Kind, kind_of
from pipelines.documents.mhtml import read_mhtml
from pipelines.documents.pdf import read_pdf
from pipelines.documents.sheet import read_sheet
from pipelines.documents.text import read_text
from pipelines.model import Document

__all__ = ["DocumentError", "Kind", "NotReadHereError", "kind_of", "read_document"]


def read_document(
    body: bytes, *, content_type: str | None = None, name: str | None = None
) -> Document:
    """Read one document; ``content_type`` is the HTTP header, ``name`` a file name or address.

    A document that prints nothing has no blocks. Raises :class:`DocumentError` with one line
    for empty bytes, for bytes that are no text in any charset, and for the kinds that
    :func:`kind_of` recognises and that are not read here; :class:`NotReadHereError` for a PDF
    without a text layer.
    """
    kind = kind_of(body, content_type, name)
    if kind == "html":
        return read_html(body, content_type, vocabulary.default())
    if kind == "mhtml":
        return read_mhtml(body, vocabulary.default())
    if kind == "text":
        return read_text(body, content_type, vocabulary.default())
    if kind == "docx":
        return read_docx(body, vocabulary.default())
    if kind == "pdf":
        return read_pdf(body, vocabulary.default())
    if kind == "sheet":
        return read_sheet(body, vocabulary.default())
    if kind == "empty":
        raise DocumentError("the document is empty: no bytes")
    raise DocumentError(f"a document of kind {kind} is not read here")
