"""Answers that are too long or broke off: archived as such, never taken for whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.crawl import CrawlSummary, PortalResult
from tests.crawler.portals import Answer, Pages, crawl, list_page, portal, report_page, serve

LARGEST = 20_000
LONG = report_page("长" * 50 * LARGEST)
FORBIDDING = "User-agent: *\nAllow: /\n# much more\nDisallow: /secret/\n"


def _pages() -> Pages:
    host = "long.test.gov.cn"
    lines = ("1.html|2021年年度报告", "2.html|2022年年度报告", "3.html|2023年年度报告")
    return {
        (host, "/list.html"): [Answer(list_page(*lines))],
        (host, "/1.html"): [Answer(LONG)],
        (host, "/2.html"): [Answer(LONG, chunked=True)],
        (host, "/3.html"): [Answer(report_page(), chunked=True)],
        ("cut.test.gov.cn", "/robots.txt"): [Answer(FORBIDDING[:30], missing=30)],
        ("cut.test.gov.cn", "/list.html"): [Answer(list_page("/secret/1.html|2021年年度报告"))],
        ("wordy.test.gov.cn", "/robots.txt"): [Answer("#" * LARGEST + FORBIDDING)],
        ("wordy.test.gov.cn", "/list.html"): [Answer(list_page("/secret/1.html|2021年年度报告"))],
    }


@dataclass
class Crawled:
    summary: CrawlSummary
    asked: list[tuple[str, str]]

    def result(self, key: str) -> PortalResult:
        return next(r for r in self.summary.portals if r.portal.key == key)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("cut")
    with serve(_pages()) as server:
        summary = crawl(
            [portal(server, key) for key in ("long", "cut", "wordy")],
            archive=folder / "archive",
            state=folder / "state",
            delay=0,
            overrides={"DOWNLOAD_MAXSIZE": LARGEST},
        )
        yield Crawled(summary, [(asked.host, asked.path) for asked in server.log])


def test_an_answer_that_is_too_long_is_archived_as_cut_and_counted_as_an_error(
    crawled: Crawled,
) -> None:
    found = {}
    with crawled.summary.files[0].open("rb") as stream:
        for record in ArchiveIterator(stream):
            uri = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type == "response" and "//long.test" in uri:
                reason = record.rec_headers.get_header("WARC-Truncated")
                found[uri.rpartition("/")[2]] = (reason, len(record.content_stream().read()))
    assert found["1.html"] == ("length", 0)
    reason, kept = found["2.html"]
    assert reason == "length"
    assert LARGEST < kept < len(LONG.encode())
    assert found["3.html"] == (None, len(report_page().encode()))
    counts = crawled.result("long").visit.counts
    assert (counts["reports_asked"], counts["reports_good"], counts["errors"]) == (3, 1, 2)


def test_an_answer_that_is_too_long_is_not_asked_again(crawled: Crawled) -> None:
    assert crawled.asked.count(("long.test.gov.cn", "/1.html")) == 1
    assert crawled.asked.count(("long.test.gov.cn", "/2.html")) == 1


@pytest.mark.parametrize("key", ["cut", "wordy"])
def test_half_a_robots_txt_permits_nothing(key: str, crawled: Crawled) -> None:
    host = f"{key}.test.gov.cn"
    assert {path for asked, path in crawled.asked if asked == host} == {"/robots.txt"}
    assert crawled.result(key).visit.outcome == "failed"
    assert "robots.txt: the answer is not whole" in crawled.result(key).reason


def test_only_codings_that_every_reader_of_archives_knows_are_asked_for(crawled: Crawled) -> None:
    with crawled.summary.files[0].open("rb") as stream:
        codings = {
            record.http_headers.get_header("Accept-Encoding")
            for record in ArchiveIterator(stream)
            if record.rec_type == "request"
        }
    assert codings == {"gzip, deflate"}
