"""Scores of documents added up; none of them is kept but the worst."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from crawler.accuracy.counts import Cells, DocumentScore

#: What a document without any variation is listed under.
PLAIN: Final = "(none)"
#: What a scan is said to be that is neither noisy nor rotated, of the resolution asked for.
_CLEAN_SCAN: Final = frozenset({"scan_clean", "scan_200dpi"})


@dataclass(slots=True)
class Group:
    """Documents of one kind, and of one variation where it is about one."""

    documents: int = 0
    damaged: int = 0
    reports: int = 0
    complete: int = 0
    cells: Cells = field(default_factory=Cells)
    unreadable: int = 0

    def add(self, score: DocumentScore) -> None:
        """Add one document."""
        self.documents += 1
        self.damaged += score.random_damage
        self.reports += score.reports
        self.complete += score.complete
        self.cells.add(score.cells)
        self.unreadable += bool(score.unreadable)


@dataclass(slots=True)
class Tally:
    """Every count of a run.

    ``variations``: (kind, variation) -> documents that bear it, so that one document counts in
    several; ``kinds`` counts each once. ``fields``: (column, kind, whether right) -> reports;
    ``states``: (state of the truth, whether right) -> cells; ``rules``: (rule, verdict) -> cells
    that it flags. ``numbers`` and ``not_zero`` count
    printed numbers. ``skipped``: kind -> (documents not made, the reason).
    """

    worst_kept: int = 10
    kinds: dict[str, Group] = field(default_factory=dict)
    variations: dict[tuple[str, str], Group] = field(default_factory=dict)
    clean_scans: Group = field(default_factory=Group)
    fields: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    states: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    numbers: int = 0
    not_zero: int = 0
    worst: list[DocumentScore] = field(default_factory=list)
    skipped: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, score: DocumentScore) -> None:
        """Add one document."""
        self.kinds.setdefault(score.kind, Group()).add(score)
        for variation in dict.fromkeys(score.variations) or (PLAIN,):
            self.variations.setdefault((score.kind, variation), Group()).add(score)
        if set(score.variations) >= _CLEAN_SCAN:
            self.clean_scans.add(score)
        for (name, right), count in score.fields.items():
            self.fields[name, score.kind, right] += count
        self.states.update(score.states)
        self.rules.update(score.rules)
        self.numbers += score.numbers
        self.not_zero += score.not_zero
        self._keep(score)

    def skip(self, kind: str, documents: int, reason: str) -> None:
        """Count documents that could not be made here."""
        before, _ = self.skipped.get(kind, (0, ""))
        self.skipped[kind] = (before + documents, reason)

    @property
    def documents(self) -> int:
        """Documents read."""
        return sum(group.documents for group in self.kinds.values())

    @property
    def cells(self) -> Cells:
        """Cells of all kinds together."""
        together = Cells()
        for group in self.kinds.values():
            together.add(group.cells)
        return together

    def _keep(self, score: DocumentScore) -> None:
        if any(score.badness):
            self.worst.append(score)
            # By number where two are as bad, so that the order of the workers does not show.
            self.worst.sort(key=lambda one: (*(-part for part in one.badness), one.number))
            del self.worst[self.worst_kept :]


def to_dict(tally: Tally) -> dict[str, Any]:
    """Return all counts as plain values for JSON."""
    return {
        "kinds": {kind: _group(group) for kind, group in sorted(tally.kinds.items())},
        "variations": [
            {"kind": kind, "variation": variation, **_group(group)}
            for (kind, variation), group in sorted(tally.variations.items())
        ],
        "clean_scans": _group(tally.clean_scans),
        "fields": [
            {"field": name, "kind": kind, "right": right, "reports": count}
            for (name, kind, right), count in sorted(tally.fields.items())
        ],
        "states": [
            {"state": state, "right": right, "cells": count}
            for (state, right), count in sorted(tally.states.items())
        ],
        "rules": [
            {"rule": rule, "verdict": verdict, "cells": count}
            for (rule, verdict), count in sorted(tally.rules.items())
        ],
        "numbers": tally.numbers,
        "not_zero": tally.not_zero,
        "worst": [
            {
                "number": score.number,
                "kind": score.kind,
                "variations": list(score.variations),
                "cells": _cells(score.cells),
                "differences": [str(difference) for difference in score.differences],
            }
            for score in tally.worst
        ],
        "skipped": {
            kind: {"documents": documents, "reason": reason}
            for kind, (documents, reason) in sorted(tally.skipped.items())
        },
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "documents": group.documents,
        "damaged_at_random": group.damaged,
        "reports": group.reports,
        "complete": group.complete,
        "unreadable": group.unreadable,
        **_cells(group.cells),
    }


def _cells(cells: Cells) -> dict[str, int]:
    return {"cells": cells.total, **{name: getattr(cells, name) for name in cells.__slots__}}
