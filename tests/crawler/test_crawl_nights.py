"""Several nights of one crawl, over the wire: what is asked, how, and what the archive holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.bounds import Limits
from crawler.crawl import CrawlSummary
from crawler.state import State
from pipelines import open_dataset
from pipelines.reference import Portal
from tests.crawler.portals import (
    Answer,
    Pages,
    Portals,
    crawl,
    list_page,
    portal,
    report_page,
    serve,
)

HOST = "nightly.test.gov.cn"
NOON = dt.datetime(2024, 3, 1, 12, 0, tzinfo=dt.UTC)
ONE, TWO, THREE = (f"{n}.html|甲市{2018 + n}年政府信息公开年度报告" for n in (1, 2, 3))


def at(moment: dt.datetime) -> dt.datetime:
    return moment


def tagged(body: str) -> Answer:
    """An answer with an ETag of its own, as a server makes it from the body."""
    return Answer(body, headers={"ETag": f'"{abs(hash(body))}"'})


@dataclass
class Nights:
    """A portal and its crawls, a day apart."""

    server: Portals
    folder: Path
    day: int = 0

    def crawl(self, *rows: Portal, **options: object) -> CrawlSummary:
        moment = NOON + self.day * dt.timedelta(days=1)
        self.day += 1
        self.server.log.clear()
        return crawl(
            rows or [portal(self.server, "nightly")],
            archive=self.folder / "archive",
            state=self.folder / "state",
            delay=0,
            now=partial(at, moment),
            **options,
        )

    def asked(self) -> list[tuple[str, int]]:
        """What was asked last night, and answered: all but robots.txt."""
        return [(a.path, a.status) for a in self.server.log if a.path != "/robots.txt"]

    def records(self) -> Counter[str]:
        """The records of all nights by type, of metadata those of lists."""
        found: Counter[str] = Counter()
        for path in (self.folder / "archive").glob("*.warc.gz"):
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream):
                    block = record.content_stream().read()
                    of_list = record.rec_type == "metadata" and b"gongkai-list: 1" in block
                    found["list" if of_list else record.rec_type] += 1
        return found


def _pages(*lines: str, make: Callable[[str], Answer] = tagged) -> Pages:
    return {
        (HOST, "/list.html"): [make(list_page(*lines))],
        **{(HOST, f"/{n}.html"): [make(report_page(f"<p>{n}</p>"))] for n in (1, 2, 3)},
    }


def _nights(tmp_path: Path, pages: Pages, run: Callable[[Nights], None]) -> None:
    with serve(pages) as server:
        run(Nights(server, tmp_path))


def test_a_second_night_is_one_conditional_request_a_list(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        assert nights.crawl().portals[0].visit.outcome == "complete"
        assert nights.asked() == [("/list.html", 200), ("/1.html", 200), ("/2.html", 200)]
        before = nights.records()
        nights.crawl()
        assert nights.asked() == [("/list.html", 304)]
        assert nights.records() - before == {
            "warcinfo": 1,
            "response": 1,  # robots.txt
            "request": 2,
            "revisit": 1,
            "metadata": 1,  # the visit
        }

    _nights(tmp_path, _pages(ONE, TWO), run)


def test_a_new_an_amended_and_a_late_entry_are_asked_and_nothing_else(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        nights.crawl()
        late = "3.html|甲市2009年政府信息公开年度报告"
        amended = f"{TWO}（修订版）"
        nights.server.pages[HOST, "/list.html"] = [tagged(list_page(ONE, amended, late))]
        nights.server.pages[HOST, "/2.html"] = [tagged(report_page("<p>better</p>"))]
        summary = nights.crawl()
        assert nights.asked() == [("/list.html", 200), ("/2.html", 200), ("/3.html", 200)]
        assert summary.portals[0].visit.counts["entries_new"] == 1
        nights.crawl()
        assert nights.asked() == [("/list.html", 304)]

    _nights(tmp_path, _pages(ONE, TWO), run)


def test_a_list_whose_page_changed_and_entries_did_not_is_not_stored_again(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        nights.crawl()
        for visitors in (1, 2):
            body = list_page(TWO, ONE, more=f"<p>访问量{visitors}</p>")
            nights.server.pages[HOST, "/list.html"] = [tagged(body)]
            before = nights.records()
            nights.crawl()
            assert nights.asked() == [("/list.html", 200)]
            assert (nights.records() - before)["list"] == 1
            assert (nights.records() - before)["response"] == 1  # robots.txt
        nights.crawl()
        assert nights.asked() == [("/list.html", 304)]

    _nights(tmp_path, _pages(ONE, TWO), run)


def test_a_sweep_finds_a_silent_amendment_and_a_withdrawal(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        nights.crawl()
        nights.server.pages[HOST, "/2.html"] = [tagged(report_page("<p>in silence</p>"))]
        del nights.server.pages[HOST, "/3.html"]
        nights.crawl()
        assert nights.asked() == [("/list.html", 304)]
        before = nights.records()
        result = nights.crawl(sweep=True).portals[0]
        assert nights.asked() == [
            ("/list.html", 304),
            ("/1.html", 304),
            ("/2.html", 200),
            ("/3.html", 404),
        ]
        assert (nights.records() - before)["revisit"] == 2
        assert (result.visit.counts["gone"], result.visit.counts["reports_good"]) == (1, 2)
        # Gone on one day is not yet gone.
        nights.crawl()
        assert nights.asked() == [("/list.html", 304), ("/3.html", 404)]
        nights.crawl()
        assert nights.asked() == [("/list.html", 304)]

    _nights(tmp_path, _pages(ONE, TWO, THREE), run)


def test_a_sweep_moves_what_was_seen_last_wherever_archive_and_dataset_are(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        dataset = tmp_path / "elsewhere" / "dataset"
        nights.crawl(dataset=dataset)
        (first,) = (tmp_path / "archive").glob("*.warc.gz")
        (tmp_path / "archive" / "2024").mkdir()
        first.rename(tmp_path / "archive" / "2024" / first.name)
        summary = nights.crawl(dataset=dataset, sweep=True)
        assert summary.extraction is not None
        assert summary.extraction.issues == []
        captures = open_dataset(dataset).table("captures")
        (seen,) = captures[captures["url"].str.endswith("/1.html")].to_dict("records")
        assert seen["fetched_at"] == NOON
        assert seen["last_seen_at"] == NOON + dt.timedelta(days=1)

    _nights(tmp_path, _pages(ONE), run)


def test_without_validators_equal_answers_are_revisits(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        nights.crawl()
        before = nights.records()
        nights.crawl(sweep=True)
        assert nights.asked() == [("/list.html", 200), ("/1.html", 200)]
        new = nights.records() - before
        assert (new["list"], new["revisit"]) == (1, 1)

    _nights(tmp_path, _pages(ONE, make=Answer), run)


def test_the_family_of_a_list_and_what_follows_are_known_without_its_page(tmp_path: Path) -> None:
    """Its first page answers 304, and nothing of the second says what family it is of."""
    first = (
        '<script>createPageHTML(2, 0, "index", "html")</script><div class="TRS_Editor"></div>'
        + list_page("202401/t20240122_1.html|甲市2023年政府信息公开年度报告")
    )
    pages: Pages = {
        (HOST, "/nb/"): [tagged(first)],
        (HOST, "/nb/index_1.html"): [tagged(list_page("202301/t20230122_2.html|甲市2022年年报"))],
        (HOST, "/nb/202401/t20240122_1.html"): [tagged(report_page())],
        (HOST, "/nb/202301/t20230122_2.html"): [tagged(report_page())],
    }

    def run(nights: Nights) -> None:
        row = portal(
            nights.server,
            "nightly",
            family="",
            columns=(f"http://{HOST}:{nights.server.port}/nb/",),
        )
        nights.crawl(row)
        assert len(nights.asked()) == 4
        nights.crawl(row)
        assert nights.asked() == [("/nb/", 304), ("/nb/index_1.html", 304)]

    _nights(tmp_path, pages, run)


def test_a_portal_that_refuses_rests_until_it_is_named(tmp_path: Path) -> None:
    pages: Pages = {
        (HOST, "/list.html"): [Answer(list_page(ONE, TWO, THREE))],
        **{(HOST, f"/{n}.html"): [Answer("no", 403)] for n in (1, 2, 3)},
    }

    def run(nights: Nights) -> None:
        assert nights.crawl().portals[0].visit.outcome == "blocked"
        rests = nights.crawl()
        assert (rests.portals, nights.asked()) == ([], [])
        ((row, reason),) = rests.skipped
        assert row.key == "nightly"
        assert "rests until 2024-03-03 00:00 UTC" in reason
        assert nights.crawl().portals[0].visit.outcome == "blocked"
        nights.crawl()
        assert nights.asked() == []
        nights.crawl(insist=True)
        assert ("/1.html", 403) in nights.asked()

    _nights(tmp_path, pages, run)


@pytest.mark.parametrize("backfill", [True, False])
def test_lists_and_budgets_of_all_come_before_the_backfill_of_any(
    tmp_path: Path, *, backfill: bool
) -> None:
    pages: Pages = {}
    for host in ("x.test.gov.cn", "y.test.gov.cn"):
        pages[host, "/list.html"] = [tagged(list_page(ONE, TWO, THREE))]
        pages |= {(host, f"/{n}.html"): [tagged(report_page())] for n in (1, 2, 3)}

    def run(nights: Nights) -> None:
        rows = [portal(nights.server, key) for key in ("x", "y")]
        limits = Limits(pages=2, active=1)
        summary = nights.crawl(*rows, limits=limits, backfill=backfill)
        asked = [(a.host[0], a.path) for a in nights.server.log if a.path != "/robots.txt"]
        first = [(h, p) for h in "xy" for p in ("/list.html", "/1.html", "/2.html")]
        rest = [("x", "/3.html"), ("y", "/3.html")]
        assert asked == first + (rest if backfill else [])
        outcome = "complete" if backfill else "stopped"
        assert [(r.visit.outcome, r.left) for r in summary.portals] == [
            (outcome, 0 if backfill else 1)
        ] * 2
        nights.crawl(*rows)
        assert [a for a in nights.asked() if a[0] != "/list.html"] == (
            [] if backfill else [("/3.html", 200)] * 2
        )

    _nights(tmp_path, pages, run)


def test_a_list_that_is_posted_is_asked_every_night_and_stored_once(tmp_path: Path) -> None:
    """szinf: the list is a form, so nothing is asked conditionally."""
    record = '{"TITLE": "甲市2023年政府信息公开年度报告", "URL": "/szinf/1.html"}'
    data = f'{{"data": {{"allRow": 1, "totalPage": 1, "list": [{record}]}}}}'
    column = (
        '<html><body><a href="/szinf/x">信息公开年报</a>'
        "<script>var channel_id = 'abc'; $.post('/szinf/xxgk/interfacesWebZcwj/loadData')</script>"
        f"<p>{'年报' * 40}</p></body></html>"
    )
    service = "/szinf/xxgk/interfacesWebZcwj/loadData?channel_id=abc"
    path = f"{service} pageIndex=1&pageSize=15&channel_id=abc"
    pages: Pages = {
        (HOST, "/szinf/nb.html"): [tagged(column)],
        (HOST, path): [Answer(data, headers={"Content-Type": "application/json", "ETag": '"j"'})],
        (HOST, "/szinf/1.html"): [tagged(report_page())],
    }

    def run(nights: Nights) -> None:
        url = f"http://{HOST}:{nights.server.port}/szinf/nb.html"
        row = portal(nights.server, "nightly", family="szinf", columns=(url,))
        nights.crawl(row)
        assert ("/szinf/1.html", 200) in nights.asked(), nights.asked()
        before = nights.records()
        nights.crawl(row)
        assert [status for _, status in nights.asked()] == [304, 200]
        assert (nights.records() - before)["list"] == 1

    _nights(tmp_path, pages, run)


def test_the_state_says_how_the_portal_stands(tmp_path: Path) -> None:
    def run(nights: Nights) -> None:
        nights.crawl()
        with State(tmp_path / "state") as state:
            standing = state.portals.get("nightly")
        assert standing.last_complete == NOON

    _nights(tmp_path, _pages(ONE), run)
