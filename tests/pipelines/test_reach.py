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
    ],
)
def test_reach(opening: str, reach: str | None) -> None:
    assert reach_of([Section("", opening)]) == reach


def test_prose_of_the_sections_says_nothing_of_it() -> None:
    said = "所列数据为全市各级行政机关汇总。"
    assert reach_of([Section("", "本报告。"), Section("一、总体情况", said)]) is None
