"""Shows one page in the browser and returns what its scripts made of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

#: What a page is given besides itself; the rest does not change its text.
_WANTED: Final = frozenset({"script", "xhr", "fetch"})
_METHODS: Final = frozenset({"GET", "POST"})
#: Headers by which scripts tell servers what they want; no others are sent on.
_SENT_ON: Final = ("accept", "content-type", "x-requested-with")
#: Headers that are no longer true of a body that was decoded, or that nobody is to keep.
_DROPPED: Final = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"}
)
#: Requests of one page besides itself.
_MOST_REQUESTS: Final = 60
#: Milliseconds that a page gets to load, and then until it asks nothing more.
_LOADING: Final = 180_000
_SETTLING: Final = 60_000
#: Bytes of scripts that are kept for the next page.
_KEPT: Final = 32 * 1024 * 1024

#: Asks one address for a page, the crawl's way; raises ``IgnoreRequest`` where it must not.
Ask = Callable[[Request], Coroutine[Any, Any, Response]]


class Scripts:
    """Scripts that were asked in this crawl, so that no page asks them again."""

    def __init__(self) -> None:
        self._kept: dict[str, Response] = {}
        self._size = 0

    def get(self, url: str) -> Response | None:
        """Return the answer that is kept of an address."""
        return self._kept.get(url)

    def keep(self, url: str, response: Response) -> None:
        """Keep a good answer while there is room."""
        room = self._size + len(response.body) <= _KEPT
        if response.status == 200 and room and url not in self._kept:  # noqa: PLR2004 - OK
            self._kept[url] = response
            self._size += len(response.body)


class Renderer:
    """The browser of a crawl, begun with the first page that needs it."""

    def __init__(self, crawler: Crawler) -> None:
        from scrapy_playwright.handler import (  # noqa: PLC0415 - an extra
            ScrapyPlaywrightDownloadHandler,
        )

        # It would print a traceback for each page that fails; the visit says why in one line.
        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
        self._handler = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
        self._scripts = Scripts()

    async def render(self, response: Response, agent: str, ask: Ask) -> bytes:
        """Return the page, as its scripts left it, in UTF-8.

        ``response`` is the page as it was answered, decoded; ``agent`` is the name that scripts
        see; ``ask`` gets what they ask for. Raises what Playwright raises.
        """
        from scrapy_playwright.page import PageMethod  # noqa: PLC0415 - an extra

        page = _Page(response, ask, self._scripts)
        request = Request(
            response.url,
            meta={
                "playwright": True,
                "playwright_context": "gongkai",
                "playwright_context_kwargs": {
                    "user_agent": agent,
                    "locale": "zh-CN",
                    "service_workers": "block",
                    "accept_downloads": False,
                },
                "playwright_page_init_callback": page.begin,
                "playwright_page_goto_kwargs": {"wait_until": "load", "timeout": _LOADING},
                "playwright_page_methods": [PageMethod(_settle)],
            },
        )
        shown: Any = await self._handler.download_request(request)
        text: str = shown.text
        return text.encode("utf-8", "replace")

    @property
    def name(self) -> str:
        """Name and version of the browser, once it has begun."""
        browser = getattr(self._handler, "browser", None)
        return f"Chromium/{browser.version}" if browser is not None else "Chromium"

    async def close(self) -> None:
        """End the browser."""
        await self._handler.close()


class _Page:
    """What the browser may have for one page."""

    def __init__(self, response: Response, ask: Ask, scripts: Scripts) -> None:
        self._response = response
        self._ask = ask
        self._scripts = scripts
        self._given = False
        self._asked = 0
        # One after another: a host is asked one thing at a time anyway.
        self._turn = asyncio.Lock()

    async def begin(self, page: Any, _request: Request) -> None:
        """Put this between the page and the network, before anything is shown."""
        await page.route("**", self._answer)
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))

    async def _answer(self, route: Any, asked: Any) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        with suppress(Error):  # the page may be closed meanwhile
            try:
                response = await self._answer_to(asked)
            except IgnoreRequest:
                await route.abort("blockedbyclient")
            except Exception:  # noqa: BLE001 - whatever failed, the page goes on without it
                await route.abort("failed")
            else:
                await route.fulfill(
                    status=response.status, headers=_headers(response), body=response.body
                )

    async def _answer_to(self, asked: Any) -> Response:
        if not self._given and asked.is_navigation_request():
            self._given = True
            return self._response
        if asked.resource_type not in _WANTED or asked.method not in _METHODS:
            raise IgnoreRequest(f"{asked.url}: a page does without this")
        async with self._turn:
            return await self._fetch(asked)

    async def _fetch(self, asked: Any) -> Response:
        is_script = asked.resource_type == "script" and asked.method == "GET"
        if is_script and (kept := self._scripts.get(asked.url)) is not None:
            return kept
        if self._asked >= _MOST_REQUESTS:
            raise IgnoreRequest(f"{self._response.url}: asks too much")
        self._asked += 1
        given = await asked.all_headers()
        request = Request(
            asked.url,
            method=asked.method,
            headers={name: given[name] for name in _SENT_ON if name in given},
            body=asked.post_data_buffer or b"",
        )
        response = await self._ask(request)
        if is_script:
            self._scripts.keep(asked.url, response)
        return response


async def _settle(page: Any) -> None:
    """Wait until the page asks nothing more; one that never rests is taken as it is then."""
    from playwright.async_api import TimeoutError as TooLongError  # noqa: PLC0415 - an extra

    with suppress(TooLongError):
        await page.wait_for_load_state("networkidle", timeout=_SETTLING)


def _headers(response: Response) -> dict[str, str]:
    headers = response.headers.to_unicode_dict()
    kept = {str(name): str(value) for name, value in headers.items()}
    return {name: value for name, value in kept.items() if name.lower() not in _DROPPED}
