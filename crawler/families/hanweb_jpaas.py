"""hanweb-jpaas: 大汉 on the jpaas platform (浙江 and ministries).

The units of a page fill themselves from ``/api-gateway/jpaas-publish-server/``: JSON whose
``data.html`` is the list. What a unit asks for stands in its ``querydata``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

from crawler.families.lists import Markup, entries, markup_of, read_markup, wanted
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage, absolute
from crawler.families.paging import linked
from crawler.families.queries import pages_of, query_of, whole, with_query
from crawler.families.records import json_of, within
from crawler.families.scripts import values_of

ARTICLE = re.compile(r"/art_[0-9a-f]{32}\.html?$", re.IGNORECASE)
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"

_NAMED = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_ADDRESS = re.compile(rf"{re.escape(UNIT)}\?[^\"'\s<>]+")
_COUNT = re.compile(r"\bcount[\"']?\s*[:=]\s*\\?[\"']?(\d+)")
_ROWS = re.compile(r"\brows[\"']?\s*[:=]\s*\\?[\"']?(\d+)")
_SIZE = 15
#: Names of units that hold a list; a page has others, for its menus and its foot.
_LIST = re.compile(r"列表|分页|栏目|list|page", re.IGNORECASE)
_MOST_UNITS = 5


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    if UNIT not in url:
        page = markup_of(text, url)
        units = tuple(dict.fromkeys(_page(unit, 1) for unit in _units(page)))
        return read_markup(page, units or linked(page), ARTICLE)
    html = str(within(json_of(text), "data", "html") or "")
    found = entries(markup_of(html, url), wanted(url, ARTICLE))
    count, rows = _COUNT.search(html), _ROWS.search(html)
    size = (whole(rows[1]) if rows else 0) or whole(query_of(url).get("rows")) or _SIZE
    number = whole(query_of(url).get("pageNo"), 1)
    if count:
        following = range(2, pages_of(whole(count[1]), size) + 1)
    else:
        following = range(number + 1, number + 1 + (len(found) >= size))
    return ListPage(found, tuple(_page(url, other) for other in following if other != number))


def _page(unit: str, number: int) -> str:
    """Return the address of a page of a unit; older and newer servers name the number apart."""
    size = whole(query_of(unit).get("rows")) or _SIZE
    json_values = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return with_query(unit, {"rows": size, "pageNo": number, "paramJson": json_values})


def _units(page: Markup) -> Iterator[str]:
    for address in _ADDRESS.findall(page.text):
        if unit := absolute(page.url, unescape(address)):
            yield unit
    elements = page.root.iter("script", "div", "ul") if page.root is not None else ()
    asked = [data for element in elements if "webId" in (data := element.get("querydata") or "")]
    queries = [values_of(data, _NAMED) for data in asked or [page.text]]
    lists = [query for query in queries if _LIST.search(query.get("tagId", ""))]
    for query in (lists or queries)[:_MOST_UNITS]:
        if "webId" in query and "pageId" in query:
            yield f"{urljoin(page.url, UNIT)}?{urlencode(query)}"


FAMILY = Family(
    "hanweb-jpaas",
    fingerprint(
        addresses={r"/art_[0-9a-f]{32}\.html?": 2, r"/col/col\d+/": 1},
        markup={"jpaas-publish-server": 3, "bui?lds?tatic": 1, r"tplSetId": 1},
    ),
    read,
    ("#zoom", ".main-txt", ".article-content", "#content"),
)
