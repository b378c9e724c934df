"""ucap: 开普.

Lists are ``NAME.shtml``, then ``NAME_2.shtml``; or JSON from ``/common/search/{channelId}``.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked, named_pages, scripted
from crawler.families.queries import numbered, pages_of, query_of, whole, with_query
from crawler.families.records import entries_in, json_of, records_in, within

ARTICLE = re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$", re.IGNORECASE)
_SEARCH = re.compile(r"/common/search/[0-9A-Za-z]+")
_SIZE = 15


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the search service."""
    if _SEARCH.search(urlsplit(url).path):
        return _answer(text, url)
    page = markup_of(text, url)
    if paging := scripted(text):
        return read_markup(page, named_pages(url, paging, lambda number: number), ARTICLE)
    if search := _SEARCH.search(text):
        query = {"page": 1, "_pageSize": _SIZE, "_isJson": "true"}
        return read_markup(page, [with_query(urljoin(url, search[0]), query)], ARTICLE)
    return read_markup(page, linked(page), ARTICLE)


def _answer(text: str, url: str) -> ListPage:
    data = within(json_of(text), "data")
    records = records_in(within(data, "results"))
    found = entries_in(records, url, address=("url",), title=("title",), date=("publishedTimeStr",))
    number = whole(query_of(url).get("page"), 1)
    total = whole(within(data, "total"))
    if number == 1 and total:
        return ListPage(found, numbered(url, "page", range(2, pages_of(total, len(records)) + 1)))
    is_full = len(records) >= whole(query_of(url).get("_pageSize"), _SIZE) > 0
    return ListPage(found, numbered(url, "page", [number + 1] if is_full and not total else []))


FAMILY = Family(
    "ucap",
    fingerprint(
        addresses={r"/\d{6}/[0-9a-f]{32}\.s?html": 2},
        markup={"<ucap(?:title|content)": 3, "UCAP-CONTENT": 2, "/common/search/": 2},
    ),
    read,
    ("ucapcontent", "#UCAP-CONTENT", "#zoomcon", "#zoom"),
)
