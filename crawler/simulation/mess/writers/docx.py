"""A page as a Word document: styles or bold paragraphs, numbers counted by Word, merged cells."""

from __future__ import annotations

import random

from crawler.simulation.mess.page import Page, PrintedHeading, PrintedTable
from crawler.simulation.mess.writers.word_package import package, page_number, styles
from crawler.simulation.mess.writers.word_style import WordStyle, draw_style
from crawler.simulation.mess.writers.word_table import write_table
from crawler.simulation.mess.writers.word_text import Typist
from crawler.simulation.mess.writers.written import (
    DOCX_TYPE,
    InfoLine,
    Item,
    Title,
    WrittenFile,
    chance,
    items_of,
    signature_of,
)

_CENTRED = '<w:jc w:val="center"/>'
_RIGHT = '<w:jc w:val="right"/>'
_SPACED = '<w:spacing w:before="240" w:after="240"/>'
#: Two characters, in hundredths of one: how a Chinese paragraph begins.
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'


def write_docx(
    page: Page, rng: random.Random, *, compact: bool = False, for_print: bool = False
) -> WrittenFile:
    """Write a DOCX, the same bytes for the same page and seed.

    ``compact``: small letters and margins, for scans, whose pages cost seconds. ``for_print``:
    nothing that LibreOffice cannot print.
    """
    style = draw_style(page, rng, compact=compact, for_print=for_print)
    typist = Typist(style, rng)
    body: list[str] = []
    above: Item | None = None
    for item in items_of(page):
        if isinstance(item, PrintedTable) and isinstance(above, PrintedTable):
            body.append("<w:p/>")  # Word joins tables that touch
        body.append(_write(item, typist))
        above = item
    if isinstance(above, PrintedTable):
        body.append("<w:p/>")
    if style.signed:
        body += [typist.paragraph(line, _RIGHT) for line in signature_of(page)]
    inner = "".join(body) + _section(style)
    title = page.title if chance(rng, 0.5) else ""
    written = package(
        inner,
        styles=styles(style.body_font, style.latin_font, style.body_size),
        lists=typist.lists.used,
        footer=page_number(style.footer),
        title=title,
        created=page.published_on,
    )
    return WrittenFile(written, ".docx", DOCX_TYPE, style.variations())


def _write(item: Item, typist: Typist) -> str:
    style = typist.style
    if isinstance(item, Title):
        return typist.paragraph(
            item.text,
            _SPACED + _CENTRED,
            font="黑体",
            points=style.title_size,
            bold=True,
            red=style.red_title,
        )
    if isinstance(item, InfoLine):
        return typist.paragraph(item.text, _CENTRED)
    if isinstance(item, PrintedHeading):
        return _heading(item, typist)
    if isinstance(item, PrintedTable):
        caption = typist.paragraph(item.caption, _CENTRED, bold=True) if item.caption else ""
        return caption + write_table(item, typist)
    return typist.paragraph(item.text, _line_spacing(style) + _INDENT)


def _heading(item: PrintedHeading, typist: Typist) -> str:
    if typist.style.headings == "bold":
        return typist.paragraph(item.text, _line_spacing(typist.style), font="黑体", bold=True)
    counted, text = "", item.text
    if typist.style.headings == "numbered":
        counted, text = typist.lists.heading(text)
    return typist.paragraph(text, f'<w:pStyle w:val="{item.level}"/>{counted}')


def _line_spacing(style: WordStyle) -> str:
    if style.glued or style.compact:
        return ""
    return '<w:spacing w:before="60" w:after="60" w:line="360" w:lineRule="auto"/>'


def _section(style: WordStyle) -> str:
    width, height = style.paper
    across, down = style.margins
    turned = ' w:orient="landscape"' if style.landscape else ""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{down}" w:right="{across}" w:bottom="{down}" w:left="{across}" '
        'w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
    )
