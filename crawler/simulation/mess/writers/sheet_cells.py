"""A page laid out on the cells of a workbook: which value stands where, over how many cells."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from crawler.simulation.mess.page import Page, PrintedHeading, PrintedTable
from crawler.simulation.mess.writers.placing import columns_of, place
from crawler.simulation.mess.writers.written import InfoLine, Item, Title, chance, items_of

Look = Literal["title", "heading", "text", "label", "value"]

TEXT_FORMAT: Final = "@"
_GENERAL: Final = "General"
#: Texts that a number prints in the format beside them, and nothing else.
_NUMBERS: Final = (
    (re.compile(r"-?(0|[1-9]\d{0,14})"), ("General", "0")),
    (re.compile(r"-?[1-9]\d{0,2}(,\d{3}){1,4}"), ("#,##0",)),
    (re.compile(r"-?(0|[1-9]\d{0,2})(,\d{3}){0,4}\.\d{1,4}"), ("#,##0.{0}",)),
    (re.compile(r"-?(0|[1-9]\d{0,9})\.\d{1,4}"), ("0.{0}",)),
)
_NAMES: Final = (
    "总体情况",
    "主动公开",
    "依申请公开",
    "复议诉讼",
    "存在问题",
    "其他事项",
)
_TEXT_SPAN: Final = 8


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell from row and column 0, over ``down`` rows and ``across`` columns."""

    row: int
    column: int
    down: int
    across: int
    value: str | int | float | None
    number_format: str
    look: Look
    lines: int = 1


@dataclass(slots=True)
class LaidSheet:
    """One sheet: name, cells, and the width of its columns in characters."""

    name: str
    cells: list[SheetCell] = field(default_factory=list)
    columns: dict[int, float] = field(default_factory=dict)
    height: int = 0


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """The choices of one workbook."""

    several: bool
    titles_merged: bool
    numbers: bool
    ruled: bool
    left: int
    gap: int
    formats: int
    plain_names: bool

    def variations(self, kind: str) -> tuple[str, ...]:
        """Return the names of what a reader may stumble over, sorted."""
        named = {
            f"sheet_{kind}": True,
            "sheet_several": self.several,
            "sheet_titles_in_one_cell": not self.titles_merged,
            "sheet_numbers_as_numbers" if self.numbers else "sheet_numbers_as_text": True,
            "sheet_without_rules": not self.ruled,
            "sheet_empty_column_left": self.left > 0,
            "sheet_no_empty_rows": self.gap == 0,
        }
        return tuple(sorted(name for name, is_so in named.items() if is_so))


def draw_style(rng: random.Random) -> SheetStyle:
    """Draw the choices of one workbook."""
    return SheetStyle(
        several=chance(rng, 0.4),
        titles_merged=chance(rng, 0.8),
        numbers=chance(rng, 0.6),
        ruled=chance(rng, 0.8),
        left=1 if chance(rng, 0.15) else 0,
        gap=rng.choice((0, 1, 1, 2)),
        formats=rng.randrange(2),
        plain_names=chance(rng, 0.5),
    )


def lay_out(page: Page, style: SheetStyle) -> list[LaidSheet]:
    """Return the sheets of a page: one, or one for each section that holds a table."""
    items = items_of(page)
    groups = list(_sections(items)) if style.several else [items]
    return [_sheet(group, place, style) for place, group in enumerate(groups)]


def _sections(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut before a heading once a table has come, and before the heading of a table."""
    group: list[Item] = []
    for item in items:
        heading = isinstance(item, PrintedHeading)
        if heading and any(isinstance(i, PrintedTable) for i in group):
            yield group
            group = []
        if isinstance(item, PrintedTable) and group and isinstance(group[-1], PrintedHeading):
            above = group.pop()
            if group:
                yield group
            group = [above]
        group.append(item)
    yield group


def _sheet(items: list[Item], number: int, style: SheetStyle) -> LaidSheet:
    known = number < len(_NAMES) and not style.plain_names
    sheet = LaidSheet(_NAMES[number] if known else f"Sheet{number + 1}")
    span = max(
        (place(item).width for item in items if isinstance(item, PrintedTable)), default=_TEXT_SPAN
    )
    above: Item | None = None
    for item in items:
        if isinstance(item, PrintedTable):
            sheet.height += 1 if isinstance(above, PrintedTable) else 0
            _table(item, sheet, span, style)
        else:
            sheet.height += style.gap if isinstance(above, PrintedTable) else 0
            _line(item.text, _look_of(item), sheet, span, style)
        above = item
    return sheet


def _look_of(item: Item) -> Look:
    if isinstance(item, Title):
        return "title"
    return "heading" if isinstance(item, PrintedHeading | InfoLine) else "text"


def _line(text: str, look: Look, sheet: LaidSheet, span: int, style: SheetStyle) -> None:
    across = span if style.titles_merged else 1
    lines = 1 + len(text) // (3 * span) if look == "text" else 1
    cell = SheetCell(sheet.height, style.left, 1, across, text, _GENERAL, look, lines)
    sheet.cells.append(cell)
    sheet.height += 1


def _table(table: PrintedTable, sheet: LaidSheet, span: int, style: SheetStyle) -> None:
    if table.caption:
        _line(table.caption, "heading", sheet, span, style)
    placed = place(table)
    for cell in placed.cells:
        value, number_format = _value(cell.cell.text, style)
        look: Look = "value" if cell.cell.targets else "label"
        row, column = sheet.height + cell.row, style.left + cell.column
        sheet.cells.append(
            SheetCell(row, column, cell.down, cell.across, value, number_format, look)
        )
    for place_, need in enumerate(columns_of(placed), style.left):
        sheet.columns[place_] = max(sheet.columns.get(place_, 0.0), 2 * need)
    sheet.height += placed.height


def _value(text: str, style: SheetStyle) -> tuple[str | int | float | None, str]:
    """Return the value and the format in which a sheet prints exactly this text."""
    if not text:
        return None, _GENERAL
    for pattern, formats in _NUMBERS if style.numbers else ():
        if pattern.fullmatch(text) and text != "-0":
            plain = text.replace(",", "")
            if "." not in plain:
                return int(plain), formats[style.formats % len(formats)]
            decimals = "0" * len(plain.partition(".")[2])
            return float(plain), formats[0].format(decimals)
    return text, _GENERAL if style.numbers else TEXT_FORMAT
