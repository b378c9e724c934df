"""ilist: one program writes every list, ``cur_page`` says which page of it."""

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
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_PROGRAM: Final = "/info/iList.jsp"
_STYLE: Final = Style("/info/iIndex.jsp?cat_id=10001")


class Ilist:
    """Sites whose lists are written by ``/info/iList.jsp``."""

    key = "ilist"
    family = "ilist"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/info/iList.jsp?node_id=&cat_id=``."""
        return f"{_PROGRAM}?{_identity(portal, column)}"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/gk/nb/N.htm``."""
        return f"/gk/nb/{numbered(portal.key, 'site', digits=3)}{posted.number:05d}.htm"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        version = shown.version
        inner = (
            f"{crumb(_STYLE, '内容')}\n<div class='info_box'><div class='info_title'>"
            f"{html.escape(version.title)}</div>\n<div class='info_from'>来源：{shown.posted.agency}"
            f"　发布时间：{version.published_on} 09:30</div>\n"
            f"<div class='info_content' id='info_content'>\n{html_of(version.body)}\n{annex(portal, shown.posted)}</div></div>"
        )
        return page(portal, self, _STYLE, version.title, inner, metas=article_metas(portal, shown))

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and lists."""
        if asked.path != _PROGRAM:
            return around(portal, self, _STYLE, asked)
        wanted = (asked.values.get("node_id"), asked.values.get("cat_id"))
        for column in portal.columns:
            if wanted == (_node(portal), _category(portal, column)):
                return self._list(portal, column, day, whole(asked.values.get("cur_page")))
        return None

    def _list(self, portal: PortalPlan, column: Column, day: int, number: int) -> Reply:
        lines, size = portal.lines(column, day), portal.traits.per_page
        items = "\n".join(
            f'<li><span class="time">{one.version.published_on}</span>'
            f'<a href="{self.item_path(portal, one.posted)}" target="_blank" '
            f'title="{html.escape(one.version.title)}">{html.escape(one.version.title)}</a></li>'
            for one in lines_of(lines, size, number)
        )
        inner = (
            f"{crumb(_STYLE, column.text)}\n<div class='list_con_box'><ul>\n{items}\n</ul>\n"
            f"{_pager(portal, column, number, page_count(lines, size), len(lines))}</div>"
        )
        metas = column_metas(portal, column)
        return page(portal, self, _STYLE, column.text, inner, metas=metas)


def _node(portal: PortalPlan) -> str:
    return f"GK{portal.key.replace('-', '')[:8]}"


def _category(portal: PortalPlan, column: Column) -> str:
    return str(numbered(portal.key, column.key, digits=5))


def _identity(portal: PortalPlan, column: Column) -> str:
    return f"node_id={_node(portal)}&cat_id={_category(portal, column)}"


def _pager(portal: PortalPlan, column: Column, number: int, pages: int, lines: int) -> str:
    def step(text: str, target: int) -> str:
        href = html.escape(f"{_PROGRAM}?{_identity(portal, column)}&cur_page={target}")
        return f'<a href="{href}">{text}</a>' if target != number else f"<span>{text}</span>"

    steps = (
        step("首页", 1),
        step("上一页", max(1, number - 1)),
        step("下一页", min(pages, number + 1)),
        step("尾页", pages),
    )
    return f'<div class="page">共{lines}条 第{number}/{pages}页 {" ".join(steps)}</div>'


SITES: Final = (Ilist(),)
