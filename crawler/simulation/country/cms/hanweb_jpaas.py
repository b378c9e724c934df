"""hanweb-jpaas (大汉, 浙江集约化): lists come as JSON with markup in it.

The column page holds no line. A script names the service and what to ask it: web, template set
and page; the service answers ``{success, data: {html}}``, page by page.
"""

from __future__ import annotations

import html
import json
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
    stable,
    whole,
)
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_SERVICE: Final = "/api-gateway/jpaas-publish-server/front/page/build/unit"
#: Rows that the service gives at most, whatever it is asked.
_MOST_ROWS: Final = 50
_STYLE: Final = Style(
    "/col/col1200000/index.html",
    '<script src="/jslib/jquery.js"></script><script src="/script/jpaas/pagination.js"></script>',
)


class HanwebJpaas:
    """Sites of the gateway edition."""

    key = "hanweb-jpaas"
    family = "hanweb-jpaas"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/col/colN/index.html``."""
        return f"/col/col{_page_id(portal, column)}/index.html"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/art/Y/M/D/art_<32 hex>.html``."""
        date = posted.first.published_on
        name = stable(portal.key, "art", posted.number)
        return f"/art/{date.year}/{date.month}/{date.day}/art_{name}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        version = shown.version
        inner = (
            f"{crumb(_STYLE, '正文')}\n<div class='article-box'><h1 class='article-title'>"
            f"{html.escape(version.title)}</h1>\n<div class='article-info'>"
            f"<span>发布时间：{version.published_on} 09:30</span>"
            f"<span>信息来源：{shown.posted.agency}</span><span>浏览次数：</span></div>\n"
            f"<div class='ccontent center' id='con_con'>\n{html_of(version.body)}\n{annex(portal, shown.posted)}</div></div>"
        )
        return page(portal, self, _STYLE, version.title, inner, metas=article_metas(portal, shown))

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, columns and the list service."""
        if asked.path == _SERVICE:
            return _service(self, portal, day, asked)
        for column in portal.columns:
            if asked.path == self.column_path(portal, column):
                inner = f"{crumb(_STYLE, column.text)}\n{_unit(portal, column)}"
                metas = column_metas(portal, column)
                return page(portal, self, _STYLE, column.text, inner, metas=metas)
        return around(portal, self, _STYLE, asked)


def _page_id(portal: PortalPlan, column: Column) -> str:
    return f"1229{numbered(portal.key, column.key, digits=6)}"


def _web_id(portal: PortalPlan) -> str:
    return f"{numbered(portal.key, 'web', digits=4)}"


def _template(portal: PortalPlan) -> str:
    return stable(portal.key, "tpl")


def _unit(portal: PortalPlan, column: Column) -> str:
    """Return the empty place of the list, and what its script asks for."""
    query = (
        f"{{'parseType':'bulidstatic','webId':'{_web_id(portal)}','tplSetId':"
        f"'{_template(portal)}','pageType':'column','tagId':'当前栏目list','editType':'null',"
        f"'pageId':'{_page_id(portal, column)}'}}"
    )
    rows = portal.traits.per_page
    return (
        '<div class="list-box" id="当前栏目list"></div>\n'
        f'<script parseType="bulidstatic" id="unit" url="{_SERVICE}" queryData="{query}" '
        f"rows='{rows}'></script>\n<script>jpaasUnit('#unit', {{rows: {rows}}});</script>"
    )


def _service(cms: HanwebJpaas, portal: PortalPlan, day: int, asked: Request) -> Reply:
    values = asked.values
    column = _asked_column(portal, values)
    if asked.method != "GET" or column is None:
        text = json.dumps({"success": False, "code": "500", "message": "参数错误", "data": None})
        return Reply(text, "application/json")
    number, rows = _place(portal, values)
    lines = portal.lines(column, day)
    items = "\n".join(
        f'<li class="clearfix"><a class="news" href="{cms.item_path(portal, one.posted)}" '
        f'title="{html.escape(one.version.title)}" target="_blank">'
        f"{html.escape(one.version.title)}</a>"
        f'<span class="time">{one.version.published_on}</span></li>'
        for one in lines_of(lines, rows, number)
    )
    pages = page_count(lines, rows)
    fragment = (
        f'<ul class="page-content">\n{items}\n</ul>\n<div class="pagination" id="page"></div>'
        f"<script>$('#page').pagination({{count: {len(lines)}, rows: {rows}, pages: {pages}, "
        f"currPage: {number}}});</script>"
    )
    answer = {"success": True, "code": "200", "message": "操作成功", "data": {"html": fragment}}
    return Reply(json.dumps(answer, ensure_ascii=False), "application/json")


def _asked_column(portal: PortalPlan, values: dict[str, str]) -> Column | None:
    """Return the column that the parameters name; None where one of them is wrong."""
    if (values.get("webId"), values.get("tplSetId")) != (_web_id(portal), _template(portal)):
        return None
    if (values.get("parseType"), values.get("pageType")) != ("bulidstatic", "column"):
        return None
    page_id = values.get("pageId")
    return next((one for one in portal.columns if _page_id(portal, one) == page_id), None)


def _place(portal: PortalPlan, values: dict[str, str]) -> tuple[int, int]:
    """Return page and rows, which some scripts send bare and others as ``paramJson``."""
    try:
        inner = json.loads(values.get("paramJson", "{}"))
    except ValueError:
        inner = {}
    number = str(inner.get("pageNo", "")) or values.get("pageNo")
    rows = str(inner.get("pageSize", "")) or values.get("rows")
    size = whole(rows, portal.traits.per_page)
    return max(1, whole(number)), min(max(1, size), _MOST_ROWS)


SITES: Final = (HanwebJpaas(),)
