"""TLS for portals that speak only what is long out of date, and for no others.

Nothing here or elsewhere in a crawl verifies certificates: pages are public, many portals have
broken chains, and what is archived is what was answered. A portal whose row says ``tls=legacy``
is spoken to in TLS 1.0 or later, with keys, ciphers and signatures of any strength, and without
RFC 5746. Its hosts alone are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any, Final

from OpenSSL import SSL
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.guard import host_of
from pipelines.errors import UserError
from pipelines.reference import Portal

#: Setting of a portal, and the one value that it knows.
SETTING: Final = "tls"
LEGACY: Final = "legacy"

#: SSL_OP_LEGACY_SERVER_CONNECT and SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION of OpenSSL's ssl.h,
#: which pyOpenSSL has no names for: servers that do not know RFC 5746 are let in.
_WITHOUT_RFC_5746: Final = 1 << 2 | 1 << 18


class HandshakeError(IgnoreRequest):
    """The two sides have no version, cipher or key in common; asking again would not help."""


def legacy_hosts(portals: Iterable[Portal]) -> list[str]:
    """Return the hosts of portals with ``tls=legacy``, in the spelling of the guard.

    Raises :class:`UserError` for another value.
    """
    hosts: set[str] = set()
    for portal in portals:
        value = portal.settings.get(SETTING)
        if value is None:
            continue
        if value != LEGACY:
            raise UserError(
                f"portals.csv: {portal.key}: {SETTING}={value} is not known; "
                f"there is {SETTING}={LEGACY}"
            )
        hosts.update(map(_without_port, (*portal.hosts, *portal.attachment_hosts)))
    return sorted(hosts)


@implementer(IPolicyForHTTPS)
class PolicyByHost:
    """Old TLS for ``hosts``, for all others what ``usual`` says."""

    def __init__(self, usual: Any, hosts: Iterable[str]) -> None:
        self._usual = usual
        self._hosts = frozenset(hosts)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """Return what makes the connections to a host."""
        name = hostname.decode("ascii")
        if self.is_legacy(name):
            return LegacyConnections(name)
        return self._usual.creatorForNetloc(hostname, port)

    def is_legacy(self, host: str) -> bool:
        """Tell whether old TLS is spoken with a host."""
        return host_of(host) in self._hosts


@implementer(IOpenSSLClientConnectionCreator)
class LegacyConnections:
    """Makes connections of old TLS to one host."""

    def __init__(self, host: str) -> None:
        self._host = host

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802 - Twisted's name
        """Return a connection that has not begun its handshake."""
        del protocol
        connection = SSL.Connection(legacy_context())
        if not _is_address(self._host):
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        return connection


def legacy_context() -> SSL.Context:
    """Return a context that takes all that this OpenSSL can still speak."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    context.set_options(_WITHOUT_RFC_5746)
    context.set_verify(SSL.VERIFY_NONE)
    return context


def why_refused(error: BaseException) -> str | None:
    """Return what OpenSSL says of a handshake that failed, or None where it was not that.

    Twisted keeps it among the reasons of its own error, which Scrapy's error stands for.
    """
    reasons = getattr(error.__cause__, "reasons", None) or ()
    for reason in reasons:
        if isinstance(reason.value, SSL.Error) and reason.value.args:
            return ", ".join(words[-1] for words in reason.value.args[0]) or "no reason given"
    return None


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return host_of(name if colon and port.isdigit() else host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
