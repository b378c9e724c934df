"""From the block of a WARC record to the answer of a server: status, headers, decoded body."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import urljoin

from warcio.bufferedreaders import ChunkedDataReader

from pipelines.captures.coding import decode_content
from pipelines.captures.records import HeaderParser, Record, RecordError

_HTTP_HEADER = HeaderParser([], strict=False)
_STATUS_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer after transfer and content decoding.

    ``location`` is absolute; ``problem`` says what of the body could not be decoded.
    """

    status: int | None
    content_type: str | None
    location: str | None
    body: bytes
    problem: str | None = None


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
    body = stream.read()
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    decoded = decode_content(body, headers.get("content-encoding"))
    return Answer(
        status=_status(status_line),
        content_type=headers.get("content-type"),
        location=_absolute(record.uri, headers.get("location")),
        body=decoded.body,
        problem=decoded.problem,
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


def _absolute(url: str | None, location: str | None) -> str | None:
    if url is None or location is None:
        return location
    try:
        return urljoin(url, location)
    except ValueError:
        return location
