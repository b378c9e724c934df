"""An XLS workbook (BIFF), by xlrd, to sheets of printed text."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from typing import Any, Final, Literal

from pipelines.documents.errors import DocumentError
from pipelines.documents.sheet_blocks import Sheet
from pipelines.documents.sheet_formats import print_date, print_number
from pipelines.documents.sheet_runs import text_of

MAX_BODY: Final = 16_000_000
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def read_xls(body: bytes) -> tuple[str, list[Sheet | Literal["hidden_sheet"]]]:
    """Return no title (xlrd reads no properties) and the sheets, hidden ones by their note.

    Raises :class:`DocumentError`.
    """
    import xlrd  # noqa: PLC0415 - few documents are workbooks

    if len(body) > MAX_BODY:
        raise DocumentError(f"the workbook is too large to be read: {len(body)} bytes")
    try:
        book = xlrd.open_workbook(
            file_contents=body, formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
        return "", [
            _read(book, sheet) if sheet.visibility == 0 else "hidden_sheet"
            for sheet in book.sheets()
        ]
    except Exception as error:
        # Whatever a damaged record makes it stumble over: XLRDError, struct.error, IndexError ...
        what = " ".join(str(error).split())
        raise DocumentError(f"the workbook is damaged: {what[:200]}") from error


def _read(book: Any, sheet: Any) -> Sheet:
    found = Sheet(
        merges=[
            (first_row, first_column, end_row - 1, end_column - 1)
            for first_row, end_row, first_column, end_column in sheet.merged_cells
        ]
    )
    found.hidden_rows = {row for row, known in sheet.rowinfo_map.items() if known.hidden}
    found.hidden_columns = {column for column, known in sheet.colinfo_map.items() if known.hidden}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            if style is not None and _is_ruled(style.border):
                found.ruled.add((row, column))
            code = book.format_map[style.format_key].format_str if style is not None else "General"
            text = _text(book, cell, code)
            fonts = sheet.rich_text_runlist_map.get((row, column))
            if fonts and style is not None:
                text = text_of(_runs(book, text, [(0, style.font_index), *fonts]))
            if text.strip():
                found.texts[row, column] = text
    return found


def _is_ruled(border: Any) -> bool:
    return any(getattr(border, f"{side}_line_style") for side in ("left", "right", "top", "bottom"))


def _runs(book: Any, text: str, fonts: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a text, each to where the next font begins, and whether it stands apart."""
    for (start, number), (end, _) in pairwise([*fonts, (len(text), 0)]):
        font = book.font_list[number]
        yield text[start:end], bool(font.struck_out or font.escapement)


def _text(book: Any, cell: Any, code: str) -> str:
    import xlrd  # noqa: PLC0415 - as in read_xls

    if cell.ctype == _TEXT:
        return str(cell.value)
    if cell.ctype == _NUMBER:
        return print_number(cell.value, code)
    if cell.ctype == _DATE:
        return print_date(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), code)
    if cell.ctype == _BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == _ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERR"))
    return ""
