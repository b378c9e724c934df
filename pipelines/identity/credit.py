"""Unified social credit codes (统一社会信用代码) by GB 32100-2015.

18 characters: 1 the registering department, 2 the kind of body, 3 to 8 the division code of
the registering authority, 9 to 17 the organisation code, 18 the check character: digits and
capital letters without I, O, S, V, Z, weighted 3**i mod 31 and summed modulo 31.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipelines.reference import comparable

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES: Final = {char: value for value, char in enumerate(_ALPHABET)}
_LENGTH: Final = 18
#: A code begins a run of letters and digits; an index number goes on behind it.
_RUN: Final = re.compile(r"[0-9A-Z]{18,}")


def is_credit_code(text: str) -> bool:
    """Whether 18 characters carry the check character that belongs to them."""
    if len(text) != _LENGTH or any(char not in _VALUES for char in text):
        return False
    total = sum(_VALUES[char] * pow(3, i, 31) for i, char in enumerate(text[:-1]))
    return _VALUES[text[-1]] == (31 - total % 31) % 31


def find_credit_code(printed: Iterable[tuple[str, str]], labels: Iterable[str]) -> str | None:
    """Return the first valid code printed beside one of the labels, or null."""
    wanted = frozenset(labels)
    for label, value in printed:
        if comparable(label).rstrip(":") not in wanted:
            continue
        for run in _RUN.findall(comparable(value).upper()):
            if is_credit_code(run[:_LENGTH]):
                return str(run[:_LENGTH])
    return None
