"""What a variation is: something that real pages do to a report, by name."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from crawler.simulation.mess.page import Kind, Page

ALL: Final[frozenset[Kind]] = frozenset({"html", "text", "pdf", "docx", "sheet", "scan"})
HTML: Final[frozenset[Kind]] = frozenset({"html"})
TEXT: Final[frozenset[Kind]] = frozenset({"text"})
#: Kinds whose cells keep their places and spans.
GRIDS: Final[frozenset[Kind]] = ALL - TEXT

#: The order in which variations are applied, whatever the order in which they were drawn.
Stage = Literal["form", "values", "wording", "rows", "edits", "shape", "breaks", "page", "markup"]
STAGES: Final[tuple[Stage, ...]] = (
    "form",
    "values",
    "wording",
    "rows",
    "edits",
    "shape",
    "breaks",
    "page",
    "markup",
)

Change = Callable[[random.Random, Page], bool]


@dataclass(frozen=True, slots=True)
class Variation:
    """One variation.

    ``function`` changes a page in place and tells whether there was anything to change.
    ``what`` is one line for people. ``random`` marks edits that stand in no list: what they do
    is drawn. ``group``: of the variations of one group (ways of filling zeros, say) a page gets
    at most one.
    """

    function: Change
    kinds: frozenset[Kind]
    what: str
    stage: Stage
    random: bool = False
    group: str | None = None
    weight: float = 1.0
