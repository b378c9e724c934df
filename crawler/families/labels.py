"""The label service of lonsun (龙讯): what a column asks it for its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.families.page import absolute
from crawler.families.queries import query_of, with_query
from crawler.families.scripts import values_of

_LABEL = re.compile(r"[^\"'\s<>()]{0,200}/site/label/\d+\?[^\"'\s<>]*publicInfoList[^\"'\s<>]*")
_NAMES = ("siteId", "organId", "pageSize", "type", "catId", "catIds", "isDate", "file", "sortType")


def first_pages(text: str, url: str) -> tuple[str, ...]:
    """Return the addresses of the first page of each list that a column asks for."""
    return tuple(_lists(text, url))


def _lists(text: str, url: str) -> Iterator[str]:
    printed = dict.fromkeys(unescape(label) for label in _LABEL.findall(text))
    for label in printed:
        if fragment := absolute(url, label):
            yield with_query(fragment, {"pageIndex": 1})
    if not printed and "publicInfoList" in text:
        prefix, _, organ = urlsplit(url).path.partition("/public/column/")
        values = {**values_of(text, _NAMES), **query_of(url)}
        known = {name: values[name] for name in _NAMES if name in values}
        query = {"labelName": "publicInfoList", "pageSize": 15, "pageIndex": 1, "action": "list"}
        query |= {"organId": organ.strip("/"), "type": 4, **known}
        yield with_query(urljoin(url, f"{prefix}/site/label/8888"), query)
