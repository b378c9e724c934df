"""What stands around a report on its page: head, menus, info table, related links, footer."""

from __future__ import annotations

import html
from typing import Final

from crawler.simulation.mess.page import Page
from crawler.simulation.mess.writers.html_style import Style

_SCRIPT: Final = (
    "var _hmt = _hmt || []; (function() { var hm = document.createElement('script');\n"
    "hm.src = '//hm.baidu.com/hm.js?4f3e'; var s = document.getElementsByTagName('script')[0];\n"
    "s.parentNode.insertBefore(hm, s); if (1 < 2 && s) { s.title = '<table><tr><td>0</td></tr>'; }"
    "\n})();\n"
)
_LATE: Final = 40
_MENU: Final = (
    ("/", "首页"),
    ("/zjbd/", "走进本地"),
    ("/xxgk/", "政府信息公开"),
    ("/bsfw/", "办事服务"),
    ("/zmhd/", "政民互动"),
)
#: A character outside GB 2312, which pages so labelled hold all the same.
_EDITOR: Final = "责任编辑：李喆、张䶮"


def head_of(page: Page, style: Style) -> str:
    """Return the document type and the head, with the charset as declared."""
    quirks = page.quirks
    charset = "" if "charset_undeclared" in quirks else _charset(page)
    scripts = f"<script>\n{_SCRIPT * _LATE}</script>" if "late_charset" in quirks else ""
    metas = "\n".join(
        f'<meta name="{name}" content="{html.escape(value)}">' for name, value in page.metas.items()
    )
    site = page.metas.get("SiteName", "")
    title = f"{page.title}_{site}" if site and style.portal != "hanweb" else page.title
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n{scripts}\n{charset}\n"
        f"<title>{html.escape(title)}</title>\n{metas}\n"
        '<link rel="stylesheet" type="text/css" href="/css/common.css">\n'
        f"<script>{_SCRIPT}</script>\n</head>"
    )


def _charset(page: Page) -> str:
    declared = page.charset
    if "charset_meta_wrong" in page.quirks:
        declared = "gb2312" if page.charset == "utf-8" else "utf-8"
    if page.charset == "utf-8" and declared == "utf-8":
        return '<meta charset="utf-8">'
    return f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'


def above_body(page: Page, style: Style) -> str:
    """Return menus, title and the printed pairs above the body."""
    parts = [_navigation(page)]
    if style.portal in {"hanweb", "ucap"} or "index_table" in page.quirks:
        parts += [_info_table(page), _title(page, style)]
    else:
        parts += [_title(page, style), _info_line(page, style)]
    return "\n".join(part for part in parts if part)


def _navigation(page: Page) -> str:
    links = [f'<a href="{href}">{text}</a>' for href, text in _MENU]
    if "chrome_tables" in page.quirks:
        cells = "".join(f"<td>{link}</td>" for link in links)
        return (
            f'<table width="1000" border="0"><tr>{cells}</tr></table>\n'
            '<table border="0"><tr><td>您当前的位置：</td><td><a href="/">首页</a></td>'
            '<td>&gt;</td><td><a href="/xxgk/">政府信息公开年报</a></td></tr>'
            "<tr><td>今天是</td><td>2025年6月3日</td><td>星期二</td><td>晴 23℃</td></tr></table>"
        )
    return f'<ul class="nav">{"".join(f"<li>{link}</li>" for link in links)}</ul>'


def _title(page: Page, style: Style) -> str:
    text = html.escape(page.title)
    if style.portal == "ucap":
        return f'<h1 class="article-title"><ucaptitle>{text}</ucaptitle></h1>'
    if style.portal == "hanweb":
        return f"<h1><!--<$[标题名称]>begin-->{text}<!--<$[标题名称]>end--></h1>"
    return f'<h1 class="title">{text}</h1>'


def _info_line(page: Page, style: Style) -> str:
    pairs = [f"{label}：{html.escape(value)}" for label, value in page.printed]
    if style.portal == "trs":
        spans = "".join(f"<span>{pair}</span>" for pair in pairs)
        return (
            f'<div class="xl_info">{spans}<span>浏览次数：</span>'
            "<span>【字体：大 中 小】</span></div>"
        )
    shown = "　".join([*pairs, _EDITOR])
    return f"<div class=info>{shown}</div>"


def _info_table(page: Page) -> str:
    pairs = [*page.printed, ("主题分类", "政府信息公开年报"), ("文号", "")]
    if len(pairs) % 2:
        pairs.append(("关键词", ""))
    rows = []
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        cells = "".join(
            f'<td class="k">{label}：</td><td>{html.escape(value) or "&nbsp;"}</td>'
            for label, value in (one, other)
        )
        rows.append(f"<tr>{cells}</tr>")
    return (
        '<table class="xxgk_table" width="100%"><tbody><tr><td class="k">名称：</td>'
        f'<td colspan="3">{html.escape(page.title)}</td></tr>{"".join(rows)}</tbody></table>'
    )


def below_body(page: Page, style: Style) -> str:
    """Return what stands below the report: related links, other tables, footer."""
    parts = []
    if "related_links" in page.quirks:
        parts.append(_related(page))
    if "chrome_tables" in page.quirks:
        parts.append(_tables_below())
    parts.append(
        '<div class="footer"><p>版权所有　联系我们　网站地图</p><p>网站标识码：'
        f"{page.metas.get('SiteIDCode', '')}　{_EDITOR}</p></div>"
    )
    if style.portal == "ucap":
        parts.append('<iframe src="/footer/footer.shtml" frameborder="0" width="100%"></iframe>')
    return "\n".join(parts)


def _related(page: Page) -> str:
    year = page.published_on.year
    links = "".join(
        f'<li><a href="/info/{year - back}.html">{year - back}年政府信息公开工作年度报告</a>'
        f"<span>{year - back + 1}-01-2{back}</span></li>"
        for back in (2, 3, 4, 5)
    )
    return f'<div class="related"><h4>相关链接</h4><ul>{links}</ul></div>'


def _tables_below() -> str:
    return (
        '<table border="0" width="100%"><tr><th>栏目</th><th>今日访问</th><th>总访问</th></tr>'
        "<tr><td>政府信息公开年报</td><td>12</td><td>30518</td></tr>"
        "<tr><td>其他</td><td>3</td><td>977</td></tr></table>\n"
        '<table><tr><td><a href="/a.html">上一篇：关于做好编制工作的通知</a></td>'
        '<td><a href="/b.html">下一篇：没有了</a></td></tr></table>'
    )
