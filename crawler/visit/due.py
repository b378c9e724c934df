"""Which addresses of a portal are asked tonight.

An ordinary night asks the entries that are new or whose line changed, what failed, and what
was gone or set aside but once; a sweep asks all that is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.state import State
from crawler.tasks import Task, canonical, key_of
from crawler.visit.listing import Listed, Listing
from crawler.visit.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The rule, for one portal; ``again`` are addresses that are asked in any case."""

    portal: str
    state: State
    failures: int
    sweep: bool = False
    again: tuple[str, ...] = ()

    def of_lists(self, listing: Listing, pages: Pages) -> list[Task]:
        """Return the entries to ask, in the order of the lists; within a transaction."""
        return [one.task for one in listing.reports.values() if self._is_due(one, pages)]

    def of_state(self, now: dt.datetime) -> Iterator[Task]:
        """Yield what is asked although no list says anything new of it."""
        addresses = self.state.addresses
        yield from addresses.to_confirm(self.portal, now, self.failures)
        for url in self.again:
            if address := addresses.get(self.portal, key_of(canonical(url))):
                yield address.task
        if self.sweep:
            yield from addresses.all_of(self.portal)

    def _is_due(self, listed: Listed, pages: Pages) -> bool:
        key = listed.task.key
        lines = self.state.addresses.lines_of(self.portal, key)
        if key in pages.done and not lines:
            # It was asked as the end of a redirect.
            self.state.addresses.know_lines(self.portal, key, listed.lines)
            return False
        if lines.issuperset(listed.lines):
            return self.sweep
        # Also where this visit asked it, on an earlier night.
        pages.done.discard(key)
        return True
