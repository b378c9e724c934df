"""What the spider does with what a visit tells it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.http_message import HttpRequest, HttpResponse
from crawler.politeness import Gate
from crawler.spiders import reports
from crawler.warc_writer import WarcWriter
from pipelines.captures import list_sources, read_source
from pipelines.model import Capture, Context

ROOT = Path(__file__).parents[2]
NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)


def test_a_context_joins_its_record_unless_the_file_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WarcWriter(tmp_path / "archive", software="gongkai/test") as writer:
        monkeypatch.setattr(reports, "archive_of", lambda _crawler: writer)
        spider = reports.ReportsSpider(gate=Gate(0), now=lambda: NOON)
        spider.crawler = None  # type: ignore[assignment] # the archive is given above
        asked = HttpRequest("http://www.a.gov.cn/1.pdf")
        record = writer.write_exchange(asked, HttpResponse(200), fetched_at=NOON)
        assert spider._annotate(record, Context("a", list_url="http://www.a.gov.cn/1"))
        writer.close()
        assert not spider._annotate(record, Context("a", list_url="http://www.a.gov.cn/0"))
    (source,) = list_sources([tmp_path / "archive"])
    (capture,) = read_source(source)
    assert isinstance(capture, Capture)
    assert capture.context.list_url == "http://www.a.gov.cn/1"


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
