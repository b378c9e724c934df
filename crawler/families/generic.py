"""generic: no family known; links by text, date and address, pages by what leads to the next."""

from __future__ import annotations

from crawler.families.page import Family, Link, ListPage, entries_of, links, parse
from crawler.families.paging import linked, named_pages, scripted
from crawler.families.titles import is_entry


def fingerprint(text: str, url: str) -> tuple[str, ...]:  # noqa: ARG001 - the shape of a family
    """No page is recognised as generic: it is what remains."""
    return ()


def read(text: str, url: str) -> ListPage:
    """Read a list page."""
    root = parse(text)
    if root is None:
        return ListPage(())
    found = links(root, url)

    def wanted(link: Link) -> bool:
        return is_entry(link, url)

    following = linked(found, url)
    paging = scripted(text)
    if not following and paging and paging.name:
        following = named_pages(url, paging, lambda page: page - 1)
    pages = set(following)
    entries = tuple(e for e in entries_of(found, wanted) if e.url not in pages)
    return ListPage(entries, following)


FAMILY = Family(
    "generic",
    fingerprint,
    read,
    (".article-content", ".v_news_content", "#vsb_content", "#zoom", "#content", "article"),
)
