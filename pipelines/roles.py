"""What an answer is before it is read: its status may say it all, or that it broke off."""

from __future__ import annotations

import re
from typing import Final

from pipelines.model import Capture
from pipelines.reference import Reference

#: Answers that say a page is no longer there.
GONE: Final = frozenset({404, 410})
#: Answers with which a server turns a crawler away (families.md): recorded, never evaded.
BLOCKED: Final = frozenset({401, 403, 412, 429, 521})
_GOOD: Final = frozenset({200, 203, 206})
#: The class of a status that leads elsewhere.
_REDIRECTS: Final = 3
_DEFAULT_PAGE: Final = re.compile(r"/(?:index|default)\.s?html?$", re.IGNORECASE)
_PROGRAM: Final = re.compile(r"/(?:index|default)\.(?:jsp|aspx?|php)$", re.IGNORECASE)
#: What a server says that was asked whether a page changed.
_NOT_MODIFIED: Final = 304
#: The answer that a page is as it was.
UNCHANGED: Final = "unchanged"


def answer_of(capture: Capture, reference: Reference) -> str:
    """Return what the status says of an answer, so that equal bytes are not taken for one.

    Empty for an answer whose body is read, ``unchanged`` for 304, else the role.
    """
    if capture.refused is None and capture.http_status == _NOT_MODIFIED:
        return UNCHANGED
    return role_by_status(capture, reference) or ""


def role_by_status(capture: Capture, reference: Reference) -> str | None:
    """Return the role that the status alone decides, null for an answer to be read.

    An answer that broke off is ``unreadable``, as the crawl takes it for an error.
    """
    if capture.refused is not None:
        return capture.refused
    status = capture.http_status
    if status is None or status in _GOOD:
        # Half a page says nothing of the page, and would count as one that lost its tables.
        return "unreadable" if capture.is_cut else None
    if status in GONE:
        return "gone"
    if status in BLOCKED:
        return "blocked"
    return _redirected(capture, reference) if status // 100 == _REDIRECTS else "unreadable"


def _redirected(capture: Capture, reference: Reference) -> str:
    if capture.location is not None and capture.location == capture.url:
        return "challenge"  # back to itself with a cookie, which we do not keep
    # A redirect to the home page says that the page is gone.
    leads_home = is_home(capture.location, capture, reference)
    return "gone" if leads_home and not is_home(capture.url, capture, reference) else "no_report"


def is_home(address: str | None, capture: Capture, reference: Reference) -> bool:
    """Tell whether an address is the home page of the portal of a capture, by any of its names."""
    if not address or capture.url is None:
        return False
    portal = reference.portals.get(capture.context.portal or "")
    return is_home_of(address, capture.url, portal.homepage if portal is not None else "")


def is_home_of(address: str, url: str, homepage: str) -> bool:
    """Tell whether an address is the home page for a page at ``url``: its host's or its portal's."""
    homes = {_place(url).split("/", 1)[0]}
    if homepage:
        homes.add(_place(homepage))
    return _place(address) in homes


def _place(address: str) -> str:
    """Return an address without what home pages are written with or without."""
    rest = address.partition("://")[2].removeprefix("www.")
    # With a query such a page may show anything, as does what stands behind a #.
    rest = _PROGRAM.sub("", rest).split("?", 1)[0]
    return _DEFAULT_PAGE.sub("", rest).rstrip("/")
