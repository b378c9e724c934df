"""Times of archives: ISO 8601, always UTC in our hands."""

from __future__ import annotations

import datetime as dt
from typing import Final

_NOON: Final = dt.timedelta(hours=8 - 12)


def parse_time(printed: str | None) -> dt.datetime | None:
    """Time as printed in a WARC header, in UTC; null where it is none or names no zone."""
    if printed is None:
        return None
    try:
        found = dt.datetime.fromisoformat(printed.strip())
        return None if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def format_time(moment: dt.datetime) -> str:
    """Time as WARC 1.1 prints it, to the microsecond.

    Raises :class:`ValueError` for a time without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time of the archive needs a zone: {moment.isoformat()}")
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def night_of(moment: dt.datetime) -> dt.date:
    """Return the night of a moment, by the day on which it began: from noon to noon, in UTC+8."""
    return (moment.astimezone(dt.UTC) + _NOON).date()
