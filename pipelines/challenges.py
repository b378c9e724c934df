"""A page that is a script and nothing to read: what a portal shows a crawler in a page's place.

Such an answer comes with status 200. It is recorded as what it is and never solved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import lxml.etree
import lxml.html

from pipelines.documents.decoding import decode
from pipelines.documents.errors import DocumentError

#: A page with more to read than this says something by itself. Characters without white space.
_SAYS_NOTHING: Final = 60
#: No challenge is longer; a longer page of scripts is a program that shows something. Bytes.
_LONGEST: Final = 512 * 1024
_UNSEEN: Final = frozenset({"script", "style", "title", "noscript"})
#: Elements that show something although they hold no text.
_SHOWING: Final = ("iframe", "frame", "embed", "object", "img", "table")
#: A page that only leads to an address which it prints; what a challenge leads to is computed.
_LEADS_ON: Final = re.compile(
    r"\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*[\"'][^\"'\s]+[\"']"
)
_XML_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


def is_challenge(body: bytes, content_type: str | None) -> bool:
    """Tell whether a page shows nothing and runs a script that leads nowhere by itself."""
    if not body or len(body) > _LONGEST:
        return False
    try:
        root = _parse(decode(body, content_type)[0])
    except DocumentError:
        return False
    return root is not None and is_script_only(root) and not _leads_on(root)


def is_script_only(root: lxml.html.HtmlElement) -> bool:
    """Tell whether a page is a script and nothing to read; where it leads was looked for before."""
    if root.find(".//script") is None or any(
        root.find(f".//{tag}") is not None for tag in _SHOWING
    ):
        return False
    return len("".join("".join(_visible(root)).split())) <= _SAYS_NOTHING


def _leads_on(root: lxml.html.HtmlElement) -> bool:
    if any((meta.get("http-equiv") or "").lower() == "refresh" for meta in root.iter("meta")):
        return True
    return any(_LEADS_ON.search(script.text or "") for script in root.iter("script"))


def _parse(text: str) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(_XML_DECLARATION.sub("", text.replace("\x00", "")))
    except (lxml.etree.ParserError, ValueError):
        return None


def _visible(root: lxml.html.HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN:
            yield element.text or ""
        yield element.tail or ""
