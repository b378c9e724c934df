"""What the styles of a Word document make of a paragraph: heading, weight, place, list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from pipelines.documents.numbering import W

_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
#: Styles may be based on styles; a chain longer than this is a circle.
_LONGEST_CHAIN = 12
_BODY_TEXT = 9


def value_of(properties: etree._Element | None, name: str) -> str | None:
    """Return ``w:val`` of a property, null where it is not set."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found.get(f"{W}val") if found is not None else None


def is_on(properties: etree._Element | None, name: str, *, default: bool) -> bool:
    """Whether a property that is on or off is on."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    if found is None:
        return default
    return (found.get(f"{W}val") or "1") not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """One style with all that it is based on, itself first."""

    chain: tuple[etree._Element, ...] = ()

    def _values(self, own: etree._Element | None, path: str) -> list[etree._Element]:
        """Elements of this property, the paragraph's own first."""
        found = [own.find(path)] if own is not None else []
        found += [style.find(f"{W}pPr/{path}") for style in self.chain]
        return [element for element in found if element is not None]

    @property
    def bold(self) -> bool:
        """Whether its text is bold."""
        for style in self.chain:
            properties = style.find(f"{W}rPr")
            if properties is not None and properties.find(f"{W}b") is not None:
                return is_on(properties, "b", default=False)
        return False

    def centred(self, own: etree._Element | None) -> bool:
        """Whether a paragraph with these properties is centred."""
        return [element.get(f"{W}val") for element in self._values(own, f"{W}jc")][:1] == ["center"]

    def level(self, own: etree._Element | None) -> int | None:
        """Level of the heading that a paragraph is, 1 to 6; null where it is none."""
        for style in self.chain:
            match = _HEADING.fullmatch(value_of(style, "name") or "")
            if match:
                return int(match[1])
        for element in self._values(own, f"{W}outlineLvl"):
            level = element.get(f"{W}val") or ""
            if level.isdecimal() and int(level) < _BODY_TEXT:
                return min(int(level) + 1, 6)
            return None
        return None

    def numbering(self, own: etree._Element | None) -> tuple[str, int] | None:
        """List and level that a paragraph is counted in, null where it is not."""
        for element in self._values(own, f"{W}numPr"):
            number = value_of(element, "numId")
            level = value_of(element, "ilvl") or "0"
            if number is not None:
                return (number, int(level)) if level.isdecimal() and number != "0" else None
        return None


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is printed, as far as it tells whether its digits go on with those before it.

    ``is_apart``: as a mark above or below the line, or struck out. ``raised_by``: half points.
    ``is_white``: on white paper not seen at all, though nothing but the eye can tell.
    """

    is_hidden: bool = False
    is_apart: bool = False
    raised_by: str = "0"
    is_white: bool = False


class Styles:
    """The styles of paragraphs and of runs by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default: str | None = None
        for style in root.iter(f"{W}style") if root is not None else ():
            kind = style.get(f"{W}type")
            if kind not in {"paragraph", "character"}:
                continue
            name = style.get(f"{W}styleId") or ""
            self._styles[name] = style
            if kind == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self._default = name

    def of(self, properties: etree._Element | None) -> Style:
        """Return the style of a paragraph with these properties."""
        return Style(self._chain(value_of(properties, "pStyle") or self._default))

    def look(self, own: etree._Element | None, paragraph: Style) -> Look:
        """Return how a run with these properties is printed in a paragraph of this style."""
        styles = (*self._chain(value_of(own, "rStyle")), *paragraph.chain)
        levels = [own, *(style.find(f"{W}rPr") for style in styles)]

        def said(name: str) -> str | None:
            """Return the value of the first level that says anything of a property."""
            for level in levels:
                found = level.find(f"{W}{name}") if level is not None else None
                if found is not None:
                    return found.get(f"{W}val") or "1"
            return None

        struck = any((said(name) or "0") not in _OFF for name in ("strike", "dstrike"))
        return Look(
            is_hidden=(said("vanish") or "0") not in _OFF,
            is_apart=struck or said("vertAlign") in {"superscript", "subscript"},
            raised_by=said("position") or "0",
            is_white=(said("color") or "").upper() == "FFFFFF",
        )

    def _chain(self, name: str | None) -> tuple[etree._Element, ...]:
        """Return a style and those that it is based on."""
        chain: list[etree._Element] = []
        while name in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[name])
            name = value_of(chain[-1], "basedOn")
        return tuple(chain)
