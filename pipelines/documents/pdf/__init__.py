"""A PDF with a text layer to a Document: lines to paragraphs, ruled tables to grids."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2

from pipelines.documents import printed
from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.lines import tidy
from pipelines.documents.pdf.furniture import without_furniture
from pipelines.documents.pdf.join import continues, grid_of, join
from pipelines.documents.pdf.lines import TextLine, lines_of, margins_of, paragraphs_of
from pipelines.documents.pdf.page import Glyph, Page, read_page
from pipelines.documents.pdf.ruled import Ruled, TooManyLinesError, tables_of
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Block, Document, Paragraph

#: Pages read of one file; a report has a tenth of them.
MAX_PAGES = 200
_TITLE_LINES = 4
_LONGEST_TITLE = 100
_NAMES_REPORT = re.compile("报告|年报")
_ATTACHED = re.compile(r"^附件?\s*\d*\s*[:：]?$")
_ENDS_SENTENCE = ("。", "；", "，", "：", ":", "、")

Part = TextLine | Ruled


def read_pdf(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read a PDF.

    ``notes``: ``pages_left_out`` (more than :data:`MAX_PAGES`), ``page_too_large`` (a page holds
    more characters or paths than a page of a report can), ``table_too_large`` (more ruling lines;
    its tables are read as text), ``page_unreadable``. Raises
    :class:`~pipelines.documents.errors.DocumentError` where the file is damaged or encrypted,
    and :class:`~pipelines.documents.errors.NotReadHereError` where it has no text layer.
    """
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(_why(error)) from error
    try:
        pages, notes = _pages(pdf)
        title = tidy(str(pdf.get_metadata_dict().get("Title") or ""))
    finally:
        pdf.close()
    if not any(page.glyphs for page in pages):
        raise NotReadHereError(
            f"the PDF has no text layer ({len(pages)} page(s) of pictures); it needs OCR"
        )
    return _document(pages, title, notes, vocabulary)


def _why(error: pypdfium2.PdfiumError) -> str:
    if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
        return "the PDF is encrypted and needs a password"
    if error.err_code == pypdfium2.raw.FPDF_ERR_SECURITY:
        return "the PDF is encrypted in a way that is not known"
    return "the PDF is damaged: it cannot be opened"


def _pages(pdf: pypdfium2.PdfDocument) -> tuple[list[Page], list[str]]:
    count = len(pdf)
    if not count:
        raise DocumentError("the PDF is damaged: it has no pages")
    pages: list[Page] = []
    notes = ["pages_left_out"] if count > MAX_PAGES else []
    for number in range(min(count, MAX_PAGES)):
        try:
            page = pdf[number]
        except pypdfium2.PdfiumError:
            notes.append("page_unreadable")
            pages.append(Page(0, 0, (), (), ()))
            continue
        try:
            pages.append(read_page(page))
        finally:
            page.close()
    if "page_unreadable" in notes and not any(page.glyphs for page in pages):
        raise DocumentError("the PDF is damaged: its pages cannot be read")
    if any(page.cut for page in pages):
        notes.append("page_too_large")
    return pages, notes


def _document(
    pages: Sequence[Page], title: str, notes: Sequence[str], vocabulary: Vocabulary
) -> Document:
    parts, refused = _parts(pages)
    lines = [part for part in parts if isinstance(part, TextLine)]
    margins = margins_of(lines)
    head = printed.Head(vocabulary)
    first = ""
    blocks: list[Block] = []
    run: list[TextLine] = []

    def flush() -> None:
        nonlocal first
        texts = paragraphs_of(run, margins)
        first = first or (_first_line(texts) if not blocks else "")
        for text in texts:
            if len(text) > _LONGEST_TITLE:
                head.close()
            if not head.takes(text):
                blocks.append(Paragraph(text))
        run.clear()

    for part in parts:
        if isinstance(part, TextLine):
            run.append(part)
            continue
        flush()
        head.close()
        blocks.append(grid_of(part))
    flush()
    found = [("first_line", first)] if first else []
    return Document(
        kind="pdf",
        method="text_layer",
        decoding=None,
        titles=tuple([*found, ("properties", title)] if title else found),
        printed=tuple(head.pairs),
        blocks=tuple(blocks),
        notes=tuple(dict.fromkeys([*notes, *refused])),
    )


def _parts(pages: Sequence[Page]) -> tuple[list[Part], list[str]]:
    """Return lines and tables in reading order, tables joined over page ends, and notes."""
    notes = []
    ruled: list[tuple[list[Ruled], Sequence[Glyph]]] = []
    for page in pages:
        try:
            ruled.append(tables_of(page))
        except TooManyLinesError:
            notes.append("table_too_large")
            ruled.append(([], page.glyphs))
    kept = without_furniture([lines_of(rest) for _, rest in ruled], [page.height for page in pages])
    parts: list[Part] = []
    for (tables, _), lines in zip(ruled, kept, strict=True):
        on_page: list[Part] = sorted([*lines, *tables], key=lambda part: part.top)
        last = parts[-1] if parts else None
        first = on_page[0] if on_page else None
        if isinstance(last, Ruled) and isinstance(first, Ruled) and continues(last, first):
            parts[-1] = join(last, first)
            on_page = on_page[1:]
        parts += on_page
    return parts, notes


def _first_line(lines: Sequence[str]) -> str:
    """Return the title that a report begins with: its first lines, up to the one that names it."""
    title = ""
    for line in [line for line in lines if not _ATTACHED.match(line)][:_TITLE_LINES]:
        title += line
        if len(title) > _LONGEST_TITLE or line.endswith(_ENDS_SENTENCE):
            return ""
        if _NAMES_REPORT.search(line):
            return title
    return ""
