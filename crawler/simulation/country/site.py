"""What the portals answer: from a request to status, headers and bytes, without any network."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from itertools import count
from typing import Final

from crawler.simulation.country import refusals, traps
from crawler.simulation.country.clock import date_of
from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.kinds import ANY_CASE, KINDS
from crawler.simulation.country.model import Country, PortalPlan, Posted

_NOT_FOUND: Final = Reply(
    "<html><head><title>404</title></head><body>您访问的页面不存在</body></html>", status=404
)
_CODECS: Final = {"utf-8": "utf-8", "gbk": "gb18030"}
#: When a page that changes on a day changes: in the night before the crawl.
_CHANGES_AT: Final = dt.time(0, 30, tzinfo=dt.UTC)
_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Site:
    """All portals of a country."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._by_host = {
            name: plan for plan in country.portals.values() for name in (plan.host, plan.address)
        }
        self._items: dict[str, dict[str, Posted]] = {}
        self._numbers = count(1)
        self._kept: OrderedDict[tuple[str, int, str, str], Reply] = OrderedDict()

    def portal_at(self, host: str) -> PortalPlan | None:
        """Return the portal of a host name, or of the address that stands in its place."""
        return self._by_host.get(host)

    def answer(self, plan: PortalPlan, day: int, asked: Request) -> Answer:
        """Answer a request to a portal on a day."""
        if asked.path == "/robots.txt":
            return self._finish(plan, _robots(plan), {})
        if refusals.is_refused(plan, day):
            return self._finish(plan, refusals.refuse(plan, asked, next(self._numbers)), {})
        asked = traps.without_session(plan, asked)
        reply = self._reply(plan, day, asked)
        headers: dict[str, str] = {}
        if reply.status == HTTPStatus.OK and asked.method != "POST":
            headers = self._validators(plan, day, asked, reply)
            if _is_known(asked, headers):
                return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
        session = hashlib.sha256(f"{next(self._numbers)}".encode()).hexdigest()[:32].upper()
        dressed = traps.dress(plan, asked, reply, session)
        return self._finish(plan, dressed, headers, asked)

    def _reply(self, plan: PortalPlan, day: int, asked: Request) -> Reply:
        """Return what stands at an address on a day; the same on every asking."""
        if trapped := traps.answer(plan, asked):
            return trapped
        for path in (asked.path, *traps.other_names(plan, asked.path)):
            reply = self._from_cms(plan, day, replace(asked, path=path))
            if reply is not None:
                return reply
        return _NOT_FOUND

    def _from_cms(self, plan: PortalPlan, day: int, asked: Request) -> Reply | None:
        cms = KINDS[plan.cms]
        posted = self._items_of(plan).get(_folded(plan, asked.target))
        if posted is None or posted.first.day > day:
            return cms.answer(plan, day, asked)
        shown = plan.shown(posted.number, day)
        if shown is not None:
            return cms.item_page(plan, shown, asked)
        if posted.gone_home:
            return Reply("", status=302, headers={"Location": "/"})
        return None

    def _items_of(self, plan: PortalPlan) -> dict[str, Posted]:
        if plan.key not in self._items:
            cms = KINDS[plan.cms]
            self._items[plan.key] = {
                _folded(plan, cms.item_path(plan, posted)): posted
                for posted in plan.posted.values()
            }
        return self._items[plan.key]

    def _validators(
        self, plan: PortalPlan, day: int, asked: Request, reply: Reply
    ) -> dict[str, str]:
        kind = plan.traits.validators
        # A page made for one session is made anew each time.
        if kind == "none" or "session" in plan.traits.traps:
            return {}
        if kind == "lying":
            return {"ETag": f'"{next(self._numbers):x}-lie"'}
        headers = {}
        if kind in {"etag", "both"}:
            digest = hashlib.sha256(_bytes(plan, reply)).hexdigest()
            headers["ETag"] = f'"{digest[:16]}"'
        if kind in {"modified", "both"}:
            changed = self._changed_on(plan, day, asked, reply)
            moment = dt.datetime.combine(date_of(changed), _CHANGES_AT)
            headers["Last-Modified"] = format_datetime(moment, usegmt=True)
        return headers

    def _changed_on(self, plan: PortalPlan, day: int, asked: Request, reply: Reply) -> int:
        """Return the last day on which the page changed, not after ``day``."""
        plain = replace(asked, headers={})
        days = [one for one in plan.change_days if one <= day]
        for before, changed in zip(days[-2::-1], days[:0:-1], strict=True):
            if self._on_day(plan, before, plain).body != reply.body:
                return changed
        return days[0]

    def _on_day(self, plan: PortalPlan, day: int, asked: Request) -> Reply:
        key = (plan.key, day, asked.target, asked.origin)
        if key not in self._kept:
            self._kept[key] = self._reply(plan, day, asked)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _finish(
        self,
        plan: PortalPlan,
        reply: Reply,
        validators: Mapping[str, str],
        asked: Request | None = None,
    ) -> Answer:
        body = _bytes(plan, reply)
        headers = {"Content-Type": reply.content_type, **reply.headers, **validators}
        accepted = (asked.headers if asked else {}).get("accept-encoding", "")
        if plan.traits.compress and body and "gzip" in accepted:
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return Answer(reply.status, headers, body)


def _folded(plan: PortalPlan, target: str) -> str:
    return target.lower() if plan.cms in ANY_CASE else target


def _robots(plan: PortalPlan) -> Reply:
    if plan.traits.robots is None:
        return _NOT_FOUND
    return Reply(plan.traits.robots, "text/plain")


def _bytes(plan: PortalPlan, reply: Reply) -> bytes:
    if isinstance(reply.body, bytes):
        return reply.body
    is_json = "json" in reply.content_type
    return reply.body.encode("utf-8" if is_json else _CODECS[plan.traits.charset])


def _is_known(asked: Request, validators: Mapping[str, str]) -> bool:
    """Tell whether the asker has this very answer, by its validators (If-None-Match first)."""
    if known := asked.headers.get("if-none-match"):
        etag = validators.get("ETag")
        return etag is not None and etag in {tag.strip() for tag in known.split(",")}
    since, modified = asked.headers.get("if-modified-since"), validators.get("Last-Modified")
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(modified)
    except ValueError:
        return False
