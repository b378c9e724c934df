"""Section three: 收到和处理政府信息公开申请情况. One row an item, one column an applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.forms import Match
from pipelines.labels import fold, normalise, ordinal_of
from pipelines.model import Cell, CellState, Line, Number
from pipelines.reading.added_up import columns_add_up
from pipelines.reading.cells import (
    Head,
    Row,
    Segment,
    Slot,
    align,
    is_empty,
    without_stray,
)
from pipelines.reading.gaps import fill_gaps, left_over, rest_of_whole
from pipelines.reading.heads import find_heads
from pipelines.reading.reduced import Printed, RowLengths, has_words, heads_in_order, words_of
from pipelines.reading.state import Tables
from pipelines.schema import REQUEST_COLUMNS
from pipelines.values import looks_like_value

_TABLE = "requests"
#: 其他 and 总计 stand in a dozen places: labels this short need a witness of where they stand.
_SHORT = 2
_SOME_NUMBERS = 3
#: Labels stand in three columns; 予以公开 stands under one label and reaches over the other two.
_DEEPEST = 2


def read_requests(segment: Segment, tables: Tables, carried: list[Head]) -> list[Head]:
    """Read one run of rows of section three into ``tables``.

    ``carried`` are the heads of an earlier run of the same table and width, for a table that
    is split without repeating its header. Returns the heads in force at the end.
    """
    reader = _Reader(tables, segment.grid.spans_known, carried)
    reader.groups, reader.before = tables.requests_left
    runs: list[_Run] = []
    for header, items in _runs(segment, tables):
        if header:
            reader.head(header)
        runs.append(reader.find(items))
    reader.read(runs)
    tables.requests_left = (reader.groups, reader.before)
    return reader.heads


def _runs(segment: Segment, tables: Tables) -> list[tuple[list[Row], list[Row]]]:
    """Split the rows into runs of a header and its items; the first may have no header."""
    runs: list[tuple[list[Row], list[Row]]] = [([], [])]
    begun = False
    heads: set[tuple[str, ...]] = set()
    for row in segment.rows:
        begun = begun or _is_item_row(row, tables) or _numbers(row) >= _SOME_NUMBERS
        # In a reduced text nothing but heads stands between a header and its first line.
        goes_on = not segment.grid.spans_known and bool(runs[-1][0]) and not runs[-1][1]
        again = _texts(row) in heads and _are_words(row)
        if not begun:
            heads.add(_texts(row))
        if begun and (again or _is_header_row(row, tables) or (goes_on and _are_words(row))):
            if runs[-1][1]:
                runs.append(([], []))
            runs[-1][0].append(row)
        else:
            runs[-1][1 if begun else 0].append(row)
    return runs


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.own)


def _are_words(row: Row) -> bool:
    """Whether a row prints several texts and no value."""
    filled = [cell for cell in row.own if not is_empty(cell)]
    return len(filled) > 1 and not any(looks_like_value(cell.text) for cell in filled)


def _is_item_row(row: Row, tables: Tables) -> bool:
    """Whether a row prints a line: a label of a line and something value-like after it."""
    labels = [cell for cell in row.own if not is_empty(cell) and not looks_like_value(cell.text)]
    rows, columns = tables.forms.requests_rows, tables.forms.requests_columns
    known = any(
        rows.find(cell.text) is not None and not columns.knows(cell.text) for cell in labels
    )
    if known:
        return any(looks_like_value(cell.text) for cell in row.own)
    # 3.其他 and （七）总计, where a table goes on after a break, are no heads beside numbers.
    return _numbers(row) >= _SOME_NUMBERS and any(rows.knows(cell.text) for cell in labels)


def _numbers(row: Row) -> int:
    """How many cells of a row print a plain number: three or more stand in no header."""
    return sum(fold(cell.text)[:1].isdigit() and looks_like_value(cell.text) for cell in row.own)


def _is_header_row(row: Row, tables: Tables) -> bool:
    """Whether a row repeats the header: heads of columns, and no number."""
    if any(fold(cell.text)[:1].isdigit() and looks_like_value(cell.text) for cell in row.own):
        return False
    return any(
        tables.forms.requests_columns.knows(cell.text)
        and not tables.forms.requests_rows.knows(cell.text)
        for cell in row.own
    )


def _declared(tables: Tables) -> list[list[str]]:
    """Return the heads of section three in the orders in which a reduced text prints them."""
    groups = tables.forms.requests_columns
    natural, *inner, total = REQUEST_COLUMNS
    (group,) = sorted(groups.parents_of(inner[0]) - groups.parents_of(natural))
    # Row by row: 自然人 and 总计 stand a row above the other five.
    return [
        [natural, group, total, *inner],
        [natural, group, *inner, total],
        [natural, total, *inner],
        [natural, *inner, total],
    ]


def _leftover_header(header: Sequence[Row], taken: set[int], tables: Tables) -> None:
    forms = tables.forms
    for row in header:
        for cell in row.own:
            words = normalise(cell.text)
            known = (
                not words
                or id(cell) in taken
                or forms.requests_columns.find(cell.text) is not None
                or words in forms.instructions
                or words in forms.section_titles
            )
            if not known:
                tables.unknown(_TABLE, [cell], "no code fits the head")


@dataclass(slots=True)
class _Found:
    """One row: the cells of its labels and values, and the line that it was found to be.

    ``path`` are the filled labels from the outermost group on, ``own`` the row's own label;
    ``slots`` is null where the values do not fit the heads.
    """

    labels: list[Cell]
    values: list[Cell]
    path: list[Cell]
    own: Cell | None
    match: Match | None
    slots: dict[str, Slot] | None = None
    stray: Cell | None = None

    @property
    def code(self) -> str | None:
        """Code of the line, null for a group or an unknown label."""
        return self.match.label.code if self.match is not None else None


@dataclass(frozen=True, slots=True)
class _Run:
    """The rows under one header with the lines found in them, and the heads over them.

    ``in_order`` says that a header without spans printed the heads of the form in its order.
    """

    items: Sequence[Row]
    lines: list[_Found]
    heads: list[Head]
    in_order: bool


def _is_words(cell: Cell) -> bool:
    """Whether a cell may be a label: words, and no way of printing a value."""
    return has_words(cell.text) and not looks_like_value(cell.text)


def _printed(line: _Found) -> Printed:
    """Return what a row that lost its spans prints: its label reaches over all columns of labels."""
    depth = len(line.match.label.parents) if line.match is not None else 0
    return Printed(
        line.values, _DEEPEST - depth, len(line.labels), outermost=len(line.path) > depth
    )


@dataclass(slots=True)
class _Reader:
    """Reads line after line: the heads in force, the groups above, the line before."""

    tables: Tables
    spans_known: bool
    heads: list[Head]
    groups: tuple[str, ...] = ()
    before: str = ""
    header_rows: set[int] = field(default_factory=set)
    lengths: RowLengths = field(default_factory=lambda: RowLengths(len(REQUEST_COLUMNS)))

    def head(self, header: Sequence[Row]) -> None:
        """Take a header; one that names columns takes the place of the one before."""
        self.header_rows.update(row.index for row in header)
        if not self.spans_known:
            self._head_in_order(header)
            return
        columns = self.tables.forms.requests_columns
        read: set[int] = set()

        def similar(code: str, cell: Cell) -> None:
            read.add(id(cell))
            self.tables.similar(_TABLE, None, code, cell)

        if any(columns.find(cell.text) is not None for row in header for cell in row.own):
            self.heads = find_heads(header, columns, tuple(REQUEST_COLUMNS), similar)
        _leftover_header(header, read, self.tables)

    def _head_in_order(self, header: Sequence[Row]) -> None:
        """Take a header that lost its spans, if it prints the heads of the form in its order."""
        columns = self.tables.forms.requests_columns
        rows = [[cell for cell in row.own if words_of(cell.text)] for row in header]
        found = heads_in_order(rows, columns, _declared(self.tables))
        self.tables.requests_in_order = bool(found)
        if not found:
            _leftover_header(header, set(), self.tables)
        for head in found:
            if head.similar and head.meaning in REQUEST_COLUMNS:
                self.tables.similar(_TABLE, None, head.meaning, head.cell)

    def find(self, items: Sequence[Row]) -> _Run:
        """Find the lines under one header."""
        lines = [found for row in items if (found := self._find(row)) is not None]
        return _Run(items, lines, self.heads, self.tables.requests_in_order)

    def read(self, runs: Sequence[_Run]) -> None:
        """Read the lines of all runs; the lines of one are the neighbours of those of the next."""
        lines = [line for run in runs for line in run.lines]
        self._fill(lines)
        named = [_printed(line) for line in lines if line.code is not None]
        self.lengths = RowLengths.of(named, len(REQUEST_COLUMNS))
        if self.lengths.filled_up is not None:
            self.lengths.added_up = columns_add_up(
                (line.code, line.values) for line in lines if line.code is not None
            )
        heads = self.heads
        for run in runs:
            self.heads = run.heads
            for line in run.lines:
                self._place(line, run)
            known = [line for line in run.lines if line.code is not None]
            # Where most rows do not fit their heads, the others fit by chance.
            astray = sum(line.slots is None or line.stray is not None for line in known)
            for line in run.lines:
                if astray * 2 >= len(known) > 1:
                    line.slots = None
                self._read(line)
        self.heads = heads

    def _fill(self, lines: Sequence[_Found]) -> None:
        """Read damaged labels by their place where that leaves no choice."""
        codes = [line.code for line in lines]
        orders = [
            lines_of[_TABLE] for lines_of in self.tables.forms.lines.values() if _TABLE in lines_of
        ]
        texts = [line.own.text if line.own is not None else "" for line in lines]
        rows = self.tables.forms.requests_rows
        single = left_over(codes, texts, orders, rows)
        codes = [single.get(place, code) for place, code in enumerate(codes)]
        filled = {**single, **fill_gaps(codes, texts, orders, rows)}
        codes = [filled.get(place, code) for place, code in enumerate(codes)]
        for place, code in {**filled, **rest_of_whole(codes, texts, orders, rows)}.items():
            lines[place].match = self._in_place(code, lines[place])

    def _find(self, row: Row) -> _Found | None:
        """Find out which line a row prints; null where it prints nothing of its own."""
        labels, values = self._split(row)
        path = [cell for cell in labels if normalise(cell.text) and not looks_like_value(cell.text)]
        own = [cell for cell in path if cell.row == row.index]
        if not own and all(map(is_empty, values)):
            return None
        self._open_groups(path)
        # A label that hangs down from above names no line of its own here.
        leaf = own[-1] if own and path[-1] is own[-1] else None
        match = self._match(path) if leaf is not None else None
        if match is not None and match.label.code is not None:
            self.before = match.label.code
        return _Found(labels, values, path, leaf, match)

    def _in_place(self, code: str, line: _Found) -> Match | None:
        """Read a damaged label as the line that the form has there, unless its group denies it."""
        rows = self.tables.forms.requests_rows
        beside = {words for cell in line.path[:-1] if (words := rows.group(cell.text)) is not None}
        label = next(
            label for known in rows.labels.values() for label in known if label.code == code
        )
        return None if beside - set(label.parents) else Match(label, similar=True)

    def _place(self, line: _Found, run: _Run) -> None:
        """Say which value of a line stands under which head."""
        values = line.values
        if self.heads:
            values, line.stray = without_stray(self.heads, values)
        if self.spans_known:
            line.slots = self._slots(line.labels, values, run.items)
        elif run.in_order:
            line.slots = self.lengths.slots(_printed(line), tuple(REQUEST_COLUMNS))

    def _read(self, line: _Found) -> None:
        path, leaf, match, code = line.path, line.own, line.match, line.code
        printed = [cell for cell in [*line.labels, *line.values] if not is_empty(cell)]
        if match is None or code is None or leaf is None:
            if len(printed) > len(path) or not self._is_group(path):
                self.tables.unknown(_TABLE, printed)
            return
        if line.slots is None:
            self.tables.unknown(_TABLE, printed, "the values do not fit the heads")
            return
        self.tables.vote(match.label.forms)
        if match.similar:
            self.tables.similar(_TABLE, code, None, leaf)
        self.tables.printed.setdefault((_TABLE, code, None), leaf.text.strip())
        self._take(code, line.slots, printed)
        self.tables.stray(_TABLE, code, line.stray)
        self.tables.unheaded(_TABLE, code, self.tables.requests[code], self.heads, line.slots)

    def _split(self, row: Row) -> tuple[list[Cell], list[Cell]]:
        if self.heads:
            start = self.heads[0].start
            labels = [cell for cell in row.cells if cell.column < start]
            return labels, [cell for cell in row.cells if cell.column >= start]
        # A label that goes on from the row above may be printed as an empty cell.
        begin = next((n for n, cell in enumerate(row.cells) if not is_empty(cell)), 0)
        place = begin
        while place < len(row.cells) and _is_words(row.cells[place]):
            place += 1
        return (row.cells[:place], row.cells[place:]) if place > begin else ([], row.cells)

    def _is_group(self, path: list[Cell]) -> bool:
        return all(self.tables.forms.requests_rows.knows(cell.text) for cell in path)

    def _open_groups(self, path: list[Cell]) -> None:
        """Carry the group labels down: 不予公开 holds until another group or a line of its own."""
        rows = self.tables.forms.requests_rows
        printed = [words for cell in path if (words := normalise(cell.text)) in rows.labels]
        above = tuple(printed[:-1])
        if above:
            self.groups = above
        elif printed and not any(label.parents for label in rows.labels[printed[-1]]):
            self.groups = ()

    def _match(self, path: list[Cell]) -> Match | None:
        """Find the line that a path of labels names; null where the groups above deny it."""
        if not path:
            return None
        rows = self.tables.forms.requests_rows
        match = rows.find(path[-1].text, self.groups)
        if match is None or match.label.code is None:
            return match
        above = (rows.group(cell.text) for cell in path[:-1])
        beside = {words for words in above if words is not None}
        if beside - set(match.label.parents):
            return None
        printed = normalise(path[-1].text)
        short = len(printed) <= _SHORT
        return None if short and not self._witnessed(match, path[-1], beside) else match

    def _witnessed(self, match: Match, leaf: Cell, beside: set[str]) -> bool:
        """Whether something says that a short label is this line and no sub-total or the like."""
        if self.before.startswith("other_"):
            return True
        if match.label.code == "outcome_total":
            return "七" in ordinal_of(leaf.text)
        return match.label.parents[-1] in beside.union(self.groups)

    def _slots(
        self, labels: Sequence[Cell], values: Sequence[Cell], items: Sequence[Row]
    ) -> dict[str, Slot] | None:
        """Say which value stands under which head; null where the row does not fit them."""
        rows = self.tables.forms.requests_rows
        if not self.heads or any(rows.is_leaf(cell.text) for cell in values):
            return None
        if any(head.meets(cell) for head in self.heads for cell in labels):
            return None
        if self._is_shifted(labels, values):
            return None
        slots = align(self.heads, values, strict=True)
        if slots is None or any(slot.cell.row in self.header_rows for slot in slots.values()):
            return None
        lines = {item.index for item in items}
        for code, slot in slots.items():
            beside = lines & set(range(slot.cell.row, slot.cell.row + slot.cell.rowspan))
            if len(beside) > 1:
                slots[code] = replace(slot, merged=True)
        return slots

    def _is_shifted(self, labels: Sequence[Cell], values: Sequence[Cell]) -> bool:
        """Whether values stand one place too far left, beside the label instead of under a head.

        A cell beside the label that prints nothing may be a place that lost its span, but not
        where the last value is blank too.
        """
        last = labels[-1] if labels else None
        if last is None or not looks_like_value(last.text):
            return False
        return not is_empty(last) or all(
            is_empty(cell) for cell in values if self.heads[-1].meets(cell)
        )

    def _take(self, code: str, slots: dict[str, Slot], printed: list[Cell]) -> None:
        values: dict[str, Number] = {}
        states: list[CellState] = []
        for column in REQUEST_COLUMNS:
            if column in slots:
                values[column], state = self.tables.count(slots[column], _TABLE, code, column)
                if state is not None:
                    states.append(state)
        line = Line(values, tuple(states))
        known = self.tables.requests.get(code)
        if known is None:
            self.tables.requests[code] = line
            self.tables.found.add(_TABLE)
        else:
            self.tables.unknown(_TABLE, printed, "the line is printed twice")
            self.tables.twice(_TABLE, code, known, line)
