"""robots.txt by RFC 9309, fetched like any other page: delayed, archived, retried.

Scrapy's own middleware obeys the rules of a robots.txt that it got, but takes an answer of 5xx
or none for permission, where RFC 9309 (2.3.1.4) says that nothing may be fetched, and it
leaves Crawl-delay to others.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.archive import TRUNCATED
from crawler.guard import RefusedError, host_of
from crawler.politeness import Gate, StoppedError
from crawler.reasons import reason_of
from crawler.warc_writer import ArchiveError

#: Key of ``request.meta``: this request asks for robots.txt itself.
IS_ROBOTS = "gongkai_is_robots"

_SERVER_ERROR = 500
_CLIENT_ERROR = 400


class RobotsRefusedError(IgnoreRequest):
    """robots.txt forbids this address to us."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked of this host."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of one origin; ``parser`` is None where robots.txt was unreachable."""

    parser: ProtegoRobotParser | None
    reason: str = ""
    sitemaps: tuple[str, ...] = ()


class RobotsMiddleware:
    """Asks robots.txt once per origin before its first page, and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._longest = crawler.settings.getfloat("GONGKAI_LONGEST_WAIT")
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise :class:`RobotsRefusedError` or :class:`RobotsUnreachableError`, or let pass.

        Raises :class:`crawler.politeness.StoppedError` where the visit ended meanwhile.
        """
        if request.meta.get(IS_ROBOTS):
            return
        rules = await self._of(request)
        if rules.parser is None:
            raise RobotsUnreachableError(rules.reason)
        if not rules.parser.allowed(request.url, self._agent):
            raise RobotsRefusedError("robots.txt forbids it")

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the site maps that the robots.txt of an address names, where it was read."""
        parts = urlsplit(url)
        waiting = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        if waiting is None or not waiting.done() or waiting.exception() is not None:
            return ()
        return waiting.result().sitemaps

    async def _of(self, request: Request) -> _Rules:
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        while (asked := self._rules.get(origin)) is not None:
            try:
                return await asked
            except StoppedError:
                # The visit that asked for it has ended; this one, of a host they share, goes on.
                continue
        waiting: asyncio.Future[_Rules] = asyncio.get_running_loop().create_future()
        self._rules[origin] = waiting
        try:
            rules = await self._ask(origin, host_of(parts.hostname or ""), request)
        except StoppedError as error:
            # Nobody asked, so nothing is known of the host.
            del self._rules[origin]
            waiting.set_exception(error)
        except ArchiveError as error:
            waiting.set_exception(error)
        else:
            waiting.set_result(rules)
        return await waiting

    async def _ask(self, origin: str, host: str, request: Request) -> _Rules:
        robots = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            meta={IS_ROBOTS: True, "gongkai_portal": request.meta.get("gongkai_portal")},
        )
        try:
            response = await self._crawler.engine.download_async(robots)
        except (ArchiveError, StoppedError):
            raise
        except RefusedError:
            # A redirect out of the portal: RFC 9309, 2.3.1.2, such a file may be taken as absent.
            return self._parsed(b"", host)
        except Exception as error:  # noqa: BLE001 - whatever failed, it could not be read
            return _Rules(None, f"{origin}/robots.txt: {reason_of(error)}")
        return self._read(response, host)

    def _read(self, response: Response, host: str) -> _Rules:
        if response.status >= _SERVER_ERROR or response.status == 429:  # noqa: PLR2004 - RFC 6585
            return _Rules(None, f"{response.url}: answered {response.status}")
        if TRUNCATED.keys() & set(response.flags):
            # What forbids may stand in the part that is not there.
            return _Rules(None, f"{response.url}: the answer is not whole")
        return self._parsed(b"" if response.status >= _CLIENT_ERROR else response.body, host)

    def _parsed(self, body: bytes, host: str) -> _Rules:
        parser = ProtegoRobotParser(body, self._crawler.spider)
        sitemaps = tuple(parser.rp.sitemaps)
        delay = parser.crawl_delay(self._agent)
        if delay is None:
            return _Rules(parser, sitemaps=sitemaps)
        if delay > self._longest:
            return _Rules(
                ProtegoRobotParser(b"User-agent: *\nDisallow: /", self._crawler.spider),
            )
        spider: Any = self._crawler.spider
        gate: Gate = spider.gate
        gate.slow_down(host, delay)
        return _Rules(parser, sitemaps=sitemaps)
