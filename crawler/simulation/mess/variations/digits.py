"""How numbers are printed: units, separators, full-width digits, decimals, signs."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from crawler.simulation.forms import STATISTICS
from crawler.simulation.mess.grid import values_of
from crawler.simulation.mess.page import Meaning, Number, Page, Target
from crawler.simulation.mess.tables import LOCAL
from crawler.simulation.mess.variations.filling import (
    counts,
    is_amount,
    is_change,
    one,
    plain,
    write,
)

_FULL_WIDTH: Final = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_YUAN_IN_10K: Final = 10_000
_HALF: Final = 0.5
_FEW: Final = 0.15


def units_in_counts(rng: random.Random, page: Page) -> bool:
    """Print a unit behind the counts of one table."""
    cells = [cell for cell in counts(page) if one(cell).column != "cumulative"]
    if not cells:
        return False
    table = rng.choice(sorted({one(cell).table for cell in cells}))
    share = rng.choice((_FEW, 1.0))
    done = False
    for cell in cells:
        target = one(cell)
        if target.table == table and rng.random() < share:
            unit = "件" if table in {"requests", "disputes"} else _unit(target)
            write(cell, cell.text + unit, cell.targets[target].value, "unit_in_cell")
            done = True
    return done


def _unit(target: Target) -> str:
    if target.table == "statistics":
        return _UNITS[target.item]
    return "项" if "_items_" in target.column or "projects" in target.column else "件"


_UNITS: Final = {
    **{line.item: line.unit or "" for line in STATISTICS if line.item is not None},
    **{line.key: line.unit for line in LOCAL},
}


def units_in_amounts(rng: random.Random, page: Page) -> bool:
    """Print amounts with their unit: 160.5964万元, 251000元."""
    done = False
    for cell in values_of(page):
        if not is_amount(one(cell)):
            continue
        printed = float(cell.text.replace(",", ""))
        in_yuan = rng.random() < _HALF
        number: Number = round(printed * _YUAN_IN_10K) if in_yuan else printed
        cell.text = f"{number}{'元' if in_yuan else '万元'}"
        cell.targets = {
            target: Meaning(
                number if target.column == "procurement_amount_printed" else printed,
                "unit_in_cell",
            )
            for target in cell.targets
        }
        done = True
    return done


def _rewrite(page: Page, wanted: Callable[[Number], bool], text: Callable[[Number], str]) -> bool:
    """Print plain numbers in another manner; what they mean stays."""
    done = False
    for cell in plain(page):
        value = cell.targets[one(cell)].value
        if wanted(value) and cell.text == str(value):
            cell.text = text(value)
            done = True
    return done


def thousands_separators(_rng: random.Random, page: Page) -> bool:
    """Print 1,234 for 1234."""
    return _rewrite(page, lambda n: n is not None and abs(n) >= _GROUP, lambda n: f"{n:,}")


_GROUP: Final = 1000


def full_width_digits(_rng: random.Random, page: Page) -> bool:
    """Print １２３ for 123."""
    return _rewrite(
        page, lambda n: n is not None and n >= 0, lambda n: str(n).translate(_FULL_WIDTH)
    )


def decimal_counts(rng: random.Random, page: Page) -> bool:
    """Print counts as a spreadsheet does that was told to: 12.00."""
    places = rng.choice((1, 2))
    return _rewrite(page, lambda n: isinstance(n, int), lambda n: f"{n:.{places}f}")


def leading_zeros(rng: random.Random, page: Page) -> bool:
    """Print 05 for 5 in some cells."""
    return _rewrite(
        page,
        lambda n: isinstance(n, int) and n > 0 and rng.random() < _FEW,
        lambda n: f"0{n}",
    )


def spaces_around(rng: random.Random, page: Page) -> bool:
    """Print spaces around numbers, wide and narrow ones."""
    space = rng.choice((" ", "　", "\u00a0", "\n"))
    return _rewrite(page, lambda n: n is not None, lambda n: f"{space}{n}{space}")


def signs_of_change(rng: random.Random, page: Page) -> bool:
    """Print differences as +3, 增3, ↑3, 减2, 持平."""
    manner = rng.choice(("plus", "short", "long", "arrows"))
    cells = [cell for cell in plain(page) if is_change(one(cell))]
    for cell in cells:
        value = cell.targets[one(cell)].value or 0
        if value == 0:
            if rng.random() < _HALF:
                write(cell, "持平", 0, "words")
        elif manner == "plus":
            cell.text = f"{value:+}"
        else:
            up, down = _SIGNS[manner]
            write(cell, f"{up if value > 0 else down}{abs(value)}", value, "words")
    return bool(cells)


_SIGNS: Final = {"short": ("增", "减"), "long": ("增加", "减少"), "arrows": ("↑", "↓")}
