"""Which captures hang on which page, and what a page showed together with them over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.dataset.hanging import split_link
from pipelines.dataset.observation import Observation
from pipelines.joining import MOST_FILES

#: A frame within a frame is followed no further than this.
_MAX_DEPTH: Final = 3
_PATH: Final = "path:"

#: Addresses at which one and the same file was captured (http and https are two).
Slot = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What a page showed at some time.

    ``slots``: what hangs on it, in the order of the page, and ``parts`` what stood there then.
    ``moments``: when it was seen so, ascending, microseconds since 1970; none where no time is
    known.
    """

    page: Observation
    slots: tuple[Slot, ...]
    parts: tuple[Observation, ...]
    moments: tuple[int, ...]


class Family:
    """Observations that are tied to each other."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self.by_address: dict[str, list[Observation]] = defaultdict(list)
        self._by_target: dict[str, set[str]] = defaultdict(set)
        self._by_parent: dict[str, set[str]] = defaultdict(set)
        self._by_parent_path: dict[str, set[str]] = defaultdict(set)
        self._by_place: dict[str, set[str]] = defaultdict(set)
        for seen in sorted(observations, key=lambda one: one.pair):
            self.by_address[seen.address].append(seen)
            for target in seen.targets:
                self._by_target[target].add(seen.address)
            if seen.source_path is not None:
                self._by_place[seen.source_path].add(seen.address)
            if seen.is_part and seen.parent_url is not None:
                self._by_parent[seen.parent_url].add(seen.address)
            if seen.form and seen.parent_path is not None:
                self._by_parent_path[seen.parent_path].add(seen.address)

    def pages(self) -> list[str]:
        """Addresses of pages that something may hang on, sorted."""
        return sorted(
            address
            for address, seen in self.by_address.items()
            if any(one.lacks_tables or one.reports for one in seen)
        )

    def slots(self, page: Observation) -> list[Slot]:
        """Return what hangs on a page: what it links to, in its order, then what says so itself."""
        found: dict[Slot, None] = {}
        self._collect(page, found, frozenset({page.address}))
        return list(found)[:MOST_FILES]

    def _collect(self, page: Observation, found: dict[Slot, None], above: frozenset[str]) -> None:
        known = {address for slot in found for address in slot} | above
        direct: list[Slot] = []
        for slot in (*self._linked(page), *self._hanging(page)):
            if known.isdisjoint(slot):
                known.update(slot)
                direct.append(slot)
        for slot in direct:
            found[slot] = None
            if len(above) < _MAX_DEPTH:
                for frame in self.versions(slot):
                    if frame.lacks_tables:
                        self._collect(frame, found, above | {*slot})

    def _linked(self, page: Observation) -> Iterator[Slot]:
        for link in page.links:
            for target in split_link(link)[1]:
                addresses = self._by_target.get(target)
                # Of several files that lay in one place nobody knows which one is meant.
                if addresses and (len(addresses) == 1 or not target.startswith(_PATH)):
                    yield tuple(sorted(addresses))
                    break

    def _hanging(self, page: Observation) -> Iterator[Slot]:
        """Give what names the page itself, but not what only another state of it links to."""
        found = set(self._by_parent.get(page.address, ()))
        for other in self.by_address[page.address]:
            if other is not page:
                found.difference_update(*self._linked(other))
        place = page.source_path
        if place is not None and len(self._by_place[place]) == 1:
            found |= self._by_parent_path.get(place, set())
        yield from ((address,) for address in sorted(found))

    def versions(self, slot: Slot) -> list[Observation]:
        """Return the observations of a file, those that were no file (gone, say) left out."""
        return [seen for address in slot for seen in self.by_address[address] if seen.is_part]

    def states(self, address: str) -> list[State]:
        """Return what the pages without tables of an address showed over time, in no order."""
        pages = [seen for seen in self.by_address[address] if seen.lacks_tables or seen.reports]
        slots = {page.pair: tuple(self.slots(page)) for page in pages if page.lacks_tables}
        if not slots:
            return []
        own: Slot = (address,)
        versions = {own: pages}
        versions |= {slot: self.versions(slot) for found in slots.values() for slot in found}
        moments: dict[tuple[Observation, tuple[Observation, ...]], list[int]] = {}
        current = {slot: min(seen, key=_beginning) for slot, seen in versions.items()}
        for moment, changes in _sightings(versions):
            current |= changes
            page = current[own]
            if page.lacks_tables:
                parts = tuple(current[slot] for slot in slots[page.pair])
                moments.setdefault((page, parts), []).append(moment)
        shown = {page.pair for page, _ in moments}
        for page in pages:
            if page.lacks_tables and page.pair not in shown:
                moments[page, tuple(current[slot] for slot in slots[page.pair])] = []
        return [
            State(page, slots[page.pair], parts, tuple(times))
            for (page, parts), times in moments.items()
        ]


def _beginning(seen: Observation) -> tuple[int, str]:
    return (seen.seen[0] if seen.seen else -1, seen.payload)


def _sightings(
    versions: Mapping[Slot, Sequence[Observation]],
) -> Iterator[tuple[int, dict[Slot, Observation]]]:
    """Moments in their order, with what was seen then; of two at once the larger payload."""
    events = sorted(
        (
            (moment, seen.payload, slot)
            for slot, found in versions.items()
            for seen in found
            for moment in seen.seen
        ),
    )
    by_payload = {(slot, seen.payload): seen for slot, found in versions.items() for seen in found}
    changes: dict[Slot, Observation] = {}
    for number, (moment, payload, slot) in enumerate(events):
        changes[slot] = by_payload[slot, payload]
        if number + 1 == len(events) or events[number + 1][0] != moment:
            yield moment, changes
            changes = {}
