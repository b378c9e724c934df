"""How much of a portal one crawl may ask, and what its lists held."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

#: Seconds between the end of a request and the next to the same host.
DEFAULT_DELAY: Final = 3.0
#: A visit that goes on does not ask again the lists that it read so short a time ago.
LISTS_HOLD: Final = dt.timedelta(hours=12)
#: The first year whose report can exist: the Regulation (国务院令第492号) came into force.
FIRST_YEAR: Final = 2008


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one visit: how much of a portal one crawl may ask.

    ``pages`` is the budget of a night: reports and their files, lists apart; null for none.
    ``active`` visits go on at a time.
    """

    list_pages: int = 500
    entries: int = 20_000
    files: int = 30
    pictures: int = 30
    depth: int = 2
    refused_in_row: int = 3
    errors_in_row: int = 10
    #: List pages in a row that bring no new entry, after which a column has ended.
    stale_pages: int = 2
    #: Columns of a portal and folders of its columns.
    folders: int = 500
    pages: int | None = None
    active: int = 200
    #: Nights in a row that an address may fail; after them only sweeps ask it.
    failures: int = 5


@dataclass(slots=True)
class Column:
    """How far one column was read."""

    seen: set[str] = field(default_factory=set)
    pages: int = 0
    stale: int = 0
    ended: bool = False


@dataclass(slots=True)
class Counts:
    """What the lists of a portal held."""

    list_pages: int = 0
    entries: int = 0
    notices: int = 0
    not_ogi: int = 0
    other_years: int = 0
    #: Contexts that came after the archive file of their record was finished.
    contexts_lost: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)

    @property
    def not_asked(self) -> int:
        """Entries whose titles say that they are no reports, or of other years."""
        return self.notices + self.not_ogi + self.other_years
