"""Which capture decides a report, and what every other one is (schema.md, What decides)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations

from pipelines.dataset.decide import Decided, Placement, decide
from pipelines.dataset.observation import Observation, merge
from pipelines.model import Context, Extraction, Finding, Report
from tests.pipelines.dataset.builder import (
    A,
    B,
    Seen,
    capture,
    gave,
    nothing,
    observation,
    report,
    sha,
)

PAGE = "https://www.alxa.gov.cn/2023/t1.html"
OTHER = "https://www.nmg.gov.cn/2023/t9.html"


def decided(*seen: Seen) -> tuple[dict[str, Placement], dict[str, Decided]]:
    """Placements by the body of the capture, reports by id; every order gives the same."""
    found: dict[tuple[str, str], Observation] = {}
    for one in map(observation, seen):
        found[one.pair] = merge(found[one.pair], one) if one.pair in found else one
    bodies = {sha(one.capture.body.decode()): one.capture.body.decode() for one in seen}
    outcomes = [decide(order) for order in permutations(found.values())]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    placements, reports = outcomes[0]
    return (
        {bodies[placed.observation.payload]: placed for placed in placements},
        {one.report_id: one for one in reports},
    )


def roles(placements: dict[str, Placement]) -> dict[str, tuple[str, str | None]]:
    return {body: (placed.role, placed.report_id) for body, placed in placements.items()}


def test_one_capture_is_its_report() -> None:
    placements, reports = decided(Seen(capture(PAGE, "page"), gave(report(A))))
    assert roles(placements) == {"page": ("report", A)}
    assert reports[A].partition == (150000, 2022)
    assert reports[A].also_at == []
    assert reports[A].revisions == 1
    assert reports[A].withdrawn_on is None


def test_an_amended_page_supersedes_what_it_said_before() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "old", day=1), gave(report(A, received=3))),
        Seen(capture(PAGE, "new", day=5), gave(report(A, received=4))),
    )
    assert roles(placements) == {"old": ("superseded", A), "new": ("report", A)}
    assert reports[A].winner.payload == sha("new")
    assert reports[A].revisions == 2
    assert reports[A].findings == []


def test_a_content_that_came_back_stands_again() -> None:
    placements, _ = decided(
        Seen(capture(PAGE, "first", day=1), gave(report(A, received=3))),
        Seen(capture(PAGE, "second", day=5), gave(report(A, received=4))),
        Seen(capture(PAGE, "first", day=9), gave(report(A, received=3))),
    )
    assert roles(placements) == {"first": ("report", A), "second": ("superseded", A)}


def test_the_earliest_capture_of_the_current_content_decides() -> None:
    """A page whose counter changed says the same: the first capture of it stays the source."""
    placements, reports = decided(
        Seen(capture(PAGE, "visits: 1", day=1), gave(report(A))),
        Seen(capture(PAGE, "visits: 2", day=5), gave(report(A))),
    )
    assert roles(placements) == {"visits: 1": ("report", A), "visits: 2": ("copy", A)}
    assert reports[A].revisions == 1
    assert reports[A].also_at == []


def test_a_title_put_right_counts_although_no_cell_changed() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "wrong year", day=1), gave(report(A, year=2021))),
        Seen(capture(PAGE, "right year", day=5), with_content_of(A, report(B, year=2022))),
    )
    assert roles(placements) == {"wrong year": ("superseded", B), "right year": ("report", B)}
    assert list(reports) == [B]


def with_content_of(first: str, changed: Report) -> Extraction:
    """Extraction of ``changed`` with the content of the report ``first``."""
    return replace(gave(changed), content=gave(report(first)).content)


def test_another_year_at_the_same_address_supersedes_nothing() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "report of 2021", day=1), gave(report(A, year=2021))),
        Seen(capture(PAGE, "report of 2022", day=9), gave(report(B, year=2022, received=9))),
    )
    assert roles(placements) == {"report of 2021": ("report", A), "report of 2022": ("report", B)}
    assert reports[A].partition == (150000, 2021)


# --- a content that has less -------------------------------------------------------------


def test_a_content_without_a_table_is_set_aside_until_seen_on_another_day() -> None:
    full = Seen(capture(PAGE, "full", day=1), gave(report(A), cells=175))
    less = gave(report(A, received=0), cells=0)
    placements, reports = decided(full, Seen(capture(PAGE, "less", day=5), less))
    assert roles(placements) == {"full": ("report", A), "less": ("set_aside", A)}
    ((finding, payload),) = reports[A].findings
    assert (finding.rule, finding.severity, payload) == ("report.worse", "warning", sha("less"))
    assert "has 15 cells where an earlier one had 190" in finding.message

    placements, reports = decided(
        full,
        Seen(capture(PAGE, "less", day=5), less),
        Seen(capture(PAGE, "less", day=6), less),
    )
    assert roles(placements) == {"full": ("superseded", A), "less": ("report", A)}
    assert reports[A].findings == []


def test_what_was_set_aside_stays_so_and_is_no_warning_once_the_page_is_back() -> None:
    full = Seen(capture(PAGE, "full", day=1), gave(report(A), cells=175))
    less = Seen(capture(PAGE, "less", day=5), gave(report(A, received=0), cells=0))
    again = Seen(capture(PAGE, "full, printed again", day=6), gave(report(A), cells=175))
    placements, reports = decided(full, less, again)
    assert roles(placements) == {
        "full": ("report", A),
        "less": ("set_aside", A),
        "full, printed again": ("copy", A),
    }
    assert reports[A].findings == []
    # Lost once more: that is news of another day, so it is believed.
    lost = Seen(capture(PAGE, "less", day=8), gave(report(A, received=0), cells=0))
    placements, _ = decided(full, less, again, lost)
    assert placements["less"].role == "report"


def test_another_day_is_one_of_china() -> None:
    """15:59 and 16:00 UTC are two days there; 16:00 and 23:00 UTC are one."""
    full = Seen(capture(PAGE, "full", day=1), gave(report(A), cells=175))
    less = gave(report(A, received=0), cells=0)
    for hours, role in (((15, 16), "report"), ((16, 23), "set_aside")):
        placements, _ = decided(
            full, *(Seen(capture(PAGE, "less", day=5, hour=hour), less) for hour in hours)
        )
        assert placements["less"].role == role


def test_a_tenth_of_the_cells_may_be_missing_but_no_more() -> None:
    for cells, role in ((85, "report"), (84, "set_aside")):
        # 85 + 15 = 100 cells before; nine tenths of 100 are 90.
        placements, _ = decided(
            Seen(capture(PAGE, "full", day=1), gave(report(A), cells=85)),
            Seen(capture(PAGE, "less", day=5), gave(report(A, received=1), cells=cells - 10)),
        )
        assert placements["less"].role == role


def test_an_older_archive_read_later_is_not_worse_than_what_came_after_it() -> None:
    placements, _ = decided(
        Seen(capture(PAGE, "first, short", day=1), gave(report(A, received=0), cells=0)),
        Seen(capture(PAGE, "then full", day=5), gave(report(A), cells=175)),
    )
    assert roles(placements) == {"first, short": ("superseded", A), "then full": ("report", A)}


def test_a_page_that_falls_back_to_less_is_set_aside_whatever_it_was_at_first() -> None:
    """What it showed before the better content was there confirms nothing."""
    first = [
        Seen(capture(PAGE, "less", day=1), gave(report(A, received=0), cells=0)),
        Seen(capture(PAGE, "less", day=2), gave(report(A, received=0), cells=0)),
        Seen(capture(PAGE, "full", day=5), gave(report(A), cells=175)),
    ]
    again = [
        Seen(capture(PAGE, "less", day=day), gave(report(A, received=0), cells=0)) for day in (8, 9)
    ]
    assert roles(decided(*first)[0]) == {"less": ("superseded", A), "full": ("report", A)}
    placements, reports = decided(*first, again[0])
    assert roles(placements) == {"less": ("set_aside", A), "full": ("report", A)}
    assert [finding.rule for finding, _ in reports[A].findings] == ["report.worse"]
    placements, _ = decided(*first, *again)
    assert roles(placements) == {"less": ("report", A), "full": ("superseded", A)}


def test_of_two_contents_that_lack_each_others_table_the_first_stands() -> None:
    def with_cells(received: int, **cells: int) -> Extraction:
        found = gave(report(A, received=received))
        assert found.content is not None
        return replace(found, content=replace(found.content, cells=cells))

    requests, disputes = with_cells(3, requests=100), with_cells(4, disputes=15)
    seen = [
        Seen(capture(PAGE, "requests", day=1), requests),
        Seen(capture(PAGE, "disputes", day=5), disputes),
        Seen(capture(PAGE, "requests", day=9), requests),
    ]
    assert roles(decided(*seen)[0]) == {"requests": ("report", A), "disputes": ("set_aside", A)}
    placements, _ = decided(*seen, Seen(capture(PAGE, "disputes", day=11), disputes))
    # What was seen between is a day on which the page had less than before.
    assert roles(placements) == {"requests": ("set_aside", A), "disputes": ("report", A)}


# --- several addresses -------------------------------------------------------------------


def test_the_same_content_elsewhere_is_a_copy() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "page", day=1), gave(report(A))),
        Seen(capture(OTHER, "other", day=5), gave(report(A))),
        Seen(capture(None, "saved", path="a/b.html"), gave(report(A))),
    )
    assert roles(placements) == {
        "page": ("report", A),
        "other": ("copy", A),
        "saved": ("copy", A),
    }
    assert reports[A].also_at == ["a/b.html", OTHER]
    assert reports[A].findings == []


def test_trusted_before_untrusted_whatever_is_later() -> None:
    hijacked = "https://aaa.example.com/t1.html"
    later = dt.date(2023, 6, 1)
    placements, reports = decided(
        Seen(capture(OTHER, "real", day=1), gave(report(A))),
        Seen(capture(hijacked, "fake", day=9), gave(report(A, published=later), trusted=False)),
    )
    assert roles(placements) == {"real": ("report", A), "fake": ("copy", A)}
    assert reports[A].winner.url == OTHER


def test_then_the_later_date_of_publication_none_last() -> None:
    first, second = dt.date(2023, 1, 19), dt.date(2023, 2, 1)
    for published, winner in (
        ((first, second), OTHER),
        ((first, None), PAGE),
        ((None, None), PAGE),
    ):
        _, reports = decided(
            Seen(capture(PAGE, "page", day=9), gave(report(A, published=published[0]))),
            Seen(capture(OTHER, "other", day=1), gave(report(A, published=published[1]))),
        )
        assert reports[A].winner.url == winner


def test_contents_that_differ_are_a_conflict() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "page", day=1), gave(report(A, received=3))),
        Seen(capture(OTHER, "other", day=5), gave(report(A, received=5))),
    )
    assert roles(placements) == {"page": ("report", A), "other": ("superseded", A)}
    ((finding, payload),) = reports[A].findings
    assert (finding.rule, finding.severity, finding.origin) == (
        "report.conflict",
        "warning",
        "report",
    )
    assert payload == sha("other")
    assert OTHER in finding.message
    assert reports[A].also_at == []
    assert reports[A].revisions == 2


def test_a_page_with_several_reports_agrees_with_a_page_of_one_of_them() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "both"), gave(report(A), report(B, received=7))),
        Seen(capture(OTHER, "one"), gave(report(A))),
    )
    assert roles(placements) == {"both": ("report", A), "one": ("copy", A)}
    assert reports[A].findings == []
    assert reports[A].also_at == [OTHER]
    assert reports[B].winner.url == PAGE
    assert reports[B].also_at == []


# --- captures without a report -----------------------------------------------------------


def test_a_page_without_report_lies_nowhere() -> None:
    placements, reports = decided(Seen(capture(PAGE, "notice"), nothing("no_report")))
    assert roles(placements) == {"notice": ("no_report", None)}
    assert placements["notice"].partition == (0, 0)
    assert reports == {}


def test_an_attachment_joins_the_report_of_its_page() -> None:
    hangs = Context(parent_url=PAGE)
    attachment = Seen(capture(OTHER, "pdf", context=hangs), nothing("attachment"))
    assert roles(decided(attachment)[0]) == {"pdf": ("attachment", None)}
    placements, _ = decided(attachment, Seen(capture(PAGE, "page"), gave(report(A))))
    assert roles(placements) == {"page": ("report", A), "pdf": ("attachment", A)}
    assert placements["pdf"].partition == (150000, 2022)


def test_a_picture_in_a_frame_joins_the_report_of_the_page_around_it() -> None:
    frame = "https://www.alxa.gov.cn/frame.html"
    placements, _ = decided(
        Seen(capture(PAGE, "page"), gave(report(A))),
        Seen(capture(frame, "frame", context=Context(parent_url=PAGE)), nothing("attachment")),
        Seen(capture(OTHER, "picture", context=Context(parent_url=frame)), nothing("attachment")),
    )
    assert roles(placements)["picture"] == ("attachment", A)


def test_pages_that_hang_on_each_other_end() -> None:
    placements, _ = decided(
        Seen(capture(PAGE, "one", context=Context(parent_url=OTHER)), nothing("attachment")),
        Seen(capture(OTHER, "two", context=Context(parent_url=PAGE)), nothing("attachment")),
    )
    assert roles(placements) == {"one": ("attachment", None), "two": ("attachment", None)}


def test_an_error_later_takes_nothing_away() -> None:
    placements, reports = decided(
        Seen(capture(PAGE, "page", day=1), gave(report(A))),
        Seen(capture(PAGE, "script", day=9), nothing("challenge")),
        Seen(capture(PAGE, "forbidden", day=10, status=403), nothing("blocked")),
    )
    assert roles(placements) == {
        "page": ("report", A),
        "script": ("challenge", A),
        "forbidden": ("blocked", A),
    }
    assert reports[A].withdrawn_on is None


# --- withdrawn ---------------------------------------------------------------------------


def gone(url: str, day: int, hour: int = 0) -> Seen:
    return Seen(capture(url, f"404 of {url}", day=day, hour=hour, status=404), nothing("gone"))


def test_gone_on_two_days_is_withdrawn_on_the_first() -> None:
    page = Seen(capture(PAGE, "page", day=1), gave(report(A)))
    assert decided(page, gone(PAGE, 5))[1][A].withdrawn_on is None
    assert decided(page, gone(PAGE, 5, 1), gone(PAGE, 5, 2))[1][A].withdrawn_on is None
    placements, reports = decided(page, gone(PAGE, 5), gone(PAGE, 8))
    assert reports[A].withdrawn_on == dt.date(2023, 1, 5)
    assert roles(placements) == {"page": ("report", A), f"404 of {PAGE}": ("gone", A)}


def test_good_again_is_not_withdrawn() -> None:
    page = gave(report(A))
    seen = [
        Seen(capture(PAGE, "page", day=1), page),
        gone(PAGE, 5),
        gone(PAGE, 8),
        Seen(capture(PAGE, "page", day=9), page),
    ]
    assert decided(*seen)[1][A].withdrawn_on is None
    assert decided(*seen, gone(PAGE, 10))[1][A].withdrawn_on is None
    assert decided(*seen, gone(PAGE, 10), gone(PAGE, 12))[1][A].withdrawn_on == dt.date(2023, 1, 10)


def test_withdrawn_when_the_last_of_its_addresses_is_gone() -> None:
    seen = [
        Seen(capture(PAGE, "page", day=1), gave(report(A))),
        Seen(capture(OTHER, "other", day=1), gave(report(A))),
        Seen(capture(None, "saved", path="saved.html"), gave(report(A))),
        gone(PAGE, 5),
        gone(PAGE, 6),
    ]
    assert decided(*seen)[1][A].withdrawn_on is None
    seen += [gone(OTHER, 20), gone(OTHER, 21)]
    assert decided(*seen)[1][A].withdrawn_on == dt.date(2023, 1, 20)


def test_a_bare_file_cannot_be_withdrawn() -> None:
    _, reports = decided(Seen(capture(None, "saved", path="saved.html"), gave(report(A))))
    assert reports[A].withdrawn_on is None
    assert reports[A].winner.source_path == "saved.html"


def test_findings_of_a_page_without_report_do_not_tie_it_to_a_report() -> None:
    finding = Finding("document.unreadable", "no known kind of file")
    placements, _ = decided(
        Seen(capture(PAGE, "page"), gave(report(A))),
        Seen(capture(OTHER, "binary"), nothing("unreadable", finding)),
    )
    assert roles(placements) == {"page": ("report", A), "binary": ("unreadable", None)}
