"""One report of a dataset: its values, its findings and the archived source."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.captures import Source, SourceIssue, read_capture
from pipelines.dataset.errors import DatasetError
from pipelines.schema import DISPUTE_COLUMNS, PROACTIVE_COLUMNS, REQUEST_COLUMNS

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ArchivedSource:
    """Where the bytes are that a report was read from.

    ``archive``: the folder that is looked through; ``warc_offset``: bytes, of the record in
    the file. A bare file has a ``source_path`` instead of a WARC file.
    """

    archive: Path
    url: str | None
    source_path: str | None
    warc_file: str | None
    warc_offset: int | None
    warc_record_id: str | None
    payload_sha256: str

    @property
    def path(self) -> Path | None:
        """File in the archive; null where it is not there."""
        if self.warc_file is not None:
            return min(self.archive.rglob(self.warc_file), default=None)
        path = self.archive / (self.source_path or "")
        return path if path.is_file() else None

    def read(self) -> bytes:
        """Body after transfer and content decoding, as the report was read from it.

        Raises :class:`DatasetError` where the archive does not hold it, or other bytes.
        """
        path = self.path
        name = self.warc_file or self.source_path or self.url
        if path is None:
            raise DatasetError(
                f"{name}: not in the archive {self.archive}; "
                "say where it is: open_dataset(..., archive=...)"
            )
        body = path.read_bytes() if self.warc_file is None else self._from_warc(path)
        if hashlib.sha256(body).hexdigest() != self.payload_sha256:
            raise DatasetError(f"{path}: holds other bytes than the report was read from")
        return body

    def _from_warc(self, path: Path) -> bytes:
        source = Source(path, "warc", path.name)
        found = read_capture(source, self.warc_offset or 0, self.warc_record_id)
        if isinstance(found, SourceIssue):
            raise DatasetError(found.message)
        return found.body


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report: rows as the tables have them, without ``report_id``.

    ``values``: the row of ``reports``; ``proactive``: null where that table is missing;
    ``requests`` and ``disputes`` by item and path.
    """

    region: int
    year: int
    values: Row
    proactive: Row | None
    requests: Mapping[str, Row]
    disputes: Mapping[str, Row]
    statistics: Sequence[Row]
    findings: Sequence[Row]
    source: ArchivedSource

    def to_dict(self) -> dict[str, Any]:
        """Object of the shape that ``gongkai inspect --json`` prints."""
        return {
            "report": {
                "region": self.region,
                "year": self.year,
                **{name: _plain(value) for name, value in self.values.items()},
            },
            "proactive": None
            if self.proactive is None
            else _pick(self.proactive, PROACTIVE_COLUMNS),
            "requests": {item: _pick(row, REQUEST_COLUMNS) for item, row in self.requests.items()},
            "disputes": {path: _pick(row, DISPUTE_COLUMNS) for path, row in self.disputes.items()},
            "statistics": {
                row["item"]: row["value"] for row in self.statistics if row["item"] is not None
            },
            "statistics_lines": [
                _pick(row, ("item", "label", "position", "unit", "value", "cumulative"))
                for row in self.statistics
            ],
            "cell_states": self._cell_states(),
            "more": [],
            "findings": [_finding(row) for row in self.findings],
        }

    def _cell_states(self) -> list[Row]:
        places = [
            *([] if self.proactive is None else [("proactive", None, self.proactive)]),
            *(("requests", item, row) for item, row in self.requests.items()),
            *(("disputes", path, row) for path, row in self.disputes.items()),
            *(("statistics", row["item"], row) for row in self.statistics),
        ]
        return [
            {"table": table, "item": item, **state}
            for table, item, row in places
            for state in row["cell_state"] or ()
        ]


def _pick(row: Row, names: Any) -> Row:
    return {name: row[name] for name in names}


def _finding(row: Row) -> Row:
    """Return a finding without its payload; whole numbers as integers."""
    numbers = {name: row[name] for name in ("expected", "actual")}
    whole = {name: int(n) for name, n in numbers.items() if n is not None and n == int(n)}
    return {name: value for name, value in {**row, **whole}.items() if name != "payload_sha256"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
