"""Requests and responses as the bytes that stand in an archive.

Scrapy hands over headers without their order and case, and bodies without transfer coding.
What is written is a message that can be replayed: ``Transfer-Encoding`` is gone and
``Content-Length`` is that of the body as it stands there. Cookies and credentials never reach
the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

Headers = tuple[tuple[bytes, bytes], ...]

_SECRETS: Final = frozenset(
    {b"cookie", b"cookie2", b"authorization", b"proxy-authorization", b"set-cookie", b"set-cookie2"}
)
_HOP: Final = frozenset({b"transfer-encoding", b"content-length"})
#: Answers that have no body whatever their headers say; the headers stay as they came.
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_HTTP_1: Final = frozenset({"HTTP/1.0", "HTTP/1.1"})

#: Printed in the ``warcinfo`` of every file.
WHAT_IS_LOST: Final = (
    "Headers are written without their original order and case, and the reason phrase is the "
    "standard one. Cookies, Authorization and Set-Cookie are left out. Bodies are as received, "
    "with their Content-Encoding; Transfer-Encoding is undone and left out, and Content-Length "
    "is the size of the body as archived."
)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it was sent; ``url`` without fragment, in ASCII."""

    url: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as received, transfer coding undone.

    ``protocol`` as Scrapy names it (``HTTP/1.1``, ``h2``); ``truncated`` is the reason that
    ``WARC-Truncated`` prints where the body is not whole.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    protocol: str = "HTTP/1.1"
    ip_address: IPv4Address | IPv6Address | None = None
    truncated: str | None = None


def target_uri(url: str) -> str:
    """Address of a record: without fragment, and without a name and password in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=_host(parts), fragment=""))


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def request_head(request: HttpRequest) -> bytes:
    """Request line and headers, with the blank line."""
    parts = urlsplit(request.url)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = list(_kept(request.headers, _SECRETS | _HOP))
    if not any(name.lower() == b"host" for name, _ in headers):
        headers.insert(0, (b"Host", _host(parts).encode("ascii", "replace")))
    if request.body:
        headers.append((b"Content-Length", b"%d" % len(request.body)))
    first = f"{request.method} {path} HTTP/1.1".encode("ascii", "replace")
    return _head(first, headers)


def response_head(response: HttpResponse, method: str) -> bytes:
    """Status line and headers, with the blank line; ``method`` is that of the request."""
    bodiless = not response.body and (method == "HEAD" or response.status in _BODILESS)
    left_out = _SECRETS | (frozenset({b"transfer-encoding"}) if bodiless else _HOP)
    headers = list(_kept(response.headers, left_out))
    if not bodiless:
        headers.append((b"Content-Length", b"%d" % len(response.body)))
    # Later versions have no status line of their own; archives print theirs as 1.1.
    protocol = response.protocol if response.protocol in _HTTP_1 else "HTTP/1.1"
    first = f"{protocol} {response.status:03d} {_phrase(response.status)}".encode("ascii")
    return _head(first, headers)


def later_protocol(response: HttpResponse) -> str | None:
    """Value of ``WARC-Protocol`` where the status line cannot say it."""
    return None if response.protocol in _HTTP_1 else response.protocol.lower()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _kept(headers: Headers, left_out: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        if name.lower().strip() not in left_out:
            yield name, value


def _head(first: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [first, *(name + b": " + value for name, value in headers)]
    # A line break inside a value would begin a header of its own.
    lines = [line.replace(b"\r", b" ").replace(b"\n", b" ") for line in lines]
    return b"\r\n".join(lines) + b"\r\n\r\n"
