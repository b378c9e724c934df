"""From home pages alone to every report: discovered, registered, crawled, held against truth."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from crawler.simulation.country import truth
from crawler.simulation.country.faults import Faults
from crawler.simulation.country.kinds import FREE, KINDS
from crawler.simulation.country.log import Logged
from crawler.simulation.country.model import Country, PortalPlan
from crawler.simulation.country.plan import build_country
from crawler.summary import CrawlSummary
from pipelines.reference import Portal
from tests.country.held import Held, reports_of
from tests.country.sizes import size
from tests.country.world import world

#: Portals, reports a portal, and seeds, each with how often an address may fail in a row.
PORTALS = size(30, 99)
REPORTS = size(4, 12)
SEEDS = size({1: 2}, {1: 1, 2: 2, 3: 1, 4: 2})
FAILING = 0.05
#: Seconds after which an answer is given up, far beyond what a busy machine needs; the portals
#: themselves break off earlier what they leave half open.
PATIENCE = 60
HALF_OPEN = 2
#: Requests that a portal may cost discovery, and a report page a crawl, on the average.
MOST_DISCOVERING = 20
MOST_CRAWLING = 6
pytestmark = pytest.mark.slow
#: What an address of a column may have behind: its default page, the year that it shows.
BEHIND = re.compile(r"(?<=/)index\.\w+$|&timeframe=.*$")
SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What came of one country: registry, log of the crawl, and what the data set holds."""

    country: Country
    port: int
    registered: Sequence[Portal]
    discovering: Sequence[Logged]
    crawling: Sequence[Logged]
    summary: CrawlSummary
    held: Sequence[Held]

    @cached_property
    def by_host(self) -> Mapping[str, PortalPlan]:
        return {plan.host: plan for plan in self.country.portals.values()}

    @cached_property
    def report_pages(self) -> Mapping[str, truth.PageTruth]:
        """The pages of reports by address, in lower case as some portals link them."""
        found = truth.pages(self.country, self.port, 0)
        return {page.url.lower(): page for page in found if page.kind == "report"}


@pytest.fixture(scope="module", params=SEEDS, ids="seed {}".format)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    seed = request.param
    country = build_country(PORTALS, seed=seed, reports=REPORTS)
    faults = Faults(
        FAILING, seed=seed, most=SEEDS[seed], slow_seconds=0.3, half_open_seconds=HALF_OPEN
    )
    folder: Path = tmp_path_factory.mktemp("country")
    with world(country, folder, faults=faults) as served:
        overrides = {"DOWNLOAD_TIMEOUT": PATIENCE}
        registered = served.discover(overrides=overrides)
        before = len(served.running.log)
        summary = served.crawl(registered, overrides=overrides)
        log = list(served.running.log)
        found = reports_of(served.dataset)
    return Outcome(
        country, served.running.port, registered, log[:before], log[before:], summary, found
    )


def page_of(entry: Logged, port: int) -> str:
    """What was asked, however its address was written: a session, upper and lower case."""
    return f"{SESSION.sub('', entry.url(port)).lower()} {entry.form}".rstrip()


def test_every_kind_of_portal_is_there_and_a_third_is_drawn(outcome: Outcome) -> None:
    kinds = Counter(plan.cms for plan in outcome.country.portals.values())
    assert kinds.keys() == KINDS.keys()
    assert 3 * kinds[FREE] >= PORTALS


def test_every_portal_is_registered_with_its_family(outcome: Outcome) -> None:
    told = ("family", "settings", "name", "division_code", "level")
    found = {
        outcome.by_host[row.hosts[0]].key: {name: getattr(row, name) for name in told}
        for row in outcome.registered
    }
    assert found == {
        row["key"]: {name: row[name] for name in told}
        for row in truth.registry(outcome.country, outcome.port)
        if row["columns"]
    }


def test_every_column_is_in_its_row_and_nothing_else(outcome: Outcome) -> None:
    rows = {outcome.by_host[row.hosts[0]].key: columns(row.columns) for row in outcome.registered}
    assert rows == {
        row["key"]: columns(row["columns"])
        for row in truth.registry(outcome.country, outcome.port)
        if row["columns"]
    }


def columns(urls: Iterable[str]) -> list[str]:
    return sorted(BEHIND.sub("", url.lower()) for url in urls)


def test_every_report_is_found_and_right(outcome: Outcome) -> None:
    """All of them: what may be lost is nothing, so that whatever is lost is looked into."""
    held = {(one.agency, one.year): one for one in outcome.held}
    assert len(held) == len(outcome.held)
    expected = truth.reports(outcome.country, outcome.port, 0)
    wrong = [
        said
        for report in expected
        for said in _wrong(report, held.pop((report.agency, report.year), None))
    ]
    assert not wrong
    assert not held
    assert expected


def _wrong(report: truth.ReportTruth, held: Held | None) -> Iterator[str]:
    """Yield what is wrong with what is held of a report: its number, its addresses."""
    addresses = [page.url for page in report.pages]
    if held is None:
        yield f"lost: {report.agency} {report.year}, {addresses}"
        return
    agreeing = {page.url.lower() for page in report.pages if page.number == held.number}
    if not agreeing:
        yield f"number: {held} is of none of {addresses}"
    elif {url.lower() for url in held.urls} != agreeing:
        yield f"addresses: {held}, but it stands at {agreeing}"


def test_every_visit_is_complete(outcome: Outcome) -> None:
    ended = {one.portal.key: (one.visit.outcome, one.reason) for one in outcome.summary.portals}
    assert set(ended.values()) == {("complete", "")}
    assert len(ended) == len(outcome.registered)


def test_nothing_is_fetched_successfully_twice_in_one_crawl(outcome: Outcome) -> None:
    answered = Counter(
        page_of(entry, outcome.port) for entry in outcome.crawling if entry.is_success
    )
    assert not [asked for asked, times in answered.items() if times > 1]
    assert outcome.report_pages.keys() <= answered.keys()


def test_requests_for_a_report_are_few(outcome: Outcome) -> None:
    pages: Counter[str] = Counter()
    for page in outcome.report_pages.values():
        pages[outcome.country.portals[page.portal].cms] += 1
    asked: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, log in enumerate((outcome.discovering, outcome.crawling)):
        for entry in log:
            asked[outcome.by_host[entry.host].cms][place] += 1
    discovering, crawling = len(outcome.discovering), len(outcome.crawling)
    total = pages.total()
    print(
        f"\nseed {outcome.country.seed}: {len(outcome.registered)} portals registered, "
        f"{len(outcome.held)} reports on {total} pages; requests a page: "
        f"discovery {discovering / total:.2f} ({discovering}), "
        f"crawl {crawling / total:.2f} ({crawling})"
    )
    for kind, number in pages.items():
        first, second = (one / number for one in asked[kind])
        print(f"  {kind:18} {number:4} pages  discovery {first:5.2f}  crawl {second:5.2f}")
    assert discovering < MOST_DISCOVERING * len(outcome.country.portals)
    assert crawling < MOST_CRAWLING * total
