"""The drawn portal itself: which page stands at which address."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.free import addresses, channels, lists, posts, traps
from crawler.simulation.country.free.addresses import Here, scheme_of
from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown


class Free:
    """Every drawn portal; what it looks like is drawn from its key and the country's seed."""

    key = "free"
    family = "generic"

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return the address of a column; the menu may lead to it through another page."""
        return addresses.path_of(scheme_of(portal), column)

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return the address of a page; a list may lead to it through another page."""
        return addresses.item_path(scheme_of(portal), portal, posted)

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:
        """Return a page; the session ids of its menu are those of the first day."""
        here = Here(scheme_of(portal), portal, 0, asked.path, asked.origin)
        return posts.article(here, shown)

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer everything else, and pages by other spellings of their addresses."""
        if asked.method == "POST":
            return None
        scheme = scheme_of(portal)
        if scheme.trap == "session":
            asked = replace(asked, path=traps.without_session(asked.path))
        if scheme.trap == "case" and asked.path.lower().endswith(".asp"):
            asked = replace(asked, path=asked.path.lower())
        here = Here(scheme, portal, day, asked.path, asked.origin)
        for posted in portal.posted.values():
            if asked.target == addresses.item_path(scheme, portal, posted):
                return posts.posted_page(here, posted)
        for target, page in (
            *channels.answers(here),
            *lists.answers(here, asked.target),
            *posts.answers(here),
        ):
            if target == asked.target:
                return page()
        return traps.endless(here, asked.target)


SITES: Final = (Free(),)
