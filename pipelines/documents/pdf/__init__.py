"""A PDF to a Document: from its text layer, and by OCR where a page is a picture."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2

from pipelines.documents import ocr
from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.lines import tidy
from pipelines.documents.pdf.assemble import PageParts, assemble, names_report
from pipelines.documents.pdf.lines import lines_of
from pipelines.documents.pdf.page import Page, read_page
from pipelines.documents.pdf.ruled import TooManyLinesError, tables_of
from pipelines.documents.pdf.struck import with_struck
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document

#: Pages read of one file; a report has a tenth of them.
MAX_PAGES = 200
#: A page of pictures may print this many characters beside them: a stamp, a page number.
_FEW_GLYPHS = 60
#: A picture that covers this share of a page is the page.
_PICTURED = 0.5
#: A text layer of which this share stands for no character is of no use.
_RUBBISH = 0.5


def read_pdf(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read a PDF: the text layer of its pages, and by OCR the pages that are pictures.

    ``notes``: ``pages_left_out`` (more than :data:`MAX_PAGES`, or more pictures than OCR reads),
    ``page_too_large`` (a page holds more characters or paths than a page of a report can),
    ``table_too_large`` (more ruling lines; its tables are read as text), ``page_unreadable``,
    ``pages_without_ocr`` (beside pages with text there are pictures, and OCR is not installed).
    Raises :class:`~pipelines.documents.errors.DocumentError` where the file is damaged, encrypted
    or prints nothing, and :class:`~pipelines.documents.errors.NotReadHereError` where all its
    pages are pictures and OCR is not installed.
    """
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(_why(error)) from error
    try:
        pages, notes = _pages(pdf)
        title = tidy(str(pdf.get_metadata_dict().get("Title") or ""))
        scanned = _scanned(pdf, pages, notes)
    finally:
        pdf.close()
    parts = [
        scanned[number] if number in scanned else _text_layer(page, notes)
        for number, page in enumerate(pages)
    ]
    if not (any(part.prints for part in parts) if len(scanned) < len(pages) else ocr.prints(parts)):
        raise DocumentError(f"no text was found on the {len(pages)} page(s) of the PDF")
    method = "ocr" if any(part.prints for part in scanned.values()) else "text_layer"
    # A scanner names its files by itself.
    if method == "ocr" and not names_report(title):
        title = ""
    return assemble(parts, vocabulary, kind="pdf", method=method, title=title, notes=notes)


def _text_layer(page: Page, notes: list[str]) -> PageParts:
    page = with_struck(page)
    try:
        tables, rest = tables_of(page)
    except TooManyLinesError:
        notes.append("table_too_large")
        tables, rest = [], list(page.glyphs)
    return PageParts(tables, lines_of(rest), page.height)


def _is_pictured(page: Page) -> bool:
    """Whether a page has to be read as a picture: its text layer is missing, or rubbish."""
    printed = [glyph.text for glyph in page.glyphs if not glyph.text.isspace()]
    if not printed:
        return page.pictured > 0 or bool(page.level or page.upright) or page.cut
    if page.pictured >= _PICTURED and len(printed) <= _FEW_GLYPHS:
        return True
    return printed.count("\ufffd") > len(printed) * _RUBBISH


def _scanned(
    pdf: pypdfium2.PdfDocument, pages: Sequence[Page], notes: list[str]
) -> dict[int, PageParts]:
    """Read the pages that are pictures."""
    numbers = [number for number, page in enumerate(pages) if _is_pictured(page)]
    if not numbers:
        return {}
    if not ocr.is_installed():
        if len(numbers) < len(pages):
            notes.append("pages_without_ocr")
            return {}
        raise NotReadHereError(
            f"the PDF has no text layer ({len(pages)} page(s) of pictures); {ocr.HOW_TO_INSTALL}"
        )
    return ocr.read_pdf_pages(pdf, numbers, notes)


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
