"""The cells of one sheet to paragraphs and grids: a grid for each block of filled rows.

A row that shows two cells or more (filled or ruled) is a row of a table; one with a single cell
is text, unless it stands between rows of a table or is ruled over one and reads like a part of it
(第二十条第（一）项). An empty row ends a table, unless a row with a number stands under it, since
no table begins with one; the heading of a section ends a table too. Hidden rows and columns are not
printed and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.documents.errors import DocumentError
from pipelines.documents.flow import Item
from pipelines.documents.grid import MAX_PLACES
from pipelines.documents.lines import tidy
from pipelines.model import Cell, Grid, Paragraph

_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]")
_NAMES_REPORT = re.compile("[报報]告|年[报報]")
_NUMBER = re.compile(r"[\d,.，．]+")
#: A line as long as this is text, wherever it stands.
_LONGEST_LABEL = 60
_MANY = 2

#: First row, first column, last row, last column.
Range = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """What a workbook says of one sheet: text and rules by place, merged ranges, what is hidden."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    ruled: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class _Box:
    """One printed cell over the visible rows and columns that it covers."""

    text: str
    rows: list[int]
    columns: list[int]
    is_ruled: bool


def notes_of(sheet: Sheet) -> list[str]:
    """Return ``hidden_rows`` and ``hidden_columns`` where text is hidden in such."""
    rows = any(row in sheet.hidden_rows for row, _ in sheet.texts)
    columns = any(column in sheet.hidden_columns for _, column in sheet.texts)
    return [*(["hidden_rows"] if rows else []), *(["hidden_columns"] if columns else [])]


def items_of(sheet: Sheet) -> Iterator[Item]:
    """Yield the blocks from above; raises :class:`DocumentError` for a table beyond reason."""
    lines = _lines(sheet)
    following = {row: _next_row(sheet, row) for row in lines}
    is_table = _classify(lines, following)
    run: list[int] = []
    for row, boxes in lines.items():
        if run and not (is_table[row] and _goes_on(run[-1], row, following, lines, sheet)):
            yield _grid(run, lines, sheet)
            run = []
        if is_table[row]:
            run.append(row)
        else:
            yield from _paragraphs(row, boxes)
    if run:
        yield _grid(run, lines, sheet)


def _goes_on(
    last: int,
    row: int,
    following: dict[int, int],
    lines: dict[int, dict[int, _Box]],
    sheet: Sheet,
) -> bool:
    """Whether the table that reaches down to ``last`` goes on in a row, one empty row between."""
    if following[last] == row:
        return True
    prints_number = any(
        box.text[:1].isdigit() and _NUMBER.fullmatch(box.text) for box in lines[row].values()
    )
    return prints_number and _next_row(sheet, following[last]) == row


def _lines(sheet: Sheet) -> dict[int, dict[int, _Box]]:
    """Return the boxes of each visible row that shows any, by column; rows from above."""
    boxes: list[_Box] = []
    merged: set[tuple[int, int]] = set()
    if sum((r1 - r0 + 1) * (c1 - c0 + 1) for r0, c0, r1, c1 in sheet.merges) > MAX_PLACES:
        raise DocumentError("the sheet merges more cells than a table of a report has")
    for first_row, first_column, last_row, last_column in sheet.merges:
        rows = range(first_row, last_row + 1)
        columns = range(first_column, last_column + 1)
        places = {(row, column) for row in rows for column in columns}
        merged |= places
        boxes.append(
            _Box(
                sheet.texts.get((first_row, first_column), ""),
                [row for row in rows if row not in sheet.hidden_rows],
                [column for column in columns if column not in sheet.hidden_columns],
                not sheet.ruled.isdisjoint(places),
            )
        )
    for row, column in sheet.texts.keys() | sheet.ruled:
        is_hidden = row in sheet.hidden_rows or column in sheet.hidden_columns
        if (row, column) not in merged and not is_hidden:
            text = sheet.texts.get((row, column), "")
            boxes.append(_Box(text, [row], [column], (row, column) in sheet.ruled))
    found: dict[int, dict[int, _Box]] = {}
    for box in boxes:
        for row in box.rows if box.text or box.is_ruled else ():
            found.setdefault(row, {}).update(dict.fromkeys(box.columns, box))
    return {row: dict(sorted(found[row].items())) for row in sorted(found) if found[row]}


def _next_row(sheet: Sheet, row: int) -> int:
    row += 1
    while row in sheet.hidden_rows:
        row += 1
    return row


def _classify(lines: dict[int, dict[int, _Box]], following: dict[int, int]) -> dict[int, bool]:
    """Tell which rows belong to tables."""
    many = {row: len(set(boxes.values())) >= _MANY for row, boxes in lines.items()}
    found: dict[int, bool] = {}
    above: int | None = None
    for row, boxes in lines.items():
        box = next(iter(boxes.values()))
        follows = above is not None and following[above] == row and found[above]
        below = many.get(following[row], False)
        is_label = len(box.text) <= _LONGEST_LABEL and not _SECTION.match(box.text)
        opens = box.is_ruled and not _NAMES_REPORT.search(box.text)
        found[row] = many[row] or (below and is_label and (follows or opens))
        if not many[row] and box.rows[0] != row and box.rows[0] in found:
            found[row] = found[box.rows[0]]
        above = row
    return found


def _paragraphs(row: int, boxes: dict[int, _Box]) -> Iterator[Item]:
    box = next(iter(boxes.values()))
    if box.rows[0] == row:
        for line in map(tidy, box.text.split("\n")):
            if line:
                yield Item(Paragraph(line), len(line), emphasis=len(box.columns) > 1)


def _grid(rows: Sequence[int], lines: dict[int, dict[int, _Box]], sheet: Sheet) -> Item:
    used = [column for row in rows for column in lines[row]]
    first, last = min(used), max(used)
    if len(rows) * (last - first + 1) > MAX_PLACES:
        raise DocumentError("a table of the sheet is larger than any of a report")
    columns = [column for column in range(first, last + 1) if column not in sheet.hidden_columns]
    cells: list[Cell] = []
    placed: set[_Box] = set()
    inside = set(rows)
    for number, row in enumerate(rows):
        for place, column in enumerate(columns):
            box = lines[row].get(column)
            if box is None:
                cells.append(Cell("", number, place))
            elif box not in placed:
                placed.add(box)
                height = sum(other in inside for other in box.rows)
                cells.append(Cell(box.text, number, place, height, len(box.columns)))
    size = sum(len(cell.text) for cell in cells)
    return Item(Grid(tuple(cells), len(rows), len(columns)), size, is_figures=True)
