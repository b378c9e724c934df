"""What a data set holds of a country, in the words of its truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as pads

from crawler.simulation.country.bodies import telling_cell


@dataclass(frozen=True, slots=True)
class Held:
    """One report of a data set: where it stands, also, and the number that tells its versions."""

    agency: str
    year: int
    urls: frozenset[str]
    number: int | None


def rows_of(dataset: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, with region and year."""
    held: list[dict[str, Any]] = (
        pads.dataset(dataset / table, partitioning="hive").to_table().to_pylist()
    )
    return held


def reports_of(dataset: Path) -> list[Held]:
    """Return every report of a data set."""
    telling = {
        "proactive": {
            row["report_id"]: row["penalty_decisions"] for row in rows_of(dataset, "proactive")
        },
        "statistics": {
            row["report_id"]: row["value"]
            for row in rows_of(dataset, "statistics")
            if row["item"] == "via_wechat"
        },
    }
    held = []
    for row in rows_of(dataset, "reports"):
        table = telling_cell(row["year"]).partition("/")[0]
        number = telling[table].get(row["report_id"])
        urls = frozenset([row["url"], *(row["also_at"] or ())])
        held.append(
            Held(row["agency_name"], row["year"], urls, None if number is None else int(number))
        )
    return held
