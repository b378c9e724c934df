"""Bodies are the same at every asking, and a reader finds in them what the truth says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from crawler.simulation.country.bodies import html_of, telling_cell, telling_number
from crawler.simulation.country.model import Body, Kind
from pipelines import extract_bytes

AGENCY = "长丰县水务局"


def report(year: int, **changes: object) -> Body:
    body = Body("report", AGENCY, year, dt.date(year + 1, 1, 20), seed=3)
    return replace(body, **changes)  # type: ignore[arg-type] # tests name the fields


def read(body: Body) -> dict[str, object]:
    title = f"{AGENCY}{body.year}年政府信息公开年度报告"
    page = f"<html><body><h1>{title}</h1><div>{html_of(body)}</div></body></html>"
    return extract_bytes(page.encode()).to_dict()


def number_in(found: dict[str, object], year: int) -> object:
    table, name = telling_cell(year).split("/")
    values = found[table]
    assert isinstance(values, dict)
    return values[name]


@pytest.mark.parametrize("year", [2016, 2019, 2022, 2025])
def test_a_reader_finds_the_number_of_each_variant(year: int) -> None:
    first, second = report(year), report(year, variant=1)
    assert number_in(read(first), year) == telling_number(first)
    assert number_in(read(second), year) == telling_number(second)
    assert telling_number(first) != telling_number(second)


def test_a_report_is_complete_and_without_findings() -> None:
    found = read(report(2023))
    summary = found["report"]
    assert isinstance(summary, dict)
    assert (summary["status"], summary["agency_name"], summary["year"]) == (
        "complete",
        AGENCY,
        2023,
    )
    assert found["findings"] == []


def test_a_worse_text_has_lost_its_tables() -> None:
    worse = report(2023, is_worse=True)
    assert "<table" not in html_of(worse)
    summary = read(worse)["report"]
    assert summary is None or (isinstance(summary, dict) and summary["status"] != "complete")


def test_the_same_description_gives_the_same_text() -> None:
    html_of.cache_clear()
    before = html_of(report(2022))
    html_of.cache_clear()
    assert html_of(report(2022)) == before
    assert html_of(report(2022, variant=1)) != before
    assert html_of(report(2021)) != before


@pytest.mark.parametrize("kind", ["notice", "plan", "infographic", "summary", "not_ogi"])
def test_what_is_no_report_has_no_tables(kind: Kind) -> None:
    assert "<table" not in html_of(Body(kind, AGENCY, 2023, dt.date(2024, 1, 5), seed=3))
