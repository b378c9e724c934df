"""The prose as a witness: counts that the narrative states, compared with the tables.

A count of another year, a change or a cumulative count is not compared; what words mark them
is data (``formats/narrative.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipelines.checks import Printed, cell
from pipelines.labels import fold
from pipelines.model import Finding, Line
from pipelines.numerals import in_digits
from pipelines.reading.sections import narrative_rules
from pipelines.schema import REQUEST_ITEMS

_SENTENCE = re.compile(r"[。；;!？?！\n]")
#: Of a span (2020—2022年) both ends are years that the sentence speaks of.
_YEAR = re.compile(r"(20\d\d)(?=年|[-—~至到]{1,2}20\d\d年)")
_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)"
#: The groups of outcomes that prose adds up.
_GROUPS: dict[str, tuple[str, ...]] = {
    "disclosed_all": ("disclosed", "disclosed_in_part"),
    "withheld": tuple(item for item in REQUEST_ITEMS if item.startswith("withheld_")),
    "unavailable": tuple(item for item in REQUEST_ITEMS if item.startswith("unavailable_")),
    "refused": tuple(item for item in REQUEST_ITEMS if item.startswith("refused_")),
}


@dataclass(frozen=True, slots=True)
class Count:
    """One count as stated: what it counts, the number, and the words around it."""

    item: str
    number: int
    raw: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How one count is stated, and what the sentence must say before it."""

    item: str
    words: re.Pattern[str]
    context: re.Pattern[str]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            rule["item"],
            re.compile(fold(rule["pattern"]).replace("N", _NUMBER)),
            re.compile(fold(rule.get("context", ""))),
        )
        for rule in narrative_rules()["count"]
    )


@cache
def _all_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (rule["column"], re.compile(fold(rule["pattern"]))) for rule in narrative_rules()["all"]
    )


def counts_in(text: str, year: int) -> list[Count]:
    """Return the counts of one year that a narrative states, in printed order.

    A count that is stated twice with different numbers is open to both readings and left out.
    """
    counts: list[Count] = []
    skip: list[str] = narrative_rules()["skip"]["words"]
    elsewhen = re.compile(fold(narrative_rules()["skip"]["sentence"]))
    compared = re.compile(fold(narrative_rules()["skip"]["compared"]))
    for sentence in map(in_digits, _SENTENCE.split(_named_by_place(fold(text), year))):
        years = {int(found) for found in _YEAR.findall(compared.sub("", sentence))}
        if years - {year} or elsewhen.search(sentence):
            continue
        found = _counts(sentence, skip, year)
        counts += found
        counts += _outcomes(sentence, found)
    numbers: dict[str, set[int]] = {}
    for count in counts:
        numbers.setdefault(count.item, set()).add(count.number)
    unique = {count.item: count for count in reversed(counts)}
    return [count for item, count in unique.items() if len(numbers[item]) == 1][::-1]


def _named_by_place(text: str, year: int) -> str:
    """Name the years that were carried from and to as the form does (2022年结转: 上年结转)."""
    text = re.sub(rf"{year - 1}年度?(?=结转|转入)", "上年", text)
    return re.sub(rf"(?<=结转)(?:至|到)?{year + 1}年度?", "下年度", text)


def _counts(sentence: str, skip: list[str], year: int) -> list[Count]:
    """Return the counts of one sentence; one that states parts beside the whole states none."""
    found: list[tuple[int, Count]] = []
    parts: set[str] = set()
    taken: set[int] = set()
    for pattern in _patterns():
        for match in pattern.words.finditer(sentence):
            said = pattern.context.search(sentence, 0, match.start("n"))
            if match.start("n") in taken or said is None:
                continue
            if _skipped(sentence, match, skip, year):
                parts.add(pattern.item)
                continue
            taken.add(match.start("n"))
            number = int(match.group("n").replace(",", ""))
            found.append((match.start(), Count(pattern.item, number, match.group())))
    found = [entry for entry in found if entry[1].item not in parts]
    return [count for _, count in sorted(found, key=lambda entry: entry[0])]


def _skipped(sentence: str, match: re.Match[str], skip: list[str], year: int) -> bool:
    start = max(sentence.rfind(mark, 0, match.start("n")) for mark in "，,：:") + 1
    clause = sentence[start : match.end()]
    after = fold(narrative_rules()["skip"]["after"])
    if any(word in clause for word in skip) or re.match(after, sentence[match.end() :]):
        return True
    if any(int(found) != year for found in _YEAR.findall(clause)):
        return True
    return re.search(narrative_rules()["skip"]["clause"], clause) is not None


def _outcomes(sentence: str, counts: list[Count]) -> list[Count]:
    """均 and 全部 say that the totals named before are all of one outcome."""
    found = []
    for column, pattern in _all_patterns():
        match = pattern.search(sentence)
        if match is None:
            continue
        before = [
            count
            for count in counts
            if count.item.endswith(".total") and 0 <= sentence.find(count.raw) < match.start()
        ]
        found += [
            Count(f"{count.item.removesuffix('.total')}.{column}", count.number, match.group())
            for count in before
        ]
    return found


def narrative_findings(
    text: str,
    year: int,
    requests: Mapping[str, Line],
    disputes: Mapping[str, Line],
    *,
    blanks: tuple[bool | None, bool | None],
) -> Iterator[Finding]:
    """Yield ``text.*`` where a count in the narrative is not the table's.

    ``blanks`` are requests_blank_means_zero and disputes_blank_means_zero: a blank total is
    the sum of its parts where its table's is true, else it is not judged.
    """
    for count in counts_in(text, year):
        table, item, column = _cell(count)
        if table == "requests":
            figure = _request_figure(item, requests, blank_is_zero=blanks[0] is True)
        else:
            figure = _dispute_figure(item, column, disputes, blank_is_zero=blanks[1] is True)
        if figure is None or figure == count.number:
            continue
        yield Finding(
            f"text.{count.item}",
            f"the narrative says {count.number} ({count.raw}), the table gives {figure:g}",
            "unknown",
            table,
            item,
            column,
            figure,
            count.number,
            count.raw,
        )


def stated_findings(text: str, year: int) -> Iterator[Finding]:
    """Yield ``text.count`` for each count that a report without tables states: never a value."""
    for count in counts_in(text, year):
        table, item, column = _cell(count)
        yield Finding(
            "text.count",
            f"the narrative says {count.number} ({count.raw}); the report has no table",
            "report",
            table,
            item,
            column,
            None,
            count.number,
            count.raw,
        )


def _cell(count: Count) -> tuple[str, str, str]:
    """Return table, item and column of what a count counts."""
    item, _, column = count.item.partition(".")
    return ("disputes", item, column) if column else ("requests", item, "total")


def _request_figure(
    item: str, requests: Mapping[str, Line], *, blank_is_zero: bool
) -> float | None:
    total = 0.0
    for part in _GROUPS.get(item, (item,)):
        figure = _line_total(requests.get(part), blank_is_zero=blank_is_zero)
        if figure is None:
            return None
        total += figure
    return total


def _line_total(line: Line | None, *, blank_is_zero: bool) -> float | None:
    printed = cell(line, "total")
    if line is None or printed is None:
        return None
    if printed.value is not None:
        return printed.value
    if not (printed.blank and blank_is_zero):
        return None
    parts = [cell(line, column) for column in line.values if column != "total"]
    return _added(parts)


def _added(parts: list[Printed | None]) -> float | None:
    if any(part is None or part.counts is None for part in parts):
        return None
    return sum(part.counts for part in parts if part is not None and part.counts is not None)


def _dispute_figure(
    path: str, column: str, disputes: Mapping[str, Line], *, blank_is_zero: bool
) -> float | None:
    """Return one figure of section four.

    Prose says 诉讼 without telling the two ways apart: the count is compared with the direct
    one only where the other prints nothing but zeros or blanks that stand for 0.
    """
    if path == "litigation_direct":
        other = disputes.get("litigation_after_reconsideration")
        cells = [cell(other, name) for name in (other.values if other is not None else ())]
        silent = all(
            found is not None and (found.value == 0 or (found.blank and blank_is_zero))
            for found in cells
        )
        if not silent:
            return None
    line = disputes.get(path)
    if column == "total":
        return _line_total(line, blank_is_zero=blank_is_zero)
    printed = cell(line, column)
    if printed is None:
        return None
    if printed.value is not None:
        return printed.value
    return 0.0 if printed.blank and blank_is_zero else None
