"""Downloader middleware: every response that comes over the wire goes into a WARC file.

Pages, redirects, 304, errors that will be retried, robots.txt: everything passes here. The
middleware stands at :data:`ORDER` (860), on the downloader's side of retry (550), compression
(590), redirect (600) and cookies (700), so it sees bodies as received, with their
``Content-Encoding``, and answers that others swallow. Responses that no server sent (a cache,
a guard, ``data:`` addresses) have no protocol and are not archived.

Settings:

``GONGKAI_ARCHIVE_DIR``
    Folder of the WARC files; without it the middleware is off.
``GONGKAI_ARCHIVE_MAX_BYTES``
    Size at which a file is finished and the next begun; 1 GiB by default.
``GONGKAI_ARCHIVE_PREFIX``
    How file names begin; ``gongkai`` by default.

``DOWNLOAD_FAIL_ON_DATALOSS`` should be false: then an answer that breaks off is archived, with
``WARC-Truncated``, and not lost.

In ``request.meta``:

``gongkai_contexts``
    List of :class:`~pipelines.model.Context` to write beside the response. A response without
    one counts as not asked (a list page, robots.txt). Redirects and retries keep it.
``gongkai_known``
    :class:`~crawler.conditional.KnownRecord` of the last good answer. The request of that
    address becomes conditional, and an answer without news a ``revisit`` record.
``gongkai_hold``
    True for a list page: a whole 200 is held back until its reader has called
    :func:`store_held`, or :func:`store_unchanged` where its entries are those of a page stored
    before. What nobody settles is stored when the request is asked again, when too many wait,
    and at the end of the crawl; a killed crawl asks the list again.
``gongkai_record``
    Set when the answer is on disk: its :class:`~crawler.warc_writer.RecordRef`, with what the
    next request of the address should know.

The clock is ``spider.now``, a function that gives the time in UTC, where the spider has one.

The signal :data:`archive_file_closed` is sent with ``path`` for every finished file. The
writer, for visits and late contexts, is ``archive_of(crawler)``; it closes when the engine has
stopped, after the handlers of ``spider_closed``.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from crawler.conditional import (
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    KnownRecord,
    condition,
    revisit_profile,
)
from crawler.http_message import Headers, HttpRequest, HttpResponse
from crawler.warc_writer import DEFAULT_MAX_BYTES, ArchiveError, RecordRef, WarcWriter, utc_now
from pipelines.model import Context
from pipelines.schema import EXTRACTOR_VERSION

ORDER: Final = 860
CONTEXTS: Final = "gongkai_contexts"
KNOWN: Final = "gongkai_known"
HOLD: Final = "gongkai_hold"
#: The answer that is held back; for the functions of this module alone.
HELD: Final = "gongkai_held"
RECORD: Final = "gongkai_record"
SOFTWARE: Final = f"gongkai/{EXTRACTOR_VERSION}"

#: Sent with ``path: Path`` when a WARC file has its final name.
archive_file_closed: Final = object()

#: Flags by which Scrapy says that a body is not whole, as WARC-Truncated names the reasons.
TRUNCATED: Final = {"dataloss": "disconnect", "download_stopped": "length"}

#: List pages that wait at a time; with more, the oldest is stored.
_MOST_HELD: Final = 256

logger = logging.getLogger(__name__)


def archive_of(crawler: Crawler) -> WarcWriter:
    """Writer of a running crawl; raises :class:`LookupError` where the archive is off."""
    middleware = crawler.get_downloader_middleware(ArchiveMiddleware)
    if middleware is None:
        raise LookupError("the archive middleware is not enabled; set GONGKAI_ARCHIVE_DIR")
    return middleware.writer


class ArchiveMiddleware:
    """Archives what the downloader gives, before anything else sees it."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._failed = False
        self._held: dict[_Held, None] = {}
        self.writer = WarcWriter(
            folder,
            prefix=crawler.settings.get("GONGKAI_ARCHIVE_PREFIX") or "gongkai",
            software=SOFTWARE,
            max_bytes=crawler.settings.getint("GONGKAI_ARCHIVE_MAX_BYTES", DEFAULT_MAX_BYTES),
            on_close=self._tell,
            now=self._now,
        )
        crawler.signals.connect(self._close, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the settings; raises ``NotConfigured`` without a folder."""
        folder = crawler.settings.get("GONGKAI_ARCHIVE_DIR")
        if not folder:
            raise NotConfigured("GONGKAI_ARCHIVE_DIR is not set")
        return cls(crawler, Path(folder))

    def process_request(self, request: Request) -> None:
        """Forget the record of an earlier answer and ask conditionally, where that can be done.

        Retries and redirects carry the meta and the headers of the request before them.
        """
        waiting: _Held | None = request.meta.pop(HELD, None)
        if waiting is not None:
            self.settle(waiting)
        request.meta.pop(RECORD, None)
        known: KnownRecord | None = request.meta.get(KNOWN)
        if known is None:
            return
        for name in (IF_NONE_MATCH, IF_MODIFIED_SINCE):
            request.headers.pop(name, None)
        for name, value in condition(known, request.url, request.method).items():
            request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange; the response is handed on only once it is on disk, or held.

        Raises :class:`ArchiveError`, and ends the crawl, where it cannot be written.
        """
        if response.protocol is None or "cached" in response.flags:
            return response
        exchange = _Held(
            middleware=self,
            request=_request(request, response),
            response=_response(response),
            contexts=request.meta.get(CONTEXTS, ()),
            fetched_at=self._now(),
            known=request.meta.get(KNOWN),
        )
        whole = exchange.response.status == HTTPStatus.OK and exchange.response.truncated is None
        if request.meta.get(HOLD) and whole:
            request.meta[HELD] = exchange
            self._held[exchange] = None
            if len(self._held) > _MOST_HELD:
                self.settle(next(iter(self._held)))
        else:
            request.meta[RECORD] = self.settle(exchange)
        return response

    def settle(
        self, exchange: _Held, same_as: KnownRecord | None = None, digest: str = ""
    ) -> RecordRef:
        """Write an exchange, once; ``same_as`` and ``digest`` where only its list is as before.

        Raises :class:`ArchiveError`, and ends the crawl, where it cannot be written.
        """
        self._held.pop(exchange, None)
        if exchange.record is not None:
            return exchange.record
        known, response = exchange.known, exchange.response
        if known is not None and known.list_digest is not None and _not_modified(exchange, known):
            # What was confirmed is a page that was not stored, not the body of that record.
            same_as, digest = known, known.list_digest
        try:
            if same_as is not None:
                exchange.record = self.writer.write_unchanged_list(
                    exchange.request, response, same_as, digest, fetched_at=exchange.fetched_at
                )
            else:
                exchange.record = self.writer.write_exchange(
                    exchange.request,
                    response,
                    exchange.contexts,
                    fetched_at=exchange.fetched_at,
                    known=known,
                )
        except ArchiveError as error:
            self._stop(error)
            raise
        return exchange.record

    def _now(self) -> dt.datetime:
        clock: Callable[[], dt.datetime] = getattr(self._crawler.spider, "now", utc_now)
        return clock()

    def _stop(self, error: ArchiveError) -> None:
        """End the crawl: an answer that is not archived must not be asked for again and again."""
        if self._failed:
            return
        self._failed = True
        logger.error("%s", error)
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="archive_failed"))

    def _tell(self, path: Path) -> None:
        self._crawler.signals.send_catch_log(archive_file_closed, path=path)

    def _close(self) -> None:
        try:
            for exchange in tuple(self._held):
                self.settle(exchange)
            self.writer.close()
        except ArchiveError as error:
            logger.error("%s", error)  # noqa: TRY400 - one line is what an operator can use


@dataclass(slots=True, eq=False)
class _Held:
    """One exchange until it is written; ``record`` from then on."""

    middleware: ArchiveMiddleware
    request: HttpRequest
    response: HttpResponse
    contexts: Sequence[Context]
    fetched_at: dt.datetime
    known: KnownRecord | None
    record: RecordRef | None = None


def held(request: Request) -> bool:
    """Tell whether the answer of this request waits to be stored."""
    waiting: _Held | None = request.meta.get(HELD)
    return waiting is not None and waiting.record is None


def store_held(request: Request) -> RecordRef:
    """Store the answer of this request if it was held back; return its record in any case.

    Raises :class:`ArchiveError`, and ends the crawl, where it cannot be written, and
    :class:`LookupError` where the request has no answer.
    """
    waiting: _Held | None = request.meta.pop(HELD, None)
    if waiting is not None:
        request.meta[RECORD] = waiting.middleware.settle(waiting)
    if RECORD not in request.meta:
        raise LookupError(f"{request.url}: no answer was archived")
    record: RecordRef = request.meta[RECORD]
    return record


def store_unchanged(request: Request, known: KnownRecord, digest: str) -> RecordRef:
    """Write, in place of the list page that was held back, that it lists what ``known`` lists.

    ``digest`` is that of the entries. A page that was stored meanwhile stays so. Returns its
    record, whose ``known`` is to be kept. Raises as :func:`store_held` does.
    """
    waiting: _Held | None = request.meta.get(HELD)
    if waiting is not None:
        waiting.middleware.settle(waiting, known, digest)
    return store_held(request)


def _not_modified(exchange: _Held, known: KnownRecord) -> bool:
    return revisit_profile(known, exchange.request, exchange.response) == NOT_MODIFIED


def _request(request: Request, response: Response) -> HttpRequest:
    return HttpRequest(
        url=response.url,
        method=request.method,
        headers=_headers(request.headers),
        body=request.body,
    )


def _response(response: Response) -> HttpResponse:
    return HttpResponse(
        status=response.status,
        headers=_headers(response.headers),
        body=response.body,
        protocol=response.protocol or "HTTP/1.1",
        ip_address=response.ip_address,
        truncated=next((TRUNCATED[flag] for flag in response.flags if flag in TRUNCATED), None),
    )


def _headers(headers: ScrapyHeaders) -> Headers:
    return tuple((name, value) for name in headers for value in headers.getlist(name))
