"""A page as HTML made for printing: ruled tables and the look of a government document.

Nothing in it is loaded from anywhere; the browser that prints it reads this one file.
"""

from __future__ import annotations

import html
import random
import re
from typing import Final

from crawler.simulation.mess.page import Page, PrintedHeading, PrintedTable
from crawler.simulation.mess.writers.placing import Placed, PlacedTable, font_size, place, widths
from crawler.simulation.mess.writers.print_style import PrintStyle, draw_style
from crawler.simulation.mess.writers.written import InfoLine, Item, Title, items_of, signature_of

_SMALLEST: Final = 7.0
_VERTICAL_FROM: Final = 6
_FIGURE: Final = re.compile(r"[\d.,%+\-/—\s]*")


def print_page(page: Page, rng: random.Random, *, compact: bool = False) -> tuple[str, PrintStyle]:
    """Return the HTML and the choices made; ``compact`` for scans, whose pages cost seconds."""
    style = draw_style(rng, compact=compact)
    body = "\n".join(_write(item, style) for item in items_of(page))
    if style.signed:
        body += "".join(f'<p class="signed">{_text(line)}</p>' for line in signature_of(page))
    written = (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{html.escape(page.title)}</title><style>{_css(style)}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )
    return written, style


def _css(style: PrintStyle) -> str:
    number = f"@bottom-center {{ content: {style.page_number}; font-size: 10pt }}"
    frame = style.frame or style.border
    gap = 0 if style.glued else 4 if style.compact else 8
    return f"""
@page {{ size: {style.paper}; margin: {style.margin}mm; {number if style.page_number else ""} }}
body {{ font: {style.body_size}pt/{1.3 if style.compact else 1.6} {style.font}; margin: 0;
  letter-spacing: {"0.12em" if style.spaced else "normal"} }}
h1.title {{ font-size: {style.title_size}pt; text-align: center; margin: 6pt 0 12pt;
  {"color: #e60000; border-bottom: 1.5pt solid #e60000;" if style.red_title else ""} }}
p {{ margin: {gap / 2}pt 0; text-indent: 2em; text-align: justify }}
p.signed {{ text-align: right }}
p.info, p.caption {{ text-align: center; text-indent: 0 }}
h2, h3, h4, h5, h6 {{ font-size: {style.body_size}pt; margin: {gap}pt 0; break-after: avoid;
  font-family: "黑体", "SimHei", "Noto Sans CJK SC", sans-serif }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin: {gap}pt 0;
  border: {frame}pt solid {style.colour}; line-height: 1.25; letter-spacing: normal }}
tr {{ break-inside: {"auto" if style.rows_break else "avoid"} }}
td, th {{ border: {style.border}pt solid {style.colour}; padding: {style.padding}pt 1pt;
  font-weight: normal; vertical-align: middle; text-align: left }}
th, td.figure {{ text-align: center }}
td.figure {{ text-align: {"right" if style.figures_right else "center"}; white-space: pre }}
th {{ background: {style.fill}; font-weight: bold }}
.vertical {{ writing-mode: vertical-rl }}
"""


def _write(item: Item, style: PrintStyle) -> str:
    if isinstance(item, PrintedTable):
        return _table(item, style)
    text = _text(item.text)
    if isinstance(item, Title):
        return f'<h1 class="title">{text}</h1>'
    if isinstance(item, InfoLine):
        return f'<p class="info">{text}</p>'
    if isinstance(item, PrintedHeading):
        level = max(2, min(item.level, 6))
        return f"<h{level}>{text}</h{level}>"
    return f"<p>{text}</p>"


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _table(table: PrintedTable, style: PrintStyle) -> str:
    placed = place(table)
    if not placed.cells:
        return ""
    caption = f'<p class="caption">{_text(table.caption)}</p>\n' if table.caption else ""
    points = font_size(placed, style.text_points, wanted=style.table_size, smallest=_SMALLEST)
    columns = "".join(f'<col style="width:{width:.2f}%">' for width in widths(placed, 100))
    rows = [_row(row, placed, style) for row in range(placed.height)]
    head = placed.headers if style.header_repeats else 0
    above = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
    return (
        f'{caption}<table style="font-size:{points}pt"><colgroup>{columns}</colgroup>{above}'
        f"<tbody>{''.join(rows[head:])}</tbody></table>"
    )


def _row(row: int, placed: PlacedTable, style: PrintStyle) -> str:
    cells = "".join(_cell(cell, style) for cell in placed.cells if cell.row == row)
    return f"<tr>{cells}</tr>\n"


def _cell(cell: Placed, style: PrintStyle) -> str:
    tag = "th" if cell.cell.header else "td"
    spans = f' colspan="{cell.across}"' if cell.across > 1 else ""
    spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
    text = cell.cell.text
    figure = tag == "td" and _FIGURE.fullmatch(text) is not None
    inner = _text(text)
    if (
        style.vertical
        and cell.across == 1
        and cell.down >= _VERTICAL_FROM
        and not cell.cell.targets
        and "\n" not in text
    ):
        inner = f'<div class="vertical">{inner}</div>'
    return f"<{tag}{spans}{' class=figure' if figure else ''}>{inner}</{tag}>"
