"""Addresses of a drawn portal: channels, columns and their pages, articles, and how they are linked."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free.scheme import Scheme, draw
from crawler.simulation.country.free.words import Neighbour
from crawler.simulation.country.model import Column, PortalPlan, Posted, Version

#: What makes the page of an address.
Answer = Callable[[], Reply]
#: Numbers of articles that the plan does not know begin here.
FIRST_OTHER: Final = 900_000


def scheme_of(portal: PortalPlan) -> Scheme:
    """Return the scheme of a portal; the seed of the country stands in what was posted."""
    first = next(iter(portal.posted.values()), None)
    return draw(first.first.body.seed if first else 0, portal.key)


def drawn_number(*parts: object, digits: int = 4) -> int:
    """Return a number of so many digits that depends on the parts alone."""
    low = int("1" + "0" * (digits - 1))
    return low + int(drawn_name(*parts), 16) % (9 * low)


def drawn_name(*parts: object, length: int = 32) -> str:
    """Return a hexadecimal name that depends on the parts alone."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:length]


def channel_path(scheme: Scheme, level: int) -> str:
    """Return the address of the channel of a level, 1 for the one in the home page's menu."""
    folders = "/".join(folder for folder, _ in scheme.channels[:level])
    return f"/{folders}/index.{scheme.ending}" if scheme.columns == "index" else f"/{folders}/"


def column_path(scheme: Scheme, key: str, folder: str, page: int = 1) -> str:
    """Return the address of a page of a column, from its key and the name of its folder."""
    above = "/".join(name for name, _ in scheme.channels)
    number = drawn_number("column", key, folder, digits=6)
    if scheme.columns == "query":
        path = f"/list.{scheme.program}?id={number}"
        return f"{path}&page={page}" if page > 1 else path
    stem = f"/channels/{number}" if scheme.columns == "number" else f"/{above}/{folder}"
    return _page_path(scheme, stem, page)


def _page_path(scheme: Scheme, stem: str, page: int) -> str:
    """Return the address of page 1, 2, ... of a column that is not asked by query."""
    is_file = scheme.columns in {"file", "number"}
    folder, _, name = stem.rpartition("/") if is_file else (stem, "", "index")
    if page == 1:
        return f"{stem}/" if scheme.columns == "folder" else f"{folder}/{name}.{scheme.ending}"
    if scheme.pages == "query":
        return f"{_page_path(scheme, stem, 1)}?page={page}"
    if scheme.pages == "folder":
        return f"{stem}/page/{page}/"
    number = page - 1 if scheme.pages == "zero" else page
    return f"{folder}/{name}{'-' if scheme.pages == 'dash' else '_'}{number}.{scheme.ending}"


def folder_of(scheme: Scheme, column: Column) -> str:
    """Return the folder of a column; a second column of an owner has a number behind."""
    extra = "" if column.key == column.owner else str(drawn_number(column.key, digits=2))
    return f"{scheme.folders[column.owner]}{extra}"


def path_of(scheme: Scheme, column: Column, page: int = 1) -> str:
    """Return the address of a page of a column of reports."""
    return column_path(scheme, column.key, folder_of(scheme, column), page)


def neighbour_path(scheme: Scheme, neighbour: Neighbour) -> str:
    """Return the address of a column that is not one of reports."""
    return column_path(scheme, neighbour.text, neighbour.folder)


def bridge_path(scheme: Scheme, column: Column) -> str:
    """Return the address of the page that stands before a column."""
    return f"/jump/{folder_of(scheme, column)}.{scheme.ending}"


def article_path(scheme: Scheme, portal: PortalPlan, number: int, version: Version) -> str:
    """Return the address of an article: its number, and the date it was posted with."""
    date = version.published_on
    long = f"{drawn_number(portal.key, 'site', digits=2)}{number:06d}"
    name = drawn_name(portal.key, number, length=10)
    paths = {
        "dated": f"/html/{date:%Y}/{date:%m%d}/{long}.{scheme.ending}",
        "plain": f"/article/{long}.{scheme.ending}",
        "month": f"/{scheme.channels[0][0]}/{date:%Y-%m}/{long}.{scheme.ending}",
        "query": f"/show.{scheme.program}?aid={long}",
        "deep": f"/{scheme.channels[0][0]}/wz/{date:%Y}n/{date:%m}y/nr_{long}.{scheme.ending}",
        "name": f"/detail/{name}.{scheme.ending}",
        "asp": f"/shownews.asp?newsid={long}",
    }
    return paths[scheme.items]


def item_path(scheme: Scheme, portal: PortalPlan, posted: Posted) -> str:
    """Return the address of a posted page."""
    return article_path(scheme, portal, posted.number, posted.first)


def cover_path(scheme: Scheme, posted: Posted) -> str:
    """Return the address that forwards to a posted page."""
    return f"/go/{posted.number}.{scheme.ending}"


def file_path(portal: PortalPlan, posted: Posted) -> str:
    """Return the address of the file that a posted page has beside it."""
    name = drawn_name(portal.key, "file", posted.number, length=14)
    return f"/files/{posted.first.published_on:%Y%m}/{name}.pdf"


@dataclass(frozen=True, slots=True)
class Here:
    """The page that is being written: whose, where, on which day. It writes links."""

    scheme: Scheme
    portal: PortalPlan
    day: int
    path: str
    origin: str

    def href(self, target: str) -> str:
        """Return how this page links to a target, path and query; not yet escaped."""
        if self.scheme.trap == "session":
            path, mark, query = target.partition("?")
            session = drawn_name("session", self.portal.key, self.day, self.path).upper()
            target = f"{path};jsessionid={session}{mark}{query}"
        if self.scheme.hrefs == "full":
            return f"{self.origin}{target}"
        if self.scheme.hrefs == "base":
            return target.lstrip("/") or "./"
        return _relative(self.path, target) if self.scheme.hrefs == "relative" else target

    @property
    def base(self) -> str:
        """What the head says of where links start."""
        return f'<base href="{self.origin}/" />\n' if self.scheme.hrefs == "base" else ""


def _relative(path: str, target: str) -> str:
    """Return a target as seen from the folder of ``path``."""
    folder = path.rpartition("/")[0] or "/"
    to, mark, query = target.partition("?")
    found = posixpath.relpath(to, folder)
    if to.endswith("/") and not found.endswith("/"):
        found += "/"
    return f"{found}{mark}{query}"
