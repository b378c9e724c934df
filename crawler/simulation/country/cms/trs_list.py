"""trs-list: TRS WCM whose lists are static for one page; the rest comes from a list service.

The service is asked by the script of the page with the channel (``classsql=chnlid=N``); a dead
``ms-repeat`` template stands beside the static lines. Its answers are nearly JSON: raw tabs
stand in some texts.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.lines import cut, home_column
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.cms.trs import Trs, article
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = furniture.Style("/zwgk/")
#: Where the services of real sites answer; the script of a site names its own.
_SERVICES: Final = ("/was5/web/search", "/fjdzapp/search")
_CHANNEL: Final = re.compile(r"chnlid=(\d+)")
_TEMPLATE: Final = """<div ms-visible="!showStatic" style="display: none">
<dl ms-if="list.length>0" ms-repeat="list" ms-if-loop="$index<{size}">
<dd><a ms-attr-href="el.chnldocurl" ms-attr-title="el.doctitle" ms-text="el.doctitle|html"></a></dd>
<dd ms-text="el.docreltime|date('yyyy-MM-dd')"></dd></dl></div>"""


@dataclass(frozen=True, slots=True)
class TrsList:
    """One site; the channel of a column is a number of its own."""

    key: str = "trs-list"
    family: str = "trs-list"

    def column_path(self, _portal: PortalPlan, column: Column) -> str:
        """Return the folder of a column."""
        return f"/zwgk/zfxxgkzl/{column.key}nb/"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by the day it was posted with."""
        day = posted.first.published_on
        folder = self.column_path(portal, home_column(portal, posted))
        return f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{posted.number}.htm"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page as TRS WCM writes it."""
        return article(portal, Trs(self.key), shown, _STYLE)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer columns, the list service, and what stands around them."""
        for column in portal.columns:
            if asked.path in {
                self.column_path(portal, column),
                f"{self.column_path(portal, column)}index.html",
            }:
                return self._column(portal, column, portal.lines(column, day))
            if asked.path == _service(portal) and _asks_for(portal, column, asked):
                return self._service(portal, portal.lines(column, day), asked)
        return furniture.around(portal, self, _STYLE, asked)

    def _column(self, portal: PortalPlan, column: Column, lines: Sequence[Shown]) -> Reply:
        size = portal.traits.per_page
        folder = self.column_path(portal, column)
        items = "\n".join(
            f'<dl><dd><a href="{_relative(self.item_path(portal, one.posted), folder)}" '
            f'target="_blank" title="{html.escape(one.version.title)}">{cut(one.version.title)}</a>'
            f"</dd><dd>{one.version.published_on.isoformat()}</dd></dl>"
            for one in furniture.lines_of(lines, size, 1)
        )
        script = (
            f"<script>var SiteInfo = {{siteId: '4', searchId: '{_search_id(portal)}', "
            f"searchUrl: '{_service(portal)}'}};</script>\n<script>\n"
            'require(["list2.trsapi", "tools"], function(listModel, tools) {\nlistModel({\n'
            'quickMode: "动静结合",\nmaxStaticIndex: 1,\nlistArgs: {\n'
            "channelid: SiteInfo.searchId,\n"
            f'classsql: "" || "chnlid={_channel(portal, column)}",\n'
            'sortfield: "-docorderpri,-docreltime"\n},\npagebar: {\n'
            f"prepage: {size},\nrecordCount: '{len(lines)}',\n"
            'pgTemp: "pgBar_xxgk.html",\npgCountMode: "recordCount",\ndisplayNum: 2\n}\n});\n});\n'
            "</script>"
        )
        inner = (
            f"{furniture.crumb(_STYLE, column.text)}\n"
            f'<div class="rules_tabs_01" ms-visible="showStatic">\n{items}\n</div>\n'
            f"{_TEMPLATE.format(size=size)}\n"
            '<div class="page_base" ms-controller="list_pagebar" ms-include-src="pgTemp"></div>\n'
            f"{script}"
        )
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, _STYLE, column.text, inner, metas=metas)

    def _service(self, portal: PortalPlan, lines: Sequence[Shown], asked: Request) -> Reply:
        values = asked.values
        size = furniture.whole(values.get("prepage"), portal.traits.per_page)
        page = furniture.whole(values.get("page"))
        docs = [
            {
                "title": one.version.title,
                "doctitle": one.version.title,
                "url": f"{asked.origin}{self.item_path(portal, one.posted)}",
                "chnldocurl": f"{asked.origin}{self.item_path(portal, one.posted)}",
                "docreltime": f"{one.version.published_on.isoformat()} 10:20:00",
                "content": f"{one.posted.agency}RAW_TAB",
            }
            for one in furniture.lines_of(lines, max(size, 1), page)
        ]
        answer = {"count": str(len(lines)), "pagenum": str(page), "docs": docs}
        text = json.dumps(answer, ensure_ascii=False).replace("RAW_TAB", "\t")
        return Reply(text, "application/json")


def _relative(path: str, folder: str) -> str:
    return f"./{path.removeprefix(folder)}" if path.startswith(folder) else path


def _asks_for(portal: PortalPlan, column: Column, asked: Request) -> bool:
    values = asked.values
    channel = _CHANNEL.search(values.get("classsql", ""))
    right_service = values.get("channelid") == str(_search_id(portal))
    return bool(right_service and channel and int(channel[1]) == _channel(portal, column))


def _service(portal: PortalPlan) -> str:
    return _SERVICES[portal.traits.variant % len(_SERVICES)]


def _search_id(portal: PortalPlan) -> int:
    return furniture.numbered(portal.key, "search", digits=6)


def _channel(portal: PortalPlan, column: Column) -> int:
    return furniture.numbered(portal.key, column.key, digits=4)


SITES: Final = (TrsList(),)
