"""What the second reading gives: printed texts by line and column, and a number parser of its own.

Nothing here is shared with the first reading's values; the codes are those of the contract.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)((?:\.\d+)?)")
_WITH_UNIT = re.compile(r"[+-]?\d[\d,.]*[亿万]?[元条件次个人份篇项宗起例]?次?")
_WORDS = frozenset({"无", "没有", "不适用", "不涉及", "持平"})
#: Two and three dashes as one character, as some fonts print them.
_LONG_DASHES = str.maketrans({"\u2e3a": "——", "\u2e3b": "———"})
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-"})


@dataclass(frozen=True, slots=True)
class SecondCell:
    """One cell: its text, inner white space collapsed, and its number where it prints just one."""

    raw: str
    number: float | None


#: The cells of one table by line (item, path) and column, with the codes of the contract.
Lines = Mapping[str, Mapping[str, SecondCell]]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """The tables found in one document, in printed order; of each kind none or all of them.

    ``statistics`` has the one column ``value``.
    """

    requests: tuple[Lines, ...] = ()
    disputes: tuple[Lines, ...] = ()
    statistics: tuple[Lines, ...] = ()


def cell_of(text: str) -> SecondCell:
    """Read a printed text."""
    return SecondCell(_SPACE.sub(" ", text).strip(), _number(text))


def bare(text: str) -> str:
    """Return a text without white space, wide characters as narrow ones."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_LONG_DASHES)


def is_value(text: str) -> bool:
    """Whether a text may fill a value cell: a number, a sign, a blank, or a word for none."""
    said = bare(text)
    if not any(map(str.isalpha, said)):
        return True
    return said in _WORDS or _WITH_UNIT.fullmatch(said.translate(_MINUS)) is not None


def _number(text: str) -> float | None:
    match = _NUMBER.fullmatch(bare(text).translate(_MINUS))
    if match is None:
        return None
    sign, whole, part = match.groups()
    number = float(whole.replace(",", "") + part)
    return -number if sign == "-" else number
