"""Names to addresses, with the guard behind: a name that points inside is not connected to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.guard import Guard, RefusedError, host_of


class AddressRefusedError(DNSLookupError):
    """The guard refuses the address that a name resolved to."""


class GuardedResolver(CachingThreadedResolver):
    """IPv4 resolver of a crawl: given names first, then the system, then the guard.

    ``given`` maps host names to addresses (``GONGKAI_RESOLVE``); the simulation serves its
    portals on loopback that way.
    """

    def __init__(
        self, reactor: Any, cache_size: int, timeout: float, guard: Guard, given: Mapping[str, str]
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._guard = guard
        self._given = {host_of(name): address for name, address in given.items()}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Build from the settings; Scrapy hands in its process, which has settings too."""
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            Guard(settings.getlist("GONGKAI_ALLOW_HOSTS")),
            settings.getdict("GONGKAI_RESOLVE"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> defer.Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve ``name``; fails with :class:`AddressRefusedError` where the guard refuses."""
        host = host_of(name)
        found: defer.Deferred[str] = (
            defer.succeed(self._given[host])
            if host in self._given
            else super().getHostByName(name, timeout)
        )
        return found.addCallback(self._checked, host)

    def _checked(self, address: str, host: str) -> str:
        try:
            self._guard.check_address(host, address)
        except RefusedError as error:
            raise AddressRefusedError(str(error)) from None
        return address
