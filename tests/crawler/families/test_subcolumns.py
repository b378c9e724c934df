"""Columns below columns: a folder a year, a folder a level."""

from __future__ import annotations

import pytest

from crawler.families import subcolumns

SITE = "http://www.qinghe.gov.cn"
COLUMN = f"{SITE}/zwgk/zfxxgknb/"


def below(page: str, url: str = COLUMN, depth: int = 2) -> list[str]:
    return [address.removeprefix(SITE) for address in subcolumns(page, url, depth)]


def test_folders_of_years_and_of_levels() -> None:
    years = '<a href="2023/">2023年</a><a href="./2022n/index.html">2022</a><a href="qt/">其他</a>'
    assert below(years) == [
        "/zwgk/zfxxgknb/2023/",
        "/zwgk/zfxxgknb/2022n/index.html",
        "/zwgk/zfxxgknb/qt/",
    ]
    levels = '<a href="xzfgxz/">县政府各部门</a><a href="xs/">乡镇</a>'
    assert below(levels, f"{COLUMN}2023/", 1) == [
        "/zwgk/zfxxgknb/2023/xzfgxz/",
        "/zwgk/zfxxgknb/2023/xs/",
    ]


def test_columns_elsewhere_that_a_year_or_a_level_names() -> None:
    page = '<a href="/col/col9/index.html">2023年度</a><a href="/col/col8/index.html">县直部门</a>'
    assert below(page, f"{SITE}/col/col7/index.html") == [
        "/col/col9/index.html",
        "/col/col8/index.html",
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/">首页</a>',
        '<a href="/zwgk/">政务公开</a>',
        '<a href="/bszn/">办事指南</a>',
        '<a href="./">政府信息公开年报</a>',
        '<a href="index.html">第一页</a>',
        '<a href="index_2.html">2</a>',
        '<a href="202401/t20240122_1.html">2023年年报</a>',
        '<a href="http://www.qh.gov.cn/2023/">2023年</a>',
    ],
)
def test_what_is_no_column_below(link: str) -> None:
    assert below(link) == []


def test_no_level_is_left() -> None:
    assert below('<a href="2023/">2023年</a>', depth=0) == []


def test_the_year_above_a_level_is_not_below_it() -> None:
    assert below('<a href="../index.html">2023年</a>', f"{COLUMN}2023/xs/index.html") == []
