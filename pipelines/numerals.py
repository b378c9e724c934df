"""Counts that prose writes in Chinese numerals (二十六件)."""

from __future__ import annotations

import re

#: A count in Chinese numerals and the unit behind it; 数十 and 几百 are no counts.
_NUMERAL = re.compile(
    r"(?<![数几第零〇一二两三四五六七八九十百千万\d])[零〇一二两三四五六七八九十百千]+(?=[件条份宗例起])"
)
#: Thousands, hundreds, tens and ones; 一百五 is none, since it means 150 to many.
_PLACES = re.compile(
    r"(?:([一二两三四五六七八九]千))?(?:([一二两三四五六七八九]百))?(?:零?([一二三四五六七八九]?十))?"
    r"(?:(?:^|(?<=十)|零)([一二两三四五六七八九]))?"
)
_ONES = {char: number for number, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2}


def in_digits(sentence: str) -> str:
    """Write the counts in Chinese numerals (二十六件) with digits; about ten (十余件) stays."""
    return _NUMERAL.sub(lambda match: _digits(match.group()) or match.group(), sentence)


def _digits(numeral: str) -> str | None:
    """Return a numeral below ten thousand in digits, null where it is none (三五, 一二十)."""
    if numeral in {"零", "〇"}:
        return "0"
    match = _PLACES.fullmatch(numeral)
    if match is None:
        return None
    places = zip(match.groups(), (1000, 100, 10, 1), strict=True)
    return str(sum(_ONES.get(digits[0], 1) * place for digits, place in places if digits))
