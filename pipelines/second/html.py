"""Rows of an HTML page by lexbor (selectolax), which builds the tree as browsers do.

The first reading uses libxml2. The walk has no recursion: pages may nest without end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.second.order import PrintedRow
from pipelines.second.sight import Sight

_UNREAD = frozenset(
    {"script", "style", "template", "noscript", "head", "button", "iframe", "noframes"}
    | {"svg", "math", "title", "audio", "video", "canvas", "map", "datalist"}
)
_CELLS = frozenset({"td", "th"})
#: What holds a text to fill in, and is read as one.
_FILLED_IN = frozenset({"input", "textarea", "select"})
_UNSHOWN_INPUTS = frozenset(
    {"hidden", "checkbox", "radio", "file", "image", "range", "color", "password"}
    | {"submit", "reset", "button"}
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: Nodes of one page that are walked over; a page of a report has some thousands.
MAX_NODES = 300_000
#: Elements that are open at one time. Browsers and lexbor take time by the square of them.
MAX_OPEN = 5_000
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
#: Elements that end by themselves, so that an open one tells nothing.
_ENDS_ITSELF = frozenset(
    {"p", "li", "dd", "dt", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option"}
    | {"br", "img", "input", "meta", "link", "hr", "col", "base", "area", "wbr", "param", "embed"}
    | {"html", "head", "body", "source", "track", "optgroup"}
)
#: Nodes of a nested table that are looked at to tell whether it is one cell.
_FEW = 100

_Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)


def rows_of_html(text: str) -> list[PrintedRow]:
    """Return every row of every table, in document order; none of a page beyond all measure."""
    root = None if _is_too_deep(text) else LexborHTMLParser(text).root
    if root is None:
        return []
    walk = _Walk()
    for count, (node, attributes) in enumerate(_events(root)):
        if count > 2 * MAX_NODES:
            return []
        if attributes is None:
            walk.leave(node)
        else:
            walk.enter(node, attributes)
    return [PrintedRow(tuple("".join(text) for text in row.cells)) for row in walk.rows]


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, _Attributes | None]]:
    """Yield each printed node when it begins, with its attributes, and when it ends, without."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            yield node, None
            continue
        if node.is_text_node:
            yield node, {}
            continue
        if node.is_comment_node or node.tag in _UNREAD:
            continue
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            continue
        yield node, attributes
        stack.append((node, True))
        if node.tag in _FILLED_IN:
            continue
        children = []
        child = node.first_child
        while child is not None:
            children.append(child)
            child = child.next
        stack += [(child, False) for child in reversed(children)]


def _is_too_deep(text: str) -> bool:
    """Whether more elements are open at one time than any page has, by their tags alone."""
    still_open: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(text):
        tag = match[2].lower()
        if tag in _ENDS_ITSELF:
            continue
        if not match[1]:
            still_open[tag] += 1
            depth += 1
        elif still_open[tag]:
            still_open[tag] -= 1
            depth -= 1
        if depth > MAX_OPEN:
            return True
    return False


def _is_frame(table: LexborNode) -> bool:
    """Whether a table is one cell, drawn around a piece of text."""
    stack = [table.first_child]
    cells = seen = 0
    while stack and cells < 2 and seen < _FEW:  # noqa: PLR2004 - the second cell decides
        node = stack.pop()
        if node is not None:
            seen += 1
            cells += node.tag in _CELLS
            stack += [node.next, node.first_child]
    return cells == 1 and not stack


def _filled_in(node: LexborNode, tag: str) -> str:
    """Return what a browser prints in a box, or what is chosen in a list."""
    if tag == "textarea":
        return node.text(deep=True) or ""
    if tag == "input":
        is_shown = (node.attributes.get("type") or "").strip().lower() not in _UNSHOWN_INPUTS
        return (is_shown and node.attributes.get("value")) or ""
    options = node.css("option")
    if "multiple" not in node.attributes and (node.attributes.get("size") or "1").strip() == "1":
        chosen = [option for option in options if "selected" in option.attributes]
        free = [option for option in options if "disabled" not in option.attributes]
        options = chosen[-1:] or free[:1]
    return " ".join(option.text(deep=True) for option in options)


class _Walk:
    """The rows met so far, and the cells that are open: those of a nested table the innermost."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self._open_rows: list[_Row] = []
        self._open_cells: list[list[str]] = []
        #: Open tables, by whether they only draw a frame around the text of a cell.
        self._frames: list[bool] = []
        self._sight = Sight()

    def enter(self, node: LexborNode, attributes: _Attributes) -> None:
        tag = node.tag or ""
        if node.is_text_node:
            self._add(node.text_content or "")
            return
        self._look(node, tag, attributes)
        if tag == "table":
            self._frames.append(bool(self._open_cells) and _is_frame(node))
        elif tag == "br":
            self._add(" ")
        elif tag in _FILLED_IN:
            self._add(_filled_in(node, tag))
        elif self._in_frame:
            return
        elif tag == "tr":
            row = _Row()
            self.rows.append(row)
            self._open_rows.append(row)
        elif tag in _CELLS and self._open_rows:
            cell: list[str] = []
            self._open_rows[-1].cells.append(cell)
            self._open_cells.append(cell)

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._sight.leave()
        if tag == "table":
            self._frames.pop()
        elif self._in_frame:
            return
        elif tag == "tr":
            self._open_rows.pop()
        elif tag in _CELLS and self._open_cells:
            self._open_cells.pop()

    def _look(self, node: LexborNode, tag: str, attributes: _Attributes) -> None:
        fades = "opacity" in (attributes.get("style") or "").lower()
        holds_table = fades and node.css_first("table") is not None
        self._sight.enter(tag, attributes, holds_table=holds_table)

    @property
    def _in_frame(self) -> bool:
        return bool(self._frames) and self._frames[-1]

    def _add(self, text: str) -> None:
        if self._open_cells and self._sight.is_clear:
            self._open_cells[-1].append(text)
