"""The units of pages on jpaas (大汉): what they ask of the publishing service, page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

from crawler.families.lists import Markup
from crawler.families.page import absolute
from crawler.families.queries import pages_of, query_of, whole, with_query
from crawler.families.scripts import values_of

SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"

_NAMED = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_ADDRESS = re.compile(rf"{re.escape(SERVICE)}\?[^\"'\s<>]+")
_COUNT = re.compile(r"\bcount[\"']?\s*[:=]\s*\\?[\"']?(\d+)")
_ROWS = re.compile(r"\brows[\"']?\s*[:=]\s*\\?[\"']?(\d+)")
_USUAL_ROWS = 15
#: Names of units that hold a list; a page has others, for its menus and its foot.
_LIST = re.compile(r"列表|分页|栏目|list|page", re.IGNORECASE)
_MOST_UNITS = 5


def first_pages(page: Markup) -> tuple[str, ...]:
    """Return what the units of a page ask for first."""
    return tuple(dict.fromkeys(_numbered(unit, 1) for unit in _units(page)))


def further(html: str, url: str, shown: int) -> tuple[str, ...]:
    """Return what is asked after the answer ``html`` to ``url``, which shows so many lines."""
    count, rows = _COUNT.search(html), _ROWS.search(html)
    size = (whole(rows[1]) if rows else 0) or whole(query_of(url).get("rows")) or _USUAL_ROWS
    number = whole(query_of(url).get("pageNo"), 1)
    if count:
        following = range(2, pages_of(whole(count[1]), size) + 1)
    else:
        following = range(number + 1, number + 1 + (shown >= size))
    return tuple(_numbered(url, other) for other in following if other != number)


def _numbered(unit: str, number: int) -> str:
    """Return the address of a page of a unit; older and newer servers name the number apart."""
    rows = whole(query_of(unit).get("rows")) or _USUAL_ROWS
    both = json.dumps({"pageNo": number, "pageSize": rows}, separators=(",", ":"))
    return with_query(unit, {"rows": rows, "pageNo": number, "paramJson": both})


def _units(page: Markup) -> Iterator[str]:
    whole_addresses = _ADDRESS.findall(page.text)
    for address in whole_addresses:
        if unit := absolute(page.url, unescape(address)):
            yield unit
    elements = page.root.iter("script", "div", "ul") if page.root is not None else ()
    asked = [data for element in elements if "webId" in (data := element.get("querydata") or "")]
    # What names no unit may still name the values of one, somewhere in its scripts.
    texts = asked or ([] if whole_addresses else [page.text])
    queries = [values_of(data, _NAMED) for data in texts]
    lists = [query for query in queries if _LIST.search(query.get("tagId", ""))]
    for query in (lists or queries)[:_MOST_UNITS]:
        if "webId" in query and "pageId" in query:
            yield f"{urljoin(page.url, SERVICE)}?{urlencode(query)}"
