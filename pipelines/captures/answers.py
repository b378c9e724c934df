"""From the block of a WARC record to the answer of a server: status, headers, decoded body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Final
from urllib.parse import urljoin

from warcio.bufferedreaders import ChunkedDataReader

from pipelines.captures.coding import decode_content
from pipelines.captures.records import HeaderParser, Record, RecordError

_HTTP_HEADER = HeaderParser([], strict=False)
_STATUS_DIGITS: Final = 3
#: Answers that have no body, whatever length they print.
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer after transfer and content decoding.

    ``location`` is absolute. ``problems`` are pairs of kind and message: ``cut`` where the body
    is shorter than its header says, ``encoding`` where it could not be decoded.
    """

    status: int | None
    content_type: str | None
    location: str | None
    body: bytes
    problems: tuple[tuple[str, str], ...] = ()


def read_answer(record: Record, block: bytes) -> Answer:
    """Answer in the block of a ``response`` or ``revisit`` record.

    Raises :class:`RecordError` where it is no HTTP answer, and
    :class:`~pipelines.captures.coding.TooLargeError` for a body beyond the limit.
    """
    stream = BytesIO(block)
    protocol, status_line, pairs = _HTTP_HEADER.parse(stream)
    if not protocol.upper().startswith("HTTP/"):
        raise RecordError(f"it is no HTTP answer: it begins with {protocol[:40]!r}")
    headers: dict[str, str] = {}
    for name, value in pairs:
        # Only the codings may be spread over several headers; of all others the first counts.
        if name == "content-encoding" and name in headers:
            headers[name] += f",{value}"
        else:
            headers.setdefault(name, value)
    status = _status(status_line)
    body = stream.read()
    problems: list[tuple[str, str]] = []
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    elif status not in _BODILESS and (missing := _missing(headers, body)):
        problems.append(("cut", f"the body lacks {missing} bytes of what its header says"))
    decoded = decode_content(body, headers.get("content-encoding"))
    if decoded.problem is not None:
        problems.append(("encoding", decoded.problem))
    return Answer(
        status=status,
        content_type=headers.get("content-type"),
        location=_absolute(record.uri, headers.get("location")),
        body=decoded.body,
        problems=tuple(problems),
    )


def read_resource(record: Record, block: bytes) -> Answer:
    """Answer in a ``resource`` record: the body alone, as another program stored it."""
    decoded = decode_content(block, None)
    return Answer(None, record.headers.get("content-type"), None, decoded.body)


def _status(status_line: str) -> int:
    code = status_line[:_STATUS_DIGITS]
    rest = status_line[_STATUS_DIGITS:]
    plain = len(code) == _STATUS_DIGITS and code.isascii() and code.isdigit()
    if not plain or (rest and not rest.startswith(" ")):
        raise RecordError(f"its status line has no status: {status_line[:40]!r}")
    return int(code)


def _missing(headers: Mapping[str, str], body: bytes) -> int:
    printed = headers.get("content-length", "")
    declared = int(printed) if re.fullmatch(r"[0-9]{1,18}", printed) else 0
    return max(0, declared - len(body))


def _absolute(url: str | None, location: str | None) -> str | None:
    if url is None or location is None:
        return location
    try:
        return urljoin(url, location)
    except ValueError:
        return location
