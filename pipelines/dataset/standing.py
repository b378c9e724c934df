"""What stands at one address: of the contents that it showed over time, the one that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.dataset.observation import Observation, day_of

#: Days on which a content that has less must be seen, or an address gone, to be believed.
CONFIRMED: Final = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Contents of one address that compete: which one stands.

    ``current``: the deciding capture; ``same``: those that say and give the same;
    ``worse``: the earliest capture of each content that was set aside, and the content that
    has more; only of what was seen since the current content was.
    """

    current: Observation
    same: frozenset[tuple[str, str]]
    set_aside: frozenset[tuple[str, str]]
    worse: tuple[tuple[Observation, Observation], ...]
    members: tuple[Observation, ...]


def standings_of(seen: Sequence[Observation]) -> list[Standing]:
    """Contests of one address, the one with the content last seen first."""
    good = [observation for observation in seen if observation.reports]
    found = [_standing(members) for members in _contests(good)]
    return sorted(found, key=lambda standing: _recency(standing.members), reverse=True)


def _recency(members: Iterable[Observation]) -> tuple[int, str]:
    return max((seen.last_seen, seen.payload) for seen in members)


def _contests(good: Sequence[Observation]) -> list[list[Observation]]:
    """Observations of one address, grouped by a year or a content that they share."""
    groups: list[tuple[set[object], list[Observation]]] = []
    for observation in good:
        shared: set[object] = {report.year for report in observation.reports}
        shared.add(observation.said)
        members = [observation]
        apart: list[tuple[set[object], list[Observation]]] = []
        for other_shared, others in groups:
            if shared & other_shared:
                shared |= other_shared
                members = [*others, *members]
            else:
                apart.append((other_shared, others))
        groups = [*apart, (shared, members)]
    return [sorted(members, key=lambda seen: seen.pair) for _, members in groups]


def _standing(members: list[Observation]) -> Standing:
    contents: dict[str, list[Observation]] = defaultdict(list)
    for observation in sorted(members, key=lambda seen: seen.provenance):
        contents[observation.said].append(observation)
    firsts = {said: seen[0] for said, seen in contents.items()}
    worse: dict[str, Observation] = {}

    def compare(said: str, others: Iterable[Observation]) -> None:
        for other in others:
            if _lacks(firsts[said], other) and (0 < _days_after(contents[said], other) < CONFIRMED):
                worse[said] = other
                return

    ordered = list(firsts)
    for number, said in enumerate(ordered):
        compare(said, [firsts[other] for other in ordered[:number]])
    # A page may fall back to what it was at first; only what took its place then counts.
    stood = [said for said in ordered if said not in worse]
    for number, said in enumerate(stood):
        compare(said, [firsts[other] for other in stood[number + 1 :]])
    standing = [seen for seen in members if seen.said not in worse]
    last = max(standing, key=lambda seen: (seen.last_seen, seen.payload))
    same = [seen for seen in contents[last.said] if seen.report_ids == last.report_ids]
    return Standing(
        current=same[0],
        same=frozenset(seen.pair for seen in same),
        set_aside=frozenset(seen.pair for seen in members if seen.said in worse),
        worse=tuple(
            (firsts[said], worse[said])
            for said in sorted(worse)
            if max(seen.last_seen for seen in contents[said]) >= last.last_seen
        ),
        members=tuple(members),
    )


def _days_after(seen: Iterable[Observation], first: Observation) -> int:
    """On how many days a content was seen after another one was there; 0 where no time is known."""
    begun = first.fetched_at
    if begun is None:
        return 0
    return len(
        {
            day
            for observation in seen
            for day in observation.days
            if day > day_of(begun)
            or any(day_of(moment) == day and moment > begun for moment in observation.seen)
        }
    )


def _lacks(later: Observation, earlier: Observation) -> bool:
    """Whether a table, or more than a tenth of the cells, of an earlier content is missing."""
    had = {table: cells for table, cells in earlier.cells.items() if cells}
    if any(not later.cells.get(table) for table in had):
        return True
    before, now = sum(had.values()), sum(later.cells.values())
    return 10 * (before - now) > before
