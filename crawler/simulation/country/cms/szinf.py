"""szinf (苏州): the lines of a list are JSON that is asked for by POST.

The column page holds a script with the identity of its channel; the service is posted page and
channel as a form and answers ``data {allRow, totalPage, list[]}``.
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
    page,
    page_count,
    stable,
    whole,
)
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_SERVICE: Final = "/szinf/xxgk/interfacesWebZcwj/loadData"
_STYLE: Final = Style(
    "/szsrmzf/zfxxgk/nav.shtml", '<script src="/szinf/js/jquery.pagination.js"></script>'
)
_FOLDERS: Final = {"own": "zfxxgknb", "departments": "bmndbg", "lower": "qxndbg"}


class Szinf:
    """Sites with the szinf service."""

    key = "szinf"
    family = "szinf"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return ``/szsrmzf/NAME/nav_list.shtml``; a folder of its own for each column."""
        mark = stable(portal.key, column.key, length=4)
        return f"/szsrmzf/{_FOLDERS[column.owner]}_{mark}/nav_list.shtml"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return ``/szsrmzf/gknb/YYYYMM/<32 hex>.shtml``."""
        month = f"{posted.first.published_on:%Y%m}"
        return f"/szsrmzf/gknb/{month}/{stable(portal.key, 'item', posted.number)}.shtml"

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:  # noqa: ARG002 - the shape of a site
        """Return the page of an article."""
        version = shown.version
        inner = (
            f"{crumb(_STYLE, '正文')}\n<div class='xxgkml'><dl><dt>索引号</dt>"
            f"<dd>{_index_number(portal, shown.posted)}</dd><dt>发布机构</dt>"
            f"<dd>{shown.posted.agency}</dd><dt>发布日期</dt><dd>{version.published_on}</dd></dl>"
            f"</div>\n<h1 class='title'>{html.escape(version.title)}</h1>\n"
            f"<div class='article-content' id='zoomcon'>\n{html_of(version.body)}\n{annex(portal, shown.posted)}</div>"
        )
        return page(portal, self, _STYLE, version.title, inner, metas=article_metas(portal, shown))

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer home page, columns and the list service."""
        if asked.path == _SERVICE:
            return _service(self, portal, day, asked)
        for column in portal.columns:
            if asked.path == self.column_path(portal, column):
                inner = f"{crumb(_STYLE, column.text)}\n{_place_of_list(portal, column)}"
                metas = column_metas(portal, column)
                return page(portal, self, _STYLE, column.text, inner, metas=metas)
        return around(portal, self, _STYLE, asked)


def _channel(portal: PortalPlan, column: Column) -> str:
    return stable(portal.key, "channel", column.key)


def _index_number(portal: PortalPlan, posted: Posted) -> str:
    return f"{portal.division.code}0001/{posted.first.published_on:%Y}-{posted.number:05d}"


def _place_of_list(portal: PortalPlan, column: Column) -> str:
    size = portal.traits.per_page
    return (
        '<div class="list"><ul id="listContent"></ul><div id="pagination"></div></div>\n'
        "<script>\nvar pageSize = "
        f"{size};\nfunction loadList(pageIndex) {{\n  $.ajax({{\n    type: 'post',\n"
        f"    url: '{_SERVICE}',\n    data: {{'pageIndex': pageIndex, 'pageSize': pageSize, "
        f"'channel_id': '{_channel(portal, column)}'}},\n    dataType: 'json',\n"
        "    success: showList\n  });\n}\nloadList(1);\n</script>"
    )


def _service(cms: Szinf, portal: PortalPlan, day: int, asked: Request) -> Reply:
    if asked.method != "POST":
        return Reply("<h1>405 Method Not Allowed</h1>", status=405, headers={"Allow": "POST"})
    values = asked.values
    channel = values.get("channel_id")
    column = next((one for one in portal.columns if _channel(portal, one) == channel), None)
    lines = portal.lines(column, day) if column else ()
    size = max(1, whole(values.get("pageSize"), portal.traits.per_page))
    number = whole(values.get("pageIndex"))
    records = [
        {
            "TITLE": one.version.title,
            "URL": f"{asked.origin}{cms.item_path(portal, one.posted)}",
            "C_SYH": _index_number(portal, one.posted),
            "PUBLISHED_TIME_FORMAT": one.version.published_on.isoformat(),
            "CHANNEL_ID": channel,
        }
        for one in lines_of(lines, size, number)
    ]
    data = {
        "allRow": len(lines),
        "totalPage": page_count(lines, size) if lines else 0,
        "currentPage": number,
        "list": records,
    }
    return Reply(json.dumps({"code": "200", "data": data}, ensure_ascii=False), "application/json")


SITES: Final = (Szinf(),)
