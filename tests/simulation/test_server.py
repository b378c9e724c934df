"""The portals over HTTP: hosts, validators, redirect, busy page, compression, log."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

import pytest

from crawler.simulation import Asked, Running, serve


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serve(lifetime=60) as portals:
        yield portals


def ask(
    running: Running, url: str, headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", running.port, timeout=10)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(
        "POST" if body else "GET", path, body, {"Host": parts.netloc, **(headers or {})}
    )
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


def url_of(running: Running, key: str) -> str:
    return next(report.url for report in running.site.reports if report.key == key)


def test_the_host_decides_which_portal_answers(running: Running) -> None:
    origin = f"gongkai-demo.gov.cn:{running.port}/"
    assert "乌海市人民政府" in ask(running, f"http://trs.{origin}")[2].decode()
    assert "敦煌市人民政府" in ask(running, f"http://generic.{origin}")[2].decode("gb18030")
    assert ask(running, f"http://elsewhere.{origin}")[0] == 404


def test_a_page_asked_again_with_its_validators_is_not_sent_again(running: Running) -> None:
    url = url_of(running, "trs/government/2015")
    status, headers, body = ask(running, url)
    assert (status, bool(body)) == (200, True)
    assert ask(running, url, {"If-None-Match": headers["ETag"]})[0] == 304
    assert ask(running, url, {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    assert ask(running, url, {"If-None-Match": '"other"'})[0] == 200


def test_one_report_stands_behind_a_redirect(running: Running) -> None:
    url = url_of(running, "generic/water/2015")
    status, headers, _ = ask(running, url.replace("/content/", "/old/"))
    assert status == 302
    assert url.endswith(headers["Location"])


def test_one_page_is_busy_once(running: Running) -> None:
    url = url_of(running, "ucap/government/2022")
    status, headers, _ = ask(running, url)
    assert (status, headers["Retry-After"]) == (503, "1")
    assert ask(running, url)[0] == 200


def test_one_portal_compresses_when_asked(running: Running) -> None:
    url = url_of(running, "hanweb/town/2017")
    _, headers, plain = ask(running, url)
    assert "Content-Encoding" not in headers
    _, headers, packed = ask(running, url, {"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


def test_the_data_proxy_answers_by_group_and_by_record(running: Running) -> None:
    proxy = f"http://hanweb.gongkai-demo.gov.cn:{running.port}/module/web/jpage/dataproxy.jsp"
    by_group = ask(running, f"{proxy}?page=1&columnid=4127")[2].decode("gb18030")
    assert by_group.count("<record>") == 7
    posted = ask(running, f"{proxy}?startrecord=11&endrecord=12", body="columnid=4127")[2]
    assert posted.decode("gb18030").count("<record>") == 2


def test_robots_cookies_and_what_is_missing(running: Running) -> None:
    origin = f"gongkai-demo.gov.cn:{running.port}"
    assert b"Crawl-delay: 0" in ask(running, f"http://trs.{origin}/robots.txt")[2]
    assert ask(running, f"http://generic.{origin}/robots.txt")[0] == 404
    assert "visit=1" in ask(running, f"http://trs.{origin}/")[1]["Set-Cookie"]
    assert ask(running, f"http://hanweb.{origin}/picture/0/figure_1.png")[2][:4] == b"\x89PNG"
    assert ask(running, f"http://hanweb.{origin}/picture/0/figure_2.png")[0] == 404
    pdf = ask(running, f"http://files.{origin}/uploads/P020230118_annual_report.pdf")[2]
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf[int(pdf.split(b"startxref\n")[1].split(b"\n")[0]) :].startswith(b"xref")


def test_answers_on_a_kept_connection_do_not_wait_for_an_acknowledgement(
    running: Running,
) -> None:
    parts = urlsplit(url_of(running, "trs/government/2015"))
    connection = HTTPConnection("127.0.0.1", running.port, timeout=10)
    took = []
    for _ in range(10):
        started = time.monotonic()
        connection.request("GET", parts.path, headers={"Host": parts.netloc})
        connection.getresponse().read()
        took.append(time.monotonic() - started)
    connection.close()
    # Nagle's algorithm against delayed acknowledgements costs 40 ms an answer.
    assert min(took[1:]) < 0.03


def test_every_request_is_on_record(running: Running) -> None:
    url = url_of(running, "trs/tax/2018")
    ask(running, url, {"User-Agent": "gongkai test"})
    asked = _logged(running, "gongkai test")
    assert (asked.host, asked.status) == ("trs.gongkai-demo.gov.cn", 200)
    assert asked.path == urlsplit(url).path
    assert asked.started <= asked.ended


def _logged(running: Running, user_agent: str) -> Asked:
    """A request is logged once its answer is sent, which the asker may see a moment before."""
    for _ in range(100):
        for asked in running.log:
            if asked.user_agent == user_agent:
                return asked
        time.sleep(0.05)
    pytest.fail("the request is not on record")


def test_a_forgotten_server_stops_by_itself() -> None:
    with serve(lifetime=0.2) as portals:
        for _ in range(50):
            time.sleep(0.1)
            if not _listens(portals.port):
                return
        pytest.fail("the server still answers after its lifetime")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
