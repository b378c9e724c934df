"""Figures of a PDF that run over the sides of their cells, or that their cells break."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document
from pipelines.model import Grid
from pipelines.values import read_count
from tests.pipelines.documents.pdf_pages import Sheet, pdf

#: A label, and four cells of 20 points: room for three digits of type 10, that is 5 points each.
SIDES = [60, 120, 140, 160, 180, 200]
#: Where texts begin beside the left side of their cells.
BESIDE = 2


def printed(*figures: str, marked: bool, single: bool = False) -> Sheet:
    """One row of figures; each with a mark of its own, or none; ``single``: digit by digit."""
    sheet = Sheet().table(100, SIDES, ["行政许可", "", "", "", ""])
    for number, figure in enumerate(figures):
        left = SIDES[number + 1] + BESIDE
        pieces = [(left + 5 * at, digit) for at, digit in enumerate(figure)]
        if marked:
            sheet.draw(f"/TD << /MCID {number} >> BDC")
        for x, piece in pieces if single else [(left, figure)]:
            sheet.text(x, 105, piece)
        if marked:
            sheet.draw("EMC")
    return sheet


def row(sheet: Sheet) -> list[str]:
    blocks = read_document(pdf(sheet)).blocks
    [grid] = [block for block in blocks if isinstance(block, Grid)]
    return [cell.text for cell in grid.cells]


@pytest.mark.parametrize("marked", [True, False])
def test_a_figure_that_runs_over_the_next_cell_keeps_its_digits(marked: bool) -> None:
    sheet = printed("12345", "678", "9", "22", marked=marked)
    assert row(sheet) == ["行政许可", "12345", "678", "9", "22"]


def test_figures_that_all_run_over_and_touch_are_told_apart_by_their_marks() -> None:
    sheet = printed("12345", "6789", "1042", "22", marked=True)
    assert row(sheet) == ["行政许可", "12345", "6789", "1042", "22"]


def test_the_file_says_where_a_figure_ends_that_runs_over_an_empty_cell() -> None:
    assert row(printed("12345", "", "7", "8", marked=True)) == ["行政许可", "12345", "", "7", "8"]


def test_a_figure_over_an_empty_cell_may_be_two_and_is_read_as_none() -> None:
    cells = row(printed("12345", "", "7", "8", marked=False))
    assert cells == ["行政许可", "1234|5", "1234|5", "7", "8"]
    assert [read_count(text).value for text in cells[1:]] == [None, None, 7, 8]


def test_two_figures_that_touch_are_read_as_none() -> None:
    # 1234 ends at 142, where 56 begins.
    cells = row(printed("1234", "56", "7", "8", marked=False))
    assert cells == ["行政许可", "1234|56", "1234|56", "7", "8"]


def test_a_figure_that_runs_over_the_end_of_its_table_may_have_lost_digits() -> None:
    # What is printed beside the page is left out by the program that prints.
    cells = row(printed("1", "2", "3", "12345", marked=True))
    assert cells == ["行政许可", "1", "2", "3", "1234|"]
    assert read_count(cells[-1]).problem == "cell.unreadable"


@pytest.mark.parametrize("marked", [True, False])
def test_a_digit_printed_over_the_same_digit_is_not_lost(marked: bool) -> None:
    # The last 1 of the first figure stands a hair beside the first 1 of the second.
    sheet = Sheet().table(100, [60, 120, 136, 160], ["行政许可", "", ""])
    for number, (left, figure) in enumerate([(122, "2381"), (137.4, "186")]):
        sheet.draw(f"/TD << /MCID {number} >> BDC" if marked else "")
        for at, digit in enumerate(figure):
            sheet.text(left + 5 * at, 105, digit)
        sheet.draw("EMC" if marked else "")
    cells = row(sheet)
    if marked:
        assert cells == ["行政许可", "2381", "186"]
    else:
        # Bold type is printed like this too.
        assert [read_count(text).value for text in cells[1:]] == [None, None]


def test_a_bracket_that_runs_over_the_next_label_stays_with_its_own() -> None:
    sheet = Sheet().table(100, [60, 84, 184, 220], ["", "", "5"])
    sheet.draw("/TD << /MCID 1 >> BDC").text(62, 105, "（三）").draw("EMC")
    sheet.draw("/TD << /MCID 2 >> BDC").text(86, 105, "1.属于国家秘密").draw("EMC")
    assert row(sheet) == ["（三）", "1.属于国家秘密", "5"]


def test_a_number_that_its_cell_is_too_narrow_for_is_one_number() -> None:
    sheet = Sheet().table(100, SIDES, ["行政许可", "15\n4", "11\n08\n5", "１\n２", "9"], height=40)
    assert row(sheet) == ["行政许可", "154", "11085", "１２", "9"]


def test_two_lines_with_room_to_spare_are_not_one_number() -> None:
    sides = [60, 120, 150, 180, 210]
    sheet = Sheet().table(100, sides, ["行政许可", "15\n4", "1\n2", "9"], height=40)
    cells = row(sheet)
    assert cells == ["行政许可", "15\n4", "1\n2", "9"]
    assert [read_count(text).value for text in cells[1:]] == [None, None, 9]
