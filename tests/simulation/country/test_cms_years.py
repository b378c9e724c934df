"""Sites whose columns are the report of a year: each year has its address."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crawler.simulation.country.cms import hanweb_report, lonsun
from crawler.simulation.country.cms.protocol import Cms
from crawler.simulation.country.model import Posted
from tests.simulation.country.sites import Client, portal, posted, years_of

OFFICE, BUREAU = "长丰县人民政府", "长丰县水务局"
REPORT, LONSUN_YEARS = hanweb_report.SITES[0], lonsun.SITES[1]
PARAMETER = {"hanweb-report": "fbtime", "lonsun-years": "timeFrame"}
NOTHING = {"hanweb-report": "暂无数据", "lonsun-years": "暂无相关信息"}


@pytest.fixture(params=[REPORT, LONSUN_YEARS], ids=lambda cms: cms.key)
def cms(request: pytest.FixtureRequest) -> Cms:
    site: Cms = request.param
    return site


def client_of(cms: Cms, *more: Posted, day: int = 0) -> Client:
    pages = [*years_of(OFFICE, 2016, 2021), *years_of(BUREAU, 2018, 2020, start=20)]
    columns = {
        "own": [*range(1, 7), *(one.number for one in more)],
        "departments": [20, 21, 22],
    }
    return Client(cms, portal(cms, [*pages, *more], columns), day)


def year_address(client: Client, year: int, column: int = 0) -> str:
    """Write the year into the address of a column, as a reader does who picks one."""
    name = PARAMETER[client.cms.key]
    address = client.column(column)
    if f"{name}=" in address:
        return re.sub(rf"{name}=\d+", f"{name}={year}", address)
    return f"{address}&{name}={year}"


def test_each_year_shows_its_report_and_no_other(cms: Cms) -> None:
    client = client_of(cms)
    for year in range(2016, 2022):
        text = client.text(year_address(client, year))
        assert re.findall(r"<h1[^>]*>(.*?)</h1>", text) == [
            f"{OFFICE}{year}年政府信息公开工作年度报告"
        ]
    other = client.text(year_address(client, 2019, column=1))
    assert f"{BUREAU}2019年" in other
    assert f"{OFFICE}2019年" not in other


def test_the_address_of_a_year_is_that_of_its_page(cms: Cms) -> None:
    client = client_of(cms)
    assert {year_address(client, year) for year in range(2016, 2022)} == {
        address for address, _, _ in client.expected()
    }


def test_the_column_shows_the_newest(cms: Cms) -> None:
    client = client_of(cms)
    assert f"{OFFICE}2021年" in client.text(client.column())


@pytest.mark.parametrize("year", [2008, 2015, 2022, 2026])
def test_a_year_without_a_report_says_so(cms: Cms, year: int) -> None:
    client = client_of(cms)
    text = client.text(year_address(client, year))
    assert NOTHING[cms.key] in text
    assert "<h1" not in text
    assert "<table" not in text.lower()


def test_a_year_is_empty_until_its_report_is_posted(cms: Cms) -> None:
    late = posted(30, OFFICE, 2022, day=3)
    before, after = client_of(cms, late, day=2), client_of(cms, late, day=3)
    address = year_address(before, 2022)
    assert NOTHING[cms.key] in before.text(address)
    assert f"{OFFICE}2022年" in after.text(address)
    # Only that year has changed, and the column where it shows the newest.
    for year in range(2016, 2022):
        assert before.text(year_address(before, year)) == after.text(year_address(after, year))
    assert before.column() == after.column()


def test_a_silent_amendment_changes_the_page_of_its_year_alone(cms: Cms) -> None:
    first = posted(30, OFFICE, 2022)
    changed = replace(first.first, day=2, body=replace(first.first.body, variant=1))
    page = replace(first, versions=(first.first, changed))
    one, two = client_of(cms, page, day=1), client_of(cms, page, day=2)
    assert one.text(year_address(one, 2022)) != two.text(year_address(two, 2022))
    assert one.text(year_address(one, 2021)) == two.text(year_address(two, 2021))


def test_the_columns_stand_in_the_menu(cms: Cms) -> None:
    client = client_of(cms)
    home = client.text("/")
    for number in (0, 1):
        assert client.column(number).replace("&", "&amp;") in home


def test_an_area_is_a_credit_code() -> None:
    client = client_of(REPORT)
    areas = {re.search(r"area=(\w+)$", client.column(number))[1] for number in (0, 1)}  # type: ignore[index]
    assert len(areas) == 2
    assert all(re.fullmatch(r"11340121[0-9A-Z]{10}", area) for area in areas)
