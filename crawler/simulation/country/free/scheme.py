"""The draw: what a portal looks like, from the seed and its key alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from crawler.simulation.country.free import words
from crawler.simulation.country.model import Owner

Menu = Literal["nested", "mega", "drop_down", "image_map", "table", "plain"]
#: Where the columns are linked: in a channel, or nowhere but in the site map (a page, an XML).
Entrance = Literal["menu", "site_map", "sitemap_xml"]
#: What stands between the link to a column and the column.
Bridge = Literal["", "refresh", "script", "frame", "frameset"]
#: What tells a column: its standard tags, the text of its link, or its address alone.
Mark = Literal["meta", "text", "address"]
Columns = Literal["folder", "index", "file", "query", "number"]
Pages = Literal["underscore", "dash", "zero", "folder", "query"]
Pager = Literal["next", "numbers", "rel", "select", "script"]
Items = Literal["dated", "plain", "month", "query", "deep", "name", "asp"]
Hrefs = Literal["path", "relative", "full", "base"]
Markup = Literal["items", "table", "definitions", "cards", "paragraphs"]
Dates = Literal["behind", "before", "absent"]
DateStyle = Literal["dashes", "brackets", "slashes", "dots", "chinese", "time"]
Layout = Literal["division", "table", "article", "old"]
#: ``repeating``: behind the last page of a list it comes again, for ever. ``calendar``: a page
#: a month. ``session``: other session ids in the links of every page. ``loop``: relative links
#: that grow the path. ``case``: each page is linked in two spellings. ``default``: a folder and
#: its index page.
Trap = Literal["", "repeating", "calendar", "session", "loop", "case", "default"]
#: How a line of a list leads to its page: straight, or through a page that forwards.
Cover = Literal["", "refresh", "script"]

_ENDINGS: Final = ("html", "htm", "shtml")
_PROGRAMS: Final = ("php", "jsp", "do", "action")
_CLASSES: Final = ("list", "news-list", "xxgk-list", "lb", "con-list", "infoList", "ul_box")


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything that was drawn. ``depth``: steps from the home page to a column, two to four.

    ``beside``: the columns of others are linked in the channel too, or only in the own column.
    ``channels``: folder and text of the channels on the way. ``ending``: of static pages;
    ``program``: of those with a query.
    """

    menu: Menu
    depth: int
    entrance: Entrance
    bridge: Bridge
    mark: Mark
    beside: Literal["channel", "column"]
    texts: Mapping[Owner, str]
    folders: Mapping[Owner, str]
    channels: tuple[tuple[str, str], ...]
    columns: Columns
    pages: Pages
    pager: Pager
    items: Items
    hrefs: Hrefs
    markup: Markup
    dates: Dates
    date_style: DateStyle
    cuts: bool
    list_class: str
    layout: Layout
    ending: str
    program: str
    trap: Trap
    cover: Cover
    has_files: bool


@lru_cache(maxsize=4096)
def draw(seed: int, key: str) -> Scheme:
    """Draw the scheme of a portal."""
    rng = random.Random(f"{seed}/{key}/free")
    trap: Trap = rng.choice(
        ("", "", "", "", "", "", "repeating", "calendar", "session", "loop", "case", "default")
    )
    entrance: Entrance = rng.choice(("menu", "menu", "menu", "site_map", "sitemap_xml"))
    mark: Mark = rng.choice(("meta", "text", "text", "address"))
    # In a sitemap.xml there is nothing but addresses: they must tell.
    by_address = mark == "address" or entrance == "sitemap_xml"
    columns, pages, pager = _lists(rng, trap, by_address=by_address)
    items: Items = rng.choice(("dated", "plain", "month", "query", "deep", "name"))
    depth = rng.choice((2, 3, 4))
    tells = by_address or rng.random() < 1 / 2
    return Scheme(
        menu=rng.choice(("nested", "mega", "drop_down", "image_map", "table", "plain")),
        depth=depth,
        entrance=entrance,
        bridge=rng.choice(("", "", "", "", "refresh", "script", "frame", "frameset")),
        mark=mark,
        beside="column" if rng.random() < 1 / 4 else "channel",
        texts={owner: rng.choice(texts) for owner, texts in words.TEXTS.items()},
        folders={
            owner: rng.choice(folders)
            for owner, folders in (words.TELLING if tells else words.SILENT).items()
        },
        channels=tuple(rng.choice(names) for names in words.CHANNELS[: depth - 1]),
        columns=columns,
        pages=pages,
        pager=pager,
        items="asp" if trap == "case" else items,
        hrefs=rng.choice(("path", "path", "relative", "full", "base")),
        markup=rng.choice(("items", "table", "definitions", "cards", "paragraphs")),
        dates=rng.choice(("behind", "behind", "before", "absent")),
        date_style=rng.choice(("dashes", "brackets", "slashes", "dots", "chinese", "time")),
        cuts=rng.random() < 1 / 3,
        list_class=rng.choice(_CLASSES),
        layout=rng.choice(("division", "table", "article", "old")),
        ending=rng.choice(_ENDINGS),
        program=rng.choice(_PROGRAMS),
        trap=trap,
        cover=rng.choice(("", "", "", "", "", "refresh", "script")),
        has_files=rng.random() < 1 / 2,
    )


def _lists(rng: random.Random, trap: Trap, *, by_address: bool) -> tuple[Columns, Pages, Pager]:
    """Draw addresses of columns and of their pages, and a pager that goes with them."""
    columns: Columns = rng.choice(("folder", "index", "file", "query", "number"))
    if by_address:
        columns = rng.choice(("folder", "index", "file"))
    pager: Pager = rng.choice(("next", "next", "numbers", "rel", "select", "script"))
    pages: Pages = rng.choice(("underscore", "dash", "zero", "folder", "query"))
    if trap == "default":
        columns = "folder"
    if trap == "repeating":
        pager, pages = "next", "query"
    if pager == "script":
        # The script of the pager knows one way of naming pages.
        columns, pages = ("index" if columns in {"query", "number"} else columns), "zero"
    if columns == "query":
        pages = "query"
    return columns, pages, pager
