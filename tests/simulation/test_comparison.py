"""The comparison sees one changed value, line, state, column, finding, report."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.comparison import FINDING_COLUMNS, LINE_KEYS, Rows, compare
from crawler.simulation import SEED, LineTruth, ReportTruth, Site, build_site

SITE = build_site(8080, SEED)


def _dataset(site: Site) -> dict[str, Rows]:
    """Tables as a flawless reader would write them."""
    tables: dict[str, Rows] = {name: [] for name in ("reports", *LINE_KEYS, "findings", "captures")}
    for report in site.reports:
        place = {"report_id": report.key, "region": report.region, "year": report.year}
        tables["reports"].append({**report.fields, **place})
        for name, key in LINE_KEYS.items():
            tables[name] += [
                {**place, **({key: line_key} if key else {}), **_row(line)}
                for line_key, line in report.lines[name].items()
            ]
        tables["findings"] += [
            {"report_id": report.key, **{c: finding[c] for c in FINDING_COLUMNS}}
            for finding in report.findings
        ]
    tables["captures"] = [{"url": url, "role": role} for url, role in site.roles.items()]
    tables["visits"] = [{"portal": key, **visit} for key, visit in site.visits.items()]
    return tables


def _row(line: LineTruth) -> dict[str, Any]:
    states = [{"column": c, "state": s, "raw": r} for c, s, r in line.states]
    return {**line.values, "cell_state": states or None}


FLAWLESS = _dataset(SITE)


def _differences(change: Callable[[dict[str, Rows]], None]) -> list[tuple[str, str]]:
    tables = copy.deepcopy(FLAWLESS)
    change(tables)
    found = compare(SITE, tables).differences
    return [(difference.kind, difference.verdict) for difference in found]


def test_a_flawless_dataset_has_no_difference_and_everything_was_looked_at() -> None:
    result = compare(SITE, FLAWLESS)
    assert result.differences == []
    assert result.right["reports"] == 60
    assert result.right["cells"] > 8000
    assert result.right["states"] > 200
    assert result.right["findings"] == sum(len(report.findings) for report in SITE.reports)
    assert result.right["roles"] == len(SITE.roles)


def _first(rows: Rows, **values: Any) -> dict[str, Any]:
    return next(row for row in rows if all(row[k] == v for k, v in values.items()))


def _number(report_id: str, value: Any) -> Callable[[dict[str, Rows]], None]:
    def change(tables: dict[str, Rows]) -> None:
        row = _first(tables["requests"], report_id=report_id, item="received_new")
        row["total"] = value

    return change


@pytest.mark.parametrize(("value", "verdict"), [(-1, "wrong"), (None, "missing")])
def test_one_changed_number_is_seen(value: int | None, verdict: str) -> None:
    assert _differences(_number("trs/government/2022", value)) == [("cells", verdict)]


def test_a_number_where_the_page_prints_none_is_seen() -> None:
    def fill(tables: dict[str, Rows]) -> None:
        row = _first(tables["proactive"], report_id="trs/government/2022")
        row["procurement_projects"] = 4

    assert _differences(fill) == [("cells", "extra")]


def test_a_zero_read_from_a_blank_and_its_lost_state_are_seen() -> None:
    def fill(tables: dict[str, Rows]) -> None:
        row = next(
            row
            for row in tables["requests"]
            if row["report_id"] == "trs/tax/2021" and row["cell_state"]
        )
        row[row["cell_state"][0]["column"]] = 0
        row["cell_state"] = row["cell_state"][1:] or None

    assert sorted(_differences(fill)) == [("cells", "extra"), ("states", "missing")]


def test_two_swapped_columns_are_seen_twice() -> None:
    def swap(tables: dict[str, Rows]) -> None:
        row = _first(tables["requests"], report_id="trs/government/2022", item="received_new")
        row["business"], row["research"] = row["research"], row["business"]

    assert _differences(swap) == [("cells", "wrong"), ("cells", "wrong")]


def test_a_lost_line_is_seen_cell_by_cell() -> None:
    def lose(tables: dict[str, Rows]) -> None:
        row = _first(tables["disputes"], report_id="trs/government/2022", path="reconsideration")
        tables["disputes"].remove(row)

    assert set(_differences(lose)) == {("cells", "missing")}


@pytest.mark.parametrize("name", LINE_KEYS)
def test_lines_of_a_report_that_is_not_there_are_seen(name: str) -> None:
    def add(tables: dict[str, Rows]) -> None:
        tables[name].append({**tables[name][0], "report_id": "ghost"})

    assert _differences(add) == [("cells", "extra")]


def test_a_wrong_name_is_seen() -> None:
    def rename(tables: dict[str, Rows]) -> None:
        tables["reports"][0]["agency_name"] = "乌海市人民政府办公室"

    assert _differences(rename) == [("columns", "wrong")]


def test_a_finding_too_few_and_one_too_many_are_seen() -> None:
    def drop(tables: dict[str, Rows]) -> None:
        tables["findings"].pop()

    def add(tables: dict[str, Rows]) -> None:
        tables["findings"].append({**tables["findings"][0], "report_id": None})

    assert _differences(drop) == [("findings", "missing")]
    assert _differences(add) == [("findings", "extra")]


def test_a_report_too_few_and_one_too_many_are_seen() -> None:
    def lose(tables: dict[str, Rows]) -> None:
        del tables["reports"][0]

    def add(tables: dict[str, Rows]) -> None:
        notice = {**tables["reports"][0], "url": "http://trs.example/notice", "report_id": "n"}
        tables["reports"].append(notice)

    assert ("reports", "missing") in _differences(lose)
    assert _differences(add) == [("reports", "extra")]


def test_a_notice_read_as_a_report_is_seen() -> None:
    def mistake(tables: dict[str, Rows]) -> None:
        _first(tables["captures"], role="no_report")["role"] = "report"

    assert ("roles", "wrong") in _differences(mistake)


def test_a_visit_that_saw_fewer_pages_is_seen() -> None:
    def miss(tables: dict[str, Rows]) -> None:
        tables["visits"][0]["list_pages"] = 1

    assert _differences(miss) == [("visits", "wrong")]


def test_a_changed_truth_is_seen_too() -> None:
    first: ReportTruth = SITE.reports[0]
    lines = copy.deepcopy(first.lines)
    lines["statistics"]["1"].values["value"] += 1
    changed = replace(first, lines=lines)
    result = compare(replace(SITE, reports=(changed, *SITE.reports[1:])), FLAWLESS)
    assert [(d.kind, d.verdict) for d in result.differences] == [("cells", "wrong")]
    assert "statistics 1 value" in str(result.differences[0])
