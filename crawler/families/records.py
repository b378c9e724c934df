"""Lists that are answered as JSON: records with a title, an address and a date."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from crawler.families.page import Entry, absolute, dates_in, is_document, squeeze

Record = Mapping[str, Any]

_TAG = re.compile(r"<[^<>]*>")
#: Seconds since 1970 of the years 2001 to 2286; in milliseconds with three more digits.
_SECONDS = re.compile(r"^(1\d{9}|[2-9]\d{9})(?:\d{3})?$")
_CHINA = dt.timezone(dt.timedelta(hours=8))


def json_of(text: str) -> dict[str, Any]:
    """Return the object that an answer is, an empty one for anything else.

    Line breaks inside texts are let through: the list service of TRS writes them.
    """
    try:
        # A parser that nests too deep gives up as it does for what is no JSON.
        answer = json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def within(value: object, *names: str) -> object:
    """Return what stands under these names, one inside the other, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def records_in(value: object) -> list[Record]:
    """Return the records of a list, without what is no record."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def entries_in(
    records: Iterable[Record],
    url: str,
    *,
    address: Sequence[str],
    title: Sequence[str],
    date: Sequence[str],
    attached: str = "",
) -> tuple[Entry, ...]:
    """Return the entries of records, one an address.

    ``address``, ``title`` and ``date`` are the names of the values, best first; ``attached``
    is that of a list of records of files, any value of which may be the address.
    """
    entries: dict[str, Entry] = {}
    for record in records:
        link = absolute(url, _first(record, address))
        if link is None or link in entries:
            continue
        files = (absolute(url, file) for file in _texts(record.get(attached)))
        entries[link] = Entry(
            link,
            squeeze(unescape(_TAG.sub("", _first(record, title)))),
            day_of(_first(record, date)),
            tuple(dict.fromkeys(file for file in files if file and is_document(file))),
        )
    return tuple(entries.values())


def _texts(value: object) -> Iterator[str]:
    for record in records_in(value):
        yield from (text for text in record.values() if isinstance(text, str))


def _first(record: Record, names: Sequence[str]) -> str:
    values = (record.get(name) for name in names)
    return next((str(one) for one in values if isinstance(one, str | int) and one), "")


def day_of(value: str) -> dt.date | None:
    """Return the day that a text names, or that a number of seconds falls on in China."""
    if seconds := _SECONDS.match(value.strip()):
        return dt.datetime.fromtimestamp(int(seconds[1]), _CHINA).date()
    return next(dates_in(value), None)
