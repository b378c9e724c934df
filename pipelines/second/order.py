"""Values by printed row order: which rows of a document are the lines of which table.

A line of section three ends with seven value cells, one of the 2014 form with one beside its
unit, and section four is one row of fifteen values without a label. The official forms have 25
lines in section three (2021) or 23 (2019, and 2021 with one row of 其他处理), and a fixed number in
the 2014 form: where the rows found do not make exactly that many, nothing is said. Labels are
looked at only for being there, and for showing that a line or column was moved: then nothing is
said either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pipelines.schema import (
    DISPUTE_COLUMNS,
    DISPUTE_PATHS,
    REQUEST_COLUMNS,
    REQUEST_ITEMS,
    STATISTICS_ITEMS,
)
from pipelines.second.figures import Lines, SecondReading, bare, cell_of, is_value
from pipelines.second.moved import applicants_moved, lines_moved, results_moved

_THREE_LINES = frozenset({"other_not_corrected", "other_fee_unpaid", "other_other"})
_LINES_2021 = tuple(item for item in REQUEST_ITEMS if item != "other_handling")
_LINES_2019 = tuple(item for item in REQUEST_ITEMS if item not in _THREE_LINES)
#: The lines of section three by their number.
_REQUESTS: Final = {len(lines): lines for lines in (_LINES_2021, _LINES_2019)}
_WIDTH: Final = len(REQUEST_COLUMNS)
_PATH: Final = len(DISPUTE_COLUMNS)
_ALL_PATHS: Final = _PATH * len(DISPUTE_PATHS)
_UNITS = frozenset({"条", "件", "次", "篇", "个", "人", "人次", "万元", "元"})

Texts = Sequence[str]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The cells that begin in one printed row, from left to right.

    ``edge`` marks the first and the last row of a table on its page, which may be the half of a
    row that the page end cuts; ``runs_over`` a row in which a value crosses the side of its cell,
    so that nobody knows whose its digits are.
    """

    cells: tuple[str, ...]
    edge: bool = False
    runs_over: bool = False


def by_row_order(rows: Sequence[PrintedRow]) -> SecondReading:
    """Read the tables among the rows of a document."""
    kinds = [(_kind(row), row) for row in rows]
    return SecondReading(
        requests=_requests(kinds),
        disputes=_disputes(kinds),
        statistics=_statistics(rows),
    )


def _kind(row: PrintedRow) -> str:
    """Tell a row of section three, or of section four, by its cells alone.

    ``loose`` are values of no line: the second half of a row that the page end cuts through the
    digits, a line whose label runs into its values, or a row of something else.
    """
    cells = row.cells
    if row.runs_over and len(cells) >= _WIDTH:
        return "loose"
    count = sum(1 for _ in _tail(cells))
    if count >= _WIDTH and any(map(bare, cells[: len(cells) - count])):
        return "requests"
    if not any(map(bare, cells)):
        return ""
    if count == len(cells) and count >= _ALL_PATHS:
        return "disputes"
    if len(cells) >= _WIDTH and any(map(_is_digits, cells)):
        return "loose"
    return "path" if count == len(cells) == _PATH else ""


def _is_digits(text: str) -> bool:
    return is_value(text) and any(map(str.isdigit, bare(text)))


def _tail(cells: Texts) -> Iterator[str]:
    """Yield the value-like cells at the end of a row, from the last to the first."""
    for text in reversed(cells):
        if not is_value(text):
            return
        yield text


def _values(rows: Sequence[Texts], width: int) -> list[Texts] | None:
    """Cut the rows to ``width`` values each; null where they can be cut in none or two ways.

    Beside the values there may be empty columns, on either side in every row alike. A text that
    lost its spans fills up each row on the right, one more than the other; a table that lost
    them has as many cells in every row, and empty ones behind its short labels. An empty cell
    more in one row of another table, or before a single row, may be what shifts its values.
    """
    tails = [list(_tail(row))[::-1] for row in rows]
    shortest = min(map(len, tails))
    is_even = len(set(map(len, rows))) == 1
    cuts = [[0] * len(tails)]
    for empty in range(shortest - width + 1 if len(rows) > 1 else 0):
        starts = [len(tail) - width - empty for tail in tails]
        if is_even or len(set(starts)) == 1:
            cuts.append(starts)
    ways: list[list[Texts]] = []
    for starts in cuts:
        pairs = list(zip(tails, starts, strict=True))
        beside = [text for tail, at in pairs for text in (*tail[:at], *tail[at + width :])]
        values = [tail[at : at + width] for tail, at in pairs]
        if not any(map(bare, beside)) and values not in ways:
            ways.append([*values])
    return ways[0] if len(ways) == 1 else None


def _requests(kinds: Sequence[tuple[str, PrintedRow]]) -> tuple[Lines, ...]:
    tables = []
    wanted = [(kind, row) for kind, row in kinds if kind]
    if any(kind == "loose" and row.edge for kind, row in wanted):
        return ()
    if applicants_moved(row.cells for kind, row in kinds if not kind):
        return ()
    for is_ours, run in groupby(wanted, key=lambda pair: pair[0] == "requests"):
        if is_ours:
            table = _request_lines([row for _, row in run])
            if table is None:
                return ()
            tables.append(table)
    return tuple(tables)


def _request_lines(rows: Sequence[PrintedRow]) -> Lines | None:
    """Read one run of rows, where it makes up a whole table."""
    filled = [at for at, row in enumerate(rows) if _fills(row)]
    first, end = (filled[0], filled[-1] + 1) if filled else (0, len(rows))
    # Heads that end in empty cells look like lines without values.
    framed = (rows[first:end], rows[first:], rows[:end], rows)
    for candidates in (*framed, *map(_without_cut, framed)):
        items = _REQUESTS.get(len(candidates))
        if items is None:
            continue
        values = _values([row.cells for row in candidates], _WIDTH)
        labels = (next(_labels(row.cells[::-1]), "") for row in candidates)
        if values is None or lines_moved(dict(zip(items, labels, strict=True))):
            return None
        return {
            item: dict(zip(REQUEST_COLUMNS, map(cell_of, row), strict=True))
            for item, row in zip(items, values, strict=True)
        }
    return None


def _labels(cells: Texts) -> Iterator[str]:
    return (text for text in cells if not is_value(text))


def _fills(row: PrintedRow) -> bool:
    return any(map(bare, _tail(row.cells)))


def _without_cut(rows: Sequence[PrintedRow]) -> Sequence[PrintedRow]:
    """Leave out what may be the empty half of a row that the page end cuts."""
    return [row for row in rows if _fills(row) or not row.edge]


def _disputes(kinds: Sequence[tuple[str, PrintedRow]]) -> tuple[Lines, ...]:
    if results_moved(row.cells for kind, row in kinds if not kind):
        return ()
    whole = [row.cells for kind, row in kinds if kind == "disputes"]
    paths = [row.cells for kind, row in kinds if kind == "path"]
    if not whole and len(paths) == len(DISPUTE_PATHS):
        whole = [tuple(text for cells in paths for text in cells)]
    tables: list[Lines] = []
    for cells in whole:
        values = _values([cells], _ALL_PATHS)
        if values is None:
            return ()
        parts = [values[0][start : start + _PATH] for start in range(0, _ALL_PATHS, _PATH)]
        tables.append(
            {
                path: dict(zip(DISPUTE_COLUMNS, map(cell_of, part), strict=True))
                for path, part in zip(DISPUTE_PATHS, parts, strict=True)
            }
        )
    return tuple(tables)


def _statistics(rows: Sequence[PrintedRow]) -> tuple[Lines, ...]:
    """Read the 2014 form: lines with a unit, or, where none names one, with a label and a number."""
    places = [at for at, row in enumerate(rows) if _has_unit(row.cells)]
    with_unit = [rows[at].cells for at in places]
    if any(
        _is_loose(row) and (row.edge or places[0] <= at <= places[-1])
        for at, row in enumerate(rows if places else ())
    ):
        return ()
    lines = with_unit or [
        row.cells
        for row in rows
        if len(row.cells) == 2 and not is_value(row.cells[0]) and _is_number(row.cells[1])  # noqa: PLR2004 - label and value
    ]
    values = [_beside_unit(cells) if with_unit else cells[-1] for cells in lines]
    printed = [value for value in values if value is not None]
    if len(printed) != len(values) or len(printed) != len(STATISTICS_ITEMS):
        return ()
    labels = (next(_labels(cells), "") for cells in lines)
    if lines_moved(dict(zip(STATISTICS_ITEMS, labels, strict=True))):
        return ()
    return (
        {
            item: {"value": cell_of(text)}
            for item, text in zip(STATISTICS_ITEMS, printed, strict=True)
        },
    )


def _has_unit(cells: Texts) -> bool:
    return any(bare(text) in _UNITS for text in cells)


def _is_loose(row: PrintedRow) -> bool:
    """Whether a row prints digits beside no unit, as the half of one that the page end cuts."""
    return row.runs_over or (not _has_unit(row.cells) and any(map(_is_digits, row.cells)))


def _is_number(text: str) -> bool:
    return bool(bare(text)) and is_value(text)


def _beside_unit(row: Texts) -> str | None:
    """Return the one value of a line; null where it has several or none, or several units."""
    values = [text for text in row if is_value(text)]
    filled = [text for text in values if bare(text)]
    if sum(bare(text) in _UNITS for text in row) > 1 or len(filled) > 1 or not values:
        return None
    return filled[0] if filled else ""
