"""What ``gongkai nightly`` prints at its end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from crawler.nightly.report import RunReport

_MIB: Final = 1024 * 1024
_GIB: Final = 1024 * _MIB


def show(report: RunReport, path: Path, console: Console) -> None:
    """Print one line a step, then what the night brought."""
    table = Table(box=None, pad_edge=False)
    table.add_column("step")
    table.add_column("outcome")
    table.add_column("seconds", justify="right")
    table.add_column("why", overflow="fold")
    for step in report.steps:
        table.add_row(step.name, step.outcome, f"{step.seconds:.1f}", step.error)
    console.print(table)
    for line in _lines(report):
        console.print(line, soft_wrap=True)
    console.print(f"report: {path}", soft_wrap=True)


def _lines(report: RunReport) -> list[str]:
    each = report.requests_per_report
    asked = f"{report.requests}" + ("" if each is None else f", {each:g} a report")
    lines = [
        f"portals: {_counts(report.portals)}; not crawled: {_counts(report.not_crawled)}",
        f"left over: {len(report.left_over)} portals, {report.pages_left} pages known of them",
        f"requests: {asked}; errors: {report.errors}",
        f"reports: {report.reports_asked} asked, {report.reports_good} good, {_new(report)}",
    ]
    if (disk := report.disk) is not None:
        full = "" if disk.days_until_full is None else f", full in {disk.days_until_full:,.0f} days"
        lines.append(
            f"archived: {disk.bytes_tonight / _MIB:.1f} MiB, a night "
            f"{disk.mean_bytes_a_night / _MIB:.1f} MiB (mean of {disk.nights}); "
            f"free: {disk.free_bytes / _GIB:.1f} GiB{full}"
        )
    return lines


def _new(report: RunReport) -> str:
    return "new not known" if report.reports_new is None else f"{report.reports_new} new"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "none"
