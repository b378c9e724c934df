"""Parquet files of the dataset: the same rows give the same bytes.

Every file is written from an explicit schema, one chunk a column, with its rows in the order
given; its metadata names the contract version and the version of the readers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dataset.errors import DatasetError
from pipelines.schema import CONTRACT_VERSION

CONTRACT_KEY: Final = b"contract_version"
EXTRACTOR_KEY: Final = b"extractor_version"
#: In files of the index: pairs of extractor_version and fingerprint of the reference, JSON.
READ_BY_KEY: Final = b"read_by"

#: Rows a group. Small enough that one group of long texts fits in memory many times over.
ROW_GROUP: Final = 4096


def write_table(
    path: Path,
    table: pa.Table,
    *,
    metadata: Mapping[bytes, bytes],
    row_group: int = ROW_GROUP,
    durable: bool = True,
) -> None:
    """Write one file; ``durable`` waits until the disk holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    contract = {CONTRACT_KEY: str(CONTRACT_VERSION).encode()}
    columns = [_one(column.combine_chunks()) for column in table.columns]
    whole = pa.Table.from_arrays(
        columns, schema=table.schema.with_metadata({**contract, **metadata})
    )
    with path.open("wb") as file:
        pq.write_table(whole, file, compression="zstd", row_group_size=row_group)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _one(column: Any) -> pa.Array:
    """Column as one array; a column without rows has no chunk at all."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _plain(schema: pa.Schema) -> pa.Schema:
    """Strip what reading a file adds to a schema: ids of fields, names of list elements."""
    return pa.schema([pa.field(field.name, _plain_type(field.type)) for field in schema])


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, _plain_type(field.type)) for field in kind])
    return kind


def open_file(path: Path) -> pq.ParquetFile:
    """Open a file of the dataset.

    Raises :class:`DatasetError` for one that is damaged or of a newer contract, and
    :class:`FileNotFoundError` for one that is not there.
    """
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        line = str(error).splitlines()[0]
        raise DatasetError(
            f"{path}: cannot be read as Parquet ({line}); extract again from the archive"
        ) from error
    version = (file.schema_arrow.metadata or {}).get(CONTRACT_KEY, b"").decode()
    if version.isdigit() and int(version) > CONTRACT_VERSION:
        raise DatasetError(
            f"{path}: contract version {version} is newer than {CONTRACT_VERSION}, which this "
            "program knows; update gongkai"
        )
    return file


def read_table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of one file, in the types that it was written with, without its metadata."""
    with open_file(path) as file:
        table = file.read(columns=None if columns is None else list(columns))
    return table.cast(_plain(table.schema))


def metadata_of(path: Path) -> dict[bytes, bytes]:
    """Key-value metadata of one file."""
    with open_file(path) as file:
        return dict(file.schema_arrow.metadata or {})


def read_by(path: Path) -> list[tuple[str, str]]:
    """Versions and fingerprints of reference data that the rows of an index file are from."""
    pairs = json.loads(metadata_of(path).get(READ_BY_KEY, b"[]"))
    return [(version, reference) for version, reference in pairs]


def row_count(path: Path) -> int:
    """Rows of one file."""
    with open_file(path) as file:
        return int(file.metadata.num_rows)


def newest(versions: Iterable[str]) -> str:
    """Newest of dotted versions, by number where the parts are numbers; none gives ``0``."""
    return max(versions, key=_rank, default="0")


def _rank(version: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in version.split(".")
    )
