"""What value cells stand for, and how to print something else in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crawler.simulation.mess.grid import values_of
from crawler.simulation.mess.narrative import TOLD
from crawler.simulation.mess.page import Meaning, Number, Page, PrintedCell, Target

_AMOUNTS: Final = frozenset(
    {"fee_amount_10k_yuan", "procurement_amount_10k_yuan", "procurement_amount_printed"}
)
_AMOUNT_ITEMS: Final = frozenset({"fees_collected_10k_yuan", "budget_10k_yuan"})


def is_total(target: Target) -> bool:
    """Whether a value is a total of sections three and four."""
    return target.table in {"requests", "disputes"} and (
        target.column == "total" or target.item == "outcome_total"
    )


def is_amount(target: Target) -> bool:
    """Whether a value is an amount of money in 万元."""
    return target.column in _AMOUNTS or target.item in _AMOUNT_ITEMS


def is_change(target: Target) -> bool:
    """Whether a value is a difference (本年增/减)."""
    return target.column.endswith("_change")


def is_told(target: Target) -> bool:
    """Whether the prose may give the same number."""
    return target in TOLD


def one(cell: PrintedCell) -> Target:
    """Return the first value that a cell stands for."""
    return next(iter(cell.targets))


def write(cell: PrintedCell, text: str, value: Number, state: str | None) -> None:
    """Print something else in a cell: all that it stands for means this now."""
    cell.text = text
    cell.targets = dict.fromkeys(cell.targets, Meaning(value, state))


def plain(page: Page) -> list[PrintedCell]:
    """Cells that print one plain number."""
    return [
        cell
        for cell in values_of(page)
        if len(cell.targets) == 1 and cell.targets[one(cell)].state is None
    ]


def counts(page: Page) -> list[PrintedCell]:
    """Cells that print a plain count, no difference and no amount."""
    return [
        cell
        for cell in plain(page)
        if not is_change(one(cell))
        and not is_amount(one(cell))
        and isinstance(cell.targets[one(cell)].value, int)
    ]


def zeros(page: Page) -> list[PrintedCell]:
    """Cells that print a plain zero and are no totals."""
    return [
        cell
        for cell in counts(page)
        if cell.targets[one(cell)].value == 0 and not is_total(one(cell))
    ]


def fill(cells: Sequence[PrintedCell], *fillings: tuple[str, str]) -> bool:
    """Print texts that are no numbers, each with its state, in turn; tell whether any was."""
    for number, cell in enumerate(cells):
        text, state = fillings[number % len(fillings)]
        write(cell, text, None, state)
    return bool(cells)
