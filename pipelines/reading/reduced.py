"""Texts that lost their spans: heads in the order that a form declares, rows by their length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, pairwise

from rapidfuzz.distance import DamerauLevenshtein

from pipelines.forms import LabelSet
from pipelines.labels import fold, normalise
from pipelines.model import Cell
from pipelines.reading.cells import Slot, is_empty

#: A header with more heads than any form is not tried for halves.
_MOST_HEADS = 15
#: Words this long begin no other head.
_WHOLE_WORD = 3
_OPENED = re.compile("[(（]")
_CLOSED = re.compile("[)）]")


@dataclass(frozen=True, slots=True)
class NamedHead:
    """A head as printed and what it means; ``similar`` marks one that is not spelled so."""

    cell: Cell
    meaning: str
    similar: bool


def heads_in_order(
    rows: Sequence[Sequence[Cell]], labels: LabelSet, declared: Sequence[Sequence[str]]
) -> list[NamedHead]:
    """Return the heads of a header that prints one of the declared sequences, else none.

    ``rows`` are the filled cells, ``declared`` codes and words of groups in printed order. What
    stands before the first head (the corner) must be no head. Each head must be nearest to the
    declared one; only one of them may be as near or nearer to another, unless it is spelled so.
    Heads that are cut over two rows
    (商业 over 企业) are put together, as many as the lower row holds, in its order.
    """
    near = _Near(labels)
    for cells in _ways(rows):
        for sequence in declared:
            found = _in_order(cells, sequence, near)
            if found:
                return found
    return []


class _Near:
    """The meanings that a printed text is nearest to, each text measured once."""

    def __init__(self, labels: LabelSet) -> None:
        self.labels = labels
        self.measured: dict[str, dict[str, int]] = {}

    def __call__(self, printed: str) -> list[frozenset[str]]:
        """Return the meanings of each label at the least distance; none where all are too far."""
        fitting = self._fitting(printed)
        least = min(fitting.values(), default=0)
        return list(
            dict.fromkeys(self._meanings(known) for known, n in fitting.items() if n == least)
        )

    def may_be(self, printed: str, meaning: str) -> bool:
        """Whether a damaged text is near enough to a label of that meaning."""
        return not self.labels.knows(printed) and any(
            meaning in self._meanings(known) for known in self._fitting(printed)
        )

    def _fitting(self, printed: str) -> dict[str, int]:
        """Return the labels of which a text keeps half of the characters, with their distance."""
        if printed not in self.measured:
            words = words_of(printed)
            known = self.labels.labels if words else ()
            far = {label: self._distance(words, label, printed) for label in known}
            self.measured[printed] = {
                label: edits for label, edits in far.items() if edits * 2 <= len(label)
            }
        return self.measured[printed]

    @staticmethod
    def _distance(words: str, label: str, printed: str) -> int:
        texts = {words}
        if len(label) >= _WHOLE_WORD and words.startswith(label):
            # An instruction that has lost both its brackets.
            texts.add(label)
        if len(_CLOSED.findall(printed)) > len(_OPENED.findall(printed)):
            # An instruction whose first bracket is lost stands behind the label, which may have
            # lost or got a character itself.
            texts.update(words[: len(label) + more] for more in (-1, 0, 1))
        return min(DamerauLevenshtein.distance(text, label) for text in texts)

    def _meanings(self, words: str) -> frozenset[str]:
        return frozenset(label.code or label.words for label in self.labels.labels[words])


def _ways(rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Yield the heads as printed, then with the cells of two rows put together."""
    yield [cell for row in rows for cell in row]
    for place, (upper, lower) in enumerate(pairwise(rows)):
        if not 0 < len(lower) <= len(upper) <= _MOST_HEADS:
            continue
        above = [cell for row in rows[:place] for cell in row]
        below = [cell for row in rows[place + 2 :] for cell in row]
        for cut in combinations(range(len(upper)), len(lower)):
            halves = iter(lower)
            joined = [
                replace(cell, text=cell.text + next(halves).text) if number in cut else cell
                for number, cell in enumerate(upper)
            ]
            yield [*above, *joined, *below]


def _in_order(cells: Sequence[Cell], sequence: Sequence[str], near: _Near) -> list[NamedHead]:
    start = len(cells) - len(sequence)
    if start < 0 or any(
        meaning in found
        for cell in cells[:start]
        for found in near(cell.text)
        for meaning in sequence
    ):
        return []
    heads: list[NamedHead] = []
    torn = 0
    for cell, meaning in zip(cells[start:], sequence, strict=True):
        found = near(cell.text)
        nearest = any(meaning in meanings for meanings in found)
        if not nearest and not near.may_be(cell.text, meaning):
            return []
        torn += len(found) > 1 or not nearest
        heads.append(NamedHead(cell, meaning, similar=not near.labels.knows(cell.text)))
    return heads if torn <= 1 else []


@dataclass(frozen=True, slots=True)
class Printed:
    """One row: its cells behind the labels, and how many columns its labels cover besides.

    ``labels`` is the number of cells before the values; ``outermost`` says that the row prints
    the outermost of its labels, which in a table joined to a wider one covers more.
    """

    values: Sequence[Cell]
    covered: int
    labels: int
    outermost: bool = False


@dataclass(slots=True)
class RowLengths:
    """Says of the rows of a table which of them hold all their values.

    Some texts print behind the values as many empty cells as the labels of the row cover, some
    none, some as many as fill the row up to the longest. A row whose first and last value are
    filled, with nothing behind, is whole; such rows tell which way it is. A row whose last value
    is blank is then whole if it has just the length that it must have. Where all rows are filled
    up to one length (``filled_up``, in cells) that length says nothing of a single row, and the
    blank end counts as a value only where the columns add up so (``added_up``).
    """

    count: int
    by_span: dict[bool, int] = field(default_factory=dict)
    flat: int | None = None
    filled_up: int | None = None
    added_up: bool = False
    any_whole: bool = False
    places_kept: bool = False

    @classmethod
    def of(cls, rows: Sequence[Printed], count: int) -> RowLengths:
        """Measure the rows of a table with ``count`` columns of values."""
        whole = [row for row in rows if _is_whole(row, count)]
        over = [len(row.values) - count for row in whole]
        by_span = {
            outermost: found.pop()
            for outermost in (False, True)
            if len(found := {_beyond(row, count) for row in whole if row.outermost is outermost})
            == 1
        }
        lengths = {len(row.values) + row.labels for row in whole}
        return cls(
            count,
            by_span={outermost: more for outermost, more in by_span.items() if more >= 0},
            flat=over[0] if len(set(over)) == 1 else None,
            filled_up=lengths.pop() if len(lengths) == 1 and any(over) else None,
            any_whole=bool(whole),
            places_kept=any(
                len(row.values) > count
                and is_empty(row.values[0])
                and not all(map(is_empty, row.values[count:]))
                for row in rows
            ),
        )

    def slots(self, row: Printed, codes: Sequence[str]) -> dict[str, Slot] | None:
        """Pair the values of a row with the columns; null where one may be missing."""
        values, rest = row.values[: self.count], row.values[self.count :]
        if len(values) < self.count or not all(map(is_empty, rest)) or not self._fits(row, values):
            return None
        return {code: Slot(cell) for code, cell in zip(codes, values, strict=True)}

    def _fits(self, row: Printed, values: Sequence[Cell]) -> bool:
        over = len(row.values) - self.count
        if all(map(is_empty, values)) or _is_whole(row, self.count):
            return True
        if self.places_kept and is_empty(values[0]):
            return False
        if not is_empty(values[-1]):
            return True
        if not self.any_whole:
            return over == row.covered == 0
        if self.filled_up is not None:
            return self.added_up and len(row.values) + row.labels == self.filled_up
        expected = set() if self.flat is None else {self.flat}
        if row.outermost in self.by_span:
            expected.add(self.by_span[row.outermost] + row.covered)
        return expected == {over}


def _beyond(row: Printed, count: int) -> int:
    """Return how many cells a row prints beside its values and what its labels cover."""
    return len(row.values) - count - row.covered


def _is_whole(row: Printed, count: int) -> bool:
    values = row.values
    return (
        len(values) >= count
        and not is_empty(values[0])
        and not is_empty(values[count - 1])
        and all(map(is_empty, values[count:]))
    )


def words_of(printed: str) -> str:
    """Return the words of a head; 其中 alone is a damaged 其他 here, and no mark before a label."""
    words = normalise(printed)
    return words or ("" if _OPENED.search(printed) else fold(printed))


@cache
def has_words(text: str) -> bool:
    """Whether a text holds a Chinese character, as every label does (□ and #### do not)."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
