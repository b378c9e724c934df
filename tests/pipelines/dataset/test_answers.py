"""What an address answered: equal bytes are one answer only where the status says the same."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import open_dataset
from pipelines.dataset import Dataset
from pipelines.documents.reader import DIRECT
from pipelines.engine import extract
from tests.pipelines.dataset.answers import ANSWERS, URL, Moment, withdrawn_on, write_nights
from tests.pipelines.dataset.builder import (
    A,
    Seen,
    capture,
    commit_all,
    contents,
    gave,
    nothing,
    report,
    stage_all,
)


@pytest.fixture(autouse=True)
def _no_process_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.workers.task.LimitedReader", lambda _: nullcontext(DIRECT))


def withdrawn(dataset: Dataset) -> dt.date | None:
    """``withdrawn_on`` of the one report."""
    (day,) = dataset.sql("select coalesce(withdrawn_on::text, '') as day from reports")["day"]
    return dt.date.fromisoformat(day) if day else None


def captures(dataset: Dataset, *columns: str) -> list[tuple[Any, ...]]:
    rows = dataset.table("captures").sort_values(["fetched_at", "role"])
    return [tuple(row) for row in rows[list(columns)].values.tolist()]


def after_report(folder: Path, *kinds: str) -> Dataset:
    """Extract a report and these answers, one a day from the 5th of January."""
    moments = [
        Moment(1, 2, "report A"),
        *(Moment(5 + number, 2, kind) for number, kind in enumerate(kinds)),
    ]
    extract(write_nights(folder / "archive", moments), folder / "dataset")
    return open_dataset(folder / "dataset")


def test_a_failure_before_does_not_hide_that_a_page_is_gone(tmp_path: Path) -> None:
    dataset = after_report(tmp_path, "failed", "not found", "not found")
    assert withdrawn(dataset) == dt.date(2023, 1, 6)


def test_a_failure_after_does_not_confirm_that_a_page_is_gone(tmp_path: Path) -> None:
    for number, kind in enumerate(("failed", "forbidden", "blocked", "emptied")):
        assert withdrawn(after_report(tmp_path / str(number), "not found", kind)) is None


def test_redirects_with_the_same_body_are_told_apart_by_where_they_lead(tmp_path: Path) -> None:
    gone = after_report(tmp_path / "gone", "elsewhere", "to itself", "home", "home")
    assert withdrawn(gone) == dt.date(2023, 1, 7)
    assert withdrawn(after_report(tmp_path / "not", "home", "elsewhere", "to itself")) is None


def test_captures_have_one_row_an_address_and_payload_which_says_the_most(tmp_path: Path) -> None:
    dataset = after_report(tmp_path, "failed", "not found", "forbidden", "not found")
    assert captures(dataset, "role", "http_status", "fetched_at", "last_seen_at") == [
        ("report", 200, *[at(1)] * 2),
        ("gone", 404, at(6), at(8)),
    ]


def at(day: int) -> dt.datetime:
    return dt.datetime(2023, 1, day, 2, tzinfo=dt.UTC)


def test_a_page_whose_first_answer_failed_is_read_when_it_comes(tmp_path: Path) -> None:
    """The error carried the bytes of the page; what counts is the answer that was good."""
    moments = [Moment(1, 2, "failed with the page"), Moment(3, 2, "report A")]
    summary = extract(write_nights(tmp_path / "archive", moments), tmp_path / "dataset")
    assert summary.line() == (
        "read 2 = reports 1 + copies 0 + attachments 0 + no report 0 + unreadable 1"
    )
    dataset = open_dataset(tmp_path / "dataset")
    assert captures(dataset, "role", "http_status", "fetched_at") == [("report", 200, at(3))]


def test_an_answer_that_broke_off_is_no_content_of_the_page(tmp_path: Path) -> None:
    """Neither worse than the whole page, nor in its place; also where only its length was wrong."""
    dataset = after_report(tmp_path, "broken off", "broken off", "broken off at its end")
    assert captures(dataset, "role", "http_status", "fetched_at") == [
        ("report", 200, at(1)),
        ("unreadable", 200, at(5)),
    ]
    assert dataset.table("reports")["revisions"].tolist() == [1]


def test_an_emptied_page_is_said_to_be_unreadable_even_where_it_is_gone_too(
    tmp_path: Path,
) -> None:
    dataset = after_report(tmp_path, "emptied", "not found")
    assert captures(dataset, "role")[1:] == [("gone",)]
    assert dataset.table("findings")["rule"].tolist() == ["document.unreadable"]


def test_good_again_and_gone_again(tmp_path: Path) -> None:
    again = after_report(tmp_path / "a", "not found", "not found", "report A", "not found")
    assert withdrawn(again) is None
    for number, kind in enumerate(("as before", "not modified")):
        folder = tmp_path / str(number)
        assert withdrawn(after_report(folder, "not found", kind, "not found")) is None


hours = st.sampled_from([2, 9, 17, 23])  # those of the evening are the next day in China
kinds = st.sampled_from([*ANSWERS, "report A", "not found", "failed", "as before"])


@st.composite
def histories(draw: st.DrawFn) -> list[Moment]:
    """A page that was there once, and up to seven more answers, no two at one time."""
    times = draw(st.lists(st.tuples(st.integers(2, 7), hours), min_size=1, max_size=7, unique=True))
    return [Moment(1, 2, "report A"), *(Moment(*time, draw(kinds)) for time in times)]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.data())
def test_any_answers_in_any_order_and_split(moments: list[Moment], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nights = write_nights(folder / "archive", moments)
        extract(nights, folder / "whole")
        for part in parts(data, nights):
            extract(part, folder / "parts")
        assert contents(folder / "parts") == contents(folder / "whole")
        extract(nights, folder / "parts")
        assert contents(folder / "parts") == contents(folder / "whole")
        dataset = open_dataset(folder / "whole")
        assert withdrawn(dataset) == withdrawn_on(moments)
        rows = captures(dataset, "url", "payload_sha256")
        assert len(rows) == len(set(rows)) == len({body_of(moment) for moment in moments})


def body_of(moment: Moment) -> bytes:
    return ANSWERS["report A" if moment.kind == "as before" else moment.kind].body


def parts(data: st.DataObject, nights: Sequence[Path]) -> list[list[Path]]:
    """Draw an order and a split; some files are read twice."""
    order = data.draw(st.permutations(nights))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(nights)), max_size=3)))
    again = data.draw(st.lists(st.sampled_from(nights), max_size=1))
    ends = [*cuts, len(nights)]
    found = [order[start:end] for start, end in zip([0, *cuts], ends, strict=True)]
    return [[*part, *again] for part in found if part]


# --- a status that means something else to a later reader --------------------------------


def error(day: int, role: str) -> Seen:
    """An answer without bytes whose status says this."""
    return Seen(capture(URL, "", day=day, status=404), nothing(role))


def test_what_is_read_again_as_something_else_leaves_no_sighting(tmp_path: Path) -> None:
    """Where the registry names another home page, a redirect there says that a page is gone."""
    page = Seen(capture(URL, "page", day=1), gave(report(A)))
    commit_all(tmp_path, [page, error(5, "gone"), error(6, "gone")])
    assert withdrawn(open_dataset(tmp_path)) == dt.date(2023, 1, 5)
    commit_all(tmp_path, [page, error(5, "gone"), error(6, "no_report")], reference="other")
    assert withdrawn(open_dataset(tmp_path)) is None


def test_of_two_runs_that_wait_the_last_says_what_a_capture_is(tmp_path: Path) -> None:
    page = Seen(capture(URL, "page", day=1), gave(report(A)))
    stage_all(tmp_path, [page, error(5, "gone"), error(6, "gone")])
    commit_all(tmp_path, [page, error(5, "no_report"), error(6, "gone")], reference="other")
    dataset = open_dataset(tmp_path)
    assert withdrawn(dataset) is None
    assert captures(dataset, "role", "fetched_at")[1:] == [
        ("gone", dt.datetime(2023, 1, 6, tzinfo=dt.UTC))
    ]
