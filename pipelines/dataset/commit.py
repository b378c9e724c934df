"""One commit: what is staged joins what is there, and every row that follows is written.

Only what is tied to the staged captures is decided anew; everything else in the partitions
that change is copied. Work goes partition by partition.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dataset.closure import Closure, load_staged
from pipelines.dataset.deciding import decide_all, join_pages
from pipelines.dataset.encoding import canonical, decode
from pipelines.dataset.fetch import Files
from pipelines.dataset.index_rows import INDEX_SCHEMA
from pipelines.dataset.journal import WAIT, Say, Transaction, writing
from pipelines.dataset.layout import (
    INDEX,
    NOWHERE,
    Partition,
    check_writable_home,
    files_of,
    local_root,
    part,
)
from pipelines.dataset.parquet import (
    EXTRACTOR_KEY,
    READ_BY_KEY,
    newest,
    read_by,
    read_table,
    row_count,
)
from pipelines.dataset.rows import REPORT_TABLES, TableRows, in_order
from pipelines.dataset.scratch import Placed, ReportRow, Scratch
from pipelines.dataset.staging import BLOB_GROUP, chunks, sweep
from pipelines.dataset.visits import merge_visits
from pipelines.model import Finding
from pipelines.reference import Reference
from pipelines.schema import CAPTURES, EXTRACTOR_VERSION, PROVENANCE, TABLES

#: Reports decoded at a time.
_BATCH: Final = 512


@dataclass(slots=True)
class CommitSummary:
    """What a commit did: captures of the run by role, files changed, seconds."""

    roles: Counter[str] = field(default_factory=Counter)
    files: int = 0
    seconds: float = 0.0


def commit(
    dataset: Path | str,
    *,
    runs: Collection[str] = (),
    wait: float = WAIT,
    say: Say | None = None,
    reference: Reference | None = None,
) -> CommitSummary:
    """Merge everything that is staged into the dataset, which is made where there is none.

    ``runs``: the staging runs whose captures are counted. ``reference``: with which pages and
    what hangs on them are read as one. Waits up to ``wait`` seconds for
    another writer. Raises :class:`DatasetError` for a folder that is no dataset or cannot be
    written, :class:`DatasetLockedError` when the other writer does not end.
    """
    root = local_root(dataset)
    check_writable_home(root)
    started = time.monotonic()
    with writing(root, wait=wait, say=say):
        summary = _commit(root, runs, reference)
        sweep(root)
    summary.seconds = time.monotonic() - started
    return summary


def _commit(root: Path, runs: Collection[str], reference: Reference | None) -> CommitSummary:
    captures, visits = chunks(root)
    transaction = Transaction(root)
    files = Files()
    with Scratch() as scratch:
        nodes = load_staged(scratch, files, captures, runs)
        closure = Closure(scratch, files, root)
        closure.load(nodes)
        join_pages(scratch, files, closure, reference)
        decide_all(scratch)
        writer = _Writer(root, files, scratch, transaction)
        for partition in scratch.partitions():
            writer.write(partition)
        roles = scratch.roles()
    merge_visits(root, [chunk.path for chunk in visits], transaction)
    _keep_empty_tables(root, transaction)
    changed = transaction.changes
    transaction.commit(chunk.path for chunk in (*captures, *visits))
    return CommitSummary(roles, changed)


class _Writer:
    """Writes the partitions that change."""

    def __init__(
        self, root: Path, files: Files, scratch: Scratch, transaction: Transaction
    ) -> None:
        self._root = root
        self._files = files
        self._scratch = scratch
        self._transaction = transaction

    def write(self, partition: Partition) -> None:
        """Write the index and the tables of one partition."""
        index = self._index(partition)
        shown = index.filter(index["shown"]).select(CAPTURES.column_names)
        tables = {"captures": in_order(CAPTURES, shown)}
        new = self._rows(partition)
        for name in REPORT_TABLES:
            kept = self._kept(name, partition)
            rows = pa.concat_tables([*kept, new.to_arrow(name)])
            tables[name] = in_order(TABLES[name], rows)
        pairs = sorted({(row["extractor_version"], row["reference"]) for row in _read_by(index)})
        versions = {version for version, _ in pairs}
        versions.update(tables["reports"]["extractor_version"].to_pylist())
        metadata = {EXTRACTOR_KEY: newest(versions).encode()}
        for name, rows in tables.items():
            self._put(part(name, partition), rows, metadata)
        described = {**metadata, READ_BY_KEY: canonical(pairs).encode()}
        self._put(part(INDEX, partition), index, described, BLOB_GROUP)

    def _put(
        self, relative: str, rows: pa.Table, metadata: dict[bytes, bytes], group: int | None = None
    ) -> None:
        if rows.num_rows == 0:
            self._transaction.remove(relative)
        elif group is None:
            self._transaction.put(relative, rows, metadata=metadata)
        else:
            self._transaction.put(relative, rows, metadata=metadata, row_group=group)

    def _index(self, partition: Partition) -> pa.Table:
        """Rows of the index of a partition: those that stay, and those decided anew."""
        parts = [_index_rows(self._files, self._scratch.placed(partition))]
        path = self._root / part(INDEX, partition)
        if path.exists():
            old = read_table(path)
            stale = set(self._scratch.stale_rows(partition))
            stays = [row for row in range(old.num_rows) if row not in stale]
            parts.append(old.take(pa.array(stays, pa.int64())))
        rows = pa.concat_tables(parts)
        address = pc.coalesce(
            rows["url"], pc.binary_join_element_wise("sha256:", rows["payload_sha256"], "")
        )
        keys = {"address": address, "payload": rows["payload_sha256"], "answer": rows["answer"]}
        order = [(name, "ascending") for name in keys]
        return rows.take(pc.sort_indices(pa.table(keys), order))

    def _kept(self, name: str, partition: Partition) -> list[pa.Table]:
        """Old rows of a table that no touched report and no touched capture gave."""
        path = self._root / part(name, partition)
        if not path.exists():
            return []
        rows = read_table(path)
        stale = pc.is_in(
            rows["report_id"], pa.array(self._scratch.stale_reports(partition), pa.string())
        )
        if name == "findings":
            payloads = pa.array(self._scratch.stale_findings(), pa.string())
            orphans = pc.and_(
                pc.is_null(rows["report_id"]), pc.is_in(rows["payload_sha256"], payloads)
            )
            stale = pc.or_(stale, orphans)
        return [rows.filter(pc.invert(stale))]

    def _rows(self, partition: Partition) -> TableRows:
        rows = TableRows()
        reports = self._scratch.reports(partition)
        for start in range(0, len(reports), _BATCH):
            self._add_reports(rows, reports[start : start + _BATCH])
        if partition == NOWHERE:
            pointers = self._scratch.findings_without_report()
            for row in self._files.take(pointers, ["payload_sha256", "extraction"]).to_pylist():
                for finding in decode(row["extraction"]).findings:
                    rows.add_finding(finding, None, row["payload_sha256"])
        return rows

    def _add_reports(self, rows: TableRows, batch: list[ReportRow]) -> None:
        columns = [*PROVENANCE, "extractor_version", "extraction"]
        captures = self._files.take([row.pointer for row in batch], columns).to_pylist()
        for row, capture in zip(batch, captures, strict=True):
            extraction = decode(row.extraction or capture["extraction"])
            report = next(r for r in extraction.reports if r.report_id == row.report_id)
            findings = [(Finding(**found), payload) for found, payload in row.decided["findings"]]
            if row.leads:
                payload = capture["payload_sha256"]
                findings.extend((finding, payload) for finding in extraction.findings)
            rows.add_report(report, provenance=capture, decided=row.decided, findings=findings)


def _index_rows(files: Files, placed: list[Placed]) -> pa.Table:
    """Rows of the index as decided: role, report, whether shown, and when the answer was seen."""
    rows = files.take([row.pointer for row in placed], INDEX_SCHEMA.names)
    decided: dict[str, list[Any]] = {
        "report_id": [row.report_id for row in placed],
        "role": [row.role for row in placed],
        "last_seen_at": [
            row.observation.seen[-1] if row.observation.seen else None for row in placed
        ],
        "shown": [row.shown for row in placed],
        "seen": [list(row.observation.seen) for row in placed],
        "seen_by": [list(row.observation.seen_by) for row in placed],
        "nodes": [row.observation.nodes() for row in placed],
        "joined": [
            [
                {"report_id": report_id, "region": region, "year": year}
                for report_id, region, year in row.observation.joined
            ]
            for row in placed
        ],
    }
    for name, values in decided.items():
        field_at = INDEX_SCHEMA.get_field_index(name)
        rows = rows.set_column(field_at, name, pa.array(values, INDEX_SCHEMA.field(name).type))
    return rows.cast(INDEX_SCHEMA)


def _read_by(index: pa.Table) -> Iterable[dict[str, str]]:
    columns = ["extractor_version", "reference"]
    found: list[dict[str, str]] = index.select(columns).group_by(columns).aggregate([]).to_pylist()
    return found


def _keep_empty_tables(root: Path, transaction: Transaction) -> None:
    """Keep one file of zero rows for each table without rows, and for no other."""
    for name, table in TABLES.items():
        paths = {part(name, partition) for partition in files_of(root, name)}
        paths.update(path for path in transaction.moves if path.startswith(f"{name}/"))
        relative = part(name, NOWHERE)
        here = transaction.outcome(relative)
        if here is not None and row_count(here):
            continue
        if any(transaction.outcome(path) for path in paths - {relative}):
            transaction.remove(relative)
        else:
            metadata = {EXTRACTOR_KEY: EXTRACTOR_VERSION.encode()}
            transaction.put(relative, table.arrow_schema.empty_table(), metadata=metadata)


def older_readers(dataset: Path | str, version: str, reference: str) -> int:
    """How many partitions hold rows read by another version or with other reference data."""
    own = (version, reference)
    files = files_of(local_root(dataset), INDEX)
    return sum(any(pair != own for pair in read_by(path)) for path in files.values())
