"""Site maps for machines: ``sitemap.xml``, indexes of them, lists of addresses as text.

https://www.sitemaps.org/protocol.html; torn and malformed ones give what they still hold.
"""

from __future__ import annotations

import gzip
import html
import io
import re
from dataclasses import dataclass
from typing import Final

_LOC: Final = re.compile(
    r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</", re.IGNORECASE
)
_INDEX: Final = re.compile(r"<(?:\w+:)?sitemapindex[\s>]", re.IGNORECASE)
_URLSET: Final = re.compile(r"<(?:\w+:)?urlset[\s>]", re.IGNORECASE)
_LINE: Final = re.compile(r"^\s*(https?://\S+)\s*$", re.MULTILINE)
_GZIP: Final = b"\x1f\x8b"
#: The protocol allows 50 MB; what unpacks to more is cut there.
_LARGEST: Final = 50 * 1024 * 1024
_MOST: Final = 50_000


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Addresses of pages, and of further site maps."""

    pages: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


def read_sitemap(body: bytes) -> SiteMap | None:
    """Read a site map; None where the body is none (a page, an error)."""
    text = _unpacked(body).decode("utf-8", errors="replace")
    is_index = _INDEX.search(text) is not None
    if is_index or _URLSET.search(text):
        found = dict.fromkeys(html.unescape(match[1]) for match in _LOC.finditer(text))
        addresses = tuple(found)[:_MOST]
        return SiteMap(maps=addresses) if is_index else SiteMap(pages=addresses)
    if "<" not in text and (lines := _LINE.findall(text)):
        return SiteMap(pages=tuple(dict.fromkeys(lines))[:_MOST])
    return None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body[:_LARGEST]
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
        pieces: list[bytes] = []
        try:
            while sum(map(len, pieces)) < _LARGEST and (piece := packed.read(1 << 16)):
                pieces.append(piece)
        except (OSError, EOFError):
            pass  # cut short: what came before counts
    return b"".join(pieces)
