"""Lists that are markup: which of the links are entries, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.families.page import Entry, Link, ListPage, Post, entries_of, links, tree_of
from crawler.families.titles import is_entry


@dataclass(frozen=True, slots=True)
class Markup:
    """A list page as its reader sees it; ``root`` is None where there is no markup at all."""

    text: str
    url: str
    root: HtmlElement | None
    links: tuple[Link, ...]


def markup_of(text: str, url: str) -> Markup:
    """Take a page apart."""
    root = tree_of(text)
    return Markup(text, url, root, tuple(links(root, url)) if root is not None else ())


def read_markup(
    page: Markup,
    following: Iterable[str | Post],
    article: re.Pattern[str] | None = None,
    unread: str = "",
) -> ListPage:
    """Read a list of links: those to pages of the shape ``article``, and what looks like a line.

    What is a further page of the list is no entry.
    """
    onward = tuple(dict.fromkeys(following))
    return ListPage(entries(page, wanted(page.url, article), onward), onward, unread)


def wanted(url: str, article: re.Pattern[str] | None = None) -> Callable[[Link], bool]:
    """Return what tells whether a link on the list page ``url`` may be a line of its list."""

    def is_wanted(link: Link) -> bool:
        is_article = article is not None and article.search(link.url) is not None
        return link.url != url and (is_article or is_entry(link, url))

    return is_wanted


def entries(
    page: Markup, is_wanted: Callable[[Link], bool], onward: Iterable[str | Post] = ()
) -> tuple[Entry, ...]:
    """Return the wanted links of a page but for its further pages."""
    pages = set(onward)
    return tuple(one for one in entries_of(page.links, is_wanted) if one.url not in pages)
