"""信息处理费: what section six says was charged for information.

What it is called, and what is a rate, waived or asked for only, is data (``formats/narrative.toml``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipelines.labels import fold
from pipelines.reading.sections import narrative_rules

_SENTENCE = re.compile(r"[。；;!？?！\n]")


def processing_fee(text: str | None, year: int | None = None) -> float | None:
    """Return the 信息处理费 that section six states for this year, in 万元.

    0 only where it says that none was charged; null where it is not mentioned, or where two
    sentences or two amounts leave it open. An amount of another year is none of this one, and a
    rate or what was waived is not what was charged.
    """
    stated: set[Decimal] = set()
    named = False
    for sentence in _SENTENCE.split(fold(text or "")):
        names = _rule("name").search(sentence) is not None
        if not sentence or not (names or (named and _goes_on(sentence))):
            named = named and not sentence
            continue
        charged = _charged(_rule("cited").sub("", sentence), year)
        if charged is None:
            return None
        stated |= charged
        named = names and not charged
    return float(stated.pop()) if len(stated) == 1 else None


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(fold(narrative_rules()["fee"][name]))


def _goes_on(sentence: str) -> bool:
    """Whether a sentence speaks of the fee that the one before names and says no more of."""
    goes_on = _rule("follows").search(sentence) is not None
    return goes_on and _rule("besides").search(sentence) is None


def _charged(sentence: str, year: int | None) -> set[Decimal] | None:
    """Return the amounts that a sentence says were charged, null where it leaves that open."""
    charged: dict[int, Decimal] = {}
    came_in: set[Decimal] = set()
    others = False
    amounts = [
        *_rule("amount").finditer(sentence),
        *_rule("zero").finditer(sentence),
    ]
    for amount in amounts:
        before = sentence[: amount.start("n")]
        if _of_another_year(before, year):
            continue
        number = Decimal(amount.group("n").replace(",", "").replace("零", "0"))
        if amount.groupdict().get("unit") == "元":
            number /= 10000
        clause = _clause_of(sentence, amount)
        if _rule("actual").search(clause):
            came_in.add(number)
        elif _rule("other").search(clause) or _rule("asked").search(before):
            others = others or number != 0
        else:
            charged[amount.start("n")] = number
    if came_in:
        return came_in | set(charged.values())
    nothing = [
        match
        for match in _rule("none").finditer(sentence)
        if not _of_another_year(sentence[: match.start()], year)
    ]
    if not charged:
        return {Decimal(0)} if nothing else set()
    # What was not charged of other costs may be said first; what came of the amount, behind it.
    first = min(charged)
    denied = any(match.start() > first or "处理费" in match.group() for match in nothing)
    unpaid = _rule("unpaid").search(sentence, first) is not None
    if others or (any(charged.values()) and (denied or unpaid)):
        return None
    return set(charged.values())


def _of_another_year(before: str, year: int | None) -> bool:
    """Whether the words before an amount speak of another year last."""
    marks = list(_rule("year").finditer(before))
    if not marks:
        return False
    named = marks[-1].group("named")
    if named is None:
        return marks[-1].group("this") is None
    return year is not None and int(named) != year


def _clause_of(sentence: str, match: re.Match[str]) -> str:
    start = max(sentence.rfind(mark, 0, match.start()) for mark in ",:()") + 1
    ends = [found for mark in ",:()" if (found := sentence.find(mark, match.end())) >= 0]
    return sentence[start : min(ends, default=len(sentence))]
