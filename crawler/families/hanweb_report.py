"""hanweb-report: the annual report of a body, at one address a year (大汉 信息公开年报模块)."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.families.marks import fingerprint
from crawler.families.page import Family, ListPage
from crawler.families.queries import with_query

_PAGE = "/xxgkannualreport.jsp"


def read(text: str, url: str) -> ListPage:  # noqa: ARG001 - the shape of a family
    """No page of this family is a list: ``years`` names its reports."""
    return ListPage(())


def years(url: str, year: int) -> str | None:
    """Return the address of the report of a year."""
    is_report = urlsplit(url).path.lower().endswith(_PAGE)
    return with_query(url, {"fbtime": year}) if is_report else None


FAMILY = Family(
    "hanweb-report",
    # Links to such reports stand on pages of hanweb as well.
    fingerprint(addresses={r"/xxgkAnnualReport\.jsp": 4}, markup={}),
    read,
    ("#zoom", ".bt-content", ".article-content"),
    years,
)
