"""A page as it lies on the scanner to a page with level lines: shading, slant, quarter turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.documents.ocr.paper import WHITE, Picture, even, inked

#: A page is held the right way where its longest lines are read so surely and are so long.
_SURE, _LONG = 0.85, 6
_BETTER = 1.3
#: Slants that are looked for, in degrees, and how finely.
_MOST_SLANT = 3.2
_COARSE, _FINE, _FINEST = 0.4, 0.1, 0.025
_LOOKED_AT = 900


@dataclass(frozen=True, slots=True)
class Readable:
    """How well the longest lines of a page are read: mean surety and mean number of characters."""

    surety: float
    length: float

    @property
    def score(self) -> float:
        """Characters that are surely read."""
        return self.surety * self.length


def slant(ink: Picture) -> float:
    """Return by how many degrees the lines of a page fall to the right."""
    scale = min(1.0, _LOOKED_AT / max(ink.shape))
    smaller = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(smaller, dtype=np.uint8)
    best = 0.0
    reach = _MOST_SLANT
    for step in (_COARSE, _FINE, _FINEST):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (_sharpness(small, float(angle)), -abs(angle))))
        reach = step
    return best


def _sharpness(ink: Picture, angle: float) -> float:
    sums = cv2.reduce(turn(ink, angle, 0), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    return float(np.square(np.diff(sums.astype(np.float64))).sum())


def turn(picture: Picture, angle: float, background: int = WHITE) -> Picture:
    """Turn a page back by the angle of its slant; its size stays."""
    if not angle:
        return picture
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(
            picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=background
        ),
        dtype=np.uint8,
    )


def upright(grey: Picture, readable: Callable[[Picture], Readable]) -> Picture:
    """Return a page with even paper and level lines, the right way up.

    ``readable`` says how well a page is read as it lies; the other three ways to hold it are
    tried only where that is not well, and taken only where they are read much better.
    """
    page = _level(grey)
    as_is = readable(page)
    if not as_is.length or (as_is.surety >= _SURE and as_is.length >= _LONG):
        return page
    best, most = page, as_is.score * _BETTER
    for quarters in (2, 1, 3):
        turned = _level(np.ascontiguousarray(np.rot90(grey, quarters)))
        found = readable(turned)
        if found.score > most:
            best, most = turned, found.score
    return best


def _level(grey: Picture) -> Picture:
    page = even(grey)
    angle = slant(inked(page))
    return turn(page, angle)
