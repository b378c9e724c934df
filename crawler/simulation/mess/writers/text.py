"""A page reduced to text, as archives and scrapers leave it: ``|`` between cells, spans lost.

A label that spans stands once; what it covered to the right is left as empty cells at the end
of the line or nowhere, what it covered below is gone.
"""

from __future__ import annotations

import random
import re
from typing import Final

from crawler.simulation.mess.page import Page, PrintedCell, PrintedTable
from crawler.simulation.mess.writers.written import (
    InfoLine,
    Item,
    Title,
    WrittenFile,
    items_of,
)

_TYPE: Final = "text/plain; charset=utf-8"
#: Punctuation that a reduction to text makes half as wide.
_HALF: Final = str.maketrans("（）：，；！？", "():,;!?")
_SPACES: Final = re.compile(r"[ \t\u00a0]+")


def write_text(page: Page, rng: random.Random) -> WrittenFile:
    """Write a text file in UTF-8, the same bytes for the same page and seed."""
    narrow = "half_width_text" in page.quirks or rng.random() < _SHARE_NARROW
    lines: list[str] = []
    for item in items_of(page):
        lines += _lines(item, page)
    text = "\n".join(lines)
    if narrow:
        text = text.translate(_HALF)
    return WrittenFile(f"{text}\n".encode(), ".txt", _TYPE)


_SHARE_NARROW: Final = 0.5


def _lines(item: Item, page: Page) -> list[str]:
    if isinstance(item, PrintedTable):
        caption = [item.caption] if item.caption else []
        return caption + [_row(row, item, page) for row in item.rows]
    if isinstance(item, Title):
        return [_one_line(item.text)]
    if isinstance(item, InfoLine):
        return [f"- {_one_line(item.text)}"]
    return [_one_line(item.text)]


def _row(row: list[PrintedCell], table: PrintedTable, page: Page) -> str:
    """Write one row: texts with bars between, and bars for what a label spans, at the end."""
    texts = [_one_line(cell.text) for cell in row]
    if "framed_bars" in page.quirks:
        return f"| {' | '.join(texts)} |"
    line = " | ".join(texts)
    if "no_trailing_bars" in page.quirks:
        return line if len(texts) > 1 else f"{line} |"
    missing = sum(cell.colspan - 1 for cell in row)
    if missing == 0 and row is table.rows[-1] and texts[-1]:
        return line
    return f"{line} | {'|' * missing}".rstrip()


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()
