"""Values by printed row order, on rows written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.schema import REQUEST_ITEMS, STATISTICS_ITEMS
from pipelines.second.figures import Lines, cell_of, is_value
from pipelines.second.order import PrintedRow, by_row_order

#: The lines of section three by their place, each with seven numbers that tell it from the others.
LINES = [[f"行{n}", *(str(10 * n + c) for c in range(7))] for n in range(25)]
PATHS = [str(n) for n in range(100, 115)]


def read(rows: Sequence[Sequence[str]], edges: Sequence[int] = ()) -> tuple[Lines, ...]:
    printed = [PrintedRow(tuple(row), edge=at in edges) for at, row in enumerate(rows)]
    return by_row_order(printed).requests


def raws(lines: Lines, item: str) -> list[str]:
    return [cell.raw for cell in lines[item].values()]


def test_25_lines_are_the_form_of_2021_and_23_are_that_of_2019() -> None:
    [new] = read(LINES)
    assert list(new)[-5:] == [
        "other_not_corrected",
        "other_fee_unpaid",
        "other_other",
        "outcome_total",
        "carried_out",
    ]
    assert raws(new, "outcome_total") == ["230", "231", "232", "233", "234", "235", "236"]
    [old] = read(LINES[:23])
    assert list(old)[-3:] == ["other_handling", "outcome_total", "carried_out"]
    assert raws(old, "carried_out") == ["220", "221", "222", "223", "224", "225", "226"]


@pytest.mark.parametrize("count", [1, 22, 24, 26])
def test_any_other_number_of_lines_says_nothing(count: int) -> None:
    assert read([*LINES, LINES[0]][:count]) == ()


def test_heads_groups_and_titles_between_the_lines_are_no_lines() -> None:
    head = ["申请人情况", "自然人", "商业企业", "总计"]
    [found] = read([head, *LINES[:9], ["三、本年度办理结果"], head, *LINES[9:], ["附"]])
    assert raws(found, "withheld_process") == ["90", "91", "92", "93", "94", "95", "96"]


@pytest.mark.parametrize(
    ("left", "right"), [(1, 0), (0, 1), (2, 3)], ids=["left", "right", "both sides"]
)
def test_empty_columns_are_left_out(left: int, right: int) -> None:
    rows = [[row[0], *[""] * left, *row[1:], *[" "] * right] for row in LINES]
    [found] = read(rows)
    assert raws(found, "carried_in") == ["10", "11", "12", "13", "14", "15", "16"]


def test_an_empty_cell_more_in_one_row_may_be_what_shifts_its_values() -> None:
    rows = [list(row) for row in LINES]
    rows[20].insert(1, "")
    assert read(rows) == ()


def test_a_table_that_lost_its_spans_has_empty_cells_behind_its_short_labels() -> None:
    def labels(n: int) -> list[str]:
        return {0: [f"行{n}", "", ""], 1: ["", f"行{n}", ""]}.get(n % 3, ["", "", f"行{n}"])

    [found] = read([[*labels(n), *row[1:]] for n, row in enumerate(LINES)])
    assert raws(found, "carried_in") == ["10", "11", "12", "13", "14", "15", "16"]
    assert raws(found, "disclosed") == ["20", "21", "22", "23", "24", "25", "26"]


def test_a_text_that_lost_its_spans_fills_up_its_rows_on_the_right() -> None:
    rows = [[*row, *[""] * (n % 3)] for n, row in enumerate(LINES)]
    heads = [["申请人情况", *[""] * 9], ["自然人", "总计", *[""] * 8]]
    after = [["行政复议", "行政诉讼", *[""] * 13]]
    [found] = read([*heads, *rows, *after])
    assert raws(found, "disclosed") == ["20", "21", "22", "23", "24", "25", "26"]


def test_a_column_of_totals_that_is_blank_beside_an_empty_one_may_be_either() -> None:
    rows = [[row[0], "", *row[1:7], ""] for row in LINES]
    assert read(rows) == ()


def test_an_eighth_column_of_numbers_says_nothing() -> None:
    assert read([[*row, "7"] for row in LINES]) == ()
    assert read([*LINES[:24], [*LINES[24], "7"]]) == ()


def test_a_line_whose_cells_are_merged_says_nothing() -> None:
    merged = [LINES[3][0], *LINES[3][1:5], "8"]
    assert read([*LINES[:3], merged, *LINES[4:]]) == ()


def test_the_empty_half_of_a_row_that_the_page_end_cuts() -> None:
    half = ["行", *[""] * 7]
    [found] = read([*LINES[:12], half, *LINES[12:]], edges=[11, 12])
    assert raws(found, "unavailable_not_held") == ["120", "121", "122", "123", "124", "125", "126"]
    assert read([*LINES[:12], half, *LINES[12:]]) == ()


def test_a_row_that_the_page_end_cuts_through_its_digits_says_nothing() -> None:
    # 229 of 自然人 as 22 on one page and 9 on the next, under heads that are repeated.
    half = ["", "9", "4", "2", "", "", "1", "0"]
    head = ["申请人情况", "自然人", "总计"]
    assert read([*LINES[:1], head, half, *LINES[1:]]) == ()
    assert read([half, *LINES], edges=[0]) == ()
    assert read([*LINES, half], edges=[25]) == ()
    assert len(read([half, head, *LINES])) == 1  # the numbers of something else, above the table
    group = ["二、回应解读情况", "——", "——"]
    for rest in (["情况", "", "4"], ["情况", "", "37.98"], ["", "", "1,234"]):
        assert statistics([*STATISTICS[:9], group, rest, *STATISTICS[9:]]) == []


def test_a_line_whose_label_runs_into_its_values_says_nothing() -> None:
    runs = ["不再处", "理0其", "他0", "0", "0", "0", "0", "0"]
    half = ["行", "9", *[""] * 6]
    assert read([*LINES[:9], runs, half, *LINES[10:]], edges=[10]) == ()


def test_blanks_slashes_and_words_for_none_are_values() -> None:
    rows = [list(row) for row in LINES]
    rows[2][1:] = ["", "/", "—", "无", "####", "３", "1,234"]
    [found] = read(rows)
    cells = list(found["disclosed"].values())
    assert [cell.raw for cell in cells] == ["", "/", "—", "无", "####", "３", "1,234"]
    assert [cell.number for cell in cells] == [None, None, None, None, None, 3, 1234]


def test_fifteen_values_without_a_label_are_section_four() -> None:
    reading = by_row_order([*map(PrintedRow, map(tuple, LINES)), PrintedRow(tuple(PATHS))])
    [found] = reading.disputes
    assert {path: [cell.raw for cell in line.values()] for path, line in found.items()} == {
        "reconsideration": ["100", "101", "102", "103", "104"],
        "litigation_direct": ["105", "106", "107", "108", "109"],
        "litigation_after_reconsideration": ["110", "111", "112", "113", "114"],
    }
    assert len(reading.requests) == 1


def test_empty_columns_beside_section_four() -> None:
    [found] = by_row_order([PrintedRow((*PATHS, "", ""))]).disputes
    assert raws(found, "reconsideration") == ["100", "101", "102", "103", "104"]
    # An empty cell before the fifteen may be what shifts them out of the table.
    assert by_row_order([PrintedRow(("", *PATHS))]).disputes == ()


def test_three_rows_of_five_are_section_four_too() -> None:
    rows = [PrintedRow(tuple(PATHS[start : start + 5])) for start in (0, 5, 10)]
    [found] = by_row_order(rows).disputes
    assert raws(found, "litigation_direct") == ["105", "106", "107", "108", "109"]
    assert by_row_order(rows[:2]).disputes == ()


def test_two_reports_one_after_the_other() -> None:
    rows = [*LINES, PATHS, *LINES[:23], PATHS]
    first, second = read(rows)
    assert (len(first), len(second)) == (25, 23)
    assert read([*LINES, PATHS, *LINES[:22], PATHS]) == ()


STATISTICS = [[f"指标{n}", "件", str(n)] for n in range(58)]


def statistics(rows: Sequence[Sequence[str]]) -> list[str]:
    found = by_row_order([PrintedRow(tuple(row)) for row in rows]).statistics
    return [line["value"].raw for lines in found for line in lines.values()]


def test_58_lines_with_a_unit_are_the_form_of_2014() -> None:
    group = ["二、回应解读情况", "——", "——"]
    assert statistics(
        [["统计指标", "单位", "统计数"], *STATISTICS[:10], group, *STATISTICS[10:]]
    ) == [str(n) for n in range(58)]
    assert statistics(STATISTICS[:-1]) == []


def test_a_blank_beside_its_unit_is_a_value_and_a_cumulative_one_is_too_many() -> None:
    rows = [list(row) for row in STATISTICS]
    rows[5][2] = ""
    assert statistics(rows)[4:7] == ["4", "", "6"]
    assert statistics([[*row, "9"] for row in STATISTICS]) == []


def test_lines_without_units_have_a_label_and_a_number() -> None:
    assert statistics([[label, value] for label, _, value in STATISTICS])[:3] == ["0", "1", "2"]


def labels_of(lines: Sequence[str], form: str, table: str) -> list[str]:
    """Return a label as printed for each line, from the declaration of the form."""
    declared = tomllib.loads(
        resources.files("pipelines.formats").joinpath(f"{form}.toml").read_text("utf-8")
    )
    printed = {row.get("code"): row for row in declared[table]["rows"]}
    return [
        printed[line]["label"] if "label" in printed[line] else printed[line]["path"][-1]
        for line in lines
    ]


def exchanged(rows: Sequence[Sequence[str]], at: int, other: int) -> list[Sequence[str]]:
    moved = list(rows)
    moved[at], moved[other] = moved[other], moved[at]
    return moved


def test_a_line_that_was_moved_leaves_nothing_to_the_order() -> None:
    lines = [line for line in REQUEST_ITEMS if line != "other_handling"]
    rows = [[label, *"1234567"] for label in labels_of(lines, "2021", "requests")]
    assert len(read(rows)) == 1
    assert read(exchanged(rows, 4, 6)) == ()


def test_a_line_of_the_form_of_2014_that_was_moved() -> None:
    labels = labels_of(list(STATISTICS_ITEMS), "2014", "statistics")
    rows = [[label, "件", str(n)] for n, label in enumerate(labels)]
    assert len(statistics(rows)) == 58
    assert statistics(exchanged(rows, 23, 22)) == []


def test_a_damaged_label_tells_of_no_move() -> None:
    rows = [list(row) for row in LINES]
    rows[4][0], rows[5][0] = "国秘密家", "规法其他禁止"
    assert len(read(rows)) == 1


@pytest.mark.parametrize(
    ("head", "tables"),
    [
        (["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"], 1),
        (["商业企业", "社会公益组织", "科研机构", "法律服务机构", "他"], 0),
    ],
)
def test_a_column_of_section_three_that_was_moved(head: list[str], tables: int) -> None:
    assert len(read([head, *LINES])) == tables


@pytest.mark.parametrize(
    ("head", "tables"),
    [
        (["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], 1),
        (["结果纠正", "结果维持", "其他结果", "尚未审结", "总计"], 0),
    ],
)
def test_a_column_of_section_four_that_was_moved(head: list[str], tables: int) -> None:
    rows = [PrintedRow(tuple(row)) for row in ([*head, *head], PATHS)]
    assert len(by_row_order(rows).disputes) == tables


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 1,234 ", 1234),
        ("１２", 12),
        ("+3", 3),
        ("−3", -3),
        ("3.50", 3.5),
        ("1,23", None),
        ("3件", None),
        ("1/2", None),
        ("", None),
    ],
)
def test_the_number_of_a_cell(text: str, number: float | None) -> None:
    assert cell_of(text).number == number


@pytest.mark.parametrize("text", ["", "0", "/", "无", "3件", "0.5万元", "####", "持平", "1,234"])
def test_what_may_fill_a_value_cell(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["其他", "1.属于国家秘密", "（六）其他处理", "本单位未制作规章"])
def test_what_is_a_label(text: str) -> None:
    assert not is_value(text)


@given(
    st.lists(st.lists(st.sampled_from(["", "0", "7", "无", "甲", "件"]), max_size=17), max_size=60)
)
def test_any_rows_give_whole_tables_or_none(rows: list[list[str]]) -> None:
    reading = by_row_order([PrintedRow(tuple(row)) for row in rows])
    assert all(len(lines) in {23, 25} for lines in reading.requests)
    assert all(len(lines) == 3 for lines in reading.disputes)
    assert all(len(lines) == 58 for lines in reading.statistics)
