"""Scans drawn for the tests: a page of A4 at 200 dpi, or another resolution, with ruled tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipelines.documents import ocr
from tests.grids import Written

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
#: The simplified face among those of the collection.
_FACE = 2

needs_ocr = pytest.mark.skipif(
    not (ocr.is_installed() and FONT.is_file()),
    reason="needs the extra gongkai[ocr] and the font of fonts-noto-cjk",
)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, index=_FACE)


class Scan:
    """One page; lengths in points, y down from the top."""

    def __init__(self, dpi: int = 200) -> None:
        self._scale = dpi / 72
        self.image = Image.new("L", (round(595 * self._scale), round(842 * self._scale)), 255)
        self._draw = ImageDraw.Draw(self.image)

    def _at(self, *lengths: float) -> list[float]:
        return [length * self._scale for length in lengths]

    def text(self, x: float, y: float, text: str, size: float = 10, ink: int = 0) -> Scan:
        """Write a line whose upper edge is at ``y``."""
        where = (x * self._scale, y * self._scale)
        self._draw.text(where, text, fill=ink, font=font(round(size * self._scale)))
        return self

    def line(self, x: float, y: float, x_end: float, y_end: float) -> Scan:
        self._draw.line(self._at(x, y, x_end, y_end), fill=0, width=max(round(self._scale / 2), 1))
        return self

    def table(
        self, y: float, columns: Sequence[float], *rows: Sequence[Written], height: float = 22
    ) -> Scan:
        """Rule cells, each its text or (text, rowspan, colspan), between the sides given."""
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            column = 0
            for written in row:
                text, down, across = (written, 1, 1) if isinstance(written, str) else written
                while (index, column) in taken:
                    column += 1
                taken |= {(index + a, column + b) for a in range(down) for b in range(across)}
                left, right = columns[column], columns[column + across]
                top, bottom = y + index * height, y + (index + down) * height
                self.line(left, top, right, top).line(left, bottom, right, bottom)
                self.line(left, top, left, bottom).line(right, top, right, bottom)
                lines = text.split("\n") if text else []
                start = (top + bottom - len(lines) * 12) / 2 - 2
                for number, line in enumerate(lines):
                    self.text(left + 4, start + number * 12, line)
        return self

    def spoiled(self, *, turn: float = 0, noise: float = 0, blur: float = 0) -> Scan:
        """Lay the page askew on a dirty glass."""
        image = self.image.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)
        if blur:
            image = image.filter(ImageFilter.GaussianBlur(blur))
        if noise:
            random = np.random.default_rng(1)
            points = np.asarray(image, dtype=np.float64) * 0.85 + 15
            points += random.normal(0, noise, points.shape)
            points[random.random(points.shape) < 0.0003] = 40
            image = Image.fromarray(points.clip(0, 255).astype(np.uint8))
        self.image = image
        return self


def picture(*scans: Scan, kind: str = "PNG") -> bytes:
    """Return a picture file; of several pages only TIFF and PDF are made."""
    body = io.BytesIO()
    first, *others = [scan.image for scan in scans]
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(body, kind, **more)
    return body.getvalue()
