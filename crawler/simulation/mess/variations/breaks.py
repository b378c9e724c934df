"""Line breaks and spaces inside labels, as narrow columns and careful typists leave them."""

from __future__ import annotations

import random
from typing import Final

from crawler.simulation.mess.grid import cells_of, is_label
from crawler.simulation.mess.page import Page, PrintedCell

_HALF: Final = 0.5
_SHORTEST: Final = 4
_LETTERS: Final = 6


def line_breaks(rng: random.Random, page: Page) -> bool:
    """Break labels over lines: 商业 / 企业."""
    done = False
    for cell in _labels(page):
        if len(cell.text) >= _SHORTEST and rng.random() < _HALF:
            cell.text = _joined(rng, cell.text, "\n")
            done = True
    return done


def paragraph_per_line(rng: random.Random, page: Page) -> bool:
    """Break labels over lines, each line a paragraph of its own."""
    page.quirks.add("paragraph_per_line")
    return line_breaks(rng, page)


def spaces_inside(rng: random.Random, page: Page) -> bool:
    """Print spaces inside labels: 商业 企业."""
    space = rng.choice((" ", "　", "\u00a0"))
    done = False
    for cell in _labels(page):
        if len(cell.text) >= _SHORTEST and rng.random() < _HALF:
            cell.text = _joined(rng, cell.text, space)
            done = True
    return done


def spread_letters(rng: random.Random, page: Page) -> bool:
    """Print short labels spread out: 自 然 人."""
    space = rng.choice((" ", "　", "\n"))
    done = False
    for cell in _labels(page):
        if len(cell.text) <= _LETTERS and cell.text.isalpha():
            cell.text = space.join(cell.text)
            done = True
    return done


def _labels(page: Page) -> list[PrintedCell]:
    return [cell for cell in cells_of(page) if is_label(cell)]


def _joined(rng: random.Random, text: str, by: str) -> str:
    places = sorted(rng.sample(range(1, len(text)), min(len(text) // 4, 3)), reverse=True)
    for place in places:
        text = f"{text[:place]}{by}{text[place:]}"
    return text
