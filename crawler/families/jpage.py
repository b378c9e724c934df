"""The paging service of JCMS (大汉): records in CDATA, groups of pages, records by number.

``/module/web/jpage/dataproxy.jsp`` answers XML with the same records as the page. It is asked
by the address that ``<nextgroup>`` names (its ids may be encrypted, so it is taken as printed),
else by the numbers of the records, with the parameters of the page, by GET or POST.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

from crawler.families.page import Post, absolute
from crawler.families.queries import query_of, whole, with_query

PROXY = "/module/web/jpage/dataproxy.jsp"

_PROXY = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}dataproxy\.jsp[^\"'()\s<>]{0,2000})")
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[([^\]]{0,4000})", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']+)")
_TOTAL = re.compile(r"totalrecord[\"']?\s*[>:=]\s*[\"']?(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"perpage[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_POSTS = re.compile(
    r"\b(?:ajax_?|request_?|form_?)?(?:type|method)[\"']?\s*[:=]\s*[\"']post[\"']", re.IGNORECASE
)
#: Parameters that the pages hand to the service, in the order of its own script.
_PARAMETERS = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)
_DEFAULT_PER_PAGE = 15
#: Pages that the script of JCMS asks for at once.
_GROUP = 3
#: Records of one column that are worth the asking.
_MOST_RECORDS = 20_000


def records(text: str) -> Iterator[str]:
    """Yield the markup of the records of a page or an answer."""
    for piece in re.split("<record>", text, flags=re.IGNORECASE)[1:]:
        record = re.split("</record>", piece, maxsplit=1, flags=re.IGNORECASE)[0].strip()
        yield record.removeprefix("<![CDATA[").removesuffix("]]>")


def further(text: str, url: str, shown: int) -> tuple[str | Post, ...]:
    """Return what is asked for the records after the first ``shown``."""
    group = _NEXT_GROUP.search(text)
    href = _HREF.search(group[1]) if group else None
    if href:
        named = absolute(urljoin(url, PROXY), unescape(href[1]))
        return (named,) if named and shown else ()
    proxy, total = _PROXY.search(text), _TOTAL.search(text)
    if proxy is None or total is None or "dataproxy.jsp" in url:
        return ()
    service = absolute(url, unescape(proxy[1])) or urljoin(url, PROXY)
    return tuple(_by_number(text, service, shown, whole(total[1])))


def _by_number(text: str, proxy: str, shown: int, total: int) -> Iterator[str | Post]:
    parameters = {**_parameters(text), **query_of(proxy)}
    if "columnid" not in parameters:
        return
    per_page = _PER_PAGE.search(text)
    size = (whole(per_page[1]) if per_page else 0) or _DEFAULT_PER_PAGE
    last = min(total, _MOST_RECORDS)
    step = size * _GROUP
    service = proxy.partition("?")[0]
    is_posted = _POSTS.search(text) is not None
    for start in range(shown + 1, last + 1, step):
        numbers = {
            "startrecord": start,
            "endrecord": min(start + step - 1, last),
            "perpage": size,
        }
        if is_posted:
            yield Post(with_query(service, numbers), urlencode(parameters))
        else:
            yield with_query(service, {**numbers, **parameters})


def _parameters(text: str) -> dict[str, str]:
    """Return the parameters that the page's script names."""
    parameters: dict[str, str] = {}
    for name in _PARAMETERS:
        named = re.search(
            rf"[\"'\s,{{&?]{name}[\"']?\s*[:=]\s*[\"']?([^\"',&}}\s]*)", text, re.IGNORECASE
        )
        if named:
            parameters[name] = named[1]
    return parameters
