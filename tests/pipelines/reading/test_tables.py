"""Every cell is taken by the path of its labels; whatever is left over is a finding."""

from __future__ import annotations

from pipelines.model import Paragraph
from pipelines.reading import read_blocks
from tests.grids import bars, grid
from tests.pipelines.reading.readings import TITLE, counted
from tests.tables import (
    LINES_2019,
    LINES_2021,
    disputes,
    proactive_2021,
    proactive_2021_rows,
    requests,
    requests_rows,
)


def test_section_three_cell_by_cell() -> None:
    reading = read_blocks([requests(counted())], TITLE)
    assert {
        line: list(found.values.values()) for line, found in reading.tables.requests.items()
    } == {line: [int(value) for value in values] for line, values in counted().items()}
    assert [f.rule for f in reading.findings] == ["table.missing", "table.missing"]


def test_section_two_and_four_cell_by_cell() -> None:
    blocks = [
        proactive_2021([str(n) for n in range(1, 11)]),
        disputes([str(n) for n in range(21, 36)]),
    ]
    tables = read_blocks(blocks, TITLE).tables
    assert tables.proactive is not None
    assert tables.proactive.values == {
        "rules_issued": 1,
        "rules_repealed": 2,
        "rules_in_force": 3,
        "normative_issued": 4,
        "normative_repealed": 5,
        "normative_in_force": 6,
        "licence_decisions": 7,
        "penalty_decisions": 8,
        "coercion_decisions": 9,
        "fee_amount_10k_yuan": 10.0,
    }
    assert tables.disputes["reconsideration"].values == {
        "upheld": 21,
        "corrected": 22,
        "other": 23,
        "pending": 24,
        "total": 25,
    }
    assert tables.disputes["litigation_direct"].values["total"] == 30
    assert tables.disputes["litigation_after_reconsideration"].values["upheld"] == 31


def test_a_single_row_of_other_handling_inside_a_2021_form() -> None:
    values = {"other_handling": ["1", "2", "3", "4", "5", "6", "21"]}
    blocks = [
        proactive_2021(["0"] * 10),
        requests(values, single_other=True),
        disputes(["0"] * 15),
    ]
    reading = read_blocks(blocks, TITLE)
    assert reading.template == "2021"
    assert reading.status == "complete"
    assert reading.findings == []
    assert set(reading.tables.requests) == set(LINES_2019)
    assert reading.tables.requests["other_handling"].values["total"] == 21


def test_tables_joined_in_one_grid() -> None:
    width = 10
    two = [
        [(cell, 1, width) if len(row) == 1 and isinstance(cell, str) else cell for cell in row]
        for row in proactive_2021_rows(["5", "4", "3", "2", "1", "6", "7", "8", "9", "1.5"])
    ]
    joined = grid(
        [("二、主动公开政府信息情况", 1, width)],
        *two,
        [("三、收到和处理政府信息公开申请情况", 1, width)],
        *requests_rows(counted()),
    )
    tables = read_blocks([joined], TITLE).tables
    assert tables.proactive is not None
    assert tables.proactive.values["fee_amount_10k_yuan"] == 1.5
    assert tables.requests["carried_out"].values["natural_person"] == 250


def test_an_extra_column_is_a_finding_and_shifts_nothing() -> None:
    rows = requests_rows(counted())
    rows[0].append(("备注", 3, 1))
    rows[3].append("见说明")
    reading = read_blocks([grid(*rows)], TITLE)
    assert reading.tables.requests["received_new"].values["total"] == 16
    extra = [f for f in reading.findings if f.rule == "table.extra_column"]
    assert [(f.item, f.raw) for f in extra] == [(None, "备注 | 见说明")]


def test_an_unknown_line_is_kept_with_its_numbers() -> None:
    rows = requests_rows(counted())
    rows.insert(6, [("其他主动公开文件", 1, 2), *"1234567"])
    rows[5][0] = ("三、本年度办理结果", 23, 1)
    reading = read_blocks([grid(*rows)], TITLE)
    unknown = [f.raw for f in reading.findings if f.rule == "label.unknown"]
    assert unknown == ["三、本年度办理结果 | 其他主动公开文件 | 1 | 2 | 3 | 4 | 5 | 6 | 7"]


def test_a_label_matched_by_likeness_says_so() -> None:
    rows = requests_rows(counted())
    rows[8][0] = "2.其他法律行政止公开"
    reading = read_blocks([grid(*rows)], TITLE)
    assert reading.tables.requests["withheld_law_forbids"].values["total"] == 66
    similar = [(f.item, f.severity) for f in reading.findings if f.rule == "label.similar"]
    assert similar == [("withheld_law_forbids", "info")]


def test_a_label_near_two_codes_is_refused() -> None:
    # 政务微公开政府信息数 lacks the character that tells 微博 from 微信.
    table = grid(
        ["统计指标", "单位", "统计数"],
        ["4.政务微信公开政府信息数", "条", "3"],
        ["3.政务微公开政府信息数", "条", "7"],
    )
    reading = read_blocks([table], TITLE)
    lines = [(line.item, line.value) for line in reading.tables.statistics]
    assert lines == [("via_wechat", 3.0), (None, 7.0)]
    assert any(f.rule == "label.unknown" and "7" in (f.raw or "") for f in reading.findings)


def test_a_label_as_near_to_one_code_as_to_another_is_refused_in_its_place_too() -> None:
    def lines(label: str) -> list[tuple[str | None, float | None]]:
        table = grid(
            ["统计指标", "单位", "统计数"],
            ["1.政府公报公开政府信息数", "条", "5"],
            ["2.政府网站公开政府信息数", "条", "6"],
            [label, "条", "7"],
            ["4.政务微信公开政府信息数", "条", "3"],
            ["5.其他方式公开政府信息数", "条", "4"],
        )
        found = read_blocks([table], TITLE).tables.statistics
        return [(line.item, line.value) for line in found][2:4]

    assert lines("3.政务微公开政府信息数") == [(None, 7.0), ("via_wechat", 3.0)]
    assert lines("3.政务微博公开信数")[0] == ("via_weibo", 7.0)


def test_a_cell_that_spans_two_columns_gives_its_number_to_none() -> None:
    rows = requests_rows(counted())
    rows[3] = [rows[3][0], ("7", 1, 2), "1", "2", "3", "4", "17"]
    reading = read_blocks([grid(*rows)], TITLE)
    line = reading.tables.requests["received_new"]
    assert (line.values["natural_person"], line.values["business"]) == (None, None)
    assert [(s.column, s.state, s.raw) for s in line.states] == [
        ("natural_person", "merged", "7"),
        ("business", "merged", "7"),
    ]
    unreadable = [f.column for f in reading.findings if f.rule == "cell.unreadable"]
    assert unreadable == ["natural_person", "business"]


def test_a_spanning_slash_holds_for_each() -> None:
    rows = requests_rows(counted())
    rows[3] = [rows[3][0], ("/", 1, 7)]
    reading = read_blocks([grid(*rows)], TITLE)
    line = reading.tables.requests["received_new"]
    assert set(line.values.values()) == {None}
    assert {state.state for state in line.states} == {"slash"}
    assert "cell.unreadable" not in {f.rule for f in reading.findings}


def test_a_cell_over_two_lines_gives_its_number_to_none() -> None:
    rows = requests_rows(counted())
    rows[3][1] = ("7", 2, 1)
    del rows[4][1]
    tables = read_blocks([grid(*rows)], TITLE).tables
    assert tables.requests["received_new"].values["natural_person"] is None
    assert tables.requests["carried_in"].values["natural_person"] is None
    assert tables.requests["carried_in"].values["business"] == 21


def test_a_header_narrower_than_its_rows_is_refused_not_shifted() -> None:
    rows = requests_rows(counted())
    rows[0][0] = ("（勾稽关系）", 3, 2)
    reading = read_blocks([grid(*rows)], TITLE)
    assert reading.tables.requests == {}
    assert any("10 | 11 | 12" in (f.raw or "") for f in reading.findings)


def test_a_row_with_a_cell_too_few_is_refused_not_shifted() -> None:
    rows = requests_rows(counted())
    del rows[3][2]
    reading = read_blocks([grid(*rows)], TITLE)
    assert "received_new" not in reading.tables.requests
    assert reading.tables.requests["carried_in"].values["total"] == 26
    assert any("10 | 12 | 13" in (f.raw or "") for f in reading.findings)


def test_a_line_printed_twice_alike_is_read_and_said() -> None:
    rows = requests_rows(counted())
    rows.append([("四、结转下年度继续办理", 1, 3), *counted()["carried_out"]])
    reading = read_blocks([grid(*rows)], TITLE)
    assert reading.tables.requests["carried_out"].values["natural_person"] == 250
    assert "cell.unreadable" not in {f.rule for f in reading.findings}
    assert any("250 | 251" in (f.raw or "") for f in reading.findings)


def test_a_line_printed_twice_with_two_numbers_gives_neither() -> None:
    rows = requests_rows(counted())
    rows.append([("四、结转下年度继续办理", 1, 3), "250", "7", *counted()["carried_out"][2:]])
    reading = read_blocks([grid(*rows)], TITLE)
    line = reading.tables.requests["carried_out"]
    assert (line.values["natural_person"], line.values["business"]) == (250, None)
    assert [(s.column, s.state, s.raw) for s in line.states] == [
        ("business", "unreadable", "251 | 7")
    ]
    unreadable = [(f.item, f.column) for f in reading.findings if f.rule == "cell.unreadable"]
    assert unreadable == [("carried_out", "business")]


REDUCED = """
（本列数据） | 申请人情况 | | | | | | | | |
自 然 人 | 法人或其他组织 | 总计 | | | | | | | |
商业 企业 | 科研 机构 | 社会公益组织 | 法律服务机构 | 其他 | | | | | |
一、本年新收政府信息公开申请数量 | 1 | 2 | 3 | 4 | 5 | 6 | 21 | | |
三、 本年度办理结果 | (一)予以公开 | 7 | | | | | | 7 | |
(三) 不予公开 | 1.属于国家秘密 | 3 | 0 | 0 | 0 | 0 | 0 | 3 | |
2.其他法律行政法规禁止公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | | |
(六) 其他处理 | 3.其他 | 9 | 0 | 0 | 0 | 0 | 0 | 9 | |
(七)总计 | 8 | 0 | 0 | 0 | 0 | 0 | 8 | | |
"""


def test_a_reduced_text_is_read_by_the_declared_order() -> None:
    tables = read_blocks([bars(REDUCED)], TITLE).tables
    assert list(tables.requests["received_new"].values.values()) == [1, 2, 3, 4, 5, 6, 21]
    assert list(tables.requests["disclosed"].values.values()) == [7, *[None] * 5, 7]
    assert tables.requests["other_other"].values["total"] == 9
    assert tables.requests["outcome_total"].values["total"] == 8


def test_a_reduced_line_with_too_few_values_is_a_finding() -> None:
    short = REDUCED.replace("| 1 | 2 | 3 | 4 | 5 | 6 | 21 | | |", "| 1 | 2 | 3 | 4 | 5 | 21 |")
    reading = read_blocks([bars(short)], TITLE)
    assert "received_new" not in reading.tables.requests
    assert any("1 | 2 | 3 | 4 | 5 | 21" in (f.raw or "") for f in reading.findings)


def test_a_reduced_header_in_another_order_is_refused() -> None:
    turned = REDUCED.replace("商业 企业 | 科研 机构", "科研 机构 | 商业 企业")
    reading = read_blocks([bars(turned)], TITLE)
    assert reading.tables.requests == {}
    assert any(f.rule == "label.unknown" for f in reading.findings)


def test_the_2019_form_and_an_amount_without_unit() -> None:
    table = grid(
        [("第二十条第（一）项", 1, 5)],
        ["信息内容", "本年新\n制作数量", ("本年新\n公开数量", 1, 2), "对外公开总数量"],
        ["规章", "13", ("12", 1, 2), "524"],
        [("第二十条第（五）项", 1, 5)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2), "处理决定数量"],
        ["行政许可", ("71", 1, 2), "-2", "33"],
        ["其他对外管理服务事项", ("6", 1, 2), "持平", "5"],
        [("第二十条第（九）项", 1, 5)],
        ["信息内容", ("采购项目数量", 1, 2), ("采购总金额", 1, 2)],
        ["政府集中采购", ("6", 1, 2), ("251000", 1, 2)],
    )
    reading = read_blocks([table], TITLE)
    line = reading.tables.proactive
    assert line is not None
    assert line.values == {
        "rules_made": 13,
        "rules_disclosed": 12,
        "rules_disclosed_total": 524,
        "licence_items_last_year": 71,
        "licence_items_change": -2,
        "licence_decisions": 33,
        "service_items_last_year": 6,
        "service_items_change": 0,
        "service_decisions": 5,
        "procurement_projects": 6,
        "procurement_amount_10k_yuan": None,
        "procurement_amount_printed": 251000.0,
    }
    assert [(s.column, s.state) for s in line.states] == [
        ("service_items_change", "words"),
        ("procurement_amount_10k_yuan", "unit_unknown"),
    ]
    assert reading.template == "2019"
    assert "amount.unit_unknown" in {f.rule for f in reading.findings}


def test_statistics_within_their_group() -> None:
    table = grid(
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "3"],
        ["（一）维持具体行政行为数", "件", "2"],
        ["（二）被依法纠错数", "件", "1"],
        ["（三）其他情形数", "件", "0"],
        ["五、行政诉讼数量", "件", "9"],
        ["（二）被依法纠错数", "件", "4"],
        ["八、机构建设和保障经费情况", "——", "——"],
        ["1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", ""],
    )
    tables = read_blocks([table], TITLE).tables
    assert [(line.item, line.value, line.position) for line in tables.statistics] == [
        ("reconsideration_total", 3.0, 1),
        ("reconsideration_upheld", 2.0, 2),
        ("reconsideration_corrected", 1.0, 3),
        ("reconsideration_other", 0.0, 4),
        ("litigation_total", 9.0, 5),
        ("litigation_corrected", 4.0, 6),
        ("staff_full_time", None, 7),
    ]
    assert [state.state for state in tables.statistics[-1].states] == ["blank"]


def test_a_provincial_form_keeps_its_own_lines() -> None:
    table = grid(
        ["指标名称", "计量单位", "2016年度", "历年累计"],
        ["主动公开文件数", "条", "120", "980"],
        ["其中：1、政府网站公开数", "条", "119", "970"],
        ["受理依申请公开信息总数", "条", "4", "31"],
        ["其中：1、当面申请数", "条", "1", "9"],
        ["2、网上申请数", "条", "3", "22"],
    )
    reading = read_blocks([table], TITLE)
    lines = [(e.item, e.label, e.value, e.cumulative) for e in reading.tables.statistics]
    assert lines[0] == (None, "主动公开文件数", 120.0, 980.0)
    assert lines[1][0] == "via_website"
    assert lines[4] == ("requests_online", "2、网上申请数", 3.0, 22.0)
    assert reading.template == "local"


def test_a_provincial_form_is_complete_with_every_numbered_line() -> None:
    rows = [
        ["指标名称", "计量单位", "2016年度"],
        ["对申请的答复总数", "条", "9"],
        ["其中：1、同意公开答复数", "条", "4"],
        ["2、同意部分公开答复数", "条", "3"],
        ["3、不予公开答复数", "条", "2"],
    ]
    assert read_blocks([grid(*rows)], TITLE).status == "complete"
    del rows[3]
    lacking = read_blocks([grid(*rows)], TITLE)
    assert lacking.status == "partial"
    assert [f.raw for f in lacking.findings if f.rule == "row.missing"] == ["3、不予公开答复数"]


def test_a_provincial_form_of_which_no_line_is_known() -> None:
    table = grid(["指标名称", "计量单位", "2015年"], ["甲项数", "条", "9"], ["乙项数", "件", "8"])
    reading = read_blocks([table], TITLE)
    assert reading.template == "local"
    assert [(line.item, line.value) for line in reading.tables.statistics] == [
        (None, 9.0),
        (None, 8.0),
    ]


def test_status_of_a_report() -> None:
    filled = [proactive_2021(["0"] * 10), requests({}), disputes(["0"] * 15)]
    assert read_blocks(filled, TITLE).status == "complete"
    assert read_blocks(filled[:2], TITLE).status == "partial"
    blank = {line: [""] * 7 for line in LINES_2021}
    unfilled = [proactive_2021([""] * 10), requests(blank), disputes([""] * 15)]
    assert read_blocks(unfilled, TITLE).status == "unfilled"
    assert read_blocks([Paragraph("一、概述")], TITLE).status == "narrative_only"
