"""Damaged tables: read where it is certain, else refused and kept, never read wrongly in silence."""

from __future__ import annotations

import dataclasses

import pytest

from pipelines.model import Grid
from tests.grids import Written, bars, grid
from tests.pipelines.reading.readings import counted, line, raws, read
from tests.tables import (
    LINES_2021,
    disputes,
    disputes_rows,
    proactive_2021_rows,
    requests_rows,
)

# --- headers whose spans are wrong --------------------------------------------------------


def test_a_group_too_narrow_puts_heads_under_other_columns_and_is_refused() -> None:
    rows = requests_rows(counted())
    rows[1][1] = ("法人或其他组织", 1, 4)
    reading = read(grid(*rows))
    assert reading.tables.requests == {}
    assert any("10 | 11 | 12" in raw for raw in raws(reading))


def test_a_header_without_its_middle_row_is_refused() -> None:
    rows = requests_rows(counted())
    rows[0][0] = ("（勾稽关系）", 2, 3)
    del rows[1]
    reading = read(grid(*rows))
    assert reading.tables.requests == {}
    assert any("10 | 11 | 12" in raw for raw in raws(reading))


def test_a_wide_head_over_two_values_is_refused() -> None:
    rows = requests_rows({code: ["1", "", "3", "4", "5", "6", ""] for code in LINES_2021})
    rows[2][0] = ("商业企业", 1, 2)
    rows[1][1] = ("法人或其他组织", 1, 6)
    rows[0][1] = ("申请人情况", 1, 8)
    for row in rows[3:]:
        row.append("")
    assert read(grid(*rows)).tables.requests == {}


def test_a_table_of_numbers_without_any_header_is_refused() -> None:
    reading = read(grid(*requests_rows(counted())[3:]))
    assert reading.tables.requests == {}
    assert any("10 | 11 | 12" in raw for raw in raws(reading))


def test_disputes_under_a_group_too_narrow_are_refused() -> None:
    rows = disputes_rows([str(n) for n in range(21, 36)])
    rows[0][0] = ("行政复议", 1, 4)
    reading = read(grid(*rows))
    assert reading.tables.disputes == {}
    assert any("21 | 22 | 23" in raw for raw in raws(reading))


def test_a_head_that_hangs_into_the_values_refuses_them() -> None:
    rows = disputes_rows([*(str(n) for n in range(21, 35)), ""])
    rows[1][0] = ("结果维持", 3, 1)
    assert read(grid(*rows)).tables.disputes == {}


def test_disputes_without_their_groups_are_read_in_the_declared_order() -> None:
    leaves: list[Written] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    reading = read(grid(leaves * 3, [str(n) for n in range(21, 36)]))
    assert reading.tables.disputes["litigation_direct"].values["upheld"] == 26
    turned: list[Written] = [*leaves[1:], leaves[0]]
    assert read(grid(turned * 3, [str(n) for n in range(21, 36)])).tables.disputes == {}


# --- rows that are shifted ----------------------------------------------------------------


def test_groups_that_lost_their_spans_reach_over_the_empty_cells_beside_them() -> None:
    leaves: list[Written] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    twice: list[Written] = [*leaves[:4], "尚未审结", "总计"]
    reading = read(
        grid(
            ["行政复议", *[""] * 4, "行政诉讼", *[""] * 10],
            [*leaves, "未经复议直接起诉", *[""] * 5, "议后起诉", *[""] * 4],
            [*[""] * 5, *twice, *leaves],
            [*map(str, range(1, 9)), "9", "9", *map(str, range(10, 16))],
        )
    )
    found = {path: list(row.values.values()) for path, row in reading.tables.disputes.items()}
    assert found == {
        "reconsideration": [1, 2, 3, 4, 5],
        "litigation_direct": [6, 7, 8, 9, 10],
        "litigation_after_reconsideration": [11, 12, 13, 14, 15],
    }


def test_heads_moved_to_the_left_of_their_columns_are_not_under_a_group_of_empty_cells() -> None:
    leaves: list[Written] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    reading = read(
        grid(
            ["行政复议", "行政诉讼", *[""] * 13],
            [*leaves, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
            [*[""] * 5, *leaves, *leaves],
            [*map(str, range(1, 16))],
        )
    )
    assert reading.tables.disputes == {}


def test_a_number_beside_the_label_is_a_shifted_row() -> None:
    rows = requests_rows(counted())
    # The group ends a row too soon, so the last of its lines slides one column to the left.
    rows[7][0] = ("（三）不予公开", 7, 1)
    for row in rows[3:]:
        row.append("")
    reading = read(grid(*rows))
    assert "withheld_administrative_inquiry" not in reading.tables.requests
    assert line(reading, "withheld_enforcement_file") == [110, 111, 112, 113, 114, 115, 116]
    assert any("8.属于行政查询事项 | 120 | 121" in raw for raw in raws(reading))


@pytest.mark.parametrize("first", ["", "—", "无"])
def test_a_blank_beside_the_label_is_one_too_where_the_last_value_is_blank(first: str) -> None:
    values = counted()
    values["withheld_administrative_inquiry"] = [first, *"123456"]
    rows = requests_rows(values)
    rows[7][0] = ("（三）不予公开", 7, 1)
    for row in rows[3:]:
        row.append("")
    reading = read(grid(*rows))
    assert "withheld_administrative_inquiry" not in reading.tables.requests
    assert any("1 | 2 | 3 | 4 | 5 | 6" in raw for raw in raws(reading))


def test_labels_that_lost_their_spans_to_empty_cells_are_read() -> None:
    rows = requests_rows(counted())
    rows[3] = ["一、本年新收政府信息公开申请数量", "", "", *counted()["received_new"]]
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]


def test_a_number_right_of_all_heads_is_kept_and_its_line_doubted() -> None:
    rows = requests_rows(counted())
    rows[3].append("99")
    reading = read(grid(*rows))
    assert line(reading, "received_new") == [10, 11, 12, 13, 14, 15, 16]
    extra = [(f.item, f.raw) for f in reading.findings if f.rule == "table.extra_column"]
    assert extra == [("received_new", "99")]


def test_a_row_that_fits_by_chance_among_rows_that_do_not_is_refused() -> None:
    rows = requests_rows(counted())
    rows[0][0] = ("（勾稽关系）", 3, 4)
    rows[3][1:] = ["", "1", "2", "3", "4", "5", "6"]
    assert read(grid(*rows)).tables.requests == {}


def test_a_value_over_two_lines_of_section_two_gives_its_number_to_none() -> None:
    rows = proactive_2021_rows([str(n) for n in range(1, 11)])
    rows[2][1] = ("7", 2, 1)
    del rows[3][1]
    found = read(grid(*rows)).tables.proactive
    assert found is not None
    assert (found.values["rules_issued"], found.values["normative_issued"]) == (None, None)
    assert (found.values["rules_repealed"], found.values["normative_repealed"]) == (2, 5)


def test_a_remark_beyond_the_heads_of_section_two_is_kept_a_number_refused() -> None:
    rows = proactive_2021_rows([str(n) for n in range(1, 11)])
    rows[2].append("见说明")
    rows[6].append("9")
    reading = read(grid(*rows))
    assert reading.tables.proactive is not None
    assert reading.tables.proactive.values["rules_in_force"] == 3
    assert "licence_decisions" not in reading.tables.proactive.values
    assert raws(reading, "table.extra_column") == ["规章 | 见说明"]
    assert any("行政许可 | 7 | 9" in raw for raw in raws(reading))


def test_values_beyond_the_heads_of_section_two_are_refused() -> None:
    rows = proactive_2021_rows([str(n) for n in range(1, 11)])
    rows[2].insert(1, "")
    reading = read(grid(*rows))
    assert reading.tables.proactive is not None
    assert "rules_issued" not in reading.tables.proactive.values
    assert any("规章 | 1 | 2 | 3" in raw for raw in raws(reading))


# --- lines that are others than they seem -------------------------------------------------


@pytest.mark.parametrize("label", ["总计", "合计", "小计", "其他", "9.其他"])
def test_a_subtotal_inside_a_group_passes_for_no_line_of_the_form(label: str) -> None:
    rows = requests_rows(counted())
    rows[5][0], rows[7][0] = ("三、本年度办理结果", 23, 1), ("（三）不予公开", 9, 1)
    rows.insert(15, [label, *"9876543"])
    reading = read(grid(*rows))
    assert line(reading, "outcome_total") == [240, 241, 242, 243, 244, 245, 246]
    assert line(reading, "other_other") == [230, 231, 232, 233, 234, 235, 236]
    assert any(f"{label} | 9 | 8 | 7" in raw for raw in raws(reading))
    assert "cell.unreadable" not in {finding.rule for finding in reading.findings}


def test_a_label_that_hangs_from_above_names_no_line() -> None:
    rows = requests_rows(counted())
    # 其他处理 hangs beside 3.其他, which slid into the place of its group.
    rows[18][0] = ("（五）不予处理", 7, 1)
    reading = read(grid(*rows))
    assert "other_handling" not in reading.tables.requests


def test_a_column_printed_twice_alike_is_read_and_kept() -> None:
    rows = requests_rows(counted())
    rows[0][1], rows[1][1] = ("申请人情况", 1, 8), ("法人或其他组织", 1, 6)
    rows[2].insert(0, "商业企业")
    rows[2][1] = "商业企业"
    for row in rows[3:]:
        row.insert(len(row) - 6, row[-6])
    reading = read(grid(*rows))
    assert line(reading, "received_new") == [10, 11, 12, 13, 14, 15, 16]
    assert raws(reading, "table.extra_column")[0].startswith("商业企业 | 11 | 21")


def test_a_column_printed_twice_with_other_numbers_gives_neither() -> None:
    rows = requests_rows(counted())
    rows[0][1], rows[1][1] = ("申请人情况", 1, 8), ("法人或其他组织", 1, 6)
    rows[2].insert(0, "商业企业")
    rows[2][1] = "商业企业"
    for row in rows[3:]:
        row.insert(len(row) - 6, row[-6])
    rows[3][-7] = "99"
    reading = read(grid(*rows))
    assert line(reading, "received_new") == [10, None, 12, 13, 14, 15, 16]
    assert [f.column for f in reading.findings if f.rule == "cell.unreadable"] == ["business"]


def test_two_rows_of_disputes_that_differ_give_no_number_that_differs() -> None:
    rows = disputes_rows([str(n) for n in range(21, 36)])
    rows.append(["20", *(str(n) for n in range(22, 36))])
    values = read(grid(*rows)).tables.disputes["reconsideration"].values
    assert (values["upheld"], values["corrected"]) == (None, 22)


# --- labels that are damaged --------------------------------------------------------------


def test_a_header_that_comes_again_in_another_order_counts_from_there() -> None:
    rows = requests_rows(counted())
    flat: list[Written] = [("", 1, 3), "总计", "自然人", "商业企业", "科研机构"]
    flat += ["社会公益组织", "法律服务机构", "其他"]
    reading = read(grid(*rows[:-1], flat, rows[-1]))
    assert line(reading, "outcome_total") == [240, 241, 242, 243, 244, 245, 246]
    assert reading.tables.requests["carried_out"].values["total"] == 250
    assert reading.tables.requests["carried_out"].values["natural_person"] == 251


def test_totals_by_the_other_word() -> None:
    rows = requests_rows(counted())
    rows[1][2], rows[-2][0] = ("合计", 2, 1), ("（七）合计", 1, 2)
    table = disputes([str(n) for n in range(21, 36)])
    heji = Grid(
        tuple(
            type(cell)("合计", *(cell.row, cell.column, cell.rowspan, cell.colspan))
            if cell.text == "总计"
            else cell
            for cell in table.cells
        ),
        table.height,
        table.width,
    )
    tables = read(grid(*rows), heji).tables
    assert tables.requests["outcome_total"].values["total"] == 246
    assert tables.disputes["reconsideration"].values["total"] == 25


def test_a_subtotal_in_a_reduced_text_is_not_the_total() -> None:
    text = """
| 申请人情况 | | | | | | | |
自然人 | 法人或其他组织 | 总计 | | | | | |
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | | | |
(三) 不予公开 | 1.属于国家秘密 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |
合计 | 9 | 0 | 0 | 0 | 0 | 0 | 9 |
(七)总计 | 8 | 0 | 0 | 0 | 0 | 0 | 8 |
"""
    reading = read(bars(text))
    assert reading.tables.requests["outcome_total"].values["total"] == 8
    assert any("合计 | 9" in raw for raw in raws(reading))


HEADER = """
| 申请人情况 | | | | | | | |
自然人 | 法人或其他组织 | 总计 | | | | | |
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | | | |
"""


def test_a_reduced_row_that_may_lack_a_value_before_its_blank_end_is_refused() -> None:
    whole = read(bars(HEADER + "四、结转下年度继续办理 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | | |"))
    assert line(whole, "carried_out") == [1, 0, 0, 0, 0, 0, 1]
    lacking = read(bars(HEADER + "四、结转下年度继续办理 | 1 | 0 | 0 | 0 | 0 | 1 | | | |"))
    assert lacking.tables.requests == {}
    assert any("1 | 0 | 0 | 0 | 0 | 1" in raw for raw in raws(lacking))
    blank = read(bars(HEADER + "四、结转下年度继续办理 | | | | | | | | | |"))
    assert line(blank, "carried_out") == [None] * 7


def test_the_caption_may_name_the_unit_of_an_amount() -> None:
    rows: list[list[Written]] = [["信息内容", "采购项目数量", "采购总金额"]]
    rows.append(["政府集中采购", "6", "251000"])
    for caption, amount in (("单位：元", 25.1), ("", None)):
        table = dataclasses.replace(grid(*rows), caption=caption)
        found = read(table).tables.proactive
        assert found is not None
        assert found.values["procurement_amount_10k_yuan"] == amount
        assert found.values["procurement_amount_printed"] == 251000


# --- what only shows together -------------------------------------------------------------


def test_a_group_that_reaches_over_no_head_refuses_the_header() -> None:
    rows = disputes_rows([*(str(n) for n in range(21, 35)), ""])
    # 结果维持 of the first way to court is not printed, so that of the second slides under it.
    del rows[2][0]
    assert read(grid(*rows)).tables.disputes == {}


def test_a_line_of_another_group_is_not_that_line() -> None:
    rows = requests_rows(counted())
    rows[5][0], rows[7][0] = ("三、本年度办理结果", 23, 1), ("（三）不予公开", 9, 1)
    rows.insert(15, ["2.重复申请", *"9876543"])
    reading = read(grid(*rows))
    assert line(reading, "refused_repeat") == [170, 171, 172, 173, 174, 175, 176]


def test_a_row_that_two_blanks_make_fit_is_refused_with_the_others() -> None:
    rows = requests_rows({**counted(), "disclosed": ["1", "2", "3", "4", "5", "", ""]})
    rows[:3] = [[("", 1, 3), "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]]
    assert read(grid(*rows)).tables.requests == {}


def test_a_line_of_section_two_that_a_blank_makes_fit_is_refused_with_the_other() -> None:
    rows = proactive_2021_rows(["1", "2", "3", "4", "5", "", *"7890"])
    del rows[1][3]
    reading = read(grid(*rows))
    assert reading.tables.proactive is not None
    assert set(reading.tables.proactive.values) & {"normative_issued", "rules_issued"} == set()
