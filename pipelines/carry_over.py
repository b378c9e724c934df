"""``panel.carry_over``: what a year carries out, the next year of the same agency carries in.

It looks at two reports, so it is computed when asked and not stored with either.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

RULE = "panel.carry_over"
_ITEMS = ("carried_in", "carried_out")

#: Totals carried in and out; null where the line or its total is not printed as a number.
_Totals = tuple[int | None, int | None]


class CarryOver:
    """Takes in one partition after the other; one pair of totals a report stays in memory."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, int], _Totals | None] = {}

    def add(self, year: int, reports: pa.Table, requests: pa.Table) -> None:
        """Take in ``report_id, agency_id`` and ``report_id, item, total`` of one partition."""
        lines = requests.filter(pc.is_in(requests["item"], pa.array(_ITEMS)))
        totals = {(row["report_id"], row["item"]): row["total"] for row in lines.to_pylist()}
        for row in reports.to_pylist():
            if year == 0 or row["agency_id"] is None:
                continue
            key = (row["agency_id"], year)
            carried_in, carried_out = (totals.get((row["report_id"], item)) for item in _ITEMS)
            # Of two reports of one agency and year nothing here says which counts.
            self._years[key] = None if key in self._years else (carried_in, carried_out)

    def counts(self) -> tuple[int, int]:
        """Return how many pairs of years print both totals, and in how many they differ."""
        judged = broken = 0
        for (agency, year), totals in self._years.items():
            before = self._years.get((agency, year - 1))
            if totals is None or before is None or totals[0] is None or before[1] is None:
                continue
            judged += 1
            broken += totals[0] != before[1]
        return judged, broken
