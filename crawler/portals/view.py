"""How ``gongkai portals`` prints: a table on a terminal, one plain line a portal elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from crawler.portals.listing import Listed
from crawler.portals.standing import COUNTS

#: Fields of a plain line, in their order.
HEADER: Final = (
    "portal",
    "name",
    "level",
    "division",
    "family",
    "columns",
    "outcome",
    "visited",
    "complete",
    *COUNTS,
    "days",
    "not before",
)
#: What a terminal of usual width has room for, with the words over it.
_SHOWN: Final = {
    "portal": "portal",
    "name": "name",
    "division": "division",
    "family": "family",
    "outcome": "outcome",
    "visited": "visited",
    "entries": "entries",
    "entries_new": "new",
    "reports_good": "good",
    "gone": "gone",
    "errors": "errors",
    "not before": "not before",
}
#: A time as far as its day.
_DAY: Final = len("2024-01-31")
_NUMBERS: Final = frozenset({"entries", "entries_new", "reports_good", "gone", "errors"})


def show(rows: Sequence[Listed], console: Console) -> None:
    """Print the rows, then how many portals ended how."""
    if console.is_terminal:
        console.print(_table(rows))
    else:
        for cells in (HEADER, *(tuple(_cells(row).values()) for row in rows)):
            # Fields are parted by tabs, which rich would turn into spaces.
            click.echo("\t".join(cells))
    click.echo(_totals(rows))


def _table(rows: Iterable[Listed]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name, head in _SHOWN.items():
        table.add_column(head, justify="right" if name in _NUMBERS else "left", no_wrap=True)
    for row in rows:
        cells = _cells(row)
        for time in ("visited", "not before"):
            cells[time] = cells[time][:_DAY]
        table.add_row(*(cells[name] for name in _SHOWN))
    return table


def _cells(row: Listed) -> dict[str, str]:
    portal, standing = row.portal, row.standing
    visited = standing.started_at is not None
    counts = (str(standing.counts.get(name, 0)) if visited else "-" for name in COUNTS)
    cells = (
        portal.key,
        portal.name,
        portal.level,
        portal.division_code,
        portal.family or "-",
        str(len(portal.columns)),
        standing.outcome,
        _minute(standing.started_at),
        _minute(standing.last_complete),
        *counts,
        str(standing.interval_days),
        _minute(standing.not_before if row.resting else None),
    )
    return dict(zip(HEADER, cells, strict=True))


def _minute(moment: dt.datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}"


def _totals(rows: Sequence[Listed]) -> str:
    outcomes = Counter(row.standing.outcome for row in rows)
    named = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    without = sum(not row.portal.columns for row in rows)
    resting = sum(row.resting for row in rows)
    return f"{len(rows)} portals: {named or 'none'}; {resting} resting, {without} without a column"
