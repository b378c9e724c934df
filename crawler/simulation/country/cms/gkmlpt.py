"""gkmlpt: the shared platform of 广东. A tree of columns in a script, lists as JSON."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.lines import home_column
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = furniture.Style("/zwgk/", '<link rel="stylesheet" href="/gkmlpt/css/app.css">\n')
_INDEX: Final = "/gkmlpt/index"
_API: Final = re.compile(r"/gkmlpt/api/all/(\d+)")
_SIZE: Final = 100
_CHINA: Final = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Gkmlpt:
    """One site; the menu links its columns by a fragment, all of them one page."""

    key: str = "gkmlpt"
    family: str = "gkmlpt"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return the page of all columns, with the node of this one as fragment."""
        return f"{_INDEX}#{_node(portal, column.key)}"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by the node of its column."""
        node = _node(portal, home_column(portal, posted).key)
        thousands = posted.number // 1000
        return f"/gkmlpt/content/{node % 10}/{thousands}/post_{posted.number}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page with its text in ``div.article-content``."""
        version = shown.version
        inner = (
            '<div class="classify"><table><tr><td>发布机构：</td>'
            f"<td>{shown.posted.agency}</td><td>发布日期：</td>"
            f"<td>{version.published_on.isoformat()}</td></tr></table></div>\n"
            f'<h1 class="title">{html.escape(version.title)}</h1>\n'
            f'<div class="article-content">\n{html_of(version.body)}\n</div>'
        )
        metas = furniture.article_metas(portal, shown)
        return furniture.page(portal, self, _STYLE, version.title, inner, metas=metas)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer the page of the tree, the lists, and what stands around them."""
        if asked.path == _INDEX:
            return self._index(portal)
        if found := _API.fullmatch(asked.path):
            for column in portal.columns:
                right = asked.values.get("sid") == _sid(portal)
                if right and int(found[1]) == _node(portal, column.key):
                    return self._list(portal, column, portal.lines(column, day), asked)
            return Reply('{"error": "not found"}', "application/json", 404)
        return furniture.around(portal, self, _STYLE, asked)

    def _index(self, portal: PortalPlan) -> Reply:
        columns = [_leaf(_node(portal, one.key), one.text) for one in portal.columns]
        others = [
            _leaf(_node(portal, name), name) for name in ("机构职能", "人事信息", "财政预决算")
        ]
        under = [_leaf(_node(portal, "top"), "法定主动公开内容", columns)] if columns else []
        tree = [_leaf(_node(portal, "guide"), "政府信息公开指南"), *others, *under]
        inner = (
            '<div id="app"></div>\n<script>\nwindow._CONFIG = {\n'
            f"SID: '{_sid(portal)}',\nTREE: {json.dumps(tree, ensure_ascii=False)},\n"
            "DEBUG: false\n};\n</script>"
        )
        metas = furniture.column_metas(portal, portal.columns[0]) if portal.columns else ""
        return furniture.page(portal, self, _STYLE, "政府信息公开目录", inner, metas=metas)

    def _list(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], asked: Request
    ) -> Reply:
        page = max(1, furniture.whole(asked.values.get("page"), 0))
        articles = [
            {
                "id": one.posted.number,
                "title": one.version.title,
                "url": f"{asked.origin}{self.item_path(portal, one.posted)}",
                "post_url": f"{asked.origin}{self.item_path(portal, one.posted)}",
                "publisher": one.posted.agency,
                "display_publish_time": _seconds(one.version.published_on),
                "date": f"{one.version.published_on.isoformat()} 10:20:00",
                "attachment": [],
            }
            for one in furniture.lines_of(lines, _SIZE, page)
        ]
        answer = {
            "classify": {
                "id": _node(portal, column.key),
                "name": column.text,
                "post_count": len(lines),
            },
            "total": len(lines),
            "articles": articles,
        }
        return Reply(json.dumps(answer, ensure_ascii=False), "application/json")


def _leaf(node: int, name: str, children: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    return {"id": node, "name": name, "children": list(children)}


def _seconds(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(10, 20), _CHINA).timestamp())


def _sid(portal: PortalPlan) -> str:
    return str(furniture.numbered(portal.key, "sid", digits=6))


def _node(portal: PortalPlan, name: str) -> int:
    return furniture.numbered(portal.key, name, "node", digits=4)


SITES: Final = (Gkmlpt(),)
