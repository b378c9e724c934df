"""The walk over one portal: what is asked next, and when it has seen enough.

Best first: what looks like a column, then what leads to one, then anything. Bounded by a number
of pages and a depth; addresses of one shape that brought nothing are left, and a page that was
seen under another address is not gone on from. Nothing here touches the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.content import forward, says_nothing
from crawler.discovery import candidates as judge
from crawler.discovery.anchors import Anchor
from crawler.discovery.candidates import Candidate, Step, StepKind
from crawler.discovery.facts import Classify, PageFacts, is_address, read_list, read_page
from crawler.discovery.frontier import (
    COLUMN,
    FLOOR,
    HOME,
    SITEMAP,
    Frontier,
    Probe,
    ProbeKind,
    rank,
)
from crawler.discovery.hosts import SiteHosts
from crawler.discovery.sitemaps import SiteMap
from crawler.discovery.words import ColumnWords, Promise
from crawler.families.page import is_document
from crawler.tasks import canonical

_DEEPEST: Final = 6
#: The year of the first Regulation (国务院令第492号): no report is older.
_FIRST_YEAR: Final = 2008
#: Links of one page that promise nothing and are kept for when there is nothing better.
_LAST_RESORT: Final = 60
_MAPS: Final = 5
#: Addresses of a site map that are kept.
_FROM_MAP: Final = 200
_REFUSED_IN_ROW: Final = 3
_ERRORS_IN_ROW: Final = 6
#: Where the 集约化平台 of Guangdong is entered; the link may stand in a script only.
_GKMLPT: Final = "/gkmlpt/index"


class Walk:
    """Hands out probes one at a time and takes in what came of them.

    ``start`` is the home page, ``otherwise`` its other address for when that does not answer;
    ``pages`` how many requests may be made; ``this_year`` the year of the crawl's clock.
    ``outcome`` is set where the walk was ended early.
    """

    def __init__(
        self,
        start: str,
        *,
        words: ColumnWords,
        classify: Classify,
        pages: int,
        this_year: int,
        otherwise: str = "",
    ) -> None:
        self.start = canonical(start)
        self.hosts = SiteHosts(urlsplit(self.start).hostname or "")
        self.outcome: str | None = None
        self.reason = ""
        self.home: PageFacts | None = None
        self.asked = 0
        #: Promising addresses that the budget left.
        self.left = 0
        self.candidates: list[Candidate] = []
        self._words = words
        self._classify = classify
        self._budget = pages
        self._this_year = this_year
        self._frontier = Frontier()
        self._pages: dict[str, PageFacts] = {}
        self._by_digest: dict[str, str] = {}
        self._by_key: dict[str, Candidate] = {}
        self._in_flight: Probe | None = None
        self._maps = 0
        self._in_row: Counter[str] = Counter()
        self._otherwise = otherwise
        self._frontier.push(Probe(self.start, priority=HOME))

    # --- handing out ---------------------------------------------------------------------

    @property
    def confirmed(self) -> list[Candidate]:
        """The columns that were confirmed, in the order in which they were met."""
        return [candidate for candidate in self.candidates if candidate.confirmed]

    @property
    def finished(self) -> bool:
        """Whether nothing is on its way and nothing is left to ask."""
        return self._in_flight is None and (self.outcome is not None or self._next() is None)

    def take(self) -> Probe | None:
        """Return the next probe, or None while one is on its way or when the walk has ended."""
        if self.outcome is not None or self._in_flight is not None:
            return None
        probe = self._next()
        if probe is None:
            return None
        if self.asked >= self._budget:
            self.left = max(1, self._frontier.promising())
            self.stop("pages", f"{self._budget} requests were made")
            return None
        if probe.candidate is not None:
            probe.candidate.steps.popleft()
            if not probe.step or not probe.step.form:
                self._frontier.done([probe.url])
        else:
            self._frontier.take(probe)
        self.asked += 1
        self._in_flight = probe
        return probe

    def _next(self) -> Probe | None:
        for candidate in self.candidates:
            if candidate.steps:
                step = candidate.steps[0]
                return Probe(step.url, ProbeKind.STEP, step=step, candidate=candidate)
        return self._frontier.best(found=bool(self.confirmed))

    def stop(self, outcome: str, reason: str = "") -> None:
        """End the walk: nothing more is handed out."""
        if self.outcome is None:
            self.outcome, self.reason = outcome, reason

    # --- taking in -----------------------------------------------------------------------

    def page_read(self, probe: Probe, text: str, url: str) -> None:
        """Take in a page; ``url`` is where the answer came from after redirects."""
        self._in_flight = None
        if probe.candidate is not None and probe.step is not None:
            self._in_row.clear()
            self._step_read(probe.candidate, probe.step, text, url)
            return
        facts = read_page(text, url, self._classify)
        is_empty = not (facts.listed.entries or facts.listed.following)
        if is_empty and (target := forward(text, url)):
            self._forwarded(probe, target)
        elif is_empty and not facts.anchors and says_nothing(text):
            self.failed(probe, "challenged", f"{url}: a script instead of a page")
        else:
            self._in_row.clear()
            self._take_in(facts, probe)

    def _take_in(self, facts: PageFacts, probe: Probe) -> None:
        self._frontier.done([facts.url])
        if self.home is None:
            self.home = facts
            self.add_sitemaps([urljoin(facts.url, "/sitemap.xml")])
        known = self._by_digest.setdefault(facts.digest, facts.url)
        if known in self._pages:
            # The same page under another address: it may be told of better there.
            self._consider(self._pages[known], probe)
            return
        self._pages[facts.url] = facts
        before = len(self.candidates)
        self._consider(facts, probe)
        fruitful = self._expand(facts, probe)
        if not fruitful and len(self.candidates) == before:
            self._frontier.fruitless(probe.url)

    def sitemap_read(self, sitemap: SiteMap | None) -> None:
        """Take in a site map for machines; None where the answer was none."""
        self._in_flight = None
        self._in_row.clear()
        if sitemap is None:
            return
        self.add_sitemaps(sitemap.maps)
        weighed = [(self._words.promise("", url), url) for url in sitemap.pages if is_address(url)]
        weighed.sort(key=lambda one: (-one[0].column, -one[0].way, len(one[1])))
        for promise, url in weighed[:_FROM_MAP]:
            self._offer(Anchor(url, ""), promise, depth=1, above=Promise())

    def failed(self, probe: Probe, verdict: str, reason: str) -> None:
        """Take in an answer that is not good, or none."""
        self._in_flight = None
        if probe.kind is ProbeKind.SITEMAP:
            return
        if probe.candidate is not None:
            judge.step_failed(probe.candidate, reason)
        elif probe.priority >= HOME:
            if verdict == "failed" and self._otherwise:
                self._frontier.push(Probe(self._otherwise, priority=HOME))
                self._otherwise = ""
            else:
                self.stop(verdict, reason)
        elif probe.priority < COLUMN:
            self._frontier.fruitless(probe.url)
        in_row = 1 + self._in_row[verdict]
        self._in_row.clear()
        self._in_row[verdict] = in_row
        limit = _REFUSED_IN_ROW if verdict in {"blocked", "challenged"} else _ERRORS_IN_ROW
        if verdict not in {"robots", "gone"} and in_row >= limit:
            self.stop(verdict, reason)

    def dropped(self) -> None:
        """Take in that a probe was not asked, since the walk has ended."""
        self._in_flight = None

    def add_sitemaps(self, addresses: Iterable[str]) -> None:
        """Ask these site maps too, a few of them."""
        for address in addresses:
            if self._maps < _MAPS and is_address(address) and self._is_ours(address):
                probe = Probe(address, ProbeKind.SITEMAP, priority=SITEMAP, depth=1)
                self._maps += self._frontier.push(probe)

    # --- what a page brings --------------------------------------------------------------

    def _step_read(self, candidate: Candidate, step: Step, text: str, url: str) -> None:
        match step.kind:
            case StepKind.LIST:
                page = candidate.family.read(text, url)
                judge.list_read(candidate, read_list(page, url, self._classify))
            case StepKind.FOLDER:
                facts = read_page(text, url, self._classify, step.family)
                judge.folder_read(candidate, step, facts)
            case StepKind.ENTRY:
                judge.entry_read(candidate, read_page(text, url, self._classify))
            case StepKind.YEAR:
                judge.year_read(candidate, step, read_page(text, url, self._classify))
        self._settled(candidate)

    def _forwarded(self, probe: Probe, target: str) -> None:
        """Ask in the place of a page what it leads to."""
        if probe.depth < _DEEPEST and self._is_ours(target, is_strong=True):
            self._frontier.push(
                Probe(
                    target,
                    # More than the page itself had, where the target waits already.
                    priority=probe.priority + 1,
                    depth=probe.depth + 1,
                    text=probe.text,
                    promise=probe.promise,
                )
            )
        elif probe.priority >= HOME:
            self.stop("elsewhere", f"{probe.url} leads to {target}; start there")

    def _consider(self, facts: PageFacts, probe: Probe) -> None:
        """Make the page a candidate where anything says that it is a column."""
        has_years = facts.family.years(facts.url, self._this_year) is not None
        if facts.is_article and not has_years:
            return
        reasons = list(probe.promise.reasons)
        column_type = facts.metas.get("ColumnType", "")
        if self._words.says_column(column_type):
            reasons.insert(0, f"ColumnType {column_type}")
        if not reasons and judge.is_majority(facts.listed):
            reasons.append("most lines of its list are reports")
        if not (reasons or has_years):
            return
        found = judge.candidate_of(
            facts,
            probe.text or facts.name,
            reasons,
            depth=probe.depth,
            this_year=self._this_year,
        )
        known = self._by_key.setdefault(found.key, found)
        if known is found:
            self.candidates.append(found)
            self._settled(found)
        else:
            known.reasons += [reason for reason in reasons if reason not in known.reasons]

    def _settled(self, candidate: Candidate) -> None:
        """Leave out of the walk what belongs to a column: its further pages, its reports."""
        if not candidate.confirmed:
            return
        further = [step.url for step in candidate.listed.following if not step.form]
        years = range(_FIRST_YEAR, self._this_year + 2)
        named = (candidate.family.years(candidate.url, year) for year in years)
        further += [address for address in named if address]
        self._frontier.done([*further, *candidate.reports])
        if candidate.folders:
            self._frontier.done(candidate.inside)

    def _expand(self, facts: PageFacts, probe: Probe) -> bool:
        """Queue what a page leads to; tell whether any of it is promising."""
        if probe.depth >= _DEEPEST:
            return False
        ways = list(facts.anchors)
        if "/gkmlpt/" in facts.text:
            ways.append(Anchor(urljoin(facts.url, _GKMLPT), ""))
        is_promising = False
        spare = _LAST_RESORT
        for anchor in ways:
            promise = self._words.promise(anchor.text, anchor.url)
            if anchor.is_frame and probe.promise.column > promise.column:
                promise = probe.promise
            points = self._offer(
                anchor,
                promise,
                depth=probe.depth + 1,
                above=probe.promise,
                keep=spare > 0,
            )
            spare -= 0 < points < FLOOR
            is_promising = is_promising or points >= FLOOR
        return is_promising

    def _offer(
        self, anchor: Anchor, promise: Promise, *, depth: int, above: Promise, keep: bool = False
    ) -> int:
        """Queue one address; return its points, or 0 where it is not queued.

        ``keep``: also where it promises nothing, for when there is nothing better.
        """
        is_strong = promise.column > 0
        if is_document(anchor.url) or not self._is_ours(anchor.url, is_strong=is_strong):
            return 0
        points = rank(promise, above, depth)
        if points < FLOOR and (not keep or promise.other or not (anchor.text or anchor.is_frame)):
            return 0
        way = max(promise.way, above.way // 2)
        probe = Probe(
            anchor.url,
            priority=max(points, 1),
            depth=depth,
            text=anchor.text,
            promise=Promise(promise.column, way, promise.body, promise.other, promise.reasons),
        )
        if self._frontier.push(probe):
            return probe.priority
        if is_strong and (facts := self._pages.get(anchor.url)):
            # It was seen before a link said that it is a column.
            self._consider(facts, probe)
        return 0

    def _is_ours(self, url: str, *, is_strong: bool = False) -> bool:
        return self.hosts.admit(urlsplit(url).hostname or "", is_strong=is_strong)
