"""Traps that a portal sets around its own pages: pages without end, and one page by many names.

The drawn sites (``free``) set their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from crawler.simulation.country.cms.furniture import stable, whole
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.kinds import FREE, KINDS
from crawler.simulation.country.model import PortalPlan

_CALENDAR: Final = "/rili/"
_NEWS: Final = "/gzdt/"
_LOOP: Final = re.compile(r"/(?:wzdt/)+")
_SESSION: Final = re.compile(r";jsessionid=[0-9A-F]+", re.IGNORECASE)
_DEFAULTS: Final = ("index.html", "default.html")
_HREF: Final = re.compile(r"""(href=(["']))(?!https?:|javascript:|#)([^"'?#]+)""", re.IGNORECASE)
_LAST_NEWS: Final = 3
_NEWS_EACH: Final = 8
_MONTHS: Final = 12
_HOMES: Final = frozenset({"/", "/index.html", "/default.html"})


def without_session(plan: PortalPlan, asked: Request) -> Request:
    """Return a request without the session id that the portal put into its address."""
    if "session" not in plan.traits.traps:
        return asked
    return replace(asked, path=_SESSION.sub("", asked.path))


def answer(plan: PortalPlan, asked: Request) -> Reply | None:
    """Answer the pages of a trap; None for what is none."""
    traps = plan.traits.traps if plan.cms != FREE else frozenset()
    if "calendar" in traps and asked.path == _CALENDAR:
        return _calendar(asked)
    if "endless" in traps and asked.path.startswith(_NEWS):
        return _news(asked)
    if "loop" in traps and _LOOP.fullmatch(asked.path):
        return _page("网站地图", '<a href="wzdt/">网站导航</a> <a href="../">上一级</a>')
    return None


def other_names(plan: PortalPlan, path: str) -> tuple[str, ...]:
    """Return the names by which the portal knows a path besides: a folder and its index."""
    if "default" not in plan.traits.traps or plan.cms == FREE:
        return ()
    folder, _, name = path.rpartition("/")
    if not name:
        return tuple(f"{path}{default}" for default in _DEFAULTS)
    return (f"{folder}/", f"{folder}/{_DEFAULTS[0]}") if name in _DEFAULTS else ()


def dress(plan: PortalPlan, asked: Request, reply: Reply, session: str) -> Reply:
    """Return a page with the links of the portal's traps in it; ``session``: 32 hex digits."""
    is_page = isinstance(reply.body, str) and reply.content_type == "text/html"
    if not is_page or plan.cms == FREE or not plan.traits.traps:
        return reply
    text = str(reply.body)
    if asked.path in _HOMES:
        text = text.replace("</body>", f"{_entrances(plan)}\n</body>")
    for trap, rewrite in _REWRITES.items():
        if trap in plan.traits.traps:
            text = rewrite(text, session)
    return replace(reply, body=text)


def _entrances(plan: PortalPlan) -> str:
    links = {
        "calendar": [(f"{_CALENDAR}?y=2026&amp;m=4", "办事日历")],
        "endless": [(f"{_NEWS}index.html", "工作动态")],
        "loop": [("/wzdt/", "网站地图")],
        "default": [("/index.html", "返回首页"), ("/default.html", "旧版首页"), *_columns(plan)],
    }
    found = [link for trap in sorted(plan.traits.traps) for link in links.get(trap, ())]
    return "".join(f'<a href="{href}">{text}</a>' for href, text in found)


def _columns(plan: PortalPlan) -> list[tuple[str, str]]:
    """Return the columns once more, by the other names of their addresses."""
    cms = KINDS[plan.cms]
    found = []
    for column in plan.columns:
        path = cms.column_path(plan, column)
        names = other_names(plan, path) if "?" not in path and "#" not in path else ()
        found += [(quote(name), column.text) for name in names if name != path]
    return found


def _with_sessions(text: str, session: str) -> str:
    return _HREF.sub(rf"\g<1>\g<3>;jsessionid={session}", text)


def _with_cases(text: str, _session: str) -> str:
    """Write every other .aspx in capitals, by its address."""

    def written(match: re.Match[str]) -> str:
        path = match[3]
        if not path.lower().endswith(".aspx"):
            return match[0]
        following = match.string[match.end() : match.end() + 40].partition('"')[0]
        is_odd = int(stable(path, following), 16) % 2 == 1
        return f"{match[1]}{path.upper() if is_odd else path}"

    return _HREF.sub(written, text)


_REWRITES: Final[dict[str, Callable[[str, str], str]]] = {
    "session": _with_sessions,
    "case": _with_cases,
}


def _calendar(asked: Request) -> Reply:
    values = asked.values
    year, month = whole(values.get("y"), 2026), whole(values.get("m"), 4)
    if not (dt.MINYEAR < year < dt.MAXYEAR and 0 < month <= _MONTHS):
        year, month = 2026, 4
    months = year * _MONTHS + month - 1
    steps = "".join(
        f'<a href="{_CALENDAR}?y={step // _MONTHS}&amp;m={step % _MONTHS + 1}">{text}</a>'
        for step, text in ((months - 1, "上月"), (months + 1, "下月"))
    )
    days = "".join(
        f'<td><a href="{_CALENDAR}?y={year}&amp;m={month}&amp;d={day}">{day}</a></td>'
        for day in range(1, 29)
    )
    return _page(f"{year}年{month}月", f"{steps}<table><tr>{days}</tr></table>")


def _news(asked: Request) -> Reply:
    """Answer page after page; beyond the last one the same lines come again."""
    number = whole(asked.path.removeprefix(f"{_NEWS}index_").removesuffix(".html"), 0)
    if asked.path.startswith(f"{_NEWS}content_"):
        return _page("工作动态", "<p>会议强调，要扎实做好各项工作。</p>")
    shown = min(number, _LAST_NEWS)
    lines = "".join(
        f'<li><a href="{_NEWS}content_{shown * _NEWS_EACH + line}.html">我市召开第'
        f"{shown * _NEWS_EACH + line + 1}次工作会议</a><span>2026-03-{line + 1:02}</span></li>"
        for line in range(_NEWS_EACH)
    )
    following = f'<a href="{_NEWS}index_{number + 1}.html">下一页</a>'
    return _page("工作动态", f"<ul>{lines}</ul>{following}")


def _page(title: str, inner: str) -> Reply:
    return Reply(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><a href="/">首页</a><h1>{title}</h1>{inner}</body></html>'
    )
