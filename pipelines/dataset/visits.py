"""Visits: one row per portal and crawl, under the portal's region and the year of the visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dataset.journal import Transaction
from pipelines.dataset.layout import Partition, files_of, part
from pipelines.dataset.parquet import EXTRACTOR_KEY, metadata_of, newest, read_table
from pipelines.dataset.rows import in_order
from pipelines.dataset.staging import VISITS_SCHEMA
from pipelines.schema import EXTRACTOR_VERSION, VISITS

_Key = tuple[str, dt.datetime]


def merge_visits(root: Path, staged: Sequence[Path], transaction: Transaction) -> None:
    """Put the staged visits in place of those of the same portal and start, wherever they lie.

    A visit that went on after it was ended early has several records, of which the one that
    ended last counts, in whatever order they are read. A file names the newest version that
    ever wrote to it: readers of reports have no part in a visit.
    """
    if not staged:
        return
    rows = pa.concat_tables([read_table(path) for path in staged])
    rows = _last_ended(rows, _known(root, rows))
    new = {
        Partition(key["region"], key["year"]): key
        for key in rows.select(["region", "year"])
        .group_by(["region", "year"])
        .aggregate([])
        .to_pylist()
    }
    old = files_of(root, VISITS.name)
    years = {partition.year for partition in new}
    for partition in sorted({*new, *(known for known in old if known.year in years)}):
        here = pc.and_(
            pc.equal(rows["region"], partition.region), pc.equal(rows["year"], partition.year)
        )
        parts = [rows.filter(here).select(VISITS.column_names)]
        versions = [EXTRACTOR_VERSION]
        if partition in old:
            known = read_table(old[partition])
            parts.append(known.filter(pc.invert(_among(known, rows))))
            versions.append(metadata_of(old[partition]).get(EXTRACTOR_KEY, b"0").decode())
        merged = in_order(VISITS, pa.concat_tables(parts).cast(VISITS.arrow_schema))
        if merged.num_rows:
            metadata = {EXTRACTOR_KEY: newest(versions).encode()}
            transaction.put(part(VISITS.name, partition), merged, metadata=metadata)
        else:
            transaction.remove(part(VISITS.name, partition))


def _last_ended(staged: pa.Table, known: pa.Table) -> pa.Table:
    """One row a visit: the record that ended last, where the staged ones lie."""
    rows: dict[_Key, dict[str, Any]] = {}
    for row in (*known.to_pylist(), *staged.to_pylist()):
        key = (row["portal"], row["started_at"])
        place = {"region": row["region"], "year": row["year"]}
        last: dict[str, Any] = max(rows.get(key, row), row, key=_end)
        rows[key] = {**last, **place}
    return pa.Table.from_pylist(list(rows.values()), schema=VISITS_SCHEMA)


def _end(row: dict[str, Any]) -> tuple[dt.datetime, str]:
    """Say when a record ended; of two that ended at once, their columns decide."""
    return row["ended_at"], repr([row[name] for name in VISITS.column_names])


def _known(root: Path, staged: pa.Table) -> pa.Table:
    """Return the rows of the data set that are of the same visits as the staged ones."""
    years = set(staged["year"].to_pylist())
    found = [VISITS_SCHEMA.empty_table()]
    for partition, path in files_of(root, VISITS.name).items():
        if partition.year in years:
            rows = read_table(path)
            rows = rows.filter(_among(rows, staged))
            for name, value in (("region", partition.region), ("year", partition.year)):
                column = pa.array([value] * rows.num_rows, pa.int32())
                rows = rows.append_column(pa.field(name, pa.int32()), column)
            found.append(rows.cast(VISITS_SCHEMA))
    return pa.concat_tables(found)


def _among(rows: pa.Table, others: pa.Table) -> pa.Array:
    known = set(_keys(others))
    return pa.array([key in known for key in _keys(rows)], pa.bool_())


def _keys(rows: pa.Table) -> list[tuple[str, int]]:
    started = rows["started_at"].cast(pa.int64()).to_pylist()
    return list(zip(rows["portal"].to_pylist(), started, strict=True))
