"""How much an archive holds: by type of record, by night and by portal. Bytes on disk."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from pipelines.archive_tools.files import each, warc_files
from pipelines.archive_tools.verify import Progress
from pipelines.captures.fields import CONTEXT, VISIT, parse_fields
from pipelines.captures.records import Record, WarcScan
from pipelines.captures.times import night_of, parse_time
from pipelines.reference import Portals, host_of

#: Records that stand beside an answer and name the same address.
_BESIDE: Final = frozenset({"request", "metadata"})
_FIELDS: Final = frozenset({CONTEXT, VISIT})

#: Night (null where a record has no date), portal (null where none is named), host.
_Key = tuple[dt.date | None, str | None, str | None]


@dataclass(slots=True)
class FileSizes:
    """One file: bytes and records by type, bytes by night, portal and host."""

    size: int = 0
    bytes_by_type: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    bytes_by_key: Counter[_Key] = field(default_factory=Counter)


@dataclass(slots=True)
class Statistics:
    """A whole archive, in bytes on disk; ``other``: bytes that belong to no portal."""

    files: int = 0
    size: int = 0
    records: Counter[str] = field(default_factory=Counter)
    bytes_by_type: Counter[str] = field(default_factory=Counter)
    nights: Counter[dt.date] = field(default_factory=Counter)
    portals: Counter[str] = field(default_factory=Counter)
    nights_of: dict[str, Counter[dt.date]] = field(default_factory=lambda: defaultdict(Counter))
    other: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Object that ``gongkai archive stats --json`` prints."""
        return {
            "files": self.files,
            "bytes": self.size,
            "records": {
                kind: {"count": self.records[kind], "bytes": self.bytes_by_type[kind]}
                for kind in sorted(self.records)
            },
            "nights": {str(night): self.nights[night] for night in sorted(self.nights)},
            "portals": {
                portal: {
                    "bytes": self.portals[portal],
                    "nights": {str(n): size for n, size in sorted(self.nights_of[portal].items())},
                }
                for portal in sorted(self.portals)
            },
            "no_portal_bytes": self.other,
        }


def measure(
    paths: Sequence[Path],
    registry: Portals,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Statistics:
    """Measure every WARC file under these paths.

    The portal of a record is the one that the crawl wrote beside it; where it wrote none (list
    pages, robots.txt, foreign archives), that of other records of the host, then that of the
    ``registry``. Raises :class:`~pipelines.errors.UserError` where there is nothing to measure.
    """
    sources = warc_files(paths)
    found = Statistics(len(sources))
    keys: Counter[_Key] = Counter()
    for number, (_, sizes) in enumerate(each(measure_file, sources, workers), start=1):
        found.size += sizes.size
        found.records += sizes.records
        found.bytes_by_type += sizes.bytes_by_type
        keys += sizes.bytes_by_key
        if progress is not None:
            progress(number, len(sources))
    by_host = _portals_of_hosts(keys)
    for (night, named, host), size in keys.items():
        if night is not None:
            found.nights[night] += size
        portal = named or by_host.get(host or "") or _registered(host, registry)
        if portal is None:
            found.other += size
            continue
        found.portals[portal] += size
        if night is not None:
            found.nights_of[portal][night] += size
    return found


def _registered(host: str | None, registry: Portals) -> str | None:
    portal = registry.of_host(host) if host else None
    return None if portal is None else portal.key


def _portals_of_hosts(keys: Iterable[_Key]) -> dict[str, str]:
    """Return the portal of every host that only one portal names."""
    named: dict[str, set[str]] = defaultdict(set)
    for _, portal, host in keys:
        if portal and host:
            named[host].add(portal)
    return {host: min(portals) for host, portals in named.items() if len(portals) == 1}


def measure_file(path: Path) -> FileSizes:
    """Measure one WARC file; what is damaged in it counts for its size alone."""
    sizes = FileSizes()
    with path.open("rb") as file:
        sizes.size = os.fstat(file.fileno()).st_size
        scan = WarcScan(file, {"metadata"}.__contains__)
        group = _Group(sizes)
        before: Record | None = None
        for item in scan:
            if before is not None:
                group.take(before, item.offset - before.offset)
            before = item if isinstance(item, Record) else None
        if before is not None:
            group.take(before, scan.end - before.offset)
        group.end()
    return sizes


class _Group:
    """An answer, its request and what stands beside it: they belong to one portal."""

    def __init__(self, sizes: FileSizes) -> None:
        self._sizes = sizes
        self._url: str | None = None
        self._night: dt.date | None = None
        self._portals: set[str] = set()
        self._size = 0

    def take(self, record: Record, size: int) -> None:
        """Count one record; ``size`` is what it takes on disk."""
        self._sizes.records[record.type] += 1
        self._sizes.bytes_by_type[record.type] += size
        if not (record.type in _BESIDE and record.uri is not None and record.uri == self._url):
            self.end()
            self._url = record.uri
            date = parse_time(record.headers.get("warc-date"))
            self._night = None if date is None else night_of(date)
        self._size += size
        if record.block is not None:
            fields = parse_fields(record.block)
            if not _FIELDS.isdisjoint(fields) and fields.get("portal"):
                self._portals.add(unquote(fields["portal"]))

    def end(self) -> None:
        """Write down what was gathered: of several portals the first by name has it."""
        if self._size:
            host = host_of(self._url) if self._url else None
            portal = min(self._portals, default=None)
            self._sizes.bytes_by_key[(self._night, portal, host)] += self._size
        self._portals = set()
        self._size = 0
