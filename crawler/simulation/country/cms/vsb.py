"""vsb (博达): static lists that count down, or programs with numbers of tree and news.

The first page of a static list is ``list.htm``; the pages behind it are ``list/N.htm``, and the
second has the largest number: the last is ``list/1.htm``, however many there are.
"""

from __future__ import annotations

import html
from collections.abc import Callable
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

#: Page numbers that a pager prints before its dots.
_FIRST_NUMBERS: Final = 5
_FOLDERS: Final = {"own": "zfxxgknb", "departments": "bmnb", "lower": "xzjdnb"}
_SCRIPTS: Final = '<script src="/system/resource/js/vsbscreen.min.js"></script>'


class Vsb:
    """Sites of static pages."""

    key = "vsb"
    family = "vsb"
    _style = Style("/zwgk.htm", _SCRIPTS)

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/zwgk/NAME/list.htm``, on some portals ``/zwgk/NAME.htm``."""
        return f"{_stem(portal, column)}.htm"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/info/TREE/N.htm``."""
        return f"/info/{_tree(portal)}/{posted.number + 10_000}.htm"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        return _article(portal, self, self._style, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and lists."""
        for column in portal.columns:
            lines, stem = portal.lines(column, day), _stem(portal, column)
            pages = page_count(lines, portal.traits.per_page)
            for number in range(1, pages + 1):
                if asked.path == _static(stem, number, pages):

                    def address(other: int, stem: str = stem, pages: int = pages) -> str:
                        return _static(stem, other, pages)

                    inner = _list(portal, self, column, day, (number, address))
                    metas = column_metas(portal, column)
                    return page(portal, self, self._style, column.text, inner, metas=metas)
        return around(portal, self, self._style, asked)


class VsbPrograms:
    """Sites whose lists and pages are programs: ``xxgk_list.jsp`` and ``xxgk_content.jsp``."""

    key = "vsb-jsp"
    family = "vsb"
    _style = Style("/xxgk.jsp?urltype=tree.TreeTempUrl&wbtreeid=1001", _SCRIPTS)

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/xxgk_list.jsp?urltype=tree.TreeTempUrl&wbtreeid=``."""
        return f"/xxgk_list.jsp?urltype=tree.TreeTempUrl&wbtreeid={_tree(portal, column.key)}"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/xxgk_content.jsp?urltype=news.NewsContentUrl&wbtreeid=&wbnewsid=``."""
        return (
            f"/xxgk_content.jsp?urltype=news.NewsContentUrl&wbtreeid={_tree(portal)}"
            f"&wbnewsid={posted.number + 10_000}"
        )

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        return _article(portal, self, self._style, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, channel and lists."""
        if asked.path != "/xxgk_list.jsp":
            return around(portal, self, self._style, asked)
        tree = asked.values.get("wbtreeid")
        for column in portal.columns:
            if tree == str(_tree(portal, column.key)):
                number = whole(asked.values.get("PAGENUM"))
                pages = page_count(portal.lines(column, day), portal.traits.per_page)

                def address(other: int, tree: str = tree, pages: int = pages) -> str:
                    return (
                        f"/xxgk_list.jsp?totalpage={pages}&PAGENUM={other}"
                        f"&urltype=tree.TreeTempUrl&wbtreeid={tree}"
                    )

                inner = _list(portal, self, column, day, (number, address))
                metas = column_metas(portal, column)
                return page(portal, self, self._style, column.text, inner, metas=metas)
        return None


def _tree(portal: PortalPlan, *parts: str) -> int:
    return numbered(portal.key, "tree", *parts, digits=4)


def _stem(portal: PortalPlan, column: Column) -> str:
    folder = f"/zwgk/{_FOLDERS[column.owner]}{stable(portal.key, column.key, length=3)}"
    return folder if portal.traits.variant % 2 else f"{folder}/list"


def _static(stem: str, number: int, pages: int) -> str:
    """Return the address of page ``number``: the second of five is ``list/4.htm``."""
    return f"{stem}.htm" if number == 1 else f"{stem}/{pages - number + 1}.htm"


def _list(
    portal: PortalPlan,
    cms: Vsb | VsbPrograms,
    column: Column,
    day: int,
    at: tuple[int, Callable[[int], str]],
) -> str:
    """Return the lines of the page that ``at`` names, and its pager: number, addresses."""
    number, address = at
    lines, size = portal.lines(column, day), portal.traits.per_page
    items = "\n".join(
        f'<li id="line_u9_{place}"><span>{one.version.published_on}</span>'
        f'<a href="{html.escape(cms.item_path(portal, one.posted))}" target="_blank" '
        f'title="{html.escape(one.version.title)}">{html.escape(one.version.title)}</a></li>'
        for place, one in enumerate(lines_of(lines, size, number))
    )
    pager = _pager(number, page_count(lines, size), len(lines), address)
    style = cms._style  # noqa: SLF001 - both classes stand in this file
    return f"{crumb(style, column.text)}\n<div class='winlist'><ul>\n{items}\n</ul>\n{pager}</div>"


def _pager(number: int, pages: int, lines: int, address: Callable[[int], str]) -> str:
    def step(kind: str, text: str, target: int) -> str:
        if target == number:
            return f'<span class="p_{kind}_d p_fun_d">{text}</span>'
        href = html.escape(address(target))
        return f'<span class="p_{kind} p_fun"><a href="{href}">{text}</a></span>'

    shown = sorted({*range(1, min(pages, _FIRST_NUMBERS) + 1), pages})
    steps = (
        step("first", "首页", 1),
        step("prev", "上页", max(1, number - 1)),
        *(step("no", str(target), target) for target in shown),
        step("next", "下页", min(pages, number + 1)),
        step("last", "尾页", pages),
    )
    return (
        f'<div class="pb_sys_common"><span class="p_t">共{lines}条</span>'
        f'<span class="p_pages">{"".join(steps)}</span><span class="p_t">共{pages}页</span>'
        f'<input class="p_goto_input" onkeydown="_simple_list_gotopage_fun({pages},\'u9_goto\',2)">'
        "</div>"
    )


def _article(portal: PortalPlan, cms: Vsb | VsbPrograms, style: Style, shown: Shown) -> Reply:
    version = shown.version
    inner = (
        f"{crumb(style, '正文')}\n<form name='_newscontent_fromname'><h2 class='titlestyle'>"
        f"{html.escape(version.title)}</h2>\n<p class='timestyle'>发布日期：{version.published_on}"
        f"　来源：{shown.posted.agency}　点击：<span id='dynclicks'></span></p>\n"
        f"<div id='vsb_content'><div class='v_news_content'>\n{html_of(version.body)}{annex(portal, shown.posted)}\n</div></div>"
        "</form>"
    )
    return page(portal, cms, style, version.title, inner, metas=article_metas(portal, shown))


SITES: Final = (Vsb(), VsbPrograms())
