"""One picture of a page to its tables and lines, in the nouns that the reader of PDF has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.documents.ocr.engine import Engine, engine
from pipelines.documents.ocr.opinions import UNREAD, judge
from pipelines.documents.ocr.paper import Picture, inked
from pipelines.documents.ocr.pictures import POINTS
from pipelines.documents.ocr.rulings import lines_of
from pipelines.documents.ocr.strips import TYPE_SIZE, Area, cut_out, is_shaded, strips_of, type_size
from pipelines.documents.ocr.upright import Readable, upright
from pipelines.documents.pace import long_work_begins
from pipelines.documents.pdf.assemble import PageParts
from pipelines.documents.pdf.lines import TextLine
from pipelines.documents.pdf.ruled import HANGS, Box, Ruled, TooManyLinesError, frames_of

#: Pixels between the middle of a line and what is looked at of a cell: half the line, and some.
_CLEAR, _LEAST_SIDE, _MOST_SIDE = 1.5, 2, 8
_WHITE = 255
_ENOUGH = 6
#: No table of figures is narrower, in points.
_NARROWEST = 120
_GAP = 1.0


def read_page(grey: Picture, notes: list[str]) -> PageParts:
    """Read one page; adds ``table_too_large`` to the notes where it is ruled beyond reason."""
    long_work_begins()
    reader = engine()
    page = upright(grey, lambda held: _readable(held, reader))
    ink = inked(page)
    drawn = lines_of(ink)
    side = min(max(round(drawn.half / POINTS + _CLEAR), _LEAST_SIDE), _MOST_SIDE)
    try:
        frames = [frame for frame in frames_of(drawn.level, drawn.upright) if _is_table(frame)]
    except TooManyLinesError:
        notes.append("table_too_large")
        frames = []
    tables = []
    for frame in frames:
        _fill(frame, page, ink, side, reader)
        if any(box.lines for box in frame.boxes):
            tables.append(frame)
    lines = _outside(page, ink, tables, side, reader)
    return PageParts(tables, lines, page.shape[0] * POINTS)


def _is_table(frame: Ruled) -> bool:
    """Whether lines are those of a table, not strokes of large characters."""
    return len(frame.boxes) > 1 and frame.columns[-1] - frame.columns[0] >= _NARROWEST


def _readable(page: Picture, reader: Engine) -> Readable:
    """Return how well the longest lines of a page are read."""
    found = sorted(reader.find(page), key=lambda box: box[0] - box[2])[:_ENOUGH]
    areas = [Area(*box) for box in found]
    lines = [page[a.top : a.bottom, a.left : a.right] for a in areas if a.width and a.height]
    read = reader.read([line for line in lines if line.size])
    count = max(len(read), 1)
    return Readable(
        sum(one.surety for one in read) / count, sum(len(one.text) for one in read) / count
    )


def _fill(frame: Ruled, page: Picture, ink: Picture, side: int, reader: Engine) -> None:
    """Read what is printed in the cells of a table."""
    cells = [_area(box, frame, page, side) for box in frame.boxes]
    strips = [strips_of(ink, cell, TYPE_SIZE) for cell in cells]
    size = type_size(strips)
    strips = [strips_of(ink, cell, size) for cell in cells]
    for box, cell, found in zip(frame.boxes, cells, strips, strict=True):
        if not found and is_shaded(page, cell):
            box.lines.append(_line(UNREAD, cell))
    pieces = [
        (box, cell, strip)
        for box, cell, found in zip(frame.boxes, cells, strips, strict=True)
        for strip in found
    ]
    pictures = [cut_out(page, strip, cell, size) for _, cell, strip in pieces]
    first = reader.read(pictures)
    judged = judge(page, pieces, first, size, reader)
    for (box, _, strip), one in zip(pieces, judged, strict=True):
        box.lines.append(_line(one.text, strip, one.second))


def _area(box: Box, frame: Ruled, page: Picture, side: int) -> Area:
    height, width = page.shape
    hangs = round(HANGS / POINTS) if box.is_open else -side
    return Area(
        max(round(box.left / POINTS) + side, 0),
        max(round(frame.rows[box.row] / POINTS) + side, 0),
        min(round(box.right / POINTS) - side, width),
        min(round(frame.rows[box.end] / POINTS) + hangs, height),
    )


def _line(text: str, area: Area, second: str | None = None) -> TextLine:
    return TextLine(
        text=text,
        left=area.left * POINTS,
        top=area.top * POINTS,
        right=area.right * POINTS,
        bottom=area.bottom * POINTS,
        size=area.height * POINTS,
        second=second,
    )


def _outside(
    page: Picture, ink: Picture, tables: Sequence[Ruled], side: int, reader: Engine
) -> list[TextLine]:
    """Read the text outside of tables."""
    rest = page.copy()
    left_ink = ink.copy()
    for table in tables:
        for box in table.boxes:
            area = _area(box, table, page, side)
            rows = slice(max(area.top - 2 * side, 0), area.bottom + 2 * side)
            columns = slice(max(area.left - 2 * side, 0), area.right + 2 * side)
            rest[rows, columns] = _WHITE
            left_ink[rows, columns] = 0
    if not left_ink.any():
        return []
    height, width = page.shape
    whole = Area(0, 0, width, height)
    areas = [Area(*box) for box in reader.find(rest)]
    areas = [area for area in areas if area.width > 1 and area.height > 1]
    read = reader.read([cut_out(rest, area, whole, area.height, 0.0) for area in areas])
    lines = [_line(one.text, area) for one, area in zip(read, areas, strict=True) if one.text]
    return _rows(lines)


def _rows(pieces: Sequence[TextLine]) -> list[TextLine]:
    """Join the pieces that stand side by side."""
    rows: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda one: (one.middle, one.left)):
        if (
            rows
            and abs(piece.middle - rows[-1][-1].middle) < min(piece.size, rows[-1][-1].size) / 2
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda one: one.left)) for row in rows]


def _joined(row: Sequence[TextLine]) -> TextLine:
    text = row[0].text
    for before, after in pairwise(row):
        text += (" " if after.left - before.right > before.size * _GAP else "") + after.text
    return replace(
        row[0],
        text=text,
        top=min(piece.top for piece in row),
        right=max(piece.right for piece in row),
        bottom=max(piece.bottom for piece in row),
        size=max(piece.size for piece in row),
    )
