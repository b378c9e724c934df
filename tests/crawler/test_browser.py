"""Lists and reports that only a script writes: portals with ``browser=yes``, in a real Chromium."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.browser import need
from crawler.browser.need import browser_settings, find_chromium, needs_browser
from crawler.crawl import CrawlSummary
from crawler.crawlable import crawlable
from pipelines.captures import list_sources, read_source
from pipelines.errors import UserError
from pipelines.model import Capture
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

needs_extra = pytest.mark.skipif(
    find_spec("scrapy_playwright") is None, reason="gongkai[browser] is not installed"
)
needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed")

HOST = "script.test.gov.cn"
SHELL = """<html><head><script src="/app.js"></script>
<script src="http://tracker.example/count.js"></script></head>
<body><div id="app">本页由脚本生成，请稍候。{kind}</div><img src="/logo.png"></body></html>"""
APP = """
document.addEventListener("DOMContentLoaded", async () => {
  const app = document.getElementById("app");
  const forbidden = await fetch("/secret/data.json").then(() => "open", () => "shut");
  const answer = await fetch("/data" + location.pathname + ".json", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"});
  app.innerHTML = await answer.text();
  app.setAttribute("data-secret", forbidden);
  app.setAttribute("data-agent", navigator.userAgent);
  app.setAttribute("data-cookie", document.cookie);
});
"""
TITLE = "石岩市2022年政府信息公开工作年度报告"
REPORT = report_page(
    '<h3>一、总体情况</h3><h3>二、主动公开</h3><iframe src="/frame.html"></iframe>'
)


def _page(kind: str, **headers: str) -> Answer:
    return Answer(SHELL.format(kind=kind), headers={"Set-Cookie": "clearance=1", **headers})


def _pages() -> Pages:
    zipped = gzip.compress(SHELL.format(kind="report").encode())
    return {
        (HOST, "/robots.txt"): [Answer("User-agent: *\nDisallow: /secret/")],
        (HOST, "/list.html"): [_page("list")],
        (HOST, "/1.html"): [Answer(zipped, headers={"Content-Encoding": "gzip"})],
        (HOST, "/app.js"): [Answer(APP, headers={"Content-Type": "text/javascript"})],
        (HOST, "/data/list.html.json"): [Answer(list_page(f"/1.html|{TITLE}"))],
        (HOST, "/data/1.html.json"): [Answer(REPORT)],
        (HOST, "/frame.html"): [Answer(report_page())],
    }


def _crawl(server: Portals, folder: Path, **settings: str) -> CrawlSummary:
    row = portal(server, "script", settings=settings)
    return crawl([row], archive=folder / "archive", state=folder / "state", delay=0.0)


def _captures(folder: Path) -> dict[str, Capture]:
    sources = list_sources([folder / "archive"])
    read = [item for source in sources for item in read_source(source)]
    asked = [item for item in read if isinstance(item, Capture) and item.asked]
    found = {(item.url or "").partition(".gov.cn")[2].partition("/")[2]: item for item in asked}
    assert len(found) == len(asked)
    return found


def _records(folder: Path) -> list[dict[str, str]]:
    records = []
    for path in sorted((folder / "archive").glob("*.warc.gz")):
        with path.open("rb") as file:
            records += [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]
    return records


def _post_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.crawler import portals

    handler: Any = portals._Handler

    def do_post(self: Any) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.do_GET()

    monkeypatch.setattr(handler, "do_POST", do_post, raising=False)


@needs_extra
@needs_chromium
def test_what_a_script_writes_is_read_archived_and_asked_the_crawls_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _post_is_answered(monkeypatch)
    with serve(_pages()) as server:
        summary = _crawl(server, tmp_path, browser="yes")
    (result,) = summary.portals
    assert (result.visit.outcome, result.reason) == ("complete", "")
    assert result.visit.counts["entries"] == result.visit.counts["reports_good"] == 1

    asked = server.paths(HOST)
    # One thing at a time, under one honest name: robots.txt, each page once, its script once.
    assert asked.count("/robots.txt") == asked.count("/list.html") == asked.count("/1.html") == 1
    assert asked.count("/app.js") == asked.count("/frame.html") == 1
    assert "/data/1.html.json" in asked
    assert {entry.agent.partition("/")[0] for entry in server.log} == {"gongkai"}
    # What robots.txt forbids, pictures, and other hosts are not asked.
    assert not {"/secret/data.json", "/logo.png", "/favicon.ico"} & set(asked)
    assert {entry.host for entry in server.log} == {HOST}
    spans = sorted((entry.started, entry.ended) for entry in server.log)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))

    report = _captures(tmp_path)["1.html"]
    shown = report.body.decode()
    assert "一、总体情况" in shown
    assert 'data-secret="shut"' in shown
    assert 'data-agent="gongkai/' in shown
    assert 'data-cookie=""' in shown
    assert report.context.list_title == TITLE

    records = _records(tmp_path)
    # The frame in the report is a page of its own.
    rendered, frame = (one for one in records if one["WARC-Type"] == "conversion")
    assert frame["WARC-Target-URI"].endswith("/frame.html")
    assert rendered["Content-Type"] == "text/html; charset=utf-8"
    assert rendered["Gongkai-Rendered-By"].startswith("Chromium/")
    (page,) = (one for one in records if one["WARC-Record-ID"] == rendered["WARC-Refers-To"])
    assert (page["WARC-Type"], page["WARC-Target-URI"]) == (
        "response",
        rendered["WARC-Target-URI"],
    )
    answers = [one["WARC-Target-URI"] for one in records if one["WARC-Type"] == "response"]
    assert sum(address.endswith("/data/1.html.json") for address in answers) == 1


@needs_extra
@needs_chromium
def test_without_the_setting_the_page_is_read_as_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _post_is_answered(monkeypatch)
    with serve(_pages()) as server:
        summary = _crawl(server, tmp_path)
    assert summary.portals[0].visit.counts["entries"] == 0
    assert "/app.js" not in server.paths(HOST)


@needs_extra
@needs_chromium
def test_what_is_no_page_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _post_is_answered(monkeypatch)
    pages = _pages()
    lines = (f"/1.pdf|{TITLE}", "/2.html|山北县2022年政府信息公开工作年度报告")
    pages[HOST, "/data/list.html.json"] = [Answer(list_page(*lines))]
    pdf = Answer("%PDF-1.4 report", headers={"Content-Type": "application/pdf"})
    pages[HOST, "/1.pdf"] = [pdf]
    with serve(pages) as server:
        summary = _crawl(server, tmp_path, browser="yes")
    counts = summary.portals[0].visit.counts
    assert (counts["reports_good"], counts["gone"]) == (1, 1)
    captures = _captures(tmp_path)
    assert captures["1.pdf"].body == b"%PDF-1.4 report"
    assert captures["2.html"].http_status == 404
    assert not [one for one in _records(tmp_path) if one["WARC-Type"] == "conversion"]


def test_what_another_program_converted_is_no_page(tmp_path: Path) -> None:
    text = f"{TITLE} 一、总体情况".encode()
    head = (
        "WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Date: 2024-03-01T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "WARC-Target-URI: http://script.test.gov.cn/1.html\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    (tmp_path / "archive").mkdir()
    body = gzip.compress(head.encode() + text + b"\r\n\r\n")
    (tmp_path / "archive/crawl.warc.gz").write_bytes(body)
    assert _captures(tmp_path) == {}


# --- what is lacking -------------------------------------------------------------------------


def _row(**settings: str) -> Portal:
    column = ("http://a.gov.cn/nb/",)
    return Portal(
        "a", "某县", "county", "150121", "http://a.gov.cn/", (), columns=column, settings=settings
    )


@pytest.mark.parametrize(
    ("lacking", "line"),
    [
        ("find_spec", "it needs a browser (browser=yes); install gongkai[browser]"),
        ("find_chromium", "it needs a browser (browser=yes); install Chromium (Debian: chromium)"),
    ],
)
def test_what_is_missing_is_said_and_the_other_portals_are_crawled(
    lacking: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(need, "find_spec", lambda _name: object())
    monkeypatch.setattr(need, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(need, lacking, lambda *_: None)
    skipped: list[tuple[Portal, str]] = []
    assert crawlable([_row(browser="yes"), _row()], skipped) == [_row()]
    assert [reason for _, reason in skipped] == [line]


def test_another_value_is_one_line() -> None:
    assert needs_browser(_row(browser="yes"))
    assert not needs_browser(_row(delay="5"))
    with pytest.raises(UserError, match=r"portals\.csv: a: browser=on is not known; there is"):
        needs_browser(_row(browser="on"))


def test_where_no_portal_needs_it_no_browser_is_set_up() -> None:
    assert browser_settings([_row()]) == {}
    assert browser_settings([_row(), _row(browser="yes")])["GONGKAI_BROWSER"] == ["a"]
