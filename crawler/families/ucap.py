"""ucap: 开普.

Lists are ``NAME.shtml``, then ``NAME_2.shtml``; or JSON from ``/common/search/{channelId}``.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawler.families.page import (
    Entry,
    Family,
    Link,
    ListPage,
    absolute,
    dates_in,
    entries_of,
    links,
    parse,
    squeeze,
)
from crawler.families.paging import linked, named_pages, scripted
from crawler.families.titles import is_entry

ARTICLE = re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$", re.IGNORECASE)
_SEARCH = re.compile(r"/common/search/([0-9A-Za-z]+)")
_MARKS = ("<ucaptitle", "<ucapcontent", "<publishtime", "UCAP-CONTENT", "/common/search/")
_PAGE_SIZE = 15


def fingerprint(text: str, url: str) -> tuple[str, ...]:
    """Return what shows that a page was made by UCAP."""
    evidence = [mark for mark in _MARKS if mark in text]
    if found := re.search(r"\d{6}/[0-9a-f]{32}\.s?html", text):
        evidence.append(found[0])
    if ARTICLE.search(url):
        evidence.append(url)
    return tuple(evidence)


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the search service."""
    if _SEARCH.search(urlsplit(url).path):
        return _read_json(text, url)
    root = parse(text)
    if root is None:
        return ListPage(())

    def wanted(link: Link) -> bool:
        return link.url != url and bool(ARTICLE.search(link.url) or is_entry(link, url))

    found = links(root, url)
    paging = scripted(text)
    if paging:
        following = named_pages(url, paging, lambda page: page)
    elif search := _SEARCH.search(text):
        following = (_search_url(url, search[0], 1),)
    else:
        following = linked(found, url)
    return ListPage(entries_of(found, wanted), following)


def _read_json(text: str, url: str) -> ListPage:
    data = _data_of(text)
    results = data.get("results")
    records = [r for r in results if isinstance(r, dict)] if isinstance(results, list) else []
    entries = tuple(entry for record in records if (entry := _entry(record, url)))
    query = parse_qs(urlsplit(url).query)
    page, size = _number(query, "page", 1), _number(query, "_pageSize", _PAGE_SIZE)
    goes_on = len(records) >= size
    return ListPage(entries, (_search_url(url, urlsplit(url).path, page + 1),) if goes_on else ())


def _data_of(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


def _entry(record: dict[str, Any], url: str) -> Entry | None:
    address = absolute(url, str(record.get("url") or ""))
    if address is None:
        return None
    title = squeeze(re.sub(r"<[^>]+>", "", str(record.get("title") or "")))
    date = next(dates_in(str(record.get("publishedTimeStr") or "")), None)
    return Entry(address, title, date)


def _number(query: dict[str, list[str]], name: str, default: int) -> int:
    value = query.get(name, [""])[0]
    return int(value) if value.isascii() and value.isdigit() else default


def _search_url(url: str, path: str, page: int) -> str:
    query = {"page": page, "_pageSize": _PAGE_SIZE, "_isJson": "true"}
    return urljoin(url, f"{path}?{urlencode(query)}")


FAMILY = Family("ucap", fingerprint, read, ("ucapcontent", "#UCAP-CONTENT", "#zoomcon", "#zoom"))
