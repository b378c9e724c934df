"""Damaged labels read by their place: between two known ones, where the form leaves no choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.forms import LabelSet
from pipelines.labels import fold, normalise

#: A damaged label keeps at least this share of the characters of the official one.
_SHARE = 0.5
#: Away from its place it keeps more.
_MOST = 0.6
#: Without its neighbours a damaged label may differ from the official one in a third.
_THIRD = 3
#: One or two damaged heads among several sound ones in their order need not keep half: 然 for 自然人.
_FEW_DAMAGED = 0.3
_SOME = 2
#: Of a label of two characters one is half.
_PAIR = 2
#: What a damaged ordinal leaves before a label (3实其他, 得一）予以公开).
_BROKEN_ORDINAL = re.compile(r"^.?[0-9一二三四五六七八九十]")


def fill_gaps(
    codes: Sequence[str | None],
    texts: Sequence[str],
    orders: Sequence[Sequence[str]],
    labels: LabelSet,
    *,
    share: float = _SHARE,
    torn: bool = True,
    heads: bool = False,
) -> dict[int, str]:
    """Return place -> code for the labels that no code fits but whose place names one.

    A run of unknown labels is read only where the labels on both sides are known, one of the
    forms (``orders``) has exactly as many codes between the two, none of them stands elsewhere,
    every label still shares ``share`` of its characters with the official one, and the known labels
    follow the order of the form throughout. A label as near to one code as to another is
    refused wherever it stands, but not where codes are words of one meaning (``torn`` false).
    The first and the last label of a form have only one neighbour. ``heads`` are heads of
    columns, which nobody adds: where most are known, the others may be damaged more.
    """
    unknown = list(codes).count(None)
    if heads and 0 < unknown <= _SOME and len(codes) > _SOME * unknown:
        share = _FEW_DAMAGED
    filled: dict[int, str] = {}
    in_order = [order for order in orders if _follows(codes, order)]
    if not in_order and not heads:
        return _around_moved(codes, texts, orders, labels, share=share, torn=torn)
    orders = in_order
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
                    not (torn and labels.is_torn(text))
                    and any(alike(text, words, share) for words in labels.words_of(code))
                    for text, code in zip(texts[place:end], between, strict=True)
                )
            }
            if len(found) == 1:
                filled.update(zip(range(place, end), found.pop(), strict=True))
        place = end + 1
    return filled


def _around_moved(
    codes: Sequence[str | None],
    texts: Sequence[str],
    orders: Sequence[Sequence[str]],
    labels: LabelSet,
    *,
    share: float,
    torn: bool,
) -> dict[int, str]:
    """Fill gaps where one known label was moved, as if its line were not there.

    Of two lines that have changed places either may be the moved one: only what is found both
    ways is read.
    """
    found: list[dict[int, str]] = []
    for order in orders:
        for moved in _moved(codes, order):
            places = [place for place in range(len(codes)) if place != moved]
            rest = [code for code in order if code != codes[moved]]
            filled = fill_gaps(
                [codes[place] for place in places],
                [texts[place] for place in places],
                [rest],
                labels,
                share=share,
                torn=torn,
            )
            found.append({places[place]: code for place, code in filled.items()})
    if not found:
        return {}
    first, *others = found
    return {
        place: code
        for place, code in first.items()
        if all(other.get(place) == code for other in others)
    }


def _moved(codes: Sequence[str | None], order: Sequence[str]) -> list[int]:
    """Return the places of the known labels without any one of which the others are in order."""
    known = [place for place, code in enumerate(codes) if code is not None]
    if not {codes[place] for place in known} <= set(order):
        return []
    return [
        moved
        for moved in known
        if codes.count(codes[moved]) == 1
        and _follows([codes[place] for place in known if place != moved], order)
    ]


def left_over(
    codes: Sequence[str | None],
    texts: Sequence[str],
    orders: Sequence[Sequence[str]],
    labels: LabelSet,
) -> dict[int, str]:
    """Return place -> code where one code alone is not printed elsewhere and fits the label.

    It must fit better than every code that is printed elsewhere, no label without a code may fit
    it, and no other printed label may.
    """
    official = {code for order in orders for code in order}
    printed = {code for code in codes if code is not None}
    missing = official - printed
    unknown = [place for place, code in enumerate(codes) if code is None and texts[place]]
    if not missing or not unknown:
        return {}
    # A line of a provincial form that no code fits is a rival too.
    uncoded = [w for w, known in labels.labels.items() if all(la.code is None for la in known)]
    fitting: dict[int, list[str]] = {}
    for place in unknown:
        words = normalise(texts[place])
        near = [(code, _distance(words, code, labels)) for code in sorted(missing)]
        near = [(code, far) for code, far in near if far is not None]
        if near and words:
            best = min(far for _, far in near if far is not None)
            rivals = [_distance(words, code, labels) for code in printed & official]
            stranger = any(_within(words, other) is not None for other in uncoded)
            if not stranger and all(rival is None or rival > best for rival in rivals):
                fitting[place] = [code for code, _ in near]
    times = Counter(code for found in fitting.values() for code in found)
    return {
        place: found[0]
        for place, found in fitting.items()
        if len(found) == 1 and times[found[0]] == 1
    }


def rest_of_whole(
    codes: Sequence[str | None],
    texts: Sequence[str],
    orders: Sequence[Sequence[str]],
    labels: LabelSet,
) -> dict[int, str]:
    """Return place -> code for the damaged labels of a table that prints each line of a form once.

    Wherever a line was moved to: each label without a code must be like one missing code alone,
    and each missing code like one such label.
    """
    unknown = [place for place, code in enumerate(codes) if code is None]
    for order in orders:
        missing = [code for code in order if code not in codes]
        known = {code for code in codes if code is not None}
        whole = len(codes) == len(order) == len(known) + len(missing) and known <= set(order)
        if not unknown or not whole:
            continue
        fitting = {
            place: [
                code
                for code in missing
                if any(alike(texts[place], words, _MOST) for words in labels.words_of(code))
            ]
            for place in unknown
            if not labels.is_torn(texts[place])
        }
        if len(fitting) == len({tuple(found) for found in fitting.values()}) == len(unknown) and (
            all(len(found) == 1 for found in fitting.values())
        ):
            return {place: code for place, [code] in fitting.items()}
    return {}


def _distance(words: str, code: str, labels: LabelSet) -> int | None:
    """Return how many edits part a label from the nearest spelling of a code, null: too many."""
    found = [
        far for official in labels.words_of(code) if (far := _within(words, official)) is not None
    ]
    return min(found, default=None)


def _within(words: str, official: str) -> int | None:
    """Return how many edits part two labels, null: too many."""
    far = _edits(words, official)
    return far if far <= max(1, len(official) // _THIRD) else None


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


def alike(printed: str, official: str, share: float = _SHARE) -> bool:
    """Whether a printed text keeps enough of an official label, and adds not too much."""
    words = _words(printed, official)
    texts = {words, _BROKEN_ORDINAL.sub("", words)}
    if printed.count(")") + printed.count("）") > printed.count("(") + printed.count("（"):
        # An instruction whose first bracket is lost stands behind the label.
        texts |= {text[: len(official)] for text in texts}
    return any(_shares(text, official, share) for text in texts)


def kept(printed: str, official: str) -> float:
    """Return the share of the characters of an official label that a printed text keeps."""
    return _shared(_words(printed, official), official) / len(official)


def _words(printed: str, official: str) -> str:
    """Return the words of a damaged label; 其中 alone may be what is left of 其他."""
    words = normalise(printed)
    return words or (text if len(text := fold(printed)) <= len(official) else "")


def _shared(words: str, official: str) -> int:
    return sum((Counter(words) & Counter(official)).values())


def _shares(words: str, official: str, share: float) -> bool:
    shared = _shared(words, official)
    if len(official) == _PAIR:
        share = min(share, _SHARE)
    return shared >= share * len(official) and shared >= _SHARE * len(words)


def _edits(words: str, official: str) -> int:
    """Return how many edits part two labels; what is left of an ordinal does not count."""
    bare = _BROKEN_ORDINAL.sub("", words)
    return min(DamerauLevenshtein.distance(text, official) for text in {words, bare})
