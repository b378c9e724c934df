"""Everything on a page that leads somewhere: links, areas of pictures, options, frames, scripts.

Lists need only ``<a>``; menus are also drop-downs, picture maps and text that a script writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from crawler.families.page import absolute, base_of, links_in_scripts, squeeze

_OPENED: Final = re.compile(
    r"(?:location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()|window\.open\s*\()"
    r"\s*[\"']([^\"']+)[\"']"
)
#: What looks like an address in the text of a script: a path with a folder, or a page.
_IN_SCRIPT: Final = re.compile(
    r"[\"']((?:https?://[^\"'\s<>]+|/)[\w./?&=%-]{3,160}(?:/|\.s?html?|\.jspx?|\.aspx?|\.do))[\"']"
)
_ADDRESS: Final = re.compile(r"^(?:https?:/)?/|^\.{0,2}/|\.(?:s?html?|jspx?|aspx?|php)(?:\?|$)")
#: Anchors of one page that are looked at.
_MOST: Final = 3000
_LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Anchor:
    """One way onward: address and text; ``is_frame`` where it stands inside the page."""

    url: str
    text: str
    is_frame: bool = False


def anchors(root: HtmlElement, url: str) -> tuple[Anchor, ...]:
    """Return the ways onward of a page in printed order, each address and text once."""
    base = base_of(root, url)
    found: dict[Anchor, None] = {}
    for anchor in _all(root, base, url):
        found.setdefault(anchor)
        if len(found) >= _MOST:
            break
    return tuple(found)


def _all(root: HtmlElement, base: str, url: str) -> Iterator[Anchor]:
    for element in root.iter("a", "area", "option", "iframe", "frame", "li", "div", "span", "td"):
        yield from _of(element, base)
    for link in links_in_scripts(root, url):
        yield Anchor(link.url, link.title)
    for script in root.iter("script"):
        for match in _IN_SCRIPT.finditer(script.text or ""):
            if address := absolute(base, match[1]):
                yield Anchor(address, "")


def _of(element: HtmlElement, base: str) -> Iterator[Anchor]:
    match element.tag:
        case "iframe" | "frame":
            if address := absolute(base, element.get("src") or ""):
                yield Anchor(address, "", is_frame=True)
            return
        case "option":
            value = (element.get("value") or "").strip()
            if _ADDRESS.search(value) and (address := absolute(base, value)):
                yield Anchor(address, _text(element))
            return
        case "a" | "area":
            href = (element.get("href") or "").strip()
            if address := absolute(base, href):
                yield Anchor(address, _text(element))
                return
            opened = _OPENED.search(href) or _OPENED.search(element.get("onclick") or "")
        case _:
            opened = _OPENED.search(element.get("onclick") or "")
    if opened and (address := absolute(base, opened[1])):
        yield Anchor(address, _text(element))


def _text(element: HtmlElement) -> str:
    """Return what an element says: its text, or what its title or its picture says instead."""
    said = squeeze(element.text_content())
    if not said or said.endswith(("…", "...")):
        picture = element.find(".//img")
        named = (element.get("title"), element.get("alt"), _picture_text(picture))
        said = next((squeeze(text) for text in named if text and text.strip()), said)
    return said[:_LONGEST_TEXT]


def _picture_text(picture: HtmlElement | None) -> str:
    """Return what a picture says it shows."""
    return "" if picture is None else picture.get("alt") or picture.get("title") or ""
