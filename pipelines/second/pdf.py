"""Rows of the ruled tables of a PDF by pdfplumber, which reads with pdfminer.six.

The first reading uses PDFium.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipelines.second.figures import is_value
from pipelines.second.order import PrintedRow

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import CellGroup

#: Pages read of one file, and edges of one page; a report has a tenth of them.
MAX_PAGES = 200
MAX_EDGES = 10_000
MAX_CHARACTERS = 100_000
#: Points by which a value crosses the side of its cell.
_OVER = 0.5


def rows_of_pdf(body: bytes) -> list[PrintedRow]:
    """Return the rows of every table, page by page; a row holds the cells that begin in it."""
    import pdfplumber  # noqa: PLC0415 - slow to import, and rarely needed

    # What it says of damaged files, it says to a log that nobody asked for.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    rows: list[PrintedRow] = []
    with pdfplumber.open(BytesIO(body)) as pdf:
        for page in pdf.pages[:MAX_PAGES]:
            if len(page.edges) <= MAX_EDGES and len(page.chars) <= MAX_CHARACTERS:
                rows += _rows(page.dedupe_chars())
            page.close()
    return rows


def _rows(page: Page) -> Iterator[PrintedRow]:
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    if not upright:
        return
    # A row that the page end cuts is ruled on three sides: its columns end where its page does.
    ends = [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]
    words = page.extract_words()
    for table in page.find_tables({"explicit_horizontal_lines": ends}):
        texts = table.extract()
        for number, (row, found) in enumerate(zip(table.rows, texts, strict=True)):
            cells = tuple(text for text in found if text is not None)
            is_edge = number in {0, len(texts) - 1}
            yield PrintedRow(cells, edge=is_edge, runs_over=_runs_over(row, words))


def _runs_over(row: CellGroup, words: Sequence[dict[str, Any]]) -> bool:
    """Whether a value crosses a side of the cells of a row."""
    _, top, _, bottom = row.bbox
    sides = {x for cell in row.cells if cell is not None for x in (cell[0], cell[2])}
    return any(
        word["x0"] < side - _OVER and side + _OVER < word["x1"]
        for word in words
        if top < (word["top"] + word["bottom"]) / 2 < bottom and is_value(word["text"])
        for side in sides
    )
