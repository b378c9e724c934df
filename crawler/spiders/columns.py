"""The spider of discovery: asks what the walks over portals want to see, one page at a time.

Where to go is decided by :class:`crawler.discovery.walk.Walk`; guard, gate, robots.txt and the
archive are those of a crawl.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import TRUNCATED
from crawler.bounds import DEFAULT_DELAY
from crawler.discovery.frontier import Probe, ProbeKind
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.walk import Walk
from crawler.guard import Guard, RefusedError
from crawler.middlewares import PORTAL, SELF_REDIRECT
from crawler.politeness import Gate, StoppedError
from crawler.reasons import reason_of
from crawler.robots import RobotsMiddleware, RobotsRefusedError, RobotsUnreachableError
from crawler.warc_writer import ArchiveError
from pipelines.documents.decoding import decode
from pipelines.documents.errors import DocumentError
from pipelines.documents.kinds import kind_of
from pipelines.reference import Portal
from pipelines.roles import BLOCKED, GONE

#: Key of ``request.meta``: the probe that a request is for.
PROBE = "gongkai_probe"
_PAGES = frozenset({"html", "text"})


class WalkVisit:
    """A walk in the shape in which the middlewares know the visit of a portal."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        host = urlsplit(walk.start).hostname or ""
        self.portal = Portal(walk.start, "", "", "", walk.start, (host,))

    @property
    def outcome(self) -> str | None:
        """How the walk was ended early, or None."""
        return self.walk.outcome

    @property
    def hosts(self) -> Iterable[str]:
        """The hosts that may be asked by now."""
        return self.walk.hosts

    def stop(self, outcome: str, reason: str = "") -> None:
        """End the walk."""
        self.walk.stop(outcome, reason)

    def leads_home(self, _task: object, _target: str) -> bool:
        """Follow a redirect to the home page: columns may well begin there."""
        return False

    def leads_to_known(self, _task: object, _target: str) -> bool:
        """Follow every redirect: the walk knows pages by what they say."""
        return False


class ColumnsSpider(Spider):
    """Walks the given portals to their ends; ``progress`` gets (answered, known) as they go."""

    name = "columns"

    def __init__(
        self,
        walks: Iterable[Walk] = (),
        *,
        guard: Guard | None = None,
        gate: Gate | None = None,
        progress: Callable[[int, int], None] = lambda _answered, _known: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.guard = guard or Guard()
        self.gate = gate or Gate(DEFAULT_DELAY)
        self._visits = {walk.start: WalkVisit(walk) for walk in walks}
        self._progress = progress
        self._asked_robots: set[str] = set()
        #: Why the run had to end, or an empty text: the archive cannot be written.
        self.fatal = ""
        #: Whether the user ended it.
        self.stopped = False

    async def start(self) -> AsyncIterator[Request]:
        """Yield the home pages."""
        if not self._visits:
            self.logger.error("nothing to ask: this spider is run by gongkai discover")
        for visit in self._visits.values():
            for request in self._next(visit.walk):
                yield request

    def visit_of(self, request: Request) -> WalkVisit:
        """Return the walk that a request belongs to, as the middlewares want it."""
        return self._visits[request.meta[PORTAL]]

    def is_over(self, request: Request) -> bool:
        """Tell whether the walk that a request belongs to has ended."""
        return self.visit_of(request).outcome is not None

    def stop(self) -> None:
        """End every walk."""
        self.stopped = True
        for visit in self._visits.values():
            visit.stop("stopped", "stopped by the user")
        self.gate.stop()

    def _next(self, walk: Walk) -> Iterator[Request]:
        probe = walk.take()
        if probe is None:
            return
        step = probe.step
        yield Request(
            probe.url,
            method="POST" if step and step.form else "GET",
            headers={"Content-Type": step.media} if step and step.form else None,
            body=step.form if step else "",
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
            meta={PORTAL: walk.start, PROBE: probe},
        )

    # --- answers -------------------------------------------------------------------------

    def parse(self, response: Response) -> Iterable[Request]:
        """Take in one answer, whatever its status, and yield what is asked next."""
        request = response.request
        assert request is not None
        walk, probe = self.visit_of(request).walk, request.meta[PROBE]
        try:
            self._judge(walk, probe, request, response)
        except Exception:
            # One page that nothing foresaw must not leave its portal without an end.
            self.logger.exception("%s: could not be taken in", response.url)
            walk.failed(probe, "failed", f"{response.url}: could not be taken in")
        return self._go_on(walk)

    def failed(self, failure: Failure) -> Iterable[Request]:
        """Take in that a request got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        walk, probe = self.visit_of(request).walk, request.meta[PROBE]
        error = failure.value
        reason = f"{request.url}: {reason_of(error)}"
        if isinstance(error, StoppedError | ArchiveError):
            if isinstance(error, ArchiveError):
                self.fatal = self.fatal or str(error)
                walk.stop("stopped", self.fatal)
            walk.dropped()
        elif isinstance(error, RobotsRefusedError):
            walk.failed(probe, "robots", reason)
        elif isinstance(error, RobotsUnreachableError):
            walk.failed(probe, "failed", str(error))  # so is its host, as it seems
        elif isinstance(error, RefusedError) and probe.url != request.url:
            walk.failed(probe, "elsewhere", f"{probe.url} leads to {request.url}; start there")
        else:
            walk.failed(probe, "failed", reason)
        return self._go_on(walk)

    def _go_on(self, walk: Walk) -> list[Request]:
        requests = list(self._next(walk))
        answered = sum(visit.walk.asked for visit in self._visits.values())
        self._progress(answered, answered + len(self._visits))
        return requests

    def _judge(self, walk: Walk, probe: Probe, request: Request, response: Response) -> None:
        where = f"{response.url}: answered {response.status}"
        if response.status in BLOCKED:
            walk.failed(probe, "blocked", where)
        elif SELF_REDIRECT in request.meta:
            walk.failed(probe, "challenged", f"{response.url}: leads to itself")
        elif response.status in GONE:
            walk.failed(probe, "gone", where)
        elif response.status != HTTPStatus.OK or TRUNCATED.keys() & set(response.flags):
            walk.failed(probe, "failed", where)
        elif probe.kind is ProbeKind.SITEMAP:
            walk.sitemap_read(read_sitemap(response.body))
        elif (text := _text_of(response)) is None:
            walk.failed(probe, "failed", f"{response.url}: this is no page")
        else:
            walk.page_read(probe, text, response.url)
        self._read_robots(walk, response.url)

    def _read_robots(self, walk: Walk, url: str) -> None:
        """Hand the walk the site maps that robots.txt names, once a host."""
        host = urlsplit(url).netloc
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is not None and host not in self._asked_robots:
            self._asked_robots.add(host)
            walk.add_sitemaps(middleware.sitemaps(url))


def _text_of(response: Response) -> str | None:
    """Return the text of a page, or None where the answer is a file, a picture or nothing."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1")
    name = response.url.partition("?")[0].rpartition("/")[2]
    if kind_of(response.body, header, name) not in _PAGES:
        return None
    try:
        return decode(response.body, header)[0]
    except DocumentError:
        return None
