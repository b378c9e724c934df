"""HTML and reduced text of pages: what is printed is what a browser, or a reader, sees."""

from __future__ import annotations

import random
import re

import lxml.html
import pytest

from crawler.simulation.mess.draw import draw_page
from crawler.simulation.mess.grid import expand, tables_of
from crawler.simulation.mess.page import Page, PrintedCell, PrintedReport, PrintedTable
from crawler.simulation.mess.variations import VARIATIONS
from crawler.simulation.mess.writers.html import write_html
from crawler.simulation.mess.writers.text import write_text

QUIRKS = [n for n, v in VARIATIONS.items() if v.stage == "markup" and "html" in v.kinds]
_GRIDS = [n for n in QUIRKS if not n.startswith("charset") and n != "late_charset"]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _seen(body: str) -> list[list[list[str]]]:
    """Texts of every table that holds no other, place by place, spans filled."""
    tables = []
    for table in lxml.html.document_fromstring(body).iter("table"):
        if table.find(".//table") is not None:
            continue
        taken: dict[tuple[int, int], str] = {}
        rows = table.findall(".//tr")
        for number, row in enumerate(rows):
            place = 0
            for cell in row.iterchildren("td", "th"):
                while (number, place) in taken:
                    place += 1
                across = min(int(cell.get("colspan", "1")), 20)
                for down in range(int(cell.get("rowspan", "1"))):
                    for right in range(across):
                        text = _squeezed(cell.text_content())
                        taken.setdefault((number + down, place + right), text)
                place += across
        width = 1 + max((column for _, column in taken), default=-1)
        tables.append([[taken.get((n, c), "") for c in range(width)] for n in range(len(rows))])
    return tables


@pytest.mark.parametrize("quirk", ["", *_GRIDS])
def test_a_browser_sees_the_tables_as_printed(quirk: str) -> None:
    for seed in range(3):
        page = draw_page(random.Random(seed))
        if quirk:
            VARIATIONS[quirk].function(random.Random(seed), page)
        file = write_html(page, random.Random(seed))
        encoding = "utf-8-sig" if page.charset == "utf-8" else "gb18030"
        seen = _seen(file.body.decode(encoding))
        for table in tables_of(page):
            printed = [[_squeezed(cell.text) for cell in line] for line in expand(table)]
            width = len(printed[0])
            assert printed in [[line[:width] for line in other] for other in seen]


def _small(*rows: list[PrintedCell]) -> Page:
    page = draw_page(random.Random(1))
    page.reports = [PrintedReport([PrintedTable(list(rows))], page.reports[0].fields)]
    page.quirks = set()
    return page


def test_a_label_outside_gb2312_makes_a_page_that_its_label_cannot_decode() -> None:
    page = _small([PrintedCell("规章"), PrintedCell("3")])
    page.charset = "gb2312"
    for style in range(12):
        file = write_html(page, random.Random(style))
        with pytest.raises(UnicodeDecodeError):
            file.body.decode("gb2312")
        assert "张䶮" in file.body.decode("gb18030")
        assert file.content_type == "text/html"


def test_a_reduced_text_keeps_cells_and_loses_spans() -> None:
    page = _small(
        [PrintedCell("第二十条", colspan=3)],
        [PrintedCell("规章"), PrintedCell("3"), PrintedCell("")],
        [PrintedCell("商业\n企业", colspan=2), PrintedCell("1,234")],
    )
    lines = write_text(page, random.Random(1)).body.decode().splitlines()
    assert lines[-3:] == ["第二十条 | ||", "规章 | 3 |  |", "商业 企业 | 1,234 | |"]


def test_framed_text_has_a_bar_on_both_sides() -> None:
    page = _small([PrintedCell("规章"), PrintedCell("3")])
    page.quirks = {"framed_bars"}
    assert write_text(page, random.Random(1)).body.decode().splitlines()[-1] == "| 规章 | 3 |"
