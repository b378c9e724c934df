"""Links, frames and pictures of a page, as printed."""

from __future__ import annotations

import re

from lxml import etree

from pipelines.documents.lines import tidy
from pipelines.model import Link, LinkKind

LINKING = frozenset({"a", "area", "img", "iframe", "frame", "embed", "object"})
_SOURCE = {"a": "href", "area": "href", "object": "data"}
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar|7z)(?![\w-])", re.IGNORECASE)
#: An anchor that is never closed links all that follows; its text stops here.
_LONGEST_TEXT = 200
#: Where a picture may be that a script puts in place once the page is looked at.
_PICTURE_SOURCES = ("data-original", "data-src", "src")
#: No picture of a page of text is so narrow or so low as printed. Pixels.
_TINY = 60
_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(?:px)?\s*")
#: Schemes that lead to no other document.
_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "about:", "#")


def link_of(element: etree._Element) -> Link | None:
    """Return the link that an element makes; null where it leads nowhere else.

    An attachment is known by its path or, behind a download script, by its title or text.
    Icons, by the size that the markup prints, are no links.
    """
    tag = str(element.tag)
    sources = _PICTURE_SOURCES if tag == "img" else (_SOURCE.get(tag, "src"),)
    url = next((found for name in sources if (found := (element.get(name) or "").strip())), "")
    if tag == "img" and _is_tiny(element):
        return None
    if not url or url.lower().startswith(_NOWHERE):
        return None
    title = element.get("title") or ""
    text = (_text_of(element) if tag == "a" else "") or title or element.get("alt") or ""
    return Link(url, text, _kind(tag, url, title, text))


def link_to(url: str, text: str) -> Link | None:
    """Return the link to an address that a document names itself; null where it leads nowhere."""
    if not url.strip() or url.strip().lower().startswith(_NOWHERE):
        return None
    return Link(url.strip(), text[:_LONGEST_TEXT], _kind("a", url, text))


def _is_tiny(element: etree._Element) -> bool:
    printed = (_PIXELS.fullmatch(element.get(name) or "") for name in ("width", "height"))
    return any(int(size[1]) <= _TINY for size in printed if size)


def _text_of(element: etree._Element) -> str:
    parts: list[str] = []
    for part in element.itertext():
        parts.append(part)
        if sum(map(len, parts)) > _LONGEST_TEXT:
            break
    return tidy("".join(parts))[:_LONGEST_TEXT]


def _kind(tag: str, *said: str) -> LinkKind:
    if tag == "img":
        return "picture"
    if tag not in {"a", "area"}:
        return "frame"
    return "attachment" if any(map(_ATTACHMENT.search, said)) else "page"
