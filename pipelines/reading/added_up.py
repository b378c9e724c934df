"""Section three: whether the columns of a table add up where its values stand in printed order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.checks import request_identities
from pipelines.model import Cell, CellState, Line
from pipelines.schema import REQUEST_COLUMNS
from pipelines.values import read_count

#: The columns whose cells are no totals, which may be left blank.
_APPLICANTS = tuple(REQUEST_COLUMNS)[:-1]


def columns_add_up(rows: Iterable[tuple[str, Sequence[Cell]]]) -> bool:
    """Whether both identities hold in each column of applicants, all rows counted from the left.

    ``rows`` are codes of lines with the cells behind their labels. A value that is missing in
    one of them moves those behind it by a column, and two sums break. False where a line comes
    twice, a cell cannot be read, or an identity cannot be judged.
    """
    lines: dict[str, Line] = {}
    for code, cells in rows:
        line = _line(cells)
        if line is None or code in lines:
            return False
        lines[code] = line
    judged = [one for one in request_identities(lines) if one.column in _APPLICANTS]
    return all(identity.judged and identity.holds for identity in judged)


def _line(cells: Sequence[Cell]) -> Line | None:
    """Return the values of a row in the order of the columns; null where one cannot be read."""
    if len(cells) < len(REQUEST_COLUMNS):
        return None
    read = [read_count(cell.text) for cell in cells[: len(REQUEST_COLUMNS)]]
    if any(one.problem for one in read):
        return None
    return Line(
        {column: one.value for column, one in zip(REQUEST_COLUMNS, read, strict=True)},
        tuple(
            CellState(column, one.state, one.raw)
            for column, one in zip(REQUEST_COLUMNS, read, strict=True)
            if one.state is not None
        ),
    )
