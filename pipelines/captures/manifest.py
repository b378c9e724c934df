"""The CSV that gives saved files what a WARC would: address, time, portal, parent."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.captures.sources import Source, SourceError
from pipelines.captures.times import parse_time

_COLUMNS: Final = ("path", "url", "fetched_at", "portal", "parent_path")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What is known of one saved file; ``parent`` is the path of the page it hangs on."""

    url: str | None = None
    fetched_at: dt.datetime | None = None
    portal: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows by path. A path is relative to the manifest's folder, or to the source given."""

    folder: Path
    rows: dict[str, ManifestRow] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | str) -> Manifest:
        """Read ``path,url,fetched_at,portal,parent_path``; only ``path`` must be filled.

        Raises :class:`SourceError`, one line with the number of the line, for a file that is
        missing or not UTF-8, an unknown column, a time without zone, or two rows of a path.
        """
        manifest = cls(Path(path).resolve().parent)
        try:
            with Path(path).open(encoding="utf-8-sig", newline="") as file:
                for number, row in _checked_rows(Path(path), csv.DictReader(file)):
                    name = row["path"]
                    if name in manifest.rows:
                        raise SourceError(f"{path}: line {number}: {name} stands here twice")
                    manifest.rows[name] = _row(path, number, row)
        except OSError as error:
            raise SourceError(f"{path}: {error.strerror or error}; check the manifest") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise SourceError(f"{path}: this is no CSV file in UTF-8 ({error})") from error
        return manifest

    def row_of(self, source: Source) -> ManifestRow | None:
        """Row of a file, found by its place on disk or by its path from the source given."""
        place = source.path.resolve()
        names = [str(place), source.relative]
        if place.is_relative_to(self.folder):
            names.insert(0, place.relative_to(self.folder).as_posix())
        return next((self.rows[name] for name in names if name in self.rows), None)

    def parent_url(self, row: ManifestRow) -> str | None:
        """Address of the page that a file hangs on, if the manifest gives it."""
        parent = self.rows.get(row.parent or "")
        return None if parent is None else parent.url

    def parent_path(self, row: ManifestRow, source: Source) -> str | None:
        """Path of the page that a file hangs on, from the source that the file is given in."""
        if row.parent is None or self.rows.get(source.relative) is row:
            return row.parent
        root = source.path.resolve().as_posix().removesuffix(source.relative)
        parent = (self.folder / row.parent).as_posix()
        return parent.removeprefix(root) if parent.startswith(root) else None


def _checked_rows(path: Path, reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    header = [name.strip() for name in reader.fieldnames or ()]
    unknown = sorted(set(header) - set(_COLUMNS))
    if "path" not in header or unknown:
        what = f"unknown column {', '.join(unknown)}" if unknown else "no column path"
        raise SourceError(f"{path}: {what}; the columns are {','.join(_COLUMNS)}")
    reader.fieldnames = header
    for row in reader:
        values = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        if not any(values.values()):
            continue
        if not values["path"] or None in row:
            raise SourceError(f"{path}: line {reader.line_num}: it needs a path and five values")
        yield reader.line_num, values


def _row(path: Path | str, number: int, row: dict[str, str]) -> ManifestRow:
    fetched_at = parse_time(row["fetched_at"]) if row["fetched_at"] else None
    if row["fetched_at"] and fetched_at is None:
        raise SourceError(
            f"{path}: line {number}: {row['fetched_at']!r} is no time with a zone; "
            "write it as 2023-01-19T08:00:00+08:00"
        )
    if row["url"] and not row["url"].lower().startswith(("http://", "https://")):
        raise SourceError(f"{path}: line {number}: {row['url']!r} is no http address")
    return ManifestRow(
        url=row["url"] or None,
        fetched_at=fetched_at,
        portal=row["portal"] or None,
        parent=row["parent_path"] or None,
    )
