"""Putting a row into the registry of the working folder, ``data/portals.csv``.

The file replaces the packaged one as a whole, so it begins as a copy of the one in use. Lines
that are not touched keep their bytes. What stands in a row is never overwritten: only an empty
``family`` and empty ``columns`` are filled, and hosts are added.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from filelock import FileLock

from crawler.discovery.result import Discovery
from crawler.discovery.rows import COLUMNS, FoundRow, csv_line, free_key, registered
from pipelines.errors import UserError
from pipelines.reference import Portal, Reference

_BOM: Final = "\ufeff"
#: Seconds that another run may hold the file.
_PATIENCE: Final = 30


class Change(StrEnum):
    """What became of a row."""

    ADDED = "added"
    FILLED = "filled"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Registered:
    """What was done with one found row: the key of the row in the file, and why it was kept."""

    change: Change
    key: str
    why: str = ""


def check_writable(data: Path) -> None:
    """Raise :class:`UserError` where nothing can be registered: before a long walk, not after it."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise UserError(f"{data / 'portals.csv'}: cannot be written ({error.strerror})") from None


def register(found: Discovery, row: FoundRow, data: Path) -> Registered:
    """Put a found row into ``data/portals.csv``, atomically.

    Raises :class:`UserError` where the file cannot be read or written.
    """
    path = data / "portals.csv"
    try:
        data.mkdir(parents=True, exist_ok=True)
        with FileLock(data / ".portals.csv.lock", timeout=_PATIENCE):
            reference = Reference.load(data)
            text = reference.contents["portals"].decode("utf-8-sig")
            portals = list(reference.portals)
            known = registered(found, portals)
            if known:
                result, text = _change(text, row, known)
            else:
                result, text = _added(text, row, {portal.key for portal in portals})
            if result.change in {Change.ADDED, Change.FILLED}:
                _replace(path, reference.contents["portals"], text)
            return result
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error})") from None


def _change(text: str, row: FoundRow, known: Sequence[Portal]) -> tuple[Registered, str]:
    if len(known) > 1:
        keys = ", ".join(portal.key for portal in known)
        why = f"several rows have this host ({keys}); put the columns into the right one"
        return Registered(Change.KEPT, known[0].key, why), text
    portal = known[0]
    if portal.columns:
        new = [url for url in row.cells["columns"].split() if url not in portal.columns]
        if not new and row.cells["family"] == portal.family:
            return Registered(Change.SAME, portal.key), text
        if not new and not portal.family:
            return _filled(text, row, portal)
        why = f"its row has columns already; found besides: {' '.join(new) or 'nothing'}"
        if row.cells["family"] != portal.family:
            why += f"; its family there is {portal.family or 'empty'}, found {row.cells['family']}"
        return Registered(Change.KEPT, portal.key, why), text
    if portal.family and portal.family != row.cells["family"]:
        why = f"its row says the family {portal.family}, found {row.cells['family'] or 'several'}"
        return Registered(Change.KEPT, portal.key, why), text
    return _filled(text, row, portal)


def _added(text: str, row: FoundRow, taken: set[str]) -> tuple[Registered, str]:
    """Add a row; its key may have been given away since it was made."""
    header = _header(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    cells = {**row.cells, "key": free_key(row.cells["key"], taken)}
    line = csv_line([cells.get(column, "") for column in header])
    text = text if not text or text.endswith("\n") else text + newline
    return Registered(Change.ADDED, cells["key"]), f"{text}{line}{newline}"


def _filled(text: str, row: FoundRow, portal: Portal) -> tuple[Registered, str]:
    """Fill the empty cells of a row; hosts and settings that the columns need are added."""
    header = _header(text)
    lines = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO(text, newline=""))
    before = 0
    for cells in reader:
        start, before = before, reader.line_num
        values = dict(zip(header, cells, strict=False))
        if values.get("key", "").strip() != portal.key:
            continue
        hosts = [h for h in row.cells["hosts"].split() if h not in portal.hosts]
        values["family"] = row.cells["family"]
        values["columns"] = " ".join(portal.columns) or row.cells["columns"]
        values["hosts"] = " ".join([*portal.hosts, *hosts])
        if row.cells["settings"] and "folders" not in portal.settings:
            values["settings"] = f"{values.get('settings', '')} {row.cells['settings']}".strip()
        old = "".join(lines[start:before])
        end = old[len(old.rstrip("\r\n")) :]
        new = csv_line([values.get(column, "") for column in header]) + end
        text = "".join([*lines[:start], new, *lines[before:]])
        return Registered(Change.FILLED, portal.key), text
    raise UserError(f"portals.csv: the row {portal.key} was not found")


def _header(text: str) -> list[str]:
    first = next(csv.reader(io.StringIO(text, newline="")), list(COLUMNS))
    return [cell.strip() for cell in first]


def _replace(path: Path, before: bytes, text: str) -> None:
    """Write the file whole, then give it its name: a reader sees the old or the new one."""
    body = (_BOM if before.startswith(_BOM.encode()) else "") + text
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".portals.", suffix=".csv")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body.encode())
            stream.flush()
            os.fsync(stream.fileno())
        # A private temporary file would stay private under the new name.
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
