"""Texts that lost their spans: heads in the declared order, rows that hold all their values."""

from __future__ import annotations

import pytest

from pipelines.reading import Reading, read_blocks
from tests.grids import bars

HEADER = """
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 申请人情况 | ||||||||
自然人 | 法人或其他组织 | 总计 | ||||
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |
"""
NEW = "一、本年新收政府信息公开申请数量 | 1 | 2 | 3 | 4 | 5 | 6 | 21 | ||\n"
DISCLOSED = "三、本年度办理结果 | （一）予以公开 | 1 | 0 | 0 | 0 | 0 | 1 | 2 | |\n"
PARTLY = "（二）部分公开 | 0 | 1 | 0 | 0 | 0 | 1 | 2 | |\n"


def read(text: str) -> Reading:
    return read_blocks([bars(text)], None)


def line(reading: Reading, item: str) -> list[object] | None:
    found = reading.tables.requests.get(item)
    return list(found.values.values()) if found is not None else None


def path(reading: Reading, code: str) -> list[object] | None:
    found = reading.tables.disputes.get(code)
    return list(found.values.values()) if found is not None else None


def unknown(reading: Reading) -> list[str]:
    return [f.raw or "" for f in reading.findings if f.rule == "label.unknown"]


# --- heads ---------------------------------------------------------------------------------


def test_a_damaged_head_as_near_to_another_is_read_by_its_place() -> None:
    # 总民 is one character from 总计 and one from 公民.
    reading = read(HEADER.replace("总计", "总民") + NEW)
    assert line(reading, "received_new") == [1, 2, 3, 4, 5, 6, 21]
    two = HEADER.replace("总计", "总民").replace("自然人", "公计")
    assert line(read(two + NEW), "received_new") is None


def test_a_head_nearer_to_another_is_read_by_its_place_if_it_is_the_only_one() -> None:
    nearer = DISPUTES.replace("未经复议直接起诉", "未复议起诉")
    assert path(read(nearer), "litigation_direct") == [5, 6, 7, 8, 26]
    other = DISPUTES.replace("未经复议直接起诉", "复议后起诉")
    assert path(read(other), "litigation_direct") is None


def test_a_head_that_is_damaged_to_a_mark_before_labels() -> None:
    marked = HEADER.replace("| 其他 |", "| 其中 |")
    assert line(read(marked + NEW), "received_new") == [1, 2, 3, 4, 5, 6, 21]


def test_a_head_whose_instruction_lost_its_first_bracket() -> None:
    lost = HEADER.replace("商业企业", "商业但业包含个体工商户）")
    assert line(read(lost + NEW), "received_new") == [1, 2, 3, 4, 5, 6, 21]


@pytest.mark.parametrize("printed", ["自人与公民个人）", "自然的人公民个人）"])
def test_a_head_that_lost_a_bracket_and_a_character_besides(printed: str) -> None:
    lost = HEADER.replace("自然人", printed)
    assert line(read(lost + NEW), "received_new") == [1, 2, 3, 4, 5, 6, 21]


def test_a_head_whose_instruction_lost_both_its_brackets() -> None:
    lost = HEADER.replace("自然人", "自然人后公民个人去")
    assert line(read(lost + NEW), "received_new") == [1, 2, 3, 4, 5, 6, 21]


def test_a_damaged_header_that_comes_again_as_it_was_is_a_header() -> None:
    damaged = HEADER.replace("自然人", "自人").replace("法人或其他组织", "要人或其他已组织")
    damaged = damaged.replace("申请人情况", "意关请人情况").lstrip("\n")
    reading = read(damaged + NEW + damaged + DISCLOSED + PARTLY)
    assert line(reading, "disclosed") == [1, 0, 0, 0, 0, 1, 2]
    assert line(reading, "disclosed_in_part") == [0, 1, 0, 0, 0, 1, 2]


def test_a_header_repeated_with_damaged_heads() -> None:
    again = HEADER.strip().replace("自然人 | 法人或其他", "自然要人 | 法其他") + "\n"
    reading = read(HEADER + NEW + DISCLOSED + again + PARTLY)
    assert line(reading, "disclosed_in_part") == [0, 1, 0, 0, 0, 1, 2]


def test_a_damaged_label_below_a_repeated_header_is_read_by_its_neighbours() -> None:
    damaged = "2.其律下法规禁止公 | 0 | 1 | 0 | 0 | 0 | 1 | 2 |\n"
    secret = "（三）不予公开 | 1.属于国家秘密 | 0 | 1 | 0 | 0 | 0 | 1 | 2 |\n"
    security = "3.危及“三安全一稳定” | 0 | 1 | 0 | 0 | 0 | 1 | 2 |\n"
    reading = read(HEADER + NEW + secret + HEADER.strip() + "\n" + damaged + security)
    assert line(reading, "withheld_law_forbids") == [0, 1, 0, 0, 0, 1, 2]


CUT = """
自然人 | 法人或其他组织 | 总计 | ||||
商业 | 科研 | 社会公 | 法律服 | 其他 |
企业 | 机构 | 益组织 | 务机构 |
"""


def test_heads_cut_over_two_rows_are_put_together() -> None:
    assert line(read(CUT + NEW), "received_new") == [1, 2, 3, 4, 5, 6, 21]


def test_halves_of_heads_in_another_order_are_refused() -> None:
    turned = CUT.replace("商业 | 科研", "科研 | 商业").replace("企业 | 机构", "机构 | 企业")
    reading = read(turned + NEW)
    assert line(reading, "received_new") is None
    assert any("1 | 2 | 3 | 4 | 5 | 6 | 21" in raw for raw in unknown(reading))


def test_a_half_that_belongs_to_no_head_is_refused() -> None:
    assert line(read(CUT.replace("务机构 |", "务机构 | 其他 |") + NEW), "received_new") is None


def test_a_head_of_a_column_that_is_none_of_the_form_is_refused() -> None:
    strange = HEADER.replace("其他 |", "其他 | 备注说明 |")
    assert line(read(strange + NEW), "received_new") is None


# --- rows ----------------------------------------------------------------------------------


def test_a_blank_total_before_as_many_cells_as_the_label_covers_is_read() -> None:
    blank = "（六）其他处理 | 3 | 0 | 0 | 0 | 0 | 1 | | |\n"
    reading = read(HEADER + NEW + DISCLOSED + PARTLY + blank)
    assert line(reading, "other_handling") == [3, 0, 0, 0, 0, 1, None]


def test_a_row_that_lacks_a_value_before_the_cells_its_label_covers_is_refused() -> None:
    lacking = "（六）其他处理 | 3 | 0 | 0 | 0 | 1 | 4 | |\n"
    reading = read(HEADER + NEW + DISCLOSED + PARTLY + lacking)
    assert line(reading, "disclosed_in_part") == [0, 1, 0, 0, 0, 1, 2]
    assert line(reading, "other_handling") is None
    assert any("3 | 0 | 0 | 0 | 1 | 4" in raw for raw in unknown(reading))


def test_where_rows_are_filled_up_to_one_length_a_blank_end_says_nothing() -> None:
    filled = PARTLY.replace("| 2 | |", "| 2 | | |")
    blank = "（六）其他处理 | 3 | 0 | 0 | 0 | 0 | 1 | | | |\n"
    reading = read(HEADER + NEW + DISCLOSED + filled + blank)
    assert line(reading, "disclosed_in_part") == [0, 1, 0, 0, 0, 1, 2]
    assert line(reading, "other_handling") is None


def test_values_one_place_right_of_others_are_refused() -> None:
    # Both rows print an empty cell for the place that their label covers.
    kept = "（二）部分公开 | | 0 | 1 | 0 | 0 | 0 | 1 | 2 |\n"
    blank = "（六）其他处理 | | 3 | 0 | 0 | 0 | 0 | 1 | |\n"
    reading = read(HEADER + NEW + NEW.replace("新收", "结转") + kept + blank)
    assert line(reading, "disclosed_in_part") is None
    assert line(reading, "other_handling") is None


def test_a_group_that_goes_on_may_be_an_empty_cell() -> None:
    later = " | （二）部分公开 | 0 | 1 | 0 | 0 | 0 | 1 | 2 | |\n"
    reading = read(HEADER + NEW + DISCLOSED + later)
    assert line(reading, "disclosed_in_part") == [0, 1, 0, 0, 0, 1, 2]


def test_a_first_value_that_cannot_be_read_is_no_label() -> None:
    torn = PARTLY.replace("公开 | 0", "公开 | □")
    reading = read(HEADER + NEW + torn)
    assert line(reading, "disclosed_in_part") == [None, 1, 0, 0, 0, 1, 2]
    assert any(f.rule == "cell.unreadable" for f in reading.findings)


# --- section four --------------------------------------------------------------------------

DISPUTES = """
行政复议 | 行政诉讼 | |||||||||||||
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 | ||||||||
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
1 | 2 | 3 | 4 | 10 | 5 | 6 | 7 | 8 | 26 | 9 | 10 | 11 | 12 | 42
"""


def test_notes_above_and_below_section_four_are_no_heads_and_no_values() -> None:
    above, below = (
        "填报单位（盖章）： | ||||||||||||||\n",
        "注：本表由办公室汇总，5项。 | ||||||||||||||",
    )
    reading = read(above + DISPUTES.strip() + "\n" + below)
    assert path(reading, "reconsideration") == [1, 2, 3, 4, 10]
    assert path(reading, "litigation_after_reconsideration") == [9, 10, 11, 12, 42]
    assert "注：本表由办公室汇总，5项。" in unknown(reading)


def test_two_tables_of_section_four_below_each_other() -> None:
    reading = read(
        """
行政复议 | ||||
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
1 | 2 | 3 | 4 | 10
行政诉公 | |||||||||
未经复议直接起诉 | 复议后起诉 | ||||||||
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
5 | 6 | 7 | 8 | 26 | 9 | 10 | 11 | 12 | 42
"""
    )
    assert path(reading, "reconsideration") == [1, 2, 3, 4, 10]
    assert path(reading, "litigation_direct") == [5, 6, 7, 8, 26]
    assert path(reading, "litigation_after_reconsideration") == [9, 10, 11, 12, 42]


def test_heads_of_section_four_cut_over_two_rows() -> None:
    heads = DISPUTES.splitlines()[3]
    upper = "结果 | 结果 | 其他 | 尚未 | 总计 | 结果 | 结果 | 其他 | 尚未 | 总计 |"
    lower = "维持 | 纠正 | 结果 | 审结 | 维持 | 纠正 | 结果 | 审结 |"
    reading = read(DISPUTES.replace(heads, f"{upper}\n{lower}"))
    assert path(reading, "litigation_direct") == [5, 6, 7, 8, 26]
    moved = lower.replace("维持 | 纠正", "纠正 | 维持", 1)
    assert path(read(DISPUTES.replace(heads, f"{upper}\n{moved}")), "litigation_direct") is None


def test_fewer_values_than_heads_of_section_four_are_refused() -> None:
    reading = read(DISPUTES.replace("7 | 8 | 26", "7 | 26"))
    assert path(reading, "litigation_direct") is None
    assert any("5 | 6 | 7 | 26" in raw for raw in unknown(reading))


def test_first_labels_that_cover_more_in_a_table_joined_to_a_wider_one() -> None:
    wide = [line.replace(" ||", " ||||") for line in (NEW, DISCLOSED.replace("2 | |", "2 | ||"))]
    blank = "（六）其他处理 | 3 | 0 | 0 | 0 | 0 | 1 | | |\n"
    reading = read(HEADER + "".join(wide) + PARTLY + blank)
    assert line(reading, "other_handling") == [3, 0, 0, 0, 0, 1, None]


def test_a_first_line_of_decimals_with_a_damaged_label_is_no_header() -> None:
    first = "外一上本收政府息公申请数 | 1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 21.00 | ||\n"
    reading = read(HEADER + first + DISCLOSED + PARTLY)
    assert line(reading, "disclosed") == [1, 0, 0, 0, 0, 1, 2]
    assert any("21.00" in raw for raw in unknown(reading))


def test_two_damaged_heads_below_section_three_begin_section_four() -> None:
    damaged = DISPUTES.replace("行政复议 | 行政诉讼", "政复议 | 行政发诉讼")
    reading = read(HEADER + NEW + damaged.strip())
    assert line(reading, "received_new") == [1, 2, 3, 4, 5, 6, 21]
    assert path(reading, "reconsideration") == [1, 2, 3, 4, 10]


def test_damaged_heads_below_section_two_begin_section_three() -> None:
    damaged = HEADER.replace("自然人 | 法人或其他", "然人 | 法天或其他").replace("总计", "计")
    reading = read("行政许可 | 3 |\n" + damaged.strip() + "\n" + NEW)
    assert line(reading, "received_new") == [1, 2, 3, 4, 5, 6, 21]
