"""Figures that run over the sides of their cells: whose they are, or that nobody knows.

A browser prints a number that its cell is too narrow for over the next cell, so that the places
of its digits do not tell whose they are. The order of printing does, and where the number begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.documents.pdf.page import Glyph
from pipelines.values import looks_like_value

#: Points by which a figure has to cross a side.
_OVER = 0.8
#: Characters of one word have the same middle, and no gap, within these shares of their size.
_LEVEL = 0.2
_GAP = 0.15
#: Room that cells keep beside their text, and how exactly texts are centred.
_PADDING = 7.0
_CENTRED = 1.5
#: Texts that stand alike in their cells do so within this.
_ALIKE = 0.7
_LONGEST = 24


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A piece of print without a gap: its characters in the order of printing."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    middle: float
    is_figure: bool

    @property
    def is_marked(self) -> bool:
        """Whether the file itself says where it begins and ends."""
        return self.glyphs[0].mark >= 0


@dataclass(frozen=True, slots=True)
class Place:
    """The sides of a cell; ``key`` is its own."""

    key: int
    left: float
    right: float
    top: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        """Whether the middle of a character is in the cell."""
        middle = (glyph.left + glyph.right) / 2
        return self.left <= middle < self.right and self.top < glyph.middle < self.bottom


@dataclass(slots=True)
class Settled:
    """Whose the characters of figures are that run over, by ``id``, and the cells in doubt.

    ``owners`` has null for those that are nobody's. ``doubts``: the key of a cell -> what is
    printed over it and its neighbours, ``|`` for sides.
    """

    owners: dict[int, int | None] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Return the figures on a page and what else the file marks, in the order of printing."""
    runs: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.place, one.left)):
        if glyph.text.isspace():
            runs.append([])
        elif runs and runs[-1] and _goes_on(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [word for run in runs if (word := _word(run)) is not None]


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    size = before.em or before.bottom - before.top
    return (
        before.mark == glyph.mark
        and abs(before.middle - glyph.middle) < size * _LEVEL
        and abs(glyph.left - before.right) < size * _GAP
    )


def _word(run: Sequence[Glyph]) -> Word | None:
    if not run:
        return None
    text = "".join(glyph.text for glyph in run[: _LONGEST + 1])
    is_figure = len(text) <= _LONGEST and any(map(str.isdigit, text)) and looks_like_value(text)
    if not is_figure and run[0].mark < 0:
        return None
    return Word(tuple(run), run[0].left, run[-1].right, run[0].middle, is_figure)


def settle(words: Sequence[Word], cells: Sequence[Place]) -> Settled:
    """Give each word that crosses the sides of some cells to one of them, or none."""
    settled = Settled()
    for word in words if cells else ():
        touched = _touched(word, _level(word, cells)) if not word.is_figure else []
        if len(touched) > 1:
            most = max(touched, key=lambda cell: sum(map(cell.holds, word.glyphs)))
            settled.owners |= {id(glyph): most.key for glyph in word.glyphs}
    figures = [word for word in words if word.is_figure]
    if figures and cells:
        _settle_figures(figures, cells, settled)
    return settled


def _settle_figures(words: Sequence[Word], cells: Sequence[Place], settled: Settled) -> None:
    left, right = min(cell.left for cell in cells), max(cell.right for cell in cells)
    by_row = {word: _level(word, cells) for word in words}
    over = {
        word: touched
        for word, row in by_row.items()
        if (touched := _touched(word, row))
        and (len(touched) > 1 or word.left < left - _OVER or word.right > right + _OVER)
    }
    starts = {word: _owner(word, touched) for word, touched in over.items()}
    own = {
        touched[0].key: word
        for word, row in by_row.items()
        if word not in over and len(touched := _touched(word, row)) == 1
    }
    taken: dict[int, list[Word]] = {}
    for word, cell in starts.items():
        if cell is not None:
            taken.setdefault(cell.key, []).append(word)
    for word, touched in over.items():
        cell = starts[word]
        sure = (
            cell is not None
            and len(taken[cell.key]) == 1
            and cell.key not in own
            and left - _OVER <= word.left
            and word.right <= right + _OVER
            and (word.is_marked or _is_plain(word, cell, touched, {**own, **_single(taken)}))
        )
        owner = cell.key if sure and cell is not None else None
        settled.owners |= {id(glyph): owner for glyph in word.glyphs}
        if owner is None:
            settled.doubts |= dict.fromkeys((one.key for one in touched), "")
    _write_doubts(settled, cells, [*over, *own.values()])


def _single(taken: Mapping[int, Sequence[Word]]) -> dict[int, Word]:
    return {key: words[0] for key, words in taken.items() if len(words) == 1}


def _level(word: Word, cells: Sequence[Place]) -> list[Place]:
    row = [cell for cell in cells if cell.top < word.middle < cell.bottom]
    return sorted(row, key=lambda cell: cell.left)


def _touched(word: Word, row: Sequence[Place]) -> list[Place]:
    return [cell for cell in row if min(cell.right, word.right) - max(cell.left, word.left) > _OVER]


def _owner(word: Word, touched: Sequence[Place]) -> Place | None:
    """Return the one cell in which a figure stands as texts do: at a side or in the middle."""
    found = [cell for cell in touched if _stands(word, cell)]
    return found[0] if len(found) == 1 else None


def _stands(word: Word, cell: Place) -> bool:
    left, right = word.left - cell.left, cell.right - word.right
    is_wide = word.right - word.left > cell.right - cell.left - 2 * _PADDING
    return is_wide and (
        -_OVER < left < _PADDING or -_OVER < right < _PADDING or abs(left - right) < 2 * _CENTRED
    )


def _is_plain(word: Word, cell: Place, touched: Sequence[Place], own: Mapping[int, Word]) -> bool:
    """Whether nothing but this figure explains the print, in a file that marks nothing.

    Each cell that it runs over prints a figure of its own, in the same place of its cell: so
    this one is not two that touch, and theirs have lost no digit under it.
    """
    ours = word.left - cell.left
    return all(
        (other := own.get(one.key)) is not None and abs(other.left - one.left - ours) < _ALIKE
        for one in touched
        if one is not cell
    )


def _write_doubts(settled: Settled, cells: Sequence[Place], words: Sequence[Word]) -> None:
    """Write into each cell in doubt what is printed over it and those in doubt beside it."""
    doubtful = sorted(
        (cell for cell in cells if cell.key in settled.doubts),
        key=lambda cell: (cell.top, cell.left),
    )
    for run in _runs(doubtful):
        texts = ["".join(_printed(cell, words)) for cell in run]
        text = "|".join(texts) if len(run) > 1 else f"{texts[0]}|"
        settled.doubts |= {cell.key: text for cell in run}


def _runs(cells: Sequence[Place]) -> Iterator[list[Place]]:
    run: list[Place] = []
    for cell in cells:
        if run and (cell.top != run[-1].top or abs(cell.left - run[-1].right) > _OVER):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _printed(cell: Place, words: Sequence[Word]) -> Iterator[str]:
    glyphs = sorted((glyph for word in words for glyph in word.glyphs), key=lambda one: one.left)
    yield from (glyph.text for glyph in glyphs if cell.holds(glyph))
