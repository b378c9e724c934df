"""One page of a PDF as pdfium gives it: characters with their boxes, and ruling lines.

Points, x to the right and y down from the top left corner of the page as a reader sees it.
pdfium (BSD-3-Clause and Apache-2.0) is used through its raw functions, since the helpers of
pypdfium2 make an object of every character.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

#: What one page may hold; no report has a tenth of it.
MAX_GLYPHS = 10_000
MAX_PATHS = 20_000
MAX_SEGMENTS = 2_000
#: A filled box no thicker than this is a drawn line.
_THIN = 2.5
#: A line may lean this much, as scanned or rounded coordinates do.
_LEAN = 0.7
#: Shorter strokes are specks; the sides of an empty row of a browser are 3.75 points long.
_SHORTEST = 3.0
#: What pdfium gives for a hyphen that ends a line.
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
#: Halves of characters: a damaged map of a font gives them alone.
_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_FORMS_DEEP = 4
#: Pieces among which the twin of one that pdfium leaves out is looked for.
_LOOKED_BACK = 12
#: Boxes of ink that differ by less print the same.
_SAME = 0.05
_NOT_PAINTED = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
#: Fonts of reports are between these; the boxes of others are looked at twice.
_LEAST_FONT = 4.0
_MOST_FONT = 30.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character; its box is as high as its font and as wide as it advances.

    ``em`` is the size of its font, which boxes may exceed by half; 0 where it is not known.
    ``place`` is its place in the order of printing, ``mark`` the piece of marked content that it
    belongs to, -1 for none. ``baseline`` is the height of the line that a digit stands on, null
    for all others; ``is_struck`` tells that a line is drawn through it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float = 0.0
    place: int = 0
    mark: int = -1
    baseline: float | None = None
    is_struck: bool = False

    @property
    def middle(self) -> float:
        """Height of the middle of the box."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: at ``place`` (y of a level one, x of an upright one) from low to high."""

    place: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Page:
    """What one page prints; ``cut`` tells that it holds more than the limits allow.

    ``pictured`` is the share of the page that its largest picture covers.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    cut: bool = False
    pictured: float = 0.0


def read_page(page: pypdfium2.PdfPage) -> Page:
    """Read one page. Raises :class:`pypdfium2.PdfiumError` where pdfium cannot."""
    view = _View(page)
    text = page.get_textpage()
    try:
        count = text.count_chars()
        glyphs = tuple(_glyphs(text.raw, min(count, MAX_GLYPHS), view, _Pieces(page)))
    finally:
        text.close()
    level: list[Rule] = []
    upright: list[Rule] = []
    paths = 0
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_FORMS_DEEP):
        paths += 1
        if paths > MAX_PATHS:
            break
        for start, end in _lines(shape):
            _sort(view.seen(*start), view.seen(*end), level, upright)
    cut = count > MAX_GLYPHS or paths > MAX_PATHS
    pictured = _pictured(page, view)
    return Page(view.width, view.height, glyphs, tuple(level), tuple(upright), cut, pictured)


class _View:
    """Turns coordinates of the page's own space into what a reader sees."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turn = page.get_rotation() % 360
        size = (self._right - self._left, self._top - self._bottom)
        self.width, self.height = size[::-1] if self._turn in {90, 270} else size

    def seen(self, x: float, y: float) -> Point:
        if self._turn == 90:  # noqa: PLR2004 - degrees
            return y - self._bottom, x - self._left
        if self._turn == 180:  # noqa: PLR2004
            return self._right - x, y - self._bottom
        if self._turn == 270:  # noqa: PLR2004
            return self._top - y, self._right - x
        return x - self._left, self._top - y


def _pictured(page: pypdfium2.PdfPage, view: _View) -> float:
    """Return the share of a page that its largest picture covers."""
    largest = 0.0
    shapes = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_FORMS_DEEP)
    for shape in islice(shapes, MAX_PATHS):
        left, bottom, right, top = shape.get_bounds()
        (x, x_end), (y, y_end) = zip(view.seen(left, bottom), view.seen(right, top), strict=True)
        width = min(max(x, x_end), view.width) - max(min(x, x_end), 0)
        height = min(max(y, y_end), view.height) - max(min(y, y_end), 0)
        largest = max(largest, max(width, 0) * max(height, 0))
    return float(largest / max(view.width * view.height, 1))


class _Pieces:
    """The pieces of text of a page in the order of printing.

    pdfium leaves a piece out that prints the same as one just before, a hair apart: bold type
    is made so. So is a digit that runs over its cell onto the same digit of the next cell; where
    the file marks its contents, the two have different marks, and :meth:`hidden` gives it.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        shapes = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_FORMS_DEEP)
        self._shapes = list(islice(shapes, MAX_GLYPHS))
        self._places = {
            ctypes.addressof(shape.raw.contents): place for place, shape in enumerate(self._shapes)
        }
        self._marks = [pdfium.FPDFPageObj_GetMarkedContentID(one.raw) for one in self._shapes]
        self._seen: dict[int, list[Glyph]] = {}

    def of(self, text: object, index: int) -> tuple[int, int]:
        """Return place and mark of the piece that a character belongs to."""
        shape = pdfium.FPDFText_GetTextObject(text, index)
        place = self._places.get(ctypes.addressof(shape.contents)) if shape else None
        return (0, -1) if place is None else (place, self._marks[place])

    def note(self, glyph: Glyph) -> None:
        """Note a character that pdfium gives."""
        self._seen.setdefault(glyph.place, []).append(glyph)

    def hidden(self, view: _View) -> Iterator[Glyph]:
        """Yield the single characters that pdfium leaves out although their marks differ."""
        for place, mark in enumerate(self._marks):
            if mark < 0 or place in self._seen:
                continue
            for other in range(place - 1, max(place - _LOOKED_BACK, -1), -1):
                twin = self._seen.get(other, [])
                if len(twin) == 1 and self._marks[other] != mark:
                    moved = self._moved(other, place, view)
                    if moved is not None:
                        x, y = moved
                        one = twin[0]
                        yield replace(
                            one,
                            left=one.left + x,
                            right=one.right + x,
                            top=one.top + y,
                            bottom=one.bottom + y,
                            place=place,
                            mark=mark,
                            baseline=None if one.baseline is None else one.baseline + y,
                        )
                        break

    def _moved(self, one: int, two: int, view: _View) -> Point | None:
        """Return how far a piece stands from its twin; null where it does not print the same."""
        ours, theirs = (self._shapes[place].get_bounds() for place in (one, two))
        (x, y), (x_end, y_end) = view.seen(*ours[:2]), view.seen(*ours[2:])
        (a, b), (a_end, b_end) = view.seen(*theirs[:2]), view.seen(*theirs[2:])
        same = abs((x_end - x) - (a_end - a)) < _SAME and abs((y_end - y) - (b_end - b)) < _SAME
        near = abs(a - x) < abs(x_end - x) and abs(b - y) < 1
        return (a - x, b - y) if same and near else None


def _glyphs(text: object, count: int, view: _View, pieces: _Pieces) -> Iterator[Glyph]:
    box = pdfium.FS_RECTF()
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(text, index) == 1 or _is_hidden(text, index):
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        is_half = _FIRST_SURROGATE <= code <= _LAST_SURROGATE
        if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1 or not code or is_half:
            printed = "\ufffd"
        else:
            printed = _HYPHENS.get(code) or chr(code)
        if printed in "\r\n" or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            continue
        if not _LEAST_FONT < box.top - box.bottom < _MOST_FONT:
            _mend(text, index, box)
        one, two = view.seen(box.left, box.bottom), view.seen(box.right, box.top)
        (left, right), (top, bottom) = sorted((one[0], two[0])), sorted((one[1], two[1]))
        if right <= 0 or left >= view.width or bottom <= 0 or top >= view.height:
            continue
        em = _size(text, index)
        baseline = _baseline(text, index, view) if printed.isdecimal() else None
        glyph = Glyph(printed, left, top, right, bottom, em, *pieces.of(text, index), baseline)
        pieces.note(glyph)
        yield glyph
    yield from pieces.hidden(view)


def _is_hidden(text: object, index: int) -> bool:
    """Whether a character is not painted: text that some OCR has laid under a scan."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, index))
    return mode in _NOT_PAINTED


def _size(text: object, index: int) -> float:
    """Return the printed size of the font of a character."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix):
        return 0.0
    return float(pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d))


def _baseline(text: object, index: int, view: _View) -> float | None:
    """Return the height of the line that a character stands on."""
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharOrigin(text, index, x, y):
        return None
    return view.seen(x.value, y.value)[1]


def _mend(text: object, index: int, box: pdfium.FS_RECTF) -> None:
    """Put a box of the printed size around the ink.

    In vertical writing pdfium takes the size of the font for the box without the scale of the
    text matrix, so that a character of 10 points may get a box of 200.
    """
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return
    size = _size(text, index)
    if size / 2 < box.top - box.bottom < size * 2:
        return
    x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    box.left, box.right = x - size / 2, x + size / 2
    box.bottom, box.top = y - size / 2, y + size / 2


def _lines(shape: pypdfium2.PdfObject) -> Iterator[tuple[Point, Point]]:
    """Yield the straight lines that a path draws: its strokes, or itself where it is thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(shape, fill, stroke):
        return
    matrix = _matrix(shape)
    if stroke.value:
        for start, end in _segments(shape):
            yield matrix.on_point(*start), matrix.on_point(*end)
    elif fill.value and not _is_white(shape):
        points = [matrix.on_point(*p) for line in _segments(shape) for p in line]
        if points:
            xs, ys = zip(*points, strict=True)
            left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
            if top - bottom <= _THIN:
                yield (left, (top + bottom) / 2), (right, (top + bottom) / 2)
            elif right - left <= _THIN:
                yield ((left + right) / 2, bottom), ((left + right) / 2, top)


def _matrix(shape: pypdfium2.PdfObject) -> pypdfium2.PdfMatrix:
    matrix = shape.get_matrix()
    container = shape.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    return matrix


def _is_white(shape: pypdfium2.PdfObject) -> bool:
    shades = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(shape, *shades):
        return False
    return all(shade.value > 250 for shade in shades[:3])  # noqa: PLR2004 - of 255


def _segments(shape: pypdfium2.PdfObject) -> Iterator[tuple[Point, Point]]:
    count = min(pdfium.FPDFPath_CountSegments(shape), MAX_SEGMENTS)
    x, y = ctypes.c_float(), ctypes.c_float()
    run: list[Point] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            yield from pairwise(run)
            run = []
        run.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            run.append(run[0])
    yield from pairwise(run)


def _sort(start: Point, end: Point, level: list[Rule], upright: list[Rule]) -> None:
    """Put a line with the level or the upright ones; slanting and tiny ones rule nothing."""
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    if bottom - top <= _LEAN and right - left >= _SHORTEST:
        level.append(Rule((top + bottom) / 2, left, right))
    elif right - left <= _LEAN and bottom - top >= _SHORTEST:
        upright.append(Rule((left + right) / 2, top, bottom))
