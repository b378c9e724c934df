"""hanweb: 大汉 JCMS.

A list page carries its first records as CDATA inside ``<script type="text/xml">``; the rest
comes from ``/module/web/jpage/dataproxy.jsp`` as XML with the same records, either at the
address that ``<nextgroup>`` names or by number of record with the parameters of the page.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urljoin

from crawler.families.page import Family, Link, ListPage, entries_of, links, parse
from crawler.families.paging import linked
from crawler.families.titles import is_entry

ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+\.html?$", re.IGNORECASE)
COLUMN = re.compile(r"/col/col\d+/", re.IGNORECASE)
PROXY = "/module/web/jpage/dataproxy.jsp"

_CDATA = r"\s*<!\[CDATA\[(.*?)\]\]>\s*"
_RECORD = re.compile(rf"<record>{_CDATA}</record>", re.DOTALL | re.IGNORECASE)
_NEXT_GROUP = re.compile(rf"<nextgroup>{_CDATA}</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']+)")
_TOTAL = re.compile(r"totalrecord[\"']?\s*[>:=]\s*[\"']?(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"perpage[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
#: Parameters that the pages of hanweb hand to the proxy, in the order of its own script.
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
#: Pages that the script of hanweb asks for at once.
_GROUP = 3
#: Records of one column that are worth the asking.
_MOST_RECORDS = 20_000


def fingerprint(text: str, url: str) -> tuple[str, ...]:
    """Return what shows that a page was made by JCMS."""
    evidence = [mark for mark in ("<datastore>", "dataproxy.jsp", "jpage") if mark in text]
    evidence += [found[0] for shape in (ARTICLE, COLUMN) if (found := shape.search(url))]
    if found := re.search(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+\.html?", text):
        evidence.append(found[0])
    return tuple(evidence)


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the proxy."""
    records = _RECORD.findall(text)
    is_proxy = PROXY in url
    lines = "".join(f"<div>{record}</div>" for record in records)
    root = parse(lines if records or is_proxy else text)
    if root is None:
        return ListPage(())

    def wanted(link: Link) -> bool:
        return link.url != url and bool(records or ARTICLE.search(link.url) or is_entry(link, url))

    found = links(root, url)
    following = _next_group(text, url) or _by_number(text, url, len(records))
    return ListPage(entries_of(found, wanted), following or linked(found, url))


def _next_group(text: str, url: str) -> tuple[str, ...]:
    group = _NEXT_GROUP.search(text)
    href = _HREF.search(group[1].replace("&amp;", "&")) if group else None
    return (urljoin(url, href[1]),) if href else ()


def _by_number(text: str, url: str, shown: int) -> tuple[str, ...]:
    """Return the proxy's addresses for all records after the first ``shown`` of the page."""
    total = _TOTAL.search(text)
    if total is None or PROXY in url or "dataproxy.jsp" not in text:
        return ()
    per_page = _PER_PAGE.search(text)
    size = max(1, int(per_page[1])) if per_page else _DEFAULT_PER_PAGE
    parameters = _parameters(text)
    if "columnid" not in parameters:
        return ()
    last = min(int(total[1]), _MOST_RECORDS)
    step = size * _GROUP
    return tuple(
        urljoin(
            url,
            PROXY
            + "?"
            + urlencode(
                {
                    "startrecord": start,
                    "endrecord": min(start + step - 1, last),
                    "perpage": size,
                    **parameters,
                }
            ),
        )
        for start in range(shown + 1, last + 1, step)
    )


def _parameters(text: str) -> dict[str, str]:
    """Return the parameters that the page's script (or its proxy address) names."""
    query = re.search(r"dataproxy\.jsp\?([^\"'\s<>]+)", text)
    given = parse_qs(query[1].replace("&amp;", "&")) if query else {}
    parameters = {name: given[name][0] for name in _PARAMETERS if name in given}
    for name in _PARAMETERS:
        named = re.search(
            rf"[\"'\s,{{&?]{name}[\"']?\s*[:=]\s*[\"']?([^\"',&}}\s]*)", text, re.IGNORECASE
        )
        if named and name not in parameters:
            parameters[name] = named[1]
    return parameters


FAMILY = Family("hanweb", fingerprint, read, ("#zoom", "#zoomcon", ".article-content"))
