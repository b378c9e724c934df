"""Whose figures a report adds up, only where it is printed."""

from __future__ import annotations

import pytest

from pipelines.reach import reach_of
from pipelines.reading.sections import Section


@pytest.mark.parametrize(
    ("opening", "reach"),
    [
        ("本报告综合各县、区人民政府和市政府各部门的年度报告编制而成。", "territory"),
        ("所列数据统计范围为全市各级行政机关。", "territory"),
        ("本报告汇总市政府各部门的数据。", "departments"),
        ("报告中所列数据为本机关数据。", "own"),
        ("统计数据仅包括县政府本级。", "own"),
        ("本年度报告所列数据的统计时限为2023年1月1日至2023年12月31日。", None),
        ("我市大力推进全市各级政府政务公开。", None),
        ("如有疑问，请与本机关联系。", None),
        ("本报告数据为县政府本级数据，不含各部门和各乡镇人民政府。", "own"),
        ("根据全省各级行政机关统一要求编制，本报告数据为本机关数据。", "own"),
        ("所列数据均为市政府本级数据，全市各级行政机关数据另行公布。", "own"),
        ("由市政府办公室会同市政府各部门编制，数据为市本级。", "own"),
        ("根据《全省各级行政机关年度报告编制办法》编制而成。", None),
        ("本报告数据包括县政府本级和各部门、各乡镇（街道）。", "territory"),
        ("根据各部门、各乡镇报送的数据综合汇总编制。", "territory"),
        ("本报告数据汇总各镇财政所的数据。", None),
    ],
)
def test_reach(opening: str, reach: str | None) -> None:
    assert reach_of([Section("", opening)]) == reach


def test_prose_of_the_sections_says_nothing_of_it() -> None:
    said = "所列数据为全市各级行政机关汇总。"
    assert reach_of([Section("", "本报告。"), Section("一、总体情况", said)]) is None


def test_a_name_with_its_part_says_whose_figures_follow() -> None:
    opening = [Section("", "根据全市各级行政机关的报告汇总。")]
    assert reach_of(opening, "宿迁市人民政府本级") == "own"
    assert reach_of(opening, "宿迁市人民政府") == "territory"
