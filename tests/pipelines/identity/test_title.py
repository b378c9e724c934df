"""Titles in all their shapes: which name and which year each of them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.title import Title, TitleGrammar
from tests.pipelines.identity.helpers import REFERENCE

GRAMMAR = TitleGrammar(REFERENCE.words)

BUREAU = "沭阳县财政局"


@pytest.mark.parametrize(
    "text",
    [
        "沭阳县财政局2023年政府信息公开工作年度报告",
        "2023年沭阳县财政局政府信息公开工作年度报告",
        "2023年度沭阳县财政局政府信息公开年度报告",
        "沭阳县财政局政府信息公开工作2023年度报告",
        "沭阳县财政局2023年度政府信息公开年度报告",
        "沭阳县财政局2023年信息公开年度报告",
        "沭阳县财政局2023年信息公开工作年度报告",
        "沭阳县财政局2023年政务公开工作年度报告",
        "沭阳县财政局2023年政府信息公开工作报告",
        "沭阳县财政局2023年政府信息公开年报",
        "沭阳县财政局政府信息公开2023年报",
        "沭阳县财政局2023年政府信息公开年度工作报告",
        "沭阳县财政局2023年年度政府信息公开工作情况报告",
        "沭阳县财政局２０２３年政府信息公开工作年度报告",
        "沭阳县财政局二〇二三年政府信息公开工作年度报告",
        "二○二三年度沭阳县财政局政府信息公开年报",
        "沭阳县财政局2O23年政府信息公开年报",
        "沭阳县财政局政府信息公开工作年度报告（2023年度）",
        "沭阳县财政局政府信息公开工作年度报告(2023年)",
        "（2023年）沭阳县财政局政府信息公开工作年度报告",
        "沭阳县 财政局\n2023 年政府信息公开\u3000工作年度报告",
        "《沭阳县财政局2023年政府信息公开工作年度报告》",
        "【年报】沭阳县财政局2023年政府信息公开工作年度报告",
        "关于沭阳县财政局2023年政府信息公开工作情况的报告",
        "沭阳县财政局关于2023年政府信息公开工作的年度报告",
        "沭阳县财政局2023年政府信息公开工作年度报告-沭阳县人民政府",
        "沭阳县财政局2023年政府信息公开工作年度报告_沭阳县财政局",
        "信息公开 | 沭阳县财政局2023年政府信息公开工作年度报告",
        "沭阳县财政局2023年政府信息公开工作年度报告（2024年1月19日）",
        "沭阳县财政局2023年政府信息公开工作年度报告（全文）",
        "沭阳县财政局2023年政府信息公开工作年度报告公示",
        "沭阳县财政局2023年政府信息公开工作年度报告.docx",
        "沭阳县财政局2023年政府信息公开工作年度报告1",
        "政府信息公开年报：沭阳县财政局2023年政府信息公开工作年度报告",
        "2023年沭阳县财政局政务公开年度报告暨政府信息公开年报",
        "沭阳县财政局发布2023年政府信息公开工作年度报告",
    ],
)
def test_shapes(text: str) -> None:
    assert GRAMMAR.read(text) == Title(BUREAU, 2023, has_topic=True)


@pytest.mark.parametrize(
    "text",
    [
        "沭阳县财政局2023年政府信息公开 工作告年度报",
        "沭阳县财政局2023年政府信息公开工作年度报",
        "沭阳县财政局2023年政府信息公开工作年度报告告",
        "沭阳县财政局2023年政府信息公工作年度报告",
        "沭阳县财政局2023年政信息公开工作年度报告",
        "2023年沭阳县财政局府信息公开年报",
        "沭阳县财政局2023年政府公开信息工作年度报告",
    ],
)
def test_a_slip_of_the_pen_leaves_the_name_alone(text: str) -> None:
    assert GRAMMAR.read(text) == Title(BUREAU, 2023, has_topic=True)


def test_a_name_keeps_the_government_that_it_shares_with_the_topic() -> None:
    title = GRAMMAR.read("2022年考勒乡人民政府信息公开年度报告")
    assert title == Title("考勒乡人民政府", 2022, has_topic=True)


def test_a_name_ends_before_the_topic_where_it_shares_nothing() -> None:
    title = GRAMMAR.read("2022年考勒乡政府信息公开年度报告")
    assert title == Title("考勒乡", 2022, has_topic=True)


def test_a_name_stays_as_printed() -> None:
    title = GRAMMAR.read("高新区（乌斯太镇）中心2022年度政府信息公开年度报告")
    assert title is not None
    assert title.name == "高新区（乌斯太镇）中心"


def test_a_name_may_hold_a_dash() -> None:
    title = GRAMMAR.read("中国-马来西亚钦州产业园区管委会2022年政府信息公开年报-门户网站")
    assert title is not None
    assert title.name == "中国-马来西亚钦州产业园区管委会"


@pytest.mark.parametrize("text", ["2023年政府信息公开年度报告", "我局2023年政府信息公开年度报告"])
def test_a_title_may_name_nobody(text: str) -> None:
    assert GRAMMAR.read(text) == Title("", 2023, has_topic=True)


@pytest.mark.parametrize(
    "text",
    [
        "沭阳县财政局政府信息公开工作年度报告",
        "沭阳县财政局2022年至2023年政府信息公开工作年度报告",
        "沭阳县财政局2022-2023年政府信息公开工作年度报告",
    ],
)
def test_no_year_or_two_years_are_no_year(text: str) -> None:
    title = GRAMMAR.read(text)
    assert title is not None
    assert title.year is None


@pytest.mark.parametrize(
    "span", ["2022年至2023年", "2022年和2023年", "2022、2023年", "2022—2023年"]
)
def test_what_joins_two_years_is_no_part_of_the_name(span: str) -> None:
    title = GRAMMAR.read(f"沭阳县财政局{span}政府信息公开工作年度报告")
    assert title == Title(BUREAU, None, has_topic=True)


@pytest.mark.parametrize("year", ["23年", "23年度"])
def test_a_year_of_two_digits(year: str) -> None:
    assert GRAMMAR.read(f"{BUREAU}{year}政府信息公开年报") == Title(BUREAU, 2023, has_topic=True)


@pytest.mark.parametrize(
    "before", ["附件1：", "附件1", "附件一：", "附件：", "1.", "1、", "01", "一、"]
)
def test_what_counts_a_title_is_no_part_of_the_name(before: str) -> None:
    title = GRAMMAR.read(f"{before}{BUREAU}2023年（度）政府信息公开工作年度报告")
    assert title == Title(BUREAU, 2023, has_topic=True)
    title = GRAMMAR.read("120急救中心2023年政府信息公开工作年度报告")
    assert title == Title("120急救中心", 2023, has_topic=True)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("沭阳县财政局2023年“政府信息公开”工作年度报告", BUREAU),
        ("沭阳县财政局2023年政府信息依申请公开年度报告", BUREAU),
        ("沭阳县人民政府信息依申请公开2023年度报告", "沭阳县人民政府"),
        ("沭阳县政府信息公开办公室2023年度报告", "沭阳县政府信息公开办公室"),
    ],
)
def test_a_title_not_known_whole_names_the_body_only(title: str, name: str) -> None:
    assert GRAMMAR.read(title) == Title(name, 2023, has_topic=False)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2023年政府信息公开工作年度报告（沭阳县财政局）", BUREAU),
        ("沭阳县2023年政府信息公开工作年度报告（财政局）", BUREAU),
        ("沭阳县2023年政府信息公开工作年度报告（县财政局）", BUREAU),
        ("沭阳县2023年政府信息公开工作年度报告（沭阳县财政局）", BUREAU),
        ("沭阳县2023年政府信息公开工作年度报告（县政府办公室）", "沭阳县"),
        ("沭阳县2023年政府信息公开工作年度报告（门户网站）", "沭阳县"),
        ("沭阳县2023年政府信息公开工作年度报告（全文）", "沭阳县"),
        ("沭阳县教育局2023年政府信息公开工作年度报告（财政局）", "沭阳县教育局"),
    ],
)
def test_a_body_in_a_bracket_behind_the_title(title: str, name: str) -> None:
    assert GRAMMAR.read(title) == Title(name, 2023, has_topic=True)


def test_an_annual_report_without_a_topic_needs_a_year() -> None:
    assert GRAMMAR.read("沭阳县财政局2022年度报告") == Title(BUREAU, 2022, has_topic=False)
    assert GRAMMAR.read("沭阳县财政局工作报告") is None


@pytest.mark.parametrize(
    "text",
    ["", "沭阳县人民政府", "关于做好2023年政府信息公开工作的通知", "2023年政府信息公开工作要点"],
)
def test_what_is_no_title_of_a_report(text: str) -> None:
    assert GRAMMAR.read(text) is None


@given(
    st.text(
        alphabet=st.sampled_from("年度报告工作政府信息公开2023(（)）-_ 县局人民《》\u200b一〇"),
        max_size=80,
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    title = GRAMMAR.read(text)
    assert title is None or title.name in "".join(text.split()).replace("\u200b", "")
