"""Who reports: the name that is taken, and which other names contradict it."""

from __future__ import annotations

import pytest

from tests.pipelines.identity.helpers import of_body, report, rules

YEAR = "2022年政府信息公开工作年度报告"


def name_of(title: str, **more: object) -> str | None:
    name: str | None = report(title, **more).fields["agency_name"]  # type: ignore[arg-type]  # passed on as given
    return name


# --- which name ------------------------------------------------------------------------


def test_title_before_publisher_before_content_source_before_body() -> None:
    bodies = {
        "printed": {"发布机构": "沭阳县教育局"},
        "tags": {"ContentSource": "沭阳县民政局"},
        "body": ["沭阳县司法局"],
    }
    assert name_of("沭阳县财政局" + YEAR, **bodies) == "沭阳县财政局"
    assert name_of(YEAR, **bodies) == "沭阳县教育局"
    del bodies["printed"]
    assert name_of(YEAR, **bodies) == "沭阳县民政局"
    del bodies["tags"]
    assert name_of(YEAR, **bodies) == "沭阳县司法局"


def test_no_name_anywhere_is_null() -> None:
    found = report(YEAR, printed={"发布机构": "本站"}, tags={"ContentSource": "沭阳日报"})
    columns = ("agency_name", "system", "scope")
    assert [found.fields[column] for column in columns] == [None, None, None]


def test_the_title_of_the_list_serves_where_the_heading_names_nobody() -> None:
    assert name_of("政府信息公开年度报告", list_title="沭阳县财政局" + YEAR) == "沭阳县财政局"


def test_headings_before_the_list_before_the_title_tag_before_the_first_line() -> None:
    places = ["ucaptitle", "title", "first_line"]
    titles = [(place, f"沭阳县{place}局2022年政府信息公开年报") for place in places]
    listed = "沭阳县名单局2022年政府信息公开年报"
    found = []
    for count in range(3):
        given = report(titles=titles[::-1][: 3 - count], list_title=listed)
        found.append(given.fields["title"].removesuffix("局2022年政府信息公开年报"))
    assert found == ["沭阳县ucaptitle", "沭阳县名单", "沭阳县名单"]
    unlisted = report(titles=titles[:0:-1]).fields["title"]
    assert unlisted == "沭阳县title局2022年政府信息公开年报"


def test_the_title_is_the_best_one_that_names_a_report() -> None:
    found = report("沭阳县人民政府", titles=[("title", "沭阳县财政局" + YEAR + "-沭阳")])
    assert found.fields["title"] == "沭阳县财政局" + YEAR + "-沭阳"
    assert report("网站公告", titles=[("title", "沭阳")]).fields["title"] == "网站公告"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("沭阳县2023年政府信息公开工作年度报告", "沭阳县人民政府"),
        ("2023年沭阳县政府信息公开工作年度报告", "沭阳县人民政府"),
        ("宿迁市沭阳县2023年政府信息公开工作年度报告", "宿迁市沭阳县人民政府"),
        ("沭阳县政府2023年政府信息公开工作年度报告", "沭阳县人民政府"),
        ("黔西南州2023年政府信息公开工作年度报告", "黔西南州人民政府"),
        ("内蒙古2023年政府信息公开工作年度报告", "内蒙古自治区人民政府"),
        ("考勒乡2023年政府信息公开工作年度报告", "考勒乡人民政府"),
        ("阿拉善盟2023年政府信息公开工作年度报告", "阿拉善盟行政公署"),
    ],
)
def test_a_title_that_names_only_a_division_means_its_government(title: str, name: str) -> None:
    assert name_of(title) == name


@pytest.mark.parametrize(
    "name", ["沭阳县财政局", "沭阳县人民政府办公室", "平潭综合实验区", "北京街道", "吉林"]
)
def test_other_names_stay_as_they_are(name: str) -> None:
    # 吉林 is a province and a city; a 街道 has no 人民政府; a zone's board may have any name.
    assert name_of(name + YEAR) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("宿迁市本级", "宿迁市人民政府本级"),
        ("宿迁市政府本级", "宿迁市人民政府本级"),
        ("沭阳县人民政府本级", "沭阳县人民政府本级"),
        ("宿迁市政府系统", "宿迁市人民政府系统"),
    ],
)
def test_a_government_that_names_its_part_is_a_government(title: str, name: str) -> None:
    fields = report(title + YEAR).fields
    assert (fields["agency_name"], fields["scope"]) == (name, "government")


def test_the_site_that_a_page_came_from_is_no_body() -> None:
    for source in ("沭阳县人民政府网站", "沭阳县融媒体中心"):
        assert name_of(YEAR, printed={"来源": source}) is None
        assert name_of(YEAR, printed={"来源": source}, body=["沭阳县财政局"]) == "沭阳县财政局"


def test_white_space_is_dropped_and_the_rest_is_as_printed() -> None:
    title = "高新区（乌斯太镇） 市政\u200b中心2022年政府信息公开年度报告"
    assert name_of(title) == "高新区（乌斯太镇）市政中心"


def test_the_fuller_name_is_taken_where_the_title_is_its_tail() -> None:
    found = report("水务局" + YEAR, printed={"发布机构": "郯城县水务局"})
    assert (found.fields["agency_name"], found.fields["region_code"]) == ("郯城县水务局", "371322")
    assert rules(found) == []


def test_a_publisher_that_does_not_end_so_does_not_replace_the_title() -> None:
    found = report("水务局" + YEAR, printed={"发布机构": "郯城县水利局"})
    assert found.fields["agency_name"] == "水务局"
    assert rules(found) == ["agency.conflict"]


def test_a_zone_is_continued_by_its_board() -> None:
    printed = {"发布机构": "平潭综合实验区管理委员会"}
    assert name_of("平潭综合实验区" + YEAR, printed=printed) == "平潭综合实验区管理委员会"
    other = {"发布机构": "平潭综合实验区财政局"}
    assert name_of("平潭综合实验区" + YEAR, printed=other) == "平潭综合实验区"


# --- what contradicts ------------------------------------------------------------------


@pytest.mark.parametrize(
    "publisher",
    [
        "沭阳县财政局",
        "财政局",
        "宿迁市沭阳县财政局",
        "县政府办",
        "沭阳县人民政府",
        "沭阳县人民政府办公室",
        "宿迁市人民政府办公室",
        "沭阳县政务服务管理办公室",
        "沭阳日报",
        "管理员",
    ],
)
def test_publishers_that_do_not_contradict(publisher: str) -> None:
    assert rules(report("沭阳县财政局" + YEAR, printed={"发布机构": publisher})) == []


@pytest.mark.parametrize(
    "publisher", ["沭阳县教育局", "泗阳县财政局", "泗阳县人民政府办公室", "宿迁市财政局"]
)
def test_publishers_that_contradict(publisher: str) -> None:
    found = report("沭阳县财政局" + YEAR, printed={"发布机构": publisher})
    assert rules(found) == ["agency.conflict"]
    assert found.findings[0].raw == publisher


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("沭阳县发展和改革局", "沭阳县发改局"),
        ("沭阳县卫生健康委员会", "沭阳县卫健委"),
        ("沭阳县人力资源和社会保障局", "县人社局"),
        ("沭阳县市场监督管理局", "市场监管局"),
    ],
)
def test_an_abbreviation_does_not_contradict(name: str, short: str) -> None:
    assert rules(report(name + YEAR, printed={"发布机构": short})) == []


@pytest.mark.parametrize("short", ["泗阳县发改局", "县改革局", "沭阳县发票局"])
def test_another_place_or_other_characters_are_no_abbreviation(short: str) -> None:
    found = report("沭阳县发展和改革局" + YEAR, printed={"发布机构": short})
    assert rules(found) == ["agency.conflict"]


def test_the_office_of_a_government_publishes_for_it_and_a_department_does_not() -> None:
    by_office = report("沭阳县" + YEAR, printed={"发布机构": "沭阳县人民政府办公室"})
    by_department = report("沭阳县" + YEAR, printed={"发布机构": "沭阳县财政局"})
    assert by_office.fields["agency_name"] == "沭阳县人民政府"
    assert by_office.fields["scope"] == "government"
    assert (rules(by_office), rules(by_department)) == ([], ["agency.conflict"])


def test_a_body_that_names_another_one_is_a_finding() -> None:
    left_over = report("沭阳县财政局" + YEAR, body=["沭阳县教育局"])
    mentioned = report("沭阳县财政局" + YEAR, body=["沭阳县教育局", "沭阳县财政局"])
    assert (rules(left_over), rules(mentioned)) == (["agency.conflict"], [])


# --- system and scope ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "国家税务总局沭阳县税务局",
        "南京海关",
        "沭阳县气象局",
        "国家金融监督管理总局宿迁监管分局",
        "国家统计局沭阳调查队",
        "江苏省烟草专卖局",
        "宿迁银保监分局",
        "江苏海事局",
        "长江南京航道局",
    ],
)
def test_vertical_systems(name: str) -> None:
    assert of_body(name).fields["system"] == "vertical"


@pytest.mark.parametrize(
    "name",
    [
        "沭阳县财政局",
        "江苏省地方金融监督管理局",
        "沭阳县统计局",
        "沭阳县人民政府",
        "宿迁市地方海事局",
        "江苏省交通运输厅航道局",
    ],
)
def test_local_bodies(name: str) -> None:
    assert of_body(name).fields["system"] == "local"


@pytest.mark.parametrize(
    "name", ["沭阳县人民政府", "江苏省人民政府", "阿拉善盟行政公署", "景德镇市人民政府"]
)
def test_governments(name: str) -> None:
    assert of_body(name).fields["scope"] == "government"


@pytest.mark.parametrize(
    "name",
    [
        "沭阳县人民政府办公室",
        "江苏省人民政府办公厅",
        "考勒乡人民政府",
        "沭阳县龙庙镇人民政府",
        "沭阳县财政局",
        "国务院办公厅",
    ],
)
def test_every_other_body_is_an_agency(name: str) -> None:
    assert of_body(name).fields["scope"] == "agency"
