"""Whether two data sets say the same, whenever and in whatever file each page was archived."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from tests.country.held import rows_of

_TABLES: Final = ("reports", "proactive", "requests", "disputes", "statistics", "findings")
#: What a data set holds that is no data: the lock that writers hold.
_NO_DATA: Final = {"_lock"}


def differences(one: Path, other: Path, *, but: Collection[str] = ()) -> list[str]:
    """Return what one data set says and the other does not, a line each; ``visits`` aside.

    Left out: times, ``warc_*`` and ``payload_sha256``; of ``captures``, all but which report,
    role, address and content there are, and those with the roles ``but``.
    """
    tables = (*_TABLES, "captures")
    return [line for table in tables for line in _of_table(table, one, other, but)]


def _of_table(table: str, one: Path, other: Path, but: Collection[str]) -> Iterator[str]:
    ours, theirs = (
        Counter(_said(table, row) for row in rows_of(dataset, table) if row.get("role") not in but)
        for dataset in (one, other)
    )
    if table == "captures":
        ours, theirs = Counter(set(ours)), Counter(set(theirs))
    yield from (f"{table}: only one has {row}" for row in (ours - theirs).elements())
    yield from (f"{table}: only the other has {row}" for row in (theirs - ours).elements())


def _said(table: str, row: dict[str, Any]) -> str:
    if table == "captures":
        kept = ["report_id", "role", "url", "content_sha256"]
    else:
        kept = [name for name in row if name != "payload_sha256" and not _is_of_the_crawl(name)]
    return repr({name: row[name] for name in kept})


def _is_of_the_crawl(name: str) -> bool:
    return name.startswith("warc_") or name.endswith("_at")


def digests(dataset: Path) -> dict[str, str]:
    """Return the digest of every file of a data set."""
    return {
        path.relative_to(dataset).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(dataset.rglob("*"))
        if path.is_file() and path.name not in _NO_DATA
    }
