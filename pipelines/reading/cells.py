"""Rows of printed cells, and which cell stands under which head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.labels import fold
from pipelines.model import Cell, Grid


@dataclass(frozen=True, slots=True)
class Head:
    """A head of value cells: its code and the columns from ``start`` to before ``end``.

    ``label`` is what an unknown head prints, null for one that a code fits; the code of an
    unknown head only tells it from the others. ``twin`` is the code of a head that is printed
    a second time.
    """

    code: str
    start: int
    end: int
    label: str | None = None
    twin: str | None = None

    @property
    def known(self) -> bool:
        """Whether the head is one of the form."""
        return self.label is None

    def meets(self, cell: Cell) -> bool:
        """Whether the cell stands at least partly under this head."""
        return cell.column < self.end and self.start < cell.column + cell.colspan


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands under one head in one row.

    ``merged`` marks a cell that stands under several heads or beside several lines;
    ``crowded`` holds the texts where several cells stand under one head.
    """

    cell: Cell
    merged: bool = False
    crowded: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """One row of a grid: its distinct cells from left to right (spanning ones included)."""

    index: int
    cells: list[Cell]

    @property
    def own(self) -> list[Cell]:
        """Cells that begin in this row."""
        return [cell for cell in self.cells if cell.row == self.index]


@dataclass(slots=True)
class Segment:
    """The rows of one official table inside one grid."""

    table: str
    grid: Grid
    rows: list[Row] = field(default_factory=list)


def rows_of(grid: Grid) -> list[Row]:
    """Return every row of a grid with its distinct cells."""
    rows = []
    for index, places in enumerate(grid.rows()):
        cells: list[Cell] = []
        for cell in places:
            if cell is not None and (not cells or cells[-1] is not cell):
                cells.append(cell)
        rows.append(Row(index, cells))
    return rows


def is_empty(cell: Cell) -> bool:
    """Whether a cell prints nothing at all."""
    return not fold(cell.text)


def align(
    heads: Sequence[Head], cells: Sequence[Cell], *, strict: bool = False
) -> dict[str, Slot] | None:
    """Say which cell stands under which head; null where the row does not fit the heads.

    A head of the form that nothing stands under, or a printed cell that no head stands over,
    shows that row and header do not share their columns, so none of the other cells can be
    trusted either. Under an unknown head there may be nothing.

    Cells that stand under one head each are taken as they stand. Where the columns of head
    and values do not meet exactly (Shanghai 2019 prints them with uneven spans), equal
    numbers are paired in order, as long as each pair overlaps. Everything else is merged,
    crowded or refused, and never guessed; ``strict`` refuses a row with several cells under one
    head even where only one of them is filled.
    """
    if any(not is_empty(cell) and not any(head.meets(cell) for head in heads) for cell in cells):
        return None
    cells = [cell for cell in cells if any(head.meets(cell) for head in heads)]
    under = {head.code: [cell for cell in cells if head.meets(cell)] for head in heads}
    over = [[head for head in heads if head.meets(cell)] for cell in cells]
    if not all(under[head.code] for head in heads if head.known):
        return None
    heads = [head for head in heads if under[head.code]]
    under = {head.code: under[head.code] for head in heads}
    exact = all(len(found) == 1 for found in under.values()) and all(len(h) == 1 for h in over)
    if exact:
        return {code: Slot(found[0]) for code, found in under.items()}
    if len(cells) == len(heads) and all(
        head.meets(cell) for head, cell in zip(heads, cells, strict=True)
    ):
        return {head.code: Slot(cell) for head, cell in zip(heads, cells, strict=True)}
    if strict and any(len(found) > 1 for found in under.values()):
        return None
    shared = {id(cell) for cell, above in zip(cells, over, strict=True) if len(above) > 1}
    return {code: _slot(found, shared) for code, found in under.items()}


def in_order(codes: Sequence[str], cells: Sequence[Cell]) -> dict[str, Slot] | None:
    """Pair the values of a row that lost its spans with its heads, in the declared order.

    Null where their numbers differ. Cells that only fill up the row may follow, but not where
    the last value is blank beside others that are not: then one may be missing before it.
    """
    values, rest = cells[: len(codes)], cells[len(codes) :]
    if not codes or len(values) < len(codes) or not all(map(is_empty, rest)):
        return None
    if rest and is_empty(values[-1]) and not all(map(is_empty, values)):
        return None
    return {code: Slot(cell) for code, cell in zip(codes, values, strict=True)}


def without_stray(heads: Sequence[Head], cells: Sequence[Cell]) -> tuple[list[Cell], Cell | None]:
    """Set one printed cell aside that stands right of every head.

    Such a row may be shifted: whoever takes its values says so of the whole row.
    """
    end = max((head.end for head in heads), default=0)
    right = [cell for cell in cells if cell.column >= end and not is_empty(cell)]
    kept = [cell for cell in cells if not any(cell is stray for stray in right)]
    return (kept, right[0]) if len(right) == 1 else (list(cells), None)


def _slot(found: list[Cell], shared: set[int]) -> Slot:
    filled = [cell for cell in found if not is_empty(cell)]
    if len(filled) > 1:
        return Slot(filled[0], crowded=tuple(cell.text for cell in filled))
    cell = filled[0] if filled else found[0]
    return Slot(cell, merged=id(cell) in shared)
