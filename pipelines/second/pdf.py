"""Rows of the ruled tables of a PDF by pdfplumber, which reads with pdfminer.six.

The first reading uses PDFium.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO

from pipelines.second.order import PrintedRow

#: Pages read of one file, and edges of one page; a report has a tenth of them.
MAX_PAGES = 200
MAX_EDGES = 10_000
MAX_CHARACTERS = 100_000


def rows_of_pdf(body: bytes) -> list[PrintedRow]:
    """Return the rows of every table, page by page; a row holds the cells that begin in it."""
    import pdfplumber  # noqa: PLC0415 - slow to import, and rarely needed

    # What it says of damaged files, it says to a log that nobody asked for.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    rows: list[PrintedRow] = []
    with pdfplumber.open(BytesIO(body)) as pdf:
        for page in pdf.pages[:MAX_PAGES]:
            if len(page.edges) <= MAX_EDGES and len(page.chars) <= MAX_CHARACTERS:
                for table in page.dedupe_chars().find_tables():
                    rows += _marked(table.extract())
            page.close()
    return rows


def _marked(table: list[list[str | None]]) -> Iterator[PrintedRow]:
    for number, row in enumerate(table):
        cells = tuple(text for text in row if text is not None)
        yield PrintedRow(cells, edge=number in {0, len(table) - 1})
