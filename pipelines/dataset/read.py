"""A dataset for whoever reads it: tables, one report, SQL.

Every answer comes from one commit, also while another one is being written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dataset.blanks import FILLED, fill
from pipelines.dataset.errors import DatasetError
from pipelines.dataset.layout import Partition, is_dataset, local_root
from pipelines.dataset.parquet import open_file, read_table
from pipelines.dataset.places import Regions, Years, wanted
from pipelines.dataset.rows import REPORT_TABLES
from pipelines.dataset.snapshot import Files, look, read_consistently
from pipelines.dataset.stored import ArchivedSource, StoredReport
from pipelines.schema import TABLES

#: Whole numbers stay whole where some are null.
_NULLABLE: Final[dict[pa.DataType, Any]] = {
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def open_dataset(path: Path | str, archive: Path | str | None = None) -> Dataset:
    """Open a dataset; ``archive`` is where its sources are (``archive`` beside the dataset).

    Raises :class:`DatasetError`, one line, for ``s3://``, a folder that is no dataset, and a
    contract that is newer than this program.
    """
    root = local_root(path)
    if not is_dataset(root):
        what = "is no dataset (it has no table reports)" if root.exists() else "does not exist"
        raise DatasetError(f"{path}: {what}; give the folder that gongkai extract wrote")
    dataset = Dataset(root, root.parent / "archive" if archive is None else Path(archive))
    read_consistently(root, list(TABLES), _check)
    return dataset


def _check(files: Files) -> None:
    """Open one file of each table, which refuses a newer contract."""
    for found in files.values():
        for file in list(found.values())[:1]:
            open_file(file).close()


class Dataset:
    """The eight tables in one folder; nothing here writes."""

    def __init__(self, root: Path, archive: Path) -> None:
        self.root = root
        self.archive = archive

    def table(
        self,
        name: str,
        region: Regions | None = None,
        year: Years | None = None,
        *,
        fill_blanks: bool = False,
    ) -> pd.DataFrame:
        """Rows of one table, with ``region`` and ``year``; reads only those partitions.

        ``region``: a code, a name (内蒙古) or several; ``year``: one or several. With
        ``fill_blanks`` blanks are 0 where the report's own totals show that they mean it, and a
        blank total is the sum of its parts, with the state ``derived``.
        """
        if name not in TABLES:
            raise DatasetError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
        fills = fill_blanks and name in FILLED

        def read(files: Files) -> pa.Table:
            chosen = wanted(files[name], region, year)
            rows = _rows(name, files, chosen)
            return fill(name, rows, _flagged(name, files, chosen)) if fills else rows

        tables = [name, "reports"] if fills and name != "reports" else [name]
        found = read_consistently(self.root, tables, read)
        frame: pd.DataFrame = found.to_pandas(types_mapper=_NULLABLE.get)
        return frame

    def partitions(self) -> list[Partition]:
        """Every region and year of any table, sorted."""
        files = look(self.root, list(TABLES)).files
        return sorted({partition for found in files.values() for partition in found})

    def read(
        self, table: str, partition: tuple[int, int], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """One table of one partition as Arrow; no rows where the table has none there."""
        place = Partition(*partition)

        def read(files: Files) -> pa.Table:
            if place in files[table]:
                return read_table(files[table][place], columns)
            empty = TABLES[table].arrow_schema.empty_table()
            return empty if columns is None else empty.select(list(columns))

        return read_consistently(self.root, [table], read)

    def report(self, report_id: str) -> StoredReport:
        """One report: values, findings and its archived source.

        Raises :class:`DatasetError` where the dataset has no such report.
        """
        found = read_consistently(
            self.root, REPORT_TABLES, lambda files: _report(files, report_id, self.archive)
        )
        if found is None:
            raise DatasetError(f"{self.root}: there is no report {report_id!r}")
        return found

    def sql(self, query: str) -> pd.DataFrame:
        """Run a DuckDB query over the tables, which have ``region`` and ``year`` too.

        Raises :class:`DatasetError` for a query that DuckDB refuses; another statement gives no rows.
        """
        # A table that the query does not name need not be looked at.
        named = [name for name in TABLES if name in query.lower()]
        return read_consistently(self.root, named, lambda files: _query(files, query))


def _rows(name: str, files: Files, partitions: Iterable[Partition]) -> pa.Table:
    schema = TABLES[name].arrow_schema
    for column in Partition._fields:
        schema = schema.append(pa.field(column, pa.int32()))
    parts = [schema.empty_table()]
    for partition in partitions:
        rows = read_table(files[name][partition])
        for column, value in partition._asdict().items():
            rows = rows.append_column(column, pa.repeat(pa.scalar(value, pa.int32()), len(rows)))
        parts.append(rows.cast(schema))
    return pa.concat_tables(parts)


def _flagged(name: str, files: Files, partitions: Iterable[Partition]) -> set[str]:
    flag = f"{name}_blank_means_zero"
    found: set[str] = set()
    for partition in partitions:
        if partition in files["reports"]:
            rows = read_table(files["reports"][partition], ["report_id", flag])
            found.update(rows.filter(rows[flag])["report_id"].to_pylist())
    return found


def _report(files: Files, report_id: str, archive: Path) -> StoredReport | None:
    partition = _partition_of(files, report_id)
    if partition is None:
        return None
    rows = {name: _rows_of(name, files, partition, report_id) for name in REPORT_TABLES}
    (values,) = rows["reports"]
    return StoredReport(
        *partition,
        values=values,
        proactive=next(iter(rows["proactive"]), None),
        requests={row["item"]: row for row in rows["requests"]},
        disputes={row["path"]: row for row in rows["disputes"]},
        statistics=rows["statistics"],
        findings=rows["findings"],
        source=ArchivedSource(
            archive,
            **{
                name: values[name]
                for name in ArchivedSource.__dataclass_fields__
                if name != "archive"
            },
        ),
    )


def _partition_of(files: Files, report_id: str) -> Partition | None:
    for partition, path in files["reports"].items():
        ids = read_table(path, ["report_id"])["report_id"]
        if pc.any(pc.equal(ids, report_id)).as_py():
            return partition
    return None


def _rows_of(name: str, files: Files, partition: Partition, report_id: str) -> list[dict[str, Any]]:
    if partition not in files[name]:
        return []
    rows = read_table(files[name][partition])
    chosen: list[dict[str, Any]] = rows.filter(pc.equal(rows["report_id"], report_id)).to_pylist()
    if name == "reports":
        return chosen
    return [{key: value for key, value in row.items() if key != "report_id"} for row in chosen]


def _query(files: Files, query: str) -> pd.DataFrame:
    try:
        with duckdb.connect(":memory:", config=_DUCKDB) as connection:
            for name, found in files.items():
                connection.read_parquet(
                    [_escaped(path) for path in found.values()],
                    hive_partitioning=True,
                    union_by_name=True,
                ).create_view(name)
            # The types of DuckDB say that this is never null; for other statements it is.
            rows: duckdb.DuckDBPyRelation | None = connection.sql(query)
            return pd.DataFrame() if rows is None else rows.df()
    except duckdb.Error as error:
        line = str(error).splitlines()[0]
        raise DatasetError(f"the query was refused: {line}") from error


_DUCKDB: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def _escaped(path: Path) -> str:
    """Return a path as DuckDB takes it, which reads ``*?[`` as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.absolute()))
