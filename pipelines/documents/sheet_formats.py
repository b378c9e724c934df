"""Numbers and dates of a sheet as the sheet prints them (ECMA-376 part 1, 18.8.30 and 18.8.31).

Understood are plain formats: digits, decimals, thousands, per cent, scaling by commas, texts
around them, a section for negative numbers. A format of another kind (fractions, exponents,
conditions) leaves the number as stored. A section without a digit prints its words alone, or
nothing (;;;). A zero is printed as 0 even where the format would hide it or print a dash: what is
stored is known.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<skip>[_*].)|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|(?P<condition>\[[<>=][^\]]*\])|(?P<bracket>\[[^\]]*\])|(?P<digits>[0#?.,]+)"
    r"|(?P<percent>%)|(?P<plain>[ ()+\-¥$]|[^\x00-\x7f])|(?P<end>;)|(?P<other>.)"
)
_DIGITS = re.compile(r"(?P<whole>[0#?,]*?)(?P<scale>,*)(?:\.(?P<part>[0#?]*)(?P<more>,*))?")
#: Digits that a stored number has.
_PRECISION = 15
#: The common way of printing 万元 of an amount in 元 (0!.0,): a point as a text among the digits.
_WRITTEN_POINT = re.compile(r'(?<=[0#?])(?:[\\!]\.|"\.")(?=(?P<part>[0#?]+))')
_DATE_PARTS = (("y", "年", "year"), ("m", "月", "month"), ("d", "日", "day"))


@dataclass(frozen=True, slots=True)
class _Section:
    before: str
    digits: str
    after: str
    percents: int


def print_number(value: float, code: str) -> str:
    """Return a number as the format ``code`` prints it."""
    number = Decimal(format(value, f".{_PRECISION}g"))
    written = _WRITTEN_POINT.search(code)
    sections = _sections(_WRITTEN_POINT.sub(".", code))
    is_second = number < 0 and len(sections) > 1
    section = sections[is_second] if sections else None
    has_digits = section is not None and section.digits
    if number and section is not None and not has_digits and (section.before or len(sections) > 1):
        return section.before.strip()
    match = _DIGITS.fullmatch(section.digits) if section is not None and has_digits else None
    if section is None or match is None:
        return _plain(number)
    part, commas = match["part"] or "", len(match["scale"]) + len(match["more"] or "")
    shown = abs(number).scaleb(2 * section.percents - 3 * commas)
    if written is not None:
        # The digits behind it are the last ones of the whole number.
        shown = shown.scaleb(-len(written["part"]))
    shown = shown.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    whole, _, decimals = format(shown, "f").partition(".")
    whole = whole.zfill(match["whole"].count("0"))
    while decimals.endswith("0") and len(decimals) > part.count("0"):
        decimals = decimals[:-1]
    if "," in match["whole"]:
        whole = f"{int(whole):,}"
    sign = "-" if number < 0 and not is_second and shown else ""
    text = f"{whole}.{decimals}" if decimals else whole
    return f"{section.before}{sign}{text}{section.after}".strip()


def print_date(value: dt.datetime | dt.date | dt.time | dt.timedelta, code: str) -> str:
    """Return a date in Chinese where the format is, else as 2022-01-31, with time if there is."""
    if not isinstance(value, dt.date):
        return str(value)
    plain = re.sub(r"\[[^\]]*\]", "", code.lower())
    if "年" in code or "月" in code:
        return "".join(
            f"{getattr(value, name)}{word}"
            for letter, word, name in _DATE_PARTS
            if letter in plain and word in code
        )
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return value.isoformat(*(" ",) if isinstance(value, dt.datetime) else ())


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sections(code: str) -> list[_Section | None]:
    """Read the sections of a format; null for one that is none of plain digits."""
    found: list[_Section | None] = []
    tokens: list[re.Match[str]] = []
    for match in _TOKEN.finditer(code):
        if match["end"]:
            found.append(_section(tokens))
            tokens = []
        else:
            tokens.append(match)
    return [*found, _section(tokens)]


def _section(tokens: list[re.Match[str]]) -> _Section | None:
    before, after, digits, percents = "", "", "", 0
    for token in tokens:
        if token["other"] or token["condition"] or (digits and token["digits"]):
            return None
        percents += token["percent"] is not None
        text = next((token[name] for name in _PRINTED if token[name] is not None), "")
        if token["digits"]:
            digits = token["digits"]
        elif digits:
            after += text
        else:
            before += text
    return _Section(before, digits, after, percents)


_PRINTED = ("quoted", "escaped", "money", "percent", "plain")
