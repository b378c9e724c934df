"""Numbers that Word counts itself: 一、 and （一） of headings that are set as lists.

ECMA-376 part 1, 17.9: an instance (``w:num``) points to levels (``w:abstractNum``), each with a
format and a text in which ``%1`` stands for the number of the first level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = 20
#: Formats that print Chinese numbers; the plain digits are what every other one is read as.
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
    | {"taiwaneseCountingThousand", "ideographDigital", "koreanDigital2"}
)
_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


class Numbering:
    """Counts the paragraphs of every list as they are met, in document order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            number = abstract.get(f"{W}abstractNumId") or ""
            self._levels[number] = dict(map(_read_level, abstract.iter(f"{W}lvl")))
        for instance in root.iter(f"{W}num"):
            target = instance.find(f"{W}abstractNumId")
            if target is not None:
                number = target.get(f"{W}val") or ""
                self._abstract[instance.get(f"{W}numId") or ""] = number

    def next(self, instance: str, level: int) -> str:
        """Return what is printed before the next paragraph of this list and level."""
        abstract = self._abstract.get(instance, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [number for number in counts if number > level]:
            del counts[deeper]
        return _PLACE.sub(
            lambda place: _number(int(place[1]) - 1, levels, counts), levels[level].text
        )


def _read_level(element: etree._Element) -> tuple[int, _Level]:
    def value(name: str) -> str:
        found = element.find(f"{W}{name}")
        return (found.get(f"{W}val") or "") if found is not None else ""

    start = value("start")
    text = "" if value("numFmt") in {"bullet", "none"} else value("lvlText")
    level = element.get(f"{W}ilvl") or "0"
    number = int(level) if level.isdecimal() else 0
    return number, _Level(value("numFmt"), text, int(start) if start.isdecimal() else 1)


def _number(level: int, levels: Mapping[int, _Level], counts: Mapping[int, int]) -> str:
    if level not in levels:
        return ""
    number = counts.get(level, levels[level].start)
    form = levels[level].format
    if form in _CHINESE:
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and 0 < number <= _CIRCLED:
        return chr(ord("①") + number - 1)
    return str(number)


def chinese(number: int) -> str:
    """Write 1 to 99 in Chinese (十一); others as digits."""
    tens, ones = divmod(number, 10)
    if not 0 < tens * 10 + ones < 100:  # noqa: PLR2004 - no list of a report is longer
        return str(number)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
