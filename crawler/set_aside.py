"""Addresses whose last content was set aside: it was worse, and must be seen once more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_COLUMNS = ("portal", "url", "role", "last_seen_at")
_ROLE = "set_aside"


def set_aside(dataset: Path) -> Mapping[str, tuple[str, ...]]:
    """Return, by portal, the addresses whose capture last seen has the role ``set_aside``.

    None where there is no data set yet. Read file by file, twice.
    """
    doubted = {url for rows in _rows(dataset, only_set_aside=True) for url in rows["url"]}
    if not doubted:
        return {}
    last: dict[str, tuple[dt.datetime, str, str]] = {}
    for rows in _rows(dataset):
        for portal, url, role, seen in zip(*(rows[name] for name in _COLUMNS), strict=True):
            if url in doubted and seen is not None:
                last[url] = max(last.get(url, (seen, "", "")), (seen, role, portal or ""))
    found: dict[str, list[str]] = defaultdict(list)
    for url, (_, role, portal) in sorted(last.items()):
        if role == _ROLE:
            found[portal].append(url)
    return {portal: tuple(urls) for portal, urls in found.items()}


def _rows(dataset: Path, *, only_set_aside: bool = False) -> Iterator[dict[str, list[Any]]]:
    for path in sorted((dataset / "captures").rglob("*.parquet")):
        table: pa.Table = pq.read_table(path, columns=list(_COLUMNS), partitioning=None)
        if only_set_aside:
            table = table.filter(pc.equal(table["role"], _ROLE))
        yield table.to_pydict()
