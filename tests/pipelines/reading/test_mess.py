"""Damage of the wild that a careful reader sees through, and its neighbours that nobody can."""

from __future__ import annotations

import pytest

from pipelines.labels import normalise
from pipelines.model import Block, Paragraph
from pipelines.reading import Reading
from pipelines.reading.split import split_reports
from tests.grids import Written, grid
from tests.pipelines.reading.readings import counted, line, read
from tests.tables import disputes_rows, proactive_2021_rows, requests_rows

TEN = [str(number) for number in range(11, 21)]
FIFTEEN = [str(number) for number in range(21, 36)]


def proactive(rows: list[list[Written]]) -> dict[str, int | float | None]:
    table = read(grid(*rows)).tables.proactive
    return table.values if table is not None else {}


def rules(reading: Reading) -> set[str]:
    return {finding.rule for finding in reading.findings}


# --- ordinals and brackets ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("（一予以公开", "予以公开"),
        ("三）不予公开", "不予公开"),
        ("（二部分公开（区分处理的，只计这一情形）", "部分公开"),
        ("（申请办结数", "申请办结数"),
        ("（二）部分公开（区分处理的，只计这一情形", "部分公开"),
        ("（一）", ""),
    ],
)
def test_a_bracket_that_is_lost_takes_no_word_with_it(printed: str, words: str) -> None:
    assert normalise(printed) == words


@pytest.mark.parametrize("label", ["2样.重复申请", "得2.重复申请", "2.重复申申请"])
def test_a_damaged_ordinal_is_no_word_of_the_label(label: str) -> None:
    rows = requests_rows(counted())
    rows[19][0] = label
    assert line(read(grid(*rows)), "refused_repeat") == [170, 171, 172, 173, 174, 175, 176]


def test_an_instruction_whose_first_bracket_is_lost_stands_behind_its_label() -> None:
    rows = requests_rows(counted())
    rows[6][0] = ("（二）部分公开区分处理的，只计这一情形，不计其他情形）", 1, 2)
    assert line(read(grid(*rows)), "disclosed_in_part") == [40, 41, 42, 43, 44, 45, 46]


# --- the code that is left ----------------------------------------------------------------


def test_a_damaged_label_is_the_only_code_left_even_where_lines_have_moved() -> None:
    rows = requests_rows(counted())
    rows[8], rows[9] = rows[9], rows[8]
    rows[14][0] = "2.没有现成信息需另行制"
    assert line(read(grid(*rows)), "unavailable_must_be_created")[0] == 140


def test_what_is_nearer_to_a_printed_line_is_not_the_one_that_is_left() -> None:
    rows = requests_rows(counted())
    rows[8], rows[9] = rows[9], rows[8]
    # A second 属于行政查询事项 with one character wrong, where 属于行政执法案卷 was.
    rows[13][0] = "7.属于行政查询事"
    assert "withheld_enforcement_file" not in read(grid(*rows)).tables.requests


def test_a_row_of_its_own_in_the_place_of_an_official_one_is_not_taken_for_it() -> None:
    rows = proactive_2021_rows(TEN)
    rows[6][0] = "行政确认"
    reading = read(grid(*rows))
    assert reading.tables.proactive is not None
    assert "licence_decisions" not in reading.tables.proactive.values
    assert {"row.missing", "label.unknown"} <= rules(reading)


def test_damaged_article_numbers_do_not_part_the_rows_of_section_two() -> None:
    rows = proactive_2021_rows(TEN)
    rows[0][0], rows[4][0] = ("第二十条第一）是", 1, 4), ("第二条第里（五）项", 1, 4)
    rows[2][0], rows[6][0] = "要章", "行政许手"
    assert proactive(rows) == dict(zip(_PROACTIVE, map(int, TEN), strict=True))


def test_both_rows_of_a_block_may_be_damaged() -> None:
    rows = proactive_2021_rows(TEN)
    rows[2][0], rows[3][0] = "规见", "行政规过范性件"
    assert proactive(rows) == dict(zip(_PROACTIVE, map(int, TEN), strict=True))


_PROACTIVE = (
    "rules_issued",
    "rules_repealed",
    "rules_in_force",
    "normative_issued",
    "normative_repealed",
    "normative_in_force",
    "licence_decisions",
    "penalty_decisions",
    "coercion_decisions",
    "fee_amount_10k_yuan",
)


# --- heads --------------------------------------------------------------------------------


def test_a_head_cut_over_two_rows_is_one_head() -> None:
    rows = disputes_rows(FIFTEEN)
    halves = {"结果维持": "结果", "结果纠正": "结果", "其他结果": "其他", "尚未审结": "尚未"}
    upper: list[Written] = [halves.get(str(cell), ("总计", 2, 1)) for cell in rows[2]]
    lower: list[Written] = [
        {"结果维持": "维持", "结果纠正": "纠正", "其他结果": "结果", "尚未审结": "审结"}[str(cell)]
        for cell in rows[2]
        if str(cell) in halves
    ]
    first: list[Written] = [
        (cell[0], 3, 1) if isinstance(cell, tuple) and cell[1] == 2 else cell for cell in rows[1]
    ]
    reading = read(grid(rows[0], first, upper, lower, rows[3]))
    values = [list(found.values.values()) for found in reading.tables.disputes.values()]
    assert values == [[21, 22, 23, 24, 25], [26, 27, 28, 29, 30], [31, 32, 33, 34, 35]]


def test_damaged_heads_under_a_damaged_group() -> None:
    rows = disputes_rows(FIFTEEN)
    rows[1] = [("复同没后起诉", 1, 5) if cell == ("复议后起诉", 1, 5) else cell for cell in rows[1]]
    rows[2][5], rows[2][8] = "结果维数", "尚未审"
    reading = read(grid(*rows))
    after = reading.tables.disputes["litigation_after_reconsideration"].values
    assert list(after.values()) == [31, 32, 33, 34, 35]


#: The heads of section three without a span, as a table prints them whose spans are lost.
SPANLESS = [
    ["（勾稽关系）", "申请人情况", "", "", "", "", "", ""],
    ["", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ["", "", "商业企业", "科研机构", "社会公益组织", "其他", "法律服务机构", ""],
]


def spanless(*heads: list[str], values: str = "1234567") -> Reading:
    return read(grid(*([*row] for row in [*heads, ["2.重复申请", *values]])))


def test_heads_whose_groups_lost_their_spans_are_read_where_all_are_there() -> None:
    reading = spanless(*SPANLESS)
    assert reading.tables.requests["refused_repeat"].values == {
        "natural_person": 1,
        "business": 2,
        "research": 3,
        "public_interest": 4,
        "legal_service": 6,
        "other_organisation": 5,
        "total": 7,
    }


def test_heads_whose_groups_lost_their_spans_are_read_where_a_column_is_dropped() -> None:
    heads = [[*row[:3], *row[4:]] for row in SPANLESS]
    values = spanless(*heads, values="123567").tables.requests["refused_repeat"].values
    assert values.get("research") is None
    assert [values[code] for code in ("business", "public_interest", "total")] == [2, 3, 7]


def test_the_last_of_moved_heads_is_read_by_half_of_its_words() -> None:
    heads = [[text.replace("总计", "总") for text in row] for row in SPANLESS]
    assert spanless(*heads).tables.requests["refused_repeat"].values["total"] == 7


def test_the_only_unknown_head_in_its_place_needs_a_trace_of_its_words() -> None:
    rows = requests_rows(counted())
    rows[2][3] = "院多构"
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]
    rows[2][3] = "备注"
    assert "legal_service" not in read(grid(*rows)).tables.requests["received_new"].values


def test_the_head_of_others_damaged_to_the_words_before_a_part() -> None:
    rows = requests_rows(counted())
    rows[2][4] = "其中"
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]


def test_a_title_that_reaches_beyond_the_heads_is_none() -> None:
    rows = requests_rows(counted())
    title: list[Written] = [("收到和处理政府信息公开申请情况", 1, 15)]
    assert line(read(grid(title, *rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]


def test_heads_that_moved_to_the_left_with_their_lost_spans_are_refused() -> None:
    five = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    reading = spanless(
        ["（勾稽关系）", "申请人情况"],
        ["", "自然人", "法人或其他组织", "总计"],
        ["", *five],
        values="12345",
    )
    assert reading.tables.requests == {}
    assert "label.unknown" in rules(reading)


def test_two_heads_that_print_nothing_are_read_where_all_others_stand_in_place() -> None:
    rows = requests_rows(counted())
    rows[1] = [("", 2, 1), ("法人或其他组织", 1, 5), ("", 2, 1)]
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]
    rows[2][0], rows[2][1] = rows[2][1], rows[2][0]
    assert read(grid(*rows)).tables.requests == {}


def test_a_group_over_all_heads_may_lose_its_span() -> None:
    rows = requests_rows(counted())
    rows[0] = [("（勾稽关系）", 3, 3), *["", "", "", "申请人情况", "", "", ""]]
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]


def test_two_heads_among_sound_ones_may_keep_a_third() -> None:
    rows = requests_rows(counted())
    rows[2][2:4] = ["益组织", "服得构"]
    assert line(read(grid(*rows)), "received_new") == [10, 11, 12, 13, 14, 15, 16]
    rows[2][2:4] = ["服得构", "益组织"]
    values = read(grid(*rows)).tables.requests["received_new"].values
    assert [values.get(code) for code in ("public_interest", "legal_service")] == [None, None]


def test_a_moved_column_is_read_under_its_damaged_head() -> None:
    rows = disputes_rows(FIFTEEN)
    rows[2][5:10] = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审"]
    after = read(grid(*rows)).tables.disputes["litigation_after_reconsideration"].values
    assert after == {"total": 31, "upheld": 32, "corrected": 33, "other": 34, "pending": 35}


def test_words_below_the_values_of_disputes_are_no_second_row_of_them() -> None:
    rows: list[list[Written]] = [*disputes_rows(FIFTEEN), [("注：本表数据由办公室汇总。", 1, 15)]]
    reading = read(grid(*rows))
    assert list(reading.tables.disputes["reconsideration"].values.values()) == [21, 22, 23, 24, 25]
    assert "cell.unreadable" not in rules(reading)


def test_values_one_column_off_are_taken_as_printed_and_said_of_the_whole_line() -> None:
    rows = requests_rows(counted())
    rows[10] = [rows[10][0], "", *rows[10][1:]]
    reading = read(grid(*rows))
    assert line(reading, "withheld_third_party") == [None, 80, 81, 82, 83, 84, 85]
    said = [f for f in reading.findings if f.rule == "table.extra_column"]
    assert [(f.item, f.column, f.raw) for f in said] == [("withheld_third_party", None, "86")]


# --- tables that go on --------------------------------------------------------------------


def test_a_table_that_goes_on_below_a_break_keeps_its_group() -> None:
    rows = requests_rows(counted())
    first, second = rows[:25], [*rows[:3], *rows[25:]]
    second[3], second[4] = ["", "", *second[3][-8:]], ["", *second[4]]
    reading = read(grid(*first), grid(*second))
    assert line(reading, "other_other") == [230, 231, 232, 233, 234, 235, 236]
    assert line(reading, "outcome_total") == [240, 241, 242, 243, 244, 245, 246]


# --- statistics ---------------------------------------------------------------------------

FUJIAN: list[list[Written]] = [
    ["指标名称", "计量单位", "2016年度", "历年累计"],
    ["其中：1、政府网站公开数", "条", "12", "3990"],
    ["2、政府公报公开数", "条", "652", "2687"],
    ["受理依申请公开信息总数", "条", "31", "419"],
]


def statistics(rows: list[list[Written]]) -> dict[str | None, tuple[float | None, float | None]]:
    found = read(grid(*rows)).tables.statistics
    return {one.item: (one.value, one.cumulative) for one in found}


@pytest.mark.parametrize(
    "heads",
    [
        ["指标名", "计量单位", "2016年度", "历年累计"],
        ["指标名称", "计量单位", "20无16年度", "历年累计"],
        ["指标名称", "计了单位", "016年度", "历年计"],
        ["指标名称", "计量单位", "2 016安度", "历年累计"],
    ],
)
def test_damaged_heads_of_statistics(heads: list[Written]) -> None:
    assert statistics([heads, *FUJIAN[1:]]) == {
        "via_website": (12, 3990),
        "via_gazette": (652, 2687),
        "requests_received": (31, 419),
    }


def test_what_was_added_up_is_not_the_years_where_the_years_column_is_lost() -> None:
    rows: list[list[Written]] = [[row[0], row[1], row[3]] for row in FUJIAN]
    assert statistics(rows)["via_website"] == (None, 3990)


def test_a_column_of_totals_printed_twice_counts_where_both_print_the_same() -> None:
    rows: list[list[Written]] = [[*row, row[3]] for row in FUJIAN]
    assert statistics(rows)["via_website"] == (12, 3990)
    rows[2][4] = "2688"
    assert statistics(rows)["via_gazette"] == (652, None)


def test_a_column_of_the_year_printed_twice_counts_where_both_print_the_same() -> None:
    rows: list[list[Written]] = [[*row[:3], row[2], row[3]] for row in FUJIAN]
    assert statistics(rows)["via_website"] == (12, 3990)
    rows[2][3] = "653"
    assert statistics(rows)["via_gazette"] == (None, 2687)
    rows[0][3] = "2015年度"
    assert "via_website" not in statistics(rows)


def test_a_damaged_line_that_may_be_one_without_a_code_is_read_as_none_with_one() -> None:
    rows: list[list[Written]] = [*FUJIAN, ["3、还、传真申请数", "条", "730", "1322"]]
    assert "requests_by_fax" not in statistics(rows)


def test_units_under_a_damaged_head_are_units() -> None:
    rows: list[list[Written]] = [
        ["统计指标", "单得", "统计数"],
        ["七、依申请公开信息收取的费用", "万元", "660200元"],
        ["（一）召开政府信息公开工作会议或专题会议数", "次", "4"],
    ]
    assert statistics(rows)["fees_collected_10k_yuan"] == (66.02, None)


def test_one_character_is_enough_of_a_head_of_two_beside_label_and_value() -> None:
    rows: list[list[Written]] = [
        ["统计指同", "位", "代码", "统计数"],
        ["1.政府公报公开政府信息数", "条", "03", "22"],
        ["2.政府网站公开政府信息数", "条", "02", "7084"],
    ]
    assert statistics(rows)["via_website"] == (7084, None)


def test_a_line_of_statistics_that_names_a_lawsuit_is_no_head_of_section_four() -> None:
    rows: list[list[Written]] = [*FUJIAN, ["行政诉讼", "件", "518", "870"]]
    assert statistics(rows)["litigation_total"] == (518, 870)


def test_a_lost_number_of_a_line_is_no_lost_line() -> None:
    rows = [list(row) for row in FUJIAN]
    rows[1][0] = "其中：政府网站公开数"
    assert "row.missing" not in rules(read(grid(*rows)))
    rows = [FUJIAN[0], FUJIAN[2], FUJIAN[3]]
    assert "row.missing" in rules(read(grid(*rows)))


def test_numbers_of_the_lines_are_no_values_where_the_heads_are_damaged() -> None:
    rows: list[list[Written]] = [
        ["统要计得指标", "单那位", "代码", "统没得数"],
        ["一、主动公开情况", "——", "01", "——"],
        ["1.政府公报公开政府信息数", "条", "02", "22"],
        ["2.政府网站公开政府信息数", "条", "03", "7084"],
        ["3.政务微博公开政府信息数", "条", "04", "55"],
    ]
    assert statistics(rows)["via_website"] == (7084, None)
    rows[0] = ["统计指标", "单那位", "代码", "统没计数"]
    assert statistics(rows)["via_website"] == (7084, None)


def test_a_label_as_near_to_a_line_without_a_code_is_not_the_code_that_is_left() -> None:
    rows: list[list[Written]] = [*FUJIAN, ["3、信、传真申请数", "条", "730", "1322"]]
    assert "requests_by_fax" not in statistics(rows)


def test_the_label_of_a_group_that_comes_again_makes_no_second_report() -> None:
    rows = requests_rows(counted())
    first, second = rows[:25], [*rows[:3], ["三、本年度办理结果", "（六）其他处理", *rows[25][-8:]]]
    parts = split_reports([grid(*first), grid(*second)], lambda _: False)
    assert len(parts) == 1
    assert len(split_reports([grid(*rows), grid(*rows)], lambda _: False)) == 2


def test_a_damaged_first_table_belongs_to_the_report_whose_title_stands_above() -> None:
    title = "缙云县农业农村局2023年度政府信息公开工作年度报告"
    first: list[Block] = [grid(*requests_rows(counted()))]
    rows: list[list[Written]] = [["第二十条", ""], ["章", "71"]]
    second: list[Block] = [Paragraph(title), grid(*rows), grid(*proactive_2021_rows(TEN))]
    parts = split_reports(first + second, lambda text: text == title)
    assert [len(part.blocks) for part in parts] == [1, 3]
    assert [part.title for part in parts] == [None, title]


def test_a_part_of_a_table_without_its_empty_group_column_has_its_values_at_the_right() -> None:
    rows = requests_rows(counted())
    first = grid(*rows[:14])
    second: list[list[Written]] = [["", *row[-8:]] for row in rows[15:18]]
    reading = read(first, grid(*second))
    assert line(reading, "unavailable_must_be_created")[0] == 140
    assert line(reading, "unavailable_unclear") == [150, 151, 152, 153, 154, 155, 156]
    shifted = [[*row[:-1]] for row in second]
    assert "unavailable_unclear" not in read(first, grid(*shifted)).tables.requests


def test_a_line_of_requests_below_a_table_of_statistics() -> None:
    stray: list[list[Written]] = [["栏目", "今日访问", "总访问"], ["3.其他", "3", "977"]]
    reading = read(grid(*FUJIAN), grid(*stray))
    assert len(reading.tables.statistics) == 3
