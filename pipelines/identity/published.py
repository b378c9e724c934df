"""The day of publication: PubDate, the printed 发布日期, the list's date; never the address."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pipelines.model import Capture, Document
from pipelines.reference import Reference, comparable

#: The standard tag, and the mark of the ucap family.
_TAGS: Final = ("pubdate", "publishtime")
_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
#: A recogniser loses the gap before the time (2023-02-2515:55); 218:32 may be two days.
_DAY: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*"
    r"(\d{1,2}(?!\d)|\d\d(?=(?:[01]\d|2[0-3]):[0-5]\d))"
)
_COMPACT: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?(?!\d)")
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)
_JAVA: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) [\d:]{8} (?:CST |GMT\+08:00 )?((?:19|20)\d\d)"
)
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_CHINESE: Final = re.compile(
    r"([一二][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS: Final = {"零": 0, "○": 0} | {char: i for i, char in enumerate("〇一二三四五六七八九")}


def parse_day(text: str) -> dt.date | None:
    """Read the first date in a text, in any spelling; null where it is none or impossible.

    A time with an offset (ISO 8601) is moved to UTC+8 before its day is taken.
    """
    if instant := _INSTANT.search(text):
        return _day_of_instant(instant[0])
    if java := _JAVA.search(text):
        return _day(java[3], _MONTHS.find(java[1]) // 3 + 1, java[2])
    folded = unicodedata.normalize("NFKC", text)
    if match := _DAY.search(folded) or _COMPACT.search(folded):
        return _day(*match.groups())
    if match := _CHINESE.search(folded):
        year = "".join(str(_DIGITS[char]) for char in match[1])
        return _day(year, _small(match[2]), _small(match[3]))
    return None


def published_on(
    document: Document, capture: Capture, reference: Reference, year: int = 0
) -> dt.date | None:
    """Return the first readable date of the sources, in the order of the contract.

    One before the year of the report was over is that of another article or of the column: it
    counts only where no other is given.
    """
    days = [day for text in _texts(document, reference) if (day := parse_day(text)) is not None]
    if capture.context.list_date is not None:
        days.append(capture.context.list_date)
    return next((day for day in days if not is_early(day, year)), days[0] if days else None)


def is_early(day: dt.date, year: int) -> bool:
    """Whether a report of a year cannot well have been published on that day."""
    return bool(year) and day < dt.date(year, 12, 1)


def _texts(document: Document, reference: Reference) -> Iterator[str]:
    tags = {name.lower(): value for name, value in document.metadata.items()}
    yield from (tags[name] for name in _TAGS if name in tags)
    labels = reference.words["printed_date"]
    printed = [(comparable(label).rstrip(":"), value) for label, value in document.printed]
    for wanted in labels:
        yield from (value for label, value in printed if label == wanted)


def _day_of_instant(text: str) -> dt.date | None:
    try:
        moment = dt.datetime.fromisoformat(re.sub(r"\s+(?=[Zz+-])", "", text).upper())
    except ValueError:
        return None
    return moment.astimezone(_BEIJING).date()


def _day(year: str, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _small(text: str) -> int:
    """Read 一 to 九十九."""
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
