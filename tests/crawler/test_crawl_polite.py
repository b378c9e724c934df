"""What the servers see of a crawl: never two at once, never sooner than the delay.

One crawl of three hosts on one address, with a robots.txt that slows one of them down, a 503
with Retry-After, a 500 that is retried, a redirect and answers that take their time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.crawl import CrawlSummary
from tests.crawler.portals import (
    Answer,
    Asked,
    Pages,
    crawl,
    list_page,
    portal,
    report_page,
    serve,
)

DELAY = 0.3
CRAWL_DELAY = 0.6
SLOW = 0.15


def _pages(host: str) -> Pages:
    lines = [f"{n}.html|{host} {2015 + n}年年度报告" for n in range(4)]
    pages: Pages = {(host, f"/{n}.html"): [Answer(report_page(), seconds=SLOW)] for n in range(4)}
    pages[host, "/list.html"] = [Answer(list_page(*lines), seconds=SLOW)]
    return pages


PAGES: Pages = {
    **_pages("a.test.gov.cn"),
    **_pages("b.test.gov.cn"),
    **_pages("c.test.gov.cn"),
    ("a.test.gov.cn", "/robots.txt"): [
        Answer(f"User-agent: gongkai\nCrawl-delay: {CRAWL_DELAY}\nDisallow: /2.html")
    ],
    ("b.test.gov.cn", "/0.html"): [
        Answer("busy", 503, {"Retry-After": "1"}),
        Answer(report_page()),
    ],
    ("b.test.gov.cn", "/1.html"): [Answer("broken", 500), Answer(report_page())],
    ("c.test.gov.cn", "/1.html"): [Answer("", 302, {"Location": "/moved.html"})],
    ("c.test.gov.cn", "/moved.html"): [Answer(report_page())],
    # Twisted by itself would ask again at once when a kept connection says nothing.
    ("c.test.gov.cn", "/3.html"): [Answer(silent=True), Answer(report_page())],
    ("c.test.gov.cn", "/2.html"): [Answer(report_page(), missing=5), Answer(report_page())],
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CrawlSummary, list[Asked]]]:
    folder = tmp_path_factory.mktemp("polite")
    with serve(PAGES) as server:
        summary = crawl(
            [portal(server, key) for key in "abc"],
            archive=folder / "archive",
            state=folder / "state",
            delay=DELAY,
            contact="https://example.org/crawl",
        )
        yield summary, sorted(server.log, key=lambda asked: asked.started)


def _of(log: list[Asked], host: str) -> list[Asked]:
    return [asked for asked in log if asked.host == host]


def test_everything_was_asked_once_and_what_failed_again(
    crawled: tuple[CrawlSummary, list[Asked]],
) -> None:
    asked = {
        host: " ".join(a.path for a in _of(crawled[1], f"{host}.test.gov.cn")) for host in "abc"
    }
    assert asked == {
        "a": "/robots.txt /list.html /0.html /1.html /3.html",
        "b": "/robots.txt /list.html /0.html /0.html /1.html /1.html /2.html /3.html",
        "c": "/robots.txt /list.html /0.html /1.html /moved.html /2.html /2.html /3.html /3.html",
    }


@pytest.mark.parametrize(
    ("host", "delay"),
    [("a.test.gov.cn", CRAWL_DELAY), ("b.test.gov.cn", DELAY), ("c.test.gov.cn", DELAY)],
)
def test_a_host_is_never_asked_twice_at_once_nor_sooner_than_its_delay(
    crawled: tuple[CrawlSummary, list[Asked]], host: str, delay: float
) -> None:
    gaps = [after.started - before.ended for before, after in pairwise(_of(crawled[1], host))]
    assert len(gaps) >= 4
    assert min(gaps) >= delay


def test_an_address_that_serves_three_hosts_never_sees_more_than_two_requests_at_once(
    crawled: tuple[CrawlSummary, list[Asked]],
) -> None:
    log = crawled[1]
    at_once = [
        sum(1 for other in log if other.started <= asked.started < other.ended) for asked in log
    ]
    assert max(at_once) == 2


def test_retry_after_is_obeyed(crawled: tuple[CrawlSummary, list[Asked]]) -> None:
    host = _of(crawled[1], "b.test.gov.cn")
    busy = next(asked for asked in host if asked.path == "/0.html")
    after = host[host.index(busy) + 1]
    assert after.started - busy.ended >= 1.0


def test_the_crawler_says_who_it_is(crawled: tuple[CrawlSummary, list[Asked]]) -> None:
    assert {asked.agent for asked in crawled[1]} == {"gongkai/0.1.0 (+https://example.org/crawl)"}


def test_the_visits_count_what_happened(crawled: tuple[CrawlSummary, list[Asked]]) -> None:
    by_key = {result.portal.key: result.visit for result in crawled[0].portals}
    assert [by_key[key].outcome for key in "abc"] == ["complete", "complete", "complete"]
    assert dict(by_key["a"].counts) == {
        "list_pages": 1,
        "entries": 4,
        "entries_new": 4,
        "reports_asked": 4,
        "reports_good": 3,
        "gone": 0,
        "errors": 1,
    }
    assert by_key["b"].counts["reports_good"] == 4
    assert by_key["c"].years_listed == (2015, 2016, 2017, 2018)


def test_every_answer_is_archived_the_one_that_broke_off_as_such(
    crawled: tuple[CrawlSummary, list[Asked]],
) -> None:
    with crawled[0].files[0].open("rb") as stream:
        headers = [
            record.rec_headers
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        ]
    silent = 1
    assert len(headers) == len(crawled[1]) - silent
    of_c = [h for h in headers if "c.test" in h.get_header("WARC-Target-URI")]
    twice = [h for h in of_c if h.get_header("WARC-Target-URI").endswith("/2.html")]
    assert [h.get_header("WARC-Truncated") for h in twice] == ["disconnect", None]


def test_the_archive_is_one_finished_file(crawled: tuple[CrawlSummary, list[Asked]]) -> None:
    (path,) = crawled[0].files
    assert path.name.endswith(".warc.gz")
    assert Path(path).stat().st_size == crawled[0].bytes_archived
