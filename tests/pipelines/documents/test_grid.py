"""The grid against a slow oracle that paints every place, and by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.grid import (
    MAX_COLSPAN,
    MAX_ROWSPAN,
    SANE_COLSPAN,
    GridTooLargeError,
    Source,
    build,
    span,
)
from pipelines.model import Grid


def texts(grid: Grid) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in grid.rows()]


def oracle(groups: Sequence[Sequence[Sequence[Source]]]) -> dict[tuple[int, int], str]:
    """Paint the cells of a table one place at a time, by the words of the standard."""
    painted: dict[tuple[int, int], str] = {}
    row = 0
    for group in groups:
        end = row + len(group)
        for cells in group:
            column = 0
            for cell in cells:
                while (row, column) in painted:
                    column += 1
                last = end if cell.rowspan == 0 else min(row + cell.rowspan, end)
                for across in range(column, column + cell.colspan):
                    if (row, across) in painted:
                        break
                    for down in range(row, last):
                        painted[down, across] = cell.text
                column += 1
            row += 1
    return painted


def sources(largest_span: int) -> st.SearchStrategy[list[list[list[Source]]]]:
    cell = st.builds(
        Source,
        text=st.uuids().map(str),
        rowspan=st.integers(0, largest_span),
        colspan=st.integers(1, largest_span),
        header=st.booleans(),
    )
    return st.lists(st.lists(st.lists(cell, max_size=5), max_size=5), max_size=3)


@given(sources(5))
def test_every_place_is_painted_as_the_oracle_paints_it(groups: list[list[list[Source]]]) -> None:
    grid = build(groups)
    expected = oracle(groups)
    places = {
        (row, column): cell.text
        for row, cells in enumerate(grid.rows())
        for column, cell in enumerate(cells)
        if cell
    }
    assert places == expected
    assert grid.height == sum(map(len, groups))
    assert grid.width == max((column + 1 for _, column in expected), default=0)


@given(sources(100_000))
def test_no_place_is_painted_twice_and_no_cell_is_lost(groups: list[list[list[Source]]]) -> None:
    grid = build(groups)
    seen: set[tuple[int, int]] = set()
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                assert (row, column) not in seen
                assert row < grid.height
                assert column < grid.width
                seen.add((row, column))
    printed = [cell.text for group in groups for row in group for cell in row]
    assert [cell.text for cell in grid.cells] == printed


@given(sources(3))
@settings(max_examples=50)
def test_an_absurd_span_shifts_no_other_cell(groups: list[list[list[Source]]]) -> None:
    """A title over the whole table may say that it is 100000 columns wide."""
    titled = [[[Source("title", colspan=100_000)]], *groups]
    with_title, without = build(titled), build(groups)
    places = [(cell.row - 1, cell.column, cell.colspan) for cell in with_title.cells[1:]]
    assert places == [(cell.row, cell.column, cell.colspan) for cell in without.cells]
    assert with_title.cells[0].colspan == max(without.width, 1)


def test_spans_push_the_cells_of_later_rows_to_the_right() -> None:
    grid = build(
        [
            [
                [
                    Source("三、本年度办理结果", rowspan=3),
                    Source("（一）予以公开", colspan=2),
                    Source("1"),
                ],
                [Source("（三）不予公开", rowspan=2), Source("1.属于国家秘密"), Source("2")],
                [Source("2.其他法律行政法规禁止公开"), Source("3")],
            ]
        ]
    )
    assert texts(grid) == [
        ["三、本年度办理结果", "（一）予以公开", "（一）予以公开", "1"],
        ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "2"],
        ["三、本年度办理结果", "（三）不予公开", "2.其他法律行政法规禁止公开", "3"],
    ]
    assert grid.notes == ()


def test_rowspan_0_reaches_to_the_end_of_its_group() -> None:
    grid = build(
        [
            [[Source("a", rowspan=0), Source("1")], [Source("2")], [Source("3")]],
            [[Source("b"), Source("4")]],
        ]
    )
    assert texts(grid) == [["a", "1"], ["a", "2"], ["a", "3"], ["b", "4"]]


def test_a_rowspan_ends_with_its_group() -> None:
    grid = build([[[Source("a", rowspan=9), Source("1")]], [[Source("b"), Source("2")]]])
    assert texts(grid) == [["a", "1"], ["b", "2"]]


def test_a_colspan_ends_before_a_cell_that_hangs_down() -> None:
    grid = build(
        [
            [
                [Source("a"), Source("b"), Source("c", rowspan=2)],
                [Source("wide", colspan=3), Source("d")],
            ]
        ]
    )
    assert texts(grid) == [["a", "b", "c", None], ["wide", "wide", "c", "d"]]
    assert grid.notes == ("cells_overlap",)


def test_an_absurd_colspan_leaves_room_for_the_cells_beside_it() -> None:
    grid = build(
        [
            [
                [Source("信息内容", colspan=1000), Source("数量")],
                [Source("a"), Source("b"), Source("c"), Source("1")],
            ]
        ]
    )
    assert texts(grid) == [["信息内容", "信息内容", "信息内容", "数量"], ["a", "b", "c", "1"]]
    assert grid.notes == ("spans_clamped",)


def test_a_table_without_end_is_refused_before_it_takes_memory() -> None:
    wide = [Source("x", colspan=SANE_COLSPAN)] * 1000
    with pytest.raises(GridTooLargeError):
        build([[wide, *([[Source("y")]] * 1000)]])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, (1, False)),
        ("3", (3, False)),
        (" +3", (3, False)),
        ("3px", (3, False)),
        ("", (1, False)),
        ("-2", (1, True)),
        ("two", (1, True)),
        ("0", (1, True)),
        ("1000", (1000, False)),
        ("100000", (1000, True)),
        ("99999999999999999999", (1000, True)),
    ],
)
def test_colspan_is_read_by_the_standard(value: str | None, expected: tuple[int, bool]) -> None:
    assert span(value, MAX_COLSPAN) == expected


def test_rowspan_may_be_0() -> None:
    assert span("0", MAX_ROWSPAN, zero=True) == (0, False)
    assert span("70000", MAX_ROWSPAN, zero=True) == (65534, True)
