r"""Ids: hashes that name an agency and a report, the same wherever and whenever they are made.

Every id is the first 16 hex digits of the SHA-256 of a UTF-8 text; ``NAME`` is NFKC without
white space, ``ADDRESS`` the canonical address, of a bare file the SHA-256 of its payload:

=============  =======================================================================
agency_key     ``NAME \n region_code``, for a body of a zone ``\n zone`` behind it;
               with no name or no region ``\n ADDRESS``
report_id      ``agency_key \n year``; with no year ``agency_key \n 0 \n ADDRESS``; reports
               told apart by nothing else ``\n ordinal`` behind it
agency_id      as agency_key, over the name without the names of its division at the front,
               and the last code of the division's lineage
=============  =======================================================================
"""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from pipelines.identity.gazetteer import Gazetteer
from pipelines.model import Capture
from pipelines.reference import Division, Divisions, comparable, plain

_DIGITS: Final = 16
_PORTS: Final = {"http": 80, "https": 443}


def short_hash(*lines: str) -> str:
    """Hash lines joined by a line feed."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]


def canonical_address(url: str) -> str:
    """Return an address in one spelling: scheme and host small, no default port or fragment."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    if port is not None and port != _PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def address_of(capture: Capture, saved_from: str | None) -> str:
    """Canonical address of a capture or of the page a file was saved from, else its payload."""
    url = capture.url or saved_from
    return canonical_address(url) if url else capture.payload_sha256


def agency_key(name: str | None, code: str | None, zone: str | None, address: str) -> str:
    """Key of a body in the year of the report."""
    if not name or code is None:
        return short_hash("", address)
    return short_hash(plain(name), code, *([zone] if zone else []))


def report_id(key: str, year: int, address: str, ordinal: int | None) -> str:
    """Id of a report; ``year`` 0 where it is not resolved."""
    lines = [key, str(year)] if year else [key, "0", address]
    return short_hash(*lines, *([str(ordinal)] if ordinal is not None else []))


class Lineage:
    """Names of bodies without the names of their divisions, over all years."""

    def __init__(self, divisions: Divisions, gazetteer: Gazetteer) -> None:
        self._divisions = divisions
        self._gazetteer = gazetteer
        self._patterns: dict[tuple[Division, ...], re.Pattern[str]] = {}

    def agency_id(self, name: str, code: str, division: Division | None, zone: str | None) -> str:
        """Id of a body that outlives the renaming and recoding of its division.

        A division that was merged or divided keeps the last code it had of its own.
        """
        text = comparable(name)
        if division is not None:
            kin = self._divisions.lineage(division)
            text = self._pattern(kin).sub("", text, count=1) or text
            code = kin[-1].code
        return agency_key(text, code, zone, "")

    def _pattern(self, kin: tuple[Division, ...]) -> re.Pattern[str]:
        """Match the division's names at the front, with names of its parents before them."""
        if kin not in self._patterns:
            parents = {p for row in kin for p in self._divisions.ancestors(row)}
            above = self._either({n for p in parents for n in self._gazetteer.full_names(p)})
            own = self._either({n for row in kin for n in self._gazetteer.full_names(row)})
            self._patterns[kin] = re.compile(f"^(?:{above})*(?:{own})")
        return self._patterns[kin]

    @staticmethod
    def _either(names: set[str]) -> str:
        ordered = sorted(names, key=lambda name: (-len(name), name))
        return "|".join(map(re.escape, ordered)) or "(?!)"
