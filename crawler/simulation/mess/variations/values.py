"""How value cells are filled: blanks and signs for zero, words, what cannot be read.

Totals that the prose repeats are left alone by whatever takes a number away.
"""

from __future__ import annotations

import random
from typing import Final

from crawler.simulation.mess.grid import values_of
from crawler.simulation.mess.page import Page
from crawler.simulation.mess.variations.filling import (
    counts,
    fill,
    is_told,
    is_total,
    one,
    plain,
    zeros,
)


def blank_zeros(_rng: random.Random, page: Page) -> bool:
    """Leave every zero that is no total empty."""
    return fill(zeros(page), ("", "blank"))


def nbsp_zeros(rng: random.Random, page: Page) -> bool:
    """Print &nbsp; for every zero that is no total (上海 2019)."""
    page.quirks.add("nbsp_blanks")
    return blank_zeros(rng, page)


def blank_zeros_and_totals(_rng: random.Random, page: Page) -> bool:
    """Leave zeros empty, and the totals of all detail lines of section three too (上海 2019)."""
    found = blank_zeros(_rng, page)
    details = [
        cell
        for cell in values_of(page)
        if one(cell).table == "requests"
        and one(cell).column == "total"
        and one(cell).item not in _UNDIVIDED
    ]
    return fill(details, ("", "blank")) or found


_UNDIVIDED: Final = frozenset(
    {
        "received_new",
        "carried_in",
        "disclosed",
        "disclosed_in_part",
        "outcome_total",
        "carried_out",
    }
)


def blank_some_zeros(rng: random.Random, page: Page) -> bool:
    """Leave some zeros empty and print the others."""
    return fill([cell for cell in zeros(page) if rng.random() < _HALF], ("", "blank"))


_HALF: Final = 0.5


def dash_zeros(rng: random.Random, page: Page) -> bool:
    """Print a dash for zero."""
    return fill(zeros(page), (rng.choice(("-", "—", "——", "－", "–")), "dash"))


def slash_zeros(_rng: random.Random, page: Page) -> bool:
    """Print a slash for zero."""
    return fill(zeros(page), ("/", "slash"))


def none_zeros(_rng: random.Random, page: Page) -> bool:
    """Print 无 for zero."""
    return fill(zeros(page), ("无", "none"))


def mixed_fillings(rng: random.Random, page: Page) -> bool:
    """Fill zeros now so, now so."""
    fillings = [("", "blank"), ("/", "slash"), ("-", "dash"), ("无", "none")]
    rng.shuffle(fillings)
    return fill([cell for cell in zeros(page) if rng.random() < _HALF], *fillings)


def not_applicable(rng: random.Random, page: Page) -> bool:
    """Print 不适用 in some cells."""
    chosen = [cell for cell in zeros(page) if rng.random() < _FEW]
    return fill(chosen, (rng.choice(("不适用", "不涉及")), "not_applicable"))


_FEW: Final = 0.15


def blank_numbers(rng: random.Random, page: Page) -> bool:
    """Leave a few cells empty that are not zero: the sums show it."""
    cells = [
        cell
        for cell in counts(page)
        if cell.targets[one(cell)].value and not is_total(one(cell)) and not is_told(one(cell))
    ]
    return fill(rng.sample(cells, min(len(cells), rng.randint(1, 3))), ("", "blank"))


def words_for_numbers(rng: random.Random, page: Page) -> bool:
    """Print words where a number belongs (本单位未制作规章)."""
    rules = [cell for cell in values_of(page) if one(cell).column.startswith("rules_")]
    text = rng.choice(("本单位未制作规章", "未制作", "未制定规章"))
    if rules:
        chosen = rules if rng.random() < _HALF else rules[:1]
        return fill(chosen, (text, "words"))
    lines = [cell for cell in zeros(page) if one(cell).table == "statistics"]
    return fill(lines[:2], (rng.choice(("未统计", "暂无统计")), "words"))


def unreadable_cells(rng: random.Random, page: Page) -> bool:
    """Print what a spreadsheet prints when a column is too narrow, or a torn number."""
    cells = [cell for cell in plain(page) if not is_told(one(cell))]
    chosen = rng.sample(cells, min(len(cells), rng.randint(1, 3)))
    return fill(chosen, (rng.choice(("####", "###", "1?", "□")), "unreadable"))
