"""One crawl of portals that each behave in their own way: outcomes, bounds, and the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crawler.crawl import CrawlSummary, PortalResult
from pipelines.captures import list_sources, read_source
from pipelines.model import Capture, Context, Visit
from pipelines.reference import Portal
from tests.crawler.portals import (
    Answer,
    Pages,
    Portals,
    crawl,
    list_page,
    portal,
    report_page,
    serve,
)

PDF = b"%PDF-1.4 a small file"
CHALLENGE = "<html><head><script>document.cookie='x=1';reload()</script></head></html>"
RECORDS = """<script type="text/xml"><datastore><recordset><record><![CDATA[<li>
<a href="/art/2024/1/22/art_1_2.html">2023年年度报告</a>2024-01-22</li>]]></record></recordset>
</datastore></script>"""
FIVE = list_page(*(f"{n}.html|{2018 + n}年年度报告" for n in range(5)))


def _pages() -> Pages:
    return {
        ("blocked.test.gov.cn", "/list.html"): [Answer(FIVE)],
        **{
            ("blocked.test.gov.cn", f"/{n}.html"): [Answer("no", 403 - n % 2 * 2)] for n in range(5)
        },
        ("challenge.test.gov.cn", "/list.html"): [Answer(CHALLENGE)],
        ("loop.test.gov.cn", "/list.html"): [
            Answer("", 302, {"Location": "/list.html", "Set-Cookie": "seen=1"})
        ],
        ("robots.test.gov.cn", "/robots.txt"): [Answer("User-agent: *\nDisallow: /")],
        ("robots.test.gov.cn", "/list.html"): [Answer(FIVE)],
        ("astray.test.gov.cn", "/list.html"): [Answer(list_page("1.html|2020年年度报告"))],
        ("astray.test.gov.cn", "/1.html"): [
            Answer("", 302, {"Location": "http://foreign.test.gov.cn:PORT/"})
        ],
        **_split(),
        ("slow.test.gov.cn", "/robots.txt"): [Answer("User-agent: *\nCrawl-delay: 86400")],
        ("slow.test.gov.cn", "/list.html"): [Answer(FIVE)],
        ("records.test.gov.cn", "/list.html"): [Answer(RECORDS)],
        ("records.test.gov.cn", "/art/2024/1/22/art_1_2.html"): [Answer(report_page())],
        ("onward.test.gov.cn", "/list.html"): [Answer("<script>location.href='/new/'</script>")],
        ("onward.test.gov.cn", "/new/"): [Answer(list_page("1.html|2020年年度报告"))],
        ("onward.test.gov.cn", "/new/1.html"): [Answer(report_page())],
        ("dark.test.gov.cn", "/robots.txt"): [Answer("down", 500)],
        ("dark.test.gov.cn", "/list.html"): [Answer(FIVE)],
        ("busy.test.gov.cn", "/list.html"): [Answer(FIVE)],
        ("busy.test.gov.cn", "/0.html"): [Answer("later", 429, {"Retry-After": "7200"})],
        ("gone.test.gov.cn", "/"): [Answer(report_page())],
        ("gone.test.gov.cn", "/list.html"): [
            Answer(list_page("a.html|2020年年度报告", "b.html|2021年年度报告", "/c|2022年年度报告"))
        ],
        ("gone.test.gov.cn", "/b.html"): [Answer("", 301, {"Location": "/"})],
        ("gone.test.gov.cn", "/c"): [Answer(report_page())],
        ("empty.test.gov.cn", "/list.html"): [Answer(report_page("暂无内容"))],
        ("endless.test.gov.cn", "/list.html"): [
            Answer(list_page("1.html|2020年年度报告", more='<a href="p1.html">下一页</a>'))
        ],
        **{
            ("endless.test.gov.cn", f"/p{n}.html"): [
                Answer(
                    list_page("1.html|2020年年度报告", more=f'<a href="p{n + 1}.html">下一页</a>')
                )
            ]
            for n in range(1, 30)
        },
        ("endless.test.gov.cn", "/1.html"): [Answer(report_page())],
        ("inside.test.gov.cn", "/list.html"): [Answer(FIVE)],
        **_full(),
    }


def _split() -> Pages:
    """A portal that begins to refuse while its other host has a request waiting."""
    pages = {("split.test.gov.cn", f"/{n}.html"): [Answer("no", 403)] for n in range(1, 5)}
    linked = '<a href="http://wait.gov.test:PORT/1.pdf">附件</a>'
    return {
        **pages,
        ("split.test.gov.cn", "/list.html"): [Answer(FIVE)],
        ("split.test.gov.cn", "/0.html"): [Answer(report_page(linked))],
        ("wait.gov.test", "/robots.txt"): [Answer("User-agent: *\nCrawl-delay: 1")],
        ("wait.gov.test", "/1.pdf"): [Answer(PDF)],
    }


def _full() -> Pages:
    """A portal whose reports have files, frames, pictures, forwards and a second column."""
    host = "full.test.gov.cn"
    first = list_page(
        "1.html|石岩市水务局2022年政府信息公开年度报告",
        "2.html|石岩市2021年政府信息公开年度报告",
        "http://elsewhere.gov.cn/3.html|石岩市2020年政府信息公开年度报告",
        "4.html|石岩市2019年政府信息公开年度报告",
        "6.html|关于编制政府信息公开年度报告的通知",
    )
    second = list_page("2.html|2021年年报", "5.html|2021年年度报告", "7.html|2017年年度报告")
    content = (
        '<a href="/files/1.pdf">附件1</a><a href="http://files.gov.test:PORT/2.docx">附件2</a>'
        '<a href="ftp://full.test.gov.cn/3.pdf">附件3</a><img src="table.png">'
        '<img src="http://tracker.example/pixel.gif"><iframe src="/frame.html"></iframe>'
        '<a href="1.html">本页</a>'
    )
    return {
        (host, "/list.html"): [Answer(first)],
        (host, "/more.html"): [Answer(second)],
        (host, "/1.html"): [Answer(report_page(content))],
        (host, "/files/1.pdf"): [Answer(PDF, headers={"Content-Type": "application/pdf"})],
        (host, "/table.png"): [Answer(b"\x89PNG\r\n\x1a\n", headers={"Content-Type": "image/png"})],
        (host, "/frame.html"): [Answer(report_page('<a href="/files/1.pdf">下载</a>'))],
        (host, "/2.html"): [Answer(report_page())],
        (host, "/4.html"): [
            Answer('<html><head><meta http-equiv="refresh" content="0; url=4b.html"></head></html>')
        ],
        (host, "/4b.html"): [Answer(report_page())],
        (host, "/5.html"): [Answer("", 302, {"Location": "/2.html"})],
        (host, "/7.html"): [Answer("<script>window.location.href='/7b.html';</script>")],
        (host, "/7b.html"): [Answer(report_page())],
        ("files.gov.test", "/2.docx"): [Answer(b"PK\x03\x04 no real one")],
    }


@dataclass
class Crawled:
    summary: CrawlSummary
    server: Portals
    captures: list[Capture]
    visits: list[Visit]

    def result(self, key: str) -> PortalResult:
        return next(r for r in self.summary.portals if r.portal.key == key)

    def of(self, host: str, path: str) -> Capture:
        url = f"http://{host}:{self.server.port}{path}"
        return next(capture for capture in self.captures if capture.url == url)


def _portals(server: Portals) -> list[Portal]:
    keys = "astray blocked challenge loop robots slow records onward dark busy gone empty endless inside"
    host = "full.test.gov.cn"
    columns = tuple(f"http://{host}:{server.port}/{name}.html" for name in ("list", "more"))
    return [
        *(
            portal(server, key, family="" if key == "records" else "generic")
            for key in keys.split()
        ),
        portal(server, "full", attachment_hosts=("files.gov.test",), columns=columns),
        portal(server, "split", attachment_hosts=("wait.gov.test",)),
        portal(server, "unknown", columns=()),
        portal(server, "foreign", family="hanewb"),
    ]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("outcomes")
    with serve(_pages()) as server:
        portals = _portals(server)
        names = {host for row in portals for host in (*row.hosts, *row.attachment_hosts)}
        addresses = dict.fromkeys(sorted(names), "127.0.0.1")
        summary = crawl(
            portals,
            archive=folder / "archive",
            state=folder / "state",
            delay=0,
            resolve={**addresses, "inside.test.gov.cn": "10.0.0.1"},
        )
        read = [
            item for source in list_sources([folder / "archive"]) for item in read_source(source)
        ]
        captures = [item for item in read if isinstance(item, Capture)]
        visits = [item for item in read if isinstance(item, Visit)]
        yield Crawled(summary, server, captures, visits)


@pytest.mark.parametrize(
    ("key", "outcome", "reason"),
    [
        ("blocked", "blocked", "answered 403"),
        ("challenge", "challenged", "a script instead of a page"),
        ("loop", "challenged", "leads to itself"),
        ("robots", "robots", "robots.txt forbids it"),
        ("astray", "complete", ""),
        ("split", "blocked", "answered 403"),
        ("slow", "robots", "robots.txt forbids it"),
        ("records", "complete", ""),
        ("onward", "complete", ""),
        ("dark", "failed", "robots.txt: answered 500"),
        ("busy", "stopped", "asks to wait 7200 s"),
        ("inside", "failed", "10.0.0.1 is no public address"),
        ("gone", "complete", ""),
        ("empty", "complete", ""),
        ("endless", "complete", ""),
        ("full", "complete", ""),
    ],
)
def test_each_visit_ends_in_its_own_way(
    crawled: Crawled, key: str, outcome: str, reason: str
) -> None:
    result = crawled.result(key)
    assert result.visit.outcome == outcome
    assert reason in result.reason
    # An address is named once.
    named = [word for word in result.reason.split() if word.startswith("http")]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("host", "paths"),
    [
        ("blocked", ["/robots.txt", "/list.html", "/0.html", "/1.html", "/2.html"]),
        ("challenge", ["/robots.txt", "/list.html"]),
        ("loop", ["/robots.txt", "/list.html"]),
        ("robots", ["/robots.txt"]),
        ("astray", ["/robots.txt", "/list.html", "/1.html"]),
        ("foreign", []),
        ("split", ["/robots.txt", "/list.html", "/0.html", "/1.html", "/2.html", "/3.html"]),
        ("slow", ["/robots.txt"]),
        ("records", ["/robots.txt", "/list.html", "/art/2024/1/22/art_1_2.html"]),
        ("onward", ["/robots.txt", "/list.html", "/new/", "/new/1.html"]),
        ("dark", ["/robots.txt", "/robots.txt", "/robots.txt"]),
        ("busy", ["/robots.txt", "/list.html", "/0.html"]),
        ("inside", []),
        ("gone", ["/robots.txt", "/list.html", "/a.html", "/b.html", "/c"]),
        ("empty", ["/robots.txt", "/list.html"]),
        ("endless", ["/robots.txt", "/list.html", "/p1.html", "/p2.html", "/1.html"]),
    ],
)
def test_each_portal_is_asked_so_much_and_no_more(
    crawled: Crawled, host: str, paths: list[str]
) -> None:
    assert crawled.server.paths(f"{host}.test.gov.cn") == paths


def test_a_request_that_waits_when_its_visit_ends_is_not_sent(crawled: Crawled) -> None:
    assert crawled.server.paths("wait.gov.test") == ["/robots.txt"]


def test_a_redirect_out_of_the_portal_is_an_error_and_not_followed(crawled: Crawled) -> None:
    counts = crawled.result("astray").visit.counts
    assert (counts["reports_asked"], counts["reports_good"], counts["errors"]) == (1, 0, 1)
    assert crawled.of("astray.test.gov.cn", "/1.html").http_status == 302


def test_a_portal_in_full(crawled: Crawled) -> None:
    asked = crawled.server.paths("full.test.gov.cn")
    assert asked[:3] == ["/robots.txt", "/list.html", "/more.html"]
    assert " ".join(asked[3:]) == (
        "/1.html /files/1.pdf /frame.html /table.png /2.html /4.html /4b.html /5.html"
        " /7.html /7b.html"
    )
    assert crawled.server.paths("files.gov.test") == ["/robots.txt", "/2.docx"]
    result = crawled.result("full")
    assert result.counts.notices == 1
    assert result.counts.elsewhere == {"elsewhere.gov.cn": 1, "tracker.example": 1}
    assert dict(result.visit.counts) == {
        "list_pages": 2,
        "entries": 7,
        "entries_new": 7,
        "reports_asked": 7,
        "reports_good": 4,
        "gone": 0,
        "errors": 0,
    }


def _context(crawled: Crawled, host: str, path: str) -> Context:
    return crawled.of(host, path).context


def test_a_report_carries_what_its_lists_said(crawled: Crawled) -> None:
    origin = f"http://full.test.gov.cn:{crawled.server.port}"
    assert _context(crawled, "full.test.gov.cn", "/1.html") == Context(
        portal="full",
        division_code="150000",
        list_url=f"{origin}/list.html",
        list_title="石岩市水务局2022年政府信息公开年度报告",
        list_date=dt.date(2024, 1, 22),
    )
    # Of the entries of both columns, extraction takes the one with the smaller list address.
    both = _context(crawled, "full.test.gov.cn", "/2.html")
    assert both.list_title == "石岩市2021年政府信息公开年度报告"


@pytest.mark.parametrize(
    ("host", "path", "parent"),
    [
        ("full.test.gov.cn", "/files/1.pdf", "/1.html"),
        ("full.test.gov.cn", "/table.png", "/1.html"),
        ("full.test.gov.cn", "/frame.html", "/1.html"),
        ("files.gov.test", "/2.docx", "/1.html"),
    ],
)
def test_a_file_carries_its_page_and_what_the_list_said_of_it(
    crawled: Crawled, host: str, path: str, parent: str
) -> None:
    page = crawled.of("full.test.gov.cn", parent)
    context = _context(crawled, host, path)
    assert context.parent_url == page.url
    assert context.parent_record_id == page.warc_record_id
    assert context.list_title == page.context.list_title
    assert crawled.of(host, path).asked


def test_what_a_page_forwards_to_keeps_its_contexts(crawled: Crawled) -> None:
    for path, title in (
        ("/4b.html", "石岩市2019年政府信息公开年度报告"),
        ("/7b.html", "2017年年度报告"),
    ):
        assert _context(crawled, "full.test.gov.cn", path).list_title == title
    redirect = crawled.of("full.test.gov.cn", "/5.html")
    assert redirect.http_status == 302
    assert redirect.asked


def test_lists_and_robots_are_archived_as_not_asked(crawled: Crawled) -> None:
    for path in ("/robots.txt", "/list.html", "/more.html"):
        assert not crawled.of("full.test.gov.cn", path).asked


def test_requests_are_counted_as_the_server_saw_them(crawled: Crawled) -> None:
    # None that waited when its visit ended, and none that the guard refused.
    assert crawled.summary.requests == len(crawled.server.log)


def test_every_request_is_archived(crawled: Crawled) -> None:
    assert len(crawled.captures) == len(crawled.server.log)


def test_the_visits_are_in_the_archive(crawled: Crawled) -> None:
    expected = {r.portal.key: (r.visit.outcome, r.visit.counts) for r in crawled.summary.portals}
    found = {v.portal: (v.outcome, dict(v.counts)) for v in crawled.visits}
    assert found == expected
    assert {v.region_code for v in crawled.visits} == {"150000"}


def test_portals_that_cannot_be_crawled_yet_are_told(crawled: Crawled) -> None:
    assert [(row.key, reason) for row, reason in crawled.summary.skipped] == [
        ("unknown", "no column is known yet"),
        ("foreign", "hanewb is no family that is known"),
    ]
