"""What is counted: the five verdicts on a cell, and the score of one document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from crawler.simulation.mess.page import Kind

Verdict = Literal["right", "right_flagged", "wrong_flagged", "wrong_silent", "missing"]

#: The five counts in the order in which they are shown.
VERDICTS: Final[tuple[Verdict, ...]] = (
    "right",
    "right_flagged",
    "wrong_flagged",
    "wrong_silent",
    "missing",
)


@dataclass(slots=True)
class Cells:
    """The five counts over some cells, and three that are part of them.

    ``lost``: missing cells of which no finding says so, neither for the cell nor its row, table
    or document. ``demanded``: right but flagged because the contract demands the finding
    (``merged``, ``unreadable``, ``unit_unknown``). ``blamed``: wrong but flagged where every
    finding says that the report itself is at fault.
    """

    right: int = 0
    right_flagged: int = 0
    wrong_flagged: int = 0
    wrong_silent: int = 0
    missing: int = 0
    lost: int = 0
    demanded: int = 0
    blamed: int = 0

    def count(self, verdict: Verdict) -> None:
        """Count one cell."""
        setattr(self, verdict, getattr(self, verdict) + 1)

    def add(self, other: Cells) -> None:
        """Add the counts of other cells."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def total(self) -> int:
        """Every cell, those included that the page does not print but the dataset gives."""
        return sum(getattr(self, verdict) for verdict in VERDICTS)

    @property
    def right_share(self) -> float:
        """Share of right cells, flagged or not; 0 of no cells."""
        return self._share(self.right + self.right_flagged)

    @property
    def flagged_share(self) -> float:
        """Share of right cells that are flagged."""
        return self._share(self.right_flagged)

    @property
    def silent_share(self) -> float:
        """Share of wrong cells that nothing flags."""
        return self._share(self.wrong_silent)

    def _share(self, part: int) -> float:
        return part / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the truth has it, in words.

    ``verdict``: one of the five, or ``field`` or ``state`` for what is counted besides.
    """

    verdict: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return one line for a person."""
        verdict = self.verdict.replace("_", " ")
        return f"{verdict}: {self.where}: printed {self.expected}, read {self.found}"


@dataclass(slots=True)
class DocumentScore:
    """The score of one document.

    ``fields``: (column of ``reports``, whether right) -> reports. ``states``: (state of the
    truth, whether right) -> cells; ``plain`` is a printed number. ``rules``: (rule, verdict) ->
    cells that it flags. ``reports`` counts those of
    the truth, ``complete`` those of them with the right status and every cell right. ``numbers``
    counts the printed numbers, ``not_zero`` those that are not 0. ``differences`` are the first
    ones, the gravest verdict first. ``unreadable``: why nothing at all was read, an error of the
    reader since every document that is made can be read; else an empty text.
    """

    number: int
    seed: str
    kind: Kind
    variations: tuple[str, ...]
    random_damage: bool
    cells: Cells = field(default_factory=Cells)
    fields: Counter[tuple[str, bool]] = field(default_factory=Counter)
    states: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    reports: int = 0
    complete: int = 0
    numbers: int = 0
    not_zero: int = 0
    differences: list[Difference] = field(default_factory=list)
    unreadable: str = ""

    @property
    def badness(self) -> tuple[int, ...]:
        """How bad it is, to be compared: silent errors weigh before any others."""
        cells = self.cells
        fields = sum(count for (_, right), count in self.fields.items() if not right)
        return (
            bool(self.unreadable),
            cells.wrong_silent,
            cells.lost,
            cells.wrong_flagged,
            cells.missing,
            fields,
            cells.right_flagged,
        )
