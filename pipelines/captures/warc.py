"""One WARC file -> captures, visits and what could not be read.

The file is read twice. The first pass takes the ``metadata`` records alone: the crawl may add
one for a response long after it (another list names the same page), as long as the file is
open. It also gives the addresses that were not asked; list pages without news are passed over,
since no table has them. The second gives the captures, one body at a time. A file that grows meanwhile is read up
to where the first pass ended.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, Final

from pipelines.captures.answers import Answer, read_answer, read_resource
from pipelines.captures.coding import MAX_BODY, TooLargeError
from pipelines.captures.fields import (
    CONTEXT,
    REFUSED,
    VISIT,
    FieldsError,
    context_rank,
    parse_context,
    parse_fields,
    parse_refusal,
    parse_visit,
)
from pipelines.captures.records import MAX_BLOCK, Damage, Record, RecordError, WarcScan
from pipelines.captures.revisits import RevisitResolver
from pipelines.captures.sources import Source, SourceIssue
from pipelines.captures.times import parse_time
from pipelines.model import Capture, Context, Visit

#: Archives of this project say so in their warcinfo; in them a page without context was not
#: asked as a report or an attachment.
OWN_SOFTWARE: Final = "gongkai/"
#: Fields that tell the kinds of records, and the issue that is raised where one is not right.
_KINDS: Final = {VISIT: "visit", REFUSED: "refusal"}
_ANSWERS: Final = frozenset({"response", "revisit", "resource", "conversion"})
_HTTP: Final = ("http://", "https://")
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True)
class Refusal:
    """The record of an address that was not asked, and why; it is its own payload."""

    record: Record
    block: bytes
    reason: str


@dataclass(slots=True)
class WarcIndex:
    """What the first pass over a file gives; ``end`` is the offset behind what it read.

    ``refusals`` are those of the file by the id of their records; ``writers`` are the warcinfo
    records in the order of the file: offset, and whether the records behind it were written by
    this project. ``renderings`` are the ids of the pages that
    a browser has shown: what it made of them stands in a ``conversion`` record and is read in
    their place.
    """

    contexts: dict[str, Context] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    issues: list[SourceIssue] = field(default_factory=list)
    renderings: set[str] = field(default_factory=set)
    writers: list[tuple[int, bool]] = field(default_factory=list)
    end: int = 0

    def is_own(self, offset: int) -> bool:
        """Whether the record at this offset was written by this project."""
        before = bisect_right(self.writers, offset, key=lambda writer: writer[0])
        return before > 0 and self.writers[before - 1][1]


def read_warc(source: Source, resolver: RevisitResolver) -> Iterator[Capture | Visit | SourceIssue]:
    """Yield captures, addresses that were not asked, visits, and what was damaged.

    Each kind in the order of the file.
    """
    with _open(source) as file:
        if not file.read(1):
            yield SourceIssue(str(source.path), f"{source.path}: the file is empty", "empty")
            return
        index = _index(file, source)
        reader = _Reader(source, index, resolver)
        for item in WarcScan(file, _ANSWERS.__contains__, stop=index.end):
            if isinstance(item, Record):
                yield from reader.read(item)
        yield from map(reader.refused, index.refusals.values())
        yield from index.visits
        yield from index.issues


def read_record(
    source: Source, offset: int, record_id: str | None, resolver: RevisitResolver
) -> Capture | SourceIssue:
    """Read the one capture whose record begins at ``offset``, with its context.

    Where the archive keeps several records in one gzip member ``record_id`` tells which.
    """
    with _open(source) as file:
        status = os.fstat(file.fileno())
        index = _kept_index(source, status.st_size, status.st_mtime_ns)
        reader = _Reader(source, index, resolver)
        refusal = index.refusals.get(record_id or "")
        if refusal is not None and refusal.record.offset == offset:
            return reader.refused(refusal)
        for item in WarcScan(file, _ANSWERS.__contains__, start=offset):
            if isinstance(item, Damage) or item.offset != offset:
                break
            if record_id is None or item.id == record_id:
                captures = [found for found in reader.read(item) if isinstance(found, Capture)]
                if captures:
                    return captures[0]
    return SourceIssue(
        str(source.path),
        f"{source.path}: there is no answer to read at byte {offset}; "
        "was the file exchanged since it was extracted?",
        "damaged",
        offset,
    )


def _open(source: Source) -> BinaryIO:
    """Open the file, under its final name if it was renamed since it was listed."""
    try:
        return source.path.open("rb")
    except FileNotFoundError:
        return source.path.with_name(source.warc_file).open("rb")


@lru_cache(maxsize=8)
def _kept_index(source: Source, size: int, modified: int) -> WarcIndex:
    """Index of a file as it is now, kept for the next record that is read from it alone."""
    del size, modified  # part of the key: a file that changed is read again
    with _open(source) as file:
        return _index(file, source)


def _index(file: BinaryIO, source: Source) -> WarcIndex:
    """First pass: contexts by record id, visits, writers, and what is damaged."""
    index = WarcIndex()
    scan = WarcScan(file, {"metadata", "warcinfo"}.__contains__)
    read_any = False
    for item in scan:
        if isinstance(item, Damage):
            index.issues.append(_damage(source, item, read_any=read_any))
            continue
        read_any = True
        if item.type == "conversion":
            index.renderings.add(item.headers.get("warc-refers-to", ""))
        if item.block is not None and item.type == "metadata":
            _take_metadata(index, source, item, item.block)
        elif item.block is not None and item.type == "warcinfo":
            software = parse_fields(item.block).get("software", "")
            index.writers.append((item.offset, software.lower().startswith(OWN_SOFTWARE)))
    index.end = scan.end
    return index


def _damage(source: Source, damage: Damage, *, read_any: bool) -> SourceIssue:
    where = f"{source.path}: at byte {damage.offset}"
    if damage.last and not read_any:
        message = f"{source.path}: this is no WARC file, nothing was read ({damage.message})"
        return SourceIssue(str(source.path), message, "not_a_warc", damage.offset)
    if damage.torn:
        message = f"{where} {damage.message}; everything before was read"
        return SourceIssue(str(source.path), message, "torn", damage.offset)
    message = f"{where} {damage.message}; what stands there cannot be read"
    return SourceIssue(str(source.path), message, "damaged", damage.offset)


def _take_metadata(index: WarcIndex, source: Source, record: Record, block: bytes) -> None:
    fields = parse_fields(block)
    kind = next((kind for name, kind in _KINDS.items() if name in fields), "context")
    problems: list[str] = []
    try:
        if VISIT in fields:
            visit, problems = parse_visit(fields)
            index.visits.append(visit)
        elif CONTEXT in fields:
            context, problems = parse_context(fields)
            _keep_smallest(index.contexts, record, context)
        elif REFUSED in fields and record.id is not None and _is_page(record.uri):
            index.refusals[record.id] = Refusal(record, block, parse_refusal(fields))
    except FieldsError as error:
        problems = [str(error)]
    index.issues.extend(
        SourceIssue(
            str(source.path),
            f"{source.path}: at byte {record.offset} a metadata record: {problem}",
            kind,
            record.offset,
        )
        for problem in problems
    )


def _keep_smallest(contexts: dict[str, Context], record: Record, context: Context) -> None:
    refers_to = record.headers.get("warc-refers-to") or record.headers.get("warc-concurrent-to")
    if refers_to is None:
        return
    known = contexts.get(refers_to)
    if known is None or context_rank(context) < context_rank(known):
        contexts[refers_to] = context


def _is_page(url: str | None) -> bool:
    return url is not None and url.lower().startswith(_HTTP)


class _Reader:
    """Second pass: one record -> its capture, or why there is none."""

    def __init__(self, source: Source, index: WarcIndex, resolver: RevisitResolver) -> None:
        self._source = source
        self._index = index
        self._resolver = resolver

    def read(self, record: Record) -> Iterator[Capture | SourceIssue]:
        url = record.uri
        if record.type not in _ANSWERS or url is None or not _is_page(url):
            return
        if self._is_passed_over(record):
            return
        if record.type == "revisit" and not self._asked(record):
            return  # a list page as before: nothing is read from it, so nothing is looked up
        try:
            yield from self._read_answer(record, url)
        except TooLargeError:
            yield self._issue(record, f"the body is larger than {MAX_BODY} bytes", "too_large")
        except RecordError as error:
            yield self._issue(record, str(error), "http")

    def _is_passed_over(self, record: Record) -> bool:
        """Whether another record is read in place of this one.

        Of this project's archives the rendering of a page is read and not the page; what other
        programs convert (to text, to pictures) is no capture.
        """
        own = self._index.is_own(record.offset)
        if record.type == "conversion":
            return not own
        return own and record.id in self._index.renderings

    def _read_answer(self, record: Record, url: str) -> Iterator[Capture | SourceIssue]:
        if record.block is None:
            yield self._issue(record, f"it is larger than {MAX_BLOCK} bytes", "too_large")
            return
        if record.type == "revisit":
            answer = self._revisited(record, record.block)
            if answer is None:
                message = "a revisit whose original is in none of the archives at hand"
                yield self._issue(record, message, "revisit_without_original")
                return
        elif record.type in {"resource", "conversion"}:
            answer = read_resource(record, record.block)
        else:
            answer = read_answer(record, record.block)
        yield from self._remarks(record, answer)
        yield self._capture(record, url, answer)

    def _revisited(self, record: Record, block: bytes) -> Answer | None:
        """Answer of the original under the headers of the revisit, as far as it has its own."""
        original = self._resolver.resolve(record)
        if original is None:
            return None
        own = read_answer(record, block) if block.strip() else None
        if own is None:
            return original
        not_modified = own.status == _NOT_MODIFIED
        return Answer(
            status=original.status if not_modified else own.status,
            content_type=own.content_type or original.content_type,
            location=original.location if not_modified else own.location,
            body=original.body,
            problems=original.problems,
        )

    def refused(self, refusal: Refusal) -> Capture:
        """Capture of an address that was not asked: it has no answer, so no status.

        Its body is the record that says so, hence one payload for one reason, which no answer has.
        """
        record = refusal.record
        return Capture(
            body=refusal.block,
            payload_sha256=hashlib.sha256(refusal.block).hexdigest(),
            url=record.uri,
            fetched_at=parse_time(record.headers.get("warc-date")),
            warc_file=self._source.warc_file,
            warc_offset=record.offset,
            warc_record_id=record.id,
            refused=refusal.reason,
            context=self._index.contexts.get(record.id or "") or Context(),
        )

    def _asked(self, record: Record) -> bool:
        return self._page(record) in self._index.contexts or not self._index.is_own(record.offset)

    def _page(self, record: Record) -> str:
        """Id of the record that contexts refer to: of a rendering, that of its page."""
        named = record.headers.get("warc-refers-to") if record.type == "conversion" else record.id
        return named or ""

    def _remarks(self, record: Record, answer: Answer) -> Iterator[SourceIssue]:
        cut = record.headers.get("warc-truncated")
        # That its payload was left out is the point of a revisit: WARC 1.1, 6.7.2.
        if cut is not None and not (record.type == "revisit" and cut == "length"):
            yield self._issue(record, f"the archive says that the answer was cut ({cut})", "cut")
        for kind, message in answer.problems:
            yield self._issue(record, message, kind)
        if "warc-segment-number" in record.headers:
            yield self._issue(record, "a first segment; the others were not joined", "segmented")
        if parse_time(record.headers.get("warc-date")) is None:
            printed = record.headers.get("warc-date", "")
            yield self._issue(record, f"its date cannot be read: {printed[:40]!r}", "date")

    def _capture(self, record: Record, url: str, answer: Answer) -> Capture:
        return Capture(
            body=answer.body,
            payload_sha256=hashlib.sha256(answer.body).hexdigest(),
            url=url,
            fetched_at=parse_time(record.headers.get("warc-date")),
            http_status=answer.status,
            content_type=answer.content_type,
            location=answer.location,
            warc_file=self._source.warc_file,
            warc_offset=record.offset,
            warc_record_id=record.id,
            asked=self._asked(record),
            is_revisit=record.type == "revisit",
            is_cut=record.headers.get("warc-truncated", "length") != "length",
            context=self._index.contexts.get(self._page(record)) or Context(),
        )

    def _issue(self, record: Record, message: str, kind: str) -> SourceIssue:
        where = f"{self._source.path}: at byte {record.offset}, {record.uri}"
        return SourceIssue(
            str(self._source.path), f"{where}: {message}", kind, record.offset, record.uri
        )
