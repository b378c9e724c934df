"""Which part of a page is its content: the smallest place that holds all of the report.

Tables of figures and section headings (一、总体情况) are what a report cannot be without. A content
block of a known CMS family decides where it holds them all; else the smallest place that does,
and what stands around it without being links. Where a page has neither, a family's block counts
by itself. When in doubt more is kept rather than less.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipelines.documents.flow import Flow, Item, Place
from pipelines.model import Heading, Link, Paragraph

_PAGE = frozenset({"html", "body"})
#: What a picture, frame or attachment weighs beside characters of text.
_LINK_WEIGHT = 100
#: Links that make a block of nothing else a menu.
_SOME_LINKS = 3
_LINKED_SHARE = 0.5
#: Share of linked characters up to which the surroundings of a report belong to it.
_LINKED_AROUND = 0.3
#: Characters of prose that a report without section headings has beside its tables.
_SOME_PROSE = 100
#: A block that is named like chrome and holds more text than this, without links, is none.
_LONGEST_CHROME = 300


@dataclass(frozen=True, slots=True)
class Content:
    """The chosen part: its items and links, the items around it, and why it was chosen."""

    before: tuple[Item, ...]
    items: tuple[Item, ...]
    after: tuple[Item, ...]
    links: tuple[Link, ...]
    note: str


def choose(flow: Flow, *, is_fragment: bool) -> Content | None:
    """Choose the content of a page; null where its structure does not tell."""
    ranges = _Ranges(flow)
    hit = _best_hit(ranges)
    if hit is not None and ranges.anchors_in(flow.places[hit]) == len(ranges.anchors):
        return _part(ranges, hit, f"content:selector:{flow.places[hit].selector}")
    if ranges.anchors:
        first, last = ranges.anchors[0], ranges.anchors[-1]
        if hit is not None and ranges.anchors_in(flow.places[hit]):
            first = min(first, flow.places[hit].first)
            last = max(last, flow.places[hit].end - 1)
        is_table = any(flow.items[anchor].is_figures for anchor in ranges.anchors)
        number = _widen(ranges, _smallest(flow, first, last))
        return _part(ranges, number, "content:tables" if is_table else "content:sections")
    if is_fragment and flow.places:
        return _part(ranges, 0, "content:whole")
    return None


def whole(flow: Flow) -> Content:
    """Take all that is no chrome."""
    return _part(_Ranges(flow), 0, "content:body")


class _Ranges:
    """A flow with running sums, so that any range of items is judged in no time."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        #: Numbers of the items that a report cannot be without.
        self.anchors = [
            number
            for number, item in enumerate(flow.items)
            if item.is_figures or (item.is_section and item.linked * 2 < item.size)
        ]
        self._sections = [number for number in self.anchors if flow.items[number].is_section]
        self._prose = [0, *accumulate(_prose_of(item) for item in flow.items)]
        self._sizes = [0, *accumulate(item.size for item in flow.items)]
        self._linked = [0, *accumulate(item.linked for item in flow.items)]

    def anchors_in(self, place: Place) -> int:
        return bisect_left(self.anchors, place.end) - bisect_left(self.anchors, place.first)

    def sections_in(self, place: Place) -> int:
        return bisect_left(self._sections, place.end) - bisect_left(self._sections, place.first)

    def prose(self, place: Place) -> int:
        return self._prose[place.end] - self._prose[place.first]

    def size(self, place: Place) -> int:
        return self._sizes[place.end] - self._sizes[place.first]

    def linked(self, place: Place) -> int:
        return self._linked[place.end] - self._linked[place.first]


def _prose_of(item: Item) -> int:
    return item.size - item.linked if isinstance(item.block, (Heading, Paragraph)) else 0


def _best_hit(ranges: _Ranges) -> int | None:
    """Return the family block with most anchors, then most content, then the innermost."""
    flow = ranges.flow
    hits = [
        number
        for number, place in enumerate(flow.places)
        if place.selector and (place.end > place.first or place.end_link > place.first_link)
    ]

    def worth(number: int) -> tuple[int, int, int]:
        place = flow.places[number]
        return ranges.anchors_in(place), ranges.size(place) + _weight_of_links(flow, place), number

    return max(hits, key=worth, default=None)


def _weight_of_links(flow: Flow, place: Place) -> int:
    links = flow.links[place.first_link : place.end_link]
    return _LINK_WEIGHT * sum(link.kind != "page" for link in links)


def _smallest(flow: Flow, first: int, last: int) -> int:
    """Return the smallest place that holds the items from first to last."""
    holding = [
        number
        for number, place in enumerate(flow.places)
        if place.first <= first and place.end > last
    ]
    return min(holding, key=lambda number: (_length(flow.places[number]), -number))


def _length(place: Place) -> int:
    return place.end - place.first


def _widen(ranges: _Ranges, number: int) -> int:
    """Climb while what a parent adds is text, neither chrome nor links; in any case to some prose.

    A place with several sections never grows to the whole page: its text is between them.
    """
    places = ranges.flow.places
    with_chrome = {place.parent for place in places if place.is_chrome and _length(place)}
    while True:
        place = places[number]
        if place.parent < 0:
            return number
        parent = places[place.parent]
        if ranges.sections_in(place) > 1 or ranges.prose(place) >= _SOME_PROSE:
            added = ranges.size(parent) - ranges.size(place)
            linked = ranges.linked(parent) - ranges.linked(place)
            is_strange = place.parent in with_chrome or linked > added * _LINKED_AROUND
            if parent.tag in _PAGE or is_strange:
                return number
        number = place.parent


def _part(ranges: _Ranges, number: int, note: str) -> Content:
    flow = ranges.flow
    place = flow.places[number]
    chrome = list(_chrome(ranges)) if place.tag in _PAGE else []
    dropped = {index for strange in chrome for index in range(strange.first, strange.end)}
    unlinked = {
        index for strange in chrome for index in range(strange.first_link, strange.end_link)
    }
    kept = [index for index in range(place.first, place.end) if index not in dropped]
    links = [index for index in range(place.first_link, place.end_link) if index not in unlinked]
    return Content(
        before=tuple(flow.items[: place.first]),
        items=tuple(flow.items[index] for index in kept),
        after=(*(flow.items[index] for index in sorted(dropped)), *flow.items[place.end :]),
        links=tuple(flow.links[index] for index in links),
        note=note,
    )


def _chrome(ranges: _Ranges) -> Iterator[Place]:
    """Navigation, headers and footers, where the whole page has to be taken."""
    for place in ranges.flow.places:
        if place.tag in _PAGE or ranges.anchors_in(place):
            continue
        size = ranges.size(place)
        is_chrome = place.is_chrome and (
            size <= _LONGEST_CHROME or ranges.linked(place) > size * _LINKED_AROUND
        )
        if is_chrome or _is_menu(ranges, place):
            yield place


def _is_menu(ranges: _Ranges, place: Place) -> bool:
    if place.end_link - place.first_link < _SOME_LINKS:
        return False
    return ranges.linked(place) > ranges.size(place) * _LINKED_SHARE
