"""Damaged labels read by their place: between two known ones, where the form leaves no choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.forms import LabelSet
from pipelines.labels import normalise

#: A damaged label keeps at least this share of the characters of the official one.
_SHARE = 0.5


def fill_gaps(
    codes: Sequence[str | None],
    texts: Sequence[str],
    orders: Sequence[Sequence[str]],
    labels: LabelSet,
) -> dict[int, str]:
    """Return place -> code for the labels that no code fits but whose place names one.

    A run of unknown labels is read only where the labels on both sides are known, one of the
    forms (``orders``) has exactly as many codes between the two, none of them stands elsewhere,
    every label still shares half of its characters with the official one, and the known labels
    follow the order of the form throughout. A label as near to one code as to another is
    refused wherever it stands.
    The first and the last label of a form have only one neighbour.
    """
    filled: dict[int, str] = {}
    orders = [order for order in orders if _follows(codes, order)]
    place = 0
    while place < len(codes):
        end = place
        while end < len(codes) and codes[end] is None:
            end += 1
        if end > place:
            found = {
                between
                for order in orders
                if (between := _between(codes, place, end, order)) is not None
                and not set(between) & set(codes)
                and all(
                    not labels.is_torn(text)
                    and any(alike(text, words) for words in labels.words_of(code))
                    for text, code in zip(texts[place:end], between, strict=True)
                )
            }
            if len(found) == 1:
                filled.update(zip(range(place, end), found.pop(), strict=True))
        place = end + 1
    return filled


def _follows(codes: Sequence[str | None], order: Sequence[str]) -> bool:
    """Whether the known labels stand in the order of a form."""
    known = [code for code in codes if code is not None]
    if not set(known) <= set(order):
        return False
    places = [order.index(code) for code in known]
    return places == sorted(places)


def has_place(codes: Sequence[str | None], order: Sequence[str]) -> bool:
    """Whether every unknown label may stand for a missing one, or none is missing.

    An unknown label somewhere else than where a code is missing, while a code is missing, shows
    that labels and places do not belong together.
    """
    missing = set(order) - set(codes)
    if not missing or None not in codes:
        return True
    if not _follows(codes, order):
        return False
    return list(codes) == [None if code in missing else code for code in order]


def _between(
    codes: Sequence[str | None], start: int, end: int, order: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the codes of a form between two neighbours, null unless there are just enough."""
    before = codes[start - 1] if start else None
    after = codes[end] if end < len(codes) else None
    first = order.index(before) + 1 if before is not None else 0
    last = order.index(after) if after is not None else len(order)
    return tuple(order[first:last]) if last - first == end - start else None


def alike(printed: str, official: str) -> bool:
    """Whether a printed text keeps enough of an official label, and adds not too much."""
    words = normalise(printed)
    shared = sum((Counter(words) & Counter(official)).values())
    return shared >= _SHARE * len(official) and shared >= _SHARE * len(words)
