"""Where things lie in the folder of a dataset.

::

    <dataset>/<table>/region=NNNNNN/year=YYYY/part-0.parquet   the eight tables
    <dataset>/_index/region=NNNNNN/year=YYYY/part-0.parquet    what every capture gave
    <dataset>/_staged/<run>/<chunk>.parquet                    extracted, not committed yet
    <dataset>/_pending/...                                     new files of a running commit
    <dataset>/_journal.json                                    a commit that must be completed
    <dataset>/_lock                                            held while a commit runs

Names that begin with an underscore are passed over by readers of Parquet folders.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.dataset.errors import DatasetError
from pipelines.schema import TABLES

INDEX: Final = "_index"
STAGED: Final = "_staged"
PENDING: Final = "_pending"
JOURNAL: Final = "_journal.json"
LOCK: Final = "_lock"
PART: Final = "part-0.parquet"

_KEY = re.compile(r"(region|year)=")
_PATH = re.compile(r"region=(\d+)/year=(\d+)/part-0\.parquet")


class Partition(NamedTuple):
    """Region code and year; 0 where not resolved."""

    region: int
    year: int


#: Where rows without a report lie, and the empty file of an empty table.
NOWHERE: Final = Partition(0, 0)


def local_root(path: Path | str) -> Path:
    """Folder of a dataset.

    Raises :class:`DatasetError` for anything but a local path, and for a path in which readers
    would take a folder above for a partition.
    """
    if re.match(r"[a-z][a-z0-9+.-]+:/", str(path)):
        raise DatasetError(
            f"{path}: this version keeps datasets on local paths only; give a local folder"
        )
    root = Path(path)
    above = next((name for name in root.absolute().parts if _KEY.match(name)), None)
    if above is not None:
        raise DatasetError(
            f"{path}: {above} in its path reads like a partition; rename that folder"
        )
    return root


def part(table: str, partition: Partition) -> str:
    """Path of a partition file inside the dataset, with ``/`` between the parts."""
    return f"{table}/region={partition.region}/year={partition.year}/{PART}"


def partition_of(relative: str) -> Partition | None:
    """Partition that a path inside the folder of a table names; null for other files."""
    found = _PATH.fullmatch(relative)
    return None if found is None else Partition(int(found[1]), int(found[2]))


def files_of(root: Path, table: str) -> dict[Partition, Path]:
    """Partition files of one table, sorted by partition; other files are not looked at."""
    folder = root / table
    found: dict[Partition, Path] = {}
    for path in folder.glob(f"region=*/year=*/{PART}"):
        partition = partition_of(path.relative_to(folder).as_posix())
        if partition is not None:
            found[partition] = path
    return dict(sorted(found.items()))


def is_dataset(root: Path) -> bool:
    """Whether the folder holds at least one table, or a commit that will give it one."""
    return (root / "reports").is_dir() or (root / JOURNAL).is_file()


def check_writable_home(root: Path) -> None:
    """Raise :class:`DatasetError` where a dataset would be mixed with other files."""
    if root.exists() and not root.is_dir():
        raise DatasetError(f"{root}: a file stands where the dataset should be; give a folder")
    known = {*TABLES, INDEX, STAGED, PENDING, JOURNAL, LOCK}
    names = {path.name for path in root.iterdir()} if root.is_dir() else set()
    if names and not names & known:
        raise DatasetError(
            f"{root}: the folder holds other files and no dataset; give an empty or new folder"
        )
