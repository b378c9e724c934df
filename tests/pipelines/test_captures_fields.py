"""The metadata records of a crawl come back as they were written."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.captures.fields import (
    VISIT_COUNTS,
    FieldsError,
    context_block,
    parse_context,
    parse_fields,
    parse_visit,
    visit_block,
)
from pipelines.model import Context, Visit

TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
ADDRESSES = st.none() | st.from_regex(r"https?://[!-~]{1,40}", fullmatch=True)
TIMES = st.datetimes(timezones=st.just(dt.UTC))


def test_a_context_is_printed_one_field_a_line() -> None:
    context = Context(
        portal="nmg-alxa",
        list_url="http://a.gov.cn/list/%E5%B9%B4.html",
        list_title=" 2022年\n报告: 100% ",
        list_date=dt.date(2023, 1, 19),
    )

    assert context_block(context).decode() == (
        "gongkai: 1\r\n"
        "portal: nmg-alxa\r\n"
        "list-url: http://a.gov.cn/list/%E5%B9%B4.html\r\n"
        "list-title: %202022年%0A报告: 100%25%20\r\n"
        "list-date: 2023-01-19\r\n"
    )


@given(
    context=st.builds(
        Context,
        portal=TEXTS,
        division_code=TEXTS,
        list_url=ADDRESSES,
        list_title=TEXTS,
        list_date=st.none() | st.dates(),
        parent_url=ADDRESSES,
        parent_record_id=st.none() | st.uuids().map("<urn:uuid:{}>".format),
    )
)
def test_every_context_comes_back(context: Context) -> None:
    assert parse_context(parse_fields(context_block(context))) == (context, [])


@given(
    visit=st.builds(
        Visit,
        portal=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        started_at=TIMES,
        ended_at=TIMES,
        outcome=st.sampled_from(["complete", "blocked", "a\r\nb: c"]),
        counts=st.dictionaries(st.sampled_from(VISIT_COUNTS), st.integers(0, 2**31 - 1)),
        years_listed=st.lists(st.integers(1990, 2099)).map(tuple),
        region_code=st.none() | st.just("152900"),
    )
)
def test_every_visit_comes_back(visit: Visit) -> None:
    assert parse_visit(parse_fields(visit_block(visit))) == (visit, [])


@given(block=st.binary(max_size=300))
def test_no_bytes_break_the_reading(block: bytes) -> None:
    for head in (b"gongkai: 1\r\n", b"gongkai: 1\r\nlist-date: ", b"gongkai: 1\r\nlist-title: %"):
        with contextlib.suppress(FieldsError):
            parse_context(parse_fields(head + block))


def test_folded_lines_and_bare_line_feeds_of_other_programs_are_read() -> None:
    assert parse_fields(b"Gongkai: 1\nlist-title: one\n  two\r\n\tthree\r\nportal:p\n") == {
        "gongkai": "1",
        "list-title": "one two three",
        "portal": "p",
    }


def test_counts_and_years_that_are_none_are_said_and_left_out() -> None:
    visit = Visit(
        "p",
        dt.datetime(2023, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2023, 1, 2, tzinfo=dt.UTC),
        "failed",
        {"gone": 3},
        (2021,),
    )
    block = visit_block(visit).replace(b"gone: 3", b"gone: 3\r\nerrors: -1\r\nentries: 99999999999")
    read, problems = parse_visit(parse_fields(block.replace(b"2021", b"2021 20x2")))

    assert read == visit
    assert problems == [
        "entries is no count: '99999999999'",
        "errors is no count: '-1'",
        "years-listed holds no year: '20x2'",
    ]


@pytest.mark.parametrize("missing", ["portal", "started-at", "ended-at", "outcome"])
def test_a_visit_needs_portal_times_and_outcome(missing: str) -> None:
    fields = {
        "gongkai-visit": "1",
        "portal": "p",
        "started-at": "2023-01-19T02:00:00Z",
        "ended-at": "2023-01-19T03:00:00Z",
        "outcome": "complete",
    }
    parse_visit(fields)
    with pytest.raises(FieldsError, match=f"{missing} is missing"):
        parse_visit({name: value for name, value in fields.items() if name != missing})


def test_a_visit_has_no_other_counts() -> None:
    moment = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="visits have no count pages"):
        visit_block(Visit("p", moment, moment, "complete", {"pages": 1}, ()))


def test_a_time_without_a_zone_is_not_written() -> None:
    naive = dt.datetime(2023, 1, 1)  # noqa: DTZ001 - what must be refused
    with pytest.raises(ValueError, match="needs a zone"):
        visit_block(Visit("p", naive, naive, "complete", {}, ()))
