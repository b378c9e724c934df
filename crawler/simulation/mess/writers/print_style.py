"""How a report looks that a browser prints to PDF: drawn once from the seed of its page."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from crawler.simulation.mess.writers.written import chance

_SERIF: Final = '"Noto Serif CJK SC", serif'
_SANS: Final = '"Noto Sans CJK SC", sans-serif'
_FONTS: Final = (
    f'"仿宋_GB2312", "FangSong", "仿宋", {_SERIF}',
    f'"宋体", "SimSun", "Times New Roman", {_SERIF}',
    f'"微软雅黑", "Microsoft YaHei", {_SANS}',
)
_FILLS: Final = ("transparent", "transparent", "#c6d9f1", "#f2f2f2", "#deeaf6")
_COLOURS: Final = ("#000", "#000", "#333", "#808080")
_NUMBERS: Final = (
    '"— " counter(page) " —"',
    '"- " counter(page) " -"',
    'counter(page) " / " counter(pages)',
    '"第" counter(page) "页 共" counter(pages) "页"',
    "",
)
#: Width and height in millimetres.
_A4: Final = (210, 297)
_A3: Final = (297, 420)
#: Of an inch.
_POINTS, _MILLIMETRES = 72, 25.4


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """The choices of one printed page; sizes and borders in points, margins in millimetres."""

    font: str
    body_size: float
    title_size: float
    table_size: float
    margin: int
    landscape: bool
    page_number: str
    red_title: bool
    border: float
    frame: float
    colour: str
    fill: str
    padding: float
    header_repeats: bool
    rows_break: bool
    glued: bool
    vertical: bool
    spaced: bool
    figures_right: bool
    signed: bool
    compact: bool
    a3: bool

    @property
    def paper(self) -> str:
        """Size of the page, as style sheets name it."""
        return f"{'A3' if self.a3 else 'A4'}{' landscape' if self.landscape else ''}"

    @property
    def text_points(self) -> float:
        """Width of the text in points."""
        paper = _A3 if self.a3 else _A4
        return (paper[self.landscape] - 2 * self.margin) * _POINTS / _MILLIMETRES

    def variations(self) -> tuple[str, ...]:
        """Return the names of the choices that a reader may stumble over, sorted."""
        named = {
            "pdf_landscape": self.landscape,
            "pdf_a3": self.a3,
            "pdf_header_repeats": self.header_repeats,
            "pdf_rows_cut_by_page": self.rows_break,
            "pdf_glued_paragraphs": self.glued,
            "pdf_vertical_label": self.vertical,
            "pdf_spaced_letters": self.spaced,
            "pdf_thick_rules": self.border > 1,
            "pdf_filled_headers": self.fill != "transparent",
        }
        return tuple(sorted(name for name, is_so in named.items() if is_so))


def draw_style(rng: random.Random, *, compact: bool) -> PrintStyle:
    """Draw the choices of one printed page."""
    a3 = compact and chance(rng, 0.3)  # then all stands on one page
    return PrintStyle(
        font=rng.choice(_FONTS),
        body_size=10.5 if compact else rng.choice((10.5, 12.0, 14.0, 16.0)),
        title_size=15.0 if compact else rng.choice((16.0, 18.0, 22.0)),
        table_size=8.5 if a3 else 9.5 if compact else rng.choice((8.5, 9.0, 10.5, 12.0)),
        margin=14 if compact else rng.choice((15, 20, 25, 28)),
        landscape=not compact and chance(rng, 0.2),
        page_number=rng.choice(_NUMBERS),
        red_title=chance(rng, 0.4),
        border=rng.choice((0.5, 0.75, 1.0, 1.0, 1.5, 2.25)),
        frame=rng.choice((0.0, 0.0, 1.5, 2.25)),
        colour=rng.choice(_COLOURS),
        fill=rng.choice(_FILLS),
        padding=0.8 if a3 else 1.5 if compact else rng.choice((1.5, 3.0, 5.0)),
        header_repeats=chance(rng, 0.3),
        rows_break=chance(rng, 0.5),
        glued=chance(rng, 0.3),
        vertical=chance(rng, 0.2),
        spaced=chance(rng, 0.1),
        figures_right=chance(rng, 0.15),
        signed=chance(rng, 0.5),
        compact=compact,
        a3=a3,
    )
