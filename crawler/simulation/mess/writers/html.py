"""A page as HTML, with the markup that portals and their editors leave behind.

What a page looks like is drawn from its seed (an editor's style); what is a matter of markup and
stands in ``page.quirks`` is done here and nowhere else.
"""

from __future__ import annotations

import html
import random
from typing import Final

from crawler.simulation.mess.page import (
    Page,
    PrintedBlock,
    PrintedHeading,
    PrintedTable,
    PrintedText,
)
from crawler.simulation.mess.writers.html_chrome import above_body, below_body, head_of
from crawler.simulation.mess.writers.html_style import Style, draw_style
from crawler.simulation.mess.writers.html_table import write_table
from crawler.simulation.mess.writers.written import WrittenFile

_BOM: Final = b"\xef\xbb\xbf"


def write_html(page: Page, rng: random.Random) -> WrittenFile:
    """Write one HTML page, the same bytes for the same page and seed."""
    style = draw_style(page, rng)
    body = "\n".join(_block(block, style) for block in _blocks(page))
    text = (
        f"{head_of(page, style)}\n<body>\n{above_body(page, style)}\n"
        f"{style.body_open}\n{body}\n{_signature(page)}\n{style.body_close}\n"
        f"{below_body(page, style)}\n</body>\n</html>\n"
    )
    if "crlf_lines" in page.quirks:
        text = text.replace("\n", "\r\n")
    return WrittenFile(_encoded(text, page), ".html", _content_type(page))


def _blocks(page: Page) -> list[PrintedBlock]:
    blocks = [block for report in page.reports for block in report.blocks]
    if blocks and isinstance(blocks[0], PrintedHeading) and blocks[0].text == page.title:
        del blocks[0]
    return blocks


def _block(block: PrintedBlock, style: Style) -> str:
    if isinstance(block, PrintedTable):
        return write_table(block, style)
    if isinstance(block, PrintedHeading):
        return style.heading.format(_inline(block.text, style), level=min(block.level + 1, 6))
    return _paragraph(block, style)


def _paragraph(block: PrintedText, style: Style) -> str:
    return style.paragraph.format(_inline(block.text, style))


def _inline(text: str, style: Style) -> str:
    """Return running text; in some styles the figures in it stand in fonts of their own."""
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    if not style.figures_in_font:
        return escaped
    parts: list[str] = []
    for character in escaped:
        if character.isdigit() and character.isascii():
            parts.append(f'<font face="Times New Roman">{character}</font>')
        else:
            parts.append(character)
    return "".join(parts)


def _signature(page: Page) -> str:
    """Return the name and the date at the end, where the page has one body."""
    names = {str(report.fields["agency_name"]) for report in page.reports}
    if "unsigned" in page.quirks or len(names) > 1:
        return ""
    day = page.published_on
    return (
        f'<p style="text-align: right;">{names.pop()}</p>\n'
        f'<p style="text-align: right;">{day.year}年{day.month}月{day.day}日</p>'
    )


def _encoded(text: str, page: Page) -> bytes:
    if page.charset == "utf-8":
        mark = _BOM if "byte_order_mark" in page.quirks else b""
        return mark + text.encode("utf-8")
    return text.encode("gb18030")


def _content_type(page: Page) -> str:
    """Return the header: it names no charset, the right one, or (a quirk) a wrong one."""
    if "charset_header_wrong" in page.quirks:
        return "text/html; charset=utf-8" if page.charset != "utf-8" else "text/html; charset=gbk"
    if page.charset == "utf-8" and "charset_undeclared" not in page.quirks:
        return "text/html; charset=utf-8"
    return "text/html"
