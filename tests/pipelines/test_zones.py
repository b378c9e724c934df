"""Zones have no division code: bare texts of invented zones take the code of their parent."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines import extract_bytes

TEXT = """{name}{year}年度政府信息公开工作年度报告
- 发布日期:{next}-01-19 16:24
本年度报告由{name}编制。所列数据统计期限为{year}年1月1日至{year}年12月31日。
一、总体情况
{year}年，我单位政府信息公开工作平稳有序。
二、主动公开政府信息情况
第二十条第(一)项 | |||
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政规范性文件 | 3 | 1 | 7 |
六、其他需要报告的事项
无。
"""


def report(name: str, year: int = 2022) -> dict[str, Any]:
    text = TEXT.format(name=name, year=year, next=year + 1)
    found: dict[str, Any] = extract_bytes(text.encode(), name="zone.txt").to_dict()["report"]
    return found


@pytest.mark.parametrize(
    ("name", "zone", "code"),
    [
        ("锡林郭勒新材料产业开发区市政服务中心", "锡林郭勒新材料产业开发区", "152500"),
        ("巴彦淖尔现代农牧业开发区财政局", "巴彦淖尔现代农牧业开发区", "150800"),
        ("鄂尔多斯清洁能源开发区管理委员会", "鄂尔多斯清洁能源开发区", "150600"),
        ("乌兰察布物流产业开发区应急管理局", "乌兰察布物流产业开发区", "150900"),
        ("湛江海洋装备产业开发区管理委员会", "湛江海洋装备产业开发区", "440800"),
        ("绵阳光电产业高新技术开发区行政审批局", "绵阳光电产业高新技术开发区", "510700"),
        ("襄阳汽车产业开发区管理委员会", "襄阳汽车产业开发区", "420600"),
        ("威海海洋食品产业开发区财政金融局", "威海海洋食品产业开发区", "371000"),
        ("酒泉风电装备产业开发区管理委员会", "酒泉风电装备产业开发区", "620900"),
        ("曲靖硅光伏产业开发区投资服务局", "曲靖硅光伏产业开发区", "530300"),
    ],
)
def test_the_stem_of_the_one_division_that_bears_it(name: str, zone: str, code: str) -> None:
    found = report(name)
    assert {key: found[key] for key in ("agency_name", "zone", "region_code", "level", "year")} == {
        "agency_name": name,
        "zone": zone,
        "region_code": code,
        "level": "zone",
        "year": 2022,
    }
    assert found["region_source"] == "agency_name"


def test_a_stem_that_several_divisions_bear_resolves_nothing() -> None:
    # 兴安盟, 兴安区 (鹤岗) and 兴安县 (桂林).
    found = report("兴安绿色食品产业开发区管理委员会")
    assert (found["region_code"], found["zone"]) == (None, "兴安绿色食品产业开发区")


def test_the_stem_counts_in_the_year_of_the_report() -> None:
    # 芜湖县 became 湾沚区 in 2020: until then 芜湖 may be the city or the county.
    assert report("芜湖机器人产业开发区管理委员会", 2018)["region_code"] is None
    assert report("芜湖机器人产业开发区管理委员会", 2022)["region_code"] == "340200"
