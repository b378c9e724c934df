"""Whole pages: the chrome of each family around a report or a notice."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crawler.simulation.places import Family, Place

#: Bytes of script before the meta tag of a portal that declares its charset late.
_LATE_BY: Final = 12_000
_SCRIPT = "var _hmt = _hmt || []; (function() { var s = document.createElement('script'); })();\n"


@dataclass(frozen=True, slots=True)
class Article:
    """What a page shows: title, body, publisher, date, index number, things beside the body."""

    title: str
    body: str
    publisher: str
    published_on: dt.date
    index_number: str
    related: tuple[tuple[str, str], ...] = ()


def page_of(place: Place, article: Article) -> str:
    """Return the whole page of an article."""
    return _PAGES[place.family](place, article)


def head_of(place: Place, title: str, metas: str) -> str:
    """Return the head of a page: charset where the portal declares it, title, meta tags."""
    declared = {"utf-8": "utf-8", "gbk-late": "gbk", "gb2312": "gb2312"}[place.charset]
    charset = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}" />'
    late = place.charset == "gbk-late"
    script = f"<script>\n{_SCRIPT * (_LATE_BY // len(_SCRIPT))}</script>" if late else ""
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n{script}\n{charset}\n"
        f"<title>{html.escape(title)}</title>\n{metas}\n"
        '<link rel="stylesheet" href="/style/common.css" />\n</head>'
    )


def site_metas(place: Place, column: str = "政府信息公开年报") -> str:
    """Return the standard meta tags of site and column (政府网站发展指引, 2017)."""
    return _metas(
        SiteName=place.name,
        SiteDomain=place.host,
        SiteIDCode=f"{place.division.code}0001",
        ColumnName=column,
        ColumnType=column,
    )


def _metas(**values: str) -> str:
    return "\n".join(
        f'<meta name="{name}" content="{html.escape(value)}" />' for name, value in values.items()
    )


def _article_metas(article: Article) -> str:
    return _metas(
        ArticleTitle=article.title,
        PubDate=f"{article.published_on.isoformat()} 10:20",
        ContentSource=article.publisher,
    )


def navigation(place: Place) -> str:
    """Return the top of every page: name, menu, breadcrumbs."""
    menu = "".join(
        f'<li><a href="{href}">{text}</a></li>'
        for href, text in (
            ("/", "首页"),
            ("/zjbd/", "走进本地"),
            ("/bsfw/", "办事服务"),
            ("/zmhd/", "政民互动"),
            (place.column, "政府信息公开年报"),
        )
    )
    return (
        f'<div class="header"><div class="logo"><a href="/">{place.name}</a></div>\n'
        f'<ul class="nav">{menu}</ul></div>\n'
        '<div class="crumb">当前位置：<a href="/">首页</a> &gt; '
        f'<a href="{place.column}">政府信息公开年报</a> &gt; 正文</div>'
    )


def footer(place: Place) -> str:
    """Return the bottom of every page."""
    return (
        f'<div class="footer"><p>主办：{place.name} 承办：{place.name}办公室</p>\n'
        f"<p>网站标识码：{place.division.code}0001　备案号：模拟备20240001号</p></div>\n"
        "<script>document.write('<img src=\"/count.gif\" width=0 height=0>');</script>"
    )


def _related(article: Article) -> str:
    links = "".join(f'<li><a href="{url}">{title}</a></li>' for url, title in article.related)
    return f'<div class="related"><h4>相关链接</h4><ul>{links}</ul></div>' if links else ""


def _document(place: Place, title: str, metas: str, inner: str) -> str:
    return (
        f"{head_of(place, title, metas)}\n<body>\n{navigation(place)}\n{inner}\n"
        f"{footer(place)}\n</body>\n</html>\n"
    )


def _trs(place: Place, article: Article) -> str:
    inner = (
        f'<div class="xl"><h1 class="xl_title">{article.title}</h1>\n'
        f'<div class="xl_info"><span>发布日期：{article.published_on.isoformat()} 10:20</span>'
        f"<span>来源：{article.publisher}</span><span>浏览次数：</span>"
        "<span>【字体：大 中 小】</span></div>\n"
        f'<div class="trs_editor_view TRS_UEDITOR"><div class="TRS_Editor">\n{article.body}\n'
        f"</div></div>\n{_related(article)}</div>"
    )
    metas = f"{site_metas(place)}\n{_article_metas(article)}"
    return _document(place, f"{article.title}_{place.name}", metas, inner)


def _info_table(article: Article, rows: tuple[tuple[str, str, str, str], ...]) -> str:
    cells = "".join(
        f"<tr><td class='k'>{a}</td><td>{b}</td><td class='k'>{c}</td><td>{d}</td></tr>"
        for a, b, c, d in rows
    )
    return (
        '<table class="xxgk_table"><tbody><tr><td class="k">名称</td>'
        f'<td colspan="3">{article.title}</td></tr>{cells}</tbody></table>'
    )


def _hanweb(place: Place, article: Article) -> str:
    day = article.published_on.isoformat()
    table = _info_table(
        article,
        (
            ("索引号：", article.index_number, "主题分类：", "政府信息公开年报"),
            ("发布机构：", article.publisher, "发布日期：", day),
            ("文号：", "&nbsp;", "关键词：", "&nbsp;"),
        ),
    )
    inner = (
        f'{table}\n<table id="article" width="100%"><tr><td class="title" align="center">'
        f"<!--<$[标题名称]>begin-->{article.title}<!--<$[标题名称]>end--></td></tr>\n"
        f'<tr><td><div id="zoom"><!--ZJEG_RSS.content.begin-->\n{article.body}\n'
        f"<!--ZJEG_RSS.content.end--></div></td></tr></table>\n{_related(article)}"
    )
    metas = f"{site_metas(place)}\n{_article_metas(article)}"
    return _document(place, article.title, metas, inner)


def _ucap(place: Place, article: Article) -> str:
    day = article.published_on.isoformat()
    table = _info_table(
        article,
        (
            ("索引号", article.index_number, "分类", "信息公开年报 &nbsp;&nbsp;其他"),
            (
                "发布机构",
                article.publisher,
                "公开日期",
                f"<publishtime>{day}</publishtime>",
            ),
        ),
    )
    inner = (
        f'<div class="xxgkMain"><h2 class="siteTit">{place.name}</h2>\n{table}\n'
        f'<h1 class="article-title"><ucaptitle>{article.title}</ucaptitle></h1>\n'
        f'<div class="article-content" id="zoomcon"><ucapcontent>\n{article.body}\n'
        f"</ucapcontent></div>\n{_related(article)}</div>"
    )
    return _document(place, f"{article.title}-{place.name}", site_metas(place, "头部"), inner)


def _generic(place: Place, article: Article) -> str:
    day = article.published_on
    printed = f"{day.year}年{day.month:02d}月{day.day:02d}日"
    inner = (
        f"<DIV CLASS=box><H1>{article.title}</H1>\n"
        f"<DIV CLASS=info>发布机构：{article.publisher}　发布日期：{printed}　"
        "责任编辑：李喆、张䶮</DIV>\n"
        f"<DIV CLASS=text>\n{article.body}\n</DIV></DIV>\n{_related(article)}"
    )
    return _document(place, f"{article.title} - {place.name}", "", inner)


_PAGES: Final[dict[Family, Callable[[Place, Article], str]]] = {
    "trs": _trs,
    "hanweb": _hanweb,
    "ucap": _ucap,
    "generic": _generic,
}
