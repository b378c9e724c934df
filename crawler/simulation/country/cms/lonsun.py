"""lonsun (龙讯, 安徽): lists are fragments of markup, asked page by page from one label service.

Every organ has a number. Some columns are no list at all: their page is the report of one year,
and ``timeFrame`` picks another (:class:`LonsunYears`).
"""

from __future__ import annotations

import html
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms.furniture import (
    Style,
    annex,
    around,
    article_metas,
    column_metas,
    crumb,
    lines_of,
    numbered,
    page,
    page_count,
    whole,
)
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.cms.years import column_of, report_of, years_offered
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_SERVICE: Final = "/site/label/8888"
_TEMPLATE: Final = "/xxgk/publicInfoList_newest2020"
_SCRIPTS: Final = '<script src="/assets/js/lonsun-ex.min.js"></script>'
_STYLE: Final = Style("/public/index.html", _SCRIPTS)


class Lonsun:
    """Sites whose columns are lists."""

    key = "lonsun"
    family = "lonsun"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/public/column/{organId}?type=4&action=list&catId=``."""
        return _column_path(portal, column)

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/public/{organId}/{id}.html``: the organ is the one that published."""
        organ = _organ(portal, posted.agency)
        return f"/public/{organ}/{numbered(portal.key, 'site', digits=4)}{posted.number:05d}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        inner = _article(portal, shown)
        title = shown.version.title
        return page(portal, self, _STYLE, title, inner, metas=_metas(portal, shown))

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, columns and the label service."""
        if asked.path == _SERVICE:
            return self._service(portal, day, asked)
        column = _asked_column(portal, asked)
        if column is None:
            return around(portal, self, _STYLE, asked)
        inner = f"{crumb(_STYLE, column.text)}\n{self._place_of_list(portal, column, day)}"
        metas = column_metas(portal, column) + _site_meta(portal)
        return page(portal, self, _STYLE, column.text, inner, metas=metas)

    def _service(self, portal: PortalPlan, day: int, asked: Request) -> Reply:
        values = asked.values
        wanted = (values.get("siteId"), values.get("organId"), values.get("catId"))
        if values.get("labelName") == "publicInfoList" and values.get("type") == "4":
            for column in portal.columns:
                if wanted == (
                    _site(portal),
                    _column_organ(portal, column),
                    _category(portal, column),
                ):
                    size = max(1, whole(values.get("pageSize"), portal.traits.per_page))
                    number = whole(values.get("pageIndex"))
                    return Reply(self._fragment(portal, column, day, number, size))
        return Reply('<div class="no-data">暂无相关信息</div>')

    def _place_of_list(self, portal: PortalPlan, column: Column, day: int) -> str:
        """Return what stands in a column: its first page, or nothing but the script for it."""
        size = portal.traits.per_page
        inline = portal.traits.variant % 2 == 0
        first = self._fragment(portal, column, day, 1, size) if inline else ""
        return (
            f'<div class="xxgk_list" id="xxgk_lmcon">\n{first}</div>\n'
            f"<script>\nvar siteId = '{_site(portal)}', organId = '{_column_organ(portal, column)}', "
            f"catId = '{_category(portal, column)}';\nLs.ajax({{url: '{_SERVICE}', "
            "data: {labelName: 'publicInfoList', siteId: siteId, "
            f"pageSize: {size}, pageIndex: 1, action: 'list', isDate: true, "
            f"dateFormat: 'yyyy-MM-dd', length: 80, organId: organId, type: 4, catId: catId, "
            f"result: '暂无相关信息', file: '{_TEMPLATE}'}}}});\n</script>"
        )

    def _fragment(
        self, portal: PortalPlan, column: Column, day: int, number: int, size: int
    ) -> str:
        lines = portal.lines(column, day)
        items = "\n".join(
            f'<li><a href="{self.item_path(portal, one.posted)}" target="_blank" class="title" '
            f'title="{html.escape(one.version.title)}">{html.escape(one.version.title)}</a>'
            f'<span class="date">{one.version.published_on}</span></li>'
            for one in lines_of(lines, size, number)
        )
        return (
            f'<ul class="clearfix xxgk_nav_list">\n{items}\n</ul>\n<div id="page_public_info"></div>\n'
            f"<script>Ls.pagination('#page_public_info', loadPage, {{pageIndex:{number},"
            f"pageSize:{size},pageCount:{page_count(lines, size)},total:{len(lines)}}});</script>\n"
        )


class LonsunYears:
    """Sites whose columns show the report of a year."""

    key = "lonsun-years"
    family = "lonsun"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/public/column/{organId}?type=4&action=list&catId=``: it shows the newest."""
        return _column_path(portal, column)

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of the column with ``timeFrame=YYYY``."""
        return f"{_column_path(portal, column_of(portal, posted))}&timeFrame={posted.year}"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of a report, with the years to pick from beside it."""
        return self._page(portal, column_of(portal, shown.posted), shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, the column and years without a report."""
        column = _asked_column(portal, asked)
        if column is None:
            return around(portal, self, _STYLE, asked)
        year = asked.values.get("timeFrame")
        return self._page(portal, column, report_of(portal, column, day, year))

    def _page(self, portal: PortalPlan, column: Column, shown: Shown | None) -> Reply:
        stem = _column_path(portal, column)
        years = "".join(
            f'<li><a href="{html.escape(f"{stem}&timeFrame={year}")}">{year}</a></li>'
            for year in years_offered(portal, column)
        )
        empty = '<div class="no-data">暂无相关信息</div>'
        inner = (
            f"{crumb(_STYLE, column.text)}\n<ul class='year-list'>{years}</ul>\n"
            f"{_article(portal, shown) if shown else empty}"
        )
        metas = column_metas(portal, column) + _site_meta(portal)
        return page(portal, self, _STYLE, column.text, inner, metas=metas)


def _site(portal: PortalPlan) -> str:
    return str(numbered(portal.key, "site", digits=7))


def _site_meta(portal: PortalPlan) -> str:
    return f'<meta name="SiteId" content="{_site(portal)}">\n'


def _metas(portal: PortalPlan, shown: Shown) -> str:
    return article_metas(portal, shown) + _site_meta(portal)


def _organ(portal: PortalPlan, agency: str) -> str:
    return str(numbered(portal.key, "organ", agency, digits=7))


def _column_organ(portal: PortalPlan, column: Column) -> str:
    """Return the organ of a column: its one agency, or the office that lists several."""
    agencies = {portal.posted[number].agency for number in column.items}
    return _organ(portal, agencies.pop() if len(agencies) == 1 else f"{portal.name}办公室")


def _category(portal: PortalPlan, column: Column) -> str:
    return str(numbered(portal.key, "category", column.key, digits=7))


def _column_path(portal: PortalPlan, column: Column) -> str:
    organ, category = _column_organ(portal, column), _category(portal, column)
    return f"/public/column/{organ}?type=4&action=list&catId={category}"


def _asked_column(portal: PortalPlan, asked: Request) -> Column | None:
    category = asked.values.get("catId")
    for column in portal.columns:
        organ = _column_organ(portal, column)
        if (asked.path, category) == (f"/public/column/{organ}", _category(portal, column)):
            return column
    return None


def _article(portal: PortalPlan, shown: Shown) -> str:
    version = shown.version
    number = f"{numbered(portal.key, 'index', digits=9)}/{version.published_on:%Y%m}-{shown.posted.number:05d}"
    return (
        f"<table class='xxgk_table'><tr><th>索引号</th><td>{number}</td><th>发布机构</th>"
        f"<td>{shown.posted.agency}</td></tr><tr><th>发布日期</th><td>{version.published_on}</td>"
        f"<th>信息分类</th><td>信息公开年报</td></tr></table>\n"
        f"<h1 class='newstitle'>{html.escape(version.title)}</h1>\n"
        f"<div class='gzk-article j-fontContent clearfix'>\n{html_of(version.body)}\n{annex(portal, shown.posted)}</div>"
    )


SITES: Final = (Lonsun(), LonsunYears())
