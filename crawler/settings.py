"""Scrapy settings, all in one place, each with its reason.

What a run decides (archive, delay, contact, hosts let in) is added by
:func:`crawler.crawl.run_crawl`.
"""

from __future__ import annotations

from typing import Any, Final

from crawler.archive import ORDER, SOFTWARE
from crawler.bounds import DEFAULT_DELAY

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]

# --- who asks ----------------------------------------------------------------------------
#: What stands in the user agent where no contact is given.
DEFAULT_CONTACT: Final = "gongkai: annual reports on open government information as data"


def user_agent(contact: str | None = None) -> str:
    """Return the honest name under which a crawl asks: program, version, whom to turn to."""
    return f"{SOFTWARE} (+{contact or DEFAULT_CONTACT})"


USER_AGENT = user_agent()
# Portals answer in the language that is asked for; the reports are Chinese.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    # Bodies are archived as received; every reader of WARC files knows these two.
    "Accept-Encoding": "gzip, deflate",
}
# A portal that hands out cookies to tell crawlers apart has said what it wants.
COOKIES_ENABLED = False
REFERER_ENABLED = True

# --- how fast: all of it is decided at the wire, in crawler.handler ------------------------
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.PoliteHandler",
    "https": "crawler.handler.PoliteHandler",
    # Nothing but the web is fetched.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# The delay itself is DEFAULT_DELAY of crawler.bounds, or --delay; how much of a portal a crawl
# asks is Limits there. Scrapy's own delay would only add to that of the gate, its jitter would go below it.
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# All that wait for their turn count here, not only what is on the wire.
CONCURRENT_REQUESTS = 512
# What one answer leads to is taken in one by one: it only goes into a queue, and Scrapy would
# make a hundred tasks an answer for that.
CONCURRENT_ITEMS = 1
# Portals take turns in the order in which they are given.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
#: Longest wait, in seconds, that a Retry-After or Crawl-delay may ask for; beyond it the
#: portal is left alone for the night.
GONGKAI_LONGEST_WAIT = 3600.0
#: Wait in seconds after a 429 or 503 that names none: ten delays.
GONGKAI_BUSY_WAIT = 10 * DEFAULT_DELAY
#: Seconds after which an idle connection is given up.
GONGKAI_KEEP_ALIVE = 30

# --- what must not be fetched --------------------------------------------------------------
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
# crawler.robots does it, by RFC 9309; this tells Scrapy's own middleware to stay out.
ROBOTSTXT_OBEY = False
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.GuardMiddleware": 50,
    "crawler.robots.RobotsMiddleware": 100,
    # Between retry (550) and compression (590): it shows decoded pages, after redirects.
    "crawler.browser.middleware.BrowserMiddleware": 580,
    # Between redirect (600) and the wire: it sees redirects before they are followed.
    "crawler.middlewares.JourneyMiddleware": 610,
    "crawler.archive.ArchiveMiddleware": ORDER,
    # Right before the wire: what it gives is taken for an answer that just came.
    "crawler.replay.ReplayMiddleware": ORDER + 10,
}
#: Hosts that old TLS is spoken with: those of the portals with ``tls=legacy``, see crawler.tls.
GONGKAI_LEGACY_TLS: list[str] = []
#: Keys of the portals whose pages are shown in a browser before they are read: crawler.browser.
GONGKAI_BROWSER: list[str] = []
# A proxy from the environment would send all hosts to one address, past guard and gate.
HTTPPROXY_ENABLED = False

# --- bounds --------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
# Names are looked up in threads, one blocking another where there are few.
REACTOR_THREADPOOL_MAXSIZE = 32
# What is longer is cut there, archived as such, and counted as an error.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# An answer that breaks off is archived as such, then asked again.
DOWNLOAD_FAIL_ON_DATALOSS = False
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
# The spider follows refreshes itself, since only it knows what an address is asked as.
METAREFRESH_ENABLED = False
# Every answer reaches the spider, which counts them; these would drop some in silence.
HTTPERROR_ALLOW_ALL = True
URLLENGTH_LIMIT = 0
DEPTH_LIMIT = 0
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}

# --- what is not needed --------------------------------------------------------------------
# Each is loaded even where it is switched off, and some load much.
EXTENSIONS: dict[str, int | None] = dict.fromkeys(
    (
        "scrapy.extensions.telnet.TelnetConsole",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.memusage.MemoryUsage",
        "scrapy.extensions.memdebug.MemoryDebugger",
        "scrapy.extensions.closespider.CloseSpider",
        "scrapy.extensions.feedexport.FeedExporter",
        "scrapy.extensions.logstats.LogStats",
        "scrapy.extensions.spiderstate.SpiderState",
        "scrapy.extensions.throttle.AutoThrottle",
    )
)
LOG_LEVEL = "WARNING"
STATS_DUMP = False


def scrapy_settings() -> dict[str, Any]:
    """Return the settings of this module, by name."""
    return {name: value for name, value in globals().items() if name.isupper()}
