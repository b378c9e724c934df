"""One report of 2022 in every kind of file, its tables written once.

Section three is consistent but for one printed total: three requests of persons and one of a
business are answered, and the line 予以公开 prints 5 for them instead of 4.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import openpyxl
from openpyxl.styles import Border, Side

from tests.grids import Written, grid
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.pipelines.documents.word import empty, saved, with_table
from tests.tables import disputes_rows, requests_rows, statistics_rows

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"
RECEIVED = ["3", "1", "0", "0", "0", "0", "4"]
FIGURES = {"received_new": RECEIVED, "disclosed": RECEIVED, "outcome_total": RECEIVED}
MISPRINT = {**FIGURES, "disclosed": ["3", "1", "0", "0", "0", "0", "5"]}
DISPUTES = ["2", "1", "0", "0", "3", *["0"] * 10]

Rows = Sequence[Sequence[Written]]
Values = Mapping[str, Sequence[str]]


def tables(requests: Values, disputes: Sequence[str] = DISPUTES) -> list[Rows]:
    """Sections three and four."""
    return [requests_rows(requests), disputes_rows(disputes)]


def html_table(rows: Rows) -> str:
    lines = []
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else cell for cell in row]
        line = "".join(f"<td rowspan={d} colspan={a}>{text}</td>" for text, d, a in cells)
        lines.append(f"<tr>{line}</tr>")
    return f"<table border=1>{''.join(lines)}</table>"


def html(*found: Rows) -> bytes:
    body = "".join(html_table(rows) for rows in found)
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head>"
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    ).encode()


def text(*found: Rows) -> bytes:
    lines = [TITLE]
    for rows in found:
        for row in rows:
            cells = [cell if isinstance(cell, str) else cell[0] for cell in row]
            lines.append(" | ".join(cell.replace("\n", "") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines).encode()


def as_pdf(*found: Rows) -> bytes:
    first = Sheet().text(60, 40, TITLE, 20)
    sides = [30, 80, 130, 325, *range(360, 571, 35)]
    first.table(120, sides, *found[0], height=15, size=5)
    if len(found) > 1:
        narrow = [30 + 35 * number for number in range(16)]
        first.table(620, narrow, *found[1], height=15, size=5)
    return pdf(first)


def docx(*found: Rows) -> bytes:
    document = empty()
    document.add_heading(TITLE, 1)
    for rows in found:
        with_table(document, rows)
        document.add_paragraph("以上。")
    return saved(document)


def xlsx(*found: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = TITLE
    ruled = Border(*(Side(style="thin"),) * 4)
    top = 3
    for rows in found:
        placed = grid(*rows)
        for cell in placed.cells:
            row, column = top + cell.row, 1 + cell.column
            number = cell.text.isdecimal()
            sheet.cell(row, column).value = int(cell.text) if number else cell.text or None
            for y in range(row, row + cell.rowspan):
                for x in range(column, column + cell.colspan):
                    sheet.cell(y, x).border = ruled
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=row,
                    start_column=column,
                    end_row=row + cell.rowspan - 1,
                    end_column=column + cell.colspan - 1,
                )
        top += placed.height + 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS: dict[str, Callable[..., bytes]] = {
    "html": html,
    "text": text,
    "pdf": as_pdf,
    "docx": docx,
    "sheet": xlsx,
}


def statistics(values: Sequence[str]) -> bytes:
    """The table of the 2014 form as a page."""
    return html(statistics_rows(values))
