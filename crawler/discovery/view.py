"""What ``gongkai discover`` says beside the rows: the evidence, what was left, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from crawler.discovery.registry import Change, Registered
from crawler.discovery.result import Discovery, FoundColumn
from crawler.discovery.rows import FoundRow

#: Columns that were none, and marks of a family, that are named one by one.
_FEW: Final = 5
_SHORT: Final = 60


def evidence_lines(found: Discovery) -> Iterator[str]:
    """Yield the lines about one portal: what was found and why, or that nothing was."""
    if not found.columns:
        yield f"{found.start}: none found: {found.why_none}"
        return
    number = len(found.columns)
    marks = ", ".join(map(_short, found.evidence[:_FEW])) or "no mark of a known family"
    family = f"family {found.family}" if found.family else "several families"
    yield (
        f"{found.start}: {number} column{'s' if number > 1 else ''}, {family} ({marks}), "
        f"{found.asked} pages asked"
    )
    for column in found.columns:
        yield f"  {column.url}  {_said_of(column)}"
    if found.folders:
        yield f"  the columns have sub-columns, {found.folders} level(s) deep: folders={found.folders}"
    if found.elsewhere:
        named = ", ".join(f"{host} ({count})" for host, count in found.elsewhere)
        yield f"  reports lie on hosts that are not the portal's: {named}"
    for url, why in found.refused[:_FEW]:
        yield f"  no column: {url}: {why}"
    if found.reason:
        left = f"; {found.left} promising addresses are left, see --pages" if found.left else ""
        yield f"  ended early: {found.reason}{left}"


def row_line(row: FoundRow) -> str:
    """Return a row as it is printed: as a comment where the registry would refuse it."""
    return f"# {row.line}" if row.missing else row.line


def missing_line(row: FoundRow) -> str:
    """Return what the user has to tell before the row can be registered."""
    options = " and ".join(row.missing)
    return f"{row.cells['homepage']}: not told by its pages: give {options}; its row is a comment"


def registered_line(done: Registered, found: Discovery) -> str:
    """Return what became of a row in ``data/portals.csv``."""
    match done.change:
        case Change.ADDED:
            return f"{found.start}: added to data/portals.csv as {done.key}"
        case Change.FILLED:
            return f"{found.start}: the row {done.key} of data/portals.csv was filled"
        case Change.SAME:
            return f"{found.start}: the row {done.key} of data/portals.csv says so already"
        case Change.KEPT:
            return f"{found.start}: the row {done.key} was left as it is: {done.why}"


def _said_of(column: FoundColumn) -> str:
    what = (
        f"the report of {column.year}"
        if column.year is not None
        else f"{column.reports} reports listed"
    )
    title = f", such as {column.titles[0]}" if column.titles else ""
    return f"{column.name or 'without a name'}: {what}{title}; {'; '.join(column.reasons)}"


def _short(mark: str) -> str:
    return mark if len(mark) <= _SHORT else mark[: _SHORT - 1] + "…"
