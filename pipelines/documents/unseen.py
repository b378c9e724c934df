"""What has its place on the page and is not seen there, taken out of the tree.

``display: none`` takes an element off the page (``tree.is_hidden``); ``visibility: hidden``,
``font-size: 0`` and ``opacity: 0`` leave it in its place and print nothing. A cell stays a cell
of its row, and its digits are none. Only what an element says of itself is looked at, as for
``display: none``; what a browser inherits is inherited. Where a style sheet may show a figure again
it is neither read nor taken out: a sign behind it makes it one that cannot be read.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from lxml import etree

from pipelines.documents import tree

_ZERO = r"\+?(?:0+(?:\.0*)?|\.0+)"
#: What a page that hides nothing in these ways does not hold. It is looked for in whole pages: a
#: pattern that begins with its colon is found in a tenth of the time.
_HIDES = re.compile(
    r":(?:(?<=visibility:)|(?<=font-size:)|(?<=opacity:)|(?<=\s:))\s*"
    rf"(?:hidden|collapse|{_ZERO}(?![\d.]))",
    re.IGNORECASE,
)
_DECLARATION = re.compile(
    r"(?:^|;)\s*(visibility|font-size|font|opacity)\s*:\s*([^;!]*)", re.IGNORECASE
)
_NOTHING = re.compile(rf"{_ZERO}(?:%|[a-z]+)?")
#: A size that is a share of the one around it, and so nothing where that is nothing.
_RELATIVE = re.compile(r"[+\d.]+(?:em|ex|ch|%)|larger|smaller|inherit|unset")
_CELLS = frozenset({"td", "th"})
#: What makes room for others when it leaves the page: these keep their place.
_PLACES = frozenset({"tr", "tbody", "thead", "tfoot", *_CELLS})
_CONTROLS = frozenset({"input", "select", "textarea", "button"})

#: Stands behind a figure that may be seen or not: no part of a number.
_DOUBT = "\ufffc"

#: Whose size of nothing holds: that of a container is often there against the gaps between its
#: children, whose own size stands in a style sheet.
_Size = Literal["container", "inline"] | None


class _Sight(NamedTuple):
    """What an element inherits, and whether it stands in a cell."""

    visible: bool = True
    size: _Size = None
    opaque: bool = True
    in_cell: bool = False
    says_size: bool = False

    @property
    def is_clear(self) -> bool:
        return self.visible and self.size is None and self.opaque

    @property
    def is_doubtful(self) -> bool:
        """Whether only a rule for its tag (``td p``) can show the text of an element."""
        is_sized = self.size == "container" and not self.says_size
        return is_sized and self.visible and self.opaque


class _Unseen(NamedTuple):
    """The text in an element, or behind it, that is not seen."""

    element: etree._Element
    place: Literal["text", "tail"]
    is_doubtful: bool

    @property
    def is_doubtful_figure(self) -> bool:
        text = getattr(self.element, self.place) or ""
        return self.is_doubtful and any(map(str.isdigit, text))


def take_out(root: etree._Element, source: str) -> None:
    """Take out the text that is not seen; ``source`` is the page that ``root`` was parsed from.

    An element with nothing in it that is seen becomes ``hidden``, where it is no part of a table:
    then it can still be read where a page shows nothing else.
    """
    if not _HIDES.search(source):
        return
    sights = [_Sight()]
    hidden: etree._Element | None = None
    blank: list[_Unseen] = []
    is_whole = True
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            sights.append(_sight(element, sights[-1]))
            if sights[-1].is_clear:
                is_whole = False
                continue
            if hidden is None:
                hidden, is_whole, blank = element, True, []
            blank.append(_Unseen(element, "text", sights[-1].is_doubtful))
            continue
        sights.pop()
        if element is hidden:
            _blank(hidden, blank, is_whole=is_whole)
            hidden = None
        elif not sights[-1].is_clear:
            blank.append(_Unseen(element, "tail", sights[-1].is_doubtful))


def _blank(element: etree._Element, blank: list[_Unseen], *, is_whole: bool) -> None:
    is_doubted = any(unseen.is_doubtful_figure for unseen in blank)
    if is_whole and not is_doubted and tree.name_of(element) not in _PLACES:
        element.set("hidden", "")
        return
    for unseen in blank:
        is_kept = unseen.is_doubtful_figure
        text = getattr(unseen.element, unseen.place)
        setattr(unseen.element, unseen.place, text + _DOUBT if is_kept else None)
        if unseen.place == "text":
            unseen.element.attrib.pop("value", None)


def _sight(element: etree._Element, above: _Sight) -> _Sight:
    tag = tree.name_of(element)
    if tag in {"html", "body"}:
        # Some pages hide themselves whole until a script has run.
        return above
    in_cell = tag in _CELLS or (above.in_cell and tag != "table")
    style = element.get("style")
    if above.is_clear and not (style and _HIDES.search(style)):
        return above if in_cell == above.in_cell else above._replace(in_cell=in_cell)
    said = _declarations(style) if style else {}
    visible, size, opaque = above.visible, above.size, above.opaque
    if "visibility" in said:
        visible = _is_visible(said["visibility"], above=visible)
    if size is not None and _has_own_size(element, tag, said, size):
        size = None
    is_inline = tag not in tree.BLOCKS
    if _NOTHING.fullmatch(said.get("font-size", "")) and (in_cell or is_inline):
        size = "inline" if is_inline else "container"
    if _NOTHING.fullmatch(said.get("opacity", "")) and in_cell:
        # Scripts let whole parts of a page appear so, when it is scrolled.
        opaque = opaque and next(element.iter("table"), None) is not None
    return _Sight(visible, size, opaque, in_cell, "font-size" in said or "font" in said)


def _declarations(style: str) -> dict[str, str]:
    found = _DECLARATION.findall(style)
    return {name.lower(): value.strip().lower() for name, value in found}


def _is_visible(value: str, *, above: bool) -> bool:
    if value in {"hidden", "collapse"}:
        return False
    return above if value in {"inherit", "unset"} else True


def _has_own_size(element: etree._Element, tag: str, said: dict[str, str], size: _Size) -> bool:
    """Whether an element in one of no size has a size again."""
    if "font-size" in said or "font" in said:
        own = said.get("font-size", said.get("font", ""))
        return not (_RELATIVE.fullmatch(own) or _NOTHING.fullmatch(own))
    if tag == "table" or tag in _CONTROLS or (tag == "font" and element.get("size")):
        return True
    return size == "container" and (element.get("class") or element.get("id")) is not None
