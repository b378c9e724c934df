"""What an answer is before it is read: its status may say it all."""

from __future__ import annotations

from typing import Final

from pipelines.model import Capture
from pipelines.reference import Reference

_GONE: Final = frozenset({404, 410})
#: Answers with which a server turns a crawler away (families.md): recorded, never evaded.
_BLOCKED: Final = frozenset({401, 403, 412, 429, 521})
_GOOD: Final = frozenset({200, 203, 206})
#: The class of a status that leads elsewhere.
_REDIRECTS: Final = 3
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
    """Return the role that the status alone decides, null for an answer to be read."""
    if capture.refused is not None:
        return capture.refused
    status = capture.http_status
    if status is None or status in _GOOD:
        return None
    if status in _GONE:
        return "gone"
    if status in _BLOCKED:
        return "blocked"
    return _redirected(capture, reference) if status // 100 == _REDIRECTS else "unreadable"


def _redirected(capture: Capture, reference: Reference) -> str:
    if capture.location is not None and capture.location == capture.url:
        return "challenge"  # back to itself with a cookie, which we do not keep
    return "gone" if _leads_home(capture, reference) else "no_report"


def _leads_home(capture: Capture, reference: Reference) -> bool:
    """Whether a redirect leads to the home page of the portal, which says the page is gone."""
    target = (capture.location or "").split("?", 1)[0].rstrip("/")
    if not target or capture.url is None:
        return False
    scheme, _, rest = capture.url.partition("://")
    portal = reference.portals.get(capture.context.portal or "")
    homes = {f"{scheme}://{rest.split('/', 1)[0]}"}
    if portal is not None and portal.homepage:
        homes.add(portal.homepage.rstrip("/"))
    return target in homes or f"{target}/index.html" in homes
