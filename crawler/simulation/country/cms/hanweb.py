"""hanweb: 大汉 JCMS.

The first records of a list stand as CDATA in a script; the rest comes from a proxy as XML. Three
kinds: the proxy asked by number of record, by the next group's address, and by a next group
whose ids are encrypted, so that only the address that was printed is answered.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.lines import home_column
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = furniture.Style(
    "/col/col100/index.html", '<script src="/script/jpage.js"></script>\n'
)
_PROXY: Final = "/module/web/jpage/dataproxy.jsp"
_GROUP: Final = 3


@dataclass(frozen=True, slots=True)
class Hanweb:
    """``is_encrypted``: ids in the address of the next group say nothing to a reader."""

    key: str
    is_grouped: bool = False
    is_encrypted: bool = False
    family: str = "hanweb"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return the page of a column."""
        return f"/col/col{_id(portal, column)}/index.html"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by the day it was posted with."""
        day = posted.first.published_on
        column = _id(portal, home_column(portal, posted))
        return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{posted.number}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page with its text in ``#zoom``."""
        version = shown.version
        inner = (
            f'<table id="article" width="100%"><tr><td class="title" align="center">'
            f"<!--<$[标题名称]>begin-->{html.escape(version.title)}<!--<$[标题名称]>end--></td></tr>\n"
            f"<tr><td>发布日期：{version.published_on.isoformat()}　发布机构：{shown.posted.agency}"
            "</td></tr>\n"
            '<tr><td><div id="zoom"><!--ZJEG_RSS.content.begin-->\n'
            f"{html_of(version.body)}\n<!--ZJEG_RSS.content.end--></div></td></tr></table>"
        )
        metas = furniture.article_metas(portal, shown)
        return furniture.page(portal, self, _STYLE, version.title, inner, metas=metas)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer columns, the proxy, and what stands around them."""
        for column in portal.columns:
            lines = portal.lines(column, day)
            if asked.path == self.column_path(portal, column):
                return self._column(portal, column, lines, asked)
            if asked.path == _PROXY and self._asks_for(portal, column, asked):
                return self._proxy(portal, column, lines, asked)
        return furniture.around(portal, self, _STYLE, asked)

    def _column(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], asked: Request
    ) -> Reply:
        size, number, unit = portal.traits.per_page, _id(portal, column), _unit(portal, column)
        following = ""
        if (self.is_grouped or self.is_encrypted) and len(lines) > size:
            following = self._next(portal, column, 1)
        settings = (
            f"totalRecord:{len(lines)},perPage:{size},proxyUrl:'{_PROXY}',columnid:{number},"
            f"unitid:'{unit}',webid:7,path:'/',appid:1,col:1,sourceContentType:1,permissiontype:0"
        )
        if self.is_encrypted:
            settings = f"totalRecord:{len(lines)},perPage:{size}"
        inner = (
            f'{furniture.crumb(_STYLE, column.text)}\n<div id="{unit}">'
            f'<script type="text/xml"><datastore>\n{following}<recordset>\n'
            f"{self._records(portal, lines[:size], asked)}\n</recordset></datastore></script>"
            f"</div>\n<script>$('#{unit}').jpage({{{settings}}});</script>"
        )
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, _STYLE, column.text, inner, metas=metas)

    def _next(self, portal: PortalPlan, column: Column, page: int) -> str:
        if self.is_encrypted:
            secret = furniture.stable(portal.key, column.key, page, length=48)
            query = f"page={page}&appid=1&webid=7&columnid={secret[:24]}&unitid={secret[24:]}"
        else:
            number, unit = _id(portal, column), _unit(portal, column)
            query = f"page={page}&webid=7&columnid={number}&unitid={unit}"
        return f'<nextgroup><![CDATA[<a href="{_PROXY}?{query}"></a>]]></nextgroup>\n'

    def _asks_for(self, portal: PortalPlan, column: Column, asked: Request) -> bool:
        values = asked.values
        if not self.is_encrypted:
            unit = values.get("unitid") in {None, _unit(portal, column)}
            return unit and values.get("columnid") == str(_id(portal, column))
        page = furniture.whole(values.get("page"))
        secret = furniture.stable(portal.key, column.key, page, length=48)
        return f"{values.get('columnid')}{values.get('unitid')}" == secret

    def _proxy(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], asked: Request
    ) -> Reply:
        values, size = asked.values, portal.traits.per_page
        following = ""
        if "startrecord" in values and not self.is_encrypted:
            first = furniture.whole(values["startrecord"])
            last = min(furniture.whole(values.get("endrecord"), first), first + size * _GROUP - 1)
        else:
            page = furniture.whole(values.get("page"))
            first = 1 + size + (page - 1) * size * _GROUP
            last = first + size * _GROUP - 1
            if last < len(lines):
                following = self._next(portal, column, page + 1)
        records = self._records(portal, lines[max(first - 1, 0) : last], asked)
        charset = portal.traits.charset
        text = (
            f"<?xml version='1.0' encoding='{charset}'?><datastore>{following}"
            f"<totalrecord>{len(lines)}</totalrecord>\n<recordset>\n{records}\n"
            "</recordset></datastore>"
        )
        return Reply(text, "text/xml")

    def _records(self, portal: PortalPlan, lines: Sequence[Shown], asked: Request) -> str:
        return "\n".join(
            f'<record><![CDATA[\n<li><a href="{asked.origin}{self.item_path(portal, one.posted)}" '
            f'target="_blank">{html.escape(one.version.title)}</a>'
            f'<span class="pull-right">{one.version.published_on.isoformat()}</span></li>]]>'
            "</record>"
            for one in lines
        )


def _id(portal: PortalPlan, column: Column) -> int:
    return furniture.numbered(portal.key, column.key, "col", digits=5)


def _unit(portal: PortalPlan, column: Column) -> str:
    return str(furniture.numbered(portal.key, column.key, "unit", digits=6))


SITES: Final = (
    Hanweb("hanweb"),
    Hanweb("hanweb-groups", is_grouped=True),
    Hanweb("hanweb-encrypted", is_encrypted=True),
)
