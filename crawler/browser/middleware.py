"""Downloader middleware: the pages of some portals are shown in a browser before they are read.

The answer stands in the archive as it came. What the browser made of a page that was asked as a
report, or hangs on one, stands behind it as a ``conversion`` record, which extraction reads in
its place; of a list page nothing more is kept, since the entries stand in the state.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.archive import HOLD, KNOWN, SOFTWARE, TRUNCATED, archive_of, store_held
from crawler.browser.renderer import Renderer
from crawler.middlewares import PORTAL, TASK
from crawler.tasks import Kind, Task
from pipelines.documents.kinds import kind_of

_SHOWN: Final = frozenset({Kind.LIST, Kind.REPORT, Kind.FRAME})
HTML: Final = "text/html; charset=utf-8"


class RenderingError(IgnoreRequest):
    """The browser could not show a page; one line that says why."""


class BrowserMiddleware:
    """Shows the pages of the portals that ``GONGKAI_BROWSER`` names."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._portals = frozenset(crawler.settings.getlist("GONGKAI_BROWSER"))
        self._agent: str = crawler.settings["USER_AGENT"]
        self._renderer = Renderer(crawler)
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a crawl with such portals; raises ``NotConfigured`` for all others."""
        if not crawler.settings.getlist("GONGKAI_BROWSER"):
            raise NotConfigured  # a reason would be printed as a warning
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask for the page itself: that it did not change says nothing of what its scripts find.

        It is held back until it was shown, so that the two stand together in the archive.
        """
        if self._is_shown(request):
            request.meta.pop(KNOWN, None)
            if self._task(request).kind is not Kind.LIST:
                request.meta[HOLD] = True

    async def process_response(self, request: Request, response: Response) -> Response:
        """Give on the page as the browser shows it; raises :class:`RenderingError`."""
        if not self._is_shown(request):
            return response
        of_list = self._task(request).kind is Kind.LIST
        try:
            if not _is_page(response):
                return response
            html = await self._show(request, response)
        finally:
            record = None if of_list else store_held(request)
        if record is not None:
            archive_of(self._crawler).write_rendering(record, html, HTML, self._by())
        return response.replace(body=html, headers={"Content-Type": HTML})

    async def _show(self, request: Request, response: Response) -> bytes:
        try:
            return await self._renderer.render(response, self._agent, self._asker(request))
        except Exception as error:
            lines = str(error).splitlines() or [type(error).__name__]
            raise RenderingError(f"{response.url}: the browser failed: {lines[0]}") from error

    def _by(self) -> str:
        return f"{self._renderer.name} {SOFTWARE}"

    def _asker(self, shown: Request) -> Any:
        """Return what asks for a page in the crawl's own way, behind every middleware."""
        portal = shown.meta[PORTAL]

        async def ask(request: Request) -> Response:
            engine = self._crawler.engine
            assert engine is not None
            meta = {PORTAL: portal}
            own = request.replace(callback=NO_CALLBACK, meta=meta, dont_filter=True)
            own.headers["Referer"] = shown.url
            return await engine.download_async(own)

        return ask

    def _is_shown(self, request: Request) -> bool:
        if request.meta.get(PORTAL) not in self._portals or request.method != "GET":
            return False
        return TASK in request.meta and self._task(request).kind in _SHOWN

    def _task(self, request: Request) -> Task:
        task: Task = request.meta[TASK]
        return task

    async def _close(self) -> None:
        await self._renderer.close()


def _is_page(response: Response) -> bool:
    if response.status != HTTPStatus.OK or TRUNCATED.keys() & set(response.flags):
        return False
    declared = (response.headers.get("Content-Type") or b"").decode("latin-1")
    name = response.url.partition("?")[0].rpartition("/")[2]
    return kind_of(response.body, declared, name) == "html"
