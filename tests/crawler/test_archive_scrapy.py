"""A real crawl of a real server on loopback: everything on the wire stands in the WARC."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import RECORD, ArchiveMiddleware
from pipelines.captures import SourceIssue, list_sources, read_source
from pipelines.model import Capture, Context
from tests.crawler.test_archive_writer import check

PAGE = "<h1>政府信息公开工作年度报告</h1>".encode()

SPIDER = textwrap.dedent(
    """
    import json, sys
    from pathlib import Path
    import scrapy
    from scrapy.crawler import CrawlerProcess
    from crawler.archive import ORDER, ArchiveMiddleware, archive_file_closed, archive_of
    from pipelines.model import Context, Visit
    import datetime as dt

    base, folder, extra = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    out = {"closed": [], "pages": {}, "reason": None}

    class Pages(scrapy.Spider):
        name = "pages"
        handle_httpstatus_all = True

        @classmethod
        def from_crawler(cls, crawler):
            spider = super().from_crawler(crawler)
            crawler.signals.connect(spider.closed_file, archive_file_closed)
            return spider

        async def start(self):
            for path in ("/gzip", "/moved", "/busy", "/chunked", "/cut", "/same"):
                headers = {"Cookie": "secret=1", "If-None-Match": '"1"'}
                meta = {"gongkai_contexts": [Context(portal="p", list_url=base + path)]}
                if path == "/same":
                    meta = {"handle_httpstatus_list": [304]}
                yield scrapy.Request(base + path, self.parse, headers=headers, meta=meta)
            yield scrapy.Request("data:,hello", self.parse)

        def parse(self, response):
            record = response.meta.get("gongkai_record")
            out["pages"][response.url] = [record and record.record_id, len(response.body)]

        def closed_file(self, path):
            out["closed"].append(path.name)

        def closed(self, reason):
            out["reason"] = reason
            if reason == "finished":
                now = dt.datetime.now(dt.UTC)
                archive_of(self.crawler).write_visit(Visit("p", now, now, "complete", {}, ()))

    settings = {
        "DOWNLOADER_MIDDLEWARES": {ArchiveMiddleware: ORDER},
        "GONGKAI_ARCHIVE_DIR": str(folder),
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "RETRY_TIMES": 2,
        **extra,
    }
    process = CrawlerProcess(settings)
    process.crawl(Pages)
    process.start()
    print(json.dumps(out))
    """
)


class Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        type(self).asked[self.path] += 1
        answer = getattr(self, f"get_{self.path.strip('/').replace('.', '_')}")
        answer()

    def give(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def get_robots_txt(self) -> None:
        self.give(200, b"User-agent: *\nDisallow: /secret\n", {"Content-Type": "text/plain"})

    def get_gzip(self) -> None:
        headers = {"Content-Encoding": "gzip", "Content-Type": "text/html", "Set-Cookie": "a=1"}
        self.give(200, gzip.compress(PAGE, mtime=0), headers)

    def get_moved(self) -> None:
        self.give(302, b"over there", {"Location": "/target"})

    def get_target(self) -> None:
        self.give(200, PAGE + b"2")

    def get_busy(self) -> None:
        busy = type(self).asked["/busy"] == 1
        self.give(503 if busy else 200, b"later" if busy else PAGE + b"3")

    def get_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (PAGE[:10], PAGE[10:]):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def get_cut(self) -> None:
        self.give(200, PAGE[:12], {"Content-Length": "500"})
        self.close_connection = True

    def get_same(self) -> None:
        self.send_response(304)
        self.send_header("ETag", '"1"')
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
        """Keep the output of the tests clean."""


@pytest.fixture
def base() -> Iterator[str]:
    Portal.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def crawl(base: str, folder: Path, **settings: object) -> tuple[dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, "-c", SPIDER, base, str(folder), json.dumps(settings)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_everything_on_the_wire_is_archived_as_received(base: str, tmp_path: Path) -> None:
    out, log = crawl(base, tmp_path)
    assert log == ""
    [path] = tmp_path.iterdir()
    assert out["closed"] == [path.name]
    check(path)

    answers: dict[tuple[str, str], tuple[bytes, dict[str, str]]] = {}
    requests: list[dict[str, str]] = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                address = record.rec_headers["WARC-Target-URI"].removeprefix(base)
                headers = {name.lower(): value for name, value in record.http_headers.headers}
                key = (address, record.http_headers.get_statuscode())
                answers[key] = (record.raw_stream.read(), headers)
                assert record.rec_headers["WARC-IP-Address"] == "127.0.0.1"
            elif record.rec_type == "request":
                requests.append({name.lower(): v for name, v in record.http_headers.headers})
    assert set(answers) == {
        ("/robots.txt", "200"),
        ("/gzip", "200"),
        ("/moved", "302"),
        ("/target", "200"),
        ("/busy", "503"),
        ("/busy", "200"),
        ("/chunked", "200"),
        ("/cut", "200"),
        ("/same", "304"),
    }
    body, headers = answers["/gzip", "200"]
    assert body == gzip.compress(PAGE, mtime=0)
    assert headers["content-encoding"] == "gzip"
    assert "set-cookie" not in headers
    body, headers = answers["/chunked", "200"]
    assert body == PAGE
    assert headers["content-length"] == str(len(PAGE))
    assert "transfer-encoding" not in headers
    assert len(requests) == 9
    for headers in requests:
        assert headers["host"] == base.removeprefix("http://")
        assert "cookie" not in headers
        assert "gzip" in headers["accept-encoding"]


def test_what_the_spider_saw_is_what_is_read_back(base: str, tmp_path: Path) -> None:
    out, _ = crawl(base, tmp_path)
    items = [item for source in list_sources([tmp_path]) for item in read_source(source)]
    captures = [item for item in items if isinstance(item, Capture)]
    by_id = {capture.warc_record_id: capture for capture in captures}

    # The spider's record is that of the answer it got, after retries and redirects.
    pages = out["pages"]
    assert pages.pop("data:,hello") == [None, 5]
    assert set(pages) == {
        base + path for path in ("/gzip", "/target", "/busy", "/chunked", "/cut", "/same")
    }
    for url, (record_id, size) in pages.items():
        capture = by_id[record_id]
        assert (capture.url, len(capture.body)) == (url, size)
    assert by_id[pages[base + "/gzip"][0]].body == PAGE
    assert by_id[pages[base + "/busy"][0]].http_status == 200

    # The list page that was met goes along with redirects and retries.
    asked = {(item.url, item.http_status): item.context for item in captures if item.asked}
    moved = Context(portal="p", list_url=base + "/moved")
    assert asked[base + "/moved", 302] == asked[base + "/target", 200] == moved
    assert set(asked) == {
        (base + "/gzip", 200),
        (base + "/moved", 302),
        (base + "/target", 200),
        (base + "/busy", 503),
        (base + "/busy", 200),
        (base + "/chunked", 200),
        (base + "/cut", 200),
    }
    not_asked = {item.url for item in captures if not item.asked}
    assert not_asked == {base + "/robots.txt", base + "/same"}
    [issue] = [item for item in items if isinstance(item, SourceIssue)]
    assert (issue.kind, issue.url) == ("cut", base + "/cut")
    assert next(item.location for item in captures if item.http_status == 302) == base + "/target"


def test_a_file_is_finished_at_its_size(base: str, tmp_path: Path) -> None:
    out, _ = crawl(base, tmp_path, GONGKAI_ARCHIVE_MAX_BYTES=1, GONGKAI_ARCHIVE_PREFIX="shard-3")

    names = sorted(path.name for path in tmp_path.iterdir())
    assert sorted(out["closed"]) == names
    assert len(names) == 9
    assert all(name.startswith("shard-3-") for name in names)


def test_a_crawl_that_cannot_archive_ends(base: str, tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be")
    out, log = crawl(base, tmp_path / "archive")

    assert out["reason"] == "archive_failed"
    assert out["pages"].keys() <= {"data:,hello"}
    assert log.count("the archive cannot be written there") >= 1
    assert sum(Portal.asked.values()) <= 8


def test_without_a_folder_there_is_no_archive(base: str, tmp_path: Path) -> None:
    out, _ = crawl(base, tmp_path, GONGKAI_ARCHIVE_DIR=None)

    assert out["closed"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_request_asked_again_has_no_record_till_its_answer_is_archived(tmp_path: Path) -> None:
    """An address counts as done by its record: that of an earlier answer must not stand in."""
    crawler = get_crawler(settings_dict={"GONGKAI_ARCHIVE_DIR": str(tmp_path)})
    middleware = ArchiveMiddleware.from_crawler(crawler)
    request = Request("http://www.a.gov.cn/", meta={RECORD: "of an earlier answer"})
    middleware.process_request(request)

    assert RECORD not in request.meta


def test_answers_that_no_server_gave_are_not_archived(tmp_path: Path) -> None:
    crawler = get_crawler(settings_dict={"GONGKAI_ARCHIVE_DIR": str(tmp_path)})
    middleware = ArchiveMiddleware.from_crawler(crawler)
    request = Request("http://www.a.gov.cn/")
    for made_up in (
        Response(request.url, body=b"by a middleware"),
        Response(request.url, protocol="HTTP/1.1", flags=["cached"]),
    ):
        assert middleware.process_response(request, made_up) is made_up

    assert RECORD not in request.meta
    assert list(tmp_path.iterdir()) == []
