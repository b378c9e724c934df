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
``gongkai_record``
    Set when the response is on disk: its :class:`~crawler.warc_writer.RecordRef`.

The signal :data:`archive_file_closed` is sent with ``path`` for every finished file. The
writer, for visits and late contexts, is ``archive_of(crawler)``; it closes when the engine has
stopped, after the handlers of ``spider_closed``.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from crawler.http_message import Headers, HttpRequest, HttpResponse
from crawler.warc_writer import DEFAULT_MAX_BYTES, ArchiveError, WarcWriter
from pipelines.schema import EXTRACTOR_VERSION

ORDER: Final = 860
CONTEXTS: Final = "gongkai_contexts"
RECORD: Final = "gongkai_record"
SOFTWARE: Final = f"gongkai/{EXTRACTOR_VERSION}"

#: Sent with ``path: Path`` when a WARC file has its final name.
archive_file_closed: Final = object()

#: Flags by which Scrapy says that a body is not whole, as WARC-Truncated names the reasons.
TRUNCATED: Final = {"dataloss": "disconnect", "download_stopped": "length"}

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
        self.writer = WarcWriter(
            folder,
            prefix=crawler.settings.get("GONGKAI_ARCHIVE_PREFIX") or "gongkai",
            software=SOFTWARE,
            max_bytes=crawler.settings.getint("GONGKAI_ARCHIVE_MAX_BYTES", DEFAULT_MAX_BYTES),
            on_close=self._tell,
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
        """Forget the record of an earlier answer: retries and redirects carry its meta."""
        request.meta.pop(RECORD, None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange; the response is handed on only once it is on disk.

        Raises :class:`ArchiveError`, and ends the crawl, where it cannot be written.
        """
        if response.protocol is None or "cached" in response.flags:
            return response
        try:
            request.meta[RECORD] = self.writer.write_exchange(
                _request(request, response),
                _response(response),
                request.meta.get(CONTEXTS, ()),
                fetched_at=dt.datetime.now(dt.UTC),
            )
        except ArchiveError as error:
            self._stop(error)
            raise
        return response

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
            self.writer.close()
        except ArchiveError as error:
            logger.error("%s", error)  # noqa: TRY400 - one line is what an operator can use


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
