"""Families whose columns are the report of a year: hanweb-report, and lonsun by timeFrame."""

from __future__ import annotations

import pytest

from crawler.families import FAMILIES, ListPage, hanweb_report, lonsun

REPORT = (
    "http://www.yizheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2022&area=11321081014267542X"
)
COLUMN = "http://www.huoqiu.gov.cn/public/column/6615904?type=4&catId=6718758&action=list"


def test_the_year_of_hanweb_report_is_in_the_address() -> None:
    assert hanweb_report.years(REPORT, 2023) == REPORT.replace("2022", "2023")
    bare = REPORT.replace("fbtime=2022&", "")
    assert hanweb_report.years(bare, 2023) == f"{bare}&fbtime=2023"
    assert hanweb_report.years("http://www.yizheng.gov.cn/col/col1/index.html", 2023) is None


def test_a_report_is_no_list() -> None:
    page = f"<a href='{REPORT}'>2021年政府信息公开年报</a><a href='?page=2'>下一页</a>"
    assert hanweb_report.read(page, REPORT) == ListPage(())


def test_a_lonsun_column_with_a_time_frame_is_a_report() -> None:
    assert lonsun.years(f"{COLUMN}&timeFrame=2022", 2023) == f"{COLUMN}&timeFrame=2023"
    assert lonsun.years(COLUMN, 2023) is None


def test_a_lonsun_column_that_shows_a_report_lists_those_of_other_years() -> None:
    links = "".join(
        f'<li><a href="{COLUMN}&amp;timeFrame={year}">{year}</a></li>' for year in (2023, 2022)
    )
    page = lonsun.read(f"<ul>{links}</ul><div class='j-fontContent'>2023年…</div>", COLUMN)
    assert [entry.url for entry in page.entries] == [
        f"{COLUMN}&timeFrame=2023",
        f"{COLUMN}&timeFrame=2022",
    ]
    # The report of one year lists nothing: its years are asked by number.
    assert lonsun.read(f"<ul>{links}</ul>", f"{COLUMN}&timeFrame=2023").entries == ()


@pytest.mark.parametrize("name", sorted(FAMILIES.keys() - {"hanweb-report", "lonsun"}))
def test_a_column_of_any_other_family_is_a_list(name: str) -> None:
    assert FAMILIES[name].years(REPORT, 2023) is None
    assert FAMILIES[name].years(f"{COLUMN}&timeFrame=2022", 2023) is None
