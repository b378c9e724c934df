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
    and every label still shares half of its characters with the official one.
    The first and the last label of a form have only one neighbour.
    """
    filled: dict[int, str] = {}
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
                    any(alike(text, words) for words in labels.words_of(code))
                    for text, code in zip(texts[place:end], between, strict=True)
                )
            }
            if len(found) == 1:
                filled.update(zip(range(place, end), found.pop(), strict=True))
        place = end + 1
    return filled


def _between(
    codes: Sequence[str | None], start: int, end: int, order: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the codes of a form between two neighbours, null unless there are just enough."""
    before = codes[start - 1] if start else None
    after = codes[end] if end < len(codes) else None
    if any(code is not None and code not in order for code in (before, after)):
        return None
    first = order.index(before) + 1 if before is not None else 0
    last = order.index(after) if after is not None else len(order)
    return tuple(order[first:last]) if last - first == end - start else None


def alike(printed: str, official: str) -> bool:
    """Whether a printed text keeps enough of an official label, and adds not too much."""
    words = normalise(printed)
    shared = sum((Counter(words) & Counter(official)).values())
    return shared >= _SHARE * len(official) and shared >= _SHARE * len(words)
