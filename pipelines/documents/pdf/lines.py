"""Characters to printed lines, and lines to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.documents.pdf.marks import marked
from pipelines.documents.pdf.page import Glyph

#: Gaps between characters that are a space: between Latin ones or digits, and at all.
_GAP_OF_LATIN = 0.18
_GAP = 1.0
_SAME_PLACE = 0.3
#: Only lines this long show where the margins of the text are.
_LONG = 12
_CHAPTER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line; ``size`` is the height of its largest character.

    ``second`` is what another way of reading it gives, null where it gives the same.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    second: str | None = None

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.top + self.bottom) / 2


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Group characters into lines from top to bottom; lines that print nothing are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.middle, one.left)):
        if rows and _beside(rows[-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows if (line := _line(row)) is not None]


def _beside(row: Sequence[Glyph], glyph: Glyph) -> bool:
    largest = max(row[0], row[-1], key=lambda one: one.bottom - one.top)
    height = max(largest.bottom - largest.top, glyph.bottom - glyph.top)
    return abs(glyph.middle - largest.middle) < height / 2


def _line(row: Sequence[Glyph]) -> TextLine | None:
    ordered = sorted(row, key=lambda one: (one.left, one.right))
    kept: list[Glyph] = []
    for glyph in ordered:
        # Bold is printed by some as the same character twice, a hair apart.
        if not (kept and kept[-1].text == glyph.text and _same_place(kept[-1], glyph)):
            kept.append(glyph)
    seen = [glyph for glyph in kept if not glyph.text.isspace()]
    if not seen:
        return None
    size = max(glyph.bottom - glyph.top for glyph in seen)
    texts = marked(kept)
    parts = [next(texts)]
    for (before, after), text in zip(pairwise(kept), texts, strict=True):
        parts.append(_space(before, after, size))
        parts.append(text)
    return TextLine(
        text=" ".join("".join(parts).split()),
        left=seen[0].left,
        top=min(glyph.top for glyph in seen),
        right=max(glyph.right for glyph in seen),
        bottom=max(glyph.bottom for glyph in seen),
        size=size,
    )


def _same_place(one: Glyph, two: Glyph) -> bool:
    return two.left - one.left < _SAME_PLACE * (one.right - one.left)


def _space(before: Glyph, after: Glyph, size: float) -> str:
    if before.is_struck != after.is_struck and before.text.isdecimal() and after.text.isdecimal():
        return " "
    gap = after.left - before.right
    if before.text.isascii() and after.text.isascii():
        # The boxes of many fonts are higher than their letters are large.
        size = min(before.em or size, after.em or size, size)
        return " " if gap > size * _GAP_OF_LATIN else ""
    return " " if gap > size * _GAP else ""


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of running text begin and end."""

    left: float
    right: float


def margins_of(lines: Sequence[TextLine]) -> Margins | None:
    """Return the margins of the running text, null where there is too little to tell."""
    long = [line for line in lines if len(line.text) >= _LONG]
    if len(long) < 2:  # noqa: PLR2004 - one line has no margins
        return None
    return Margins(min(line.left for line in long), max(line.right for line in long))


def begins_chapter(text: str) -> bool:
    """Whether a line begins as headings do: 三、 or （二）."""
    return _CHAPTER.match(text) is not None


def paragraphs_of(lines: Sequence[TextLine], margins: Margins | None) -> list[str]:
    """Join the lines of one paragraph: a full line goes on in one that begins at the margin."""
    found: list[str] = []
    before: TextLine | None = None
    for line in lines:
        if before is not None and margins is not None and _goes_on(before, line, margins):
            between = " " if before.text[-1].isascii() and line.text[0].isascii() else ""
            found[-1] += between + line.text
        else:
            found.append(line.text)
        before = line
    return found


def _goes_on(before: TextLine, line: TextLine, margins: Margins) -> bool:
    full = before.right > margins.right - 2 * before.size
    flush = line.left < margins.left + line.size
    return full and flush and not begins_chapter(line.text)
