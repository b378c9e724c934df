"""Where reference data is read from, and what a wrong line of it looks like to its editor.

A file of the working folder's ``data/`` comes first, then the one packaged in the wheel
(``pipelines/_reference/``), then that of the checkout (``data/``). A file replaces its
namesake as a whole; rows of two places are never mixed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UserError

#: File names without ``.csv``; the wheel holds each of them (see ``pyproject.toml``).
NAMES = (
    "agencies",
    "central",
    "column_words",
    "divisions",
    "floors",
    "labels",
    "not_ogi",
    "portals",
    "selectors",
    "systems",
    "words",
    "zones",
)

_PACKAGE = Path(__file__).resolve().parents[1] / "_reference"
_CHECKOUT = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a reference file: its cells by column, and where it stands."""

    cells: Mapping[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        """Cell of a column, trimmed; empty where the line is short."""
        return self.cells.get(column, "")

    def need(self, column: str) -> str:
        """Cell that must not be empty; raises :class:`UserError` naming the line."""
        value = self[column]
        if not value:
            raise UserError(f"{self.where}: {column} is empty")
        return value


def folders(working: Path | None = None) -> tuple[Path, ...]:
    """Folders that are searched, first one first; ``working`` defaults to ``./data``."""
    return (working if working is not None else Path.cwd() / "data", _PACKAGE, _CHECKOUT)


def locate(name: str, working: Path | None = None) -> Path:
    """Path of the file in use for ``name``; raises :class:`UserError` where there is none."""
    for folder in folders(working):
        path = folder / f"{name}.csv"
        if path.is_file():
            return path
    raise UserError(f"{name}.csv: this reference file is missing; install gongkai again")


def read_bytes(path: Path) -> bytes:
    """Contents of a reference file; raises :class:`UserError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from None


def parse(body: bytes, path: Path, needed: Iterable[str] = ()) -> tuple[Row, ...]:
    """Lines of a reference file, in order; an empty file has none.

    Raises :class:`UserError` where the file is not UTF-8 or lacks a column of ``needed``.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8; save it as CSV UTF-8") from None
    if not text.strip():
        return ()
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(reader)]
    missing = [column for column in needed if column not in header]
    if missing:
        raise UserError(f"{path}: the column {missing[0]} is missing")
    return tuple(
        Row(
            dict(zip(header, map(str.strip, cells), strict=False)), f"{path} line {reader.line_num}"
        )
        for cells in reader
        if any(cells)
    )


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents, independent of where the files lie.

    ``floors`` and ``column_words`` are left out: they judge a dataset, and lead to columns;
    neither decides a value.
    """
    digest = hashlib.sha256()
    for name in sorted(contents.keys() - {"column_words", "floors"}):
        body = contents[name]
        digest.update(f"{name}\n{len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()
