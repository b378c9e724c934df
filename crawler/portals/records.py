"""What the state of the crawl says of each portal, read while another process may write it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.state import FILE
from pipelines.errors import UserError

_QUERY = (
    "SELECT portal, outcome, started_at, last_complete, refusals, interval_days, not_before, "
    "counts_json FROM portals"
)


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One portal of the state; times are UTC, null where there was none.

    ``outcome`` is null while the first visit runs; ``refusals`` counts visits in a row that
    were turned away.
    """

    outcome: str | None
    started_at: dt.datetime | None
    last_complete: dt.datetime | None
    refusals: int
    interval_days: int
    not_before: dt.datetime | None
    counts: Mapping[str, int]


def read_portals(folder: Path) -> dict[str, PortalRecord]:
    """Return the portals of a state by key; none where there is no state.

    Nothing is locked or written. Raises :class:`UserError` for a file that is no state.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute(_QUERY).fetchall() if _has_portals(db) else []
    except sqlite3.DatabaseError as error:
        raise UserError(f"{path}: {error}; give another --state, or move it away") from None
    return {
        portal: PortalRecord(
            outcome,
            _time(started_at),
            _time(last_complete),
            refusals,
            interval_days,
            _time(not_before),
            json.loads(counts or "{}"),
        )
        for portal, outcome, started_at, last_complete, refusals, interval_days, not_before, counts in rows
    }


def _has_portals(db: sqlite3.Connection) -> bool:
    """Tell whether a crawl has made its tables already; a crawl refuses those of another version."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'portals'"
    return db.execute(query).fetchone() is not None


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
