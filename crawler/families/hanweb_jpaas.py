"""hanweb-jpaas: 大汉 on the jpaas platform (浙江 and ministries).

The units of a page fill themselves from ``/api-gateway/jpaas-publish-server/``: JSON whose
``data.html`` is the list. What a unit asks for stands in its ``querydata``.
"""

from __future__ import annotations

import re

from crawler.families import jpaas
from crawler.families.lists import entries, markup_of, read_markup, wanted
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked
from crawler.families.records import json_of, within

ARTICLE = re.compile(r"/art_[0-9a-f]{32}\.html?$", re.IGNORECASE)


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    if jpaas.SERVICE not in url:
        page = markup_of(text, url)
        return read_markup(page, jpaas.first_pages(page) or linked(page), ARTICLE)
    html = str(within(json_of(text), "data", "html") or "")
    found = entries(markup_of(html, url), wanted(url, ARTICLE))
    return ListPage(found, jpaas.further(html, url, len(found)))


FAMILY = Family(
    "hanweb-jpaas",
    fingerprint(
        addresses={r"/art_[0-9a-f]{32}\.html?": 2, r"/col/col\d+/": 1},
        markup={"jpaas-publish-server": 3, "bui?lds?tatic": 1, "tplSetId": 1},
    ),
    read,
    ("#zoom", "#con_con", ".ccontent", ".article-content", "#content"),
)
