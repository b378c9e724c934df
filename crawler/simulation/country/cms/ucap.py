"""ucap: 开普. Lists are ``NAME.shtml``, ``NAME_2.shtml``; or JSON from a search service."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.lines import SLUGS, home_column
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = furniture.Style("/site/zwgk/zwgk.shtml")
_JSON_SIZE: Final = 15


@dataclass(frozen=True, slots=True)
class Ucap:
    """``is_json``: the column is an empty page whose script asks the search service."""

    key: str
    is_json: bool = False
    family: str = "ucap"

    def column_path(self, _portal: PortalPlan, column: Column) -> str:
        """Return the page of a column."""
        name = SLUGS[column.owner]
        return f"/site/{name}/{name}.shtml"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by the month it was posted in and a long number."""
        name = SLUGS[home_column(portal, posted).owner]
        digest = furniture.stable(portal.key, posted.number)
        return f"/site/{name}/{posted.first.published_on:%Y%m}/{digest}.shtml"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page with its text in ``ucapcontent``."""
        version = shown.version
        inner = (
            f'<h1 class="article-title"><ucaptitle>{html.escape(version.title)}</ucaptitle></h1>\n'
            f"<p>发布机构：{shown.posted.agency} 公开日期："
            f"<publishtime>{version.published_on.isoformat()} 09:30</publishtime></p>\n"
            '<div class="article-content" id="zoomcon"><ucapcontent>\n'
            f"{html_of(version.body)}\n</ucapcontent></div>"
        )
        metas = furniture.article_metas(portal, shown)
        return furniture.page(portal, self, _STYLE, version.title, inner, metas=metas)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer lists, the search service, and what stands around them."""
        for column in portal.columns:
            lines = portal.lines(column, day)
            path = self.column_path(portal, column)
            stem = path.removesuffix(".shtml")
            if asked.path == path:
                return self._list(portal, column, lines, 1)
            number = asked.path.removeprefix(f"{stem}_").removesuffix(".shtml")
            if not self.is_json and asked.path == f"{stem}_{number}.shtml" and number.isdigit():
                return self._list(portal, column, lines, int(number))
            if self.is_json and asked.path == f"/common/search/{_channel(portal, column)}":
                return self._search(portal, lines, asked)
        return furniture.around(portal, self, _STYLE, asked)

    def _list(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], number: int
    ) -> Reply | None:
        pages = furniture.page_count(lines, portal.traits.per_page)
        if not 0 < number <= pages:
            return None
        inner = furniture.crumb(_STYLE, column.text)
        if self.is_json:
            inner += (
                '\n<ul class="list" id="list"></ul>\n<script>$.get("/common/search/'
                f'{_channel(portal, column)}", {{page: 1, _pageSize: {_JSON_SIZE}, _isJson: true}},'
                " render);</script>"
            )
        else:
            items = "\n".join(
                f'<li><a href="{self.item_path(portal, one.posted)}" '
                f'title="{html.escape(one.version.title)}" target="_blank">{one.version.title}</a>'
                f"<span>{one.version.published_on.isoformat()}</span></li>"
                for one in furniture.lines_of(lines, portal.traits.per_page, number)
            )
            name = SLUGS[column.owner]
            inner += (
                f'\n<ul class="list">\n{items}\n</ul>\n<div id="page_div"></div><script>'
                f"createPageHTML('page_div',{pages}, {number},'{name}','shtml',{len(lines)});"
                "</script>"
            )
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, _STYLE, column.text, inner, metas=metas)

    def _search(self, portal: PortalPlan, lines: Sequence[Shown], asked: Request) -> Reply:
        values = asked.values
        size = furniture.whole(values.get("_pageSize"), _JSON_SIZE)
        page = furniture.whole(values.get("page"))
        results = [
            {
                "title": one.version.title,
                "url": self.item_path(portal, one.posted),
                "publishedTimeStr": f"{one.version.published_on.isoformat()} 10:20:00",
                "contentHtml": f"<p>{one.posted.agency}</p>",
            }
            for one in furniture.lines_of(lines, max(size, 1), page)
        ]
        data = {"page": page, "rows": size, "total": len(lines), "results": results}
        return Reply(
            json.dumps({"code": 200, "data": data}, ensure_ascii=False), "application/json"
        )


def _channel(portal: PortalPlan, column: Column) -> str:
    return furniture.stable(portal.key, column.key, "channel")


SITES: Final = (Ucap("ucap"), Ucap("ucap-json", is_json=True))
