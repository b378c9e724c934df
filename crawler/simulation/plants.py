"""Flaws of real reports, planted into drawn figures: each changes what is printed, by name.

A plant that breaks an identity changes one printed number; one that only changes how a cell is
filled keeps the meaning. What a reader should say about the result is worked out afterwards by
:mod:`crawler.simulation.arithmetic`, from the printed cells alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from crawler.simulation.figures import Cell, Figures, Row, plain
from crawler.simulation.forms import APPLICANTS, PROCUREMENT_CELL

Plant = Callable[[Figures], None]

BLANK: Final = Cell("", None, "blank")
SLASH: Final = Cell("/", None, "slash")
#: Lines of section three that a plant needs to be zero before it fills them.
ZERO_ROWS: Final[dict[str, tuple[str, ...]]] = {"slash_row": ("refused_publication",)}

_TOTAL_ROW: Final = "outcome_total"
_YUAN_IN_10K: Final = 10_000


def plant(figures: Figures, names: tuple[str, ...]) -> None:
    """Plant the named flaws in the given order; raises ``KeyError`` for an unknown name."""
    for name in names:
        _PLANTS[name](figures)


def _is_total(item: str, column: str) -> bool:
    return column == "total" or item == _TOTAL_ROW


def _zeros(figures: Figures) -> Iterator[tuple[Row, str]]:
    """Yield every printed zero of sections three and four that is no total."""
    for item, row in figures.requests.items():
        for column, cell in row.items():
            if cell.value == 0 and not _is_total(item, column):
                yield row, column
    for row in figures.disputes.values():
        for column, cell in row.items():
            if cell.value == 0 and column != "total":
                yield row, column


def _fill_zeros(figures: Figures, *fillers: Cell, step: int = 1) -> None:
    for number, (row, column) in enumerate(list(_zeros(figures))[::step]):
        row[column] = fillers[number % len(fillers)]


def _add(row: Row, column: str, amount: int) -> None:
    value = row[column].value
    if value is None:
        raise ValueError(f"no number to change in {column}")
    row[column] = plain(value + amount)


def _requests_row_total(figures: Figures) -> None:
    _add(figures.requests["disclosed_in_part"], "total", 2)


def _requests_balance(figures: Figures) -> None:
    _add(figures.requests["carried_out"], "natural_person", 1)
    _add(figures.requests["carried_out"], "total", 1)


def _requests_outcome_sum(figures: Figures) -> None:
    _add(figures.requests[_TOTAL_ROW], "business", 3)


def _disputes_row_total(figures: Figures) -> None:
    _add(figures.disputes["litigation_direct"], "total", 1)


def _blank_zeros(figures: Figures) -> None:
    _fill_zeros(figures, BLANK)


def _blank_every_other_zero(figures: Figures) -> None:
    _fill_zeros(figures, BLANK, step=2)


def _blank_a_number(figures: Figures) -> None:
    row = figures.requests["unavailable_not_held"]
    row[next(column for column, cell in row.items() if cell.value)] = BLANK


def _blank_detail_totals(figures: Figures) -> None:
    """Leave the totals of all detail lines blank, as one real report of 2019 does."""
    _fill_zeros(figures, BLANK)
    for item in list(figures.requests)[2:-2]:
        figures.requests[item]["total"] = BLANK


def _slash_zeros(figures: Figures) -> None:
    _fill_zeros(figures, SLASH)


def _dash_zeros(figures: Figures) -> None:
    _fill_zeros(figures, Cell("—", None, "dash"), Cell("-", None, "dash"))


def _none_zeros(figures: Figures) -> None:
    _fill_zeros(figures, Cell("无", None, "none"))


def _slash_row(figures: Figures) -> None:
    """Print one slash across a whole line of section three."""
    row = figures.requests["refused_publication"]
    for number, column in enumerate(APPLICANTS):
        row[column] = Cell("/", None, "slash", span=0 if number else len(APPLICANTS))


def _merged_number(figures: Figures) -> None:
    """Print one number across two value cells, so that it belongs to neither."""
    row = figures.requests["disclosed"]
    text = str(sum(int(row[column].value or 0) for column in ("research", "public_interest")))
    row["research"] = Cell(text, None, "merged", span=2)
    row["public_interest"] = Cell(text, None, "merged", span=0)


def _unreadable(figures: Figures) -> None:
    """Print what a spreadsheet prints when a column is too narrow."""
    figures.requests["unavailable_unclear"]["business"] = Cell("####", None, "unreadable")


def _no_change(figures: Figures) -> None:
    figures.proactive["licence_items_change"] = Cell("持平", 0, "words")
    figures.proactive["fee_items_change"] = Cell("持平", 0, "words")


def _signs_in_words(figures: Figures) -> None:
    """Print 增 and 减 for plus and minus: a number, but no plain one."""
    figures.proactive["penalty_items_change"] = Cell("增3", 3, "words")
    figures.proactive["coercion_items_change"] = Cell("减2", -2, "words")


def _procurement_in_yuan(figures: Figures) -> None:
    figures.procurement_unit = "yuan"


def _procurement_without_unit(figures: Figures) -> None:
    figures.procurement_unit = "none"


def _fee_with_unit(figures: Figures) -> None:
    value = figures.proactive["fee_amount_10k_yuan"].value
    figures.proactive["fee_amount_10k_yuan"] = Cell(f"{value}万元", value, "unit_in_cell")


def _rules_without_power(figures: Figures) -> None:
    column = "rules_made" if figures.form == "2019" else "rules_issued"
    figures.proactive[column] = plain(2)


def _statistics_changed(item: str, amount: int) -> Plant:
    def change(figures: Figures) -> None:
        _add(figures.statistics, item, amount)

    return change


def _reconsideration_parts(figures: Figures) -> None:
    """Print fewer cases of 行政复议 than the results below add up to."""
    table = figures.statistics
    table["reconsideration_upheld"] = plain(5)
    table["reconsideration_corrected"] = plain(2)
    table["reconsideration_total"] = plain(6)


def _litigation_parts(figures: Figures) -> None:
    table = figures.statistics
    table["litigation_upheld"] = plain(4)
    table["litigation_other"] = plain(3)
    table["litigation_total"] = plain(6)
    table["litigation_corrected"] = plain(0)


def _statistics_fillers(figures: Figures) -> None:
    """Fill the zeros of the 2014 form with a blank, a slash, a dash and 无 in turn."""
    fillers = (BLANK, SLASH, Cell("—", None, "dash"), Cell("无", None, "none"))
    zeros = [item for item, cell in figures.statistics.items() if cell.value == 0]
    for number, item in enumerate(zeros):
        figures.statistics[item] = fillers[number % len(fillers)]


def _budget_with_unit(figures: Figures) -> None:
    value = figures.statistics["budget_10k_yuan"].value
    figures.statistics["budget_10k_yuan"] = Cell(f"{value}万元", value, "unit_in_cell")


def print_procurement(figures: Figures, default_unit: str) -> None:
    """Decide how 采购总金额 is printed: ``header``, ``cell`` (万元), ``yuan`` or ``none``.

    The cell's ``value`` stays the number as printed; the dataset's amount follows from it and
    the unit (:func:`procurement_amount`).
    """
    if PROCUREMENT_CELL not in figures.proactive:
        return
    unit = figures.procurement_unit or default_unit
    figures.procurement_unit = unit
    value = figures.proactive[PROCUREMENT_CELL].value
    if value is None:
        return
    if unit == "cell":
        figures.proactive[PROCUREMENT_CELL] = Cell(f"{value}万元", value, "unit_in_cell")
    elif unit == "yuan":
        yuan = round(value * _YUAN_IN_10K)
        figures.proactive[PROCUREMENT_CELL] = Cell(f"{yuan}元", yuan, "unit_in_cell")
    elif unit == "none":
        figures.proactive[PROCUREMENT_CELL] = Cell(str(value), value, "unit_unknown")


_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")


def print_digits(figures: Figures, manner: str) -> None:
    """Write plain whole numbers in the portal's manner; their meaning stays."""
    tables = [figures.proactive, figures.statistics]
    tables += [*figures.requests.values(), *figures.disputes.values()]
    for row in tables:
        for column, cell in row.items():
            if cell.state is None and isinstance(cell.value, int):
                row[column] = replace(cell, text=_written(cell, figures.form, manner))


def _written(cell: Cell, form: str, manner: str) -> str:
    if manner == "separators" and cell.text == str(cell.value):
        return f"{cell.value:,}"
    if manner == "full_width" and form == "2014":
        return cell.text.translate(_FULL_WIDTH)
    return cell.text


def procurement_amount(figures: Figures) -> float | None:
    """采购总金额 in 万元, where the unit is known."""
    value = figures.proactive[PROCUREMENT_CELL].value
    if value is None or figures.procurement_unit == "none":
        return None
    return value / _YUAN_IN_10K if figures.procurement_unit == "yuan" else value


_PLANTS: Final[dict[str, Plant]] = {
    "row_total": _requests_row_total,
    "balance": _requests_balance,
    "outcome_sum": _requests_outcome_sum,
    "disputes_total": _disputes_row_total,
    "blank_zeros": _blank_zeros,
    "blank_every_other_zero": _blank_every_other_zero,
    "blank_a_number": _blank_a_number,
    "blank_detail_totals": _blank_detail_totals,
    "slash_zeros": _slash_zeros,
    "dash_zeros": _dash_zeros,
    "none_zeros": _none_zeros,
    "slash_row": _slash_row,
    "merged_number": _merged_number,
    "unreadable": _unreadable,
    "no_change": _no_change,
    "signs_in_words": _signs_in_words,
    "procurement_in_yuan": _procurement_in_yuan,
    "procurement_without_unit": _procurement_without_unit,
    "fee_with_unit": _fee_with_unit,
    "rules_without_power": _rules_without_power,
    "received_sum": _statistics_changed("requests_received", 1),
    "closed_sum": _statistics_changed("requests_closed", 2),
    "replies_sum": _statistics_changed("replies_total", 4),
    "withheld_sum": _statistics_changed("reply_withheld", 3),
    "staff_sum": _statistics_changed("staff_total", 1),
    "reconsideration_parts": _reconsideration_parts,
    "litigation_parts": _litigation_parts,
    "statistics_fillers": _statistics_fillers,
    "budget_with_unit": _budget_with_unit,
}
