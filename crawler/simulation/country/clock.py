"""The clock of the country: its days, as dates and as times."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Final

#: Date of day 0; reports on 2025 are out by then.
FIRST_DATE: Final = dt.date(2026, 4, 1)
_NIGHT: Final = dt.time(1, 0, tzinfo=dt.UTC)


def date_of(day: int) -> dt.date:
    """Return the date of a day."""
    return FIRST_DATE + dt.timedelta(days=day)


class Clock:
    """The day that it is; set by a test, read by the server, from any thread."""

    def __init__(self, day: int = 0) -> None:
        self._lock = threading.Lock()
        self._day = day
        self._since = time.monotonic()

    @property
    def day(self) -> int:
        """The day of the simulation."""
        with self._lock:
            return self._day

    @day.setter
    def day(self, day: int) -> None:
        with self._lock:
            self._day = day
            self._since = time.monotonic()

    def now(self) -> dt.datetime:
        """Return the time: one in the morning (UTC) of the day, and what has passed since."""
        with self._lock:
            passed = time.monotonic() - self._since
            night = dt.datetime.combine(date_of(self._day), _NIGHT)
        return night + dt.timedelta(seconds=passed)
