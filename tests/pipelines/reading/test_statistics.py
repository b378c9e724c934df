"""The statistics table as it is laid out in print: bands, ordinals, lines that come twice."""

from __future__ import annotations

from pipelines.model import StatisticsLine
from pipelines.reading import Reading, read_blocks
from tests.grids import Written, grid

TITLE = "沭阳县财政局2016年政府信息公开工作年度报告"


def read(*rows: list[Written]) -> Reading:
    return read_blocks([grid(*rows)], TITLE)


def items(lines: list[StatisticsLine]) -> list[tuple[str | None, float | None]]:
    return [(line.item, line.value) for line in lines]


def test_two_bands_side_by_side() -> None:
    reading = read(
        ["统计指标", "单位", "统计数", "统计指标", "单位", "统计数"],
        ["3.政务微博公开政府信息数", "条", "5", "1.当面申请数", "件", "6"],
        ["4.政务微信公开政府信息数", "条", "7", "2.传真申请数", "件", "8"],
    )
    assert items(reading.tables.statistics) == [
        ("via_weibo", 5.0),
        ("via_wechat", 7.0),
        ("requests_in_person", 6.0),
        ("requests_by_fax", 8.0),
    ]


def test_two_bands_of_which_one_head_is_damaged_are_refused() -> None:
    reading = read(
        ["统计指标", "单位", "计数统", "统计指标", "单位", "统计数"],
        ["3.政务微博公开政府信息数", "条", "5", "1.当面申请数", "件", "6"],
    )
    assert reading.tables.statistics == []
    assert any("条 | 5" in (finding.raw or "") for finding in reading.findings)


def test_a_damaged_head_of_units_beside_a_column_that_counts_the_lines() -> None:
    reading = read(
        ["统计指标", "已位", "代码", "统计数"],
        ["1.当面申请数", "件", "24", "6"],
        ["2.传真申请数", "件", "25", "8"],
        ["3.网络申请数", "件", "26", "12"],
    )
    found = [(line.item, line.unit, line.value) for line in reading.tables.statistics]
    assert found == [
        ("requests_in_person", "件", 6.0),
        ("requests_by_fax", "件", 8.0),
        ("requests_online", "件", 12.0),
    ]


def test_two_columns_of_numbers_under_damaged_heads_are_refused() -> None:
    reading = read(
        ["统计指标", "已位", "代码", "统计数"],
        ["1.当面申请数", "件", "24", "6"],
        ["2.传真申请数", "件", "9", "8"],
        ["3.网络申请数", "件", "26", "12"],
    )
    assert reading.tables.statistics == []


def test_two_years_side_by_side_give_no_number() -> None:
    reading = read(
        ["统计指标", "单位", "2015年", "2016年"],
        ["3.政务微博公开政府信息数", "条", "5", "7"],
    )
    assert reading.tables.statistics == []
    assert any("5 | 7" in (finding.raw or "") for finding in reading.findings)


def test_the_number_before_its_unit_without_heads() -> None:
    reading = read(
        ["3.政务微博公开政府信息数", "5", "条"],
        ["4.政务微信公开政府信息数", "7", "条"],
    )
    assert items(reading.tables.statistics) == [("via_weibo", 5.0), ("via_wechat", 7.0)]


def test_a_number_in_the_column_of_units_is_refused() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["3.政务微博公开政府信息数", "5", "条"],
        ["4.政务微信公开政府信息数", "条", "7"],
    )
    assert items(reading.tables.statistics) == [("via_wechat", 7.0)]
    assert any("5 | 条" in (finding.raw or "") for finding in reading.findings)


def test_a_line_whose_value_stands_elsewhere_is_kept() -> None:
    reading = read(
        ["统计指标", ("单位", 1, 2), "统计数"],
        ["3.政务微博公开政府信息数", "条", "5"],
    )
    assert reading.tables.statistics == []
    assert any("条 | 5" in (finding.raw or "") for finding in reading.findings)


def test_an_unknown_line_ends_a_group() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "3"],
        ["（一）维持具体行政行为数", "件", "3"],
        ["五、行讼", "件", "9"],
        ["（三）其他情形数", "件", "4"],
    )
    assert ("reconsideration_other", 4.0) not in items(reading.tables.statistics)
    assert (None, 4.0) in items(reading.tables.statistics)


def test_a_line_that_stands_under_one_opener_names_it() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "3"],
        ["（二）被依法纠错数", "件", "4"],
    )
    assert items(reading.tables.statistics) == [
        ("litigation_upheld", 3.0),
        ("litigation_corrected", 4.0),
    ]


def test_a_line_twice_with_two_numbers_gives_neither_and_keeps_both() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["3.政务微博公开政府信息数", "条", "5"],
        ["3.政务微博公开政府信息数", "条", "6"],
    )
    assert items(reading.tables.statistics) == [("via_weibo", None), (None, 6.0)]
    unreadable = [f.raw for f in reading.findings if f.rule == "cell.unreadable"]
    assert unreadable == ["5 | 6"]


def test_half_a_piece_is_no_count_but_half_a_yuan_is_an_amount() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["1.当面申请数", "件", "2.5"],
        ["七、依申请公开信息收取的费用", "万元", "2.5"],
    )
    assert items(reading.tables.statistics) == [
        ("requests_in_person", None),
        ("fees_collected_10k_yuan", 2.5),
    ]
    assert [f.item for f in reading.findings if f.rule == "cell.not_integer"] == [
        "requests_in_person"
    ]


def test_a_damaged_line_is_read_by_its_place() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["（一）收到申请数", "件", "6"],
        ["1.面当申数", "件", "1"],
        ["2.传真申请数", "件", "5"],
    )
    assert items(reading.tables.statistics)[1] == ("requests_in_person", 1.0)
    assert [f.item for f in reading.findings if f.rule == "label.similar"] == ["requests_in_person"]


def test_a_unit_in_the_cell_is_converted_to_that_of_the_line_else_printed() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["七、依申请公开信息收取的费用", "万元", "251000元"],
        ["1.当面申请数", "", "3件"],
        ["2.传真申请数", "件", "4元"],
    )
    found = [(line.item, line.unit, line.value) for line in reading.tables.statistics]
    assert found == [
        ("fees_collected_10k_yuan", "万元", 25.1),
        ("requests_in_person", "件", 3.0),
        ("requests_by_fax", "件", None),
    ]
    states = [line.states[0].state for line in reading.tables.statistics]
    assert states == ["unit_in_cell", "unit_in_cell", "unreadable"]


def test_an_amount_that_a_line_prints_in_yuan_is_in_10k_yuan_under_its_code() -> None:
    reading = read(
        ["统计指标", "单位", "统计数"],
        ["七、依申请公开信息收取的费用", "元", "12500"],
        ["（四）政府信息公开专项经费", "元", "335000元"],
        ["政府信息公开收费减免金额", "元", "40"],
    )
    found = [(line.item, line.unit, line.value) for line in reading.tables.statistics]
    assert found == [
        ("fees_collected_10k_yuan", "元", 1.25),
        ("budget_10k_yuan", "元", 33.5),
        (None, "元", 40.0),
    ]
    # The 元 of the column may be a 万元 that lost its 万, the one in the cell may not.
    doubted = [(f.item, f.raw) for f in reading.findings if f.rule == "cell.low_confidence"]
    assert doubted == [("fees_collected_10k_yuan", "12500")]


def test_an_amount_with_its_unit_in_the_cell_needs_no_column_of_units() -> None:
    reading = read(["统计指标", "统计数"], ["七、依申请公开信息收取的费用", "12500元"])
    found = [(line.item, line.unit, line.value) for line in reading.tables.statistics]
    assert found == [("fees_collected_10k_yuan", "元", 1.25)]


def test_a_number_under_the_head_of_the_units_moves_no_remark_into_its_place() -> None:
    rows: list[list[Written]] = [
        ["3.政务微博公开政府信息数", "条", "5", "12"],
        ["4.政务微信公开政府信息数", "条", "7", "13"],
    ]
    wrong = read(["统计指标", ("单位", 1, 2), "统计数"], *rows)
    assert wrong.tables.statistics == []
    coded = read(["统计指标", "单位", "代码", "统计数"], *rows)
    assert items(coded.tables.statistics) == [("via_weibo", 12.0), ("via_wechat", 13.0)]
