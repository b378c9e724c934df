"""Whole pages of drawn portals: head and foot, articles, and pages that lead on to others."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free.addresses import Here
from crawler.simulation.country.free.menus import Choice, anchor, write_menu
from crawler.simulation.country.free.scheme import Layout
from crawler.simulation.country.free.words import OTHER_CHANNELS


@dataclass(frozen=True, slots=True)
class Article:
    """What the page of an article shows. ``file`` is the address of a file beside it."""

    title: str
    agency: str
    date: dt.date
    body: str
    file: str = ""


def sheet(here: Here, title: str, inner: str, *, metas: str = "") -> Reply:
    """Return a page: head, menu of the site, ``inner``, foot."""
    portal = here.portal
    first = [
        Choice("/", "首页"),
        *(Choice(f"/{folder}/", text) for folder, text in OTHER_CHANNELS),
        Choice(_first_channel(here), here.scheme.channels[0][1]),
    ]
    site_map = Choice(site_map_path(here), "网站地图")
    return Reply(
        f"<!DOCTYPE html>\n<html>\n<head>\n{_charset(here)}{here.base}"
        f"<title>{html.escape(title)} - {portal.name}</title>\n{_site_metas(here)}{metas}</head>\n"
        f"<body>\n<div id='head'><b>{portal.name}</b>{write_menu(here, first)}</div>\n{inner}\n"
        f"<div id='foot'>{anchor(here, site_map)} 版权所有：{portal.name} "
        f"网站标识码：{portal.division.code}0001</div>\n</body>\n</html>\n"
    )


def article(here: Here, shown: Article) -> Reply:
    """Return the page of an article."""
    file = ""
    if shown.file:
        file = f"<p>附件：{anchor(here, Choice(shown.file, '公开情况统计表.pdf'))}</p>"
    inner = _LAYOUTS[here.scheme.layout](shown, file)
    tags = ""
    if here.scheme.mark == "meta":
        tags = meta("ArticleTitle", shown.title) + meta("PubDate", f"{shown.date} 10:00:00")
        tags += meta("ContentSource", shown.agency)
    return sheet(here, shown.title, inner, metas=tags)


def refresh(here: Here, target: str) -> Reply:
    """Return a page that leads on by a meta tag."""
    href = html.escape(here.href(target))
    return Reply(
        f"<html><head>{_charset(here)}{here.base}"
        f'<meta http-equiv="refresh" content="0; url={href}"></head><body></body></html>\n'
    )


def by_script(here: Here, target: str) -> Reply:
    """Return a page that leads on by a script."""
    return Reply(
        f"<html><head>{_charset(here)}{here.base}<script>\nwindow.location.href = "
        f'"{here.href(target)}";\n</script></head><body></body></html>\n'
    )


def framed(here: Here, title: str, target: str) -> Reply:
    """Return a page of the site that shows another one in a frame."""
    href = html.escape(here.href(target))
    inner = f'<div class="main"><iframe src="{href}" width="100%" height="900"></iframe></div>'
    return sheet(here, title, inner)


def frameset(here: Here, target: str) -> Reply:
    """Return a page that is nothing but frames: a menu of pictures, and another page."""
    return Reply(
        f"<html><head>{_charset(here)}{here.base}</head>\n<frameset cols='200,*'>\n"
        f'<frame name="left" src="{html.escape(here.href("/zmhd/"))}">\n'
        f'<frame name="main" src="{html.escape(here.href(target))}">\n</frameset></html>\n'
    )


def meta(name: str, content: str) -> str:
    """Write one standard tag."""
    return f'<meta name="{name}" content="{html.escape(content)}" />\n'


def site_map_path(here: Here) -> str:
    """Return the address of the page 网站地图."""
    return f"/wzdt.{here.scheme.ending}"


def _first_channel(here: Here) -> str:
    folder = here.scheme.channels[0][0]
    is_file = here.scheme.columns == "index"
    return f"/{folder}/index.{here.scheme.ending}" if is_file else f"/{folder}/"


def _charset(here: Here) -> str:
    declared = here.portal.traits.charset
    if here.scheme.layout == "old":
        return f'<meta http-equiv="Content-Type" content="text/html; charset={declared}" />\n'
    return f'<meta charset="{declared}" />\n'


def _site_metas(here: Here) -> str:
    """Write the tags that name the site; which column this is, they do not say."""
    portal = here.portal
    if not portal.traits.metas:
        return ""
    return (
        meta("SiteName", portal.name)
        + meta("SiteDomain", portal.host)
        + meta("SiteIDCode", f"{portal.division.code}0001")
    )


def _division(shown: Article, file: str) -> str:
    return (
        f"<div class='detail'><h2>{html.escape(shown.title)}</h2><p class='from'>来源："
        f"{shown.agency} 日期：{shown.date} 点击数：</p>\n<div class='detail-text'>\n"
        f"{shown.body}\n{file}</div></div>"
    )


def _table(shown: Article, file: str) -> str:
    return (
        f"<table width='95%' class='wz'><tr><td class='bt'>{html.escape(shown.title)}</td></tr>\n"
        f"<tr><td>发布机构：{shown.agency}　发布时间：{shown.date:%Y年%m月%d日}</td></tr>\n"
        f"<tr><td class='nr'>\n{shown.body}\n{file}</td></tr></table>"
    )


def _article(shown: Article, file: str) -> str:
    return (
        f"<article><header><h1>{html.escape(shown.title)}</h1>"
        f"<time datetime='{shown.date}'>{shown.date}</time> <span>{shown.agency}</span></header>\n"
        f"<section>\n{shown.body}\n{file}</section></article>"
    )


def _old(shown: Article, file: str) -> str:
    return (
        f"<CENTER><FONT SIZE=5><B>{html.escape(shown.title)}</B></FONT><BR>"
        f"（{shown.date:%Y-%m-%d}）　{shown.agency}</CENTER><HR>\n<DIV ID=wz_nr>\n{shown.body}\n"
        f"{file}</DIV>"
    )


_LAYOUTS: Final[Mapping[Layout, Callable[[Article, str], str]]] = {
    "division": _division,
    "table": _table,
    "article": _article,
    "old": _old,
}
