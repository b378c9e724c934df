"""Downloader middleware: gives an answer from the archive that a killed crawl left there.

It stands behind the archive, right before the wire, so that what is given goes
the way of an answer that just came: decoded, followed, judged. It is archived already, so the
archive leaves it alone.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Final, Protocol, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from warcio.statusandheaders import StatusAndHeadersParser

from crawler.archive import KNOWN, RECORD
from crawler.conditional import KnownRecord, payload_digest, validators
from crawler.leftovers import Leftover, Leftovers
from crawler.middlewares import TASK
from crawler.tasks import Task
from crawler.visit import PortalVisit
from crawler.warc_writer import RecordRef
from pipelines.captures.records import Record, WarcScan

#: Answers that need not be asked for again; a failure may be another the next time.
_GIVEN: Final = frozenset({200, 301, 302, 303, 304, 307, 308, 404, 410})
_NOT_MODIFIED: Final = 304
_HEAD: Final = StatusAndHeadersParser(["HTTP/1.1", "HTTP/1.0", "HTTP/2", "HTTP/2.0"], verify=False)


class ReplayingSpider(Protocol):
    """What this middleware needs of the spider."""

    leftovers: Leftovers

    def visit_of(self, request: Request) -> PortalVisit:
        """Return the visit that a request belongs to."""


class ReplayMiddleware:
    """Answers, once each, what visits that go on had asked before they were killed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Return the archived answer, or None where it must be asked for."""
        task: Task | None = request.meta.get(TASK)
        if task is None:
            return None
        spider = cast("ReplayingSpider", self._crawler.spider)
        visit = spider.visit_of(request)
        if not visit.goes_on:
            return None
        found = spider.leftovers.take(
            request.method, request.url, request.body, task.contexts, visit.started_at
        )
        return None if found is None else _answer(request, found)


def _answer(request: Request, found: Leftover) -> Response | None:
    with found.path.open("rb") as file:
        record = next(
            iter(WarcScan(file, {"response", "revisit"}.__contains__, start=found.offset))
        )
    if not isinstance(record, Record) or record.block is None:
        return None
    stream = BytesIO(record.block)
    head = _HEAD.parse(stream)
    status, body = int(head.get_statuscode()), stream.read()
    headers = Headers()
    for name, value in head.headers:
        headers.appendlist(name, value)
    if record.type == "revisit":
        known = _repeated(request, record)
        status, body = _NOT_MODIFIED, b""
    else:
        digest = payload_digest(body)
        known = KnownRecord(digest, found.record_id, found.url, found.date)
        known = replace(known, file=found.path.name, offset=found.offset)
    if known is None or status not in _GIVEN:
        return None
    tag, modified = validators(tuple((n, v) for n in headers for v in headers.getlist(n)))
    known = replace(known, etag=tag or known.etag, last_modified=modified or known.last_modified)
    request.meta[RECORD] = RecordRef(
        found.record_id, found.path.name, found.offset, found.url, known, found.date
    )
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(request.url, status=status, headers=headers, body=body, flags=["cached"])


def _repeated(request: Request, record: Record) -> KnownRecord | None:
    """Return the record that a revisit repeats; an equal 200 is told as not modified."""
    known: KnownRecord | None = request.meta.get(KNOWN)
    original = record.headers.get("warc-refers-to")
    return known if known is not None and known.record_id == original else None
