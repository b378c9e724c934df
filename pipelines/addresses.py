"""What a link of a page leads to, in a spelling that two captures of one thing share.

A *target* is ``url:`` and an address without scheme, or ``path:`` and the place of a saved file.
A link of a page has targets, and a capture has those under which it can be reached; where one is
the same, the link leads to the capture.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urljoin, urlsplit

#: Files that carry a report or a part of it, by the end of their path.
DOCUMENT_PATH: Final = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar|7z)$", re.IGNORECASE
)
#: Links of a page that are followed.
_MOST_LINKS: Final = 500
_PORTS: Final = frozenset({None, 80, 443})
#: Separates an archive from the name of its member in the path of a saved file.
_WITHIN: Final = "!/"
_BREAKS: Final = re.compile(r"[\t\r\n]")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def targets_of_links(
    links: Iterable[str], *, url: str | None, base: str | None, path: str | None
) -> list[tuple[str, ...]]:
    """Targets of each link of a page, in order; a link that leads nowhere has none.

    ``links`` as printed. ``url`` is the address of the page, ``base`` what its ``<base>`` says,
    ``path`` the place of a page that was saved as a file.
    """
    found = []
    for number, printed in enumerate(links):
        link = _BREAKS.sub("", printed).strip()
        if number >= _MOST_LINKS:
            break
        found.append(tuple(dict.fromkeys([*_by_url(link, url, base), *_by_path(link, path)])))
    return found


def own_targets(url: str | None, path: str | None) -> tuple[str, ...]:
    """Targets under which a capture can be reached."""
    by_url = _url_target(url) if url is not None else None
    by_path = None if path is None else f"path:{path}"
    return tuple(target for target in (by_url, by_path) if target is not None)


def document_behind(url: str, base: str) -> str | None:
    """Address of the document that an address is, serves by name, or shows in a viewer.

    Null where it is none of these, or torn.
    """
    try:
        parts = urlsplit(url)
        if DOCUMENT_PATH.search(parts.path):
            return url
        for _, value in parse_qsl(parts.query):
            if DOCUMENT_PATH.search(value):
                # A viewer takes the address of the file; a download script serves it itself.
                return urljoin(base, value) if "/" in value else url
    except ValueError:
        return None
    return None


def _by_url(link: str, url: str | None, base: str | None) -> Iterator[str]:
    if url is None and not _SCHEME.match(link):
        return
    try:
        start = urljoin(url or "", (base or "").strip())
        address = urljoin(start, link)
    except ValueError:
        return
    for one in (document_behind(address, start), address):
        target = None if one is None else _url_target(one)
        if target is not None:
            yield target


def _by_path(link: str, path: str | None) -> Iterator[str]:
    """Place of a file that was saved beside a page; nothing outside the archive it lies in."""
    plain = re.split("[?#]", link, maxsplit=1)[0]
    if path is None or not plain or _SCHEME.match(link) or link.startswith("/"):
        return
    archive, within, place = path.rpartition(_WITHIN)
    for name in dict.fromkeys((unquote(plain), plain)):
        found = posixpath.normpath(posixpath.join(posixpath.dirname(place), name))
        if not found.startswith(("..", "/")) and found != ".":
            yield f"path:{archive}{within}{found}"


def _url_target(url: str) -> str | None:
    """Return the target of an http address: http and https are one, escapes have one spelling."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname if port in _PORTS else f"{parts.hostname}:{port}"
    query = f"?{_spelled(parts.query)}" if parts.query else ""
    return f"url:{host}{_spelled(parts.path or '/')}{query}"


def _spelled(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="/=&+:;,@!$'()*?")
