"""What scripts and attributes of a page name: ``name: 'value'`` in any of its spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VALUE = r"[\"']?\s*[:=]\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))"


def values_of(text: str, names: Iterable[str]) -> dict[str, str]:
    """Return the values that a text gives to names, the first that is not empty of each.

    Spellings are ``name: 'value'``, ``"name": 1`` and ``name = "value"``, in any case.
    """
    values: dict[str, str] = {}
    for name in names:
        named = re.compile(rf"(?<![\w-])[\"']?{re.escape(name)}{_VALUE}", re.IGNORECASE)
        for found in named.finditer(text):
            value = found[1] or found[2] or found[3] or ""
            # ``siteId: siteId`` hands on what another line has set.
            if value and value != name:
                values[name] = value
                break
    return values
