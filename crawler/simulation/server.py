"""The portals over real HTTP on loopback: virtual hosts, validators, and the usual quirks.

``with serve() as portals:`` gives a :class:`Running`; leaving the block, or the time bound,
stops the server.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from crawler.simulation.site import RETRY_AFTER, Resource, Site, build_site

SEED: Final = 20_240_501
#: Seconds after which a forgotten server stops by itself.
LIFETIME: Final = 900.0
LOOPBACK: Final = "127.0.0.1"
#: Last-Modified of every page: a fixed day, so that two runs give the same answers.
_MODIFIED: Final = 1_735_689_600
_MOST_BODY: Final = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it; times are those of ``time.monotonic``."""

    started: float
    ended: float
    method: str
    host: str
    path: str
    status: int
    user_agent: str


@dataclass(slots=True)
class Running:
    """The portals while they are served. ``log`` grows as requests are answered."""

    site: Site
    port: int
    log: list[Asked] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str) -> None:
        super().__init__((address, 0), _Handler)
        self.resources: dict[tuple[str, str], Resource] = {}
        self.log: list[Asked] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def stop(self) -> None:
        """Stop answering and refuse connections."""
        self.shutdown()
        self.server_close()

    def times_asked(self, host: str, path: str) -> int:
        """Count one more asking of an address and return how many there were before."""
        with self.lock:
            before = self.counts[host, path]
            self.counts[host, path] += 1
        return before


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "portal"
    sys_version = ""
    timeout = 30
    # Head and body are written apart; Nagle's algorithm would hold back the body for 40 ms.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Answer a POST as a GET with the body added to the query."""
        length = min(int(self.headers.get("Content-Length") or 0), _MOST_BODY)
        form = self.rfile.read(length).decode("ascii", "replace")
        self._answer(f"{urlsplit(self.path).query}&{form}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep quiet: requests are logged as values."""

    def _answer(self, query: str) -> None:
        started = time.monotonic()
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        path = urlsplit(self.path).path
        status = self._send(self.server.resources.get((host, path)), host, path, query)
        self.server.log.append(
            Asked(
                started,
                time.monotonic(),
                self.command,
                host,
                self.path,
                int(status),
                self.headers.get("User-Agent") or "",
            )
        )

    def _send(self, resource: Resource | None, host: str, path: str, query: str) -> int:
        if resource is None:
            return self._write(HTTPStatus.NOT_FOUND, {"Content-Type": "text/html"}, _NOT_FOUND)
        if self.server.times_asked(host, path) < resource.refusals:
            headers = {"Content-Type": "text/html", "Retry-After": str(RETRY_AFTER)}
            return self._write(HTTPStatus.SERVICE_UNAVAILABLE, headers, b"busy")
        body = resource.body if isinstance(resource.body, bytes) else resource.body(query)
        headers = {"Content-Type": resource.content_type, **resource.headers}
        if resource.status == HTTPStatus.OK:
            headers |= {
                "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
                "Last-Modified": formatdate(_MODIFIED, usegmt=True),
            }
            if self._unchanged(headers["ETag"]):
                return self._write(HTTPStatus.NOT_MODIFIED, headers, b"")
        if resource.compress and "gzip" in (self.headers.get("Accept-Encoding") or ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return self._write(resource.status, headers, body)

    def _unchanged(self, etag: str) -> bool:
        """Whether the asker has this very answer, by its validators (If-None-Match first)."""
        if known := self.headers.get("If-None-Match"):
            return etag in {tag.strip() for tag in known.split(",")}
        since = self.headers.get("If-Modified-Since")
        try:
            return bool(since) and parsedate_to_datetime(str(since)).timestamp() >= _MODIFIED
        except ValueError:
            return False

    def _write(self, status: int, headers: dict[str, str], body: bytes) -> int:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return status


_NOT_FOUND: Final = "<html><head><title>404</title></head><body>页面不存在</body></html>".encode()


@contextmanager
def serve(*, seed: int = SEED, lifetime: float = LIFETIME) -> Iterator[Running]:
    """Serve all portals on a free loopback port until the block ends, or ``lifetime`` seconds."""
    server = _Server(LOOPBACK)
    port = int(server.server_address[1])
    site = build_site(port, seed, LOOPBACK)
    server.resources = site.resources
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    bound = threading.Timer(lifetime, server.stop)
    bound.daemon = True
    thread.start()
    bound.start()
    try:
        yield Running(site, port, server.log)
    finally:
        bound.cancel()
        server.stop()
        thread.join()
