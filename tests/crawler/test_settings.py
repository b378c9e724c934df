"""The settings that everything else leans on, and the resolver."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler import settings as project
from crawler.crawl import run_crawl
from crawler.guard import Guard
from crawler.resolver import AddressRefusedError, GuardedResolver
from crawler.spiders.reports import ReportsSpider


def _settings() -> Settings:
    return Settings(project.scrapy_settings())


def _names(setting: str) -> list[str]:
    parts = build_component_list(_settings().get_component_priority_dict_with_base(setting))
    return [part.rpartition(".")[2] if isinstance(part, str) else part.__name__ for part in parts]


def test_the_order_of_what_a_request_passes() -> None:
    assert _names("DOWNLOADER_MIDDLEWARES") == [
        "GuardMiddleware",
        "RobotsMiddleware",
        "HttpAuthMiddleware",
        "DownloadTimeoutMiddleware",
        "DefaultHeadersMiddleware",
        "UserAgentMiddleware",
        "RetryMiddleware",
        "MetaRefreshMiddleware",
        "BrowserMiddleware",
        "HttpCompressionMiddleware",
        "RedirectMiddleware",
        "JourneyMiddleware",
        "CookiesMiddleware",
        "HttpProxyMiddleware",
        "DownloaderStats",
        "ArchiveMiddleware",
        "ReplayMiddleware",
        "HttpCacheMiddleware",
    ]


def test_nothing_undercuts_the_delay_and_nothing_but_the_web_is_fetched() -> None:
    settings = _settings()
    assert inspect.signature(run_crawl).parameters["delay"].default == 3.0
    assert settings.getfloat("GONGKAI_BUSY_WAIT") == 30.0
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert not settings.getbool("COOKIES_ENABLED")
    assert not settings.getbool("HTTPPROXY_ENABLED")
    used = {
        k: v
        for k, v in {**settings["DOWNLOAD_HANDLERS_BASE"], **settings["DOWNLOAD_HANDLERS"]}.items()
        if v
    }
    assert used == {
        "http": "crawler.handler.PoliteHandler",
        "https": "crawler.handler.PoliteHandler",
    }


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("https://example.org/gongkai", "gongkai/0.1.0 (+https://example.org/gongkai)"),
        (
            None,
            "gongkai/0.1.0 (+gongkai: annual reports on open government information as data)",
        ),
    ],
)
def test_the_user_agent_names_program_and_contact(contact: str | None, agent: str) -> None:
    assert project.user_agent(contact) == agent


def test_the_spider_is_found_by_scrapy() -> None:
    assert Crawler(ReportsSpider, _settings()).spidercls.name == "reports"


def _resolved(name: str, guard: Guard, given: dict[str, str]) -> Any:
    reactor: Any = None
    resolver = GuardedResolver(reactor, 0, 1.0, guard, given)
    results: list[Any] = []
    found: Deferred[Any] = resolver.getHostByName(name)
    found.addBoth(results.append)
    return results[0]


def test_given_names_are_resolved_and_guarded() -> None:
    given = {"WWW.a.gov.cn": "127.0.0.5", "www.b.gov.cn": "1.1.1.1"}
    assert _resolved("www.b.gov.cn.", Guard(), given) == "1.1.1.1"
    assert _resolved("www.a.gov.cn", Guard(["127.0.0.5"]), given) == "127.0.0.5"
    assert _resolved("www.a.gov.cn", Guard(["www.a.gov.cn"]), given) == "127.0.0.5"
    refused = _resolved("www.a.gov.cn", Guard(), given)
    assert isinstance(refused, Failure)
    assert isinstance(refused.value, AddressRefusedError)
