"""How a portal stands: how its last visit ended, and when it may be visited again.

From the state of the crawl, which knows it while another crawl is running; where there is no
state, from the visits of the data set, which know nothing of intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from crawler.portals.records import PortalRecord, read_portals
from pipelines.dataset import Dataset, open_dataset
from pipelines.dataset.layout import is_dataset

#: Counts of a visit, in the order in which they are shown; the names are those of ``visits``.
COUNTS: Final = (
    "list_pages",
    "entries",
    "entries_new",
    "reports_asked",
    "reports_good",
    "gone",
    "errors",
)
#: What stands for the outcome of a portal that was never visited.
NEVER: Final = "never"


@dataclass(frozen=True, slots=True)
class Standing:
    """The last visit of one portal. Times are UTC; null where there was none.

    ``interval_days`` is the time between two visits, 1 unless the portal refused;
    ``not_before`` is when a portal that refused may be asked again.
    """

    outcome: str = NEVER
    started_at: dt.datetime | None = None
    last_complete: dt.datetime | None = None
    interval_days: int = 1
    not_before: dt.datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def rests(self, now: dt.datetime) -> bool:
        """Tell whether the portal is left alone at this time, since it refused."""
        return self.not_before is not None and now < self.not_before


def standings(state: Path, dataset: Path) -> dict[str, Standing]:
    """Return how each portal stands that was ever visited, by its key.

    Raises :class:`pipelines.errors.UserError` where state or data set cannot be read.
    """
    known = read_portals(state)
    if known:
        return {key: _of_state(record) for key, record in known.items()}
    return _of_visits(open_dataset(dataset)) if is_dataset(dataset) else {}


def _of_state(record: PortalRecord) -> Standing:
    return Standing(
        outcome=record.outcome or "begun",
        started_at=record.started_at,
        last_complete=record.last_complete,
        interval_days=record.interval_days,
        not_before=record.not_before,
        counts=record.counts,
    )


def _of_visits(dataset: Dataset) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    names = ("portal", "started_at", "outcome", *COUNTS)
    for partition in dataset.partitions():
        for row in dataset.read("visits", partition, names).to_pylist():
            key, seen = row["portal"], _of_row(row)
            found[key] = _later(found[key], seen) if key in found else seen
    return found


def _of_row(row: Mapping[str, Any]) -> Standing:
    complete = row["started_at"] if row["outcome"] == "complete" else None
    counts = {name: row[name] for name in COUNTS if row[name] is not None}
    return Standing(row["outcome"], row["started_at"], complete, counts=counts)


def _later(one: Standing, other: Standing) -> Standing:
    """Return the later of two visits, with the last complete of both."""
    epoch = dt.datetime.min.replace(tzinfo=dt.UTC)
    first, last = sorted((one, other), key=lambda each: each.started_at or epoch)
    complete = max(first.last_complete or epoch, last.last_complete or epoch)
    return Standing(
        last.outcome,
        last.started_at,
        complete if complete > epoch else None,
        counts=last.counts,
    )
