"""Paragraphs of a Word document: runs, line breaks, numbers that Word counts itself."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from crawler.simulation.mess.writers.word_package import HEADING_LIST, LABEL_LIST, fonts
from crawler.simulation.mess.writers.word_style import WordStyle

_COUNT: Final = "一二三四五六七八九十"
_HEADING_NUMBER: Final = re.compile(f"([{_COUNT}])、")
_LABEL_NUMBER: Final = re.compile(r"([1-9])\.")
_LONGEST_RUN: Final = 4
_RED: Final = "FF0000"


@dataclass(slots=True)
class Lists:
    """The lists of a document: a text that begins with the next number gives the number away.

    ``used`` holds the abstract list of each list in use; its place (from 1) is its number.
    """

    used: list[int] = field(default_factory=list)
    _open: dict[int, tuple[int, int]] = field(default_factory=dict)

    def heading(self, text: str) -> tuple[str, str]:
        """Return the properties of a heading counted 一、 and the text without its number."""
        return self._counted(text, HEADING_LIST, _HEADING_NUMBER)

    def label(self, text: str) -> tuple[str, str]:
        """Return the properties of a label counted 1. and the text without its number."""
        return self._counted(text, LABEL_LIST, _LABEL_NUMBER)

    def _counted(self, text: str, kind: int, pattern: re.Pattern[str]) -> tuple[str, str]:
        found = pattern.match(text)
        if found is None:
            return "", text
        sign = found[1]
        number = _COUNT.index(sign) + 1 if sign in _COUNT else int(sign)
        place, last = self._open.get(kind, (0, 0))
        if number == 1:
            self.used.append(kind)
            place = len(self.used)
        elif number != last + 1:  # as printed: Word would count otherwise
            return "", text
        self._open[kind] = (place, number)
        properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{place}"/></w:numPr>'
        return properties, text[found.end() :]


@dataclass(slots=True)
class Typist:
    """Writes paragraphs in one style; ``rng`` cuts the runs."""

    style: WordStyle
    rng: random.Random
    lists: Lists = field(default_factory=Lists)

    def paragraph(
        self,
        text: str,
        properties: str = "",
        *,
        font: str = "",
        points: float | None = None,
        bold: bool = False,
        red: bool = False,
    ) -> str:
        """Return one paragraph; ``properties`` in the order of the schema."""
        look = (
            (fonts(font, self.style.latin_font) if font else "")
            + ("<w:b/>" if bold else "")
            + (f'<w:color w:val="{_RED}"/>' if red else "")
            + (f'<w:sz w:val="{round(2 * points)}"/>' if points else "")
        )
        look = f"<w:rPr>{look}</w:rPr>"
        runs = "".join(self._run(part, look) for part in self._parts(text))
        # The look of the paragraph's end is that of its number.
        return f"<w:p><w:pPr>{properties}{look}</w:pPr>{runs}</w:p>"

    def _parts(self, text: str) -> list[str]:
        if not self.style.split_runs:
            return [text] if text else []
        parts = []
        start = 0
        while start < len(text):
            size = self.rng.randint(1, _LONGEST_RUN)
            parts.append(text[start : start + size])
            start += size
        return parts

    @staticmethod
    def _run(text: str, look: str) -> str:
        inner = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""
            for line in text.split("\n")
        )
        return f"<w:r>{look}{inner}</w:r>"
