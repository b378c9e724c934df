"""Digits that stand in the markup and that no browser draws."""

from __future__ import annotations

import time

import pytest

from pipelines.documents import read_document
from pipelines.model import Document, Grid, Paragraph
from pipelines.values import read_count

ROWS = "".join(f"<tr><td>指标{number}<td>{number}" for number in range(9))


def read(markup: str) -> Document:
    return read_document(markup.encode(), name="page.html")


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def row(cells: str) -> list[str]:
    """Return the texts of a row above others."""
    (grid,) = grids(read(f"<table><tr>{cells}</tr><tr><td>文件<td>2<td>3</tr></table>"))
    return [cell.text for cell in grid.cells if cell.row == 0]


@pytest.mark.parametrize(
    "span",
    [
        "<span style='visibility:hidden'>1</span>",
        "<span style='VISIBILITY : Hidden !important'>1</span>",
        "<span style='visibility:collapse'><b>1</b></span>",
        "<span style='visibility:hidden'><b style='visibility:inherit'>1</b></span>",
        "<span style='font-size:0'>1</span>",
        "<span style='color:red;font-size: 0.0px;'><b class='x'>1</b></span>",
        "<span style='font-size:0pt'><b style='font-size:120%'>1</b></span>",
        "<span style='font-size:14px;font-size:0'>1</span>",
        "<span style='opacity:0'>1</span>",
        "<span style='visibility:hidden'><input value=1></span>",
        "<span style='visibility:hidden'><textarea>1</textarea></span>",
    ],
)
def test_what_prints_nothing_is_no_digit(span: str) -> None:
    assert row(f"<td>规章<td>37{span}<td>9") == ["规章", "37", "9"]


@pytest.mark.parametrize("style", ["visibility:hidden", "visibility:collapse", "opacity:0"])
def test_a_cell_that_prints_nothing_keeps_its_place(style: str) -> None:
    assert row(f"<td>规章<td style='{style}'><p>37</p>8<td>9") == ["规章", "", "9"]
    assert row("<td>规章<td style='display:none'>37<td>9") == ["规章", "9"]


@pytest.mark.parametrize(
    "cell",
    [
        "<td style='font-size:0'>37",
        "<td><p style='font-size:0'>37</p>",
        "<td style='font-size:0'><b style='font-size:120%'>37</b>",
        "<td style='font-size:0'><p style='visibility:hidden'>37</p>",
        "<td style='font-size:0'><p>无</p>",
    ],
)
def test_a_cell_of_no_size_prints_nothing(cell: str) -> None:
    assert row(f"<td>规章{cell}<td>9") == ["规章", "", "9"]


@pytest.mark.parametrize(
    "cell",
    [
        "<td style='font-size:0'><p>37</p>8",
        "<td style='font-size:0'><p><b>37</b></p>",
        "<td style='font-size:0'><p>37件</p>",
        "<td><div style='font-size:0'><p>37</p></div>",
    ],
)
def test_a_figure_that_a_style_sheet_may_show_again_is_none_and_no_blank(cell: str) -> None:
    (_, text, _) = row(f"<td>规章{cell}<td>9")
    reading = read_count(text)
    assert (reading.value, reading.state, reading.problem) == (
        None,
        "unreadable",
        "cell.unreadable",
    )
    assert "37" in reading.raw


def test_a_row_that_prints_nothing_keeps_its_place() -> None:
    page = "<table><tr><td rowspan=2>甲<td>1<tr style='visibility:collapse'><td>2<tr><td>乙<td>3</table>"
    (grid,) = grids(read(page))
    assert [(cell.text, cell.row, cell.column) for cell in grid.cells] == [
        ("甲", 0, 0),
        ("1", 0, 1),
        ("", 1, 1),
        ("乙", 2, 0),
        ("3", 2, 1),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "<td style='visibility:hidden'>8<b style='visibility:visible'>37</b>8",
        "<td style='visibility:visible'>37",
        "<td style='font-size:0'>8<span style='font-size:14px'>37</span>8",
        "<td style='font-size:0'><span style='font:14px 宋体'>37</span>",
        "<td style='font-size:0'><font size=3>37</font>",
        "<td style='font-size:0'><p class='MsoNormal'>37</p>",
        "<td style='font-size:0'><p style='font-size:1.5rem'>37</p>",
        "<td style='font-size:0'><input value=37>",
        "<td style='font-size:0.5px'>37",
        "<td><span style='font-size:0.9em'>37</span>",
        "<td style='opacity:0.8'>37",
        "<td style='fill-opacity:0'>37",
        "<td><span style='x-visibility:hidden'>37</span>",
    ],
)
def test_what_is_seen_again_is_read(cell: str) -> None:
    assert row(f"<td>规章{cell}<td>9") == ["规章", "37", "9"]


@pytest.mark.parametrize("style", ["font-size:0", "opacity:0"])
def test_what_lays_out_a_page_hides_no_table(style: str) -> None:
    # Against gaps between boxes, and until a script lets them appear.
    for page in (
        f"<div style='{style}'><table>{ROWS}</table></div>",
        f"<table><tr><td style='{style}'><table>{ROWS}</table></table>",
        f"<table style='{style}'>{ROWS}</table>",
    ):
        (grid,) = grids(read(page))
        assert [cell.text for cell in grid.cells if cell.column == 1] == [*"012345678"]


def test_a_part_of_the_page_that_is_not_visible_is_not_read() -> None:
    document = read(
        "<div style='visibility:hidden'><h1>模板年度报告</h1><table><tr><td>a<td>8<tr><td>b<td>8</table>"
        f"<a href='/a.pdf'>附件</a></div><p>一、总体情况</p><p>共7<span style='font-size:0'>8</span>件</p>"
        f"<table>{ROWS}</table>"
    )
    assert [grid.height for grid in grids(document)] == [9]
    assert Paragraph("共7件") in document.blocks
    assert document.titles == ()
    assert document.links == ()


@pytest.mark.parametrize("tag", ["body", "div"])
def test_a_page_that_hides_itself_whole_is_read(tag: str) -> None:
    page = (
        f"<html><body><div id='zoom'><p>一、总体情况</p><table>{ROWS}</table></div></body></html>"
    )
    hiding = page.replace(f"<{tag}", f"<{tag} style='visibility:hidden'")
    document = read(hiding)
    assert document.blocks == read(page).blocks
    assert ("hidden_read" in document.notes) == (tag == "div")


def test_pages_of_nothing_but_hidden_spans_are_read_in_bounded_time() -> None:
    start = time.process_time()
    read("<table><tr><td>" + "<span style='visibility:hidden'>1" * 50_000)
    read("<table><tr><td>" + "<span style='visibility:hidden'>1</span>" * 50_000)
    assert time.process_time() - start < 10
