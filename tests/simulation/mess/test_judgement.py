"""The contract's rules on blanks, on lines small enough to add up by hand."""

from __future__ import annotations

import pytest

from crawler.simulation.forms import APPLICANTS, request_lines
from crawler.simulation.mess.judgement import (
    disputes_blank_means_zero,
    requests_blank_means_zero,
)
from crawler.simulation.mess.page import TrueCell

Line = dict[str, TrueCell]
RESULTS = ("upheld", "corrected", "other", "pending", "total")


def _cell(printed: str) -> TrueCell:
    states = {"": "blank", "/": "slash", "无": "none"}
    if printed in states:
        return TrueCell(printed, None, states[printed])
    return TrueCell(printed, int(printed), None)


def _line(*printed: str) -> Line:
    return dict(zip(RESULTS, map(_cell, printed), strict=True))


@pytest.mark.parametrize(
    ("printed", "means_zero"),
    [
        (("1", "2", "3", "4", "10"), None),  # nothing is blank
        (("1", "", "3", "", "4"), True),  # the blanks can only be zeros
        (("1", "", "0", "3", "4"), None),  # zeros are printed, so a blank is something else
        (("1", "", "3", "", "5"), False),  # one is missing
        (("1", "", "3", "", ""), None),  # no total to hold it against
        (("1", "/", "3", "", "4"), True),  # a slash is a part of nothing
    ],
)
def test_blanks_of_one_line_of_disputes(printed: tuple[str, ...], means_zero: bool | None) -> None:
    assert disputes_blank_means_zero({"reconsideration": _line(*printed)}) is means_zero


def test_a_lost_column_leaves_its_line_unjudged() -> None:
    line = _line("1", "", "3", "", "9")
    del line["other"]
    assert disputes_blank_means_zero({"reconsideration": line}) is None


def _requests(**lines: tuple[int | None, int | None]) -> dict[str, Line]:
    """Lines of 自然人 and 商业企业 with their total; the other columns and lines hold 1 each."""
    table: dict[str, Line] = {}
    for line in request_lines(single_other=True):
        natural, business = lines.get(line.item, (1, 1))
        numbers = dict.fromkeys(APPLICANTS, 1) | {"natural_person": natural, "business": business}
        total = (natural or 0) + (business or 0) + 4
        table[line.item] = {
            column: _cell("" if number is None else str(number))
            for column, number in (numbers | {"total": total}).items()
        }
    return table


def test_section_three_is_judged_by_rows_and_columns() -> None:
    # 19 details: a column of ones adds up to 19; one blank among them leaves 18.
    balanced = {"received_new": (18, 19), "outcome_total": (18, 19)}
    table = _requests(disclosed=(None, 1), **balanced)
    for item in ("received_new", "outcome_total"):
        for column in list(APPLICANTS)[2:-1]:
            table[item][column] = _cell("19")
        table[item]["total"] = _cell(str(18 + 5 * 19))
    assert requests_blank_means_zero(table) is True
    table["outcome_total"]["natural_person"] = _cell("19")
    assert requests_blank_means_zero(table) is False


def test_a_lost_line_leaves_the_sums_of_columns_unjudged() -> None:
    table = _requests(disclosed=(None, 1))
    del table["refused_repeat"], table["outcome_total"]
    assert requests_blank_means_zero(table) is True
