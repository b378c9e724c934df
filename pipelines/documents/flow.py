"""An element tree to its flow: everything printed, in document order, and where each piece stands.

One walk over the page gives blocks, links and label pairs, and beside them the places (elements)
they stand in, each as a range of blocks. What the content of the page is can then be decided on
the ranges alone (``content.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipelines.documents import printed, tables, tree
from pipelines.documents.grid import GridTooLargeError
from pipelines.documents.lines import Lines, bare, tidy
from pipelines.documents.links import LINKING, link_of
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Block, Grid, Heading, Link, Paragraph

#: A heading longer than this, in characters, is a paragraph that someone made large.
_LONGEST_HEADING = 100
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]\s?\S")
_LONGEST_SECTION = 60
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_EMPHASIS = frozenset({"b", "strong", "center"})
_EMPHATIC_STYLES = ("text-align:center", "font-weight:bold", "font-weight:700")


@dataclass(frozen=True, slots=True)
class Item:
    """One block, or the pairs of a table of labels, with what helps to judge it.

    ``linked`` counts its characters inside links; ``emphasis`` tells that the markup centres it
    or makes it bold; ``is_figures`` that it is a table of figures.
    """

    block: Block | None
    size: int
    linked: int = 0
    emphasis: bool = False
    is_figures: bool = False
    pairs: tuple[printed.Pair, ...] = ()

    @property
    def is_section(self) -> bool:
        """Whether it reads like the heading of a section (一、总体情况)."""
        return (
            isinstance(self.block, (Heading, Paragraph))
            and self.size <= _LONGEST_SECTION
            and _SECTION.match(self.block.text) is not None
        )


@dataclass(slots=True)
class Place:
    """One block-level element: its parent's number, its items and links as ranges."""

    tag: str
    parent: int
    first: int
    first_link: int
    end: int = 0
    end_link: int = 0
    selector: str | None = None
    is_chrome: bool = False


@dataclass(slots=True)
class Flow:
    """What a page prints. ``places[0]`` is the whole."""

    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def flow_of(page: tree.Page, vocabulary: Vocabulary, *, hidden: bool = False) -> Flow:
    """Walk over a parsed page; ``hidden`` lets in what the page does not show."""
    builder = _Builder(page, vocabulary, hidden=hidden)
    if page.root is not None:
        builder.walk(page.root)
    return builder.flow


class _Builder:
    def __init__(self, page: tree.Page, vocabulary: Vocabulary, *, hidden: bool) -> None:
        self.flow = Flow()
        self._vocabulary = vocabulary
        self._hidden = hidden
        self._lines = Lines()
        self._open: list[int] = []
        self._placed: list[etree._Element] = []
        self._linked = 0
        self._links: list[bool] = []
        self._emphasis = False
        self._emphatic: list[etree._Element] = []
        self._level = 0
        self._preformatted = 0
        self._open_tables = (
            {
                element: None
                for number, element in enumerate(page.root.iter("table"))
                if number in page.open_tables
            }
            if page.root is not None and page.open_tables
            else {}
        )
        self._cut_note = "truncated" if page.is_cut else "table_unclosed"

    def walk(self, root: etree._Element) -> None:
        """Take an element and all that it holds."""
        if self._enter(root):
            tree.traverse(root, self._enter, self._leave, self._add)
            self._leave(root)
        self._cut()

    # --- elements ---------------------------------------------------------------------------

    def _enter(self, element: etree._Element) -> bool:
        """Take note of an element; false where its content is not to be walked through."""
        tag, attributes = tree.name_of(element), tree.attributes_of(element)
        # Some pages hide themselves whole until a script has run.
        if not self._hidden and tag not in {"html", "body"} and tree.is_hidden(attributes):
            return False
        if tag in LINKING:
            self._link(element)
        if tag in tree.UNREAD:
            return False
        if tag == "br":
            self._cut()
        selector = self._vocabulary.content_selector(tag, attributes)
        if tag in tree.BLOCKS or selector:
            self._open_place(tag, attributes, selector)
            self._placed.append(element)
        if tag == "table":
            return self._enter_table(element)
        self._enter_inline(element, tag, attributes)
        return True

    def _enter_inline(
        self, element: etree._Element, tag: str, attributes: Mapping[str, str]
    ) -> None:
        if tag == "a":
            # An anchor without an address is a place to jump to, not a link.
            self._links.append(element.get("href") is not None)
        elif tag in _LEVELS:
            self._level = _LEVELS[tag]
        elif tag == "pre":
            self._preformatted += 1
        if _is_emphatic(tag, attributes):
            self._emphatic.append(element)

    def _leave(self, element: etree._Element) -> None:
        tag = tree.name_of(element)
        if self._placed and self._placed[-1] is element:
            self._close_place()
        if self._emphatic and self._emphatic[-1] is element:
            self._emphatic.pop()
        if tag == "a":
            self._links.pop()
        elif tag in _LEVELS:
            self._level = 0
        elif tag == "pre":
            self._preformatted -= 1

    def _open_place(self, tag: str, attributes: Mapping[str, str], selector: str | None) -> None:
        self._cut()
        flow = self.flow
        place = Place(
            tag=tag,
            parent=self._open[-1] if self._open else -1,
            first=len(flow.items),
            first_link=len(flow.links),
            selector=selector,
            is_chrome=tag in {"nav", "header", "footer", "aside"}
            or self._vocabulary.is_chrome(attributes),
        )
        self._open.append(len(flow.places))
        flow.places.append(place)

    def _close_place(self) -> None:
        self._cut()
        self._placed.pop()
        place = self.flow.places[self._open.pop()]
        place.end = len(self.flow.items)
        place.end_link = len(self.flow.links)

    def _link(self, element: etree._Element) -> None:
        link = link_of(element)
        if link:
            self.flow.links.append(link)

    # --- tables -----------------------------------------------------------------------------

    def _enter_table(self, element: etree._Element) -> bool:
        """Read a table as data; true where it only lays out the page and is walked through."""
        table = tables.read(element)
        notes = (self._cut_note,) if element in self._open_tables else ()
        try:
            grid = tables.to_grid(table, notes)
        except GridTooLargeError:
            self._note("table_too_large")
            return True
        pairs = printed.read_table(table, self._vocabulary)
        purpose = tables.purpose(table, grid)
        if pairs is None and purpose == "layout":
            for note in grid.notes:
                self._note(note)
            return True
        for line in table.strays:
            self._emit_line(line)
        if pairs is not None:
            size = sum(len(label) + len(value) for label, value in pairs)
            self.flow.items.append(Item(None, size, pairs=pairs))
        else:
            self._emit_grid(table, grid, is_figures=purpose == "figures")
        for linking in table.linking:
            self._link(linking)
        for nested in table.nested:
            self.walk(nested)
        self._close_place()
        return False

    def _emit_grid(self, table: tables.Table, grid: Grid, *, is_figures: bool) -> None:
        size = sum(len(cell.text) for cell in grid.cells)
        linked = sum(cell.linked for cell in table.cells())
        self.flow.items.append(Item(grid, size, linked, is_figures=is_figures))

    # --- text -------------------------------------------------------------------------------

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if any(self._links):
            self._linked += len(bare(text))
        if self._emphatic and not text.isspace():
            self._emphasis = True
        if self._preformatted and "\n" in text:
            for line in text.splitlines():
                self._lines.add(line)
                self._lines.cut()
            return
        self._lines.add(text)

    def _cut(self) -> None:
        for line in self._lines.take():
            self._emit_line(line)
        self._linked = 0
        self._emphasis = False

    def _emit_line(self, line: str) -> None:
        text = tidy(line)
        if not text:
            return
        is_heading = self._level > 0 and len(text) <= _LONGEST_HEADING
        block = Heading(text, self._level) if is_heading else Paragraph(text)
        linked = min(self._linked, len(text))
        self.flow.items.append(Item(block, len(text), linked, self._emphasis or is_heading))

    def _note(self, note: str) -> None:
        if note not in self.flow.notes:
            self.flow.notes.append(note)


def _is_emphatic(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag in _EMPHASIS or attributes.get("align", "").lower() == "center":
        return True
    style = attributes.get("style", "")
    return bool(style) and any(part in bare(style).lower() for part in _EMPHATIC_STYLES)
