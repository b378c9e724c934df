"""The body of a report page: prose and tables as the editor of each portal writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crawler.simulation.figures import Figures
from crawler.simulation.layout import (
    DISPUTES_HEAD_ROWS,
    REQUESTS_HEAD_ROWS,
    disputes_table,
    proactive_tables,
    requests_table,
    statistics_table,
)
from crawler.simulation.markup import BARE, HEADS, PARAGRAPHS, WORD_SPANS, Style, write_table
from crawler.simulation.model import SimulatedReport
from crawler.simulation.places import Family
from crawler.simulation.prose import Section


@dataclass(frozen=True, slots=True)
class Editor:
    """Habits of one portal's editor.

    ``heading`` and ``paragraph`` are templates. ``split`` gives every article of section two a
    table of its own; ``uneven`` leaves its spans uneven; ``nested`` puts each table into a
    layout table. ``group_fill`` and ``indent`` are those of the 2014 form.
    """

    style: Style
    heading: str
    paragraph: str
    split: bool = False
    uneven: bool = False
    nested: bool = False
    group_fill: str | None = None
    indent: str = ""


EDITORS: Final[dict[Family, Editor]] = {
    "trs": Editor(
        PARAGRAPHS,
        heading='<p style="text-indent: 2em;"><strong>{}</strong></p>',
        paragraph='<p style="text-indent: 2em;">{}</p>',
        group_fill="——",
    ),
    "hanweb": Editor(
        WORD_SPANS,
        heading='<p class="MsoNormal"><b><span style="font-family:黑体;">{}</span></b></p>',
        paragraph='<p class="MsoNormal"><span style="font-size:16pt;">　　{}</span></p>',
        split=True,
        uneven=True,
        indent="　",
    ),
    "ucap": Editor(
        HEADS,
        heading='<h3 style="line-height: 2;"><font face="方正黑体_GBK">{}</font></h3>',
        paragraph='<p style="text-indent: 2em;"><span><font face="方正仿宋_GBK">{}</font></span></p>',
        nested=True,
        group_fill="",
    ),
    "generic": Editor(
        BARE,
        heading="<P>{}",
        paragraph="<P>　　{}",
        indent="　　",
    ),
}


def body_of(report: SimulatedReport) -> str:
    """Return the body of a report: opening, sections with their tables, signature."""
    editor = EDITORS[report.place.family]
    parts = [editor.paragraph.format(report.narrative.opening)]
    for section in report.narrative.sections:
        parts += _section(section, report.figures, editor)
    parts.append(_signature(report))
    return "\n".join(parts)


def _section(section: Section, figures: Figures, editor: Editor) -> list[str]:
    parts = [editor.heading.format(section.heading)]
    parts += [editor.paragraph.format(text) for text in section.paragraphs]
    if section.table:
        tables = _TABLES[section.table](figures, editor)
        parts += [_nest(table) if editor.nested else table for table in tables]
    return parts


def _nest(table: str) -> str:
    return (
        f'<table width="100%" class="layout"><tr><td align="center">\n{table}\n</td></tr></table>'
    )


def _proactive(figures: Figures, editor: Editor) -> list[str]:
    blocks = proactive_tables(figures, uneven=editor.uneven)
    if editor.split:
        return [write_table(block, editor.style) for block in blocks]
    return [write_table([row for block in blocks for row in block], editor.style)]


def _requests(figures: Figures, editor: Editor) -> list[str]:
    rows = requests_table(figures)
    return [write_table(rows, editor.style, head_rows=REQUESTS_HEAD_ROWS)]


def _disputes(figures: Figures, editor: Editor) -> list[str]:
    rows = disputes_table(figures)
    return [write_table(rows, editor.style, head_rows=DISPUTES_HEAD_ROWS)]


def _statistics(figures: Figures, editor: Editor) -> list[str]:
    rows = statistics_table(figures, group_fill=editor.group_fill, indent=editor.indent)
    return [write_table(rows, editor.style, head_rows=1)]


_TABLES: Final[dict[str, Callable[[Figures, Editor], list[str]]]] = {
    "proactive": _proactive,
    "requests": _requests,
    "disputes": _disputes,
    "statistics": _statistics,
}


def _signature(report: SimulatedReport) -> str:
    day = report.published_on
    printed = f"{day.year}年{day.month}月{day.day}日"
    return (
        f'<p style="text-align: right;">{report.agency.name}</p>\n'
        f'<p style="text-align: right;">{printed}</p>'
    )
