"""Tables of a Word document: merges exactly as printed, across by gridSpan, down by vMerge."""

from __future__ import annotations

import re
from typing import Final

from crawler.simulation.mess.page import PrintedTable
from crawler.simulation.mess.writers.placing import (
    Placed,
    PlacedTable,
    font_size,
    place,
    widths,
)
from crawler.simulation.mess.writers.word_style import WordStyle
from crawler.simulation.mess.writers.word_text import Typist

_SMALLEST: Final = 7.0
_TWIPS: Final = 20
_MARGIN: Final = 40
_VERTICAL_FROM: Final = 6
#: Real reports set figures in the middle, labels to the left.
_LEFT, _CENTRE = '<w:jc w:val="left"/>', '<w:jc w:val="center"/>'
_FIGURE: Final = re.compile(r"[\d.,%+\-/—\s]*")
_LAYOUT: Final = (
    '<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    '</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid><w:tr><w:tc><w:tcPr>'
    '<w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}<w:p/></w:tc></w:tr></w:tbl>'
)


def write_table(table: PrintedTable, typist: Typist) -> str:
    """Return a table, within a layout table of one cell where the style says so."""
    placed = place(table)
    if not placed.cells:
        return ""
    style = typist.style
    inner = _table(placed, typist)
    return _LAYOUT.format(width=style.text_width, inner=inner) if style.nested else inner


def _table(placed: PlacedTable, typist: Typist) -> str:
    style = typist.style
    columns = [int(width) for width in widths(placed, style.text_width)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    points = font_size(
        placed, style.text_width / _TWIPS, wanted=style.table_size, smallest=_SMALLEST
    )
    rows = "".join(_row(row, placed, columns, points, typist) for row in range(placed.height))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{_borders(style)}<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{_MARGIN}" w:type="dxa"/><w:right w:w="{_MARGIN}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _borders(style: WordStyle) -> str:
    outer = style.frame or style.border
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
        for side, size in (
            *((side, outer) for side in ("top", "left", "bottom", "right")),
            *((side, style.border) for side in ("insideH", "insideV")),
        )
    )
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _row(row: int, placed: PlacedTable, columns: list[int], points: float, typist: Typist) -> str:
    at = placed.at()
    cells: list[str] = []
    column = 0
    last = max((x for y, x in at if y == row), default=-1)
    while column <= last:
        cell = at.get((row, column))
        across = cell.across if cell else 1
        width = sum(columns[column : column + across])
        cells.append(_cell(row, cell, width, points, typist))
        column += across
    if not cells:  # a row must have a cell
        cells.append(_cell(row, None, columns[0], points, typist))
        last = 0
    after = placed.width - 1 - last
    # LibreOffice loses text of a merged cell when it cuts one of its rows at the end of a page.
    whole = typist.style.rows_stay_whole or any(
        cell.down > 1 for (y, _), cell in at.items() if y == row
    )
    properties = (
        (f'<w:gridAfter w:val="{after}"/>' if after else "")
        + ("<w:cantSplit/>" if whole else "")
        + ("<w:tblHeader/>" if typist.style.header_repeats and row < placed.headers else "")
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(row: int, cell: Placed | None, width: int, points: float, typist: Typist) -> str:
    across = cell.across if cell else 1
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if across > 1:
        properties += f'<w:gridSpan w:val="{across}"/>'
    begins = cell is not None and cell.row == row
    if cell is not None and cell.down > 1:
        properties += '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    if cell is not None and _is_vertical(cell, typist.style):
        properties += '<w:textDirection w:val="tbRlV"/>'
    properties += '<w:vAlign w:val="center"/>'
    inner = _text(cell, points, typist) if cell is not None and begins else "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _is_vertical(cell: Placed, style: WordStyle) -> bool:
    return (
        style.vertical
        and cell.across == 1
        and cell.down >= _VERTICAL_FROM
        and not cell.cell.targets
        and "\n" not in cell.cell.text
    )


def _text(cell: Placed, points: float, typist: Typist) -> str:
    text = cell.cell.text
    look = _CENTRE if cell.cell.header or _FIGURE.fullmatch(text) else _LEFT
    counted = ""
    if typist.style.numbered_labels and not cell.cell.targets and not cell.cell.header:
        counted, text = typist.lists.label(text)
    lines = text.split("\n") if typist.style.breaks_are_paragraphs else [text]
    return "".join(
        typist.paragraph(
            line,
            (counted if place == 0 else "") + look,
            font=typist.style.table_font,
            points=points,
            bold=cell.cell.header and typist.style.headings != "styles",
        )
        for place, line in enumerate(lines)
    )
