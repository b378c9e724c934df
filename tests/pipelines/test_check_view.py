"""What a person sees of a dataset: counts by partition, and the floors that do not hold."""

from __future__ import annotations

import io

from rich.console import Console

from pipelines.check_view import show
from pipelines.floors import Verdict
from pipelines.quality import Identity, LastVisit, PartitionQuality, Quality, RuleCount

QUALITY = Quality(
    partitions=[
        PartitionQuality(150000, 2022, 3, {"complete": 2, "partial": 1}, 600, 4, 5, 6),
    ],
    rules=[RuleCount("requests.balance", "error", 5, 2)],
    identities=[Identity("requests.balance", 3, 2)],
    portals={"alxa": 3, "huaian": 0},
    visits={"alxa": LastVisit("2024-01-31T12:00:00+00:00", "complete", 5, 4, 3, 1)},
    verdicts=[
        Verdict("reports", "portal=alxa", 3, 1, None, "each gives one"),
        Verdict("reports", "portal=huaian", 0, 1, None, "each gives one"),
        Verdict("unreadable_share", "dataset", 0.006667, None, 0.01, "one in a hundred"),
    ],
)


def printed() -> list[list[str]]:
    """The cells of every printed row."""
    stream = io.StringIO()
    show(QUALITY, Console(file=stream, width=160, markup=False, highlight=False))
    return [[cell.strip() for cell in line.split("│")] for line in stream.getvalue().splitlines()]


def test_a_partition_is_one_row() -> None:
    row = ["150000", "2022", "3", "2", "1", "0", "0", "0", "600", "4", "5", "6"]
    assert row in printed()


def test_findings_and_identities() -> None:
    assert ["requests.balance", "error", "5", "2"] in printed()
    assert ["requests.balance", "3", "2"] in printed()


def test_a_portal_that_gave_nothing_is_shown() -> None:
    assert ["huaian", "0", "", "", "", "", "", ""] in printed()


def test_a_portal_is_shown_with_its_last_visit() -> None:
    assert ["alxa", "3", "2024-01-31T12:00", "complete", "5", "4", "3", "1"] in printed()


def test_floors_that_hold_are_summed_up_and_broken_ones_named() -> None:
    assert ["reports", "1", "", "places: 1", "", "yes"] in printed()
    assert ["unreadable_share", "", "0.01", "places: 1", "", "yes"] in printed()
    assert ["reports", "1", "", "portal=huaian", "0", "BROKEN"] in printed()
