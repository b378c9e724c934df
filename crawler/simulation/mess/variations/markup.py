"""Matters of markup: each only notes its name for the writer of HTML or text."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from crawler.simulation.mess.grid import tables_of
from crawler.simulation.mess.page import Page

#: Quirks of HTML, with what they are.
HTML_QUIRKS: Final = {
    "nested_in_layout": "every table stands in a layout table",
    "nested_twice": "every table stands in a layout table with empty cells beside it",
    "span_per_character": "each character of a cell stands in a span of its own",
    "word_markup": "markup as pasted from Word",
    "omitted_end_tags": "end tags of rows, cells and paragraphs are left out",
    "uppercase_tags": "tags are written in capitals",
    "thead_and_tbody": "header rows stand in a thead",
    "header_cells_th": "header cells are th",
    "overlong_spans": "rows of one cell span a thousand columns",
    "comments_inside": "comments and styles stand between rows and cells",
    "chrome_tables": "menus, breadcrumbs and counters are tables",
    "related_links": "links to the reports of other years stand below",
    "index_table": "an index table (索引号, 发布机构) stands above the title",
    "late_charset": "the charset is declared behind 10 KB of script",
    "charset_undeclared": "no charset is declared",
    "charset_meta_wrong": "the meta tag declares another charset",
    "charset_header_wrong": "the HTTP header declares another charset",
    "byte_order_mark": "a byte order mark stands in front",
    "crlf_lines": "lines end as on Windows",
    "unsigned": "no name and date at the end",
}
TEXT_QUIRKS: Final = {
    "framed_bars": "every row begins and ends with a bar",
    "no_trailing_bars": "no bars for what labels spanned",
    "half_width_text": "all marks are half as wide",
}


def quirk(name: str) -> Callable[[random.Random, Page], bool]:
    """Return a variation that notes the name for the writer, where it has anything to do."""
    fits = _NEEDS.get(name)

    def note(rng: random.Random, page: Page) -> bool:
        if fits is not None and not fits(page):
            return False
        page.quirks.add(name)
        if name in _EITHER_CHARSET and rng.random() < _HALF:
            page.charset = "gb2312"
        return True

    return note


_HALF: Final = 0.5
_EITHER_CHARSET: Final = frozenset(
    {"late_charset", "charset_undeclared", "charset_meta_wrong", "charset_header_wrong"}
)


def _has_wide_rows(page: Page) -> bool:
    return any(len(row) == 1 for table in tables_of(page) for row in table.rows[1:])


_NEEDS: Final[dict[str, Callable[[Page], bool]]] = {
    "overlong_spans": _has_wide_rows,
}


def gbk_bytes(_rng: random.Random, page: Page) -> bool:
    """Write GB 18030 bytes labelled gb2312, with a character outside GB 2312."""
    page.charset = "gb2312"
    return True


def gbk_label(_rng: random.Random, page: Page) -> bool:
    """Write GB 18030 bytes labelled gbk."""
    page.charset = "gbk"
    return True
