"""Answers of one kind in a row, by which a portal says that it does not want to be asked."""

from __future__ import annotations

from crawler.tasks import FINAL, REFUSED, Verdict


class InRow:
    """Counts refusals in a row and errors in a row; any other answer ends both rows."""

    def __init__(self) -> None:
        self.refused = 0
        self.errors = 0
        #: Whether any page of the visit was answered as it should be.
        self.was_served = False
        self._was_refused = False

    def add(self, verdict: Verdict) -> None:
        """Take in how an answer was judged."""
        self.refused = self.refused + 1 if verdict in REFUSED else 0
        self.errors = self.errors + 1 if verdict is Verdict.ERROR else 0
        self.was_served = self.was_served or verdict in FINAL
        self._was_refused = self._was_refused or verdict in REFUSED

    @property
    def only_refused(self) -> bool:
        """Whether the portal refused and served nothing."""
        return self._was_refused and not self.was_served
