"""From a Document to what its reports say: tables, form, sections.

Read strictly: every cell of an official table is taken, and whatever is left over is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.forms import load_forms
from pipelines.labels import NUMBERED, fold
from pipelines.model import Block, CellState, Finding, Grid
from pipelines.reading.cells import Head, Segment
from pipelines.reading.disputes import read_disputes
from pipelines.reading.proactive import read_proactive
from pipelines.reading.requests import read_requests
from pipelines.reading.sections import Section, sections_of
from pipelines.reading.segments import segments_of
from pipelines.reading.state import Tables
from pipelines.reading.statistics import read_statistics
from pipelines.schema import EMPTY_STATES
from pipelines.values import looks_like_value

__all__ = ["Reading", "read_blocks"]


@dataclass(slots=True)
class Reading:
    """What one report says.

    ``template``: 2014, 2019, 2021, local or null. ``status``: complete, partial, unfilled or
    narrative_only. ``cells``: number of value cells printed, by table. ``official``: whether
    any official table was found.
    """

    tables: Tables
    sections: list[Section]
    template: str | None
    status: str
    cells: dict[str, int]
    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def official(self) -> bool:
        """Whether an official table was found, even one of which no line could be read."""
        return bool(self.tables.found or self.tables.refused)

    @property
    def findings(self) -> list[Finding]:
        """Findings of the reading."""
        return self.tables.findings


def read_blocks(blocks: Sequence[Block], title: str | None) -> Reading:
    """Read the tables and the prose of one report."""
    tables = Tables(load_forms())
    carried: dict[tuple[str, int], Any] = {}
    strange: list[Grid] = []
    for block in blocks:
        if not isinstance(block, Grid):
            continue
        segments = segments_of(block, tables.forms)
        if not segments:
            strange.append(block)
        for segment in segments:
            _read_segment(segment, tables, carried)
        for note in block.notes:
            _note(note, block, tables)
    tables.close()
    sections = sections_of(blocks, title)
    template = _template(tables)
    _missing(template, tables)
    if tables.found:
        for grid in strange:
            _strange(grid, tables)
    return Reading(tables, sections, template, _status(tables), _cells(tables), blocks)


def _read_segment(segment: Segment, tables: Tables, carried: dict[tuple[str, int], Any]) -> None:
    if segment.table == "proactive":
        read_proactive(segment, tables)
        return
    readers: dict[str, tuple[Callable[..., Any], Any]] = {
        "requests": (read_requests, []),
        "disputes": (read_disputes, []),
        "statistics": (read_statistics, []),
    }
    reader, nothing = readers[segment.table]
    key = (segment.table, segment.grid.width)
    if key not in carried and segment.table == "requests":
        nothing = _moved(carried, segment.grid.width)
    carried[key] = reader(segment, tables, carried.get(key, nothing))


def _moved(carried: Mapping[tuple[str, int], Any], width: int) -> list[Head]:
    """Return the heads in force moved to the right side of a narrower table.

    A part of a table that lost the column of its outermost group, empty there, has its values
    at the right side all the same; a row whose label stands under a head is refused later.
    """
    for (table, before), heads in reversed(list(carried.items())):
        less = before - width
        if table != "requests" or not heads:
            continue
        if heads[-1].end == before and heads[0].start > less > 0:
            return [replace(h, start=h.start - less, end=h.end - less) for h in heads]
    return []


def _note(note: str, grid: Grid, tables: Tables) -> None:
    if note == "spans_clamped":
        tables.find("table.spans_clamped", f"a span of a table of {grid.height} rows was clamped")
    elif note == "cells_overlap":
        tables.find("table.spans_clamped", "cells of a table overlap, so a span of it is wrong")
    elif note == "truncated":
        tables.find("document.truncated", "the page ends inside a table")


def _strange(grid: Grid, tables: Tables) -> None:
    """Keep the numbers of a table that is none of the official ones."""
    if any(looks_like_value(cell.text) and fold(cell.text).isdigit() for cell in grid.cells):
        tables.find(
            "label.unknown",
            "a table that is none of the official ones",
            raw=" | ".join(" ".join(cell.text.split()) for cell in grid.cells),
        )


def _template(tables: Tables) -> str | None:
    if not tables.found:
        return None
    votes = tables.votes
    if not votes:
        # A table of indicators of which no line is known is a provincial form all the same.
        return "local" if tables.statistics else None
    best = max(votes.values())
    leading = [form for form, count in votes.items() if count == best]
    if len(leading) > 1:
        two = tables.section_two_votes
        leading.sort(key=lambda form: (-two[form], form))
    return leading[0]


def _found_lines(tables: Tables) -> dict[str, set[str]]:
    proactive = tables.proactive.values if tables.proactive is not None else {}
    return {
        "proactive": set(proactive),
        "requests": set(tables.requests),
        "disputes": set(tables.disputes),
        "statistics": {line.item for line in tables.statistics if line.item is not None},
    }


_THREE_LINES = frozenset({"other_not_corrected", "other_fee_unpaid", "other_other"})


def _missing(template: str | None, tables: Tables) -> None:
    """Say which tables and lines of the form are not there.

    Where nothing printed tells the forms apart, those that all the forms with such tables have.
    """
    if template == "local":
        _missing_numbers(tables)
        return
    found = _found_lines(tables)
    for table, lines in _lines_of(template, tables, found).items():
        if not found[table]:
            tables.find("table.missing", f"the table {table} is missing", table=table)
            continue
        missing = [line for line in lines if line not in found[table]]
        if table == "requests":
            if "other_handling" in found[table]:
                missing = [line for line in missing if line not in _THREE_LINES]
            if found[table] >= _THREE_LINES:
                missing = [line for line in missing if line != "other_handling"]
        for line in missing:
            column = line if table == "proactive" else None
            item = None if table == "proactive" else line
            tables.find(
                "row.missing", f"{table}.{line} is missing", table=table, item=item, column=column
            )


def _lines_of(
    template: str | None, tables: Tables, found: Mapping[str, set[str]]
) -> dict[str, list[str]]:
    """Return the lines of the form by table; of several possible forms those of all of them."""
    forms = tables.forms.lines
    if template is not None:
        return {table: list(lines) for table, lines in forms[template].items()}
    printed = {table for table, lines in found.items() if lines}
    possible = [lines for lines in forms.values() if printed and printed <= set(lines)]
    if not possible:
        return {}
    first, *others = possible
    return {
        table: [line for line in lines if all(line in other[table] for other in others)]
        for table, lines in first.items()
        if all(table in other for other in others)
    }


def _missing_numbers(tables: Tables) -> None:
    """Say which numbered lines of a provincial form are not there: 1, 2, 4 lacks its 3."""
    last = bare = 0
    for line in tables.statistics:
        match = NUMBERED.match(fold(line.label))
        number = int(match.group(1)) if match else last
        # Lines whose own number is lost may be those that seem to be missing.
        for lost in range(last + 1 + bare, number):
            tables.find(
                "row.missing",
                f"line {lost} is missing above {line.label}",
                table="statistics",
                raw=line.label,
            )
        known = tables.forms.statistics_rows.nearest(line.label)
        may_be = known is None or known in tables.forms.statistics_numbered
        bare = 0 if match else bare + may_be
        last = number


def _states(tables: Tables) -> list[tuple[float | None, CellState | None]]:
    cells: list[tuple[float | None, CellState | None]] = []
    lines = [*tables.requests.values(), *tables.disputes.values()]
    if tables.proactive is not None:
        lines.append(tables.proactive)
    for line in lines:
        states = {state.column: state for state in line.states}
        cells += [(value, states.get(column)) for column, value in line.values.items()]
    for entry in tables.statistics:
        states = {state.column: state for state in entry.states}
        cells.append((entry.value, states.get("value")))
    return cells


def _status(tables: Tables) -> str:
    if not tables.found:
        return "partial" if tables.refused else "narrative_only"
    cells = _states(tables)
    if all(
        value is None and state is not None and state.state in EMPTY_STATES
        for value, state in cells
    ):
        return "unfilled"
    partial = {"row.missing", "table.missing"}
    if any(finding.rule in partial for finding in tables.findings):
        return "partial"
    return "complete" if tables.votes or tables.statistics else "partial"


def _cells(tables: Tables) -> dict[str, int]:
    counts = {
        "proactive": len(tables.proactive.values) if tables.proactive is not None else 0,
        "requests": sum(len(line.values) for line in tables.requests.values()),
        "disputes": sum(len(line.values) for line in tables.disputes.values()),
        "statistics": len(tables.statistics),
    }
    return {table: count for table, count in counts.items() if count}
