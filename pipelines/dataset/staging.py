"""What waits for a commit: chunks of observations and visits in ``<dataset>/_staged/``.

A run writes whole chunks under its own folder, each renamed into place when the disk holds
it, so a killed run leaves only whole ones; whichever commit comes next takes them up.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import pyarrow as pa
from filelock import FileLock, Timeout

from pipelines.dataset.index_rows import INDEX_SCHEMA, observe
from pipelines.dataset.layout import NOWHERE, STAGED, Partition
from pipelines.dataset.parquet import write_table
from pipelines.model import Capture, Extraction, Visit
from pipelines.schema import VISITS

#: A chunk is written when it holds so many rows or bytes of extractions.
CHUNK_ROWS: Final = 4096
CHUNK_BYTES: Final = 32 * 1024 * 1024
#: Rows a group of files that hold extractions, which are fetched a few at a time.
BLOB_GROUP: Final = 256

VISITS_SCHEMA: Final = pa.schema(
    [*VISITS.arrow_schema, pa.field("region", pa.int32()), pa.field("year", pa.int32())]
)
_RUN = re.compile(r"\d{6}-[0-9a-f]{8}")
_CAPTURES: Final = "captures"
_VISITS: Final = "visits"


class Chunk(NamedTuple):
    """One staged file; ``run`` sorts by the time when runs began."""

    run: str
    path: Path


@contextmanager
def staging_run(root: Path) -> Iterator[str]:
    """Name of a new run that stages; later runs have larger names.

    Its lock is held meanwhile, so that no other run takes its unfinished chunks for those of
    a killed one.
    """
    staged = root / STAGED
    staged.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name[:6]) for path in staged.iterdir() if _RUN.fullmatch(path.name)]
    name = f"{max(numbers, default=0) + 1:06d}-{secrets.token_hex(4)}"
    with FileLock(staged / f"{name}.lock"):
        (staged / name).mkdir(parents=True)
        yield name
    sweep(root)


def sweep(root: Path) -> None:
    """Remove what runs that have ended left beside their chunks: torn ones, locks, folders."""
    staged = root / STAGED
    names = {path.name.removesuffix(".lock") for path in staged.glob("*")}
    for name in sorted(filter(_RUN.fullmatch, names)):
        lock = FileLock(staged / f"{name}.lock")
        try:
            with lock.acquire(timeout=0):
                for path in (staged / name).glob("*.writing"):
                    path.unlink(missing_ok=True)
                (staged / f"{name}.lock").unlink(missing_ok=True)
        except Timeout:
            continue  # it is at work
        with suppress(OSError):
            (staged / name).rmdir()
    with suppress(OSError):
        staged.rmdir()


def chunks(root: Path) -> tuple[list[Chunk], list[Chunk]]:
    """Staged chunks of captures and of visits, in the order in which they were read."""
    found: dict[str, list[Chunk]] = {_CAPTURES: [], _VISITS: []}
    for path in sorted((root / STAGED).glob("*/*.parquet")):
        run, kind = path.parent.name, path.name.split("-", 1)[0]
        if _RUN.fullmatch(run) and kind in found:
            found[kind].append(Chunk(run, path))
    return found[_CAPTURES], found[_VISITS]


def is_staged(root: Path, run: str) -> bool:
    """Tell whether chunks of a run wait for a commit."""
    return any((root / STAGED / run).glob("*.parquet"))


class Stage:
    """Writes what one task of a run read; ``task`` tells its chunks from those of others.

    Of the captures of one address, payload and ``answer`` (:func:`pipelines.roles.answer_of`),
    only the first and any earlier one need bring their extraction along.
    """

    def __init__(self, root: Path, run: str, task: str, *, version: str, reference: str) -> None:
        self._folder = root / STAGED / run
        self._task = task
        self._version = version
        self._reference = reference
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        self._visits: list[dict[str, Any]] = []
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()

    def add(self, capture: Capture, extraction: Extraction | None, *, answer: str) -> None:
        """Stage one capture; with no extraction it only says that the answer came again."""
        row = observe(
            capture,
            extraction,
            answer=answer,
            version=self._version,
            reference=self._reference,
        )
        self._rows.append(row)
        self._bytes += len(row["extraction"] or b"")
        if len(self._rows) >= CHUNK_ROWS or self._bytes >= CHUNK_BYTES:
            self._flush()

    def add_visit(self, visit: Visit, partition: Partition) -> None:
        """Stage one visit, which lies under ``partition``."""
        row: dict[str, Any] = {name: getattr(visit, name) for name in _VISIT_FIELDS}
        row |= {name: visit.counts.get(name) for name in _VISIT_COUNTS}
        row |= {"region": partition.region, "year": partition.year}
        self._visits.append({**row, "years_listed": list(visit.years_listed)})

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        if self._visits:
            self._write(_VISITS, pa.Table.from_pylist(self._visits, schema=VISITS_SCHEMA))
            self._visits = []

    def _flush(self) -> None:
        if self._rows:
            # Rows of one partition stand together, so that a commit finds them in one place.
            self._rows.sort(key=_place)
            self._write(_CAPTURES, pa.Table.from_pylist(self._rows, schema=INDEX_SCHEMA))
            self._rows = []
            self._bytes = 0

    def _write(self, kind: str, table: pa.Table) -> None:
        self._written += 1
        path = self._folder / f"{kind}-{self._task}-{self._written:05d}.parquet"
        partial = path.with_suffix(".writing")
        write_table(partial, table, metadata={}, row_group=BLOB_GROUP)
        partial.replace(path)


def _place(row: dict[str, Any]) -> tuple[int, int]:
    return next(((key["region"], key["year"]) for key in row["reports"]), NOWHERE)


_VISIT_FIELDS: Final = ("portal", "region_code", "started_at", "ended_at", "outcome")
_VISIT_COUNTS: Final = tuple(
    column.name for column in VISITS.columns if pa.types.is_int32(column.type)
)
