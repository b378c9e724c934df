"""A trivial reader of HTML tables for checking the simulation against itself.

It knows nothing of forms: cells are texts with a colspan, a nested table keeps its own rows.
"""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

from crawler.simulation import Site

Cells = list[tuple[str, int]]


class TableReader(HTMLParser):
    """Collects ``tables``: lists of rows of ``(text, colspan)``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Cells]] = []
        self._open: list[list[Cells]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].append([])
        elif tag == "td" and self._open:
            self._open[-1][-1].append(("", int(dict(attrs).get("colspan") or 1)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] and self._open[-1][-1]:
            text, span = self._open[-1][-1][-1]
            self._open[-1][-1][-1] = (text + data, span)


def tables_of(text: str) -> list[list[Cells]]:
    """All tables of a page, cell texts without white space."""
    reader = TableReader()
    reader.feed(text)
    return [
        [[("".join(cell.split()), span) for cell, span in row] for row in table]
        for table in reader.tables
    ]


def number(text: str) -> float:
    """The number that a plain cell prints."""
    return float(unicodedata.normalize("NFKC", text).replace(",", ""))


def last_values(row: Cells, count: int) -> list[str]:
    """Texts of the last ``count`` columns of a row; a spanning cell repeats."""
    return [text for text, span in row for _ in range(span)][-count:]


def body(site: Site, url: str) -> bytes:
    """What an address of the site answers."""
    parts = urlsplit(url)
    resource = site.resources[str(parts.hostname), parts.path]
    return resource.body if isinstance(resource.body, bytes) else resource.body(parts.query)


def page(site: Site, url: str) -> str:
    """The page at an address as text."""
    data = body(site, url)
    utf8 = b"charset=utf-8" in data
    return data.decode("utf-8" if utf8 else "gb18030")
