"""Input that is meant to hang, to crash or to lose what follows it.

What has to hold is bounded time and that the report behind the trap is read.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents import DocumentError, read_document
from pipelines.model import Grid, Heading, Paragraph

MANY = 200_000
SOME = 50_000
#: Far above what the slowest takes (2 s), far below what anything quadratic would.
SECONDS = 30

REPORT = (
    "<p>一、总体情况</p><table><tr><td>规章</td><td>13</td></tr><tr><td>文件</td><td>6</td></tr>"
    "</table><p>之后的文字</p>"
)

TRAPS = {
    "closed divs": "<div>" * MANY + "内" + "</div>" * MANY + REPORT,
    "open divs": "<div>" * MANY + REPORT,
    "open fonts": "<font>" * MANY + REPORT,
    "open spans in divs": "<div><span>" * MANY + REPORT,
    "closed tables": "<table><tr><td>" * MANY + "内" + "</td></tr></table>" * MANY + REPORT,
    "one wide cell": "<table><tr><td colspan=100000>题</td></tr></table>" + REPORT,
    "many wide cells": "<table><tr>" + "<td colspan=100000>1" * 20_000 + "</tr></table>" + REPORT,
    "tall cells": "<table>" + "<tr><td rowspan=65534>1<td>2" * 5000 + "</table>" + REPORT,
    "many cells": "<table>" + "<tr><td>1<td>2<td>3" * 10_000 + "</table>" + REPORT,
    "many attributes": "<p " + " ".join(f"a{n}=1" for n in range(MANY)) + ">文</p>" + REPORT,
    "many labels": "<p>" + "来源：" * MANY + "</p>" + REPORT,
    "many bare brackets": "<" * MANY + REPORT,
    "many ampersands": "&" * MANY + REPORT,
    "many spaces": "<p>" + " " * MANY + "</p>" + REPORT,
}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_report_behind_a_trap_is_read_in_time(trap: str) -> None:
    page = f"<!doctype html><html><body>{TRAPS[trap]}</body></html>"
    started = time.process_time()
    document = read_document(page.encode(), content_type="text/html")
    assert time.process_time() - started < SECONDS
    grid = document.blocks[-2]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["规章", "13", "文件", "6"]
    assert document.blocks[-1] == Paragraph("之后的文字")


@pytest.mark.parametrize("tags", ["<table><tr><td>", "<p><font>", "<ul><li>"])
def test_nested_without_end_loses_no_text(tags: str) -> None:
    page = f"<html><body>{f'{tags}字' * SOME}{REPORT}"
    document = read_document(page.encode(), content_type="text/html")
    assert "nested_too_deep" in document.notes
    texts = [block.text for block in document.blocks if isinstance(block, (Heading, Paragraph))]
    texts += [
        cell.text for block in document.blocks if isinstance(block, Grid) for cell in block.cells
    ]
    whole = "".join(texts)
    assert whole.count("字") >= SOME
    assert "之后的文字" in whole
    assert "13" in whole


def test_300_open_divs_do_not_take_the_table_apart() -> None:
    # libxml2 alone stops at 256 elements and drops the rest without an exception.
    document = read_document(f"<html><body>{'<div>' * 300}{REPORT}</body></html>".encode())
    assert "nested_too_deep" in document.notes
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.cells] == ["规章", "13", "文件", "6"]


def test_lines_stay_apart_where_their_blocks_are_too_deep() -> None:
    page = f"<html><body>{'<div>' * 300}<div>甲</div>乙<div>丙</div>{REPORT}"
    document = read_document(page.encode(), content_type="text/html")
    assert document.blocks[:3] == (Paragraph("甲"), Paragraph("乙"), Paragraph("丙"))


_PIECES = st.sampled_from(
    [
        *(
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<td rowspan=0>",
            "<th colspan=3>",
        ),
        *("<td rowspan=2 colspan=2>", "<tbody>", "</tbody>", "<thead>", "<caption>", "</caption>"),
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<br>",
            "<h2>",
            "</h2>",
            "<b>",
            "</b>",
            "<a href=x>",
            "</a>",
        ),
        *("<!--", "-->", "<script>", "</script>", "<pre>", "</pre>", "<ul><li>", "</ul>", "<body>"),
        *("一、总体情况", "发布机构：", "12", "\u00a0", "来源：某局", "\n", "&nbsp;", "<", "\0"),
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_a_document_of_sound_grids(markup: str) -> None:
    document = read_document(f"<html>{markup}".encode(), content_type="text/html")
    for block in document.blocks:
        if isinstance(block, Grid):
            assert block.cells
            assert block.rows()
        else:
            assert block.text.strip()


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", None]))
@settings(deadline=None)
def test_any_bytes_give_a_document_or_one_line(body: bytes, content_type: str | None) -> None:
    said = ""
    try:
        read_document(body, content_type=content_type)
    except DocumentError as error:
        said = str(error)
    assert "\n" not in said
