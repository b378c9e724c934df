"""Where: the name against the area, and the name alone."""

from __future__ import annotations

import pytest

from tests.pipelines.identity.helpers import of_body, report, rules

YEAR = "2022年政府信息公开工作年度报告"


# --- inside an area --------------------------------------------------------------------


def test_a_name_refines_the_area() -> None:
    found = of_body("沭阳县财政局", portal="t-suqian").fields
    assert (found["region_code"], found["region_source"]) == ("321322", "registry")
    assert found["region_path"] == "江苏省/宿迁市/沭阳县"


def test_a_name_without_a_place_leaves_the_area() -> None:
    found = of_body("财政局", portal="t-suqian").fields
    assert (found["region_code"], found["level"]) == ("321300", "prefecture")


def test_the_area_tells_namesakes_apart() -> None:
    # 和平区 is a district of 沈阳 and one of 天津.
    assert of_body("和平区财政局", portal="t-shenyang").fields["region_code"] == "210102"
    assert of_body("和平区财政局").fields["region_code"] is None


def test_namesakes_inside_one_area_leave_it_and_are_a_finding() -> None:
    # 鼓楼区 is a district of 南京 and one of 徐州.
    found = of_body("鼓楼区财政局", portal="t-jiangsu")
    assert (found.fields["region_code"], found.fields["level"]) == ("320000", None)
    assert rules(found) == ["division.conflict"]


def test_a_unique_name_outside_the_area_wins_and_is_a_finding() -> None:
    found = of_body("泗阳县财政局", portal="t-shuyang")
    assert (found.fields["region_code"], found.fields["region_source"]) == ("321323", "agency_name")
    assert rules(found) == ["division.conflict"]


def test_a_shared_name_outside_the_area_loses_and_is_a_finding() -> None:
    found = of_body("和平区财政局", portal="t-shuyang")
    assert (found.fields["region_code"], found.fields["region_source"]) == ("321322", "registry")
    assert rules(found) == ["division.conflict"]


def test_a_name_with_its_parent_is_unique() -> None:
    found = of_body("沈阳市和平区财政局", portal="t-shuyang")
    assert found.fields["region_code"] == "210102"
    assert rules(found) == ["division.conflict"]


@pytest.mark.parametrize("name", ["公安局", "资源利用中心", "平安建设办公室", "铜山科技中心"])
def test_a_stem_never_overrides_an_area(name: str) -> None:
    found = of_body(name, portal="t-shuyang")
    assert found.fields["region_code"] == "321322"
    assert rules(found) == []


def test_a_stem_behind_a_national_body_is_a_place() -> None:
    # Such a body on a page with the SiteIDCode of another city was placed there, without a word.
    found = of_body("国家统计局安陆调查队", portal="t-shuyang")
    assert (found.fields["region_code"], found.fields["region_source"]) == ("420982", "agency_name")
    assert rules(found) == ["division.conflict"]
    inside = of_body("国家统计局沭阳调查队", portal="t-suqian")
    assert (inside.fields["region_code"], rules(inside)) == ("321322", [])
    waters = of_body("水利部太湖流域管理局", portal="t-jiangsu")
    assert (waters.fields["region_code"], rules(waters)) == ("320000", [])


# --- with no area ----------------------------------------------------------------------


def test_a_name_that_one_division_bears_counts() -> None:
    found = of_body("沭阳县财政局").fields
    assert (found["region_code"], found["region_source"]) == ("321322", "agency_name")


def test_a_parent_in_the_name_counts() -> None:
    assert of_body("天津市和平区财政局").fields["region_code"] == "120101"


def test_a_parent_printed_elsewhere_counts() -> None:
    printed = {"发布机构": "天津市人民政府办公厅"}
    assert report("和平区财政局" + YEAR, printed=printed).fields["region_code"] == "120101"
    printed = {"发布机构": "上海市人民政府办公厅"}
    assert report("和平区财政局" + YEAR, printed=printed).fields["region_code"] is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("内蒙古自治区阿拉善盟阿拉善左旗财政局", "内蒙古自治区/阿拉善盟/阿拉善左旗"),
        ("江苏省沭阳县财政局", "江苏省/宿迁市/沭阳县"),
        ("吉林省吉林市财政局", "吉林省/吉林市"),
        ("海南省财政厅", "海南省"),
        ("海南区财政局", "内蒙古自治区/乌海市/海南区"),
        ("朝阳市财政局", "辽宁省/朝阳市"),
        ("朝阳县财政局", "辽宁省/朝阳市/朝阳县"),
        ("上海市浦东新区财政局", "上海市/浦东新区"),
        ("济源市财政局", "河南省/济源市"),
        ("黔西南州财政局", "贵州省/黔西南布依族苗族自治州"),
        ("恩施州财政局", "湖北省/恩施土家族苗族自治州"),
        ("恩施市财政局", "湖北省/恩施土家族苗族自治州/恩施市"),
        ("邳州市市场监督管理局", "江苏省/徐州市/邳州市"),
        ("灵武市场监督管理局", "宁夏回族自治区/银川市/灵武市"),
        ("新疆生产建设兵团第八师石河子市财政局", "新疆维吾尔自治区/石河子市"),
        ("宿迁市自然资源和规划局沭阳分局", "江苏省/宿迁市/沭阳县"),
        ("国家税务总局沭阳县税务局", "江苏省/宿迁市/沭阳县"),
        ("国家统计局敦煌调查队", "甘肃省/酒泉市/敦煌市"),
        ("驻沭阳县办事处", "江苏省/宿迁市/沭阳县"),
    ],
)
def test_how_names_nest(name: str, path: str) -> None:
    assert of_body(name).fields["region_path"] == path


@pytest.mark.parametrize(
    "name",
    [
        "朝阳区财政局",
        "城区财政局",
        "和平路街道办事处",
        "平安镇人民政府",
        "长安街管理处",
        "东区管理办公室",
        "公安局",
        "合作交流办公室",
        "太湖流域水资源保护局",
        "海南区域协作办公室",
        "吉林大学",
        "通化财政局",
        "大理财政局",
    ],
)
def test_what_only_looks_like_a_place_or_may_be_several(name: str) -> None:
    assert of_body(name).fields["region_code"] is None


def test_a_stem_without_peoples_outranks_one_of_a_lower_level() -> None:
    # 本溪市 holds 本溪满族自治县; but 大理 may be 大理州 or 大理市 (above).
    assert of_body("本溪财政局").fields["region_code"] == "210500"


# --- in time ---------------------------------------------------------------------------


def test_a_name_counts_in_the_years_in_which_it_was_borne() -> None:
    # 洪泽县 became 洪泽区 in 2016.
    codes = {
        (name, year): of_body(name, year).fields["region_code"]
        for name in ("洪泽县财政局", "洪泽区财政局")
        for year in (2015, 2016, 2017)
    }
    assert codes == {
        ("洪泽县财政局", 2015): "320829",
        ("洪泽县财政局", 2016): "320813",
        ("洪泽县财政局", 2017): None,
        ("洪泽区财政局", 2015): None,
        ("洪泽区财政局", 2016): "320813",
        ("洪泽区财政局", 2017): "320813",
    }


def test_a_new_name_counts_for_an_old_report_published_under_it() -> None:
    title = "洪泽区财政局2015年政府信息公开工作年度报告"
    found = report(title, tags={"PubDate": "2017-01-10"}).fields
    assert (found["region_code"], found["region_name"]) == ("320829", "洪泽县")


@pytest.mark.parametrize(
    ("name", "year", "code", "current"),
    [
        ("临安市财政局", 2016, "330185", "330112"),
        ("莱城区财政局", 2017, "371202", "370116"),
        ("莱芜市财政局", 2017, "371200", "370100"),
        ("崇文区财政局", 2009, "110103", "110101"),
        ("庐山区财政局", 2015, "360402", None),
        ("毕节地区财政局", 2010, "522400", "520500"),
        ("思茅市财政局", 2006, "530800", "530800"),
        ("沭阳县财政局", 2022, "321322", "321322"),
    ],
)
def test_the_code_that_holds_the_area_today(
    name: str, year: int, code: str, current: str | None
) -> None:
    found = of_body(name, year).fields
    assert (found["region_code"], found["current_region_code"]) == (code, current)


# --- centre, levels, partition ---------------------------------------------------------


@pytest.mark.parametrize("name", ["外交部", "国务院办公厅", "国家税务总局", "中华人民共和国财政部"])
def test_central_bodies(name: str) -> None:
    found = of_body(name)
    assert found.region == 100000
    assert (found.fields["region_code"], found.fields["level"]) == ("100000", "central")


def test_a_central_body_on_a_local_portal_is_a_finding() -> None:
    found = of_body("国务院办公厅", portal="t-shuyang")
    assert (found.region, rules(found)) == (100000, ["division.conflict"])
    assert rules(of_body("国务院办公厅", portal="t-tax")) == []


def test_a_central_portal_holds_every_division() -> None:
    found = of_body("国家税务总局沭阳县税务局", portal="t-tax")
    assert (found.fields["region_code"], found.fields["level"]) == ("321322", "county")
    assert rules(found) == []


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("江苏省财政厅", "province"),
        ("宿迁市财政局", "prefecture"),
        ("沭阳县财政局", "county"),
        ("上海市奉贤区财政局", "county"),
        ("济源市财政局", "county"),
        ("沭阳县龙庙镇人民政府", "township"),
        ("上海市奉贤区西渡街道办事处", "township"),
        ("沭阳县龙庙镇财政所", "township"),
        ("沭阳县城镇管理局", "county"),
        ("沭阳县乡镇财政中心", "county"),
        ("沭阳县乡村振兴局", "county"),
        ("考勒乡人民政府", "township"),
        ("财政局", None),
    ],
)
def test_levels(name: str, level: str | None) -> None:
    assert of_body(name).fields["level"] == level


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("沭阳县财政局", 320000),
        ("江苏省财政厅", 320000),
        ("石河子市财政局", 650000),
        ("外交部", 100000),
        ("财政局", 0),
    ],
)
def test_partitions(name: str, region: int) -> None:
    assert of_body(name).region == region
