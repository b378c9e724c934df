"""The hosts of a portal, as the guard knows them."""

from __future__ import annotations

from crawler.guard import host_of
from pipelines.reference import Portal


def hosts_of(portal: Portal) -> frozenset[str]:
    """Return the hosts of a portal, as the guard knows them."""
    return frozenset(map(_registry_host, (*portal.hosts, *portal.attachment_hosts)))


def _registry_host(host: str) -> str:
    """Return a host of the registry in the guard's spelling, its port kept."""
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return f"{host_of(name)}:{port}"
    return host_of(host)
