"""aspnet: ``InfoPublic.aspx?cid=&pid=&page=N``; others post their form back for each page."""

from __future__ import annotations

from crawler.families import postback
from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked, printed_count
from crawler.families.queries import MOST_PAGES, numbered, query_of


def read(text: str, url: str) -> ListPage:
    """Read a list page."""
    page = markup_of(text, url)
    if following := postback.next_page(page):
        return read_markup(page, following)
    named = next((name for name in query_of(url) if name.lower() == "page"), "")
    last = min(printed_count(text), MOST_PAGES) if named else 0
    return read_markup(page, (*numbered(url, named, range(2, last + 1)), *linked(page)))


FAMILY = Family(
    "aspnet",
    fingerprint(
        addresses={r"\.aspx(?=$|\?)": 1, r"/InfoPublic\.aspx": 2},
        markup={"__VIEWSTATE": 2, "__doPostBack": 1},
    ),
    read,
    (".article", "#article", ".content", "#content"),
)
