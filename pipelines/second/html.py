"""Rows of an HTML page by lexbor (selectolax), which builds the tree as browsers do.

The first reading uses libxml2. The walk has no recursion: pages may nest without end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.second.order import PrintedRow

_UNREAD = frozenset(
    {"script", "style", "template", "noscript", "head", "select", "textarea", "button", "iframe"}
    | {"svg", "math", "title"}
)
_CELLS = frozenset({"td", "th"})
_SHOWN_INPUTS = frozenset({"", "text", "number"})
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


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)


def rows_of_html(text: str) -> list[PrintedRow]:
    """Return every row of every table, in document order; none of a page beyond all measure."""
    root = None if _is_too_deep(text) else LexborHTMLParser(text).root
    if root is None:
        return []
    walk = _Walk()
    for count, (node, leaving) in enumerate(_events(root)):
        if count > 2 * MAX_NODES:
            return []
        if leaving:
            walk.leave(node)
        else:
            walk.enter(node)
    return [PrintedRow(tuple("".join(text) for text in row.cells)) for row in walk.rows]


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each printed node when it begins and when it ends."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            yield node, True
            continue
        if node.is_text_node:
            yield node, False
            continue
        if _is_unread(node):
            continue
        yield node, False
        stack.append((node, True))
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


def _is_unread(node: LexborNode) -> bool:
    if node.is_comment_node or node.tag in _UNREAD:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


class _Walk:
    """The rows met so far, and the cells that are open: those of a nested table the innermost."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self._open_rows: list[_Row] = []
        self._open_cells: list[list[str]] = []
        #: Open tables, by whether they only draw a frame around the text of a cell.
        self._frames: list[bool] = []

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if node.is_text_node:
            self._add(node.text_content or "")
        elif tag == "table":
            self._frames.append(bool(self._open_cells) and _is_frame(node))
        elif tag == "br":
            self._add(" ")
        elif tag == "input" and (node.attributes.get("type") or "").lower() in _SHOWN_INPUTS:
            self._add(node.attributes.get("value") or "")
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
        if tag == "table":
            self._frames.pop()
        elif self._in_frame:
            return
        elif tag == "tr":
            self._open_rows.pop()
        elif tag in _CELLS and self._open_cells:
            self._open_cells.pop()

    @property
    def _in_frame(self) -> bool:
        return bool(self._frames) and self._frames[-1]

    def _add(self, text: str) -> None:
        if self._open_cells:
            self._open_cells[-1].append(text)
