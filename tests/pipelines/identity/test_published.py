"""The day of publication: where it is looked for, and how it may be written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity import parse_day
from tests.pipelines.identity.helpers import report

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"
DAY = dt.date(2023, 1, 9)


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-09",
        "2023-01-09 16:24",
        "2023-1-9 16:24:11",
        "2023-01-0916:24",
        "2023/1/9",
        "2023.01.09",
        "[2023-01-09]",
        "２０２３－０１－０９",
        "2023年1月9日",
        "2023 年 01 月 09 日 16:24",
        "发布日期：2023-01-09 16:24 浏览次数：12",
        "20230109",
        "20230109162411",
        "二〇二三年一月九日",
        "2023-01-08T16:30:00Z",
        "2023-01-09T10:00:00+08:00",
        "Mon Jan 09 16:24:11 CST 2023",
    ],
)
def test_spellings(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize("text", ["二〇二二年十二月二十一日", "2022-12-21"])
def test_later_days(text: str) -> None:
    assert parse_day(text) == dt.date(2022, 12, 21)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2023-02-30", "2023年13月1日", "0000-00-00", "2023年", "123-4567-89", "T20:24"),
        # The first or the twenty-first, and no time of day.
        *("2023-01-218:32", "2023-01-2145:32"),
    ],
)
def test_impossible_and_absent_dates_are_null(text: str) -> None:
    assert parse_day(text) is None


@given(st.text(alphabet=st.sampled_from("0123456789年月日-/:. TZ+一二十〇JanMon"), max_size=40))
def test_any_text_gives_a_date_or_null(text: str) -> None:
    assert parse_day(text) is None or isinstance(parse_day(text), dt.date)


def test_pubdate_before_printed_before_list() -> None:
    printed, listed = {"发布日期": "2023-01-20"}, dt.date(2023, 1, 21)
    tags = {"PubDate": "2023-01-19 16:24"}
    by_tag = report(TITLE, tags=tags, printed=printed, list_date=listed)
    by_print = report(TITLE, printed=printed, list_date=listed)
    by_list = report(TITLE, list_date=listed)
    days = [found.fields["published_on"].day for found in (by_tag, by_print, by_list)]
    assert days == [19, 20, 21]


def test_an_impossible_date_gives_way_to_the_next_source() -> None:
    found = report(TITLE, tags={"PubDate": "2023-02-31"}, printed={"发布时间：": "2023年1月20日"})
    assert found.fields["published_on"] == dt.date(2023, 1, 20)


def test_the_day_of_writing_is_not_the_day_of_publication() -> None:
    found = report(TITLE, printed={"成文日期": "2023-01-20", "生成日期": "2023-01-20"})
    assert found.fields["published_on"] is None


def test_the_address_is_never_asked() -> None:
    found = report(TITLE, url="https://t-shuyang.example.gov.cn/202301/t20230119_1.html")
    assert found.fields["published_on"] is None


def test_a_date_before_the_year_was_over_gives_way_to_another() -> None:
    """A box beside the report prints the 发布日期 of another article first."""
    early, own = {"PubDate": "2022-03-01"}, {"发布日期": "2023-01-09"}
    found = report(TITLE, tags=early, printed=own)
    assert (found.fields["published_on"], found.findings) == (DAY, [])
    listed = report(TITLE, tags=early, list_date=DAY)
    assert (listed.fields["published_on"], listed.findings) == (DAY, [])


def test_a_date_before_the_year_was_over_is_a_finding_where_it_is_the_only_one() -> None:
    found = report(TITLE, tags={"PubDate": "2022-03-01"})
    assert found.fields["published_on"] == dt.date(2022, 3, 1)
    assert [(finding.rule, finding.raw) for finding in found.findings] == [
        ("year.conflict", "2022-03-01")
    ]
    assert report(TITLE, tags={"PubDate": "2022-12-30"}).findings == []
