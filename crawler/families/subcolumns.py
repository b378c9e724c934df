"""Columns that have columns below them: a folder a year, a folder a level (``folders=N``).

The folder of a year is named by the year of publication (``/zfxxgknb/2023/xzfgxz/``,
``/zfxxgknb/2022n/xs/``), so it says nothing about the year of its reports.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.families.lists import markup_of
from crawler.families.page import Link
from crawler.families.paging import linked
from crawler.families.titles import LEVEL, is_column

_YEAR = re.compile(
    r"^(?:19|20)\d\d\s*(?:年度?)?\s*(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告)?$"
)
_LEVEL = re.compile(rf"^{LEVEL}{{1,8}}$")


def subcolumns(text: str, url: str, depth: int) -> tuple[str, ...]:
    """Return the columns one level below a column, none where ``depth`` is 0.

    ``depth`` is how many levels are still allowed below this page. A column below is a link to
    a column of this host: one below the folder of this column, or one that the text names by
    a year or a level (部门, 乡镇). Further pages of the list are none, nor what stands above.
    """
    if depth <= 0:
        return ()
    page = markup_of(text, url)
    own = urlsplit(urljoin(url, ".")).path
    pages = set(linked(page))
    below = (
        link.url
        for link in page.links
        if link.url not in pages and _is_below(link, url, own) and not url.startswith(link.url)
    )
    return tuple(dict.fromkeys(below))


def _is_below(link: Link, url: str, own: str) -> bool:
    here, there = urlsplit(url), urlsplit(link.url)
    if here.netloc != there.netloc or not is_column(link.url) or link.date is not None:
        return False
    folder = urlsplit(urljoin(link.url, ".")).path
    if folder == own or own.startswith(folder):
        return False
    is_inside = own != "/" and folder.startswith(own)
    named = _YEAR.match(link.title) or _LEVEL.match(link.title)
    return is_inside or named is not None
