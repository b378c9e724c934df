"""A workbook (XLSX, XLS; ET of WPS is the latter) to a Document.

Sheets are read in their order, hidden ones not (note ``hidden_sheet``), nor hidden rows and
columns (``hidden_rows``, ``hidden_columns``): nobody who opens the file sees them. Names of
sheets, comments, charts and drawings are left out. A formula counts by the value that was saved
with it; where none was, the formula itself stands in the cell, which no reader takes for a number.
"""

from __future__ import annotations

from pipelines.documents.flow import Item
from pipelines.documents.office import document_of
from pipelines.documents.sheet_blocks import Sheet, items_of, notes_of
from pipelines.documents.vocabulary import Vocabulary
from pipelines.documents.xls import read_xls
from pipelines.documents.xlsx import read_xlsx
from pipelines.model import Document

_ZIP = b"PK"


def read_sheet(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read every visible sheet.

    Raises :class:`~pipelines.documents.errors.DocumentError` for damaged, encrypted and huge
    workbooks.
    """
    read = read_xlsx if body.startswith(_ZIP) else read_xls
    title, sheets = read(body)
    items: list[Item] = []
    notes: list[str] = []
    for sheet in sheets:
        if isinstance(sheet, Sheet):
            items += items_of(sheet)
            notes += notes_of(sheet)
        else:
            notes.append(sheet)
    return document_of("sheet", items, vocabulary, property_title=title, notes=notes)
