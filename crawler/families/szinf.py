"""szinf: 苏州. Lists are JSON that is asked by POST, by the number of the channel."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage, Post
from crawler.families.paging import linked
from crawler.families.queries import MOST_PAGES, query_of, whole, with_query
from crawler.families.records import entries_in, json_of, records_in, within
from crawler.families.scripts import values_of

ARTICLE = re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$", re.IGNORECASE)
SERVICE = "/szinf/xxgk/interfacesWebZcwj/loadData"
_SIZE = 15


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    if "/loaddata" in url.lower():
        return _answer(text, url)
    page = markup_of(text, url)
    channel = query_of(url).get("channel_id") or next(
        iter(values_of(text, ("channel_id", "channelId")).values()), ""
    )
    return read_markup(page, [_page(url, channel, 1)] if channel else linked(page), ARTICLE)


def _answer(text: str, url: str) -> ListPage:
    data = within(json_of(text), "data")
    found = entries_in(
        records_in(within(data, "list")),
        url,
        address=("URL", "url"),
        title=("TITLE", "title"),
        date=("PUBLISHED_TIME_FORMAT", "C_FWRQ_FORMAT", "PUBLISHED_TIME"),
    )
    channel, last = query_of(url).get("channel_id", ""), whole(within(data, "totalPage"))
    pages = range(1, min(last, MOST_PAGES) + 1)
    return ListPage(found, tuple(_page(url, channel, number) for number in pages))


def _page(url: str, channel: str, number: int) -> Post:
    """Return what asks for a page; the address tells the channel again, for its reader."""
    values = {"pageIndex": number, "pageSize": _SIZE, "channel_id": channel}
    return Post(with_query(urljoin(url, SERVICE), {"channel_id": channel}), urlencode(values))


FAMILY = Family(
    "szinf",
    fingerprint(addresses={r"/szinf/": 2}, markup={"interfacesWebZcwj": 3, "/szinf/": 2}),
    read,
    ("#zoomcon", ".article-content"),
)
