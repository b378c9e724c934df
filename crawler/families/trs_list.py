"""trs-list: TRS WCM with the list service (拓尔思, 动静结合).

The first records stand in the page, the rest is asked of a search service by the number of the
channel; both come from a call of ``list2.trsapi``. An avalon template (``ms-repeat``) in the
same page is no list.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.families import trs
from crawler.families.lists import markup_of
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage, absolute
from crawler.families.queries import numbered, pages_of, query_of, whole, with_query
from crawler.families.records import entries_in, json_of, records_in

#: Where the service is, where a page does not say: TRS WAS 5.
_SERVICE = "/was5/web/search"
_PATH = re.compile(
    r"[\"']((?:https?:)?/[^\"'\s<>]{0,200}?(?:/web/search|zapp/(?:search|data)|trsapi/\w+|/search))[\"'?]"
)
_CHANNEL = re.compile(r"\b(?:channelid|searchId)[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_CLASS = re.compile(r"(?:modal=\d\*)?chnlid(?:=|%3D)(\d+)", re.IGNORECASE)
_TOTAL = re.compile(r"\brecordCount[\"']?\s*[:=]\s*[\"']?(\d+)")
_SIZE = re.compile(r"\bprepage[\"']?\s*[:=]\s*[\"']?(\d+)")
_SORT = re.compile(r"\bsortfield[\"']?\s*[:=]\s*[\"']([-\w,+]*)")


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    if "classsql" in query_of(url):
        return _answer(text, url)
    static = trs.static_entries(markup_of(text, url))
    numbers = [whole(found[1]) if (found := mark.search(text)) else 0 for mark in (_TOTAL, _SIZE)]
    total, size = numbers[0], numbers[1] or 10
    if total <= len(static):
        return ListPage(static, trs.read(text, url).following if not total else ())
    channel, column = _CHANNEL.search(text), _CLASS.search(text)
    if channel is None or column is None:
        lost = f"the list service of TRS has {total} records, the page shows {len(static)}"
        return ListPage(static, (), lost)
    path, sort = _PATH.search(text), _SORT.search(text)
    query = {
        "channelid": channel[1],
        "sortfield": sort[1] if sort else "-docorderpri,-docreltime",
        "classsql": f"chnlid={column[1]}",
        "prepage": size,
    }
    service = with_query((path and absolute(url, path[1])) or urljoin(url, _SERVICE), query)
    pages = range(len(static) // size + 1, pages_of(total, size) + 1)
    return ListPage(static, numbered(service, "page", pages))


def _answer(text: str, url: str) -> ListPage:
    answer = json_of(text)
    found = entries_in(
        records_in(answer.get("docs") or answer.get("data") or answer.get("list")),
        url,
        address=("chnldocurl", "url", "docpuburl"),
        title=("doctitle", "title"),
        date=("docreltime", "pubdate", "time"),
    )
    return ListPage(found)


FAMILY = Family(
    "trs-list",
    fingerprint(
        addresses={r"/\d{6}/t\d{8}_\d+\.s?html?": 1},
        markup={r"list2?\.trsapi": 3, "maxStaticIndex": 2, r"classsql": 2, "ms-repeat": 1},
    ),
    read,
    trs.FAMILY.content,
)
