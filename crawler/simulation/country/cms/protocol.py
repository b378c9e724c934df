"""What a CMS of the country is: the values it is given, and those it gives back.

The server asks in this order: robots.txt, refusals and traps are its own; an address that
``item_path`` gives for a page posted by that day goes to ``item_page`` (404, or a redirect home,
once the page is gone); all else goes to ``answer``. Validators, compression and faults are added
by the server. A CMS keeps no state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from crawler.simulation.country.model import Column, PortalPlan, Posted, Shown


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks.

    ``path`` as it went over the wire, without query and session id; ``query`` raw; ``body`` of a
    POST as text; ``headers`` by lower-case name; ``origin`` as the client addressed it, such as
    ``http://host:8080``: what absolute links start with.
    """

    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def values(self) -> dict[str, str]:
        """Return the values of the query, and of a posted form over them."""
        form = self.body if self.method == "POST" and self.body[:1] not in "{[" else ""
        return dict(parse_qsl(f"{self.query}&{form}", keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; text is encoded by the server in the charset of the portal.

    ``headers`` besides Content-Type, Content-Length and the validators.
    """

    body: str | bytes
    content_type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Cms(Protocol):
    """One kind of site."""

    @property
    def key(self) -> str:
        """Name of this kind of site in the country, such as ``ucap-json``."""

    @property
    def family(self) -> str:
        """The family that the registry should name, such as ``ucap``."""

    def column_path(self, portal: PortalPlan, column: Column) -> str:
        """Return path and query of a column, as the menu links it."""

    def item_path(self, portal: PortalPlan, posted: Posted) -> str:
        """Return path and query of a page; the same on every day."""

    def item_page(self, portal: PortalPlan, shown: Shown, asked: Request) -> Reply:
        """Return a page as it is on the day."""

    def answer(self, portal: PortalPlan, day: int, asked: Request) -> Reply | None:
        """Answer everything else: home page, channels, lists, services; None for a 404."""
