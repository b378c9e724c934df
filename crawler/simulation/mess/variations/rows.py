"""A row or a column moved, doubled or dropped: drawn at random, the label always goes along.

What is moved stays among its own kind: a line within its group, an applicant within 法人或其他组织,
a line of the 2014 form among its brothers. A line that others depend on is left where it is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final

from crawler.simulation.forms import STATISTICS
from crawler.simulation.mess.grid import (
    Matrix,
    clone,
    collapse,
    expand,
    line_rows,
    names_in,
    tables_of,
    value_columns,
)
from crawler.simulation.mess.page import Page, PrintedCell, PrintedTable
from crawler.simulation.mess.tables import LOCAL

_NUMBERED: Final = re.compile(r"^(?:其中：)?\d、")
_Context = frozenset[object]


def _leaves() -> dict[str, str]:
    """For each line of the 2014 form that no other depends on: the name of its family."""
    families: dict[str, str] = {}
    above: list[str] = []
    for number, line in enumerate(STATISTICS):
        del above[line.depth :]
        above += [""] * (line.depth - len(above))
        following = STATISTICS[number + 1] if number + 1 < len(STATISTICS) else None
        if line.item is not None and (following is None or following.depth <= line.depth):
            families[line.item] = "/".join(above)
        above.append(line.label)
    return families


def _local_leaves() -> dict[str, str]:
    """Return the same for the provincial form: numbered lines by parent, the others as one."""
    families: dict[str, str] = {}
    parent = ""
    for line, following in pairwise([*LOCAL, LOCAL[0]]):
        if _NUMBERED.match(line.label):
            families[f"local:{line.key}"] = parent
        elif following.label.startswith("其中"):
            parent = line.label
        else:
            families[f"local:{line.key}"] = "last"
    return families


_FAMILIES: Final = {**_local_leaves(), **_leaves()}
#: Numbered lines of the provincial form behind which no number comes: none would miss them.
_LAST_NUMBERS: Final = frozenset(
    line.key
    for line, following in pairwise([*LOCAL, LOCAL[0]])
    if _NUMBERED.match(line.label)
    and (not _NUMBERED.match(following.label) or following.label.startswith("其中"))
)


def row_moved(rng: random.Random, page: Page) -> bool:
    """Move a line to another place of its group."""
    found = [
        (table, matrix, run)
        for table, matrix in _tables(page)
        for run in _row_runs(matrix, table)
        if len(run) > 1
    ]
    if not found:
        return False
    table, matrix, run = rng.choice(found)
    _move(rng, matrix, run)
    table.rows = collapse(matrix)
    return True


def row_doubled(rng: random.Random, page: Page) -> bool:
    """Print a line twice."""
    found = _single_rows(page)
    if not found:
        return False
    table, matrix, row = rng.choice(found)
    matrix.insert(row + 1, _copies(matrix[row], matrix, row))
    table.rows = collapse(matrix)
    return True


def row_dropped(rng: random.Random, page: Page) -> bool:
    """Leave a line out."""
    found = [
        (table, matrix, row)
        for table, matrix, row in _single_rows(page)
        if not (_is_local(table) and _items(matrix[row]) & _LAST_NUMBERS)
    ]
    if not found:
        return False
    table, matrix, row = rng.choice(found)
    del matrix[row]
    table.rows = collapse(matrix)
    return True


def column_moved(rng: random.Random, page: Page) -> bool:
    """Move a column to another place under the same header."""
    found = [(t, m, run) for t, m in _columned(page) for run in _column_runs(m) if len(run) > 1]
    if not found:
        return False
    table, matrix, run = rng.choice(found)
    turned = _turned(matrix)
    _move(rng, turned, run)
    table.rows = collapse(_turned(turned))
    return True


def column_doubled(rng: random.Random, page: Page) -> bool:
    """Print a column twice."""
    found = [(t, m, column) for t, m in _columned(page) for column in value_columns(m)]
    if not found:
        return False
    table, matrix, column = rng.choice(found)
    turned = _turned(matrix)
    turned.insert(column + 1, _copies(turned[column], turned, column))
    table.rows = collapse(_turned(turned))
    return True


def column_dropped(rng: random.Random, page: Page) -> bool:
    """Leave a column out."""
    found = [(t, m, column) for t, m in _columned(page) for column in value_columns(m)]
    if not found:
        return False
    table, matrix, column = rng.choice(found)
    turned = _turned(matrix)
    del turned[column]
    table.rows = collapse(_turned(turned))
    return True


def _tables(page: Page) -> list[tuple[PrintedTable, Matrix]]:
    """Tables with more than one line."""
    found = [(table, expand(table)) for table in tables_of(page) if names_in(table)]
    return [(table, matrix) for table, matrix in found if len(line_rows(matrix)) > 1]


def _single_rows(page: Page) -> list[tuple[PrintedTable, Matrix, int]]:
    return [
        (table, matrix, row)
        for table, matrix in _tables(page)
        for row in line_rows(matrix)
        if _row_context(matrix, row, table) is not None
    ]


def _items(line: Iterable[PrintedCell]) -> set[str]:
    return {target.item for cell in line for target in cell.targets}


def _is_local(table: PrintedTable) -> bool:
    columns = {t.column for row in table.rows for cell in row for t in cell.targets}
    return "cumulative" in columns


def _row_context(matrix: Matrix, row: int, table: PrintedTable) -> _Context | None:
    """Return what a row belongs to: its family, or labels it shares; null: it must stay."""
    if "statistics" in names_in(table):
        item = next(iter(_items(matrix[row])))
        family = _FAMILIES.get(f"local:{item}" if _is_local(table) else item)
        return None if family is None else frozenset({family})
    return _shared(matrix, row)


def _shared(matrix: Matrix, row: int) -> _Context:
    """Return the cells of a row that reach into the row above it or below it."""
    return frozenset(id(cell) for cell in matrix[row] if _reaches(cell, matrix, row))


def _reaches(cell: PrintedCell, matrix: Matrix, row: int) -> bool:
    beside = matrix[max(row - 1, 0) : row] + matrix[row + 1 : row + 2]
    return any(other is cell for line in beside for other in line)


def _runs(places: Sequence[int], context: Callable[[int], _Context | None]) -> list[list[int]]:
    """Return the places that stand beside each other and belong to the same."""
    numbered = [(place, context(place)) for place in places]
    groups = groupby(enumerate(numbered), key=lambda pair: (pair[1][1], pair[1][0] - pair[0]))
    return [
        [place for _, (place, _context) in group]
        for (belongs, _offset), group in groups
        if belongs is not None
    ]


def _move(rng: random.Random, matrix: Matrix, run: Sequence[int]) -> None:
    source, goal = rng.sample(list(run), 2)
    matrix.insert(goal, matrix.pop(source))


def _copies(line: Sequence[PrintedCell], matrix: Matrix, row: int) -> list[PrintedCell]:
    """Copy a line; what it shares with its neighbours stays one cell."""
    made: dict[int, PrintedCell] = {}
    return [
        cell if _reaches(cell, matrix, row) else made.setdefault(id(cell), clone(cell))
        for cell in line
    ]


def _turned(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _columned(page: Page) -> list[tuple[PrintedTable, Matrix]]:
    """Tables whose columns mean the same in every line, with no cell over two of them."""
    return [
        (table, matrix)
        for table in tables_of(page)
        if names_in(table) & {"requests", "disputes"} or _is_local(table)
        for matrix in [expand(table)]
        if not any(one is other and one.targets for line in matrix for one, other in pairwise(line))
    ]


def _row_runs(matrix: Matrix, table: PrintedTable) -> list[list[int]]:
    return _runs(line_rows(matrix), lambda row: _row_context(matrix, row, table))


def _column_runs(matrix: Matrix) -> list[list[int]]:
    head = matrix[: line_rows(matrix)[0]]
    turned = _turned(head)
    return _runs(value_columns(matrix), lambda column: _shared(turned, column))
