"""What leads from page to page of a drawn list."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.free.addresses import Here, column_path
from crawler.simulation.country.free.scheme import Pager


@dataclass(frozen=True, slots=True)
class Place:
    """Page ``number`` of ``pages`` of the column with this key and folder, ``lines`` in all."""

    key: str
    folder: str
    number: int
    pages: int
    lines: int


def write_pager(here: Here, place: Place) -> str:
    """Write the pager of a list page; nothing below a list of one page, unless it repeats."""
    if place.pages == 1 and here.scheme.trap != "repeating":
        return ""
    return f'<div class="page-bar">\n{_PAGERS[here.scheme.pager](here, place)}\n</div>'


def _link(here: Here, place: Place, number: int, text: str, extra: str = "") -> str:
    target = column_path(here.scheme, place.key, place.folder, number)
    if here.scheme.trap == "default" and number == 1:
        target += f"index.{here.scheme.ending}"
    return f'<a href="{html.escape(here.href(target))}"{extra}>{text}</a>'


def _next(here: Here, place: Place) -> str:
    last = place.number >= place.pages and here.scheme.trap != "repeating"
    steps = [_link(here, place, 1, "首页")]
    if place.number > 1:
        steps.append(_link(here, place, place.number - 1, "上一页"))
    if not last:
        steps.append(_link(here, place, place.number + 1, "下一页"))
    steps.append(_link(here, place, place.pages, "尾页"))
    return f"共{place.lines}条 第{place.number}页/共{place.pages}页 {' '.join(steps)}"


def _numbers(here: Here, place: Place) -> str:
    return " ".join(
        f'<span class="current">{number}</span>'
        if number == place.number
        else _link(here, place, number, f"[{number}]")
        for number in range(1, place.pages + 1)
    )


def _rel(here: Here, place: Place) -> str:
    steps = []
    if place.number > 1:
        steps.append(_link(here, place, place.number - 1, "&lsaquo;", ' rel="prev"'))
    if place.number < place.pages:
        steps.append(_link(here, place, place.number + 1, "&rsaquo;", ' rel="next"'))
    return " ".join(steps)


def _select(here: Here, place: Place) -> str:
    options = "".join(
        f'<option value="{html.escape(here.href(_target(here, place, number)))}"'
        f"{' selected' if number == place.number else ''}>第{number}页</option>"
        for number in range(1, place.pages + 1)
    )
    return f'转到 <select onchange="location.href=this.value">{options}</select>'


def _script(here: Here, place: Place) -> str:
    """Write the call of a script: pages, this page from zero on, name and ending."""
    first = _target(here, place, 1).rpartition("/")[2]
    name = first.rpartition(".")[0] or "index"
    call = f'createPage({place.pages}, {place.number - 1}, "{name}", "{here.scheme.ending}");'
    return f"<script>{call}</script>"


def _target(here: Here, place: Place, number: int) -> str:
    return column_path(here.scheme, place.key, place.folder, number)


_PAGERS: Final[Mapping[Pager, Callable[[Here, Place], str]]] = {
    "next": _next,
    "numbers": _numbers,
    "rel": _rel,
    "select": _select,
    "script": _script,
}
