"""Scrapy in this process, from start to end: the visits of one crawl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project
from crawler.archive import archive_file_closed
from crawler.guard import Guard
from crawler.handler import SENT
from crawler.leftovers import Leftovers
from crawler.politeness import Gate
from crawler.session import open_many, stoppable
from crawler.spiders.reports import ReportsSpider
from crawler.summary import CrawlSummary, PortalResult
from crawler.visit import PortalVisit
from pipelines.errors import UserError
from pipelines.model import Visit

Progress = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class Round:
    """One run of Scrapy over visits, ``active`` at a time; a process can do that once.

    ``backfill``: visits that used up their budget go on once all others have ended.
    """

    visits: Iterable[PortalVisit]
    guard: Guard
    gate: Gate
    summary: CrawlSummary
    file_closed: Callable[[Path], None]
    progress: Progress
    until: dt.datetime | None
    now: Callable[[], dt.datetime]
    active: int
    backfill: bool
    leftovers: Leftovers

    def run(self, values: Mapping[str, Any]) -> None:
        """Run until every visit has ended; raises :class:`UserError` where that failed."""
        process = CrawlerProcess(Settings({**project.scrapy_settings(), **values}))
        crawler: Crawler = process.create_crawler(ReportsSpider)
        crawler.signals.connect(self.file_closed, signal=archive_file_closed, weak=False)
        process.crawl(
            crawler,
            visits=self.visits,
            guard=self.guard,
            gate=self.gate,
            on_visit=self._ended,
            progress=self.progress,
            until=self.until,
            now=self.now,
            active=self.active,
            backfill=self.backfill,
            leftovers=self.leftovers,
        )

        def stop() -> None:
            self.summary.stopped = True
            if isinstance(crawler.spider, ReportsSpider):
                crawler.spider.stop()

        open_many()
        with stoppable(stop):
            process.start(install_signal_handlers=False)
        assert crawler.stats is not None
        self.summary.requests = crawler.stats.get_value(SENT, 0)
        spider = crawler.spider
        if isinstance(spider, ReportsSpider):
            self.summary.timed_out = spider.timed_out
            if spider.fatal:
                raise UserError(spider.fatal)

    def _ended(self, visit: PortalVisit, record: Visit) -> None:
        result = PortalResult(visit.portal, record, visit.counts, visit.reason, visit.left)
        self.summary.portals.append(result)
