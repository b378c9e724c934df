"""Zones: their names, and the code of their parent."""

from __future__ import annotations

import pytest

from tests.pipelines.identity.helpers import of_body, rules


@pytest.mark.parametrize(
    ("name", "zone", "code"),
    [
        # By the stem of the one division that bears it.
        (
            "阿拉善高新技术产业开发区(乌斯太镇)市政和金融服务中心",
            "阿拉善高新技术产业开发区",
            "152900",
        ),
        ("阿拉善高新技术产业开发区财政局", "阿拉善高新技术产业开发区", "152900"),
        ("锡林郭勒经济技术开发区管理委员会", "锡林郭勒经济技术开发区", "152500"),
        ("黔东南高新技术产业开发区管委会", "黔东南高新技术产业开发区", "522600"),
        ("海西高新技术产业园区管委会", "海西高新技术产业园区", "632800"),
        ("苏州工业园区教育局", "苏州工业园区", "320500"),
        ("国家税务总局苏州工业园区税务局", "苏州工业园区", "320500"),
        ("江苏泗阳经济开发区管委会", "江苏泗阳经济开发区", "321323"),
        # By the division before it.
        ("沭阳县经济开发区管理委员会", "沭阳县经济开发区", "321322"),
        ("江苏省沭阳县高新区财政局", "沭阳县高新区", "321322"),
        ("上海市浦东新区张江高科技园区管委会", "张江高科技园区", "310115"),
        ("阿拉善盟阿拉善高新技术产业开发区公安局", "阿拉善高新技术产业开发区", "152900"),
        # Reviewed.
        ("平潭综合实验区自然资源局", "平潭综合实验区", "350128"),
        ("福建省平潭综合实验区管委会", "平潭综合实验区", "350128"),
        ("雄安新区管理委员会", "雄安新区", "130000"),
        ("井冈山经济技术开发区管委会", "井冈山经济技术开发区", "360800"),
        ("长白山管委会", "长白山", "220000"),
        # No parent known.
        ("经济开发区管理委员会", "经济开发区", None),
        ("滨海高新技术产业开发区管委会", "滨海高新技术产业开发区", None),
        ("恩施高新技术产业开发区管委会", "恩施高新技术产业开发区", None),
    ],
)
def test_zones(name: str, zone: str, code: str | None) -> None:
    found = of_body(name).fields
    assert (found["zone"], found["region_code"], found["level"]) == (zone, code, "zone")
    assert found["agency_name"] == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("浦东新区财政局", "310115"),
        ("滨海新区人民政府", "120116"),
        ("呼和浩特市新城区财政局", "150102"),
        ("长春市绿园区财政局", "220106"),
        ("北京市城市管理委员会", "110000"),
        ("江苏省国有资产监督管理委员会", "320000"),
        ("沭阳县市场监督管理局开发区分局", "321322"),
        ("沭阳县生态文明示范区创建办公室", "321322"),
    ],
)
def test_what_is_no_zone(name: str, code: str) -> None:
    found = of_body(name).fields
    assert (found["zone"], found["region_code"]) == (None, code)


def test_a_new_area_was_a_zone_before_it_was_a_division() -> None:
    # 滨海新区 became a district in 2009.
    before, after = of_body("天津市滨海新区管委会", 2007), of_body("天津市滨海新区人民政府", 2010)
    assert (before.fields["zone"], before.fields["region_code"]) == ("滨海新区", "120000")
    assert (after.fields["zone"], after.fields["region_code"]) == (None, "120116")


def test_a_zone_inside_the_area_refines_it() -> None:
    found = of_body("阿拉善高新技术产业开发区财政局", portal="t-neimenggu")
    assert (found.fields["region_code"], found.fields["region_source"]) == ("152900", "registry")
    assert rules(found) == []


def test_a_zone_outside_the_area_wins_and_is_a_finding() -> None:
    found = of_body("阿拉善高新技术产业开发区财政局", portal="t-shuyang")
    assert (found.fields["region_code"], found.fields["region_source"]) == ("152900", "agency_name")
    assert rules(found) == ["division.conflict"]


def test_a_zone_that_also_names_a_place_inside_the_area_lies_there() -> None:
    found = of_body("苏州宿迁工业园区管委会", portal="t-suqian")
    assert (found.fields["region_code"], rules(found)) == ("321300", [])


def test_a_reviewed_parent_refines_or_contradicts_the_area() -> None:
    inside = of_body("平潭综合实验区财政局", portal="t-fujian")
    outside = of_body("平潭综合实验区财政局", portal="t-shuyang")
    assert (inside.fields["region_code"], rules(inside)) == ("350128", [])
    assert (outside.fields["region_code"], rules(outside)) == ("350128", ["division.conflict"])


def test_the_portal_of_a_zone_gives_its_zone_to_bodies_that_name_no_place() -> None:
    bare = of_body("财政局", portal="t-pingtan").fields
    county = of_body("平潭县财政局", portal="t-pingtan").fields
    assert (bare["zone"], bare["level"], bare["region_code"]) == (
        "平潭综合实验区",
        "zone",
        "350128",
    )
    assert (county["zone"], county["level"], county["region_code"]) == (None, "county", "350128")


def test_a_bare_name_takes_the_code_of_the_area() -> None:
    found = of_body("经济开发区管理委员会", portal="t-shuyang").fields
    assert (found["zone"], found["region_code"], found["level"]) == ("经济开发区", "321322", "zone")
