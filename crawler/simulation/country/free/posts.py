"""Articles of a drawn portal, their files, and the columns beside those of the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free import addresses, sheets, words
from crawler.simulation.country.free.addresses import Answer, Here
from crawler.simulation.country.free.rows import Row, write_rows
from crawler.simulation.country.free.scheme import Scheme
from crawler.simulation.country.model import Body, PortalPlan, Posted, Shown, Version
from crawler.simulation.files import small_pdf

#: One page of so many has a file beside it.
_FILE_EACH: Final = 6
#: Years of what stands in the columns beside those of the reports.
_OTHER_YEARS: Final = range(2025, 2021, -1)
_OTHER_DAY: Final = 16


def has_file(scheme: Scheme, posted: Posted) -> bool:
    """Tell whether a page has a file beside it."""
    return scheme.has_files and posted.kind == "report" and posted.number % _FILE_EACH == 0


def posted_page(here: Here, posted: Posted) -> Reply | None:
    """Return a page that was asked for by another spelling of its address."""
    shown = here.portal.shown(posted.number, here.day)
    if shown is not None:
        return article(replace(here, day=0), shown)
    if posted.gone_home and posted.first.day <= here.day:
        return Reply("", status=302, headers={"Location": "/"})
    return None


def article(here: Here, shown: Shown) -> Reply:
    """Return the page of an article as the portal dresses it."""
    version, posted = shown.version, shown.posted
    file = ""
    if has_file(here.scheme, posted):
        file = addresses.file_path(here.portal, posted)
    body = html_of(version.body)
    return sheets.article(
        here, sheets.Article(version.title, posted.agency, version.published_on, body, file)
    )


def answers(here: Here) -> Iterator[tuple[str, Answer]]:
    """Yield files, and the columns beside those of the reports with what stands in them."""
    scheme, portal = here.scheme, here.portal
    for posted in portal.posted.values():
        if has_file(scheme, posted):
            path = addresses.file_path(portal, posted)
            yield path, partial(_file, posted.number)
    for turn, neighbour in enumerate(words.NEIGHBOURS):
        path = addresses.neighbour_path(scheme, neighbour)
        posts = [_post(portal, turn, year) for year in _OTHER_YEARS]
        yield path, partial(_neighbour, here, neighbour, turn)
        for number, version in posts:
            address = addresses.article_path(scheme, portal, number, version)
            yield address, partial(_other, here, version, neighbour.says)


def _other(here: Here, version: Version, says: str) -> Reply:
    agency = here.portal.name
    return sheets.article(
        here, sheets.Article(version.title, agency, version.published_on, f"<p>{says}</p>")
    )


def _file(number: int) -> Reply:
    return Reply(small_pdf(f"Table {number}"), "application/pdf")


def _post(portal: PortalPlan, turn: int, year: int) -> tuple[int, Version]:
    """Return number and text of what a neighbour posted on a year."""
    neighbour = words.NEIGHBOURS[turn]
    date = dt.date(year + 1, 3, _OTHER_DAY)
    title = neighbour.title.format(year=year, name=portal.name)
    number = addresses.FIRST_OTHER + 100 * turn + year % 100
    return number, Version(0, title, date, Body("not_ogi", portal.name, year, date, 0))


def _neighbour(here: Here, neighbour: words.Neighbour, turn: int) -> Reply:
    scheme, portal = here.scheme, here.portal
    rows = []
    for year in _OTHER_YEARS:
        number, version = _post(portal, turn, year)
        address = addresses.article_path(scheme, portal, number, version)
        rows.append(Row(here.href(address), version.title, version.published_on))
    inner = f"<div class='where'>{neighbour.text}</div>\n{write_rows(scheme, rows)}"
    return sheets.sheet(here, neighbour.text, inner)
