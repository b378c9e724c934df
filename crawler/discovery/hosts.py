"""Which hosts belong to the portal whose home page is known."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.guard import RefusedError, host_of, literal_address

#: Labels in front of a host that name no site of their own.
_PLAIN = "www."
#: Hosts below the portal's own that are let in.
_MOST = 8


class SiteHosts:
    """The host of a home page, the same with and without ``www.``, and hosts below it.

    A host below (``zwgk.`` of ``www.shuyang.gov.cn``) is let in by a link that promises a
    column, since most of them are portals of their own. Iterating gives the hosts let in.
    """

    def __init__(self, host: str) -> None:
        home = host_of(host)
        self._domain = "" if literal_address(home) else home.removeprefix(_PLAIN)
        self._hosts = {home: None}
        if self._domain and "." in self._domain:
            self._hosts |= {self._domain: None, _PLAIN + self._domain: None}

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._hosts))

    def __contains__(self, host: object) -> bool:
        return host in self._hosts

    def admit(self, host: str, *, is_strong: bool) -> bool:
        """Tell whether a host may be asked; ``is_strong`` lets in one below the portal's own."""
        try:
            name = host_of(host)
        except RefusedError:
            return False
        if name in self._hosts:
            return True
        below = bool(self._domain) and name.endswith(f".{self._domain}")
        if is_strong and below and len(self._hosts) < _MOST:
            self._hosts[name] = None
            return True
        return False
