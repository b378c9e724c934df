"""hanweb-report (大汉): one program shows the annual report of an agency and a year.

``fbtime`` is the year, ``area`` the credit code of the agency. A year without a report answers
a page as well, which says 暂无数据.
"""

from __future__ import annotations

import html
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms.furniture import (
    Style,
    around,
    article_metas,
    column_metas,
    crumb,
    numbered,
    page,
)
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.cms.years import column_of, report_of, years_offered
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown
from crawler.simulation.model import credit_code

_PROGRAM: Final = "/module/xxgk/xxgkAnnualReport.jsp"
#: Year that an empty column is linked with.
_FIRST_YEAR: Final = 2008
_STYLE: Final = Style("/xxgk/index.html", '<script src="/script/0/jquery.min.js"></script>')


class HanwebReport:
    """Sites with one address a year."""

    key = "hanweb-report"
    family = "hanweb-report"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return the program with the newest year that the portal opened with."""
        newest = report_of(portal, column, 0, None)
        return _address(portal, column, newest.posted.year if newest else _FIRST_YEAR)

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/module/xxgk/xxgkAnnualReport.jsp?fbtime=YYYY&area=<18 characters>``."""
        return _address(portal, column_of(portal, posted), posted.year)

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of a report."""
        return self._page(portal, column_of(portal, shown.posted), shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and years without a report."""
        if asked.path != _PROGRAM:
            return around(portal, self, _STYLE, asked)
        area = asked.values.get("area")
        for column in portal.columns:
            if area == _area(portal, column):
                year = asked.values.get("fbtime")
                return self._page(portal, column, report_of(portal, column, day, year))
        return None

    def _page(self, portal: PortalPlan, column: Column, shown: Shown | None) -> Reply:
        options = "".join(
            f'<option value="{html.escape(_address(portal, column, year))}">{year}</option>'
            for year in years_offered(portal, column)
        )
        inner = (
            f"{crumb(_STYLE, column.text)}\n<div class='nb-year'>年度："
            f"<select onchange='location.href=this.value'>{options}</select></div>\n"
            f"<div class='xxgk-nb' id='nbcontent'>\n{_report(shown)}\n</div>"
        )
        metas = column_metas(portal, column)
        if shown:
            metas += article_metas(portal, shown)
        return page(portal, self, _STYLE, column.text, inner, metas=metas)


def _report(shown: Shown | None) -> str:
    if shown is None:
        return "<p class='nodata'>暂无数据</p>"
    version = shown.version
    return (
        f"<h1 class='nb-title'>{html.escape(version.title)}</h1>\n"
        f"<div class='nb-info'>发布日期：{version.published_on}　发布机构：{shown.posted.agency}</div>\n"
        f"{html_of(version.body)}"
    )


def _area(portal: PortalPlan, column: Column) -> str:
    """Return the credit code of the agency of a column."""
    serial = str(numbered(portal.key, "area", column.key, digits=8))
    return credit_code(f"11{portal.division.code}", serial)


def _address(portal: PortalPlan, column: Column, year: int | None) -> str:
    return f"{_PROGRAM}?fbtime={year}&area={_area(portal, column)}"


SITES: Final = (HanwebReport(),)
