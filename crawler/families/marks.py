"""How a family is known by a page: what its pages carry, and how much each mark weighs.

A mark is a shape of address or a piece of markup. The address of the page itself says most, a
link to the same host less, a link to another portal nothing: pages link to each other's reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

#: Gives what was found on a page and how much it weighs, nothing where nothing was found.
Fingerprint = Callable[[str, str], Mapping[str, int]]

#: What a page must weigh to be taken for one of a family: one mark that only it carries, or
#: two that others carry as well (the name of a script says little).
ENOUGH = 2
#: What the shape of a page's own address weighs more than that of a link.
_OWN = 2
_LINK = re.compile(r"href\s*=\s*\\?([\"'])([^\"'<>]*)\\?\1", re.IGNORECASE)
#: Links of a page that are looked at.
_MOST_LINKS = 3000


def fingerprint(addresses: Mapping[str, int], markup: Mapping[str, int]) -> Fingerprint:
    """Return a fingerprint of shapes of addresses and of texts that stand in the markup.

    Both map a regular expression to a weight. An address weighs as given where a link leads to
    it, and two more where it is that of the page. Case is ignored.
    """
    shapes = [(re.compile(shape, re.IGNORECASE), weight) for shape, weight in addresses.items()]
    pieces = [(re.compile(piece, re.IGNORECASE), weight) for piece, weight in markup.items()]

    def found(text: str, url: str) -> Mapping[str, int]:
        evidence: dict[str, int] = {}
        links = own_links(text, url) if shapes else ()
        for shape, weight in shapes:
            if own := shape.search(url):
                evidence[own[0]] = weight + _OWN
                continue
            linked = next((match for link in links if (match := shape.search(link))), None)
            if linked:
                evidence[linked[0]] = weight
        for piece, weight in pieces:
            if printed := piece.search(text):
                evidence[printed[0]] = weight
        return evidence

    return found


@lru_cache(maxsize=1)
def own_links(text: str, url: str) -> tuple[str, ...]:
    """Return where the links of a text lead that stay on the host of ``url``.

    Every family looks at the same ones. Links count wherever they are written, also in scripts and records.
    """
    here = host_of(url)
    found: list[str] = []
    for link in islice(_LINK.finditer(text), _MOST_LINKS):
        try:
            address = urljoin(url, unescape(link[2]).strip())
        except ValueError:
            continue
        if host_of(address) == here:
            found.append(address)
    return tuple(found)


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without ``www.``; an empty text for none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
