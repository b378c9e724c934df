"""What the spider does with what a visit tells it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.bounds import Limits
from crawler.guard import Guard
from crawler.http_message import HttpRequest, HttpResponse
from crawler.politeness import Gate
from crawler.spiders import reports
from crawler.state import State
from crawler.visit import PortalVisit
from crawler.warc_writer import WarcWriter
from pipelines.captures import list_sources, read_source
from pipelines.model import Capture, Context
from pipelines.reference import Portal

ROOT = Path(__file__).parents[2]
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
PORTAL = Portal(
    "a", "甲市人民政府", "prefecture", "150100", "http://www.a.gov.cn/", ("www.a.gov.cn",)
)


def test_a_context_joins_its_record_or_is_counted_as_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = WarcWriter(tmp_path / "archive", software="gongkai/test")
    with State(tmp_path / "state") as state, archive as writer:
        monkeypatch.setattr(reports, "archive_of", lambda _crawler: writer)
        visit = PortalVisit(
            PORTAL,
            state=state,
            guard=Guard(),
            classify=lambda _title: "report",
            limits=Limits(),
            now=NOON,
        )
        spider = _spider(visit)
        asked = HttpRequest("http://www.a.gov.cn/1.pdf")
        record = writer.write_exchange(asked, HttpResponse(200), fetched_at=NOON)
        spider._annotate(visit, [(record, Context("a", list_url="http://www.a.gov.cn/1"))])
        writer.close()
        spider._annotate(visit, [(record, Context("a", list_url="http://www.a.gov.cn/0"))])
    (source,) = list_sources([tmp_path / "archive"])
    (capture,) = read_source(source)
    assert isinstance(capture, Capture)
    assert capture.context.list_url == "http://www.a.gov.cn/1"
    assert visit.counts.contexts_lost == 1


def test_run_by_scrapy_itself_it_says_who_runs_it() -> None:
    """``scrapy.cfg`` makes the spider known to Scrapy's own command."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "reports"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "this spider is run by gongkai crawl" in done.stderr


def _spider(visit: PortalVisit) -> reports.ReportsSpider:
    def ignore(*_: Any) -> None:
        """Nobody looks on."""

    spider = reports.ReportsSpider(
        [visit], guard=Guard(), gate=Gate(0), on_visit=ignore, progress=ignore
    )
    spider.crawler = None  # type: ignore[assignment] # the archive is given above
    return spider
