"""One ``<table>`` of the tree to its own rows and cells, and what the table is for.

Only what belongs to the table itself is read: a nested table is kept apart, element and all, and
its text does not leak into the cell that holds it. Cells and rows that the parser left inside
other cells (``<td><div>1<td>2``) are cells and rows of their own, as browsers see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Literal

from lxml import etree

from pipelines.documents import grid, tree
from pipelines.documents.controls import CONTROLS, printed_by
from pipelines.documents.lines import Lines, bare
from pipelines.documents.links import LINKING
from pipelines.model import Grid

Purpose = Literal["figures", "data", "layout"]

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What stands in a cell beside its text: the mark of a footnote, a figure that was struck out, the
#: reading of a word.
_APART = frozenset({"sup", "sub", "del", "s", "strike", "rt"})
_APART_STYLE = re.compile(
    r"text-decoration[^;:]*:[^;]*line-through|vertical-align\s*:\s*(?:super|sub)\b"
    r"|mso-text-raise\s*:",
    re.IGNORECASE,
)
#: How Word names the mark of a note, where an editor has taken its address away.
_NOTE_CLASSES = ("MsoFootnoteReference", "MsoEndnoteReference")
_NOTE_NAME = re.compile(r"_(?:ftn|edn)ref\d*", re.IGNORECASE)
_FIGURE = re.compile(r"[+\-−–]?[\d,，.．]+[%％]?(?:亿元|万元|元|[条件次个人份篇项])?")
#: A cell as long as this, in characters or lines, is no cell of a table of figures.
_LONG_TEXT = 300
_MANY_LINES = 6
_SHORT_TEXT = 60
#: A table around other tables is data only with this many figures of its own.
_SOME_FIGURES = 3
#: An unfilled form: this many cells, and this share of them blank.
_SOME_CELLS = 8
_BLANK_SHARE = 0.3


@dataclass(slots=True)
class TableCell:
    """One cell with what is known of its content; ``has_choice`` marks one with a list to choose."""

    element: etree._Element
    lines: Lines = field(default_factory=Lines)
    text: str = ""
    linked: int = 0
    headings: int = 0
    has_choice: bool = False
    nested: list[etree._Element] = field(default_factory=list)

    @property
    def is_short(self) -> bool:
        """Whether it prints a few words or a figure, and nothing else."""
        return bool(self.text.strip()) and len(self.text) <= _SHORT_TEXT and not self.nested

    @property
    def is_long(self) -> bool:
        """Whether it holds running text."""
        return len(self.text) >= _LONG_TEXT or self.text.count("\n") >= _MANY_LINES


@dataclass(slots=True)
class Table:
    """A table as read: row groups of rows of cells, and what stands beside them.

    ``strays`` are lines that stand in the table and in none of its cells; browsers print them
    before it. ``nested`` are the tables inside, in document order. ``linking`` are the elements
    that link, of its own cells only.
    """

    groups: list[list[list[TableCell]]] = field(default_factory=list)
    caption: str = ""
    strays: list[str] = field(default_factory=list)
    nested: list[etree._Element] = field(default_factory=list)
    linking: list[etree._Element] = field(default_factory=list)

    def rows(self) -> Iterator[list[TableCell]]:
        """Every row, in document order."""
        for group in self.groups:
            yield from group

    def cells(self) -> Iterator[TableCell]:
        """Every cell, in document order."""
        for row in self.rows():
            yield from row


def read(element: etree._Element) -> Table:
    """Read the table's own rows."""
    return _Reader(element).table


def to_grid(table: Table, notes: tuple[str, ...] = ()) -> Grid:
    """Place the cells; raises :class:`grid.GridTooLargeError`."""
    mended = False
    groups: list[list[list[grid.Source]]] = []
    for group in table.groups:
        groups.append([])
        for row in group:
            sources = []
            for cell in row:
                read_span = cell.element.get
                rowspan, bad_rowspan = grid.span(read_span("rowspan"), grid.MAX_ROWSPAN, zero=True)
                colspan, bad_colspan = grid.span(read_span("colspan"), grid.MAX_COLSPAN)
                mended = mended or bad_rowspan or bad_colspan
                is_header = cell.element.tag == "th"
                sources.append(grid.Source(cell.text, rowspan, colspan, is_header))
            groups[-1].append(sources)
    found = (*notes, "spans_clamped") if mended else notes
    return grid.build(groups, caption=table.caption, notes=found)


def purpose(table: Table, placed: Grid) -> Purpose:
    """Tell tables of figures and other data from tables that only lay out a page."""
    # A list of years to choose from belongs to a form that searches.
    figures = sum(_is_figure(cell.text) and not cell.has_choice for cell in table.cells())
    figure_rows = sum(sum(cell.is_short for cell in row) > 1 for row in table.rows())
    if placed.width < 2:  # noqa: PLR2004 - one column is a list
        return "layout"
    if table.nested and (figures < _SOME_FIGURES or figure_rows < 2):  # noqa: PLR2004
        return "layout"
    if figure_rows < 2 and any(cell.is_long or cell.headings for cell in table.cells()):  # noqa: PLR2004
        return "layout"
    return "figures" if _holds_figures(table, placed, figures) else "data"


def _holds_figures(table: Table, placed: Grid, figures: int) -> bool:
    texts = [cell.text for cell in table.cells()]
    printed = sum(map(len, texts))
    linked = sum(cell.linked for cell in table.cells())
    if placed.height < 2 or linked * 2 > printed:  # noqa: PLR2004
        return False
    blanks = sum(not text.strip() for text in texts)
    unfilled = len(texts) >= _SOME_CELLS and blanks >= len(texts) * _BLANK_SHARE and printed > 0
    return figures > 0 or unfilled


def _is_figure(text: str) -> bool:
    return len(text) <= _SHORT_TEXT and _FIGURE.fullmatch(bare(text)) is not None


def _is_frame(element: etree._Element) -> bool:
    """Whether a nested table is one cell, drawn around a piece of text."""
    return len(list(islice(element.iter("td", "th"), 2))) == 1


def _is_apart(element: etree._Element, tag: str) -> bool:
    """Whether a text must not run together with its neighbours: 37 and a mark 1 are not 371."""
    if tag in _APART:
        return True
    read = element.get
    # The address of a place in the page is that of a note; an anchor to jump to has none.
    if tag == "a" and ("#" in read("href", "") or _NOTE_NAME.fullmatch(read("name", ""))):
        return True
    style, classes = read("style"), read("class")
    return (style is not None and _sets_apart(style)) or (
        classes is not None and any(name in classes for name in _NOTE_CLASSES)
    )


@lru_cache(maxsize=4096)
def _sets_apart(style: str) -> bool:
    """Remembered, since every span of a page saved by Word says the same at length."""
    return _APART_STYLE.search(style) is not None


class _Reader:
    """One walk over a table, nested tables left out."""

    def __init__(self, element: etree._Element) -> None:
        self.table = Table()
        self._group: list[list[TableCell]] | None = None
        self._row: list[TableCell] | None = None
        self._cells: list[TableCell] = []
        self._outside = Lines()
        self._caption: Lines | None = None
        self._link_depth = 0
        #: Open nested tables of one cell, whose content belongs to the cell that they stand in.
        self._frames = 0
        tree.traverse(element, self._enter, self._leave, self._add)
        self.table.strays = self._outside.take()

    @property
    def _lines(self) -> Lines:
        if self._caption is not None:
            return self._caption
        return self._cells[-1].lines if self._cells else self._outside

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._lines.add(text)
        if self._link_depth and self._cells:
            self._cells[-1].linked += len(text.strip())

    def _enter(self, element: etree._Element) -> bool:
        """Take note of an element; false where its content is not read here."""
        tag = tree.name_of(element)
        if tree.is_hidden(tree.attributes_of(element)):
            return False
        if tag in CONTROLS:
            self._add_control(element, tag)
            return False
        if tag in tree.UNREAD:
            return False
        if tag in tree.BLOCKS or tag == "br" or _is_apart(element, tag):
            self._lines.cut()
        if tag == "table" and self._cells and _is_frame(element):
            self._frames += 1
        elif tag == "table":
            self.table.nested.append(element)
            if self._cells:
                self._cells[-1].nested.append(element)
            return False
        elif tag in LINKING:
            self.table.linking.append(element)
            self._link_depth += tag == "a" and element.get("href") is not None
        elif not self._frames:
            self._enter_part(element, tag)
        return True

    def _add_control(self, element: etree._Element, tag: str) -> None:
        """Take what is filled in; the box around it parts it from the text beside."""
        self._lines.cut()
        self._add(printed_by(element))
        self._lines.cut()
        if self._cells:
            self._cells[-1].has_choice |= tag == "select"

    def _enter_part(self, element: etree._Element, tag: str) -> None:
        if tag in _GROUPS:
            self._open_group()
        elif tag == "tr":
            self._open_row()
        elif tag in _CELLS:
            cell = TableCell(element)
            self._cells.append(cell)
            if self._row is None:
                self._row = self._open_row()
            self._row.append(cell)
        elif tag == "caption" and not self._cells:
            self._caption = Lines()
        elif tag in _HEADINGS and self._cells:
            self._cells[-1].headings += 1

    def _open_group(self) -> list[list[TableCell]]:
        self._group = []
        self._row = None
        self.table.groups.append(self._group)
        return self._group

    def _open_row(self) -> list[TableCell]:
        group = self._open_group() if self._group is None else self._group
        self._row = []
        group.append(self._row)
        return self._row

    def _leave(self, element: etree._Element) -> None:
        tag = tree.name_of(element)
        if tag in tree.BLOCKS or _is_apart(element, tag):
            self._lines.cut()
        if tag == "table":
            self._frames -= 1
        elif tag == "a" and element.get("href") is not None:
            self._link_depth -= 1
        elif not self._frames:
            self._leave_part(tag)

    def _leave_part(self, tag: str) -> None:
        if tag in _CELLS:
            cell = self._cells.pop()
            cell.text = "\n".join(cell.lines.take())
        elif tag in _GROUPS:
            self._group = self._row = None
        elif tag == "tr":
            self._row = None
        elif tag == "caption" and self._caption is not None:
            self.table.caption = " ".join(self._caption.take())
            self._caption = None
