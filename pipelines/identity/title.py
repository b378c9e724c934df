"""Titles of annual reports, read by one grammar.

A title is a name, a topic (政府信息公开 ...), words between (工作, 年度 ...) and an end (报告,
年报), with the year in any place. Years are taken out first, then the rest must match whole, so
the order of name and year does not matter. All words are those of ``words.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipelines.identity.text import Printed
from pipelines.reference.tables import Words

_DIGITS: Final = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "o": "0",
    "0": "0",
    "◯": "0",
}
#: A year: digits or Chinese digits, 年 or 年度, in brackets or not. 年 stays where it begins
#: 年报; a year followed by a month is a date and no year of a report.
_YEAR: Final = re.compile(
    r"[(\[〔【]?"
    r"(?<!\d)(?P<year>(?:19|2[0Oo〇○])\d{2}|[一二][〇零○◯Oo0一二三四五六七八九]{3})(?!\d)"
    r"(?:年\(?度\)?|年(?!报(?!告)))?+"
    r"(?!(?:年|[-./])?\d{1,2}(?:月|[-./]\d))"
    r"[)\]〕】]?"
)
_YEARS: Final = range(1990, 2100)
#: A year of two digits (23年), in a title that prints none of four.
_SHORT_YEAR: Final = re.compile(r"(?<![\dOo〇○第.])(?P<year>[012]\d)年度?(?!\d{1,2}月)")
#: What joins two years.
_JOINS: Final = frozenset("至到和与及、-—–~")
#: What sets the title apart from the name of the site. A dash after 中国 is part of a name, and
#: one after a year joins two years.
_SEPARATOR: Final = re.compile(r"(?<!中国)(?<![\d年度])[-—–_|丨·>»]+")
_BRACKETED: Final = re.compile(r"[(\[〔【《][^()\[\]〔〕【】《》]*[)\]〕】》]")
#: What counts attachments (附件1, 附件一) and entries of a list (1., 01, 一、); 120急救中心 is a name.
_NUMBERED: Final = r"\d{1,2}(?!\d)|[一二三四五六七八九十]{1,2}(?=[:、.])"
_ORDINAL: Final = r"(?:\d{1,3}[.、:)]|0\d(?!\d)|[一二三四五六七八九十]{1,3}[、.:])"
#: Where the matter begins in the name of a title that the grammar does not know whole.
_MATTER: Final = re.compile(
    r"[\"'“‘「]?(?:(?<!人民)政府信息|(?<=人民政府)信息|政务公开|政务信息|(?<!政府)信息公开)"
)
_LAST_BRACKET: Final = re.compile(r"[(\[〔【](?P<said>[^()\[\]〔〕【】《》]+)[)\]〕】]$")
_QUOTES: Final = "《》〈〉「」『』\"'“”‘’.。,，:：;；、-—–"
_TOPIC_BEGINS: Final = "政府"
_SHARED_WITH: Final = "人民"


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says. ``name`` is empty where it names nobody.

    ``year`` is null where the title names none or several. ``has_topic`` is false for a bare
    annual report (2022年度报告), which may be on any matter.
    """

    name: str
    year: int | None
    has_topic: bool


class TitleGrammar:
    """The grammar over the words in use."""

    def __init__(self, words: Words) -> None:
        topic, end = words.either("title_topic"), words.either("title_end")
        filler, extra = (f"{words.either('title_filler')}*", f"{words.either('title_extra')}?")
        self._report = re.compile(f"(?P<name>.*?)(?:年度)?{topic}{filler}{end}(?:的{end})?{extra}")
        self._bare = re.compile(f"(?P<name>.*?)(?:年度|年)?(?:工作)?{end}{extra}")
        opening = f"^{words.either('title_opening')}+(?:{_NUMBERED})?|^{_ORDINAL}"
        self._around = re.compile(f"{opening}|{words.either('title_closing')}$")
        # 政府信息公开年报：X, and X政务公开年度报告暨: what else is announced is no part of the name.
        matter = f"(?:年度)?{topic}{filler}{end}"
        self._announced = re.compile(f"^{matter}:|{matter}[暨和及与、]$")
        self._nobody = frozenset(words["no_name"])
        self._is_body = re.compile(f".*{words.either('body_end')}")
        self._no_body = words["no_body"]
        self._divisions = words["division_end"]
        self._publishes = re.compile(
            f"{words.either('publishing_body')}|{words.either('government')}$"
        )

    def read(self, text: str) -> Title | None:
        """Read a title, as printed on a page, in a list or in ``<title>``; null if it is none."""
        whole = Printed.of(text)
        parts = list(_parts(whole))
        for pattern, has_topic in ((self._report, True), (self._bare, False)):
            for part in parts:
                title = self._read_part(part, pattern, has_topic=has_topic)
                if title is not None:
                    return title
        return None

    def _read_part(
        self, part: Printed, pattern: re.Pattern[str], *, has_topic: bool
    ) -> Title | None:
        rest, years = _without_years(part)
        if not (has_topic or years):
            return None
        for candidate in _trimmings(rest):
            match = pattern.fullmatch(candidate.folded)
            if match is not None:
                name = self._name(candidate.cut(0, match.end("name")), match)
                name = self._with_bracket(name, rest, candidate)
                if not has_topic:
                    name = self._before_the_matter(name)
                return Title(name, next(iter(years)) if len(years) == 1 else None, has_topic)
        return None

    def _before_the_matter(self, name: str) -> str:
        """Cut off the matter of a title that the grammar does not know (政府信息公开自查报告)."""
        folded = Printed.of(name).folded
        matter = _MATTER.search(folded)
        if matter is None or self._is_body.fullmatch(folded):
            return name
        return name[: matter.start()]

    def _with_bracket(self, name: str, whole: Printed, title: Printed) -> str:
        """Return the body in a bracket behind the title, where that names none or a division only.

        沭阳县2023年政府信息公开工作年度报告（财政局） is not the report of 沭阳县.
        """
        bracket = _LAST_BRACKET.search(whole.folded)
        if bracket is None or title.folded.endswith(bracket[0]):
            return name
        start, end = bracket.span("said")
        said = whole.cut(start, end)
        if not self._is_body.fullmatch(said.folded) or said.folded.endswith(self._no_body):
            return name
        if not name:
            return said.raw
        if not name.endswith(self._divisions) or self._publishes.search(said.folded):
            return name
        if said.folded.startswith(name):
            return said.raw
        return name + said.raw.removeprefix(name[-1])

    def _name(self, name: Printed, match: re.Match[str]) -> str:
        if name.folded.endswith(_SHARED_WITH) and match.string.startswith(
            _TOPIC_BEGINS, match.end("name")
        ):
            # 考勒乡人民政府信息公开年度报告: the name keeps the 政府 that it shares with the topic.
            end = match.end("name")
            name += Printed(match.string[end : end + 2], match.string[end : end + 2])
        while found := self._announced.search(name.folded) or self._around.search(name.folded):
            start, end = found.span()
            name = name.cut(end, len(name.raw)) if start == 0 else name.cut(0, start)
        stripped = name.raw.strip(_QUOTES)
        return "" if Printed.of(stripped).folded in self._nobody else stripped


def _parts(whole: Printed) -> list[Printed]:
    """Return the parts between separators, in order; a text without one is its only part."""
    cuts = [0]
    for match in _SEPARATOR.finditer(whole.folded):
        cuts += match.span()
    cuts.append(len(whole.raw))
    return [whole.cut(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True)]


def _without_years(part: Printed) -> tuple[Printed, set[int]]:
    years: set[int] = set()
    rest, last = Printed("", ""), 0
    for match in _YEAR.finditer(part.folded):
        year = int("".join(_DIGITS.get(char, char) for char in match["year"]))
        if year not in _YEARS:
            continue
        between = part.cut(last, match.start())
        if not (years and _JOINS.issuperset(between.folded)):
            rest += between
        years.add(year)
        last = match.end()
    rest += part.cut(last, len(part.raw))
    if not years and (short := _SHORT_YEAR.search(rest.folded)) is not None:
        years.add(2000 + int(short["year"]))
        rest = rest.cut(0, short.start()) + rest.cut(short.end(), len(rest.raw))
    return rest, years


def _trimmings(text: Printed) -> list[Printed]:
    """Return the text, then without a bracket before it, behind it, and both; no quotes."""
    folded = text.folded
    start = len(folded) - len(folded.lstrip(_QUOTES))
    end = len(folded.rstrip(_QUOTES))
    text = text.cut(start, max(start, end))
    brackets = list(_BRACKETED.finditer(text.folded))
    starts, ends = [0], [len(text.raw)]
    if brackets and brackets[0].start() == 0:
        starts.append(brackets[0].end())
    if brackets and brackets[-1].end() == len(text.raw):
        ends.append(brackets[-1].start())
    return [text.cut(a, b) for a in reversed(starts) for b in ends if a < b]
