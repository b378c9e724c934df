"""The table of the 2014 form and of provincial forms: one line, its unit, its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.forms import Match
from pipelines.labels import fold, normalise
from pipelines.model import Cell, CellState, Number, StatisticsLine
from pipelines.reading.cells import Row, Segment, Slot, is_empty
from pipelines.reading.gaps import fill_gaps, left_over, rest_of_whole
from pipelines.reading.state import Tables, state_of
from pipelines.reading.statistics_columns import AGAIN, Columns, bands_of, guess, with_unit
from pipelines.schema import EMPTY_STATES
from pipelines.values import (
    IN_10K_YUAN,
    UNITS,
    Reading,
    empty_state,
    looks_like_value,
    read_number,
)

_TABLE = "statistics"


def read_statistics(
    segment: Segment, tables: Tables, carried: Sequence[Columns]
) -> Sequence[Columns]:
    """Read one run of rows into ``tables``.

    ``carried`` are the columns of an earlier run, for a table that is split; a table that is
    laid out side by side has several bands of them, read one after the other. Returns the
    columns in force at the end.
    """
    bands = list(carried)
    rows: list[Row] = []
    for place, row in enumerate(segment.rows):
        found = bands_of(segment.rows, place, tables)
        if found:
            _read_rows(rows, bands or guess(rows), tables)
            bands, rows = found, []
        else:
            rows.append(row)
    _read_rows(rows, bands or guess(rows), tables)
    return bands


def _read_rows(rows: Sequence[Row], bands: Sequence[Columns], tables: Tables) -> None:
    starts = [min(band.values()) for band in bands[1:]]
    for number, band in enumerate(with_unit(band, rows) for band in bands or [{}]):
        left = starts[number - 1] if number else 0
        right = starts[number] if number < len(starts) else None
        lines = [
            _Band(band, [cell for cell in row.cells if _within(cell, left, right)], tables)
            for row in rows
        ]
        _match(lines, tables)
        for line in lines:
            line.read()


def _within(cell: Cell, left: int, right: int | None) -> bool:
    return cell.column >= left and (right is None or cell.column < right)


def _match(lines: Sequence[_Band], tables: Tables) -> None:
    """Find the code of each line, of a damaged label by its place where that leaves no choice.

    Twice: a damaged line may be the one that the next stand under (行政诉讼数量).
    """
    known = tables.forms.statistics_rows
    orders = [lines_of[_TABLE] for lines_of in tables.forms.lines.values() if _TABLE in lines_of]
    for _ in range(2):
        above = ""
        for line in lines:
            above = line.match_under(above)
        counted = [line for line in lines if line.counts]
        codes = [line.match.label.code if line.match is not None else None for line in counted]
        texts = [line.label.text if line.label is not None else "" for line in counted]
        found = left_over(codes, texts, orders, known)
        codes = [found.get(place, code) for place, code in enumerate(codes)]
        found |= fill_gaps(codes, texts, orders, known)
        codes = [found.get(place, code) for place, code in enumerate(codes)]
        for place, code in {**found, **rest_of_whole(codes, texts, orders, known)}.items():
            label = next(
                label for found in known.labels.values() for label in found if label.code == code
            )
            counted[place].match = Match(label, similar=True)


@dataclass(slots=True)
class _Band:
    """The cells of one line of one band."""

    columns: Columns
    cells: list[Cell]
    tables: Tables

    label: Cell | None = None
    match: Match | None = None

    def match_under(self, above: str) -> str:
        """Find the code under the line that opened the group; returns the opener in force."""
        filled = self._filled()
        if not filled:
            return above
        self.label = self._label(filled)
        if self.label is None:
            return above
        if self.match is None:
            parents = (above,) if above else ()
            self.match = self.tables.forms.statistics_rows.find(self.label.text, parents)
        return self._above(self.match)

    @property
    def _lost_year(self) -> bool:
        return "value" not in self.columns and "cumulative" in self.columns

    @property
    def counts(self) -> bool:
        """Whether the line prints a number or a unit: no title of a group."""
        if self.match is not None:
            return self.match.label.code is not None
        unit = self._at("unit")
        value = self._at("cumulative" if self._lost_year else "value")
        printed = value is not None and empty_state(fold(value.text)) not in EMPTY_STATES
        return self.label is not None and (
            printed or (unit is not None and fold(unit.text) in UNITS)
        )

    def read(self) -> None:
        """Read the line."""
        filled, label, match = self._filled(), self.label, self.match
        if not filled:
            return
        if label is None:
            self.tables.unknown(_TABLE, filled)
            return
        # Without a column of the year a line is read for what was added up.
        value = self._at("cumulative" if self._lost_year else "value")
        value = None if value is label else value
        if match is None or match.label.code is None:
            if self._opens(label, value, match, filled):
                return
        elif value is None or self._misplaced(value):
            self.tables.unknown(_TABLE, filled, "the values do not fit the heads")
            return
        if value is not None:
            self._take(label, value, match)

    def _filled(self) -> list[Cell]:
        return [cell for cell in self.cells if not is_empty(cell)]

    def _at(self, role: str) -> Cell | None:
        column = self.columns.get(role)
        if column is None:
            return None
        return next((c for c in self.cells if c.column <= column < c.column + c.colspan), None)

    def _label(self, filled: Sequence[Cell]) -> Cell | None:
        label = self._at("label")
        if label is None or is_empty(label) or looks_like_value(label.text):
            return next(
                (
                    cell
                    for cell in filled
                    if normalise(cell.text)
                    and not looks_like_value(cell.text)
                    and fold(cell.text) not in UNITS
                ),
                None,
            )
        return label

    def _opens(
        self, label: Cell, value: Cell | None, match: Match | None, filled: Sequence[Cell]
    ) -> bool:
        """Take a line without a code: the title of a group, or something no code fits.

        Returns false where it prints a number that is kept under its own label.
        """
        group = match is None or match.label.words in self.tables.forms.statistics_groups
        if value is not None and not (group and empty_state(fold(value.text)) in EMPTY_STATES):
            if match is None or group:
                self.tables.unknown(_TABLE, list(filled))
            return False
        words = normalise(label.text)
        titled = words in self.tables.forms.section_titles or words.endswith(("统计表", "情况"))
        others = [
            cell
            for cell in filled
            if cell is not label and not _prints_nothing(cell, self._at("unit"))
        ]
        if others or (match is None and words and not titled):
            self.tables.unknown(_TABLE, list(filled))
        return True

    def _misplaced(self, value: Cell) -> bool:
        """Whether unit and number have changed places, which the heads do not say."""
        unit = self._at("unit")
        printed = fold(unit.text) if unit is not None and unit is not value else ""
        if fold(value.text) in UNITS or any(map(str.isdigit, printed)):
            return True
        # A number before the column of values that has no head of its own: the heads are off.
        return any(
            self.columns["label"] < cell.column < value.column
            and cell.column not in self.columns.values()
            and fold(cell.text)[:1].isdigit()
            and looks_like_value(cell.text)
            for cell in self.cells
        )

    def _above(self, match: Match | None) -> str:
        """Return the line that other labels stand under (行政复议数量), for the next line.

        A line that stands under one opener only names it too, where the opener is not printed.
        """
        if match is None:
            return ""
        if match.label.words in self.tables.forms.statistics_openers:
            return match.label.words
        return match.label.parents[-1] if match.label.parents else ""

    def _take(self, label: Cell, value: Cell, match: Match | None) -> None:
        tables = self.tables
        code = match.label.code if match is not None else None
        line = self._line(label, value, code)
        tables.found.add(_TABLE)
        first = next((e for e in tables.statistics if code is not None and e.item == code), None)
        if first is not None:
            tables.unknown(_TABLE, self.cells, "the line is printed twice")
            tables.statistics.append(replace(line, item=None))
            _twice(first, line, tables)
        else:
            tables.statistics.append(line)
            if match is not None:
                tables.vote(match.label.forms)
                if match.similar:
                    tables.similar(_TABLE, code, None, label)
        taken = {
            id(cell)
            for role in ("label", "unit", "value", "cumulative", *AGAIN.values())
            if (cell := self._at(role)) is not None
        }
        for cell in self.cells:
            if id(cell) not in taken and not is_empty(cell) and cell.column > label.column:
                tables.beside(_TABLE, " ".join(label.text.split()), cell)

    def _both(self, cell: Cell, role: str) -> Cell:
        """Return a cell with the text of its twin beside, where its column is printed twice."""
        again = self._at(AGAIN[role])
        if again is None or again.text == cell.text:
            return cell
        return replace(cell, text=f"{cell.text} | {again.text}")

    def _line(self, label: Cell, value: Cell, code: str | None) -> StatisticsLine:
        unit, cumulative = self._at("unit"), self._at("cumulative")
        printed_unit = fold(unit.text) if unit is not None and unit is not label else ""
        value = self._both(value, "value")
        in_cell = read_number(value.text).unit or ""
        number: Number = None
        states: list[CellState] = []
        if not self._lost_year:
            number, states = self._number(value, [unit, cumulative], code, "value", printed_unit)
        total: Number = None
        if cumulative is not None:
            cumulative = self._both(cumulative, "cumulative")
            others = [unit, None if self._lost_year else value]
            total, more = self._number(cumulative, others, code, "cumulative", printed_unit)
            states += more
        return StatisticsLine(
            item=code,
            label=" ".join(label.text.split()),
            position=len(self.tables.statistics) + 1,
            unit=printed_unit or in_cell or None,
            value=None if number is None else float(number),
            cumulative=None if total is None else float(total),
            states=tuple(states),
        )

    def _number(
        self, cell: Cell, others: Sequence[Cell | None], code: str | None, column: str, unit: str
    ) -> tuple[Number, list[CellState]]:
        # A cell that is another column too, or spans lines, gives its number to none of them.
        merged = cell.rowspan > 1 or any(cell is other for other in others)
        reading = self._in_10k_yuan(_in_unit(read_number(cell.text), unit), code, column, unit)
        if reading.value is not None and _counts(code, unit, self.tables):
            reading = _whole(reading)
        reading = self.tables.settle(Slot(cell, merged), reading, _TABLE, code, column)
        if reading.value is not None and reading.value < 0:
            self.tables.negative(_TABLE, code, column, reading)
        state = state_of(column, reading)
        return reading.value, [] if state is None else [state]

    def _in_10k_yuan(self, reading: Reading, code: str | None, column: str, unit: str) -> Reading:
        """Convert an amount that the form asks in 万元 and a line prints in another unit.

        The unit of the form may have lost its 万, so what a column of units says is doubted; a
        unit in the cell itself is not.
        """
        printed = unit or reading.unit
        wanted = self.tables.forms.statistics_units.get(code or "")
        if reading.value is None or wanted not in IN_10K_YUAN or printed not in IN_10K_YUAN:
            return reading
        if printed == wanted:
            return reading
        if reading.value and reading.unit is None:
            self.tables.find(
                "cell.low_confidence",
                f"{_TABLE}.{code}.{column} prints {reading.raw.strip()!r} beside the unit {unit}",
                table=_TABLE,
                item=code,
                column=column,
                raw=reading.raw.strip(),
            )
        value = Decimal(str(reading.value)) * IN_10K_YUAN[printed] / IN_10K_YUAN[wanted]
        return replace(reading, value=float(value))


def _prints_nothing(cell: Cell, unit: Cell | None) -> bool:
    """Whether a cell beside the title of a group says nothing: empty, a dash, or its unit."""
    return cell is unit or empty_state(fold(cell.text)) in EMPTY_STATES


def _counts(code: str | None, unit: str, tables: Tables) -> bool:
    """Whether a line counts whole things: by its unit, else by that of the form."""
    named = unit or (tables.forms.statistics_units.get(code, "") if code is not None else "")
    return named in UNITS - IN_10K_YUAN.keys()


def _in_unit(reading: Reading, unit: str) -> Reading:
    """Convert a number whose cell names another unit of money than its line."""
    named = reading.unit
    if reading.value is None or named is None or not unit or named == unit:
        return reading
    if (named in IN_10K_YUAN) != (unit in IN_10K_YUAN):
        return Reading(None, "unreadable", reading.raw, "cell.unreadable")
    if named not in IN_10K_YUAN:
        return reading
    value = Decimal(str(reading.value)) * IN_10K_YUAN[named] / IN_10K_YUAN[unit]
    return replace(reading, value=float(value))


def _whole(reading: Reading) -> Reading:
    if reading.value is None or Decimal(str(reading.value)) % 1 == 0:
        return reading
    return Reading(None, "unreadable", reading.raw, "cell.not_integer")


def _twice(first: StatisticsLine, again: StatisticsLine, tables: Tables) -> None:
    """Compare a line that is printed twice: where the two differ, neither can be trusted."""
    if first.value == again.value:
        return
    raw = " | ".join("" if line.value is None else f"{line.value:g}" for line in (first, again))
    first.value = None
    first.states = (
        *(state for state in first.states if state.column != "value"),
        CellState("value", "unreadable", raw),
    )
    tables.find(
        "cell.unreadable",
        f"statistics.{first.item} is printed twice, as {raw}",
        table=_TABLE,
        item=first.item,
        column="value",
        raw=raw,
    )
