"""Two checks on the way of a request: what may be asked, and where redirects lead."""

from __future__ import annotations

from typing import Protocol, Self, cast
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.guard import Guard
from crawler.handler import TOO_LONG
from crawler.politeness import StoppedError
from crawler.tasks import Task, canonical
from crawler.visit import PortalVisit

#: Keys of ``request.meta``: the portal that a request belongs to, and its task.
PORTAL = "gongkai_portal"
TASK = "gongkai_task"
#: Set where a redirect is not followed: to itself, of a page that is no more to the home page,
#: or to a page asked for its own sake.
SELF_REDIRECT = "gongkai_self_redirect"
HOME_REDIRECT = "gongkai_home_redirect"
KNOWN_REDIRECT = "gongkai_known_redirect"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class CrawlSpider(Protocol):
    """What the middlewares need of the spider."""

    guard: Guard

    def visit_of(self, request: Request) -> PortalVisit:
        """Return the visit that a request belongs to."""


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for one crawl."""
        return cls(crawler)

    @property
    def _spider(self) -> CrawlSpider:
        return cast("CrawlSpider", self._crawler.spider)


class GuardMiddleware(_Middleware):
    """Lets through only what the guard allows, and nothing of a visit that has ended."""

    def process_request(self, request: Request) -> None:
        """Raise :class:`crawler.guard.RefusedError` or :class:`crawler.politeness.StoppedError`, or let pass."""
        visit = self._spider.visit_of(request)
        if visit.outcome is not None:
            raise StoppedError(visit.portal.key)
        self._spider.guard.check_url(request.url, visit.hosts)


class JourneyMiddleware(_Middleware):
    """Decides about answers that Scrapy would follow or repeat by itself."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Mark redirects that are not to be followed; repeat answers that broke off."""
        if TOO_LONG in request.meta:
            request.meta["dont_retry"] = True
            self._spider.visit_of(request).stop(
                "stopped", f"{request.url}: asks to wait {request.meta[TOO_LONG]:.0f} s"
            )
        if "dataloss" in response.flags:
            assert self._crawler.spider is not None
            again = get_retry_request(request, spider=self._crawler.spider, reason="dataloss")
            return again or response
        if response.status in _REDIRECTS and "Location" in response.headers:
            self._look_ahead(request, response)
        return response

    def _look_ahead(self, request: Request, response: Response) -> None:
        location = (response.headers["Location"] or b"").decode("latin-1").strip()
        try:
            target = canonical(urljoin(request.url, location))
        except ValueError:
            request.meta["dont_redirect"] = True
            return
        task: Task | None = request.meta.get(TASK)
        if target == canonical(request.url):
            request.meta[SELF_REDIRECT] = request.meta["dont_redirect"] = True
        elif task is not None and self._spider.visit_of(request).leads_home(task, target):
            request.meta[HOME_REDIRECT] = request.meta["dont_redirect"] = True
        elif task is not None and self._spider.visit_of(request).leads_to_known(task, target):
            request.meta[KNOWN_REDIRECT] = target
            request.meta["dont_redirect"] = True
