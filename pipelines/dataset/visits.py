"""Visits: one row per portal and crawl, under the portal's region and the year of the visit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dataset.journal import Transaction
from pipelines.dataset.layout import Partition, files_of, part
from pipelines.dataset.parquet import EXTRACTOR_KEY, metadata_of, newest, read_table
from pipelines.dataset.rows import in_order
from pipelines.dataset.staging import VISITS_SCHEMA
from pipelines.schema import EXTRACTOR_VERSION, VISITS


def merge_visits(root: Path, staged: Sequence[Path], transaction: Transaction) -> None:
    """Put the staged visits in place of those of the same portal and start, wherever they lie.

    ``staged`` in the order in which they were read. A file names the newest version that ever
    wrote to it: readers of reports have no part in a visit.
    """
    if not staged:
        return
    rows = _last_read(pa.concat_tables([read_table(path) for path in staged]))
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


def _last_read(rows: pa.Table) -> pa.Table:
    """One row a visit: of several readings the last."""
    last = {key: number for number, key in enumerate(_keys(rows))}
    return rows.take(pa.array(sorted(last.values()), pa.int64())).cast(VISITS_SCHEMA)


def _among(rows: pa.Table, others: pa.Table) -> pa.Array:
    known = set(_keys(others))
    return pa.array([key in known for key in _keys(rows)], pa.bool_())


def _keys(rows: pa.Table) -> list[tuple[str, int]]:
    started = rows["started_at"].cast(pa.int64()).to_pylist()
    return list(zip(rows["portal"].to_pylist(), started, strict=True))
