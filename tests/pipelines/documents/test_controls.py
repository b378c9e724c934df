"""Numbers that stand in the boxes of a form."""

from __future__ import annotations

import pytest

from pipelines.documents import read_document, tables, tree
from pipelines.model import Grid


def cell(markup: str) -> str:
    """Return the text of one cell between others."""
    page = f"<table><tr><td>规章<td>{markup}<td>9</tr><tr><td>文件<td>2<td>3</tr></table>"
    (grid,) = (
        block
        for block in read_document(page.encode(), name="page.html").blocks
        if isinstance(block, Grid)
    )
    return grid.cells[1].text


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("<input value='12'>", "12"),
        ("<input type='text' value='12'>", "12"),
        ("<input type='TEL' value='12'>", "12"),
        ("<input value='3'><input type='hidden' value='9'>", "3"),
        ("<input type='checkbox' value='9'><input type='password' value='9'>", ""),
        ("37<input value='1'>", "37\n1"),
    ],
)
def test_an_input_prints_its_value(markup: str, printed: str) -> None:
    assert cell(markup) == printed


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("<textarea>5</textarea>", "5"),
        ("<textarea rows=2>\n 5 \n</textarea>件", "5\n件"),
        ("<textarea style='display:none'>5</textarea>", ""),
        ("37<textarea>1</textarea>", "37\n1"),
    ],
)
def test_a_box_of_several_lines_prints_its_text(markup: str, printed: str) -> None:
    assert cell(markup) == printed


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("<select><option>5<option>6</select>", "5"),
        ("<select><option disabled>5<option>6</select>", "6"),
        ("<select><option>5<option selected>6<option>7</select>", "6"),
        ("<select multiple><option>5<option>6</select>", "5 6"),
        ("<select size=3><option>5<option>6</select>", "5 6"),
        ("<select></select>", ""),
    ],
)
def test_a_list_prints_what_is_chosen(markup: str, printed: str) -> None:
    assert cell(markup) == printed


def test_a_form_that_searches_is_no_table_of_figures() -> None:
    page = (
        "<table><tr><td>年份<td><select><option>{0}<option>2022</select><tr><td>标题<td>{1}</table>"
    )
    purposes = []
    for filled in (("2023", "<input>"), ("2023", "7")):
        root = tree.parse(page.format(*filled)).root
        assert root is not None
        table = tables.read(next(root.iter("table")))
        purposes.append(tables.purpose(table, tables.to_grid(table)))
    assert purposes == ["data", "figures"]
