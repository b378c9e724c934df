"""robots.txt of a visit that ends while it waits for its turn: nothing was learnt of the host."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.crawl import CrawlSummary, run_crawl
from crawler.politeness import Gate, StoppedError
from crawler.robots import RobotsMiddleware, RobotsRefusedError
from pipelines.reference import Portal
from tests.crawler.portals import Pages, in_own_process, portal, serve

SHARED = "http://files.test.gov.cn"


class _Engine:
    """Answers robots.txt, but to the visit that has ended."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.meta["gongkai_portal"])
        await asyncio.sleep(0)
        if self.asked[-1] == "ended":
            raise StoppedError("ended")
        return Response(request.url, body=b"User-agent: *\nDisallow: /secret/")


def _robots(engine: _Engine) -> RobotsMiddleware:
    settings = Settings({"USER_AGENT": "gongkai", "GONGKAI_LONGEST_WAIT": 60})
    crawler: Any = SimpleNamespace(engine=engine, settings=settings, spider=None)
    return RobotsMiddleware(crawler)


def test_of_two_portals_with_one_host_the_end_of_one_is_not_that_of_the_other() -> None:
    engine = _Engine()
    robots = _robots(engine)

    async def ask() -> list[BaseException | None]:
        requests = [
            Request(f"{SHARED}{path}", meta={"gongkai_portal": key})
            for key, path in (
                ("ended", "/1.pdf"),
                ("ended", "/2.pdf"),
                ("going", "/1.pdf"),
                ("going", "/secret/2.pdf"),
            )
        ]
        return await asyncio.gather(*map(robots.process_request, requests), return_exceptions=True)

    found = [None if error is None else type(error) for error in asyncio.run(ask())]
    assert found == [StoppedError, StoppedError, None, RobotsRefusedError]
    assert engine.asked == ["ended", "ended", "going"]


def _crawl_and_stop(rows: list[Portal], **options: Any) -> CrawlSummary:
    """Crawl, and be interrupted when the first request waits for its turn."""
    turn = Gate.turn

    def interrupt(self: Gate, host: str, address: str) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return turn(self, host, address)

    setattr(Gate, "turn", interrupt)  # noqa: B010 - a method is not assigned to
    return run_crawl(rows, **options)


def test_a_crawl_that_ends_before_robots_txt_was_asked_counts_no_error(tmp_path: Path) -> None:
    pages: Pages = {}
    with serve(pages) as server:
        summary = in_own_process(
            _crawl_and_stop,
            [portal(server, "late")],
            archive=tmp_path / "archive",
            state=tmp_path / "state",
            delay=600,
            allow_hosts=["127.0.0.1"],
            resolve={"late.test.gov.cn": "127.0.0.1"},
        )
        assert server.log == []
    (result,) = summary.portals
    assert (result.visit.outcome, result.visit.counts["errors"]) == ("stopped", 0)
    assert result.reason == "stopped by the user"
    assert summary.requests == 0
