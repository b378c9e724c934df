"""Marks of footnotes: digits that are smaller and higher than the number that they follow.

They are given as the raised digits of Unicode, since 37 with a mark 1 is not 371.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from pipelines.documents.pdf.page import Glyph

#: Size and rise of marks, in sizes of the number. LibreOffice draws them at 0.58 and 0.39, Chromium
#: at 0.83 and 0.40. Only what is both is a mark: text layers of scans have sizes and heights that
#: vary a little within one number.
_SMALLER = 0.87
_HIGHER = 0.25
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def marked(line: Sequence[Glyph]) -> Iterator[str]:
    """Yield what the characters of a line print, from left to right."""
    number: Glyph | None = None
    for glyph in line:
        if not glyph.text.isdecimal():
            number = None
        elif number is not None and _is_mark(number, glyph):
            yield _RAISED[unicodedata.decimal(glyph.text)]
            continue
        else:
            number = glyph
        yield glyph.text


def _is_mark(number: Glyph, glyph: Glyph) -> bool:
    """Whether a digit is a mark at a number; that of which nothing is known is none."""
    if not 0 < glyph.em < number.em * _SMALLER or number.baseline is None or glyph.baseline is None:
        return False
    return number.baseline - glyph.baseline > number.em * _HIGHER
