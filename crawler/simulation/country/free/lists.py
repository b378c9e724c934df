"""The columns of reports of a drawn portal, and the pages that lead to them and from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free import addresses, sheets
from crawler.simulation.country.free.addresses import Answer, Here
from crawler.simulation.country.free.channels import column_choices
from crawler.simulation.country.free.menus import write_menu
from crawler.simulation.country.free.pager import Place, write_pager
from crawler.simulation.country.free.posts import has_file
from crawler.simulation.country.free.rows import Row, write_rows
from crawler.simulation.country.free.scheme import Scheme
from crawler.simulation.country.model import Column, Posted, Shown

#: One page of so many is led to by another one.
_COVERED_EACH: Final = 4
_PAGE_PARAMETER: Final = re.compile(r"[?&]page=(\d{1,9})$")


def answers(here: Here, target: str) -> Iterator[tuple[str, Answer]]:
    """Yield the pages of the columns, those before them, and those that lead to their lines."""
    scheme, portal = here.scheme, here.portal
    for column in portal.columns:
        lines = portal.lines(column, here.day)
        pages = max(1, -(-len(lines) // portal.traits.per_page))
        wanted = list(range(1, pages + 1))
        if scheme.trap == "repeating" and (found := _PAGE_PARAMETER.search(target)):
            wanted.append(int(found[1]))
        for number in wanted:
            yield addresses.path_of(scheme, column, number), partial(_list, here, column, number)
        if scheme.trap == "default":
            yield (
                f"{addresses.path_of(scheme, column)}index.{scheme.ending}",
                partial(_list, here, column, 1),
            )
        if scheme.bridge:
            yield addresses.bridge_path(scheme, column), partial(_bridge, here, column)
        for shown in lines if scheme.cover else ():
            if _is_covered(scheme, shown.posted):
                yield (
                    addresses.cover_path(scheme, shown.posted),
                    partial(_cover, here, shown.posted),
                )


def _list(here: Here, column: Column, number: int) -> Reply:
    """Return page ``number`` of a column; behind the last page that one again."""
    scheme, portal = here.scheme, here.portal
    lines, size = portal.lines(column, here.day), portal.traits.per_page
    pages = max(1, -(-len(lines) // size))
    first = (min(number, pages) - 1) * size
    rows = [_row(here, shown) for shown in lines[first : first + size]]
    folder = addresses.folder_of(scheme, column)
    place = Place(column.key, folder, number, pages, len(lines))
    others = [one for one in portal.columns if one.key != column.key]
    side = ""
    if scheme.beside == "column" and others:
        side = f"<div class='side'>{write_menu(here, column_choices(here, others))}</div>\n"
    text = "信息列表" if scheme.mark == "address" else scheme.texts[column.owner]
    inner = (
        f"<div class='where'>{text}</div>\n{side}{write_rows(scheme, rows)}\n"
        f"{write_pager(here, place)}"
    )
    metas = ""
    if scheme.mark == "meta":
        metas = sheets.meta("ColumnName", text) + sheets.meta("ColumnType", "信息公开年报")
    return sheets.sheet(here, text, inner, metas=metas)


def _row(here: Here, shown: Shown) -> Row:
    scheme, posted = here.scheme, shown.posted
    target = addresses.item_path(scheme, here.portal, posted)
    again = ""
    if scheme.trap == "case":
        again = here.href(target.replace("/shownews.asp", "/ShowNews.asp"))
    if _is_covered(scheme, posted):
        target = addresses.cover_path(scheme, posted)
    files: tuple[str, ...] = ()
    if has_file(scheme, posted):
        files = (here.href(addresses.file_path(here.portal, posted)),)
    version = shown.version
    return Row(here.href(target), version.title, version.published_on, files, again)


def _is_covered(scheme: Scheme, posted: Posted) -> bool:
    return bool(scheme.cover) and scheme.trap != "case" and posted.number % _COVERED_EACH == 0


def _bridge(here: Here, column: Column) -> Reply:
    target = addresses.path_of(here.scheme, column)
    if here.scheme.bridge == "refresh":
        return sheets.refresh(here, target)
    if here.scheme.bridge == "script":
        return sheets.by_script(here, target)
    if here.scheme.bridge == "frameset":
        return sheets.frameset(here, target)
    return sheets.framed(here, here.scheme.texts[column.owner], target)


def _cover(here: Here, posted: Posted) -> Reply:
    target = addresses.item_path(here.scheme, here.portal, posted)
    return (sheets.refresh if here.scheme.cover == "refresh" else sheets.by_script)(here, target)
