"""How a Word document looks and is marked up: drawn once from the seed of its page."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, Literal

from crawler.simulation.mess.page import Page
from crawler.simulation.mess.writers.written import chance

Headings = Literal["styles", "bold", "numbered"]

#: Twips (a twentieth of a point).
_A4: Final = (11906, 16838)
_A3: Final = (16838, 23811)
_BODY_FONTS: Final = ("仿宋_GB2312", "仿宋", "宋体", "Noto Serif CJK SC")
_TABLE_FONTS: Final = ("宋体", "仿宋", "Noto Serif CJK SC", "Noto Sans CJK SC")
#: Of figures and letters; empty: the font of the text.
_LATIN_FONTS: Final = ("Times New Roman", "Times New Roman", "Arial", "")
_FOOTERS: Final = ("— # —", "- # -", "#", "")


@dataclass(frozen=True, slots=True)
class WordStyle:
    """The choices of one document; sizes in points, margins in twips."""

    headings: Headings
    body_font: str
    table_font: str
    latin_font: str
    body_size: float
    title_size: float
    table_size: float
    margins: tuple[int, int]
    landscape: bool
    red_title: bool
    footer: str
    border: int
    frame: int
    breaks_are_paragraphs: bool
    split_runs: bool
    header_repeats: bool
    rows_stay_whole: bool
    nested: bool
    vertical: bool
    numbered_labels: bool
    glued: bool
    signed: bool
    compact: bool
    a3: bool

    @property
    def paper(self) -> tuple[int, int]:
        """Width and height of the page in twips."""
        width, height = _A3 if self.a3 else _A4
        return (height, width) if self.landscape else (width, height)

    @property
    def text_width(self) -> int:
        """Width of the text in twips."""
        return self.paper[0] - 2 * self.margins[0]

    def variations(self) -> tuple[str, ...]:
        """Return the names of the choices that a reader may stumble over, sorted."""
        named = {
            f"docx_headings_{self.headings}": True,
            "docx_landscape": self.landscape,
            "docx_a3": self.a3,
            "docx_line_breaks_as_paragraphs": self.breaks_are_paragraphs,
            "docx_split_runs": self.split_runs,
            "docx_header_repeats": self.header_repeats,
            "docx_nested_in_layout": self.nested,
            "docx_vertical_label": self.vertical,
            "docx_numbered_labels": self.numbered_labels,
            "docx_glued_paragraphs": self.glued,
        }
        return tuple(sorted(name for name, is_so in named.items() if is_so))


def draw_style(
    page: Page, rng: random.Random, *, compact: bool, for_print: bool = False
) -> WordStyle:
    """Draw the choices of one document; the page may ask for ``nested_in_layout``.

    ``for_print``: no label runs downwards, as LibreOffice loses text of such a table where it goes
    over to the next page.
    """
    a3 = compact and chance(rng, 0.3)  # then all stands on one page
    landscape = not compact and chance(rng, 0.15)
    return WordStyle(
        headings=rng.choice(("styles", "bold", "numbered")),
        body_font=rng.choice(_BODY_FONTS),
        table_font=rng.choice(_TABLE_FONTS),
        latin_font=rng.choice(_LATIN_FONTS),
        body_size=10.5 if compact else rng.choice((10.5, 12.0, 14.0, 16.0)),
        title_size=15.0 if compact else rng.choice((16.0, 18.0, 22.0)),
        table_size=8.5 if a3 else 9.5 if compact else rng.choice((9.0, 10.5, 12.0)),
        margins=(850, 800) if compact else rng.choice(((1800, 1440), (1587, 2098), (1134, 1134))),
        landscape=landscape,
        red_title=chance(rng, 0.3),
        footer=rng.choice(_FOOTERS),
        border=rng.choice((4, 4, 6, 8, 12)),
        frame=rng.choice((0, 0, 12, 18)),
        breaks_are_paragraphs=chance(rng, 0.5),
        split_runs=chance(rng, 0.3),
        header_repeats=chance(rng, 0.3),
        rows_stay_whole=chance(rng, 0.4),
        nested=chance(rng, 0.1) or "nested_in_layout" in page.quirks,
        vertical=chance(rng, 0.15) and not for_print,
        numbered_labels=chance(rng, 0.1),
        glued=chance(rng, 0.3),
        signed=chance(rng, 0.5),
        compact=compact,
        a3=a3,
    )
