"""gkmlpt: 广东省集约化 (政府信息公开目录管理平台).

``/gkmlpt/index`` carries the tree of columns in ``_CONFIG``; the articles of a column come as
JSON from ``/gkmlpt/api/all/{id}``, by pages of which 0 and 1 are the same.
"""

from __future__ import annotations

import re

from crawler.families.column_tree import report_columns
from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked
from crawler.families.queries import numbered, pages_of, query_of, whole
from crawler.families.records import entries_in, json_of, records_in, within
from crawler.families.scripts import values_of

ARTICLE = re.compile(r"/post_\d+\.html?$", re.IGNORECASE)
_API = re.compile(r"/gkmlpt/api/all/\d+")


def read(text: str, url: str) -> ListPage:
    """Read the index or an answer of the service."""
    if _API.search(url):
        return _answer(text, url)
    page, sid = markup_of(text, url), values_of(text, ["SID"]).get("SID", "")
    api = url.partition("/gkmlpt/")[0] + "/gkmlpt/api/all"
    pages = [f"{api}/{number}?page=1&sid={sid}" for number in report_columns(text)]
    return read_markup(page, pages or linked(page), ARTICLE)


def _answer(text: str, url: str) -> ListPage:
    answer = json_of(text)
    records = records_in(answer.get("articles"))
    found = entries_in(
        records,
        url,
        address=("post_url", "url"),
        title=("title",),
        date=("display_publish_time", "first_publish_time", "created_at"),
        attached="attachment",
    )
    # The count of the column is sometimes more than what is listed.
    total = whole(answer.get("total")) or whole(within(answer, "classify", "post_count"))
    last = pages_of(total, len(records)) if whole(query_of(url).get("page"), 1) <= 1 else 0
    return ListPage(found, numbered(url, "page", range(2, last + 1)))


FAMILY = Family(
    "gkmlpt",
    fingerprint(
        addresses={r"/gkmlpt/": 2, r"/content/(?:\d+/\d+/)?post_\d+\.html": 2},
        markup={r"\b_CONFIG\b": 1, "/gkmlpt/api/": 2, r"\bTREE[\"']?\s*[:=]\s*\[": 1},
    ),
    read,
    (".article-content", "#content"),
)
