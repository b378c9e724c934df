"""The quality of a dataset, in counts: what ``gongkai check`` prints.

Partition by partition, so that a dataset of any size is read in the memory of one partition.
Nothing is judged here but the counts; the findings were made when the reports were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.carry_over import RULE as CARRY_OVER
from pipelines.carry_over import CarryOver
from pipelines.dataset import open_dataset
from pipelines.floors import Floor, Verdict, judge, parse_floors
from pipelines.reference import Reference
from pipelines.schema import (
    DISPUTE_COLUMNS,
    PROACTIVE_COLUMNS,
    REQUEST_COLUMNS,
)

#: Columns that hold printed numbers. ``procurement_amount_printed`` is the same cell as
#: ``procurement_amount_10k_yuan`` and is not counted twice.
VALUE_COLUMNS = {
    "proactive": tuple(name for name in PROACTIVE_COLUMNS if not name.endswith("_printed")),
    "requests": tuple(REQUEST_COLUMNS),
    "disputes": tuple(DISPUTE_COLUMNS),
    "statistics": ("value", "cumulative"),
}
#: Identities of the contract; the first part of a rule names the table it is about.
IDENTITIES = (
    "requests.balance",
    "requests.outcome_sum",
    "requests.row_total",
    "disputes.row_total",
    "statistics.requests_received_sum",
    "statistics.requests_closed_sum",
    "statistics.replies_total_sum",
    "statistics.reply_withheld_sum",
    "statistics.staff_total_sum",
    "statistics.reconsideration_total_parts",
    "statistics.litigation_total_parts",
)
#: Roles of a capture in which a report was read, whether or not its values stand today.
READ_ROLES = ("report", "copy", "superseded", "set_aside")
#: States of a cell that holds a number nobody can use.
UNREADABLE = ("unreadable", "merged")

Partition = tuple[int, int]


class Rows(Protocol):
    """Where the rows come from: one table of one partition at a time."""

    def partitions(self) -> Sequence[Partition]:
        """List every (region, year) of any table."""

    def read(self, table: str, partition: Partition, columns: tuple[str, ...]) -> pa.Table:
        """Read columns of one partition; a partition that a table lacks has no rows."""


@dataclass(slots=True)
class PartitionQuality:
    """Counts of one partition. ``cells``: printed value cells, blank ones included."""

    region: int
    year: int
    reports: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    cells: int = 0
    unreadable_cells: int = 0
    errors: int = 0
    warnings: int = 0

    @property
    def scope(self) -> str:
        """Name of the partition as its path has it."""
        return f"region={self.region}/year={self.year}"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Findings of one rule, and the reports that have at least one."""

    rule: str
    severity: str
    findings: int
    reports: int


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity: reports that print its table, and those where it does not hold.

    For ``panel.carry_over``, pairs of years instead of reports.
    """

    rule: str
    reports: int
    broken: int


@dataclass(frozen=True, slots=True)
class LastVisit:
    """How the last visit of a portal ended, and when it began (ISO 8601, UTC)."""

    started_at: str
    outcome: str
    entries: int
    reports_asked: int
    reports_good: int
    errors: int


@dataclass(slots=True)
class Quality:
    """All that ``gongkai check`` prints."""

    partitions: list[PartitionQuality]
    rules: list[RuleCount]
    identities: list[Identity]
    portals: dict[str, int]
    visits: dict[str, LastVisit]
    verdicts: list[Verdict]

    @property
    def errors(self) -> int:
        """Findings of severity error."""
        return sum(rule.findings for rule in self.rules if rule.severity == "error")

    @property
    def broken(self) -> list[Verdict]:
        """Floors and ceilings that do not hold."""
        return [verdict for verdict in self.verdicts if verdict.broken]

    def to_dict(self) -> dict[str, Any]:
        """Give the object of ``gongkai check --json``."""
        return {
            "partitions": [asdict(partition) for partition in self.partitions],
            "findings": [asdict(rule) for rule in self.rules],
            "identities": [asdict(identity) for identity in self.identities],
            "portals": self.portals,
            "visits": {portal: asdict(visit) for portal, visit in self.visits.items()},
            "floors": [{**asdict(v), "broken": v.broken} for v in self.verdicts],
        }


def check_dataset(path: Path) -> Quality:
    """Measure the dataset in this folder against the ``floors.csv`` in use.

    Raises :class:`pipelines.errors.UserError` for what is no dataset and for a wrong floor.
    """
    floors = parse_floors(Reference.load().rows("floors"))
    return measure(open_dataset(path), floors)


def measure(rows: Rows, floors: list[Floor]) -> Quality:
    """Count over every partition, then hold the floors against the counts."""
    partitions: list[PartitionQuality] = []
    rules: dict[tuple[str, str], tuple[int, int]] = {}
    printed: Counter[str] = Counter()
    portals: Counter[str] = Counter()
    visits: dict[str, LastVisit] = {}
    carry_over = CarryOver()
    for key in rows.partitions():
        partition = PartitionQuality(*key)
        _count_reports(rows, partition)
        for table in VALUE_COLUMNS:
            printed[table] += _count_cells(rows, partition, table)
        _count_findings(rows, partition, rules)
        _count_portals(rows, key, portals)
        _keep_last_visits(rows, key, visits)
        carry_over.add(
            key[1],
            rows.read("reports", key, ("report_id", "agency_id")),
            rows.read("requests", key, ("report_id", "item", "total")),
        )
        if partition.reports or partition.errors or partition.warnings:
            partitions.append(partition)
    counts = [RuleCount(*rule, *count) for rule, count in sorted(rules.items())]
    verdicts = judge(floors, _measures(partitions, portals))
    identities = [*_identities(counts, printed), Identity(CARRY_OVER, *carry_over.counts())]
    return Quality(partitions, counts, identities, dict(portals), visits, verdicts)


def _count_reports(rows: Rows, partition: PartitionQuality) -> None:
    table = rows.read("reports", (partition.region, partition.year), ("status",))
    partition.reports = table.num_rows
    counted = Counter(table["status"].to_pylist())
    partition.statuses = {status: counted[status] for status in sorted(counted)}


def _count_cells(rows: Rows, partition: PartitionQuality, name: str) -> int:
    """Add the cells of one table to the partition; return how many reports print the table."""
    columns = VALUE_COLUMNS[name]
    key = (partition.region, partition.year)
    table = rows.read(name, key, ("report_id", *columns, "cell_state")).combine_chunks()
    states = table["cell_state"].combine_chunks()
    owners = pc.list_parent_indices(states)
    flat = pc.list_flatten(states)
    named, state = pc.struct_field(flat, "column"), pc.struct_field(flat, "state")
    for column in columns:
        values = table[column]
        marked = values.take(owners.filter(pc.equal(named, column)))
        partition.cells += (len(values) - values.null_count) + marked.null_count
    partition.unreadable_cells += _true(pc.is_in(state, pa.array(UNREADABLE)))
    return int(pc.count_distinct(table["report_id"]).as_py())


def _count_findings(
    rows: Rows, partition: PartitionQuality, rules: dict[tuple[str, str], tuple[int, int]]
) -> None:
    key = (partition.region, partition.year)
    table = rows.read("findings", key, ("report_id", "rule", "severity"))
    grouped = table.group_by(["rule", "severity"]).aggregate(
        [([], "count_all"), ("report_id", "count_distinct")]
    )
    for row in grouped.to_pylist():
        rule = (row["rule"], row["severity"])
        findings, reports = rules.get(rule, (0, 0))
        rules[rule] = (findings + row["count_all"], reports + row["report_id_count_distinct"])
        partition.errors += row["count_all"] if row["severity"] == "error" else 0
        partition.warnings += row["count_all"] if row["severity"] == "warning" else 0


def _count_portals(rows: Rows, key: Partition, portals: Counter[str]) -> None:
    """Count the reports read from every portal that answered a page that was asked."""
    table = rows.read("captures", key, ("portal", "role", "http_status", "report_id"))
    table = table.filter(pc.is_valid(table["portal"]))
    answered = table.filter(pc.equal(table["http_status"], 200))
    portals.update(dict.fromkeys(answered["portal"].to_pylist(), 0))
    read = table.filter(pc.is_in(table["role"], pa.array(READ_ROLES)))
    for row in read.group_by("portal").aggregate([("report_id", "count_distinct")]).to_pylist():
        portals[row["portal"]] += row["report_id_count_distinct"]


def _keep_last_visits(rows: Rows, key: Partition, visits: dict[str, LastVisit]) -> None:
    names = ("portal", *LastVisit.__dataclass_fields__)
    for row in rows.read("visits", key, names).to_pylist():
        portal, started_at = row.pop("portal"), row.pop("started_at").isoformat()
        if portal not in visits or visits[portal].started_at < started_at:
            visits[portal] = LastVisit(started_at, **row)


def _identities(rules: list[RuleCount], printed: Counter[str]) -> list[Identity]:
    broken = {rule.rule: rule.reports for rule in rules}
    return [
        Identity(rule, printed[rule.split(".", 1)[0]], broken.get(rule, 0)) for rule in IDENTITIES
    ]


def _measures(
    partitions: list[PartitionQuality], portals: Counter[str]
) -> dict[str, dict[str, float]]:
    cells = sum(partition.cells for partition in partitions)
    unreadable = sum(partition.unreadable_cells for partition in partitions)
    reports: dict[str, float] = {"dataset": sum(partition.reports for partition in partitions)}
    shares: dict[str, float] = {"dataset": _share(unreadable, cells)}
    for partition in partitions:
        reports[partition.scope] = partition.reports
        shares[partition.scope] = _share(partition.unreadable_cells, partition.cells)
    for portal in sorted(portals):
        reports[f"portal={portal}"] = portals[portal]
    return {"reports": reports, "unreadable_share": shares}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _true(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)
