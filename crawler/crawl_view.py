"""What a crawl prints at its end."""

from __future__ import annotations

from collections import Counter
from typing import Final

from rich.console import Console
from rich.table import Table

from crawler.crawl import CrawlSummary, PortalResult
from crawler.extraction import ExtractionSummary
from pipelines.console import note

_COLUMNS: Final = ("list_pages", "entries", "entries_new", "reports_asked", "reports_good")
_LAST: Final = ("gone", "errors")
#: Hosts outside the registry, and issues of the extraction, that are named one by one.
_MOST_NAMED: Final = 5
_MIB: Final = 1024 * 1024


def show_crawl(summary: CrawlSummary, console: Console, *, name_skipped: bool) -> None:
    """Print one line a portal, why some did not end well, and the totals."""
    if summary.portals:
        console.print(_table(summary.portals))
    for result in summary.portals:
        if result.reason:
            note(f"{result.portal.key}: {result.visit.outcome}: {result.reason}")
        if lost := result.counts.contexts_lost:
            note(
                f"{result.portal.key}: {lost} times a page said more of a file whose archive "
                "was finished already; extraction will not know it"
            )
    _skipped(summary, one_by_one=name_skipped)
    _elsewhere(summary)
    console.print(_totals(summary))
    if summary.extraction is not None:
        _extraction(summary.extraction, console)


def _table(results: list[PortalResult]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("portal")
    table.add_column("outcome")
    for name in (*_COLUMNS, "not asked", *_LAST):
        table.add_column(name.replace("_", " "), justify="right")
    for result in sorted(results, key=lambda one: one.portal.key):
        counts = result.visit.counts
        table.add_row(
            result.portal.key,
            result.visit.outcome,
            *(str(counts[name]) for name in _COLUMNS),
            str(result.counts.not_asked),
            *(str(counts[name]) for name in _LAST),
        )
    return table


def _totals(summary: CrawlSummary) -> str:
    totals: Counter[str] = Counter()
    for result in summary.portals:
        totals.update(result.visit.counts)
    return (
        f"crawled {len(summary.portals)} portals: {totals['list_pages']} list pages, "
        f"{totals['entries']} entries, {totals['reports_asked']} reports asked, "
        f"{totals['reports_good']} good, {totals['errors']} errors; "
        f"{len(summary.files)} archive files of {summary.bytes_archived / _MIB:.1f} MiB"
    )


def _skipped(summary: CrawlSummary, *, one_by_one: bool) -> None:
    if one_by_one:
        for portal, reason in summary.skipped:
            note(f"{portal.key}: not crawled: {reason}")
        return
    for reason, number in Counter(reason for _, reason in summary.skipped).most_common():
        note(f"not crawled: {number} portals: {reason}")


def _elsewhere(summary: CrawlSummary) -> None:
    """Name the hosts that portals link to and the registry does not give them."""
    for result in summary.portals:
        hosts = result.counts.elsewhere.most_common(_MOST_NAMED)
        if hosts:
            named = ", ".join(f"{host} ({number})" for host, number in hosts)
            note(f"{result.portal.key}: links to hosts that are not in its row: {named}")


def _extraction(extraction: ExtractionSummary, console: Console) -> None:
    for issue in extraction.issues[:_MOST_NAMED]:
        note(issue)
    if len(extraction.issues) > _MOST_NAMED:
        note(f"{len(extraction.issues) - _MOST_NAMED} further issues of the extraction")
    roles = ", ".join(f"{number} {role}" for role, number in sorted(extraction.roles.items()))
    console.print(
        f"extracted {sum(extraction.roles.values())} captures ({roles or 'none'}); "
        f"{extraction.files_changed} files of the dataset changed"
    )
