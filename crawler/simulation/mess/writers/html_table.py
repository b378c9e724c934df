"""Tables as HTML: attributes, spans, and what the quirks of a page do to them."""

from __future__ import annotations

import html
from typing import Final

from crawler.simulation.mess.page import PrintedCell, PrintedTable
from crawler.simulation.mess.writers.html_style import Style

_OVERLONG: Final = "1000"


def write_table(table: PrintedTable, style: Style) -> str:
    """Write one table, with its caption above it if it has one."""
    quirks = style.quirks
    rows = _rows(table, style)
    written = f"{style.table}\n{rows}\n{_closing(style.table)}</table>"
    if table.caption:
        written = f"{style.paragraph.format(html.escape(table.caption))}\n{written}"
    if "nested_in_layout" in quirks:
        written = (
            '<table width="100%" class="layout" border="0"><tr><td align="center" valign="top">\n'
            f"{written}\n</td></tr></table>"
        )
    if "nested_twice" in quirks:
        written = (
            '<table border="0"><tbody><tr><td width="10">&nbsp;</td><td>\n'
            f'<div align="center">{written}</div>\n</td><td width="10"></td></tr></tbody></table>'
        )
    if "uppercase_tags" in quirks:
        return _uppercase(written)
    return written


def _closing(opened: str) -> str:
    return "</tbody>" if "<tbody>" in opened else ""


def _uppercase(written: str) -> str:
    for tag in ("table", "tbody", "tr", "td", "p", "span"):
        written = written.replace(f"<{tag} ", f"<{tag.upper()} ").replace(
            f"<{tag}>", f"<{tag.upper()}>"
        )
        written = written.replace(f"</{tag}>", f"</{tag.upper()}>")
    return written.replace(" rowspan=", " ROWSPAN=").replace(" colspan=", " COLSPAN=")


def _rows(table: PrintedTable, style: Style) -> str:
    lines = [_row(row, table, style) for row in table.rows]
    heads = _head_rows(table)
    if "thead_and_tbody" in style.quirks and heads and "<tbody>" not in style.table:
        head, body = "\n".join(lines[:heads]), "\n".join(lines[heads:])
        return f"<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>"
    return "\n".join(lines)


def _head_rows(table: PrintedTable) -> int:
    """Count the rows at the top that hold header cells only, if no span leaves them."""
    count = 0
    for row in table.rows:
        if not row or not all(cell.header for cell in row):
            break
        count += 1
    reach = [number + cell.rowspan for number, row in enumerate(table.rows[:count]) for cell in row]
    return count if max(reach, default=0) <= count else 0


def _row(row: list[PrintedCell], table: PrintedTable, style: Style) -> str:
    full = len(row) == 1 and len(table.rows) > 1
    cells = "".join(_cell(cell, style, full=full) for cell in row)
    if "omitted_end_tags" in style.quirks:
        return f"<tr>{cells}"
    if "comments_inside" in style.quirks:
        return f"<!-- row --><tr style='height:{20 + len(row)}px'>{cells}</tr>"
    return f"<tr>{cells}</tr>"


def _cell(cell: PrintedCell, style: Style, *, full: bool) -> str:
    quirks = style.quirks
    attributes = style.value if cell.targets else style.label
    if cell.colspan > 1:
        over = full and "overlong_spans" in quirks
        attributes += f' colspan="{_OVERLONG if over else cell.colspan}"'
    if cell.rowspan > 1:
        attributes += f' rowspan="{cell.rowspan}"'
    tag = "th" if cell.header and "header_cells_th" in quirks else "td"
    close = "" if "omitted_end_tags" in quirks else f"</{tag}>"
    return f"<{tag}{attributes}>{_inside(cell.text, style)}{close}"


def _inside(text: str, style: Style) -> str:
    if not text.strip():
        return style.blank
    if "span_per_character" in style.quirks:
        spans = "".join(
            style.line_break if character == "\n" else f"<span>{html.escape(character)}</span>"
            for character in text
        )
        return f"{style.before}{spans}{style.after}"
    written = html.escape(text, quote=False)
    if "\n" in written:
        written = _broken(written, style)
    return f"{style.before}{written}{style.after}"


def _broken(written: str, style: Style) -> str:
    """Write line breaks: as tags, or as paragraphs of their own."""
    between = style.line_break
    if "paragraph_per_line" in style.quirks and style.before:
        between = style.after + style.before
    return written.replace("\n", between)
