"""Figures that a line is drawn through: 99 struck out and 37 beside it are not 9937."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from pipelines.documents.pdf.page import Glyph, Page, Rule

#: How high above the line that digits stand on they are struck out, in sizes of their font:
#: LibreOffice draws one line at 0.28 or two at 0.19 and 0.31, Chromium one at 0.34.
_LOWEST, _HIGHEST = 0.15, 0.45
_LARGEST = 40.0
#: The line covers a digit but for this share of its width.
_SHORT = 0.25


def with_struck(page: Page) -> Page:
    """Return a page on which the digits that a line strikes out are told from the others."""
    struck = {id(glyph) for glyph in _struck(page)}
    if not struck:
        return page
    glyphs = (
        replace(glyph, is_struck=True) if id(glyph) in struck else glyph for glyph in page.glyphs
    )
    return replace(page, glyphs=tuple(glyphs))


def _struck(page: Page) -> Iterator[Glyph]:
    digits = [(glyph.baseline, glyph) for glyph in page.glyphs if glyph.baseline is not None]
    digits.sort(key=lambda digit: digit[0])
    # A page has hundreds of lines, and hardly a digit so near below one of them.
    for rule in page.level:
        first = bisect_left(digits, rule.place, key=lambda digit: digit[0])
        for baseline, glyph in digits[first:]:
            if baseline > rule.place + _LARGEST * _HIGHEST:
                break
            height = (baseline - rule.place) / glyph.em if glyph.em else 0.0
            if _LOWEST < height < _HIGHEST and _covers(rule, glyph):
                yield glyph


def _covers(rule: Rule, glyph: Glyph) -> bool:
    spare = (glyph.right - glyph.left) * _SHORT
    return rule.low <= glyph.left + spare and rule.high >= glyph.right - spare
