"""What reading one report gathers: lines, findings, and votes for the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.forms import Forms
from pipelines.model import (
    Cell,
    CellState,
    Finding,
    Line,
    Number,
    Printed,
    StatisticsLine,
)
from pipelines.reading.cells import Head, Slot
from pipelines.rules import Origin
from pipelines.schema import EMPTY_STATES
from pipelines.values import Reading, read_count

#: A cell by table, item and column.
Place = tuple[str, str | None, str]


@dataclass(slots=True)
class Tables:
    """The four tables of one report as far as they were found.

    ``doubts`` are the cells that two recognitions of a picture read differently, with both texts.
    """

    forms: Forms
    proactive: Line | None = None
    requests: dict[str, Line] = field(default_factory=dict)
    disputes: dict[str, Line] = field(default_factory=dict)
    statistics: list[StatisticsLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    section_two_votes: Counter[str] = field(default_factory=Counter)
    found: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    strays: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    #: Groups in force and the line read last in section three, for a table that goes on.
    requests_left: tuple[tuple[str, ...], str] = ((), "")
    #: Whether the last header without spans of section three printed the heads in order.
    requests_in_order: bool = False
    doubts: dict[Place, tuple[str, str]] = field(default_factory=dict)
    #: Years that heads of the column of values name.
    head_years: set[int] = field(default_factory=set)
    printed: Printed = field(default_factory=dict, repr=False)

    def vote(self, forms: frozenset[str], *, section_two: bool = False) -> None:
        """Count a label that only one form bears."""
        if len(forms) == 1:
            self.votes.update(forms)
            if section_two:
                self.section_two_votes.update(forms)

    def find(
        self,
        rule: str,
        message: str,
        *,
        table: str | None = None,
        item: str | None = None,
        column: str | None = None,
        raw: str | None = None,
        origin: Origin = "reading",
    ) -> None:
        """Add a finding about the reading."""
        self.findings.append(Finding(rule, message, origin, table, item, column, None, None, raw))

    def similar(self, table: str, item: str | None, column: str | None, cell: Cell) -> None:
        """Record that a label was matched by likeness."""
        name = " ".join(part for part in (table, item, column) if part)
        self.find(
            "label.similar",
            f"the label {cell.text.strip()!r} is read as {name}",
            table=table,
            item=item,
            column=column,
            raw=cell.text.strip(),
        )

    def unknown(self, table: str, cells: list[Cell], why: str = "no code fits the label") -> None:
        """Keep a line or label that no code fits, with its numbers."""
        self.refused.add(table)
        raw = " | ".join(cell.text.strip() for cell in cells).strip(" |")
        self.find("label.unknown", f"{why}: {raw}", table=table, raw=raw)

    def beside(self, table: str, head: str, cell: Cell) -> None:
        """Keep what stands under a head that is none of the form's."""
        self.strays.setdefault((table, head), []).append(cell.text.strip())

    def unheaded(
        self, table: str, item: str, line: Line, heads: Sequence[Head], slots: Mapping[str, Slot]
    ) -> None:
        """Keep what stands under heads that are unknown, or printed a second time."""
        for head in heads:
            slot = slots.get(head.code)
            if slot is None or head.label is None:
                continue
            self.beside(table, head.label, slot.cell)
            if head.twin is not None:
                column = head.twin.rpartition(".")[2]
                again, state = self.count(slot, table, item, column)
                self.twice(table, item, line, Line({column: again}, (state,) if state else ()))

    def stray(self, table: str, item: str, cell: Cell | None) -> None:
        """Doubt a whole line, beside which a cell without a head is printed."""
        if cell is not None:
            raw = cell.text.strip()
            message = f"a cell without a head beside {item}: {raw!r}"
            self.find("table.extra_column", message, table=table, item=item, raw=raw)

    def close(self) -> None:
        """Add the findings on whole columns, once all rows are read."""
        for (table, head), texts in self.strays.items():
            if any(texts):
                raw = " | ".join([head, *texts])
                message = f"a column that is none of the form: {raw}"
                self.find("table.extra_column", message, table=table, raw=raw)
        self.strays.clear()

    def twice(self, table: str, item: str | None, first: Line, second: Line) -> None:
        """Compare a line that is printed twice: where the two differ, neither can be trusted."""
        for column, again in second.values.items():
            here, there = _printed(first, column), _printed(second, column)
            if column not in first.values:
                continue
            if first.values[column] == again and (again is not None or here == there):
                continue
            raw = f"{here} | {there}"
            first.values[column] = None
            first.states = (
                *(state for state in first.states if state.column != column),
                CellState(column, "unreadable", raw),
            )
            name = name_of(table, item, column)
            self.find(
                "cell.unreadable",
                f"{name} is printed twice, as {raw}",
                table=table,
                item=item,
                column=column,
                raw=raw,
            )

    def count(
        self, slot: Slot, table: str, item: str | None, column: str, *, change: bool = False
    ) -> tuple[Number, CellState | None]:
        """Read a count under one head; leaves the finding that goes with it."""
        counted = read_count(slot.cell.text, change=change)
        reading = self.settle(slot, counted, table, item, column)
        if reading.value is not None and reading.value < 0 and not change:
            self.negative(table, item, column, reading)
        return reading.value, state_of(column, reading)

    def negative(self, table: str, item: str | None, column: str, reading: Reading) -> None:
        """Say that a negative number is printed where none can be."""
        self.find(
            "cell.negative",
            f"{name_of(table, item, column)} prints a negative number",
            table=table,
            item=item,
            column=column,
            raw=reading.raw.strip(),
            origin="report",
        )

    def settle(
        self, slot: Slot, reading: Reading, table: str, item: str | None, column: str
    ) -> Reading:
        """Apply what the place of a cell says on top of what its text says."""
        raw = slot.cell.text
        self.printed.setdefault((table, item, column), raw.strip())
        name = name_of(table, item, column)
        if slot.cell.second is not None:
            self.doubts[table, item, column] = (raw.strip(), slot.cell.second.strip())
        problem, message = reading.problem, f"{name} prints {raw.strip()!r}, not one number"
        if slot.crowded:
            raw = " | ".join(text.strip() for text in slot.crowded)
            reading = Reading(None, "unreadable", raw)
            problem, message = "cell.unreadable", f"several cells stand under {name}: {raw}"
        elif slot.merged and reading.state not in EMPTY_STATES:
            reading = Reading(None, "merged", raw)
            problem = "cell.unreadable"
            message = f"one cell spans {name} and others: {raw.strip()!r}"
        elif problem == "cell.not_integer":
            message = f"{name} prints {raw.strip()!r}, which is no whole number"
        elif problem == "amount.unit_unknown":
            message = f"{name} prints {raw.strip()!r} and names no unit"
        if problem is not None:
            origin: Origin = "report" if problem == "amount.unit_unknown" else "reading"
            self.find(
                problem,
                message,
                table=table,
                item=item,
                column=column,
                raw=raw.strip(),
                origin=origin,
            )
        return reading


def _printed(line: Line, column: str) -> str:
    """Return what a line prints in a column, as far as its reading kept it."""
    raw = next((state.raw for state in line.states if state.column == column), None)
    value = line.values.get(column)
    return raw if raw is not None else "" if value is None else f"{value}"


def name_of(table: str, item: str | None, column: str) -> str:
    """Name a cell for a message."""
    return ".".join(part for part in (table, item, column) if part)


def state_of(column: str, reading: Reading) -> CellState | None:
    """Return the state of a cell that is not a plain number."""
    if reading.state is None:
        return None
    return CellState(column, reading.state, reading.raw.strip())
