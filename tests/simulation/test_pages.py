"""The pages print the truth, as a trivial reader of tables sees it."""

from __future__ import annotations

import pytest

from crawler.simulation import SEED, LineTruth, ReportTruth, Site, build_site
from tests.simulation.plain_tables import Cells, last_values, number, page, tables_of

SITE = build_site(8080, SEED)
APPLICANTS = 7


@pytest.fixture(scope="module")
def site() -> Site:
    return SITE


def _prints(text: str, line: LineTruth, column: str) -> bool:
    """Whether a printed text is what the truth says of one cell."""
    for name, _state, raw in line.states:
        if name == column:
            return text == raw
    return number(text) == float(line.values[column])


def _table_with(tables: list[list[Cells]], word: str) -> list[Cells]:
    """The innermost table that prints a word."""
    return [t for t in tables if any(word in text for row in t for text, _ in row)][-1]


WITH_REQUESTS = [report for report in SITE.reports if report.lines["requests"]]
WITH_STATISTICS = [report for report in SITE.reports if report.lines["statistics"]]


@pytest.mark.parametrize("report", WITH_REQUESTS, ids=lambda report: report.key)
def test_section_three_prints_the_truth(site: Site, report: ReportTruth) -> None:
    rows = _table_with(tables_of(page(site, report.url)), "本年新收政府信息公开申请数量")[3:]
    lines = report.lines["requests"]
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines.values(), strict=True):
        printed = last_values(row, APPLICANTS)
        assert all(
            _prints(text, line, column) for text, column in zip(printed, line.values, strict=True)
        ), (row, line)


@pytest.mark.parametrize("report", WITH_REQUESTS, ids=lambda report: report.key)
def test_section_four_prints_the_truth(site: Site, report: ReportTruth) -> None:
    row = _table_with(tables_of(page(site, report.url)), "未经复议直接起诉")[-1]
    cells = [(line, column) for line in report.lines["disputes"].values() for column in line.values]
    assert len(row) == 15
    assert all(
        _prints(text, line, column) for (text, _), (line, column) in zip(row, cells, strict=True)
    )


@pytest.mark.parametrize("report", WITH_REQUESTS, ids=lambda report: report.key)
def test_section_two_prints_the_truth(site: Site, report: ReportTruth) -> None:
    """Every number of section two stands in a row under its label, and nothing else does."""
    line = report.lines["proactive"][""]
    labels = (
        "规章",
        "规范性文件",
        "行政许可",
        "其他对外",
        "行政处罚",
        "行政强制",
        "行政事业",
        "政府集中",
    )
    printed = [
        text
        for table in tables_of(page(site, report.url))
        for row in table
        if row
        and row[0][0].removeprefix("行政规").startswith((*labels, "范性文件"))
        and len(row) > 1
        for text, _ in row[1:]
    ]
    odd = {column: raw for column, _, raw in line.states}
    columns = [c for c, v in line.values.items() if v is not None or c in odd]
    if "procurement_amount_printed" in columns:
        columns = [c for c in columns if c != "procurement_amount_10k_yuan"]
    expected = sorted(odd.get(c, f"{float(line.values[c] or 0)}") for c in columns)
    assert sorted(_normal(text) for text in printed) == sorted(_normal(text) for text in expected)


def _normal(text: str) -> str:
    try:
        return str(number(text))
    except ValueError:
        return text


@pytest.mark.parametrize("report", WITH_STATISTICS, ids=lambda report: report.key)
def test_the_2014_form_prints_the_truth(site: Site, report: ReportTruth) -> None:
    table = _table_with(tables_of(page(site, report.url)), "统计指标")
    rows = [row for row in table if len(row) == 3 and row[1][0] not in {"单位", "——", ""}]
    lines = report.lines["statistics"]
    assert len(rows) == len(lines) == 58
    for row, line in zip(rows, lines.values(), strict=True):
        (label, _), (unit, _), (value, _) = row
        assert (label, unit) == (line.values["label"], line.values["unit"])
        assert _prints(value, line, "value")


def test_section_three_has_its_official_header(site: Site) -> None:
    report = WITH_REQUESTS[0]
    table = _table_with(tables_of(page(site, report.url)), "本年新收政府信息公开申请数量")
    assert table[0] == [
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3),
        ("申请人情况", 7),
    ]
    assert table[1] == [("自然人", 1), ("法人或其他组织", 5), ("总计", 1)]
    assert [text for text, _ in table[2]] == [
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]


def test_the_prose_of_a_planted_count_differs_from_its_table(site: Site) -> None:
    report = next(r for r in site.reports if r.key == "trs/education/2022")
    total = report.lines["requests"]["received_new"].values["total"]
    assert f"本年度共收到政府信息公开申请{total + 3}件" in page(site, report.url)
    assert [f["rule"] for f in report.findings] == ["text.received_new"]
