"""Where the printed lines of one cell stand: ink without noise, cut into lines by its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from pipelines.documents.ocr.paper import Picture

#: What is smaller, in pixels, is dust on the glass.
_DUST = 6
#: Shares of the size of the type: what a speck is, and how far from text it is none of it.
_SPECK = 0.035
_FAR = 0.7
#: Ink as large as this is more than dust: it prints something.
_PRINTS = 0.2
#: Height of one line and of two, in sizes of the type.
_ONE_LINE, _TWO_LINES = 1.22, 1.65
#: A line that is drawn, as left over at the side of a cell, is not thicker.
_DRAWN, _SLIVER, _ALONG = 7, 3, 0.5
_WIDE = 3
TYPE_SIZE = 30.0
_LEAST_TYPE, _MOST_TYPE = 14, 80
_WHITE = 255
#: A pale character darkens a square of so many pixels by so much, and by so many times what the
#: grain of the paper does; dust darkens it less.
_PALE_WITHIN, _PALE, _GRAIN = 9, 9.0, 10.0
_INNER = 4


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top


def type_size(cells: Sequence[Sequence[Area]]) -> float:
    """Return the size of the type in tables, in pixels: the usual height of a line of text."""
    heights = [
        strip.height
        for strips in cells
        for strip in strips
        if strip.width > strip.height * _WIDE and _LEAST_TYPE < strip.height < _MOST_TYPE
    ]
    return float(median(heights)) if heights else TYPE_SIZE


def strips_of(ink: Picture, cell: Area, size: float) -> list[Area]:
    """Return the printed lines of a cell from top to bottom; none where only dust lies in it."""
    kept = _printed(ink[cell.top : cell.bottom, cell.left : cell.right], size)
    if kept is None:
        return []
    runs = _runs(np.asarray(kept.any(axis=1)))
    strips = []
    for top, bottom in _lines(runs, kept, size):
        columns = np.flatnonzero(kept[top:bottom].any(axis=0))
        if columns.size:
            strips.append(
                Area(
                    cell.left + int(columns[0]),
                    cell.top + top,
                    cell.left + int(columns[-1]) + 1,
                    cell.top + bottom,
                )
            )
    return strips


def is_shaded(page: Picture, cell: Area) -> bool:
    """Whether something too pale to be ink is printed in a cell where no ink was found."""
    inner = page[cell.top + _INNER : cell.bottom - _INNER, cell.left + _INNER : cell.right - _INNER]
    if min(inner.shape) < _PALE_WITHIN:
        return False  # narrower than any character
    smooth = cv2.blur(inner, (_PALE_WITHIN, _PALE_WITHIN)).astype(np.float64)
    paper = float(np.median(smooth))
    grain = float(np.median(np.abs(smooth - paper)))
    return paper - float(smooth.min()) > max(_PALE, _GRAIN * grain)


def cut_out(page: Picture, area: Area, within: Area, size: float, room: float = 0.22) -> Picture:
    """Return a picture of a line with room around it, as high as its type at least."""
    pad = max(round(area.height * room), 3)
    short = max(round(size * 1.15) - area.height - 2 * pad, 0)
    above, beside = pad + (short + 1) // 2, max(round(size * room), 4)
    top, bottom = area.top - above, area.bottom + above
    left, right = area.left - beside, area.right + beside
    # Beside the line, what stands at the very side of the cell is what is left of its lines.
    low_y, high_y = min(within.top + _SLIVER, area.top), max(within.bottom - _SLIVER, area.bottom)
    low_x, high_x = min(within.left + _SLIVER, area.left), max(within.right - _SLIVER, area.right)
    inside = page[max(top, low_y) : min(bottom, high_y), max(left, low_x) : min(right, high_x)]
    framed = np.full((bottom - top, right - left), _WHITE, np.uint8)
    y, x = max(low_y - top, 0), max(low_x - left, 0)
    framed[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return framed


def _printed(ink: Picture, size: float) -> Picture | None:
    """Return the ink of a cell without dust and drawn lines, null where nothing is printed."""
    if ink.size == 0:
        return None
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    parts = stats[1:count]
    x, y, width, height, area = (parts[:, index] for index in range(5))
    real = (area >= _DUST) & ~_drawn(x, width, height, ink.shape[::-1], size)
    real &= ~_drawn(y, height, width, ink.shape, size)
    large = real & (np.maximum(width, height) >= size * _PRINTS)
    if not large.any():
        return None
    speck = area < _SPECK * size * size
    for index in np.flatnonzero(real & speck & ~large):
        gaps = np.maximum(x[large] - (x + width)[index], x[index] - (x + width)[large])
        drops = np.maximum(y[large] - (y + height)[index], y[index] - (y + height)[large])
        real[index] = bool(((gaps < size * _FAR) & (drops < size * _FAR / 2)).any())
    keep = np.concatenate([[False], real])
    return np.asarray(keep[labels], dtype=np.uint8)


def _drawn(
    start: np.ndarray, thick: np.ndarray, long: np.ndarray, room: tuple[int, ...], size: float
) -> np.ndarray:
    """Tell what is left of the lines at two sides of a cell: slivers, and pieces along a side."""
    end = start + thick
    sliver = (end <= _SLIVER) | (start >= room[0] - _SLIVER)
    at_side = (start == 0) | (end >= room[0])
    along = (long >= max(room[1] * _ALONG, size * _ONE_LINE)) & (thick <= _DRAWN)
    return np.asarray(sliver | (at_side & along))


def _runs(rows: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows.astype(np.int8), [0]])))
    return [(int(edges[at]), int(edges[at + 1])) for at in range(0, len(edges), 2)]


def _lines(runs: Sequence[tuple[int, int]], kept: Picture, size: float) -> list[tuple[int, int]]:
    """Join the parts of one line (二), and part lines that touch."""
    joined: list[tuple[int, int]] = []
    for top, bottom in runs:
        if joined and bottom - joined[-1][0] <= size * _ONE_LINE:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return [part for top, bottom in joined for part in _parted(top, bottom, kept, size)]


def _parted(top: int, bottom: int, kept: Picture, size: float) -> list[tuple[int, int]]:
    if bottom - top < size * _TWO_LINES:
        return [(top, bottom)]
    lines = max(round((bottom - top) / (size * 1.3)), 2)
    step = (bottom - top) / lines
    low, high = top + int(step * 0.7), top + int(step * 1.3)
    cut = low + int(kept[low:high].sum(axis=1, dtype=np.int64).argmin())
    return [(top, cut), *_parted(cut, bottom, kept, size)]
