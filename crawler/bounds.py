"""How much of a portal one crawl may ask, and what its lists held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

#: Seconds between the end of a request and the next to the same host.
DEFAULT_DELAY: Final = 3.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one visit: how much of a portal one crawl may ask."""

    list_pages: int = 500
    entries: int = 20_000
    files: int = 30
    pictures: int = 30
    depth: int = 2
    refused_in_row: int = 3
    errors_in_row: int = 10
    #: List pages in a row that bring no new entry, after which a column has ended.
    stale_pages: int = 2


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
