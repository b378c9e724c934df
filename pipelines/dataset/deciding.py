"""From observations to what is written down for a commit: pages joined, everything decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pipelines.dataset.closure import Closure
from pipelines.dataset.decide import Decided, Placement, decide
from pipelines.dataset.fetch import Files
from pipelines.dataset.joins import Joined, Pair, join_all
from pipelines.dataset.papers import IndexPapers
from pipelines.dataset.scratch import Scratch
from pipelines.reference import Reference


def join_pages(
    scratch: Scratch, files: Files, closure: Closure, reference: Reference | None
) -> None:
    """Read pages and what hangs on them as one, until nothing more is tied to what they give."""
    papers = IndexPapers(files, lambda seen: scratch.pointer(seen.pair))
    while True:
        scratch.join_old()
        scratch.tie()
        nodes: set[int] = set()
        for component in scratch.families():
            observations = scratch.observations(component.values())
            joins = join_all(observations, papers, reference or Reference.load())
            nodes |= scratch.joined.add(joins, component)
        if not closure.load(nodes):
            break
    scratch.joined.tie()


def decide_all(scratch: Scratch) -> None:
    """Decide each component, and write down what the rows of the data set are."""
    for component in scratch.components():
        numbers = list(component.values())
        observations = scratch.observations(numbers)
        hung: dict[Pair, list[Pair]] = {}
        candidates = []
        for seen, number in zip(observations, numbers, strict=True):
            candidates += scratch.joined.candidates(seen, number)
            if pages := scratch.joined.pages_of(number):
                hung[seen.pair] = pages
        placements, reports = decide(candidates, hung)
        placed = _one_a_row(placements)
        shown = _shown(placed.values())
        for pair, placement in placed.items():
            scratch.add_placement(placement, component[pair], shown=pair in shown)
        for decided in reports:
            _add_report(scratch, decided, component, placed)


#: Roles by what they say: of a page that showed several things over time, and of answers of one
#: address with equal bytes, the first counts.
_ROLES: Final = (
    "report",
    "copy",
    "superseded",
    "set_aside",
    "attachment",
    "not_ogi",
    "gone",
    "no_report",
    "unreadable",
    "challenge",
    "blocked",
    "robots",
)


def _one_a_row(placements: Iterable[Placement]) -> dict[Pair, Placement]:
    found: dict[Pair, Placement] = {}
    for placement in placements:
        pair = placement.observation.base
        if pair not in found or _ROLES.index(placement.role) < _ROLES.index(found[pair].role):
            found[pair] = placement
    return found


def _shown(placements: Iterable[Placement]) -> set[Pair]:
    """Observations that ``captures`` has as rows: one an address and payload."""
    found: dict[Pair, tuple[int, Pair]] = {}
    for placement in placements:
        seen = placement.observation
        address, _ = seen.base
        rank = (_ROLES.index(placement.role), seen.base)
        bytes_there = (address, seen.page if isinstance(seen, Joined) else seen.payload)
        found[bytes_there] = min(rank, found.get(bytes_there, rank))
    return {pair for _, pair in found.values()}


def _add_report(
    scratch: Scratch,
    decided: Decided,
    component: Mapping[Pair, int],
    placed: Mapping[Pair, Placement],
) -> None:
    winner = decided.winner
    page = component[winner.base]
    leads = placed[winner.base].report_id == decided.report_id
    if isinstance(winner, Joined):
        number = component[winner.evidence]
        extraction = scratch.joined.extraction_of(page, winner.payload)
        scratch.add_report(decided, number, leads=leads, extraction=extraction)
    else:
        decided.findings += scratch.joined.unread(page) if leads else []
        scratch.add_report(decided, page, leads=leads, extraction=None)
