"""The archive of a crawl: exchanges, and what the crawl knew beside them, as WARC 1.1.

Written record by record into one file after another; how a file stays whole is told in
:mod:`crawler.warc_file`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from warcio.recordloader import ArcWarcRecord

from crawler.conditional import (
    IDENTICAL,
    KnownRecord,
    payload_digest,
    revisit_profile,
    validators,
)
from crawler.http_message import (
    HttpRequest,
    HttpResponse,
    later_protocol,
    request_head,
    response_head,
    target_uri,
)
from crawler.warc_file import ArchiveError, OpenFile, recover
from pipelines.captures.fields import (
    UnchangedList,
    context_block,
    refusal_block,
    unchanged_list_block,
    visit_block,
)
from pipelines.captures.revisits import REFERS_TO_FILE, REFERS_TO_OFFSET
from pipelines.captures.times import format_time
from pipelines.model import Context, Visit

__all__ = ["DEFAULT_MAX_BYTES", "ArchiveError", "RecordRef", "WarcWriter", "recover", "utc_now"]

DEFAULT_MAX_BYTES: Final = 1024 * 1024 * 1024

#: Header of a ``conversion`` record: which browser made it, and which program asked it to.
RENDERED_BY: Final = "Gongkai-Rendered-By"

_Headers = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Where an answer stands: ``file`` is the final base name, ``offset`` in bytes.

    ``known`` is what the next request of this address should know: the record that holds the
    body (this one, or the one that it repeats), with the validators of this answer.
    """

    record_id: str
    file: str
    offset: int
    url: str
    known: KnownRecord
    date: dt.datetime

    @property
    def payload_digest(self) -> str:
        """Digest of the body, which stands here or in the record that this one repeats."""
        return self.known.payload_digest

    @property
    def is_revisit(self) -> bool:
        """Whether the answer brought nothing new: a revisit, or a list as before."""
        return self.known.record_id != self.record_id


def utc_now() -> dt.datetime:
    """Return the time of this machine, the clock of every crawl that is not given another."""
    return dt.datetime.now(dt.UTC)


class WarcWriter:
    """Writes exchanges, contexts and visits into one file after another.

    ``prefix`` begins the file names, ``software`` (``gongkai/0.1.0``) stands in the warcinfo.
    The file of an exchange is closed by the next exchange that finds it at ``max_bytes`` or
    more, so that contexts can still join the last one. ``on_close`` gets the path of every
    finished file. ``now`` is the clock of file names, and of records whose caller names no time.
    After :meth:`close` a further call begins a new file. Not for several threads at once.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        prefix: str = "gongkai",
        software: str,
        max_bytes: int = DEFAULT_MAX_BYTES,
        on_close: Callable[[Path], None] | None = None,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._folder = Path(folder)
        self._prefix = prefix
        self._software = software
        self._max_bytes = max_bytes
        self._on_close = on_close
        self._now = now
        self._open: OpenFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write_exchange(
        self,
        request: HttpRequest,
        response: HttpResponse,
        contexts: Sequence[Context] = (),
        *,
        fetched_at: dt.datetime,
        known: KnownRecord | None = None,
    ) -> RecordRef:
        """Write answer, request and contexts; they are on disk when this returns.

        The answer is a ``revisit`` record where it says that nothing changed since ``known``:
        a 304 to a conditional request, or a whole 200 with the same payload; else ``response``.
        Raises :class:`ArchiveError` where they cannot be written; the file then ends before
        them.
        """
        file = self._file_for_more()
        uri, date = target_uri(request.url), format_time(fetched_at)
        headers: _Headers = {
            **_target(uri, date),
            "WARC-Truncated": response.truncated,
            "WARC-Protocol": later_protocol(response),
        }
        if response.ip_address is not None:
            headers["WARC-IP-Address"] = str(response.ip_address)
        head = response_head(response, request.method)
        profile = revisit_profile(known, request, response)
        if known is not None and profile is not None:
            answer = file.record("revisit", b"", {**headers, **_refers(known, profile)}, head=head)
        else:
            known = None
            answer = file.record("response", response.body, headers, head=head)
        record_id = _id_of(answer)
        question = file.record(
            "request",
            request.body,
            {**_target(uri, date), "WARC-Concurrent-To": record_id},
            head=request_head(request),
        )
        beside = [_context_record(file, uri, date, record_id, context) for context in contexts]
        offset = file.append([answer, question, *beside])
        if known is None:
            digest = payload_digest(response.body)
            known = KnownRecord(digest, record_id, uri, fetched_at, file=file.name, offset=offset)
        now_known = seen_again(known, response)
        return RecordRef(record_id, file.name, offset, uri, now_known, fetched_at)

    def write_unchanged_list(
        self,
        request: HttpRequest,
        response: HttpResponse,
        known: KnownRecord,
        digest: str,
        *,
        fetched_at: dt.datetime,
    ) -> RecordRef:
        """Write, in place of a list page, that its entries are those of the page ``known``.

        ``digest`` is that of the entries. The page is not stored, nor is its request. Raises
        :class:`ArchiveError` where this cannot be written.
        """
        file = self._file_for_more()
        uri = target_uri(request.url)
        block = unchanged_list_block(
            UnchangedList(uri, fetched_at, digest, known.record_id, known.url, known.date)
        )
        headers = {**_target(uri, format_time(fetched_at)), "WARC-Refers-To": known.record_id}
        record = file.record("metadata", block, headers)
        offset = file.append([record])
        now_known = replace(seen_again(known, response), list_digest=digest)
        return RecordRef(_id_of(record), file.name, offset, uri, now_known, fetched_at)

    def write_refusal(
        self, url: str, reason: str, contexts: Sequence[Context], at: dt.datetime
    ) -> None:
        """Write that an address was not asked, with the contexts that name it.

        ``reason``: ``robots``, where robots.txt forbids it; the role of its row in ``captures``.
        Raises :class:`ArchiveError` where this cannot be written, :class:`ValueError` for
        another reason.
        """
        block = refusal_block(reason)
        file = self._file_for_more()
        uri, date = target_uri(url), format_time(at)
        record = file.record("metadata", block, _target(uri, date))
        record_id = _id_of(record)
        beside = [_context_record(file, uri, date, record_id, context) for context in contexts]
        file.append([record, *beside])

    def write_rendering(
        self, shown: RecordRef, body: bytes, media_type: str, renderer: str
    ) -> None:
        """Write what a browser made of a page, right behind the page: a ``conversion`` record.

        ``renderer`` names browser and program. Extraction reads it in place of the page, with
        the contexts of the page. Raises :class:`ArchiveError` where it cannot be written, and
        :class:`LookupError` where the file of the page is finished.
        """
        file = self._open
        if file is None or file.name != shown.file:
            raise LookupError(f"{shown.url}: the file of its page is finished")
        headers: _Headers = {
            **_target(shown.url, format_time(self._now())),
            "WARC-Refers-To": shown.record_id,
            RENDERED_BY: renderer,
        }
        file.append([file.record("conversion", body, headers, media_type=media_type)])

    def add_context(
        self, record_ref: RecordRef, context: Context, *, at: dt.datetime | None = None
    ) -> bool:
        """Write one more context of an earlier response; false when its file is closed.

        ``at`` is the time of the record, now by default.
        """
        file = self._open
        if file is None or file.name != record_ref.file:
            return False
        date = format_time(at or self._now())
        record = _context_record(file, record_ref.url, date, record_ref.record_id, context)
        file.append([record])
        return True

    def write_visit(self, visit: Visit) -> None:
        """Write the record with which a crawl ends a portal."""
        file = self._file()
        headers = {"WARC-Date": format_time(visit.ended_at)}
        file.append([file.record("metadata", visit_block(visit), headers)])

    def close(self) -> None:
        """Finish the file that is open, if any, under its final name."""
        if self._open is None:
            return
        file, self._open = self._open, None
        path = file.finish()
        if self._on_close is not None:
            self._on_close(path)

    def _file_for_more(self) -> OpenFile:
        if self._open is not None and self._open.size >= self._max_bytes:
            self.close()
        return self._file()

    def _file(self) -> OpenFile:
        if self._open is None:
            self._open = OpenFile.create(self._folder, self._prefix, self._software, self._now())
        return self._open


def seen_again(known: KnownRecord, response: HttpResponse) -> KnownRecord:
    """Return what is known of an address after this answer: the validators are its own.

    A 304 that repeats none leaves those that it confirms.
    """
    etag, last_modified = validators(response.headers)
    if response.status == HTTPStatus.NOT_MODIFIED:
        etag, last_modified = etag or known.etag, last_modified or known.last_modified
    return replace(known, etag=etag, last_modified=last_modified, list_digest=None)


def _target(uri: str, date: str) -> _Headers:
    return {"WARC-Target-URI": uri, "WARC-Date": date}


def _refers(known: KnownRecord, profile: str) -> _Headers:
    place: _Headers = {}
    if known.offset >= 0:
        place = {REFERS_TO_FILE: known.file, REFERS_TO_OFFSET: str(known.offset)}
    return {
        **place,
        "WARC-Profile": profile,
        "WARC-Refers-To": known.record_id,
        "WARC-Refers-To-Target-URI": known.url,
        "WARC-Refers-To-Date": format_time(known.date),
        # In both profiles the payload is that of the original.
        "WARC-Payload-Digest": known.payload_digest,
        # WARC 1.1, 6.7.2: "shall be used for any identical-digest truncation".
        "WARC-Truncated": "length" if profile == IDENTICAL else None,
    }


def _id_of(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _context_record(
    file: OpenFile, uri: str, date: str, record_id: str, context: Context
) -> ArcWarcRecord:
    headers = {**_target(uri, date), "WARC-Refers-To": record_id}
    return file.record("metadata", context_block(context), headers)
