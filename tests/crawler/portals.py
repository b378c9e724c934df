"""Small portals on loopback for the tests of the crawl, with a log of every request.

``Pages`` maps (host, path) to what is answered, one answer after another, the last for ever;
what is posted to a path is asked as ``/path form``. An answer with an ETag is a 304 to who has it.
A crawl runs in a process of its own, since Scrapy's reactor serves a process only once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from crawler.crawl import CrawlSummary, run_crawl
from pipelines.reference import Portal


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Seconds that the answer takes.
    seconds: float = 0.0
    #: Bytes that are promised and never sent.
    missing: int = 0
    #: The length is not said beforehand.
    chunked: bool = False
    #: The connection is closed without a word.
    silent: bool = False


Pages = dict[tuple[str, str], Sequence[Answer]]


@dataclass(frozen=True)
class Asked:
    """One request; ``ended`` is before the first byte was sent, so before the client had any.

    ``status`` is what was answered, 304 to who asked whether there is news and there is none.
    """

    host: str
    path: str
    agent: str
    started: float
    ended: float
    status: int = 200


class Portals(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Pages) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.log: list[Asked] = []
        self.times: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.log if asked.host == host]


class _Handler(BaseHTTPRequestHandler):
    server: Portals
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.path = f"{self.path} {form}"
        self.do_GET()

    def do_GET(self) -> None:
        started = time.monotonic()
        host = self.headers["Host"].rpartition(":")[0]
        key = (host, self.path)
        with self.server.lock:
            before = self.server.times[key]
            self.server.times[key] += 1
        answers = self.server.pages.get(key, [Answer(b"<html>nothing here</html>", 404)])
        answer = answers[min(before, len(answers) - 1)]
        if answer.silent:
            self._note(started)
            self.close_connection = True
            return
        time.sleep(answer.seconds)
        tag = self.headers["If-None-Match"]
        if tag is not None and tag == answer.headers.get("ETag"):
            answer = Answer(status=304, headers=answer.headers)
        self._note(started, answer.status)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        body = body.replace(b"PORT", str(self.server.port).encode())
        self.send_response(answer.status)
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value.replace("PORT", str(self.server.port)))
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        elif answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body) + answer.missing))
        self.end_headers()
        with contextlib.suppress(OSError):  # the crawler may have hung up
            self.wfile.write(body)
        self.close_connection = self.close_connection or bool(answer.missing)

    def _note(self, started: float, status: int = 0) -> None:
        host = self.headers["Host"].rpartition(":")[0]
        asked = Asked(
            host, self.path, self.headers["User-Agent"], started, time.monotonic(), status
        )
        with self.server.lock:
            self.server.log.append(asked)

    def handle(self) -> None:
        with contextlib.suppress(ssl.SSLError):  # one that speaks no TLS to a portal that does
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        pass


@contextmanager
def serve(pages: Pages) -> Iterator[Portals]:
    server = Portals(pages)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def portal(server: Portals, key: str, **values: Any) -> Portal:
    """A portal whose only host and column follow from its key."""
    host = f"{key}.test.gov.cn"
    row: dict[str, Any] = {
        "key": key,
        "name": key,
        "level": "county",
        "division_code": "150000",
        "homepage": f"http://{host}:{server.port}/",
        "hosts": (host,),
        "family": "generic",
        "columns": (f"http://{host}:{server.port}/list.html",),
    }
    return Portal(**{**row, **values})


def crawl(portals: Sequence[Portal], **options: Any) -> CrawlSummary:
    """Run a crawl of portals on loopback in a process of its own."""
    hosts = {host for row in portals for host in (*row.hosts, *row.attachment_hosts)}
    options.setdefault("resolve", dict.fromkeys(sorted(hosts), "127.0.0.1"))
    options.setdefault("allow_hosts", ["127.0.0.1"])
    return in_own_process(run_crawl, portals, **options)


def in_own_process(run: Callable[..., CrawlSummary], *values: Any, **options: Any) -> CrawlSummary:
    """Run a crawl where no reactor has run yet."""
    # What a crawl needs is loaded once, into a process that no reactor was started in.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.crawl", "crawler.spiders.reports"])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run, *values, **options).result(timeout=90)


def list_page(*lines: str, more: str = "") -> str:
    """A list page of lines ``address|title``."""
    rows = "".join(
        f'<li><a href="{address}">{title}</a><span>2024-01-22</span></li>'
        for address, title in (line.split("|") for line in lines)
    )
    return f"<html><body><ul>{rows}</ul>{more}</body></html>"


def report_page(content: str = "") -> str:
    """A page with enough to read that it is no challenge."""
    prose = "本报告由本机关依照《中华人民共和国政府信息公开条例》编制，" * 4
    return f'<html><body><div id="zoom"><p>{prose}</p>{content}</div></body></html>'
