"""trs-list: TRS WCM with the list service (拓尔思, 动静结合).

The first records stand in the page, the rest is asked of a search service by the number of the
channel; both come from a call of ``list2.trsapi``. An avalon template (``ms-repeat``) in the
same page is no list.
"""

from __future__ import annotations

from crawler.families import trs, trs_service
from crawler.families.lists import markup_of
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage


def read(text: str, url: str) -> ListPage:
    """Read a list page or an answer of the service."""
    if trs_service.is_answer(url):
        return ListPage(trs_service.entries_of_answer(text, url))
    total = trs_service.total_of(text)
    if total == 0:
        return trs.read(text, url)
    static = trs.static_entries(markup_of(text, url))
    if total <= len(static):
        return ListPage(static)
    following = trs_service.further(text, url, len(static))
    lost = f"the list service of TRS has {total} records, the page shows {len(static)}"
    return ListPage(static, following, "" if following else lost)


FAMILY = Family(
    "trs-list",
    fingerprint(
        addresses={r"/\d{6}/t\d{8}_\d+\.s?html?": 1},
        markup={r"list2?\.trsapi": 3, "maxStaticIndex": 2, "classsql": 2, "ms-repeat": 1},
    ),
    read,
    trs.FAMILY.content,
)
