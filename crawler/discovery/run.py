"""One run of discovery: home pages in, what was found out.

Scrapy runs in this process, and a process can do that once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project
from crawler.bounds import DEFAULT_DELAY
from crawler.discovery import DEFAULT_PAGES
from crawler.discovery.result import Discovery, discovery_of
from crawler.discovery.walk import Walk
from crawler.discovery.words import load_words
from crawler.guard import Guard
from crawler.politeness import Gate
from crawler.session import make_archive, open_many, stoppable
from crawler.spiders.columns import ColumnsSpider
from crawler.tasks import canonical
from pipelines.errors import UserError
from pipelines.identity import classify_title
from pipelines.reference import Reference

_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class DiscoveryRun:
    """What was found, in the order of the home pages; ``stopped``: the user ended it."""

    found: tuple[Discovery, ...]
    stopped: bool = False


def run_discovery(
    urls: Sequence[str],
    *,
    archive: Path,
    delay: float = DEFAULT_DELAY,
    pages: int = DEFAULT_PAGES,
    allow_hosts: Sequence[str] = (),
    resolve: Mapping[str, str] | None = None,
    contact: str | None = None,
    now: dt.datetime | None = None,
    progress: Callable[[int, int], None] = lambda _answered, _known: None,
    overrides: Mapping[str, Any] | None = None,
) -> DiscoveryRun:
    """Walk the portals of these home pages, at most ``pages`` pages of each.

    ``delay`` in seconds; ``resolve`` maps host names to addresses; ``now`` is the clock that
    says which year is the last; ``overrides`` are Scrapy settings. Raises :class:`UserError`
    for what is no address, and where the archive cannot be written.
    """
    reference = Reference.load()
    words = load_words(reference)
    titles: dict[str, str] = {}

    def classify(title: str) -> str:
        if title not in titles:
            titles[title] = classify_title(title, reference)
        return titles[title]

    homes: dict[str, str] = {}
    for url in urls:
        homes.setdefault(home_page(url), _otherwise(url))
    year = (now or dt.datetime.now(dt.UTC)).year
    walks = [
        Walk(
            url,
            words=words,
            classify=classify,
            pages=pages,
            this_year=year,
            otherwise=otherwise,
        )
        for url, otherwise in homes.items()
    ]
    make_archive(archive)
    spider = _run(
        walks,
        Guard(allow_hosts),
        Gate(delay),
        progress,
        {
            "GONGKAI_ARCHIVE_DIR": str(archive),
            "GONGKAI_BUSY_WAIT": 10 * delay,
            "GONGKAI_ALLOW_HOSTS": list(allow_hosts),
            "GONGKAI_RESOLVE": dict(resolve or {}),
            "USER_AGENT": project.user_agent(contact),
            **(overrides or {}),
        },
    )
    found = tuple(discovery_of(walk, classify) for walk in walks)
    return DiscoveryRun(found, stopped=spider.stopped)


def home_page(text: str) -> str:
    """Return the address of a home page as it is asked; ``www.x.gov.cn`` alone is enough.

    Raises :class:`UserError` for what is no address.
    """
    written = text.strip()
    url = written if "://" in written else f"http://{written}"
    try:
        address = canonical(url)
    except ValueError:
        address = ""
    if not address.startswith(_SCHEMES) or not urlsplit(address).hostname or " " in written:
        raise UserError(f"{text}: this is no address; give a home page: https://www.x.gov.cn/")
    return address


def _otherwise(text: str) -> str:
    """Return the address to ask where the first does not answer: a scheme was written or not."""
    written = text.strip()
    return "" if "://" in written else home_page(f"https://{written}")


def _run(
    walks: Sequence[Walk],
    guard: Guard,
    gate: Gate,
    progress: Callable[[int, int], None],
    values: Mapping[str, Any],
) -> ColumnsSpider:
    """Run Scrapy until every walk has ended; raises :class:`UserError` where that failed."""
    process = CrawlerProcess(Settings({**project.scrapy_settings(), **values}))
    crawler: Crawler = process.create_crawler(ColumnsSpider)
    process.crawl(crawler, walks=walks, guard=guard, gate=gate, progress=progress)

    def stop() -> None:
        if isinstance(crawler.spider, ColumnsSpider):
            crawler.spider.stop()

    open_many()
    with stoppable(stop):
        process.start(install_signal_handlers=False)
    spider = crawler.spider
    if not isinstance(spider, ColumnsSpider):
        raise UserError("discovery ended before it began; the lines above say why")
    if spider.fatal:
        raise UserError(spider.fatal)
    return spider
