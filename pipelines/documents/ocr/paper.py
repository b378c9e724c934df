"""Paper and ink: a picture of a page with its paper made white, and the size of its type."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

#: Grey, 0 black to 255 white, rows from the top.
Picture = NDArray[np.uint8]

WHITE = 255
#: The paper is what is left when what is smaller than this is closed, in pixels of a small copy.
_SHADING = 25
_SMALL = 4
#: Parts of characters by their height, their width for it, and the share of ink in their box.
_LEAST, _MOST = 7, 120
_SLIM, _WIDE, _FULL = 0.5, 1.5, 0.15
_ENOUGH = 40
#: The height of the larger characters of a page.
_LARGER = 75


def even(grey: Picture) -> Picture:
    """Make paper white: divide by its shade, which changes slowly over the page."""
    height, width = grey.shape
    small = cv2.resize(
        grey, (max(width // _SMALL, 1), max(height // _SMALL, 1)), interpolation=cv2.INTER_AREA
    )
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_SHADING, _SHADING), np.uint8))
    paper = cv2.resize(cv2.GaussianBlur(closed, (0, 0), _SHADING / 2), (width, height))
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=WHITE), dtype=np.uint8)


def inked(page: Picture) -> Picture:
    """Return 255 where there is ink, 0 elsewhere, of a page with even paper."""
    level, _ = cv2.threshold(page, 0, WHITE, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # A page of little ink has no second peak; paper is never darker than this.
    level = min(max(level, 110), 200)
    return np.asarray(cv2.threshold(page, level, WHITE, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def type_height(grey: Picture) -> float | None:
    """Return how high the larger characters of a page are in pixels, null where it has too few."""
    ink = inked(even(grey))
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[1:count, index] for index in (2, 3, 4))
    character = (height >= _LEAST) & (height <= _MOST)
    character &= (width >= height * _SLIM) & (width <= height * _WIDE)
    character &= area >= width * height * _FULL
    heights = height[character]
    return float(np.percentile(heights, _LARGER)) if heights.size >= _ENOUGH else None
