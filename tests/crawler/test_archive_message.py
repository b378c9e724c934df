"""Requests and responses as they stand in an archive."""

from __future__ import annotations

import pytest

from crawler.http_message import (
    HttpRequest,
    HttpResponse,
    later_protocol,
    request_head,
    response_head,
    target_uri,
)


def test_a_request_names_its_host_and_keeps_no_secret() -> None:
    request = HttpRequest(
        "http://www.a.gov.cn:8080/list.html?page=2",
        headers=(
            (b"User-Agent", b"gongkai"),
            (b"Cookie", b"session=1"),
            (b"authorization", b"Basic eA=="),
            (b"Proxy-Authorization", b"Basic eA=="),
        ),
    )

    assert request_head(request) == (
        b"GET /list.html?page=2 HTTP/1.1\r\nHost: www.a.gov.cn:8080\r\nUser-Agent: gongkai\r\n\r\n"
    )


def test_a_posted_body_has_its_length() -> None:
    headers = ((b"Host", b"a.gov.cn"), (b"content-length", b"5"))
    request = HttpRequest("http://a.gov.cn", "POST", headers, b"page=1")

    assert request_head(request) == (
        b"POST / HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Length: 6\r\n\r\n"
    )


def test_a_response_is_mended_for_replay() -> None:
    response = HttpResponse(
        200,
        (
            (b"Content-Type", b"text/html"),
            (b"Transfer-Encoding", b"chunked"),
            (b"Content-Encoding", b"gzip"),
            (b"Set-Cookie", b"session=1"),
            (b"Content-Length", b"999"),
            (b"X-Name", "年报".encode("gb18030")),
        ),
        b"12345",
    )

    assert response_head(response, "GET") == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        b"X-Name: \xc4\xea\xb1\xa8\r\nContent-Length: 5\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("status", "method", "length"),
    [(304, "GET", b"999"), (200, "HEAD", b"999"), (200, "GET", b"0"), (404, "GET", b"0")],
)
def test_the_length_of_an_answer_without_body(status: int, method: str, length: bytes) -> None:
    head = response_head(HttpResponse(status, ((b"Content-Length", b"999"),)), method)

    assert b"Content-Length: " + length + b"\r\n" in head


@pytest.mark.parametrize(
    ("protocol", "status", "first", "later"),
    [
        ("HTTP/1.0", 200, b"HTTP/1.0 200 OK\r\n", None),
        ("HTTP/1.1", 412, b"HTTP/1.1 412 Precondition Failed\r\n", None),
        ("HTTP/1.1", 521, b"HTTP/1.1 521 \r\n", None),
        ("h2", 200, b"HTTP/1.1 200 OK\r\n", "h2"),
        ("HTTP/2", 200, b"HTTP/1.1 200 OK\r\n", "http/2"),
    ],
)
def test_the_status_line(protocol: str, status: int, first: bytes, later: str | None) -> None:
    response = HttpResponse(status, protocol=protocol)

    assert response_head(response, "GET").startswith(first)
    assert later_protocol(response) == later


def test_a_line_break_in_a_value_begins_no_header() -> None:
    head = response_head(HttpResponse(200, ((b"X-A", b"1\r\nSet-Cookie: x"),)), "GET")

    assert head == b"HTTP/1.1 200 OK\r\nX-A: 1  Set-Cookie: x\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("http://a.gov.cn/x?q=1#part", "http://a.gov.cn/x?q=1"),
        ("http://user:pass@a.gov.cn:81/x", "http://a.gov.cn:81/x"),
        ("http://a.gov.cn/%E5%B9%B4?a=%20b", "http://a.gov.cn/%E5%B9%B4?a=%20b"),
    ],
)
def test_the_address_of_a_record(url: str, uri: str) -> None:
    assert target_uri(url) == uri
