"""Numbers that are not where they belong: wrong sums, merged cells, values one column off.

What a cell means is what is printed in it; a number in a merged cell is nobody's.
"""

from __future__ import annotations

import random
from typing import Final

from crawler.simulation.mess.grid import collapse, expand, find_tables, line_rows
from crawler.simulation.mess.page import (
    Meaning,
    Page,
    PrintedCell,
    PrintedText,
)
from crawler.simulation.mess.variations.filling import is_told, is_total, one, plain, write

_HALF: Final = 0.5
_FILLINGS: Final = (("/", "slash"), ("—", "dash"), ("无", "none"), ("", "blank"))


def broken_sums(rng: random.Random, page: Page) -> bool:
    """Print one to three totals that do not add up: the report's own fault."""
    cells = [
        cell
        for cell in plain(page)
        if (is_total(one(cell)) or one(cell).item in _STATISTICS_TOTALS)
        and not is_told(one(cell))
        and one(cell).column != "cumulative"
    ]
    for cell in rng.sample(cells, min(len(cells), rng.randint(1, 3))):
        value = int(cell.targets[one(cell)].value or 0)
        changed = value + rng.choice((-3, -2, -1, 1, 2, 3, 10))
        changed = changed if changed >= 0 else value + 1
        write(cell, str(changed), changed, None)
    return bool(cells)


_STATISTICS_TOTALS: Final = frozenset(
    {"requests_closed", "replies_total", "reply_withheld", "staff_total"}
)


def merged_values(rng: random.Random, page: Page) -> bool:
    """Let one cell cover several value cells: a number that is nobody's, or a slash for all."""
    tables = find_tables(page, "requests") or find_tables(page, "disputes")
    if not tables:
        return False
    matrix = expand(tables[0])
    rows = [
        number
        for number in line_rows(matrix)
        if not any(is_told(target) for cell in matrix[number] for target in cell.targets)
    ]
    if not rows:
        return False
    line = matrix[rng.choice(rows)]
    places = [place for place, cell in enumerate(line) if len(cell.targets) == 1]
    whole = rng.random() < _HALF
    count = len(places) if whole else 2
    start = 0 if whole else rng.randrange(len(places) - count + 1)
    covered = places[start : start + count]
    text, state = rng.choice(_FILLINGS)
    if not whole:
        text, state = str(rng.randint(1, 99)), "merged"
    targets = {target: Meaning(None, state) for place in covered for target in line[place].targets}
    spanning = PrintedCell(text, targets=targets)
    for place in covered:
        line[place] = spanning
    tables[0].rows = collapse(matrix)
    return True


def values_one_off(rng: random.Random, page: Page) -> bool:
    """Shift the values of one to three lines by one column; what is lost is lost.

    To the right with an empty cell in front, the last value behind the last column or gone; or
    to the left, the first gone.
    """
    tables = find_tables(page, "requests")
    if not _tells_disputes(page):
        tables += find_tables(page, "disputes")
    if not tables:
        return False
    table = rng.choice(tables)
    rows = [row for row in table.rows if _may_shift(row)]
    for row in rng.sample(rows, min(len(rows), rng.randint(1, 3))):
        _shift(rng, row)
    return bool(rows)


def _tells_disputes(page: Page) -> bool:
    texts = (block for report in page.reports for block in report.blocks)
    return any(isinstance(text, PrintedText) and "行政复议" in text.text for text in texts)


def _may_shift(row: list[PrintedCell]) -> bool:
    """Whether a row holds values of its own, none of which the prose tells."""
    targets = [target for cell in row for target in cell.targets]
    alone = all(len(cell.targets) <= 1 for cell in row)
    told = any(is_told(target) and target.table == "requests" for target in targets)
    return len(targets) > 1 and alone and not told


def _shift(rng: random.Random, row: list[PrintedCell]) -> None:
    cells = [cell for cell in row if cell.targets]
    printed = [(cell.text, next(iter(cell.targets.values()))) for cell in cells]
    empty = ("", Meaning(None, "blank"))
    manner = rng.choice(("right", "beyond", "left"))
    shifted = [*printed[1:], empty] if manner == "left" else [empty, *printed[:-1]]
    if manner == "beyond":
        row.append(PrintedCell(printed[-1][0]))
    for cell, (text, meaning) in zip(cells, shifted, strict=True):
        cell.text = text
        cell.targets = dict.fromkeys(cell.targets, meaning)
