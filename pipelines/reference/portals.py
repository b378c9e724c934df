"""The registry of portals: who they serve, and which hosts are theirs.

Lists inside a cell (hosts, columns) are separated by white space; ``settings`` are
``name=value`` pairs, separated by white space too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipelines.errors import UserError
from pipelines.reference.files import Row

_CODE = re.compile(r"\d{6}")
_TRUSTED_DOMAIN = "gov.cn"


@dataclass(frozen=True, slots=True)
class Portal:
    """One row of ``portals.csv``. Hosts are lower case and without port.

    ``settings`` of the data half: ``zone``, the zone that the whole portal serves.
    """

    key: str
    name: str
    level: str
    division_code: str
    homepage: str
    hosts: tuple[str, ...]
    attachment_hosts: tuple[str, ...] = ()
    family: str = ""
    columns: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)


def host_of(url: str | None) -> str | None:
    """Host of an address, lower case, without port and final dot; null where it has none."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host else None


def parse_portal(row: Row) -> Portal:
    """Read one line of ``portals.csv``; raises :class:`UserError` naming what is wrong."""
    code = row.need("division_code")
    if not _CODE.fullmatch(code):
        raise UserError(f"{row.where}: division_code {code!r} is not six digits")
    homepage = row.need("homepage")
    home = host_of(homepage)
    if home is None:
        raise UserError(f"{row.where}: homepage {homepage!r} is not an address")
    settings = {}
    for pair in row["settings"].split():
        name, sign, value = pair.partition("=")
        if not (name and sign):
            raise UserError(f"{row.where}: setting {pair!r} is not name=value")
        settings[name] = value
    hosts = dict.fromkeys((home, *map(_host, row["hosts"].split())))
    return Portal(
        key=row.need("key"),
        name=row.need("name"),
        level=row["level"],
        division_code=code,
        homepage=homepage,
        hosts=tuple(hosts),
        attachment_hosts=tuple(map(_host, row["attachment_hosts"].split())),
        family=row["family"],
        columns=tuple(row["columns"].split()),
        settings=settings,
    )


def _host(name: str) -> str:
    return host_of(f"//{name}") or name


class Portals:
    """The registry, by key and by host; iterating gives the rows in the order of the file."""

    def __init__(self, portals: Iterable[Portal]) -> None:
        self._by_key: dict[str, Portal] = {}
        self._by_host: dict[str, list[Portal]] = defaultdict(list)
        self._known_hosts: set[str] = set()
        for portal in portals:
            if portal.key in self._by_key:
                raise UserError(f"portals.csv: the key {portal.key} stands there twice")
            self._by_key[portal.key] = portal
            for host in portal.hosts:
                self._by_host[host].append(portal)
            self._known_hosts.update(portal.hosts, portal.attachment_hosts)

    def __iter__(self) -> Iterator[Portal]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str | None) -> Portal | None:
        """Row of a key, or null."""
        return self._by_key.get(key) if key is not None else None

    def of_host(self, host: str | None) -> Portal | None:
        """Return the portal of a host; null where it has none, or portals of several divisions."""
        found = self._by_host.get(host, []) if host is not None else []
        return found[0] if len({portal.division_code for portal in found}) == 1 else None

    def trusted(self, url: str | None) -> bool:
        """Tell whether an address may be a source: a registry host, or one under .gov.cn.

        A bare file has no address and is taken as its owner's word.
        """
        if url is None:
            return True
        host = host_of(url)
        if host is None:
            return False
        return host in self._known_hosts or f".{host}".endswith(f".{_TRUSTED_DOMAIN}")
