"""HTTP/1.1 by hand, as far as a portal needs it: requests read, answers written, also wrongly."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from crawler.simulation.country.cms.protocol import Request
from crawler.simulation.country.faults import Fault, Faults
from crawler.simulation.country.site import Answer

_MOST_BODY: Final = 1_000_000
#: Bytes that a wrong Content-Length promises too much, or too little.
_WRONG_BY: Final = 100
_PIECES: Final = 5
_NO_BODY: Final = frozenset({204, 304})
#: Close with RST: linger for 0 seconds.
_LINGER: Final = struct.pack("ii", 1, 0)


class BadRequestError(Exception):
    """What came is no request."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came: the host it names, and whether its connection is to live on."""

    host: str
    asked: Request
    keeps_alive: bool


async def read_request(reader: asyncio.StreamReader) -> Incoming | None:
    """Read one request; None where the connection ended before one began.

    Raises :class:`BadRequestError` for what is no request of HTTP/1.1.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise BadRequestError from None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    host = headers.get("host", "")
    length = headers.get("content-length", "0")
    if len(words) != len(("method", "target", "version")) or not host or not length.isdigit():
        raise BadRequestError
    body = await reader.readexactly(min(int(length), _MOST_BODY))
    path, _, query = words[1].partition("?")
    asked = Request(
        words[0], path, query, body.decode("utf-8", "replace"), headers, f"http://{host}"
    )
    keeps_alive = headers.get("connection", "").lower() != "close"
    return Incoming(host.rpartition(":")[0] or host, asked, keeps_alive)


async def send(
    writer: asyncio.StreamWriter, answer: Answer, *, method: str = "GET", closes: bool = False
) -> float:
    """Send a whole and right answer; return when its last byte was given away.

    That is taken down before it goes: the other side may be ready sooner than this one is back.
    """
    body = b"" if method == "HEAD" else answer.body
    ended = time.monotonic()
    writer.write(_head(answer, len(answer.body), closes=closes) + body)
    await writer.drain()
    return ended


async def send_wrongly(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answer: Answer,
    fault: Fault,
    faults: Faults,
) -> float:
    """Send an answer with a fault of the way; all but ``slow`` are to end the connection.

    Returns when the last byte was given away, or when it was seen that the other side is gone.
    """
    if fault == "slow":
        return await _send_slowly(writer, answer, faults.slow_seconds)
    if fault == "half_open":
        await _wait_for_end(reader, faults.half_open_seconds)
        return time.monotonic()
    ended = time.monotonic()
    if fault == "reset" or not answer.body:
        _reset(writer, answer)
    elif fault == "truncated":
        await _send_half_of_chunks(writer, answer)
    else:
        by = _WRONG_BY if fault == "long" else -_WRONG_BY
        length = max(0, len(answer.body) + by)
        writer.write(_head(answer, length, closes=True) + answer.body)
        await writer.drain()
    return ended


async def _wait_for_end(reader: asyncio.StreamReader, seconds: float) -> None:
    try:
        await asyncio.wait_for(reader.read(), seconds)
    except TimeoutError:
        return


async def _send_slowly(writer: asyncio.StreamWriter, answer: Answer, seconds: float) -> float:
    ended = 0.0
    whole = _head(answer, len(answer.body), closes=False) + answer.body
    size = -(-len(whole) // _PIECES)
    for start in range(0, len(whole), size):
        await asyncio.sleep(seconds / _PIECES)
        ended = time.monotonic()
        writer.write(whole[start : start + size])
        await writer.drain()
    return ended


def _reset(writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Send a part of the answer and close with RST."""
    whole = _head(answer, len(answer.body), closes=True) + answer.body
    writer.write(whole[: len(whole) // 2])
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    writer.transport.abort()


async def _send_half_of_chunks(writer: asyncio.StreamWriter, answer: Answer) -> None:
    half = answer.body[: len(answer.body) // 2]
    lines = [_status_line(answer), *_lines(answer), "Transfer-Encoding: chunked"]
    chunk = b"%x\r\n%b\r\n" % (len(half), half)
    writer.write(_joined(lines) + chunk)
    await writer.drain()


def _head(answer: Answer, length: int, *, closes: bool) -> bytes:
    lines = [_status_line(answer), *_lines(answer)]
    if answer.status not in _NO_BODY:
        lines.append(f"Content-Length: {length}")
    if closes:
        lines.append("Connection: close")
    return _joined(lines)


def _status_line(answer: Answer) -> str:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Refused"
    return f"HTTP/1.1 {answer.status} {phrase}"


def _lines(answer: Answer) -> Iterable[str]:
    return ["Server: portal", *(f"{name}: {value}" for name, value in answer.headers.items())]


def _joined(lines: Iterable[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
