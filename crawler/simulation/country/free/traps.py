"""Pages of drawn portals that have no end: a calendar, and links that grow their own path."""

from __future__ import annotations

import re
from typing import Final

from crawler.simulation.country.cms.protocol import Reply
from crawler.simulation.country.free.addresses import Here
from crawler.simulation.country.free.menus import Choice, anchor
from crawler.simulation.country.free.sheets import sheet

_CALENDAR: Final = re.compile(r"/rl\.php\?y=(\d{1,5})&m=(\d{1,2})")
_LOOP: Final = re.compile(r"/(?:ztzl/)+")
_SESSION: Final = re.compile(r";jsessionid=[0-9A-F]{32}")
_MONTHS: Final = 12


def without_session(here_path: str) -> str:
    """Return a path without the session id of the page that linked it."""
    return _SESSION.sub("", here_path)


def entrance(here: Here) -> str:
    """Return what the home page says of its trap; an empty text where there is none."""
    links = {
        "calendar": Choice("/rl.php?y=2026&m=4", "政务日历"),
        "loop": Choice("/ztzl/", "专题专栏"),
    }
    choice = links.get(here.scheme.trap)
    return f"<p>{anchor(here, choice)}</p>" if choice else ""


def endless(here: Here, target: str) -> Reply | None:
    """Answer a page of the portal's trap; None for what is none."""
    if here.scheme.trap == "calendar" and (found := _CALENDAR.fullmatch(target)):
        return _month(here, int(found[1]), int(found[2]))
    if here.scheme.trap == "loop" and _LOOP.fullmatch(target):
        deeper = anchor(here, Choice(f"{target}ztzl/", "下级专题"))
        return sheet(here, "专题专栏", f"<div class='topics'>{deeper}</div>")
    return None


def _month(here: Here, year: int, month: int) -> Reply:
    months = year * _MONTHS + month - 1
    steps = " ".join(
        anchor(here, Choice(f"/rl.php?y={step // _MONTHS}&m={step % _MONTHS + 1}", text))
        for step, text in ((max(0, months - 1), "上一月"), (months + 1, "下一月"))
    )
    return sheet(here, f"{year}年{month}月", f"<h3>{year}年{month}月</h3><p>{steps}</p>")
