"""Which portals need a browser, and whether this machine has what that takes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, Final

from pipelines.errors import UserError
from pipelines.reference import Portal

#: Setting of a portal, and the one value that it knows.
SETTING: Final = "browser"
YES: Final = "yes"

_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
#: Nothing listens there: what slips past the interception reaches nobody.
_NOWHERE: Final = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}
_ARGUMENTS: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
)
#: Pages that are shown at a time.
_PAGES: Final = 2


def needs_browser(portal: Portal) -> bool:
    """Tell whether the row of a portal switches the browser on.

    Raises :class:`UserError` for another value than yes.
    """
    value = portal.settings.get(SETTING)
    if value not in {None, YES}:
        raise UserError(
            f"portals.csv: {portal.key}: {SETTING}={value} is not known; there is {SETTING}={YES}"
        )
    return value == YES


def find_chromium() -> str | None:
    """Return the path of the system's Chromium."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def missing() -> str | None:
    """Return what this machine lacks for pages that need a browser, null where it is all there."""
    if find_spec("scrapy_playwright") is None:
        return "it needs a browser (browser=yes); install gongkai[browser]"
    if find_chromium() is None:
        return "it needs a browser (browser=yes); install Chromium (Debian: chromium)"
    return None


def browser_settings(portals: Iterable[Portal]) -> dict[str, Any]:
    """Return the Scrapy settings for these portals; none where no portal needs a browser."""
    keys = sorted(portal.key for portal in portals if needs_browser(portal))
    if not keys:
        return {}
    return {
        "GONGKAI_BROWSER": keys,
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": _PAGES,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": find_chromium(),
            # Chromium's sandbox does not run as root.
            "chromium_sandbox": os.geteuid() != 0,
            "proxy": _NOWHERE,
            "args": list(_ARGUMENTS),
        },
    }
