"""A page as a workbook: XLSX by openpyxl, in a fifth of the cases XLS by xlwt."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final

from crawler.simulation.mess.page import Page
from crawler.simulation.mess.writers.sheet_cells import (
    LaidSheet,
    SheetCell,
    SheetStyle,
    draw_style,
    lay_out,
)
from crawler.simulation.mess.writers.word_package import zipped
from crawler.simulation.mess.writers.written import (
    XLS_TYPE,
    XLSX_TYPE,
    MissingProgramError,
    WrittenFile,
    chance,
)

_XLS_SHARE: Final = 0.2
_POINTS: Final = {"title": 16, "heading": 12, "text": 11, "label": 10, "value": 10}
_LINE_POINTS: Final = 16
#: xlwt measures widths in 256ths of a figure, heights in twentieths of a point.
_XLS_WIDTH, _XLS_POINT = 256, 20
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_sheet(page: Page, rng: random.Random) -> WrittenFile:
    """Write an XLSX or XLS, the same bytes for the same page and seed.

    Raises :class:`MissingProgramError` where openpyxl or xlwt is not installed.
    """
    style = draw_style(rng)
    sheets = lay_out(page, style)
    if chance(rng, _XLS_SHARE):
        return WrittenFile(_xls(sheets, style), ".xls", XLS_TYPE, style.variations("xls"))
    written = _xlsx(sheets, style, page.published_on)
    return WrittenFile(written, ".xlsx", XLSX_TYPE, style.variations("xlsx"))


def _xlsx(sheets: Sequence[LaidSheet], style: SheetStyle, created: dt.date) -> bytes:
    try:
        import openpyxl  # noqa: PLC0415 - only who writes sheets needs it
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - the same
    except ImportError:
        raise MissingProgramError("openpyxl is missing: pip install openpyxl") from None
    book = openpyxl.Workbook()
    book.properties.created = dt.datetime.combine(created, dt.time())
    book.remove(book.worksheets[0])
    for laid in sheets:
        sheet = book.create_sheet(laid.name)
        for cell in laid.cells:
            _write_xlsx(sheet, cell, style)
        for column, width in laid.columns.items():
            sheet.column_dimensions[get_column_letter(column + 1)].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue(), created)


def _write_xlsx(sheet: Any, cell: SheetCell, style: SheetStyle) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415 - see _xlsx

    row, column = cell.row + 1, cell.column + 1
    is_table = cell.look in {"label", "value"}
    thin = Side(style="thin")
    for y in range(cell.down) if is_table and style.ruled else ():
        for x in range(cell.across):
            ruled = sheet.cell(row + y, column + x)
            ruled.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    first = sheet.cell(row, column)
    first.value = cell.value
    first.number_format = cell.number_format
    first.font = Font(name="宋体", size=_POINTS[cell.look], bold=cell.look in {"title", "heading"})
    first.alignment = Alignment(
        horizontal="left" if cell.look == "text" else "center", vertical="center", wrap_text=True
    )
    if cell.lines > 1:
        sheet.row_dimensions[row].height = _LINE_POINTS * cell.lines
    if cell.down > 1 or cell.across > 1:
        sheet.merge_cells(
            start_row=row,
            start_column=column,
            end_row=row + cell.down - 1,
            end_column=column + cell.across - 1,
        )


def _timeless(body: bytes, created: dt.date) -> bytes:
    """Return the workbook without the time at which openpyxl wrote it."""
    with zipfile.ZipFile(io.BytesIO(body)) as written:
        members = {name: written.read(name) for name in written.namelist()}
    core = "docProps/core.xml"
    time = f"{created.isoformat()}T00:00:00Z".encode()
    members[core] = _MODIFIED.sub(rb"\g<1>" + time, members[core])
    return zipped(members)


def _xls(sheets: Sequence[LaidSheet], style: SheetStyle) -> bytes:
    try:
        import xlwt  # noqa: PLC0415 - only who writes sheets needs it
    except ImportError:
        raise MissingProgramError("xlwt is missing: pip install xlwt") from None
    book = xlwt.Workbook(encoding="utf-8")
    looks: dict[tuple[str, str], Any] = {}
    for laid in sheets:
        sheet = book.add_sheet(laid.name)
        for cell in laid.cells:
            key = cell.look, cell.number_format
            if key not in looks:
                looks[key] = _xls_look(xlwt, *key, style)
            _write_xls(sheet, cell, looks[key])
        for column, width in laid.columns.items():
            sheet.col(column).width = int(_XLS_WIDTH * width)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _xls_look(xlwt: ModuleType, look: str, number_format: str, style: SheetStyle) -> Any:
    ruled = style.ruled and look in {"label", "value"}
    lines = "borders: left thin, right thin, top thin, bottom thin; " if ruled else ""
    across = "left" if look == "text" else "center"
    bold = "on" if look in {"title", "heading"} else "off"
    return xlwt.easyxf(
        f"font: name 宋体, height {_XLS_POINT * _POINTS[look]}, bold {bold}; {lines}"
        f"align: wrap on, vert center, horiz {across}",
        num_format_str=number_format,
    )


def _write_xls(sheet: Any, cell: SheetCell, look: Any) -> None:
    if cell.down > 1 or cell.across > 1:
        last = cell.row + cell.down - 1, cell.column + cell.across - 1
        sheet.write_merge(cell.row, last[0], cell.column, last[1], cell.value, look)
    else:
        sheet.write(cell.row, cell.column, cell.value, look)
    if cell.lines > 1:
        sheet.row(cell.row).height_mismatch = True
        sheet.row(cell.row).height = _XLS_POINT * _LINE_POINTS * cell.lines
