"""Columns of the statistics table: by their heads, else by what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.labels import fold, normalise
from pipelines.model import Cell
from pipelines.reading.cells import Row, is_empty
from pipelines.reading.state import Tables
from pipelines.values import UNITS, read_number

_SOUND = 2
#: The column of values stands beside that of units, or parted from it by one that counts lines.
_BESIDE = 2
#: Lines of a group between two that are counted.
_LEFT_OUT = 4
#: A year with characters lost or added, in a head that says 年 beside sound heads.
_DAMAGED_YEAR = re.compile(r"^\D{0,3}\d\D{0,2}\d\D{0,2}\d?\D?\d?\D{0,2}年\D{0,3}$")
#: A whole year beside other characters: 2016安度.
_WHOLE_YEAR = re.compile(r"^\D{0,2}20\d\d\D{0,3}$")
_YEAR_HEAD = re.compile(r"^20\d\d年?度?(?:统计数|数量|数)?$")

#: Role of the second of two columns of figures under one head.
AGAIN = {"value": "value again", "cumulative": "cumulative again"}

#: Columns of one band of a table: role (label, unit, value, cumulative) -> place; an unknown head
#: has the role ``?`` with its place.
Columns = dict[str, int]


def bands_of(rows: Sequence[Row], place: int, tables: Tables) -> list[Columns]:
    """Return the columns that the row at a place names; a label again begins another band.

    The rows below it tell a column of units, or one that counts the lines.
    """
    row = rows[place]
    bands: list[Columns] = [{}]
    roles = _roles(row, tables)
    twice = False
    for cell in row.own:
        role = roles.get(cell.column)
        if role is None:
            bands[-1][f"?{cell.column}"] = cell.column
            continue
        if role == "label" and "value" in bands[-1]:
            bands.append({})
        again = AGAIN.get(role)
        known = bands[-1].get(role)
        if again and known is not None and again not in bands[-1] and _same(row, known, cell):
            # A column of figures printed twice counts where both print the same.
            bands[-1][again] = cell.column
            continue
        twice = twice or role in bands[-1]
        bands[-1][role] = cell.column
    # A provincial form whose column of the year is lost still prints what was added up.
    named = all("label" in band and ("value" in band or "cumulative" in band) for band in bands)
    if named and not any(_strange_between(rows, place, band) for band in bands) and not twice:
        values = {band["value"] for band in bands if "value" in band}
        tables.head_years |= _years(cell.text for cell in row.own if cell.column in values)
        return bands
    # Of two columns of values, or of labels without values between, none is known to be meant.
    return [{}] if named or twice else []


def _roles(row: Row, tables: Tables) -> dict[int, str]:
    """Return place -> role of the heads in a row; damaged heads beside two sound ones too."""
    known = tables.forms.statistics_heads
    roles: dict[int, str] = {}
    for cell in row.own:
        role = known.get(normalise(cell.text))
        if role is None and _YEAR_HEAD.match(fold(cell.text)):
            role = "value"
        if role is not None:
            roles[cell.column] = role
    unread = [cell for cell in row.own if cell.column not in roles and not is_empty(cell)]
    found = dict(roles)
    for cell in unread:
        near = {
            role
            for words, role in known.items()
            if role not in found.values() and _is_damaged(cell.text, words)
        }
        year = _DAMAGED_YEAR.search(fold(cell.text)) or _WHOLE_YEAR.search(normalise(cell.text))
        if "value" not in found.values() and year:
            near = {"value"}
        if len(near) == 1:
            found[cell.column] = near.pop()
    if {"label", "value"} <= set(found.values()):
        # Beside these two, one character is enough of a head of two.
        halves = {
            cell.column: role
            for cell in unread
            for words, role in known.items()
            if role not in found.values() and _is_half(cell.text, words)
        }
        found |= halves if len(set(halves.values())) == len(halves) == 1 else {}
    whole = len(found) == len(roles) + len(unread) > _SOUND
    both = {"label", "value"} <= set(found.values())
    return found if len(roles) >= _SOUND or (roles and (whole or both)) else roles


def _is_damaged(text: str, words: str) -> bool:
    """Whether a text is a head with one character lost, added or changed; a short one: added."""
    printed = normalise(text)
    if DamerauLevenshtein.distance(printed, words) > 1:
        return False
    return len(words) > _SOUND or len(printed) > len(words)


def _same(row: Row, place: int, cell: Cell) -> bool:
    """Whether two heads of figures name the same year, or none."""
    first = next(one.text for one in row.own if one.column == place)
    return _digits(first) == _digits(cell.text)


def _years(heads: Iterable[str]) -> set[int]:
    """Return the years that heads of values name, sound ones only."""
    named = map(_YEAR_HEAD.match, map(fold, heads))
    return {int(match[0][:4]) for match in named if match is not None}


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, fold(text)))


def _is_half(text: str, words: str) -> bool:
    """Whether a text is one character of a head of two."""
    printed = normalise(text)
    return len(words) == _SOUND and len(printed) == 1 and printed in words


def _strange_between(rows: Sequence[Row], place: int, band: Columns) -> bool:
    """Whether several unknown heads part label and value: the damaged heads of another band.

    A column of units and one that counts the lines are no band, however their heads are spelled.
    """
    between = [
        cell
        for cell in rows[place].own
        if band["label"] < cell.column < band.get("value", band.get("cumulative", 0))
        and f"?{cell.column}" in band
        and not is_empty(cell)
    ]
    if len(between) <= 1:
        return False
    texts = [_texts(rows[place + 1 :], cell.column) for cell in between]
    return not all(_are_units(found) or _counts_lines(found) for found in texts)


def _texts(rows: Sequence[Row], place: int) -> list[str]:
    """Return what a column prints, folded, without its empty cells."""
    found = [fold(cell.text) for row in rows for cell in row.own if cell.column == place]
    return [text for text in found if text]


def _are_units(texts: Sequence[str]) -> bool:
    """Whether most of some texts are units."""
    return len(texts) > 1 and 2 * sum(text in UNITS for text in texts) > len(texts)


def guess(rows: Sequence[Row]) -> list[Columns]:
    """Columns of a table without heads: units in one column, numbers in one other.

    A column that counts the lines (01, 02, 03 ...) is none of numbers.
    """
    units: Counter[int] = Counter()
    numbers: dict[int, list[str]] = {}
    for row in rows:
        for cell in row.own:
            text = fold(cell.text)
            units[cell.column] += text in UNITS
            if read_number(text).value is not None:
                numbers.setdefault(cell.column, []).append(text)
    unit, count = max(units.items(), key=lambda entry: (entry[1], -entry[0]), default=(0, 0))
    counts = [place for place, texts in numbers.items() if not _counts_lines(texts)]
    values = [place for place in counts if abs(place - unit) <= _BESIDE]
    if not count or len(values) != 1 or len(counts) > 1:
        return []
    value = values[0]
    label = min(unit, value) - 1
    lines = {f"?{place}": place for place in numbers if place not in counts}
    return [{"label": max(label, 0), "unit": unit, "value": value, **lines}]


def _counts_lines(texts: Sequence[str]) -> bool:
    """Whether texts count up by one, some of them left out."""
    if not all(text.isdecimal() for text in texts) or len(texts) <= _SOUND:
        return False
    found = [int(text) for text in texts]
    steps = [after - before for before, after in pairwise(found)]
    return all(0 < step <= _LEFT_OUT for step in steps)


def with_unit(band: Columns, rows: Sequence[Row]) -> Columns:
    """Find the column of units by what it holds, where its head is damaged or none."""
    if "unit" in band or "label" not in band:
        return band
    places = {place for role, place in band.items() if role[0] == "?" and place > band["label"]}
    for place in sorted(places):
        if _are_units(_texts(rows, place)):
            return {**{r: p for r, p in band.items() if p != place}, "unit": place}
    return band
