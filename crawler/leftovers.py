"""Answers that a killed crawl archived and did not get to take in.

A record that is whole need not be asked for again: the next crawl reads it from the archive,
as if it had just come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from crawler.http_message import target_uri
from pipelines.captures.fields import FieldsError, parse_context, parse_fields
from pipelines.captures.records import Record, WarcScan
from pipelines.captures.times import parse_time
from pipelines.model import Context

_WANTED: Final = frozenset({"request", "metadata"})


@dataclass(frozen=True, slots=True)
class Leftover:
    """One response or revisit record that nobody took in: where it stands, and beside what.

    ``method`` and ``form`` are those of its request record.
    """

    path: Path
    offset: int
    record_id: str
    url: str
    date: dt.datetime
    method: str = ""
    form: bytes = b""
    contexts: frozenset[Context] = frozenset()


class Leftovers:
    """What was left in some archive files; ``is_known`` tells of a record id that it was taken in.

    The files are read once, from end to end, when that is first needed.
    """

    def __init__(self, paths: Iterable[Path] = (), is_known: Callable[[str], bool] = bool) -> None:
        self._paths = list(paths)
        self._is_known = is_known
        self._found: dict[tuple[str, str, bytes], Leftover] | None = None

    def take(
        self, method: str, url: str, form: bytes, contexts: Iterable[Context], since: dt.datetime
    ) -> Leftover | None:
        """Return the answer of a request, once; None where there is none that says all.

        It must not be older than ``since`` and have all the ``contexts`` beside it.
        """
        if self._found is None:
            self._found = {}
            for path in self._paths:
                self._found |= {(o.method, o.url, o.form): o for o in _read(path, self._is_known)}
        found = self._found.pop((method, target_uri(url), form), None)
        if found is None or found.date < since or not found.contexts.issuperset(contexts):
            return None
        return found


def _read(path: Path, is_known: Callable[[str], bool]) -> Iterable[Leftover]:
    found: dict[str, Leftover] = {}
    with path.open("rb") as file:
        for record in WarcScan(file, _WANTED.__contains__):
            if isinstance(record, Record):
                _take(path, record, found, is_known)
    # Of an answer whose request was torn off nobody knows what it answered.
    return [one for one in found.values() if one.method]


def _take(
    path: Path, record: Record, found: dict[str, Leftover], is_known: Callable[[str], bool]
) -> None:
    refers = record.headers.get("warc-refers-to", "")
    beside = record.headers.get("warc-concurrent-to", "")
    if record.type in {"response", "revisit"}:
        date = parse_time(record.headers.get("warc-date", ""))
        # A revisit may leave the body out, which is no loss.
        whole = record.type == "revisit" or "warc-truncated" not in record.headers
        if record.id and record.uri and date and whole and not is_known(record.id):
            found[record.id] = Leftover(path, record.offset, record.id, record.uri, date)
    elif record.type == "request" and beside in found and record.block is not None:
        head, _, form = record.block.partition(b"\r\n\r\n")
        method = head.partition(b" ")[0].decode("latin-1")
        found[beside] = replace(found[beside], method=method, form=form)
    elif record.type == "metadata" and refers in found and record.block is not None:
        try:
            context, _ = parse_context(parse_fields(record.block))
        except FieldsError:
            return
        found[refers] = replace(found[refers], contexts=found[refers].contexts | {context})
