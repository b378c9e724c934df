"""What stands around the content of a page: head, menu, foot, home page, channel page.

For the kinds of sites whose own shape is in their lists and pages, not in their menus. Nothing
here tells one kind from another.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from crawler.simulation.country.cms.protocol import Cms, Reply, Request
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown
from crawler.simulation.files import small_pdf

#: One report of so many has a file beside it.
_ANNEX_EVERY: Final = 9
_Line = TypeVar("_Line")
_MENU: Final = (
    ("/", "首页"),
    ("/zjbd/", "走进本地"),
    ("/bsfw/", "办事服务"),
    ("/hdjl/", "互动交流"),
)
_EMPTY_CHANNELS: Final = {"/zjbd/": "走进本地", "/bsfw/": "办事服务", "/hdjl/": "互动交流"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of site dresses its pages.

    ``channel``: address of the page 政府信息公开 between home page and columns. ``marks``: what
    its templates leave in every head, such as a generator or a script.
    """

    channel: str
    marks: str = ""


def stable(*parts: object, length: int = 32) -> str:
    """Return a hexadecimal name that depends on the parts alone; at most 64 characters."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:length]


def numbered(*parts: object, digits: int = 7) -> int:
    """Return a number of so many digits that depends on the parts alone."""
    low = int(10 ** (digits - 1))
    return low + int(stable(*parts), 16) % (9 * low)


def page_count(lines: Sequence[object], size: int) -> int:
    """Return how many pages a list has; an empty list has one."""
    return max(1, -(-len(lines) // size))


def lines_of(lines: Sequence[_Line], size: int, page: int) -> Sequence[_Line]:
    """Return the lines of page 1, 2, ...; nothing for pages that do not exist."""
    return lines[(page - 1) * size : page * size] if page > 0 else ()


def whole(text: str | None, default: int = 1) -> int:
    """Return the number that a parameter holds; ``default`` where it holds none."""
    return int(text) if text and text.isascii() and text.isdigit() else default


def page(
    portal: PortalPlan, cms: Cms, style: Style, title: str, inner: str, *, metas: str = ""
) -> Reply:
    """Return a page: head with the standard tags, menu, ``inner``, foot."""
    declared = portal.traits.charset
    menu = "".join(
        f'<li><a href="{href}">{text}</a></li>' for href, text in _menu(portal, cms, style)
    )
    return Reply(
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{declared}">\n'
        f"<title>{html.escape(title)}_{portal.name}</title>\n"
        f"{_site_metas(portal)}{metas}{style.marks}\n</head>\n<body>\n"
        f'<div class="top"><a class="logo" href="/">{portal.name}</a>\n'
        f'<ul class="nav">{menu}</ul></div>\n{inner}\n'
        f'<div class="bottom"><p>主办单位：{portal.name} 网站标识码：{_site_code(portal)}</p></div>\n'
        "</body>\n</html>\n"
    )


def column_metas(portal: PortalPlan, column: Column) -> str:
    """Return the standard tags of a column (政府网站发展指引, 2017), where the portal has them."""
    if not portal.traits.metas:
        return ""
    return _metas(ColumnName=column.text, ColumnType="政府信息公开年报")


def article_metas(portal: PortalPlan, shown: Shown) -> str:
    """Return the standard tags of an article, where the portal has them."""
    if not portal.traits.metas:
        return ""
    return _metas(
        ArticleTitle=shown.version.title,
        PubDate=f"{shown.version.published_on.isoformat()} 09:30",
        ContentSource=shown.posted.agency,
    )


def around(portal: PortalPlan, cms: Cms, style: Style, asked: Request) -> Reply | None:
    """Answer home page, channel page, empty channels of the menu and files; None for all else."""
    if asked.method != "GET":
        return None
    if asked.path in {"/", "/index.html"}:
        return page(portal, cms, style, "首页", _home(portal, cms, style))
    if asked.target == style.channel:
        return page(portal, cms, style, "政府信息公开", _channel(portal, cms))
    if name := _EMPTY_CHANNELS.get(asked.path):
        return page(
            portal, cms, style, name, f'<div class="empty"><p>{name}：栏目建设中。</p></div>'
        )
    return _annex_file(portal, asked) if asked.path.startswith("/attach/") else None


def annex(portal: PortalPlan, posted: Posted) -> str:
    """Return the list of files below a page, empty for most: some reports have a file beside."""
    if posted.kind != "report" or posted.number % _ANNEX_EVERY:
        return ""
    href = _annex_path(portal, posted)
    return f'\n<div class="fj">附件：<a href="{href}">公开情况统计.pdf</a></div>'


def _annex_path(portal: PortalPlan, posted: Posted) -> str:
    name = stable(portal.key, "annex", posted.number, length=20)
    return f"/attach/{posted.first.published_on:%Y%m}/{name}.pdf"


def _annex_file(portal: PortalPlan, asked: Request) -> Reply | None:
    for posted in portal.posted.values():
        if annex(portal, posted) and asked.path == _annex_path(portal, posted):
            return Reply(small_pdf(f"Annex {posted.number}"), "application/pdf")
    return None


def crumb(style: Style, *names: str) -> str:
    """Return the path that a page shows above its content."""
    steps = [
        '<a href="/">首页</a>',
        f'<a href="{html.escape(style.channel)}">政府信息公开</a>',
        *names,
    ]
    return f'<div class="crumb">当前位置：{" &gt; ".join(steps)}</div>'


def _menu(portal: PortalPlan, cms: Cms, style: Style) -> list[tuple[str, str]]:
    links = [*_MENU, (html.escape(style.channel), "政府信息公开")]
    if portal.traits.menu_depth == 1:
        links += _columns(portal, cms)
    return links


def _columns(portal: PortalPlan, cms: Cms) -> list[tuple[str, str]]:
    return [
        (html.escape(cms.column_path(portal, column)), column.text) for column in portal.columns
    ]


def _home(portal: PortalPlan, cms: Cms, style: Style) -> str:
    news = "".join(f"<p>{portal.division.name}要闻第{number}期</p>" for number in range(1, 4))
    quick = "".join(
        f'<a class="quick" href="{href}">{text}</a>' for href, text in _menu(portal, cms, style)[1:]
    )
    return (
        f'<div class="news"><h2>要闻动态</h2>{news}</div>\n<div class="quick-links">{quick}</div>'
    )


def _channel(portal: PortalPlan, cms: Cms) -> str:
    links = [("/hdjl/", "依申请公开"), *_columns(portal, cms)]
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return f'<div class="side"><h3>政府信息公开</h3><ul>{items}</ul></div>'


def _site_code(portal: PortalPlan) -> str:
    return f"{portal.division.code}0001"


def _site_metas(portal: PortalPlan) -> str:
    if not portal.traits.metas:
        return ""
    return _metas(SiteName=portal.name, SiteDomain=portal.host, SiteIDCode=_site_code(portal))


def _metas(**values: str) -> str:
    return "".join(
        f'<meta name="{name}" content="{html.escape(value)}">\n' for name, value in values.items()
    )
