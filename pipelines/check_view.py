"""The quality of a dataset on a terminal: what ``gongkai check`` prints without ``--json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console, JustifyMethod
from rich.table import Table

from pipelines.floors import Verdict
from pipelines.quality import Quality

#: Columns of words; all others are numbers.
WORDS = frozenset(
    {"rule", "severity", "portal", "metric", "scope", "holds", "last_visit", "outcome"}
)
#: A time as far as its minutes.
_MINUTES = len("2024-01-31T12:00")
STATUSES = ("complete", "partial", "unfilled", "narrative_only", "attachment_missing")


def show(quality: Quality, console: Console) -> None:
    """Print counts by partition, findings by rule, identities, then the floors."""
    console.print(_partitions(quality))
    console.print(_findings(quality))
    console.print(_identities(quality))
    console.print(_portals(quality))
    console.print(_floors(quality))


def _partitions(quality: Quality) -> Table:
    names = ("region", "year", "reports", *STATUSES, "cells", "unreadable", "errors", "warnings")
    table = _table("partitions", names)
    for partition in quality.partitions:
        statuses = (partition.statuses.get(status, 0) for status in STATUSES)
        counts = (partition.cells, partition.unreadable_cells, partition.errors, partition.warnings)
        _row(table, partition.region, partition.year, partition.reports, *statuses, *counts)
    return table


def _findings(quality: Quality) -> Table:
    table = _table("findings", ("rule", "severity", "findings", "reports"))
    for rule in quality.rules:
        _row(table, rule.rule, rule.severity, rule.findings, rule.reports)
    return table


def _identities(quality: Quality) -> Table:
    table = _table("identities", ("rule", "reports with the table", "of them broken"))
    for identity in quality.identities:
        _row(table, identity.rule, identity.reports, identity.broken)
    return table


def _portals(quality: Quality) -> Table:
    """Every portal that answered or was visited, with how its last visit ended."""
    asked = ("last_visit", "outcome", "entries", "reports_asked", "reports_good", "errors")
    table = _table("portals", ("portal", "reports_read", *asked))
    for portal in sorted({*quality.portals, *quality.visits}):
        visit = quality.visits.get(portal)
        cells: tuple[str | int, ...] = ("",) * len(asked)
        if visit is not None:
            numbers = (visit.entries, visit.reports_asked, visit.reports_good, visit.errors)
            cells = (visit.started_at[:_MINUTES], visit.outcome, *numbers)
        _row(table, portal, quality.portals.get(portal, 0), *cells)
    return table


def _floors(quality: Quality) -> Table:
    """One row for each floor that holds everywhere, and one for each place where it is broken."""
    table = _table("floors", ("metric", "floor", "ceiling", "scope", "actual", "holds"))
    held = Counter(_rule(verdict) for verdict in quality.verdicts if not verdict.broken)
    for (*rule, _), places in held.items():
        _row(table, *rule, f"places: {places}", "", "yes")
    for verdict in quality.broken:
        *rule, _ = _rule(verdict)
        _row(table, *rule, verdict.scope, f"{verdict.actual:.4g}", "BROKEN")
    return table


def _rule(verdict: Verdict) -> tuple[str, str, str, str]:
    floor, ceiling = (
        "" if limit is None else f"{limit:g}" for limit in (verdict.floor, verdict.ceiling)
    )
    return verdict.metric, floor, ceiling, verdict.reason


def _table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        justify: JustifyMethod = "left" if column in WORDS else "right"
        table.add_column(column.replace("_", "\n"), justify=justify, overflow="fold")
    return table


def _row(table: Table, *cells: str | int) -> None:
    table.add_row(*map(str, cells))
