"""The list service of TRS: what a page says of it, and what it answers."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.families.page import Entry, absolute
from crawler.families.queries import numbered, pages_of, query_of, whole, with_query
from crawler.families.records import entries_in, json_of, records_in

#: Where the service is, where a page does not say: TRS WAS 5.
_SERVICE = "/was5/web/search"
_PATH = re.compile(
    r"[\"']((?:https?:)?/[^\"'\s<>]{0,200}?"
    r"(?:/web/search|zapp/(?:search|data)|trsapi/\w+|/search))[\"'?]"
)
_CHANNEL = re.compile(r"\b(?:channelid|searchId)[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_CLASS = re.compile(r"(?:modal=\d\*)?chnlid(?:=|%3D)(\d+)", re.IGNORECASE)
_TOTAL = re.compile(r"\brecordCount[\"']?\s*[:=]\s*[\"']?(\d+)")
_SIZE = re.compile(r"\bprepage[\"']?\s*[:=]\s*[\"']?(\d+)")
_SORT = re.compile(r"\bsortfield[\"']?\s*[:=]\s*[\"']([-\w,+]*)")
_USUAL_SIZE = 10


def total_of(text: str) -> int:
    """Return how many records the list of a page has, 0 where it does not say."""
    found = _TOTAL.search(text)
    return whole(found[1]) if found else 0


def further(text: str, url: str, shown: int) -> tuple[str, ...]:
    """Return what is asked of the service after the first ``shown`` records.

    Nothing where the page does not say of which channel and column to ask.
    """
    channel, column, size = _CHANNEL.search(text), _CLASS.search(text), _SIZE.search(text)
    if channel is None or column is None:
        return ()
    a_page = (whole(size[1]) if size else 0) or _USUAL_SIZE
    path, sort = _PATH.search(text), _SORT.search(text)
    query = {
        "channelid": channel[1],
        "sortfield": sort[1] if sort else "-docorderpri,-docreltime",
        "classsql": f"chnlid={column[1]}",
        "prepage": a_page,
    }
    service = (path and absolute(url, path[1])) or urljoin(url, _SERVICE)
    pages = range(shown // a_page + 1, pages_of(total_of(text), a_page) + 1)
    return numbered(with_query(service, query), "page", pages)


def is_answer(url: str) -> bool:
    """Tell whether an address is one that :func:`further` gives."""
    return "classsql" in query_of(url)


def entries_of_answer(text: str, url: str) -> tuple[Entry, ...]:
    """Return the entries of an answer."""
    answer = json_of(text)
    return entries_in(
        records_in(answer.get("docs") or answer.get("data") or answer.get("list")),
        url,
        address=("chnldocurl", "url", "docpuburl"),
        title=("doctitle", "title"),
        date=("docreltime", "pubdate", "time"),
    )
