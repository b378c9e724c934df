"""Which links of a list page are its entries, by title, date and address alone.

What an entry is worth is not decided here: that is the work of
:func:`pipelines.identity.classify_title`. In doubt a link is an entry.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.families.page import Link

_REPORT = re.compile(r"年报|年度\s*报告|信息公开.{0,12}报告")
#: With a year it is of 政务公开, whatever the report calls itself: 情况, 总结, 汇报.
_MATTER = re.compile(r"(?:信息|政务)公开")
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*年")
#: Words that name a level or a kind of bodies, none of them: 各部门, 乡镇街道, 县(市、区).
LEVEL = (
    r"(?:各级|各|市|区|县|旗|省|州|本级|下级|直属?|政府|人民政府|部门|单位|机构|机关|派出|下属|"
    r"乡镇|乡|镇|街道|街办|苏木|办事处|开发区|园区|功能区|及|和|其他|[(（)）、·])"
)
#: The words of a menu, which lead to a column and not to a report: no year, no body.
_MENU = re.compile(
    rf"^(?:法定主动公开内容|{LEVEL}{{0,8}}(?:政府|政务)?(?:信息)?(?:公开)?(?:工作)?"
    r"(?:历年)?(?:年度报告|年报)(?:专栏|栏目)?|(?:法治政府建设|政府网站(?:工作)?)(?:年度报[告表]|年报))$"
)
#: A year alone: the column of that year where it leads to a column, else its report.
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d\s*(?:年度?)?$")
_COLUMN_FILE = re.compile(r"^(?:(?:index|list|default)(?:_\d+)?\.\w+|)$", re.IGNORECASE)


def is_entry(link: Link, url: str) -> bool:
    """Tell whether a link on the list page ``url`` may be a line of its list."""
    if link.url == url or not link.title:
        return False
    if link.date is None and _MENU.match(link.title):
        return False
    if is_column(link.url) and not _YEAR.search(link.title):
        return False
    if link.date is None and _YEAR_ALONE.match(link.title):
        # The years of a calendar or of an archive are in the query.
        return not is_column(link.url) and not urlsplit(link.url).query
    names_report = _REPORT.search(link.title) is not None
    names_matter = _MATTER.search(link.title) and _YEAR.search(link.title)
    return link.date is not None or names_report or names_matter is not None


def is_column(url: str) -> bool:
    """Tell whether an address looks like a column or a home page rather than a page."""
    parts = urlsplit(url)
    return not parts.query and _COLUMN_FILE.match(parts.path.rpartition("/")[2]) is not None


def years_named(title: str) -> tuple[int, ...]:
    """Return the years that a title names (2023年), in printed order."""
    return tuple(int(year) for year in _TITLE_YEAR.findall(title))
