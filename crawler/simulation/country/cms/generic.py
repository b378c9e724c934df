"""generic: a site of no known kind, hand-made: a table of links, and 下一页 to the next page."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

_STYLE: Final = furniture.Style("/xxgk/")
_NAMES: Final = {"own": "gknb", "departments": "bmgknb", "lower": "xzgknb"}
#: The first page whose name has a number.
_FIRST_NAMED: Final = 2
_PAGE: Final = re.compile(r"/xxgk/(\w+)/list(?:_p(\d+))?\.html")


@dataclass(frozen=True, slots=True)
class Generic:
    """One site."""

    key: str = "generic"
    family: str = "generic"

    def column_path(self, _portal: PortalPlan, column: Column) -> str:
        """Return the first page of a column."""
        return f"/xxgk/{_NAMES[column.owner]}/list.html"

    def item_path(self, _portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by its number."""
        return f"/xxgk/content/{posted.number}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page."""
        version = shown.version
        day = version.published_on
        inner = (
            f"<DIV CLASS=box><H1>{html.escape(version.title)}</H1>\n<DIV CLASS=info>"
            f"发布机构：{shown.posted.agency}　发布日期：{day.year}年{day.month:02}月{day.day:02}日"
            f"</DIV>\n<DIV CLASS=text>\n{html_of(version.body)}\n</DIV></DIV>"
        )
        metas = furniture.article_metas(portal, shown)
        return furniture.page(portal, self, _STYLE, version.title, inner, metas=metas)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer lists, and what stands around them."""
        if found := _PAGE.fullmatch(asked.path):
            for column in portal.columns:
                if found[1] == _NAMES[column.owner]:
                    return self._list(portal, column, portal.lines(column, day), int(found[2] or 1))
        return furniture.around(portal, self, _STYLE, asked)

    def _list(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], number: int
    ) -> Reply | None:
        size = portal.traits.per_page
        pages = furniture.page_count(lines, size)
        if not 0 < number <= pages:
            return None
        items = "\n".join(
            f'<TR><TD>·<A HREF="{self.item_path(portal, one.posted)}">'
            f"{html.escape(one.version.title)}</A>"
            f"<TD ALIGN=right>[{one.version.published_on.isoformat()}]"
            for one in furniture.lines_of(lines, size, number)
        )
        folder = f"/xxgk/{_NAMES[column.owner]}"
        steps = [f"<A HREF='{folder}/list.html'>首页</A>"]
        if number > 1:
            before = f"list_p{number - 1}.html" if number > _FIRST_NAMED else "list.html"
            steps.append(f"<A HREF='{folder}/{before}'>上一页</A>")
        if number < pages:
            steps.append(f"<A HREF='{folder}/list_p{number + 1}.html'>下一页</A>")
        inner = (
            f"{furniture.crumb(_STYLE, column.text)}\n<TABLE WIDTH=100%>\n{items}\n</TABLE>\n"
            f"<DIV>{' '.join(steps)}</DIV>"
        )
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, _STYLE, column.text, inner, metas=metas)


SITES: Final = (Generic(),)
