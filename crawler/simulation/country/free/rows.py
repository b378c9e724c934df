"""How a drawn portal writes the lines of a list, and the dates in them."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.free.scheme import DateStyle, Markup, Scheme

#: Characters of a title that a list shows which cuts them.
_CUT_AT: Final = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: ``href`` as it is linked to, title, date, files beside it.

    ``again`` is a second address that leads to the same page, printed behind the title.
    """

    href: str
    title: str
    date: dt.date
    files: tuple[str, ...] = ()
    again: str = ""


def write_rows(scheme: Scheme, rows: Sequence[Row]) -> str:
    """Write the lines of one list page."""
    return _MARKUP[scheme.markup](scheme, rows)


def _link(scheme: Scheme, row: Row) -> str:
    shown, attribute = html.escape(row.title), ""
    if scheme.cuts and len(row.title) > _CUT_AT:
        shown = f"{html.escape(row.title[:_CUT_AT])}..."
        attribute = f' title="{html.escape(row.title)}"'
    link = f'<a href="{html.escape(row.href)}"{attribute} target="_blank">{shown}</a>'
    if row.again:
        link += f' <a href="{html.escape(row.again)}">[详细]</a>'
    for number, file in enumerate(row.files, start=1):
        link += f' <a href="{html.escape(file)}">[附件{number}]</a>'
    return link


def _date(scheme: Scheme, row: Row) -> str:
    return row.date.strftime(_DATES[scheme.date_style]) if scheme.dates != "absent" else ""


def _parts(scheme: Scheme, row: Row) -> tuple[str, str]:
    """Return what stands in the left and in the right part of a line."""
    link, date = _link(scheme, row), _date(scheme, row)
    return (date, link) if scheme.dates == "before" else (link, date)


def _items(scheme: Scheme, rows: Sequence[Row]) -> str:
    def item(row: Row) -> str:
        link, date = _link(scheme, row), _date(scheme, row)
        beside = f"<span>{date}</span>" if date else ""
        return (
            f"<li>{beside}{link}</li>" if scheme.dates == "before" else f"<li>{link}{beside}</li>"
        )

    return f'<ul class="{scheme.list_class}">\n' + "\n".join(map(item, rows)) + "\n</ul>"


def _table(scheme: Scheme, rows: Sequence[Row]) -> str:
    head = (
        "<tr><th>序号</th><th>标题</th><th>发布日期</th></tr>\n" if scheme.dates == "behind" else ""
    )
    lines = []
    for number, row in enumerate(rows, start=1):
        left, right = _parts(scheme, row)
        count = f"<td>{number}</td>" if head else ""
        lines.append(f"<tr>{count}<td>{left}</td><td>{right}</td></tr>")
    return (
        f'<table class="{scheme.list_class}" width="100%">\n{head}'
        + "\n".join(lines)
        + "\n</table>"
    )


def _definitions(scheme: Scheme, rows: Sequence[Row]) -> str:
    lines = ("<dl><dt>{}</dt><dd>{}</dd></dl>".format(*_parts(scheme, row)) for row in rows)
    return f'<div class="{scheme.list_class}">\n' + "\n".join(lines) + "\n</div>"


def _cards(scheme: Scheme, rows: Sequence[Row]) -> str:
    def card(row: Row) -> str:
        link, date = f'<div class="t">{_link(scheme, row)}</div>', _date(scheme, row)
        beside = f'<div class="d">{date}</div>' if date else ""
        inner = f"{beside}{link}" if scheme.dates == "before" else f"{link}{beside}"
        return f'<div class="card"><div class="inner">{inner}</div></div>'

    return f'<div class="{scheme.list_class}">\n' + "\n".join(map(card, rows)) + "\n</div>"


def _paragraphs(scheme: Scheme, rows: Sequence[Row]) -> str:
    lines = ("<p>·{}　{}</p>".format(*_parts(scheme, row)) for row in rows)
    return f'<div class="{scheme.list_class}">\n' + "\n".join(lines) + "\n</div>"


_DATES: Final[Mapping[DateStyle, str]] = {
    "dashes": "%Y-%m-%d",
    "brackets": "[%Y-%m-%d]",
    "slashes": "%Y/%m/%d",
    "dots": "%Y.%m.%d",
    "chinese": "%Y年%m月%d日",
    "time": "%Y-%m-%d 09:30:00",
}
_MARKUP: Final[Mapping[Markup, Callable[[Scheme, Sequence[Row]], str]]] = {
    "items": _items,
    "table": _table,
    "definitions": _definitions,
    "cards": _cards,
    "paragraphs": _paragraphs,
}
