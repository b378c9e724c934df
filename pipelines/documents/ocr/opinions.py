"""Cells of figures read twice: where the two recognitions differ, both are kept.

The second looks at another picture of the cell: black and white, stretched, smaller in its
frame, so that what is lost or doubled in the first is rarely so in the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.documents.ocr.engine import FIGURES, Engine, Read
from pipelines.documents.ocr.paper import Picture
from pipelines.documents.ocr.strips import Area, cut_out
from pipelines.documents.pdf.ruled import Box
from pipelines.labels import fold

#: What stands for ink that nothing could be recognised in.
UNREAD = "\ufffd"
#: What is recognised for a figure where it stands alone: signs of the same shape.
_SAME_SHAPE = str.maketrans(
    {
        **dict.fromkeys("OoDQ〇○◯。", "0"),
        **dict.fromkeys("lI|i丨!jLJ", "1"),
        **dict.fromkeys("一－_~―─", "—"),
        "丿": "/",
    }
)
_LONGEST = 16
_STRETCH = 1.45
_ROOM = 0.5
_BAR, _BAR_LONG = 0.2, 0.2
_LONG_BAR = 1.4
#: What a lone stroke is read as, and how far it leans where it is a slash or surely none.
_STROKES = frozenset({"1", "/", "7"})
_SLASH, _UPRIGHT = 0.26, 0.16
_STRAIGHT = 0.36
#: A 0 is this wide for its height at most; the letter O and the circle are wider in every type.
_ZERO_WIDTH = 0.74

Piece = tuple[Box, Area, Area]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a line says; ``second`` is the other recognition where it differs."""

    text: str
    second: str | None = None


def judge(
    page: Picture, pieces: Sequence[Piece], first: Sequence[Read], size: float, reader: Engine
) -> list[Judged]:
    """Return what each printed line of a table says, with second opinions on figures."""
    found = [Judged(one.text or UNREAD) for one in first]
    asked = []
    for number, ((_, _, strip), one) in enumerate(zip(pieces, first, strict=True)):
        if not _may_be_figures(one):
            continue
        bar = _bar(strip, size)
        if bar:
            found[number] = Judged(bar)
        else:
            asked.append(number)
    pictures = [
        _other(cut_out(page, strip, cell, size, _ROOM))
        for _, cell, strip in (pieces[number] for number in asked)
    ]
    for number, again in zip(asked, reader.read(pictures), strict=True):
        strip = pieces[number][2]
        stroke = lean(page[strip.top : strip.bottom, strip.left : strip.right])
        judged = _compare(first[number], again, strip, stroke)
        if judged.second is None and judged.text != "/" and _is_cut(strip, pieces[number][1]):
            judged = Judged(judged.text, UNREAD)
        found[number] = judged
    return found


def _is_cut(strip: Area, cell: Area) -> bool:
    """Whether ink reaches the side of a cell, so that some of it may lie beyond."""
    return (
        strip.left <= cell.left
        or strip.top <= cell.top
        or strip.right >= cell.right
        or strip.bottom >= cell.bottom
    )


def _may_be_figures(read: Read) -> bool:
    text = fold(read.text)
    if len(text) <= 1:
        return True
    like = sum(sign in FIGURES for sign in text.translate(_SAME_SHAPE))
    return len(text) <= _LONGEST and like * 2 >= len(text)


def _bar(strip: Area, size: float) -> str:
    """Return the dash that a lone level bar is, empty for anything else."""
    if strip.height > size * _BAR or strip.width < size * _BAR_LONG:
        return ""
    return "——" if strip.width > size * _LONG_BAR else "—"


def _other(picture: Picture) -> Picture:
    """Return another picture of the same: twice as large, wider, black and white."""
    height, width = picture.shape
    larger = cv2.resize(
        picture, (round(width * _STRETCH * 2), height * 2), interpolation=cv2.INTER_CUBIC
    )
    _, black = cv2.threshold(larger, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(cv2.GaussianBlur(black, (3, 3), 0), dtype=np.uint8)


def lean(glyph: Picture) -> float | None:
    """Return how far a single straight stroke leans to the right, in widths a height.

    Null where the ink is no single stroke: a 7 or a 0, several characters.
    """
    _, ink = cv2.threshold(glyph, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    y, x = np.nonzero(ink)
    height, width = glyph.shape
    if height < width or y.size < height:
        return None
    slope, offset = np.polyfit(y, x, 1)
    stroke = y.size / height
    spread = float(np.std(x - (slope * y + offset)))
    # The points of a stroke of that width lie within it, evenly.
    return float(-slope) if spread <= stroke * _STRAIGHT + 0.5 else None


def _compare(first: Read, again: Read, strip: Area, stroke: float | None) -> Judged:
    """Judge two recognitions of one line; the shape of a lone sign is a third."""
    texts = [_figures(one) for one in (first, again)]
    if stroke is not None and (stroke >= _SLASH or all(text in _STROKES for text in texts)):
        return _stroke(texts, stroke)
    one, two = texts
    plain = one in (first.text, again.text) or _is_narrow_zero(one, strip)
    if one == two and plain:
        return Judged(one or UNREAD)
    return Judged(one or UNREAD, two if one != two else first.text)


def _stroke(texts: Sequence[str], lean: float) -> Judged:
    """Judge a lone straight stroke: a slash or a 1."""
    if lean >= _SLASH:
        strange = [text for text in texts if text not in _STROKES]
        return Judged("/", strange[0] if strange else None)
    if lean > _UPRIGHT:
        return Judged(texts[0], "/" if texts[0] != "/" else "1")
    return Judged("1", "/" if all(text == "/" for text in texts) else None)


def _is_narrow_zero(text: str, strip: Area) -> bool:
    """Whether a sign read as a round one is too narrow for the letter: a 0."""
    return text == "0" and strip.width <= strip.height * _ZERO_WIDTH


def _figures(read: Read) -> str:
    """Return what is read with signs of the shape of figures as these, where nothing else is."""
    text = fold(read.text)
    shaped = text.translate(_SAME_SHAPE)
    if all(sign in FIGURES for sign in shaped):
        return shaped
    return read.text
