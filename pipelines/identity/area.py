"""The areas that a report may belong to, other than by the name of its body.

In the order of the contract: the registry row of the portal, the credit code, ``SiteIDCode``,
the host. The first valid one decides. A code of the page (credit code, ``SiteIDCode``) must
itself have been in use, since such codes go stale. The registry says which division a portal
serves today, so its code stands for the same division under its code of the reporting year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.identity.gazetteer import Times
from pipelines.model import Capture, Document
from pipelines.reference import CENTRAL, Division, Divisions, Reference, comparable, host_of

_SITE_ID: Final = re.compile(r"(\d{6})\d{4}|(bm)\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its division as in the reporting year, null for the centre, and its source."""

    source: str
    division: Division | None

    @property
    def code(self) -> str:
        """Its code; 100000 for the centre."""
        return self.division.code if self.division is not None else CENTRAL

    def holds(self, row: Division, divisions: Divisions, year: int) -> bool:
        """Whether a division is this area or lies in it, under its own code or that year's."""
        if self.division is None or row.is_within(self.code):
            return True
        then = divisions.translate(row, year)
        return then is not None and then.is_within(self.code)


def find_area(
    document: Document,
    capture: Capture,
    credit_code: str | None,
    times: Times,
    reference: Reference,
) -> Area | None:
    """Return the first valid area, or null where nothing but a name can tell."""
    divisions = reference.divisions
    for source, code, registered in _claims(document, capture, credit_code, reference):
        if code == CENTRAL:
            return Area(source, None)
        rows = times.select(divisions.named(code))
        if not rows and registered:
            rows = tuple(divisions.named(code)[-1:])
        for row in reversed(rows):
            then = divisions.translate(row, times.year)
            if then is not None or times.select([row]):
                return Area(source, then or row)
    return None


def _claims(
    document: Document, capture: Capture, credit_code: str | None, reference: Reference
) -> Iterator[tuple[str, str, bool]]:
    """Source, code, and whether the registry says so."""
    portal = reference.portals.get(capture.context.portal)
    if portal is not None:
        yield "registry", portal.division_code, True
    elif capture.context.division_code:
        yield "registry", capture.context.division_code, True
    if credit_code is not None:
        yield "credit_code", credit_code[2:8], False
    if site := _SITE_ID.fullmatch(comparable(document.metadata.get("SiteIDCode", ""))):
        yield "site_id_code", site[1] or CENTRAL, False
    host = reference.portals.of_host(host_of(capture.url or document.saved_from))
    if host is not None:
        yield "host", host.division_code, True
