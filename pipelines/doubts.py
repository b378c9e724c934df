"""Cells of a picture that two recognitions read differently: which of them stay in doubt.

An identity that holds settles the one cell of it that is in doubt: with the other reading it would
not hold. Where two of its cells are in doubt it settles neither, for the same misreading of a part
and of its total (11 as 1, in the same type) leaves every sum right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.checks import Identity
from pipelines.forms import Forms
from pipelines.model import Finding, StatisticsLine
from pipelines.reading.state import Place, Tables, name_of
from pipelines.values import read_number

_STATISTICS = "statistics"
_VALUE = "value"


def doubtful_findings(tables: Tables, identities: Sequence[Identity]) -> Iterator[Finding]:
    """Yield ``cell.low_confidence`` for each cell in doubt that no holding identity settles.

    A cell of which an error is reported already is not told twice. ``identities`` are those of
    requests and disputes.
    """
    open_ones = dict(tables.doubts)
    covers = [*_covers(identities), *_covers_of_statistics(tables.statistics, tables.forms)]
    said = {
        (finding.table, finding.item, finding.column)
        for finding in tables.findings
        if finding.severity == "error"
    }
    settled: set[Place] | None = None
    while settled is None or settled:
        settled = set()
        for cover in covers:
            within = [place for place in cover if place in open_ones]
            if len(within) == 1 and _differ(*open_ones[within[0]]):
                settled.add(within[0])
        for place in settled:
            del open_ones[place]
    for (table, item, column), (first, second) in open_ones.items():
        if (table, item, column) in said:
            continue
        yield Finding(
            "cell.low_confidence",
            f"{name_of(table, item, column)} is recognised as {first!r}, and another time as "
            f"{second!r}",
            "reading",
            table,
            item,
            column,
            raw=first,
        )


def _covers(identities: Sequence[Identity]) -> Iterator[list[Place]]:
    """Yield the cells of each identity that holds."""
    for identity in identities:
        if identity.judged and identity.holds:
            yield [(identity.table, item, column) for item, column in identity.cells]


def _covers_of_statistics(lines: Sequence[StatisticsLine], forms: Forms) -> Iterator[list[Place]]:
    values = {line.item: line.value for line in lines if line.item is not None}
    for entry in forms.statistics_sums:
        total, parts = values.get(entry.total), [values.get(part) for part in entry.parts]
        known = [part for part in parts if part is not None]
        if total is not None and len(known) == len(parts) and total == sum(known):
            yield [(_STATISTICS, item, _VALUE) for item in (entry.total, *entry.parts)]


def _differ(first: str, second: str) -> bool:
    """Whether two texts count differently in a sum, so that one of them would break it."""
    return (read_number(first).value or 0) != (read_number(second).value or 0)
