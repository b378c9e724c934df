"""Killed at some step of a crawl: what the archive holds whole is not asked again."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from crawler.archive_files import ArchiveFiles
from crawler.bounds import Limits
from crawler.crawl import CrawlSummary, run_crawl
from crawler.state import State
from crawler.state.lists import Lists
from pipelines.captures import list_sources, read_source
from pipelines.model import Capture
from pipelines.reference import Portal
from tests.crawler.portals import (
    Answer,
    Pages,
    Portals,
    in_own_process,
    list_page,
    portal,
    report_page,
    serve,
)

HOST = "killed.test.gov.cn"
TITLE = "甲市2022年政府信息公开年度报告"


def _pages() -> Pages:
    """Two lists; a report with a file that another report shares, one behind a redirect, one gone."""
    more = '<a href="list2.html">下一页</a>'
    shared = '<a href="/shared.pdf">附件</a>'
    return {
        (HOST, "/list.html"): [Answer(list_page(f"1.html|{TITLE}", f"2.html|{TITLE}", more=more))],
        (HOST, "/list2.html"): [Answer(list_page(f"3.html|{TITLE}", f"4.html|{TITLE}"))],
        (HOST, "/1.html"): [Answer(report_page(shared))],
        (HOST, "/2.html"): [Answer(report_page(shared))],
        (HOST, "/3.html"): [Answer("", 302, {"Location": "/new/3.html"})],
        (HOST, "/new/3.html"): [Answer(report_page("<p>3</p>"))],
        (HOST, "/shared.pdf"): [Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})],
    }


def crawl_and_die(rows: list[Portal], where: str, number: int, **options: Any) -> CrawlSummary:
    """Crawl, and be killed at a step: before the state is told, or before the commit."""
    owner: Any = {"list": Lists, "page": State, "commit": ArchiveFiles}[where]
    name = {"list": "put", "page": "answered", "commit": "commit"}[where]
    tell, calls = getattr(owner, name), iter(range(1, 100))

    def die(self: Any, *values: Any) -> None:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(self, *values)

    setattr(owner, name, die)
    return run_crawl(rows, **options)


def _asked(server: Portals) -> Counter[str]:
    return Counter(asked.path for asked in server.log if asked.path != "/robots.txt")


@pytest.mark.parametrize(
    ("where", "number"), [("list", 1), ("list", 2), *(("page", number) for number in range(1, 6))]
)
def test_an_answer_that_is_in_the_archive_is_taken_from_there(
    where: str, number: int, tmp_path: Path
) -> None:
    with serve(_pages()) as server:
        rows = [portal(server, "killed")]
        options: dict[str, Any] = {
            "archive": tmp_path / "archive",
            "state": tmp_path / "state",
            "delay": 0,
            "allow_hosts": ["127.0.0.1"],
            "resolve": {HOST: "127.0.0.1"},
        }
        with pytest.raises(BrokenProcessPool):
            in_own_process(crawl_and_die, rows, where, number, **options)
        assert _asked(server)
        summary = in_own_process(run_crawl, rows, **options)
        asked = _asked(server)
    # The file is asked whether it changed where its second page comes after the kill: a context
    # must stand in the archive file of its record.
    assert {path for path, times in asked.items() if times > 1} <= {"/shared.pdf"}
    assert set(asked) == {path for _, path in _pages()} | {"/4.html"}
    (result,) = summary.portals
    assert result.visit.outcome == "complete"
    counts = result.visit.counts
    assert (counts["reports_asked"], counts["reports_good"], counts["gone"]) == (4, 3, 1)
    parents = {
        (capture.url.rpartition("/")[2], capture.context.list_title)
        for source in list_sources([tmp_path / "archive"])
        for capture in read_source(source)
        if isinstance(capture, Capture) and capture.asked and capture.url
    }
    names = ("1.html", "2.html", "3.html", "4.html", "shared.pdf")
    assert parents == {(name, TITLE) for name in names}


@pytest.mark.parametrize(("where", "number"), [("list", 2), ("page", 2), ("commit", 1)])
def test_a_portal_that_was_done_with_is_not_visited_again_until_the_crawl_is_over(
    where: str, number: int, tmp_path: Path
) -> None:
    pages: Pages = {}
    for key in ("first", "second"):
        pages[f"{key}.test.gov.cn", "/list.html"] = [Answer(list_page(f"{key}.html|{TITLE}"))]
        pages[f"{key}.test.gov.cn", f"/{key}.html"] = [Answer(report_page())]
    with serve(pages) as server:
        rows = [portal(server, "first"), portal(server, "second")]
        options: dict[str, Any] = {
            "archive": tmp_path / "archive",
            "state": tmp_path / "state",
            "delay": 0,
            "allow_hosts": ["127.0.0.1"],
            "resolve": {host: "127.0.0.1" for host, _ in pages},
            "limits": Limits(active=1),
        }
        with pytest.raises(BrokenProcessPool):
            in_own_process(crawl_and_die, rows, where, number, **options)
        summary = in_own_process(run_crawl, rows, **options)
        once = Counter((asked.host, asked.path) for asked in server.log)
        night = in_own_process(run_crawl, rows, **options)
        lists = Counter((asked.host, asked.path) for asked in server.log)
    assert {page: once[page] for page in pages} == dict.fromkeys(pages, 1)
    skipped = {row.key: reason for row, reason in summary.skipped}
    assert skipped["first"] == "it was visited by this crawl before that was killed"
    assert ("second" in skipped) == (where == "commit")
    assert night.skipped == []
    assert {path for (_, path), times in (lists - once).items()} == {"/robots.txt", "/list.html"}


def test_who_names_portals_goes_on_with_the_same_ones_alone(tmp_path: Path) -> None:
    pages: Pages = {}
    for key in ("first", "second"):
        pages[f"{key}.test.gov.cn", "/list.html"] = [Answer(list_page(f"{key}.html|{TITLE}"))]
        pages[f"{key}.test.gov.cn", f"/{key}.html"] = [Answer(report_page())]
    with serve(pages) as server:
        first, second = portal(server, "first"), portal(server, "second")
        options: dict[str, Any] = {
            "archive": tmp_path / "archive",
            "state": tmp_path / "state",
            "delay": 0,
            "allow_hosts": ["127.0.0.1"],
            "resolve": {host: "127.0.0.1" for host, _ in pages},
            "limits": Limits(active=1),
        }
        with pytest.raises(BrokenProcessPool):
            in_own_process(crawl_and_die, [first, second], "page", 2, insist=True, **options)
        same = in_own_process(run_crawl, [first, second], insist=True, **options)
        with pytest.raises(BrokenProcessPool):
            in_own_process(crawl_and_die, [first, second], "list", 2, **options)
        named = in_own_process(run_crawl, [first], insist=True, **options)
    assert [row.key for row, _ in same.skipped] == ["first"]
    assert [result.portal.key for result in named.portals] == ["first"]
