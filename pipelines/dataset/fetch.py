"""Rows of the index and of staged chunks: all of them one after the other, or some by number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dataset.errors import DatasetError
from pipelines.dataset.index_rows import INDEX_SCHEMA, LIGHT
from pipelines.dataset.observation import Observation
from pipelines.dataset.parquet import open_file
from pipelines.dataset.scratch import Pointer

#: Columns of row groups that are kept for further rows of theirs.
_KEPT_GROUPS: Final = 8


class Files:
    """Numbers the files that rows are taken from, and fetches rows by number."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._groups = lru_cache(maxsize=None)(self._read_groups)
        self._column = lru_cache(maxsize=_KEPT_GROUPS)(self._read_column)

    def add(self, path: Path) -> int:
        """Return the number of a file, for :class:`Pointer`."""
        self._paths.append(path)
        return len(self._paths) - 1

    def take(self, pointers: Sequence[Pointer], columns: Sequence[str]) -> pa.Table:
        """Rows in the order asked for, with the columns of the index that are named."""
        wanted = sorted(set(pointers))
        place = {pointer: at for at, pointer in enumerate(wanted)}
        parts = [
            part for number, rows in _by_file(wanted) for part in self._rows(number, rows, columns)
        ]
        schema = pa.schema([INDEX_SCHEMA.field(name) for name in columns])
        table = (
            pa.concat_tables([part.cast(schema) for part in parts])
            if parts
            else schema.empty_table()
        )
        return table.take(pa.array([place[pointer] for pointer in pointers], pa.int64()))

    def one(self, pointer: Pointer, column: str) -> Any:
        """Value of one column of one row; rows that stand together are read together."""
        start = 0
        for group, count in enumerate(self._groups(pointer.file)):
            if pointer.row < start + count:
                return self._column(pointer.file, group, column)[pointer.row - start].as_py()
            start += count
        raise IndexError(pointer)

    def _read_groups(self, number: int) -> list[int]:
        with open_file(self._paths[number]) as file:
            metadata = file.metadata
            return [metadata.row_group(group).num_rows for group in range(file.num_row_groups)]

    def _read_column(self, number: int, group: int, column: str) -> Any:
        with open_file(self._paths[number]) as file:
            return file.read_row_group(group, columns=[column])[column]

    def _rows(self, number: int, rows: list[int], columns: Sequence[str]) -> Iterator[pa.Table]:
        with open_file(self._paths[number]) as file:
            start = 0
            for group in range(file.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                inside = [row - start for row in rows if start <= row < end]
                if inside:
                    yield file.read_row_group(group, columns=list(columns)).take(inside)
                start = end


def _by_file(pointers: Sequence[Pointer]) -> Iterator[tuple[int, list[int]]]:
    found: dict[int, list[int]] = {}
    for pointer in pointers:
        found.setdefault(pointer.file, []).append(pointer.row)
    yield from found.items()


def light_rows(
    path: Path, nodes: Collection[int] | None = None
) -> Iterator[tuple[int, Observation]]:
    """Row numbers and observations of one file; with ``nodes``, of those tied to one of them.

    Raises :class:`DatasetError` for a file of an older version of this program.
    """
    wanted = None if nodes is None else pa.array(sorted(nodes), pa.int64())
    with open_file(path) as file:
        if file.schema_arrow.names != INDEX_SCHEMA.names:
            raise DatasetError(
                f"{path}: the index is of an older version of gongkai; "
                "extract the whole archive again, into a new folder"
            )
        start = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            rows = None if wanted is None else _tied(file, group, wanted)
            if rows is None or len(rows):
                table = file.read_row_group(group, columns=list(LIGHT))
                numbers = list(range(count)) if rows is None else rows.to_pylist()
                yield from _observations(table.take(pa.array(numbers, pa.int64())), start, numbers)
            start += count


def _tied(file: Any, group: int, nodes: pa.Array) -> pa.Array:
    """Rows of a group with one of the nodes, ascending."""
    column = file.read_row_group(group, columns=["nodes"])["nodes"].combine_chunks()
    found = pc.is_in(pc.list_flatten(column), nodes)
    return pc.unique(pc.list_parent_indices(column).filter(found))


def _observations(
    table: pa.Table, start: int, numbers: Sequence[int]
) -> Iterator[tuple[int, Observation]]:
    at = table.schema.get_field_index("fetched_at")
    plain = table.set_column(at, "fetched_at", table["fetched_at"].cast(pa.int64()))
    for number, row in zip(numbers, plain.to_pylist(), strict=True):
        yield start + number, Observation.from_row(row)
