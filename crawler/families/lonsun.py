"""lonsun: 龙讯 (安徽).

The list of a column ``/public/column/{organId}`` is an HTML fragment from
``/site/label/8888?labelName=publicInfoList``, which prints ``pageCount:N``. Some columns show
the report itself and pick the year by ``timeFrame``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.families import labels
from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked, printed_count
from crawler.families.queries import MOST_PAGES, numbered, query_of, with_query

ARTICLE = re.compile(r"/public/\d+/\d+\.html?$", re.IGNORECASE)
#: Such a page, or the report of a year where the column shows one and names the others.
REPORT = re.compile(rf"{ARTICLE.pattern}|/public/column/\d+\?.*\btimeFrame=\d{{4}}", re.IGNORECASE)


def read(text: str, url: str) -> ListPage:
    """Read a column or a fragment of its list."""
    page = markup_of(text, url)
    if "/site/label/" in url:
        last = min(printed_count(text), MOST_PAGES)
        return read_markup(page, numbered(url, "pageIndex", range(1, last + 1)), ARTICLE)
    lists = labels.first_pages(text, url) if "/public/column/" in urlsplit(url).path else ()
    return read_markup(page, lists or linked(page), ARTICLE if years(url, 0) else REPORT)


def years(url: str, year: int) -> str | None:
    """Return the address of the report of a year, where the column picks one."""
    return with_query(url, {"timeFrame": year}) if "timeFrame" in query_of(url) else None


FAMILY = Family(
    "lonsun",
    fingerprint(
        addresses={r"/public/column/\d+": 2, r"/public/\d+/\d+\.html": 2},
        markup={r"/site/label/\d+": 2, "publicInfoList": 2, "j-fontContent": 1, "lonsun": 1},
    ),
    read,
    (".j-fontContent", "#zoom", ".article-content"),
    years,
)
