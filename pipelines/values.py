"""What one printed cell says: a number, or one of the ways of printing none.

The states are those of the contract (``cell_state``). Nothing is guessed: a cell that holds a
digit and is not one number is unreadable, never cleaned until it parses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.labels import fold
from pipelines.model import Number

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PLAIN = re.compile(rf"^[+-]?{_NUMBER}$")
_WITH_UNIT = re.compile(
    rf"^([+-]?{_NUMBER})(亿元|万元|元|人次|件次|件|条|个|次|篇|人|项|宗|份|起|例)(?:整|人民币)?$"
)
_CHANGE = re.compile(rf"^(增加|增|新增|↑|减少|减|↓)({_NUMBER})(?:项|件|个|条)?$")
#: Characters without a width of their own may stand on either side of the space.
_INNER_SPACE = re.compile(
    r"\d[\u200b-\u200f\u2060\ufeff\u00ad]*\s[\s\u200b-\u200f\u2060\ufeff\u00ad]*[\d,.]"
)
#: A full-width comma among half-width digits parts two numbers, it does not group one.
_PARTED = re.compile(r"[0-9]\s*，\s*[0-9]")
_SLASH = re.compile(r"^[/\\|]+$")
_DASH = re.compile(r"^[-\u2010-\u2015\u2212\uff0d_~\u2500\u2501\u30fc]+$")
_NONE = frozenset({"无", "没有", "无。"})
_NOT_APPLICABLE = frozenset({"不适用", "n/a", "na", "不涉及", "无此项"})
#: No words but a number that was meant: the error of a formula, O for 0, TRUE, 十四.
_NUMBER_MEANT = re.compile(r"[#a-z][#a-z/!?. ]*|[〇零一二三四五六七八九十百千万亿两]+")
_UNCHANGED = frozenset({"持平", "不变", "无变化", "未变"})
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-"})
#: Units of the lines of statistics.
UNITS = frozenset({"条", "件", "次", "篇", "个", "人", "人次", "万元", "元"})
#: 万元 for one of each unit.
IN_10K_YUAN = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell as read.

    ``value`` is null where no number is printed or none can be read; ``state`` is null for a
    plain number. ``problem`` names the rule of a finding (``cell.unreadable``,
    ``cell.not_integer``), null where there is none. ``unit`` is the unit printed in the cell.
    """

    value: Number
    state: str | None
    raw: str
    problem: str | None = None
    unit: str | None = None


def read_count(raw: str, *, change: bool = False) -> Reading:
    """Read a count; ``change`` marks a column of differences (本年增/减), which may be negative."""
    parsed = _read(raw, change=change)
    if parsed.value is None:
        return _without_value(parsed)
    if parsed.value != parsed.value.to_integral_value():
        return Reading(None, "unreadable", raw, "cell.not_integer")
    if parsed.unit in IN_10K_YUAN:
        return Reading(None, "unreadable", raw, "cell.unreadable")
    return Reading(int(parsed.value), parsed.state, raw, None, parsed.unit)


def read_number(raw: str) -> Reading:
    """Read a number of any kind as printed (statistics): a float, its unit apart."""
    parsed = _read(raw, change=False)
    if parsed.value is None:
        return _without_value(parsed)
    return Reading(float(parsed.value), parsed.state, raw, None, parsed.unit)


def read_amount(raw: str, *, unit: str | None) -> tuple[Reading, float | None]:
    """Read an amount of money: the reading in 万元, and the number as printed.

    ``unit`` is the unit that header or caption name; without it and without one in the cell
    the amount is null with state ``unit_unknown``.
    """
    parsed = _read(raw, change=False)
    if parsed.value is None:
        return _without_value(parsed), None
    named = parsed.unit if parsed.unit is not None else unit
    if named is None:
        return Reading(None, "unit_unknown", raw, "amount.unit_unknown"), float(parsed.value)
    if named not in IN_10K_YUAN:
        return Reading(None, "unreadable", raw, "cell.unreadable"), None
    amount = float(parsed.value * IN_10K_YUAN[named])
    return Reading(amount, parsed.state, raw, None, parsed.unit), float(parsed.value)


def _without_value(parsed: _Parsed) -> Reading:
    return Reading(None, parsed.state, parsed.raw, parsed.problem)


@dataclass(frozen=True, slots=True)
class _Parsed:
    value: Decimal | None
    state: str | None
    raw: str
    problem: str | None = None
    unit: str | None = None


def _read(raw: str, *, change: bool) -> _Parsed:
    text = fold(raw).lower()
    state = empty_state(text)
    if state is not None:
        return _Parsed(None, state, raw)
    # 1 2 in one cell may be two numbers or one with a stray space: not for us to choose. And the
    # mark of a footnote (37①, 37¹) is no further digit.
    if not (_INNER_SPACE.search(raw.strip()) or _PARTED.search(raw) or any(map(_is_mark, raw))):
        number = _number(text.translate(_MINUS), raw) or (_change(text, raw) if change else None)
        if number is not None:
            return number
    # A digit that makes no number, or signs alone (####): a number was meant and is lost.
    is_meant = _NUMBER_MEANT.fullmatch(text) or any(map(str.isdigit, text))
    if is_meant or not any(map(str.isalpha, text)):
        return _Parsed(None, "unreadable", raw, "cell.unreadable")
    return _Parsed(None, "words", raw)


def _is_mark(char: str) -> bool:
    """Whether a character is no digit of a number, though it folds into one."""
    return not char.isdecimal() and any(map(str.isdecimal, fold(char)))


def _number(text: str, raw: str) -> _Parsed | None:
    if _PLAIN.match(text):
        return _Parsed(_decimal(text), None, raw)
    if match := _WITH_UNIT.match(text):
        return _Parsed(_decimal(match.group(1)), "unit_in_cell", raw, None, match.group(2))
    return None


def _change(text: str, raw: str) -> _Parsed | None:
    if text in _UNCHANGED:
        return _Parsed(Decimal(0), "words", raw)
    if match := _CHANGE.match(text):
        sign = -1 if match.group(1) in {"减", "减少", "↓"} else 1
        return _Parsed(sign * _decimal(match.group(2)), "words", raw)
    return None


def empty_state(text: str) -> str | None:
    """Return the state of a folded text that prints no number in one of the usual ways."""
    if not text:
        return "blank"
    if _SLASH.match(text):
        return "slash"
    if _DASH.match(text):
        return "dash"
    if text in _NONE:
        return "none"
    if text in _NOT_APPLICABLE:
        return "not_applicable"
    return None


def looks_like_value(text: str) -> bool:
    """Whether a printed text is a number or one of the ways of printing none, not a label."""
    folded = fold(text).lower()
    return (
        empty_state(folded) is not None
        or _PLAIN.match(folded.translate(_MINUS)) is not None
        or _WITH_UNIT.match(folded) is not None
        or folded in _UNCHANGED
    )


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
