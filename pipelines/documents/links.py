"""Links, frames and pictures of a page, as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.model import Link, LinkKind

LINKING = frozenset({"a", "area", "img", "iframe", "frame", "embed", "object"})
_SOURCE = {"a": "href", "area": "href", "object": "data"}
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar|7z)(?![\w-])", re.IGNORECASE)
#: Schemes that lead to no other document.
_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "about:", "#")


def link_of(tag: str, attributes: Mapping[str, str], text: str) -> Link | None:
    """Return the link that an element makes; null where it leads nowhere else.

    An attachment is known by its path or, behind a download script, by its title or text.
    """
    url = attributes.get(_SOURCE.get(tag, "src"), "").strip()
    if not url or url.lower().startswith(_NOWHERE):
        return None
    text = text or attributes.get("title", "") or attributes.get("alt", "")
    return Link(url, text, _kind(tag, url, text))


def _kind(tag: str, url: str, text: str) -> LinkKind:
    if tag == "img":
        return "picture"
    if tag not in {"a", "area"}:
        return "frame"
    return "attachment" if _ATTACHMENT.search(url) or _ATTACHMENT.search(text) else "page"
