"""gkmlpt: 广东省集约化 (政府信息公开目录管理平台).

``/gkmlpt/index`` carries the tree of columns in ``_CONFIG``; the articles of a column come as
JSON from ``/gkmlpt/api/all/{id}``, by pages of which 0 and 1 are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from crawler.families.lists import markup_of, read_markup
from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.paging import linked
from crawler.families.queries import numbered, pages_of, query_of, whole
from crawler.families.records import Record, entries_in, json_of, records_in, within
from crawler.families.scripts import values_of

ARTICLE = re.compile(r"/post_\d+\.html?$", re.IGNORECASE)
_API = re.compile(r"/gkmlpt/api/all/\d+")
_TREE = re.compile(r"\bTREE[\"']?\s*[:=]\s*(?=[\[{])")
#: Trees of one page that are looked at; there is one.
_MOST_TREES = 5
#: Names of the columns of reports; those of other matters have annual ones, too.
_REPORTS = re.compile(r"^(?!.*(?:法治|网站|统计|财政|决算|质量|环境|监测|绩效)).*年(?:报|度报告)")


def read(text: str, url: str) -> ListPage:
    """Read the index or an answer of the service."""
    if _API.search(url):
        return _answer(text, url)
    page = markup_of(text, url)
    sid = values_of(text, ["SID"]).get("SID", "")
    columns = dict.fromkeys(column for tree in _trees(text) for column in _columns(tree))
    folder = url.partition("/gkmlpt/")[0] + "/gkmlpt/"
    pages = [urljoin(folder, f"api/all/{column}?page=1&sid={sid}") for column in columns]
    return read_markup(page, pages or linked(page), ARTICLE)


def _trees(text: str) -> Iterator[object]:
    for found in islice(_TREE.finditer(text), _MOST_TREES):
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text, found.end())[0]
        except (ValueError, RecursionError):
            continue


def _columns(tree: object) -> Iterator[int]:
    """Yield the numbers of the columns of annual reports and of all columns below them."""
    nodes = [(tree, False)]
    while nodes:
        node, is_below = nodes.pop()
        if isinstance(node, list):
            nodes += [(one, is_below) for one in reversed(node)]
        elif isinstance(node, dict):
            wanted = is_below or _REPORTS.search(str(node.get("name"))) is not None
            number = whole(node.get("id"))
            if wanted and number and not node.get("jump_url"):
                yield number
            nodes.append((node.get("children"), wanted))


def _answer(text: str, url: str) -> ListPage:
    answer = json_of(text)
    records = records_in(answer.get("articles"))
    found = entries_in(
        records,
        url,
        address=("post_url", "url"),
        title=("title",),
        date=("display_publish_time", "first_publish_time", "created_at"),
        files=_files,
    )
    # What can be listed is sometimes less than what the column counts.
    total = whole(answer.get("total")) or whole(within(answer, "classify", "post_count"))
    is_first = whole(query_of(url).get("page"), 1) <= 1
    pages = range(2, pages_of(total, len(records)) + 1) if is_first else ()
    return ListPage(found, numbered(url, "page", pages))


def _files(record: Record) -> Iterator[str]:
    for attached in records_in(record.get("attachment")):
        yield from (str(value) for value in attached.values() if isinstance(value, str))


FAMILY = Family(
    "gkmlpt",
    fingerprint(
        addresses={r"/gkmlpt/": 2, r"/content/(?:\d/\d+/)?post_\d+\.html": 2},
        markup={r"\b_CONFIG\b": 1, r"/gkmlpt/api/": 2, r"\bTREE[\"']?\s*[:=]\s*\[": 1},
    ),
    read,
    ("div.article-content", ".article-content", "#content"),
)
