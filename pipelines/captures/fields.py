"""The ``metadata`` records of a crawl, in ``application/warc-fields``: written and read here.

What the crawl knew beside a response (``gongkai: 1``), and the visit with which it ends a portal
(``gongkai-visit: 1``); ``schema.md`` names their fields. In place of an answer: an address that
was not asked (``gongkai-refused: 1``, with its ``reason``), and a list page whose entries are
those of a page stored before (``gongkai-list: 1``). Values stay on one line:
line breaks and other control characters are percent-encoded; in free text a percent sign is
too, so that it comes back as printed. Addresses keep their percent signs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from pipelines.captures.times import format_time, parse_time
from pipelines.model import Context, Visit

MEDIA_TYPE: Final = "application/warc-fields"
CONTEXT: Final = "gongkai"
VISIT: Final = "gongkai-visit"
REFUSED: Final = "gongkai-refused"
LIST: Final = "gongkai-list"
VERSION: Final = "1"

#: Counts of a visit, in the order of the table.
VISIT_COUNTS: Final = (
    "list_pages",
    "entries",
    "entries_new",
    "reports_asked",
    "reports_good",
    "gone",
    "errors",
)
#: Why an address was not asked; each is a role of ``captures``.
REFUSALS: Final = frozenset({"robots"})
_MAX_COUNT: Final = 2**31 - 1
_COUNT: Final = re.compile(r"[0-9]{1,10}")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")

#: Attribute of Context, name of the field, and whether it is free text.
_CONTEXT_FIELDS: Final = (
    ("portal", "portal", True),
    ("division_code", "division-code", True),
    ("list_url", "list-url", False),
    ("list_title", "list-title", True),
    ("list_date", "list-date", True),
    ("parent_url", "parent-url", False),
    ("parent_record_id", "parent-record-id", False),
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|^ +| +$")
_CONTROL_OR_PERCENT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029%]|^ +| +$")


class FieldsError(ValueError):
    """A record whose fields cannot be used at all; the message says why."""


@dataclass(frozen=True, slots=True)
class UnchangedList:
    """A list page that was asked and not stored: its entries are those of an earlier one.

    ``digest`` is that of the entries, as the crawl computes it; ``record_id``, ``record_url``
    and ``record_date`` name the record that holds the page with these entries.
    """

    url: str
    fetched_at: dt.datetime
    digest: str
    record_id: str
    record_url: str
    record_date: dt.datetime


def parse_fields(block: bytes) -> dict[str, str]:
    """Fields of one record, keyed by lower-case name; the first of each counts."""
    fields: dict[str, str] = {}
    for line in _unfolded(block.decode("utf-8", errors="replace")):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip(" \t"))
    return fields


def _unfolded(text: str) -> Iterator[str]:
    """Lines with their continuation lines (those that begin with white space) joined."""
    current = ""
    for line in re.split(r"\r?\n", text):
        if line.startswith((" ", "\t")):
            current += " " + line.strip(" \t")
            continue
        yield current
        current = line
    yield current


def _lines(pairs: list[tuple[str, str]]) -> bytes:
    # A lone surrogate, which no address and no title should hold, becomes a question mark.
    return "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("utf-8", "replace")


def _safe(value: str, *, text: bool) -> str:
    pattern = _CONTROL_OR_PERCENT if text else _CONTROL
    return pattern.sub(lambda found: quote(found.group(), safe=""), value)


def context_block(context: Context) -> bytes:
    """Block of the metadata record of one context; fields that are null are left out."""
    pairs = [(CONTEXT, VERSION)]
    for attribute, name, text in _CONTEXT_FIELDS:
        value = getattr(context, attribute)
        if value is not None:
            printed = value.isoformat() if isinstance(value, dt.date) else str(value)
            pairs.append((name, _safe(printed, text=text)))
    return _lines(pairs)


def parse_context(fields: Mapping[str, str]) -> tuple[Context, list[str]]:
    """Context of a record, and one line for each value that could not be read.

    Raises :class:`FieldsError` for a version that is not known.
    """
    _check_version(fields, CONTEXT)
    values: dict[str, str] = {}
    for attribute, name, text in _CONTEXT_FIELDS:
        if name in fields:
            values[attribute] = unquote(fields[name]) if text else fields[name]
    problems: list[str] = []
    list_date: dt.date | None = None
    printed = values.pop("list_date", None)
    if printed is not None:
        try:
            list_date = dt.date.fromisoformat(printed)
        except ValueError:
            problems.append(f"list-date is no date: {printed!r}")
    return Context(list_date=list_date, **values), problems


def context_rank(context: Context) -> tuple[tuple[bool, str], ...]:
    """Sort key of contexts of one response: the smallest ``list_url`` first, none last."""
    values = (
        context.list_url,
        context.portal,
        context.division_code,
        context.list_title,
        context.list_date and context.list_date.isoformat(),
        context.parent_url,
        context.parent_record_id,
    )
    return tuple((value is None, value or "") for value in values)


def visit_block(visit: Visit) -> bytes:
    """Block of the metadata record of one visit.

    Raises :class:`ValueError` for a count that the table does not have.
    """
    unknown = sorted(set(visit.counts) - set(VISIT_COUNTS))
    if unknown:
        raise ValueError(f"visits have no count {', '.join(unknown)}")
    pairs = [(VISIT, VERSION), ("portal", _safe(visit.portal, text=True))]
    if visit.region_code is not None:
        pairs.append(("division-code", _safe(visit.region_code, text=True)))
    pairs.append(("started-at", format_time(visit.started_at)))
    pairs.append(("ended-at", format_time(visit.ended_at)))
    pairs.append(("outcome", _safe(visit.outcome, text=True)))
    pairs.extend(
        (name.replace("_", "-"), str(visit.counts[name]))
        for name in VISIT_COUNTS
        if name in visit.counts
    )
    pairs.append(("years-listed", " ".join(map(str, visit.years_listed))))
    return _lines(pairs)


def parse_visit(fields: Mapping[str, str]) -> tuple[Visit, list[str]]:
    """Visit of a record, and one line for each value that could not be read.

    Raises :class:`FieldsError` where portal, outcome or a time is missing or unreadable, or
    the version is not known.
    """
    _check_version(fields, VISIT)
    for name in ("portal", "started-at", "ended-at", "outcome"):
        if not fields.get(name):
            raise FieldsError(f"{name} is missing")
    problems: list[str] = []
    counts: dict[str, int] = {}
    for count in VISIT_COUNTS:
        printed = fields.get(count.replace("_", "-"))
        if printed is None:
            continue
        if _COUNT.fullmatch(printed) and int(printed) <= _MAX_COUNT:
            counts[count] = int(printed)
        else:
            problems.append(f"{count.replace('_', '-')} is no count: {printed[:40]!r}")
    visit = Visit(
        portal=unquote(fields["portal"]),
        started_at=_time(fields, "started-at"),
        ended_at=_time(fields, "ended-at"),
        outcome=unquote(fields["outcome"]),
        counts=counts,
        years_listed=_years(fields.get("years-listed", ""), problems),
        region_code=unquote(fields["division-code"]) if "division-code" in fields else None,
    )
    return visit, problems


def refusal_block(reason: str) -> bytes:
    """Block of the metadata record of an address that was not asked, and so has no answer.

    Raises :class:`ValueError` for a reason that has no role in ``captures``.
    """
    if reason not in REFUSALS:
        raise ValueError(f"{reason!r} is no reason for not asking an address")
    return _lines([(REFUSED, VERSION), ("reason", reason)])


def parse_refusal(fields: Mapping[str, str]) -> str:
    """Reason why an address was not asked.

    Raises :class:`FieldsError` for one that is missing or not known, or another version.
    """
    _check_version(fields, REFUSED)
    reason = fields.get("reason", "")
    if reason not in REFUSALS:
        raise FieldsError(f"reason is not known: {reason[:40]!r}")
    return reason


def unchanged_list_block(unchanged: UnchangedList) -> bytes:
    """Block of the metadata record that stands in place of a list page without news."""
    return _lines(
        [
            (LIST, VERSION),
            ("url", _safe(unchanged.url, text=False)),
            ("fetched-at", format_time(unchanged.fetched_at)),
            ("digest", _safe(unchanged.digest, text=True)),
            ("equals-record-id", _safe(unchanged.record_id, text=False)),
            ("equals-url", _safe(unchanged.record_url, text=False)),
            ("equals-date", format_time(unchanged.record_date)),
        ]
    )


def _check_version(fields: Mapping[str, str], name: str) -> None:
    version = fields.get(name)
    if version != VERSION:
        raise FieldsError(f"{name} has version {version!r}, this program reads {VERSION}")


def _time(fields: Mapping[str, str], name: str) -> dt.datetime:
    found = parse_time(fields[name])
    if found is None:
        raise FieldsError(f"{name} is no time: {fields[name]!r}")
    return found


def _years(printed: str, problems: list[str]) -> tuple[int, ...]:
    years: list[int] = []
    for word in printed.split():
        if _YEAR.fullmatch(word):
            years.append(int(word))
        else:
            problems.append(f"years-listed holds no year: {word[:40]!r}")
    return tuple(years)
