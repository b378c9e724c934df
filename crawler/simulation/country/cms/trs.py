"""trs: TRS WCM with static pages (拓尔思), also with sub-columns a year.

Lists are ``index.html``, ``index_1.html``, ...; how many there are stands in a script only.
Every third portal writes its links by script.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.bodies import html_of
from crawler.simulation.country.cms import furniture
from crawler.simulation.country.cms.lines import SLUGS, cut, home_column
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown

STYLE: Final = furniture.Style("/zfxxgk/", '<script src="/images/pagebar.js"></script>\n')
_INDEX: Final = re.compile(r"(.*/)(?:index(?:_(\d+))?\.html)?")
_SCRIPTED: Final = 3


@dataclass(frozen=True, slots=True)
class Trs:
    """``by_year``: the column links a folder for each year of publication, which are the lists."""

    key: str
    by_year: bool = False
    family: str = "trs"

    def column_path(self, _portal: PortalPlan, column: Column) -> str:
        """Return the folder of a column."""
        return f"/zfxxgk/{SLUGS[column.owner]}/"

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page, by the day it was posted with."""
        day = posted.first.published_on
        folder = self.column_path(portal, home_column(portal, posted))
        if self.by_year:
            folder += f"{day.year}/"
        return f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{posted.number}.html"

    def item_page(self, portal: PortalPlan, shown: Shown, _asked: Request) -> Reply:
        """Return a page with its text in ``div.TRS_Editor``."""
        return article(portal, self, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer lists, and what stands around them."""
        found = _INDEX.fullmatch(asked.path)
        folder, number = (found[1], int(found[2] or 0)) if found else ("", 0)
        for column in portal.columns:
            top = self.column_path(portal, column)
            lines = portal.lines(column, day)
            if folder == top and self.by_year:
                return self._years(portal, column, lines) if number == 0 else None
            if folder == top:
                return self._list(portal, column, lines, number)
            year = folder.removeprefix(top).rstrip("/")
            if self.by_year and folder.startswith(top) and year.isdigit():
                within = [one for one in lines if one.posted.first.published_on.year == int(year)]
                return self._list(portal, column, within, number) if within else None
        return furniture.around(portal, self, STYLE, asked)

    def _years(self, portal: PortalPlan, column: Column, lines: Sequence[Shown]) -> Reply:
        years = sorted({one.posted.first.published_on.year for one in lines}, reverse=True)
        links = "".join(f'<li><a href="./{year}/">{year}年</a></li>' for year in years)
        inner = f'{furniture.crumb(STYLE, column.text)}\n<ul class="folders">{links}</ul>'
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, STYLE, column.text, inner, metas=metas)

    def _list(
        self, portal: PortalPlan, column: Column, lines: Sequence[Shown], number: int
    ) -> Reply | None:
        size = portal.traits.per_page
        pages = furniture.page_count(lines, size)
        if number >= pages:
            return None
        items = "\n".join(
            self._line(portal, column, one) for one in furniture.lines_of(lines, size, number + 1)
        )
        if portal.traits.variant % _SCRIPTED == _SCRIPTED - 1:
            items = f"<script>document.write({json.dumps(items, ensure_ascii=False)});</script>"
        inner = (
            f'{furniture.crumb(STYLE, column.text)}\n<div class="list">\n{items}\n</div>\n'
            f'<div class="page"><script>createPageHTML({pages}, {number}, "index", "html");'
            "</script></div>"
        )
        metas = furniture.column_metas(portal, column)
        return furniture.page(portal, self, STYLE, column.text, inner, metas=metas)

    def _line(self, portal: PortalPlan, column: Column, shown: Shown) -> str:
        href = self.item_path(portal, shown.posted)
        folder = self.column_path(portal, column)
        if not self.by_year and href.startswith(folder):
            href = f"./{href.removeprefix(folder)}"
        version = shown.version
        title = html.escape(version.title)
        return (
            f'<dl><dd><a href="{href}" target="_blank" title="{title}">{cut(version.title)}</a>'
            f"</dd><dd>{version.published_on.isoformat()}</dd></dl>"
        )


def article(portal: PortalPlan, cms: Trs, shown: Shown, style: furniture.Style = STYLE) -> Reply:
    """Return a page as TRS WCM writes it."""
    version = shown.version
    inner = (
        f'<div class="xl"><h1 class="xl_title">{html.escape(version.title)}</h1>\n'
        f'<div class="xl_info"><span>发布日期：{version.published_on.isoformat()} 10:20</span>'
        f"<span>来源：{shown.posted.agency}</span><span>【字体：大 中 小】</span></div>\n"
        f'<div class="trs_editor_view TRS_UEDITOR"><div class="TRS_Editor">\n'
        f"{html_of(version.body)}\n</div></div></div>"
    )
    metas = furniture.article_metas(portal, shown)
    return furniture.page(portal, cms, style, version.title, inner, metas=metas)


SITES: Final = (Trs("trs"), Trs("trs-years", by_year=True))
