"""An XLSX workbook, by openpyxl, to sheets of printed text."""

from __future__ import annotations

import datetime as dt
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from pipelines.documents.errors import DocumentError
from pipelines.documents.grid import MAX_PLACES
from pipelines.documents.package import Package
from pipelines.documents.sheet_blocks import Sheet
from pipelines.documents.sheet_formats import print_date, print_number
from pipelines.documents.sheet_runs import text_of

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.rich_text import TextBlock
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Bytes of one sheet's markup, some 150,000 cells; openpyxl takes fifty times that in memory.
MAX_SHEET: Final = 8_000_000
#: Type of a cell whose formula gave a text.
_FORMULA_TEXT: Final = "str"


def read_xlsx(body: bytes) -> tuple[str, list[Sheet | Literal["hidden_sheet"]]]:
    """Return the title among the properties and the sheets, hidden ones by their note.

    Raises :class:`DocumentError`.
    """
    has_formulas = _check(Package(body))
    book = _open(body, data_only=True)
    formulas = _open(body, data_only=False) if has_formulas else None
    sheets: list[Sheet | Literal["hidden_sheet"]] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            sheets.append("hidden_sheet")
            continue
        source = formulas[sheet.title] if formulas is not None else None
        sheets.append(_read(sheet, source))
    return book.properties.title or "", sheets


def _check(package: Package) -> bool:
    """Refuse what openpyxl would unfold without end; tell whether there are formulas."""
    has_formulas = False
    for name in package.sizes:
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        if package.sizes[name] > MAX_SHEET:
            size = package.sizes[name]
            raise DocumentError(f"the part {name} is too large to be read: {size} bytes")
        root = package.xml(name)
        area = sum(_area(element.get("ref")) for element in root.iter("{*}mergeCell"))
        area += sum(_area(element.get("ref")) for element in root.iter("{*}hyperlink"))
        if area > MAX_PLACES:
            raise DocumentError(f"the part {name} merges or links {area} cells")
        has_formulas = has_formulas or next(root.iter("{*}f"), None) is not None
    return has_formulas


def _area(reference: str | None) -> int:
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - see _open

    try:
        left, top, right, bottom = range_boundaries(reference or "")
    except (TypeError, ValueError):
        return 0
    if left is None or top is None or right is None or bottom is None:
        # Whole rows or columns.
        return MAX_PLACES + 1
    return (right - left + 1) * (bottom - top + 1)


def _open(body: bytes, *, data_only: bool) -> Workbook:
    import openpyxl  # noqa: PLC0415 - slow to import, and few documents are workbooks

    with warnings.catch_warnings():
        # It warns of extensions that it does not keep; nothing is written here.
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(
                BytesIO(body), data_only=data_only, keep_links=False, rich_text=True
            )
        except Exception as error:
            # Whatever a damaged part makes it stumble over: KeyError, TypeError, ValueError ...
            what = " ".join(str(error).split())
            raise DocumentError(f"the workbook is damaged: {what[:200]}") from error


def _read(sheet: Worksheet, formulas: Worksheet | None) -> Sheet:
    found = Sheet(merges=[_bounds(merged) for merged in sheet.merged_cells.ranges])
    # Rows and columns without any height or width are hidden too, by whatever program wrote so.
    found.hidden_rows = {
        row for row, known in sheet.row_dimensions.items() if known.hidden or known.height == 0
    }
    for known in sheet.column_dimensions.values():
        if known.hidden or known.width == 0:
            found.hidden_columns |= set(range(known.min or 0, (known.max or 0) + 1))
    ruled: dict[int, bool] = {}
    # The public ways to the cells make one of every empty place up to the last row in use.
    for place, cell in sheet._cells.items():  # noqa: SLF001
        style = cell.style_id
        if style not in ruled:
            ruled[style] = _is_ruled(cell)
        if ruled[style]:
            found.ruled.add(place)
        text = _text(cell)
        # A formula that gives the empty text was saved with it: IF(A1="","",A1) of a blank.
        is_saved = cell.value is not None or cell.data_type == _FORMULA_TEXT
        if not text and formulas is not None and not is_saved:
            text = _formula(formulas, place)
        if text.strip():
            found.texts[place] = text
    return found


def _bounds(merged: object) -> tuple[int, int, int, int]:
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415 - see _open

    assert isinstance(merged, CellRange)
    return merged.min_row, merged.min_col, merged.max_row, merged.max_col


def _is_ruled(cell: Cell | MergedCell) -> bool:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    return any(side is not None and side.style is not None for side in sides)


def _text(cell: Cell | MergedCell) -> str:
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return print_number(value, cell.number_format)
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return print_date(value, cell.number_format)
    if isinstance(value, list):
        return text_of((str(run), _stands_apart(run, cell)) for run in value)
    return "" if value is None else str(value)


def _stands_apart(run: str | TextBlock, cell: Cell | MergedCell) -> bool:
    """Whether a run is a mark above or below the line, or struck out; it may have the cell's font."""
    font = cell.font if isinstance(run, str) else run.font
    return bool(font.strike) or font.vertAlign in {"superscript", "subscript"}


def _formula(formulas: Worksheet, place: tuple[int, int]) -> str:
    """Return the formula of a cell whose value was not saved."""
    cell = formulas._cells.get(place)  # noqa: SLF001 - as in _read
    if cell is None or cell.data_type != "f":
        return ""
    return str(getattr(cell.value, "text", None) or cell.value)
