"""Text of a page to one element tree of bounded depth, with what the parser would not say.

libxml2 stops at a depth of 256 elements (2048 with ``huge_tree``) and drops the rest of the page
without an exception; thousands of attributes on one element take it minutes. Such a page is read
a second time as a stream of tags, which has no such limit, and rebuilt with the elements that are
too deep taken out and their text kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

#: Elements whose content is never text on the page.
UNREAD = frozenset(
    {"script", "style", "template", "noscript", "head", "select", "option", "textarea", "button"}
    | {"title", "iframe", "noframes", "svg", "math", "audio", "video", "canvas", "map", "datalist"}
)
#: Elements that begin and end a line.
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"}
    | {"dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li"}
    | {"main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"}
    | {"tfoot", "th", "thead", "tr", "ul", "ucapcontent", "ucaptitle"}
)
_STRUCTURE = frozenset(
    {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "p", "br", "img", "a"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "li"}
)
#: Depth from which only elements that carry structure are kept, and from which none is. Both lie
#: under libxml2's own 256, so that every tree that leaves here is within it.
_LAYOUT_DEPTH = 200
_DEPTH = 250
#: What is read of an element by ``attributes_of``, and what else of some elements.
_COMMON_ATTRIBUTES = ("align", "class", "hidden", "id", "style", "ms-repeat", "v-for")
_READ_ATTRIBUTES = frozenset(
    {"alt", "colspan", "content", "data", "href", "name", "property", "rowspan", "src", "title"}
    | {"disabled", "multiple", "selected", "size", "type", "value", *_COMMON_ATTRIBUTES}
)
#: libxml2 takes time by the square of the attributes of one element.
_MOST_ATTRIBUTES = 1000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PROLOG = re.compile(r"\s*<\?xml[^>]*>")
#: What opens or closes a page or table, and what hides tags from being tags.
_MARKS = re.compile(
    r"<(?:!--|(?P<raw>script|style|textarea)\b|(?P<end>/?)(?P<tag>table|html)\b)", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TEMPLATE_ATTRIBUTES = ("hidden", "ms-repeat", "v-for")


@dataclass(frozen=True, slots=True)
class Page:
    """One parsed page.

    ``open_tables`` are the ordinals, in document order, of the tables without an end tag;
    ``is_cut`` tells that the page lacks its own end tag or, for a fragment, that of a table;
    ``is_fragment`` that it has neither html nor body of its own.
    """

    root: etree._Element | None
    open_tables: frozenset[int]
    is_cut: bool
    is_fragment: bool
    too_deep: bool


def parse(text: str) -> Page:
    """Parse a page once (twice where it is nested too deep); a page of nothing has no root."""
    source = _UNUSABLE.sub("", text.removeprefix("\ufeff"))
    source = _PROLOG.sub("", source, count=1) if source.lstrip().startswith("<?xml") else source
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    crowded = any(tag.count("=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.findall(source))
    root = None
    if not crowded and source.strip():
        root = etree.fromstring(source.encode(), parser)
    limit = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    too_deep = False
    if crowded or (root is not None and parser.error_log.filter_types(limit)):
        root, too_deep = _rebuild(source)
    open_tables, has_end = _unclosed(source)
    has_start = re.search(r"<html\b", source, re.IGNORECASE) is not None
    return Page(
        root=root,
        open_tables=open_tables,
        is_cut=not has_end if has_start else bool(open_tables),
        is_fragment=not has_start and re.search(r"<body\b", source, re.IGNORECASE) is None,
        too_deep=too_deep,
    )


def name_of(element: etree._Element) -> str:
    """Tag of an element, lower case as the parser gives it."""
    return str(element.tag)


def attributes_of(element: etree._Element) -> dict[str, str]:
    """Attributes that tell what an element is, by name; those that it has."""
    get = element.get
    return {name: value for name in _COMMON_ATTRIBUTES if (value := get(name)) is not None}


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether the page does not show the element: ``display: none``, or a template of scripts."""
    style = attributes.get("style")
    if style and _HIDDEN.search(style):
        return True
    return any(name in attributes for name in _TEMPLATE_ATTRIBUTES)


def traverse(
    root: etree._Element,
    enter: Callable[[etree._Element], bool],
    leave: Callable[[etree._Element], None],
    add: Callable[[str | None], None],
) -> None:
    """Walk over what an element holds, without recursion, however deep it is nested.

    ``enter`` says of each element below the root whether its content is read; ``leave``
    follows only where it was; ``add`` takes every piece of text in printed order.
    """
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped: etree._Element | None = None
    for event, element in walk:
        if element is root:
            if event == "start":
                add(element.text)
        elif event == "start":
            if enter(element):
                add(element.text)
            else:
                skipped = element
                walk.skip_subtree()
        else:
            if element is not skipped:
                leave(element)
            skipped = None
            add(element.tail)


def _unclosed(source: str) -> tuple[frozenset[int], bool]:
    """Ordinals of the tables that are opened and never closed, and whether ``</html>`` stands."""
    stack: list[int] = []
    count, position, has_end = 0, 0, False
    while match := _MARKS.search(source, position):
        position = match.end()
        if match["raw"]:
            end = re.compile(rf"</{match['raw']}", re.IGNORECASE).search(source, position)
            if end is None:
                break
            position = end.end()
        elif match["tag"] is None:
            end_of_comment = source.find("-->", position - 2)
            if end_of_comment < 0:
                break
            position = end_of_comment + 3
        elif match["tag"].lower() == "html":
            has_end = has_end or bool(match["end"])
        elif match["end"]:
            del stack[-1:]
        else:
            stack.append(count)
            count += 1
    return frozenset(stack), has_end


def _rebuild(source: str) -> tuple[etree._Element | None, bool]:
    """Return the tree of a page that libxml2 cannot hold, and whether it was too deep."""
    flattener = _Flattener()
    target: Any = flattener
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    root: etree._Element | None = etree.fromstring(source.encode(), parser)
    return root, flattener.is_too_deep


class _Flattener:
    """A parser target that builds a tree without the elements that are too deep."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._kept: list[str | None] = []
        self._depth = 0
        self._must_break = False
        self.is_too_deep = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._depth >= (_DEPTH if tag in _STRUCTURE else _LAYOUT_DEPTH):
            self.is_too_deep = True
            self._kept.append(None)
            self._must_break = self._must_break or tag in BLOCKS
            return
        self._break()
        # lxml refuses names that libxml2 let through (<o:p>); such elements mean nothing here.
        name = tag if tag.isalnum() and tag.isascii() else "span"
        read = {
            key: _UNUSABLE.sub("", value)
            for key, value in attributes.items()
            if key in _READ_ATTRIBUTES
        }
        self._kept.append(name)
        self._depth += 1
        self._builder.start(name, read)

    def end(self, tag: str) -> None:
        name = self._kept.pop()
        if name is None:
            self._must_break = self._must_break or tag in BLOCKS
            return
        self._depth -= 1
        self._must_break = False
        self._builder.end(name)

    def data(self, data: str) -> None:
        if data.strip():
            self._break()
        self._builder.data(_UNUSABLE.sub("", data))

    def close(self) -> etree._Element | None:
        return self._builder.close()

    def _break(self) -> None:
        """Keep the lines of blocks that were taken out apart."""
        if self._must_break and self._depth:
            self._builder.start("br", {})
            self._builder.end("br")
        self._must_break = False
