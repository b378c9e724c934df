"""Pictures of pages to Documents: tables by their drawn lines, text by recognition.

An extra of the distribution (``ocr``): what it needs is imported when the first picture is read.
The models are those in the wheel of ``rapidocr`` (PP-OCRv6 small, Apache-2.0); nothing is fetched
or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document

if TYPE_CHECKING:
    import pypdfium2

    from pipelines.documents.pdf.assemble import PageParts

#: Pages that are read of one file: a report has a third of them, and each takes seconds.
MAX_PAGES = 30
HOW_TO_INSTALL = "it needs OCR: pip install 'gongkai[ocr]'"
#: A picture on which fewer characters, or filled cells of tables, are found prints no text.
_FEW_CHARACTERS, _FEW_CELLS = 20, 4


@cache
def is_installed() -> bool:
    """Whether the packages of the extra are there."""
    needed = (
        find_spec("rapidocr"),
        find_spec("onnxruntime"),
        find_spec("cv2"),
        find_spec("PIL"),
        find_spec("numpy"),
    )
    return all(spec is not None for spec in needed)


def read_image(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read a picture of any kind that Pillow opens; each frame of a TIFF is a page.

    ``notes``: ``pages_left_out`` (more than :data:`MAX_PAGES`), ``table_too_large`` (a page is
    ruled more than any report is; it is read as text). Raises
    :class:`~pipelines.documents.errors.DocumentError` where the file is damaged, too large, or
    prints no text, and :class:`~pipelines.documents.errors.NotReadHereError` where the extra is
    not installed.
    """
    if not is_installed():
        raise NotReadHereError(f"the file is a picture; {HOW_TO_INSTALL}")
    from pipelines.documents.ocr.aligned import aligned  # noqa: PLC0415 - heavy, and an extra
    from pipelines.documents.ocr.page import read_page  # noqa: PLC0415
    from pipelines.documents.ocr.pictures import frames  # noqa: PLC0415
    from pipelines.documents.pdf.assemble import assemble  # noqa: PLC0415

    pages, notes = [], []
    for number, picture in enumerate(frames(body)):
        if number == MAX_PAGES:
            notes.append("pages_left_out")
            break
        pages.append(read_page(picture, notes))
    if not prints(pages):
        raise DocumentError("no text was found in the picture")
    return assemble(aligned(pages), vocabulary, kind="image", method="ocr", notes=notes)


def read_pdf_pages(
    pdf: pypdfium2.PdfDocument, numbers: Sequence[int], notes: list[str]
) -> dict[int, PageParts]:
    """Read pages of a PDF as pictures, the first :data:`MAX_PAGES` of them; needs the extra."""
    from pipelines.documents.ocr.aligned import aligned  # noqa: PLC0415 - heavy, and an extra
    from pipelines.documents.ocr.page import read_page  # noqa: PLC0415
    from pipelines.documents.ocr.pictures import rendered  # noqa: PLC0415

    if len(numbers) > MAX_PAGES:
        notes.append("pages_left_out")
    found = []
    for number in numbers[:MAX_PAGES]:
        page = pdf[number]
        try:
            found.append(read_page(rendered(page), notes))
        finally:
            page.close()
    return dict(zip(numbers, aligned(found), strict=False))


def prints(pages: Iterable[PageParts]) -> bool:
    """Whether some pages print more than the shapes of a photograph that look like characters."""
    pages = list(pages)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    cells = sum(bool(box.text) for page in pages for table in page.tables for box in table.boxes)
    return cells >= _FEW_CELLS or characters >= _FEW_CHARACTERS
