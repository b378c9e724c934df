"""The last step before the wire: every request waits for its turn here."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, StopDownload
from scrapy.http import Response, TextResponse
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawler.guard import RefusedError, host_of
from crawler.pace import Pace
from crawler.politeness import Gate, StoppedError, retry_after
from crawler.resolver import AddressRefusedError
from crawler.tls import HandshakeError, PolicyByHost, why_refused

#: Answers that ask for patience.
BUSY = frozenset({429, 503})
#: Name in the statistics of Scrapy: requests that were sent. Its own count knows also those that
#: waited in vain or were answered from the archive.
SENT = "gongkai/sent"
#: Key of ``request.meta``: the seconds that a host asked for, when they are too many.
TOO_LONG = "gongkai_too_long"


class PoliteSpider(Protocol):
    """What the handler needs of the spider: the gate of this run, and its visits."""

    gate: Gate

    def is_over(self, request: Request) -> bool:
        """Tell whether the visit that a request belongs to has ended."""


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the gate of the run, for both http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Certificates are not verified (crawler.tls): what is wrong with them is no news.
        logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)
        # Twisted would send a request again by itself when a kept connection breaks, at once
        # and unseen by the delay, the log and the archive.
        self._pool.retryAutomatically = False
        self._pool.cachedConnectionTimeout = crawler.settings.getint("GONGKAI_KEEP_ALIVE")
        hosts = crawler.settings.getlist("GONGKAI_LEGACY_TLS")
        self._tls = PolicyByHost(self._contextFactory, hosts)
        self._contextFactory = cast("Any", self._tls)
        self._pace = Pace()
        self._longest = crawler.settings.getfloat("GONGKAI_LONGEST_WAIT")
        self._busy_wait = crawler.settings.getfloat("GONGKAI_BUSY_WAIT")
        # Scrapy would throw away an answer that is too long; cut off, it is archived as such.
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()
        crawler.signals.connect(self._announced, signal=signals.headers_received)
        crawler.signals.connect(self._growing, signal=signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Resolve, wait for the turn, download; raises what the guard and the network raise."""
        spider = cast("PoliteSpider", self._crawler.spider)
        gate = spider.gate
        host = host_of(urlparse_cached(request).hostname or "")
        address = await self._address(host)
        async with gate.turn(host, address):
            if spider.is_over(request):
                raise StoppedError(request.url)
            self._received.pop(request, None)
            if self._crawler.stats is not None:
                self._crawler.stats.inc_value(SENT)
            response = await self._download(request, host)
            if response.status in BUSY:
                self._be_patient(gate, host, request, response)
        await self._pace.turn()
        return response

    async def _download(self, request: Request, host: str) -> Response:
        try:
            return _as_received(await super().download_request(request))
        except DownloadFailedError as error:
            if (why := why_refused(error)) is None:
                raise
            hint = "" if self._tls.is_legacy(host) else "; tls=legacy in its row allows old TLS"
            raise HandshakeError(f"TLS with {host} failed ({why}){hint}") from error

    def _announced(self, body_length: Any) -> None:
        """Read nothing of a body that says it is too long; its length may be unknown."""
        if isinstance(body_length, int) and body_length > self._largest:
            raise StopDownload(fail=False)

    def _growing(self, data: bytes, request: Request) -> None:
        """Cut off a body that grows too long."""
        received = self._received[request] = self._received.get(request, 0) + len(data)
        if received > self._largest:
            raise StopDownload(fail=False)

    async def _address(self, host: str) -> str:
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor when imported

        resolver: Any = reactor
        try:
            # By way of the guarded resolver; an address that stands in the URL was checked there.
            address: str = await maybe_deferred_to_future(resolver.resolve(host))
        except AddressRefusedError as error:
            raise RefusedError(str(error)) from None
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error
        return address

    def _be_patient(self, gate: Gate, host: str, request: Request, response: Response) -> None:
        header = response.headers.get(b"Retry-After") or b""
        asked = retry_after(header.decode("latin-1"), dt.datetime.now(dt.UTC))
        seconds = self._busy_wait if asked is None else asked
        if seconds > self._longest:
            request.meta[TOO_LONG] = seconds
        else:
            gate.hold(host, seconds)


def _as_received(response: Response) -> Response:
    """Return a packed body as no text: Scrapy would guess what its bytes say, at some cost."""
    if not isinstance(response, TextResponse) or b"Content-Encoding" not in response.headers:
        return response
    kept = {name: getattr(response, name) for name in Response.attributes}
    return Response(**kept)
