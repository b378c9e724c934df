"""Whom a portal serves, by what its home page and its reports say."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.discovery.place import Served, served_by
from pipelines.reference import Reference

PACKAGED = Reference.load(Path(__file__).parents[3] / "data")


def served(
    site_name: str = "", title: str = "", site_id: str = "", *titles: str, host: str = "127.1.0.1"
) -> Served:
    return served_by(
        host,
        site_name=site_name,
        title=title,
        site_id=site_id,
        report_titles=titles,
        reference=PACKAGED,
    )


@pytest.mark.parametrize(
    ("site_name", "title", "site_id", "expected"),
    [
        # The names that sites give themselves.
        ("长丰县人民政府", "", "", ("长丰县人民政府", "340121", "county")),
        ("", "首页-长丰县人民政府门户网站", "", ("长丰县人民政府", "340121", "county")),
        ("中国·长丰县政府网", "", "", ("长丰县人民政府", "340121", "county")),
        ("欢迎访问合肥市人民政府网站", "", "", ("合肥市人民政府", "340100", "prefecture")),
        ("合肥市水务局", "", "", ("合肥市水务局", "340100", "prefecture")),
        # A name that several divisions bear is decided by the number of the site.
        ("普陀区人民政府", "", "3101070001", ("普陀区人民政府", "310107", "county")),
        ("普陀区人民政府", "", "3309030001", ("普陀区人民政府", "330903", "county")),
        # A department that names no place is that of the number.
        ("水务局", "", "3401210012", ("水务局", "340121", "county")),
        # A clear name goes before a number that a template left behind.
        ("合肥市人民政府", "", "1101010001", ("合肥市人民政府", "340100", "prefecture")),
    ],
)
def test_by_the_home_page(
    site_name: str, title: str, site_id: str, expected: tuple[str, str, str]
) -> None:
    found = served(site_name, title, site_id)
    assert (found.name, found.division_code, found.level) == expected


def test_by_the_titles_of_its_reports_where_the_home_page_is_silent() -> None:
    titles = (
        "长丰县2023年政府信息公开工作年度报告",
        "长丰县人民政府2022年政府信息公开工作年度报告",
        "长丰县人民政府2021年政府信息公开工作年度报告",
        "长丰县水湖镇人民政府2021年政府信息公开工作年度报告",
    )
    found = served("", "", "", *titles)
    assert found == Served("长丰县人民政府", "340121", "county", "report titles")


def test_by_the_registry_row_of_the_host_above() -> None:
    above = next(one for one in PACKAGED.portals if one.division_code == "340100")
    host = f"swj.{above.hosts[0].removeprefix('www.')}"
    found = served("水务局", host=host)
    assert (found.division_code, found.source) == ("340100", "registry")


def test_nothing_is_made_up() -> None:
    assert served("信息公开", "首页") == Served("", "", "", "")
