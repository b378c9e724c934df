"""Ruling lines and the characters between them to tables: cells by their boxes.

Two neighbouring places are one cell where no line is drawn between them, so merged cells show
as spans. A side of a table without a line (a table cut by the end of a page) counts as ruled.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.documents.grid import MAX_PLACES
from pipelines.documents.pdf.lines import TextLine, lines_of
from pipelines.documents.pdf.overflow import Place, Word, settle, words_of
from pipelines.documents.pdf.page import Glyph, Page, Rule
from pipelines.documents.pdf.seams import parted
from pipelines.documents.pdf.strokes import NEAR, merge, root_of, touching, unite
from pipelines.documents.pdf.wrapped import MOST_PADDING, padding_of, unwrapped
from pipelines.values import looks_like_value

#: What stands out this far beyond the last line is a row or column without an outer line.
_OPEN = 6.0
#: A line parts two places where it runs along this share of their common side.
_PARTS = 0.5
#: What is printed this near below a cell that the end of a page cuts stands in it.
HANGS = 18.0
#: The middle of a next line is this near to the line above, in heights of a line.
_NEXT_LINE = 0.9
_MAX_PAIRS = 4_000_000
_MAX_TABLES = 50


@dataclass(slots=True)
class Box:
    """One cell: its sides, its rows, and the lines printed in it.

    ``is_open``: no line ends it below, as the end of a page cuts it; ``is_open_above``: none
    begins it.
    """

    left: float
    right: float
    row: int
    rowspan: int
    lines: list[TextLine] = field(default_factory=list)
    is_open: bool = False
    is_open_above: bool = False

    @property
    def text(self) -> str:
        """What is printed, lines by newline."""
        return "\n".join(line.text for line in self.lines)

    @property
    def second(self) -> str | None:
        """What another way of reading the cell gives, null where it gives the same."""
        if all(line.second is None for line in self.lines):
            return None
        return "\n".join(line.text if line.second is None else line.second for line in self.lines)

    @property
    def end(self) -> int:
        """First row below the cell."""
        return self.row + self.rowspan


@dataclass(slots=True)
class Ruled:
    """One table, or a part of one on one page; ``broken``: lines are missing inside it.

    ``columns`` are the sides of its columns; ``rows`` those of its rows, of one page only.
    ``padding`` is the room that its cells keep beside their text, on both sides together;
    ``unseen`` counts the columns of its leftmost cells that no line is drawn for.
    """

    top: float
    bottom: float
    columns: list[float]
    height: int
    boxes: list[Box]
    broken: bool = False
    rows: list[float] = field(default_factory=list)
    padding: float = MOST_PADDING
    unseen: int = 0


class TooManyLinesError(ValueError):
    """A page is ruled more than any report is."""


def tables_of(page: Page) -> tuple[list[Ruled], list[Glyph]]:
    """Return the tables of a page from top to bottom, and the characters outside of them.

    A frame around a single cell is no table. Raises :class:`TooManyLinesError`.
    """
    meshes = _meshes(page.level, page.upright)
    rest = list(page.glyphs)
    words = words_of(page.glyphs) if meshes else []
    tables = []
    for mesh in meshes:
        mesh.reach_down(rest)
        inside = {id(glyph): glyph for glyph in rest if mesh.place(glyph) is not None}
        ours = [word for word in words if any(id(glyph) in inside for glyph in word.glyphs)]
        inside |= {id(glyph): glyph for word in ours for glyph in word.glyphs}
        table = mesh.table([glyph for glyph in rest if id(glyph) in inside], ours)
        if len(table.boxes) > 1 and inside:
            rest = [glyph for glyph in rest if id(glyph) not in inside]
            tables.append(table)
    return sorted(tables, key=lambda table: (table.top, table.columns[0])), rest


def frames_of(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Ruled]:
    """Return the tables that lines rule, with nothing in their cells yet.

    Raises :class:`TooManyLinesError`.
    """
    frames = [mesh.table(()) for mesh in _meshes(level, upright)]
    return sorted(frames, key=lambda frame: (frame.top, frame.columns[0]))


def _meshes(level: Iterable[Rule], upright: Iterable[Rule]) -> list[_Mesh]:
    """Return the meshes of lines that touch; a frame around a single cell is none."""
    levels, uprights = merge(level), merge(upright)
    if len(levels) * len(uprights) > _MAX_PAIRS:
        raise TooManyLinesError
    meshes = [_Mesh(*part) for group in touching(levels, uprights) for part in parted(*group)]
    meshes = [mesh for mesh in meshes if mesh.places > 1]
    if len(meshes) > _MAX_TABLES or any(mesh.places > MAX_PLACES for mesh in meshes):
        raise TooManyLinesError
    return meshes


class _Mesh:
    """The places between the lines of one table."""

    def __init__(self, level: Sequence[Rule], upright: Sequence[Rule]) -> None:
        self._level, self._upright = level, upright
        self._rows = _cuts(level, upright)
        self._columns = _cuts(upright, level)
        self.height, self.width = len(self._rows) - 1, len(self._columns) - 1
        self.places = self.height * self.width
        self._reach = dict.fromkeys(range(self.width), self._rows[-1] + HANGS)

    def place(self, glyph: Glyph) -> tuple[int, int] | None:
        row = bisect_right(self._rows, glyph.middle) - 1
        column = bisect_right(self._columns, (glyph.left + glyph.right) / 2) - 1
        if not (row >= 0 and 0 <= column < self.width):
            return None
        if row >= self.height and not self._hangs(glyph.middle, column):
            return None
        return min(row, self.height - 1), column

    def _hangs(self, place: float, column: int) -> bool:
        """Whether what is printed below the table stands in a cell that has no line below."""
        return place < self._reach[column] and self._is_open(column)

    def reach_down(self, glyphs: Iterable[Glyph]) -> None:
        """Let cells that have no line below go on while line follows line in them.

        Where the next row does not fit on the page, the head of its group still fills it.
        """
        for glyph in sorted(glyphs, key=lambda one: one.middle):
            if glyph.middle > self._rows[-1] and (place := self.place(glyph)) is not None:
                end = glyph.bottom + (glyph.bottom - glyph.top) * _NEXT_LINE
                self._reach[place[1]] = max(self._reach[place[1]], end)

    def _is_open(self, column: int, end: float | None = None) -> bool:
        lines = _at(self._level, self._rows[-1] if end is None else end)
        return not _runs(lines, self._columns[column], self._columns[column + 1])

    def table(self, glyphs: Sequence[Glyph], words: Sequence[Word] = ()) -> Ruled:
        """Build the cells with what is printed in them; ``words`` are its pieces."""
        parents = self._united()
        boxes, broken = self._boxes(parents)
        settled = settle(words, self._places(boxes))
        printed: defaultdict[int, list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            owner = settled.owners.get(id(glyph), -1)
            place = self.place(glyph) if owner == -1 else None
            if place is not None:
                owner = root_of(parents, place[0] * self.width + place[1])
            if owner is not None and owner >= 0:
                printed[owner].append(glyph)
        for root, found in printed.items():
            boxes[root].lines = lines_of(found)
        padding = padding_of((box.left, box.lines) for box in boxes.values())
        for box in boxes.values():
            box.lines = unwrapped(box.lines, box.right - box.left, padding)
        for root, text in settled.doubts.items():
            self._doubt(boxes[root], text)
        ordered = sorted(boxes.values(), key=lambda box: (box.row, box.left))
        return Ruled(
            self._rows[0],
            self._rows[-1],
            list(self._columns),
            self.height,
            ordered,
            broken,
            list(self._rows),
            padding,
        )

    def _boxes(self, parents: list[int]) -> tuple[dict[int, Box], bool]:
        """Return the cells by their roots, and whether places had to be parted for want of lines."""
        members: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for index in range(len(parents)):
            members[root_of(parents, index)].append(divmod(index, self.width))
        boxes: dict[int, Box] = {}
        broken = False
        for root, places in members.items():
            box = self._box(places)
            if box is not None:
                boxes[root] = box
                continue
            broken = True
            for row, column in places:
                index = row * self.width + column
                parents[index] = index
                single = self._box([(row, column)])
                assert single is not None
                boxes[index] = single
        return boxes, broken

    def _places(self, boxes: Mapping[int, Box]) -> list[Place]:
        return [
            Place(
                root,
                box.left,
                box.right,
                self._rows[box.row],
                self._rows[box.end] + (HANGS if box.is_open else 0),
            )
            for root, box in boxes.items()
        ]

    def _doubt(self, box: Box, text: str) -> None:
        """Write into a cell what nobody can tell the parts of; labels stay as they are."""
        if box.text and not looks_like_value(box.text):
            return
        top, bottom = self._rows[box.row], self._rows[box.end]
        box.lines = [TextLine(text, box.left, top, box.right, bottom, bottom - top)]

    def _united(self) -> list[int]:
        parents = list(range(self.height * self.width))
        for column in range(1, self.width):
            lines = _at(self._upright, self._columns[column])
            for row in range(self.height):
                if not _runs(lines, self._rows[row], self._rows[row + 1]):
                    index = row * self.width + column
                    unite(parents, index - 1, index)
        for row in range(1, self.height):
            lines = _at(self._level, self._rows[row])
            for column in range(self.width):
                if not _runs(lines, self._columns[column], self._columns[column + 1]):
                    index = row * self.width + column
                    unite(parents, index - self.width, index)
        return parents

    def _box(self, places: Sequence[tuple[int, int]]) -> Box | None:
        """Return the cell that some places make, null where they are no rectangle."""
        rows, columns = zip(*places, strict=True)
        top, left, bottom, right = min(rows), min(columns), max(rows) + 1, max(columns) + 1
        if (bottom - top) * (right - left) != len(places):
            return None
        return Box(
            self._columns[left],
            self._columns[right],
            top,
            bottom - top,
            is_open=bottom == self.height and self._is_open(left),
            is_open_above=top == 0 and self._is_open(left, self._rows[0]),
        )


def _cuts(along: Sequence[Rule], across: Sequence[Rule]) -> list[float]:
    """Return the places of the lines, and an outer side where others stand out beyond them."""
    cuts: list[float] = []
    for place in sorted(rule.place for rule in along):
        if not cuts or place - cuts[-1] > NEAR:
            cuts.append(place)
    low, high = min(rule.low for rule in across), max(rule.high for rule in across)
    if low < cuts[0] - _OPEN:
        cuts.insert(0, low)
    if high > cuts[-1] + _OPEN:
        cuts.append(high)
    return cuts


def _at(rules: Sequence[Rule], place: float) -> list[Rule]:
    return [rule for rule in rules if abs(rule.place - place) <= NEAR]


def _runs(rules: Sequence[Rule], low: float, high: float) -> bool:
    shared = sum(max(0.0, min(rule.high, high) - max(rule.low, low)) for rule in rules)
    return shared >= (high - low) * _PARTS
