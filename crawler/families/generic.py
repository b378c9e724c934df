"""generic: no family known; links by text, date and address, pages by what leads to the next."""

from __future__ import annotations

from crawler.families import postback
from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage, Post
from crawler.families.paging import linked, named_pages, scripted


def read(text: str, url: str) -> ListPage:
    """Read a list page."""
    page = markup_of(text, url)
    following: tuple[str | Post, ...] = linked(page) or postback.next_page(page)
    paging = scripted(text)
    if not following and paging and paging.name:
        following = named_pages(url, paging, lambda number: number - 1)
    return read_markup(page, following)


FAMILY = Family(
    "generic",
    # No page is recognised as generic: it is what remains.
    fingerprint(addresses={}, markup={}),
    read,
    (".article-content", ".v_news_content", "#vsb_content", "#zoom", "#content", "article"),
)
