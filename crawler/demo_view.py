"""What the demo prints: counts, where everything is, what to try next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from crawler.comparison import KINDS, Comparison

if TYPE_CHECKING:
    from crawler.demo import Demo

#: Differences that are printed; the rest is counted.
_MOST_DIFFERENCES: Final = 40
_NAMES: Final = {
    "reports": "reports",
    "columns": "columns of reports",
    "cells": "cells",
    "labels": "labels of statistics",
    "states": "cell states",
    "findings": "findings",
    "roles": "roles of captures",
    "visits": "columns of visits",
}
_MEGABYTE: Final = 1_000_000


def show(demo: Demo, console: Console) -> None:
    """Print the summary of one demo."""
    console.print(_counts(demo.comparison))
    console.print(f"reports by form: {_listed(demo.forms)}")
    console.print(f"captures by role: {_listed(demo.roles)}")
    megabytes = demo.warc_bytes / _MEGABYTE
    console.print(
        f"requests answered: {demo.requests}, archived in {demo.warc_files} WARC files "
        f"({megabytes:.1f} MB)"
    )
    seconds = ", ".join(f"{name} {spent:.1f} s" for name, spent in demo.seconds.items())
    console.print(f"time: {seconds}")
    _show_verdict(demo.comparison, console)
    _show_places(demo.out, console)


def _counts(comparison: Comparison) -> Table:
    table = Table(title="The dataset against the truth", title_justify="left")
    table.add_column("compared")
    for head in ("in all", "right", "wrong", "missing", "extra"):
        table.add_column(head, justify="right")
    for kind in KINDS:
        verdicts = [comparison.count(kind, verdict) for verdict in ("wrong", "missing", "extra")]
        numbers = [comparison.compared(kind), comparison.right[kind], *verdicts]
        table.add_row(_NAMES[kind], *(f"{number:,}" for number in numbers))
    return table


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _show_verdict(comparison: Comparison, console: Console) -> None:
    if not comparison.differences:
        console.print("Everything is as the truth has it, no more and no fewer.")
        return
    for difference in comparison.differences[:_MOST_DIFFERENCES]:
        console.print(str(difference), soft_wrap=True)
    rest = len(comparison.differences) - _MOST_DIFFERENCES
    if rest > 0:
        console.print(f"... and {rest} more")
    console.print(f"{len(comparison.differences)} differences from the truth.")


def _show_places(out: Path, console: Console) -> None:
    lines = (
        "",
        "Where everything is",
        f"  {out}/archive     every answer as received (WARC)",
        f"  {out}/dataset     the tables (Parquet, by region and year)",
        f"  {out}/truth.json  what the portals printed (the figures are invented)",
        "What to try next",
        f"  gongkai check {out}/dataset",
        f"  gongkai extract {out}/archive --dataset again",
        f"  python -c \"import pandas; print(pandas.read_parquet('{out}/dataset/reports'))\"",
    )
    for line in lines:
        console.print(line, soft_wrap=True)
