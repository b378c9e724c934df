"""Any order, any split and any repetition of the sources gives the same bytes."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.model import Context, Extraction, Finding
from tests.pipelines.dataset.builder import (
    A,
    B,
    C,
    Seen,
    capture,
    commit_all,
    contents,
    gave,
    nothing,
    report,
    stage_all,
)

URLS = ("https://a.gov.cn/1", "https://a.gov.cn/2", "https://b.example.com/3")
#: The same report is always of the same region and year, as its id is a hash over both.
REPORTS = {
    A: [report(A, received=3), report(A, received=4, published=dt.date(2023, 3, 1))],
    B: [report(B, year=2021), report(B, year=2021, published=None)],
    C: [report(C, region=0, year=0)],
}

reports = st.sampled_from([one for versions in REPORTS.values() for one in versions])
unread = Finding("document.unreadable", "no known kind of file", "reading")
#: What a status says by itself; the bytes beside it may always be the same.
BY_STATUS = ("gone", "no_report", "blocked", "unreadable")


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str | None, str, Extraction, Context]:
    """Address, body, what it gives and what it hangs on: fixed for one pair of the first two."""
    url = draw(st.sampled_from([*URLS, None]))
    kinds = ["report", "report", "both", "gone", "attachment", "unreadable", "status", "status"]
    kind = draw(st.sampled_from(kinds))
    trusted = url is None or "example" not in url
    if kind in {"report", "both"}:
        chosen = [draw(reports)]
        if kind == "both":
            chosen = list({one.report_id: one for one in (*chosen, draw(reports))}.values())
        given_back = gave(*chosen, cells=draw(st.sampled_from([100, 50])), trusted=trusted)
    else:
        role = "no_report" if kind == "status" else kind
        given_back = nothing(role, *([unread] if kind == "unreadable" else []))
    parent = draw(st.sampled_from([None, *URLS])) if kind == "attachment" else None
    return url, kind, given_back, Context(parent_url=parent)


@st.composite
def archives(draw: st.DrawFn) -> list[Seen]:
    """Up to six payloads, each seen on up to three days."""
    seen: list[Seen] = []
    for number, (url, kind, given_back, context) in enumerate(
        draw(st.lists(payloads(), min_size=1, max_size=6))
    ):
        # Bytes that give nothing may be the same at several addresses.
        body = "same bytes" if kind in {"unreadable", "status"} else f"body {number}"
        if url is None:
            seen.append(Seen(capture(None, f"file {number}", path=f"{number}.html"), given_back))
            continue
        status = 404 if kind == "status" else 200
        here = (url, body.encode(), status)
        if any((c.url, c.body, c.http_status) == here for c, _ in seen):
            continue
        # Hours so far apart that they lie on two days in China.
        moments = st.tuples(st.integers(1, 5), st.sampled_from([0, 9, 20]))
        for day, hour in draw(st.lists(moments, min_size=1, max_size=3, unique=status == 404)):
            taken = capture(url, body, day=day, hour=hour + (status == 404), context=context)
            by_status = nothing(draw(st.sampled_from(BY_STATUS)))
            seen.append(
                Seen(replace(taken, http_status=404), by_status)
                if status == 404
                else Seen(taken, given_back)
            )
    return seen


def otherwise(seen: Seen) -> Seen:
    """What a status says, read as something else: another for each role and time."""
    assert seen.capture.fetched_at is not None
    place = BY_STATUS.index(seen.extraction.role) + seen.capture.fetched_at.day
    return Seen(seen.capture, nothing(BY_STATUS[place % len(BY_STATUS)]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), st.data())
def test_order_split_and_repetition_do_not_matter(seen: list[Seen], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(seen))
    again = data.draw(st.lists(st.sampled_from(seen), max_size=2))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(seen)), max_size=2)))
    with tempfile.TemporaryDirectory() as folder:
        whole, parts = Path(folder, "whole"), Path(folder, "parts")
        commit_all(whole, seen)
        for start, end in zip([0, *cuts], [*cuts, len(seen)], strict=True):
            commit_all(parts, [*shuffled[start:end], *again])
        assert contents(parts) == contents(whole)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), archives())
def test_a_better_reader_leaves_what_it_alone_would_give(
    first: list[Seen], second: list[Seen]
) -> None:
    """The captures of the first reading, read again as something else, and nothing of before."""
    better = [
        Seen(one.capture, other.extraction)
        for one, other in zip(first, [*second, *first], strict=False)
    ]
    # One pair gives one thing, whichever of its captures is read; a status may say any thing.
    by_pair = {(one.capture.address, one.capture.body): one.extraction for one in better}
    better = [
        otherwise(one)
        if one.capture.http_status == 404
        else Seen(one.capture, by_pair[one.capture.address, one.capture.body])
        for one in first
    ]
    with tempfile.TemporaryDirectory() as folder:
        over, anew = Path(folder, "over"), Path(folder, "anew")
        commit_all(over, first, version="1")
        commit_all(over, better, version="2")
        commit_all(anew, better, version="2")
        assert contents(over) == contents(anew)
        # Neither reading was committed before the other came.
        stage_all(Path(folder, "waiting"), first, version="1")
        commit_all(Path(folder, "waiting"), better, version="2")
        assert contents(Path(folder, "waiting")) == contents(anew)
