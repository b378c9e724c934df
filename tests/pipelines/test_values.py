"""What a printed cell says, and in which state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values import looks_like_value, read_amount, read_count, read_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("0012", 12),
        ("1,234", 1234),
        ("１２３", 123),
        (" 26 ", 26),
        ("26\u00a0", 26),
        ("+1036", 1036),
        ("-3", -3),
        ("－3", -3),
        ("3.0", 3),
    ],
)
def test_plain_numbers(printed: str, value: int) -> None:
    reading = read_count(printed)
    assert (reading.value, reading.state, reading.problem) == (value, None, None)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("", "blank"),
        ("\u00a0", "blank"),
        ("\u200b", "blank"),
        ("/", "slash"),
        ("／", "slash"),
        ("-", "dash"),
        ("——", "dash"),
        ("无", "none"),
        ("不适用", "not_applicable"),
        ("本单位未制作规章", "words"),
        ("持平", "words"),
    ],
)
def test_cells_without_a_number_are_null_and_say_why(printed: str, state: str) -> None:
    reading = read_count(printed)
    assert (reading.value, reading.state, reading.problem) == (None, state, None)


@pytest.mark.parametrize(
    "printed",
    [
        *("约5", "1 2", "3/4", "12;13", "1,23", "２０ ３", "5-6", "5元", "####", "?"),
        *("1\u200b\n2", "1\n\ufeff2", "1\u00ad \u200b 2"),
        *("#REF!", "#N/A", "#NAME?", "TRUE", "O", "零", "十四", "一百二十"),
    ],
)
def test_what_is_not_one_number_is_never_cleaned_until_it_parses(printed: str) -> None:
    reading = read_count(printed)
    assert (reading.value, reading.problem) == (None, "cell.unreadable")


def test_a_count_is_whole() -> None:
    assert read_count("3.5").problem == "cell.not_integer"
    assert read_number("3.5").value == 3.5


@pytest.mark.parametrize(
    ("printed", "value", "state"),
    [
        ("增5", 5, "words"),
        ("减 3", -3, "words"),
        ("↑12", 12, "words"),
        ("↓4", -4, "words"),
        ("持平", 0, "words"),
        ("+7", 7, None),
        ("-7", -7, None),
    ],
)
def test_changes(printed: str, value: int, state: str | None) -> None:
    reading = read_count(printed, change=True)
    assert (reading.value, reading.state) == (value, state)


def test_two_numbers_in_a_change_are_none() -> None:
    assert read_count("增5减3", change=True).problem == "cell.unreadable"


@pytest.mark.parametrize(
    ("printed", "head", "amount", "as_printed", "state"),
    [
        ("251000元", None, 25.1, 251000.0, "unit_in_cell"),
        ("160.5964万元", None, 160.5964, 160.5964, "unit_in_cell"),
        ("1.2亿元", None, 12000.0, 1.2, "unit_in_cell"),
        ("160.5964", "万元", 160.5964, 160.5964, None),
        ("251,000", "元", 25.1, 251000.0, None),
        ("251000", None, None, 251000.0, "unit_unknown"),
        ("", None, None, None, "blank"),
    ],
)
def test_amounts_are_in_10k_yuan_or_null(
    printed: str, head: str | None, amount: float | None, as_printed: float | None, state: str
) -> None:
    reading, number = read_amount(printed, unit=head)
    assert (reading.value, number, reading.state) == (amount, as_printed, state)


@given(st.integers(min_value=0, max_value=10**12))
def test_any_number_comes_back_with_and_without_separators(number: int) -> None:
    assert read_count(str(number)).value == number
    assert read_count(f"{number:,}").value == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_has_a_state(text: str) -> None:
    reading = read_count(text)
    assert (reading.value is None) == (reading.state not in {None, "unit_in_cell"})
    assert reading.raw == text
    looks_like_value(text)


@pytest.mark.parametrize("raw", ["37①", "37¹", "㊲", "3½"])
def test_the_mark_of_a_footnote_is_no_digit(raw: str) -> None:
    reading = read_count(raw)
    assert (reading.value, reading.state, reading.problem) == (
        None,
        "unreadable",
        "cell.unreadable",
    )
