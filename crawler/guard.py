"""What must not be fetched, whoever links to it.

A page may link anywhere: to other schemes, to hosts that are no part of its portal, to
addresses inside the network of the machine that crawls. Addresses are checked by what a name
resolves to, so a public name that points inside is refused as well.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from scrapy.exceptions import IgnoreRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: RFC 6052: an IPv4 address dressed as IPv6 by a translator.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

#: Dots that browsers and IDNA read as a full stop.
_DOTS = str.maketrans("。．｡", "...")


#: Host names that are kept with what they say; every request asks several times.
_NAMES = 4096


class RefusedError(IgnoreRequest):
    """This address is not to be fetched; the message is one line that says why."""


@lru_cache(maxsize=_NAMES)
def host_of(name: str) -> str:
    """Return the one spelling of a host name: NFKC, lower case, ASCII, no final dot.

    An integer, octal or shortened IPv4 address (``2130706433``, ``0177.1``) becomes dotted,
    as the system's resolver reads it. Raises :class:`RefusedError` for what is no name.
    """
    text = unicodedata.normalize("NFKC", name.strip()).translate(_DOTS).lower().rstrip(".")
    text = text.removeprefix("[").removesuffix("]")
    if literal := literal_address(text):
        return str(literal)
    try:
        return text.encode("idna").decode("ascii") if text else ""
    except UnicodeError:
        raise RefusedError(f"{name}: this is no host name") from None


@lru_cache(maxsize=_NAMES)
def literal_address(host: str) -> Address | None:
    """Return the address that a host spells out in any notation, or None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError, ValueError):
        return None


def innermost(address: Address) -> Address:
    """Return the IPv4 address inside a mapped, 6to4, Teredo or NAT64 one, else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Tell whether an address is reachable from everywhere and names one host."""
    inner = innermost(address)
    return inner.is_global and not inner.is_multicast


class Guard:
    """Decides about addresses; ``allow`` lets in hosts or addresses that are not public."""

    def __init__(self, allow: Iterable[str] = (), *, max_url_length: int = 2000) -> None:
        self._allow = frozenset(host_of(name) for name in allow)
        self._max_url_length = max_url_length

    def check_url(self, url: str, hosts: Iterable[str]) -> str:
        """Return the host of ``url``, which must be one of ``hosts``.

        A host of the registry may carry a port (``127.0.0.1:8080``), then only that port is
        meant. Raises :class:`RefusedError`.
        """
        if len(url) > self._max_url_length:
            raise RefusedError(f"{url[:80]}...: longer than {self._max_url_length} characters")
        parts = _split(url)
        if parts.scheme not in {"http", "https"}:
            raise RefusedError(f"{url[:200]}: only http and https are fetched")
        if "@" in parts.netloc:
            raise RefusedError(f"{parts.scheme}://...@{parts.hostname}: credentials in an address")
        host = host_of(parts.hostname or "")
        if host not in hosts and f"{host}:{parts.port}" not in hosts:
            raise RefusedError(f"{url[:200]}: {host or 'no host'} is no host of this portal")
        literal = literal_address(host)
        if literal is not None:
            self.check_address(host, str(literal))
        return host

    def check_address(self, host: str, address: str) -> None:
        """Raise :class:`RefusedError` if ``host`` resolved to an address that is not public."""
        if host in self._allow or host_of(address) in self._allow:
            return
        literal = literal_address(address)
        if literal is None or not is_public(literal):
            raise RefusedError(
                f"{host}: {address} is no public address; --allow-host {host} lets it in"
            )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise RefusedError(f"{url[:200]}: {error}") from None
    return parts
