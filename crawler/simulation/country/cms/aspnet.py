"""aspnet: lists by query, or by posting the state of the page back (:class:`AspnetPostback`).

Paths are the same in upper and lower case, as the server of these sites has it.
"""

from __future__ import annotations

import base64
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
    stable,
    whole,
)
from crawler.simulation.country.cms.protocol import Cms, Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = Style("/InfoIndex.aspx")
_PAGER: Final = "ctl00$Content$AspNetPager1"


class Aspnet:
    """Sites whose lists are paged by query."""

    key = "aspnet"
    family = "aspnet"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/InfoPublic.aspx?cid=&pid=&page=1``."""
        return _page_address(portal, column, 1)

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/NewsView.aspx?NewsID=``."""
        return f"/NewsView.aspx?NewsID={_number(portal, posted)}"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        return _article(portal, self, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and lists."""
        if asked.path.lower() != "/infopublic.aspx":
            return _other(portal, self, day, asked)
        for column in portal.columns:
            if asked.values.get("cid") == _class_id(portal, column):
                number = whole(asked.values.get("page"))
                inner = _lines(portal, self, column, day, number) + _query_pager(
                    portal, column, number, _pages(portal, column, day)
                )
                metas = column_metas(portal, column)
                return page(portal, self, _STYLE, column.text, inner, metas=metas)
        return None


class AspnetPostback:
    """Sites whose pagers post the state of the page back."""

    key = "aspnet-postback"
    family = "aspnet"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/xxgk/List.aspx?ClassID=``."""
        return f"/xxgk/List.aspx?ClassID={_class_id(portal, column)}"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/xxgk/Show.aspx?InfoID=``."""
        return f"/xxgk/Show.aspx?InfoID={_number(portal, posted)}"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        return _article(portal, self, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and lists; a posted state that is not the page's is refused."""
        if asked.path.lower() != "/xxgk/list.aspx":
            return _other(portal, self, day, asked)
        for column in portal.columns:
            if asked.values.get("ClassID") == _class_id(portal, column):
                number = _posted_page(portal, column, asked) if asked.method == "POST" else 1
                if number is None:
                    return Reply("<h1>验证视图状态 MAC 失败</h1>", status=500)
                inner = _form(portal, self, column, day, number)
                metas = column_metas(portal, column)
                return page(portal, self, _STYLE, column.text, inner, metas=metas)
        return None


def _other(portal: PortalPlan, cms: Cms, day: int, asked: Request) -> Reply | None:
    """Answer a page whose address is written in another case, else what stands around."""
    for posted in portal.posted.values():
        if asked.target.lower() == cms.item_path(portal, posted).lower():
            shown = portal.shown(posted.number, day)
            return _article(portal, cms, shown) if shown else None
    return around(portal, cms, _STYLE, asked)


def _number(portal: PortalPlan, posted: Posted) -> str:
    return f"{numbered(portal.key, 'site', digits=2)}{posted.number:05d}"


def _class_id(portal: PortalPlan, column: Column) -> str:
    return str(numbered(portal.key, "class", column.key, digits=4))


def _pages(portal: PortalPlan, column: Column, day: int) -> int:
    return page_count(portal.lines(column, day), portal.traits.per_page)


def _page_address(portal: PortalPlan, column: Column, number: int) -> str:
    group = numbered(portal.key, "group", digits=3)
    return f"/InfoPublic.aspx?cid={_class_id(portal, column)}&pid={group}&page={number}"


def _lines(portal: PortalPlan, cms: Cms, column: Column, day: int, number: int) -> str:
    lines, size = portal.lines(column, day), portal.traits.per_page
    rows = "\n".join(
        f"<tr><td>{place}</td>"
        f'<td><a href="{cms.item_path(portal, one.posted)}" title="{html.escape(one.version.title)}" '
        f'target="_blank">{html.escape(one.version.title)}</a></td>'
        f"<td>{one.version.published_on:%Y/%m/%d}</td></tr>"
        for place, one in enumerate(lines_of(lines, size, number), start=1)
    )
    return (
        f"{crumb(_STYLE, column.text)}\n<table class='infolist' id='ctl00_Content_GridView1'>\n"
        f"<tr><th>序号</th><th>标题</th><th>发布日期</th></tr>\n{rows}\n</table>\n"
    )


def _query_pager(portal: PortalPlan, column: Column, number: int, pages: int) -> str:
    def step(text: str, target: int) -> str:
        href = html.escape(_page_address(portal, column, target))
        return f'<a href="{href}">{text}</a>' if target != number else f"<span>{text}</span>"

    steps = (
        step("首页", 1),
        step("上一页", max(1, number - 1)),
        *(step(str(target), target) for target in range(1, pages + 1)),
        step("下一页", min(pages, number + 1)),
        step("尾页", pages),
    )
    return f"<div class='pager'>{' '.join(steps)} 共{pages}页</div>"


def _form(portal: PortalPlan, cms: Cms, column: Column, day: int, number: int) -> str:
    """Return list and pager inside the one form that such a page is."""
    state, validation = _state(portal, column, number)
    pages = _pages(portal, column, day)

    def step(text: str, target: int) -> str:
        if target == number:
            return f'<a disabled="disabled" style="margin-right:5px;">{text}</a>'
        return f"<a href=\"javascript:__doPostBack('{_PAGER}','{target}')\">{text}</a>"

    steps = (
        step("首页", 1),
        step("上一页", max(1, number - 1)),
        *(step(str(target), target) for target in range(1, pages + 1)),
        step("下一页", min(pages, number + 1)),
        step("尾页", pages),
    )
    action = f"./List.aspx?ClassID={_class_id(portal, column)}"
    hidden = "\n".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{value}" />'
        for name, value in (
            ("__EVENTTARGET", ""),
            ("__EVENTARGUMENT", ""),
            ("__VIEWSTATE", state),
            ("__VIEWSTATEGENERATOR", stable(portal.key, "generator", length=8).upper()),
            ("__EVENTVALIDATION", validation),
        )
    )
    return (
        f'<form method="post" action="{action}" id="aspnetForm">\n{hidden}\n'
        "<script>function __doPostBack(t, a) { var f = document.forms['aspnetForm']; "
        "f.__EVENTTARGET.value = t; f.__EVENTARGUMENT.value = a; f.submit(); }</script>\n"
        f"{_lines(portal, cms, column, day, number)}"
        f'<div id="ctl00_Content_AspNetPager1">{" ".join(steps)} 共{pages}页</div>\n</form>'
    )


def _state(portal: PortalPlan, column: Column, number: int) -> tuple[str, str]:
    """Return state and validation that page ``number`` of a column carries."""
    known = f"{portal.key}|{column.key}|{number}|"
    state = base64.b64encode(f"\xff\x01{known}{stable('state', known)}".encode()).decode()
    return state, base64.b64encode(stable("validation", state).encode()).decode()


def _posted_page(portal: PortalPlan, column: Column, asked: Request) -> int | None:
    """Return the page that a form asks for; None where its state is not that of a page here."""
    values = asked.values
    number = whole(values.get("__EVENTARGUMENT"), 0)
    sent = (values.get("__VIEWSTATE"), values.get("__EVENTVALIDATION"))
    most = len(column.items) + 1
    good = any(sent == _state(portal, column, one) for one in range(1, most + 1))
    return number if good and values.get("__EVENTTARGET") == _PAGER and number > 0 else None


def _article(portal: PortalPlan, cms: Cms, shown: Shown) -> Reply:
    version = shown.version
    inner = (
        f"{crumb(_STYLE, '正文')}\n<div class='article'><h1 id='ctl00_Content_lblTitle'>"
        f"{html.escape(version.title)}</h1>\n<p class='info'>发布单位：{shown.posted.agency}　"
        f"发布时间：{version.published_on:%Y/%m/%d} 9:30:00</p>\n"
        f"<div class='article-body' id='ctl00_Content_Body'>\n{html_of(version.body)}\n{annex(portal, shown.posted)}</div></div>"
    )
    return page(portal, cms, _STYLE, version.title, inner, metas=article_metas(portal, shown))


SITES: Final = (Aspnet(), AspnetPostback())
