"""The year: title, then the period of statistics, then metadata; anything else is no evidence."""

from __future__ import annotations

import datetime as dt

from tests.pipelines.identity.helpers import report, rules

UNDATED = "沭阳县财政局政府信息公开工作年度报告"


def test_the_title_comes_first_and_a_different_period_is_a_finding() -> None:
    found = report("沭阳县财政局2022年政府信息公开工作年度报告", period=2021)
    assert found.year == 2022
    assert rules(found) == ["year.conflict"]
    assert (found.findings[0].expected, found.findings[0].actual) == (2022, 2021)


def test_title_and_period_that_agree_leave_no_finding() -> None:
    found = report("沭阳县财政局2022年政府信息公开工作年度报告", period=2022)
    assert (found.year, rules(found)) == (2022, [])


def test_the_period_serves_where_no_title_has_a_year() -> None:
    assert report(UNDATED, period=2023).year == 2023


def test_the_title_of_the_list_is_a_title() -> None:
    found = report(UNDATED, list_title="沭阳县财政局2023年政府信息公开年报", period=2022)
    assert found.year == 2023
    assert rules(found) == ["year.conflict"]


def test_two_titles_that_disagree_are_a_finding() -> None:
    found = report(
        "沭阳县财政局2023年政府信息公开年报",
        titles=[("title", "沭阳县财政局2022年政府信息公开年报")],
    )
    assert found.year == 2023
    assert rules(found) == ["year.conflict"]


def test_metadata_come_last() -> None:
    tags = {"Description": "沭阳县财政局2021年政府信息公开年度报告"}
    assert report(UNDATED, tags=tags).year == 2021
    assert report(UNDATED, tags=tags, period=2020).year == 2020


def test_neither_address_nor_column_nor_date_tell_the_year() -> None:
    found = report(
        UNDATED,
        url="https://t-shuyang.example.gov.cn/2023/202401/t20240119_1.html",
        tags={"PubDate": "2024-01-19", "ColumnName": "2023年"},
        list_date=dt.date(2024, 1, 19),
    )
    assert found.year == 0
    assert found.fields["published_on"] == dt.date(2024, 1, 19)
