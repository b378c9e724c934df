"""Names of divisions inside other names: what may be read where, and what only looks like it.

Three kinds of names count. The full name (洪泽区). The short full name of an autonomous
division (黔西南州, 北川县). The stem (阿拉善), which is the name without its last character 省
市 县 区 盟 旗 州, and for an autonomous division or a 地区 also without the peoples and the
自治州 (黔东南). A stem that two divisions share counts for neither (恩施: 恩施州 and 恩施市),
except that a stem without its last character alone outranks one without peoples of a lower
level (本溪市 before 本溪满族自治县). Stems of one character never count, nor those that are
ordinary words (公安, 合作; ``words.csv``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.reference.divisions import LEVELS, Division, Divisions
from pipelines.reference.tables import Words, comparable

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Times:
    """When a code must have been in use: in the reporting year, else when it was published."""

    year: int
    published: int | None = None

    def select(self, rows: Iterable[Division]) -> tuple[Division, ...]:
        """Return the rows in use in the reporting year, else those of the year of publication."""
        known = tuple(rows)
        found = tuple(row for row in known if row.holds_in(self.year))
        if found or self.published is None:
            return found
        return tuple(row for row in known if row.holds_in(self.published))


@dataclass(frozen=True, slots=True)
class Mention:
    """A division named in a text, with its parents where these are printed before it.

    ``rows``: all that the name may mean. ``qualified``: a parent is printed before it.
    ``bare``: a full name of two characters such as 城区, which says nothing by itself.
    ``start`` and ``end``: the whole chain of names. ``last``: where the last name of it begins.
    ``full_start`` and ``full_end``: the last full name, both at ``start`` where there is none.
    """

    rows: tuple[Division, ...]
    start: int
    end: int
    last: int
    full_start: int
    full_end: int
    by_stem: bool
    qualified: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class _Step:
    end: int
    rows: tuple[Division, ...]
    by_stem: bool


class Gazetteer:
    """Looks for names of divisions; built once over all rows."""

    def __init__(self, divisions: Divisions, words: Words) -> None:
        self._words = words
        self._ends = frozenset(words["division_end"])
        self._autonomous = re.compile(
            f"(?P<stem>.{{{_SHORTEST},}}?)(?P<peoples>{words.either('ethnic')}*)"
            f"(?P<kind>{words.either('autonomous_end')})"
        )
        self._no_stem = frozenset(words["no_stem"])
        self._not_division = re.compile(words.either("not_division"))
        self._blocks = re.compile(
            f"(?!{words.either('stem_goes_on')}){words.either('blocks_stem')}"
        )
        self._names: dict[str, list[Division]] = defaultdict(list)
        self._stems: dict[str, list[Division]] = defaultdict(list)
        self._shortened: set[tuple[str, Division]] = set()
        for row in divisions.rows:
            for name in self.full_names(row):
                self._names[name].append(row)
            for stem in self.stems(row):
                self._stems[stem].append(row)
                if len(stem) < len(row.name) - 1:
                    self._shortened.add((stem, row))
        self._longest = max(map(len, self._names), default=0)

    def full_names(self, row: Division) -> tuple[str, ...]:
        """Return the name, and for an autonomous division its short form (黔西南州)."""
        name = comparable(row.name)
        match = self._autonomous.fullmatch(name)
        if match is None or not match["kind"].startswith("自治") or match["kind"] == "自治区":
            return (name,)
        return (name, match["stem"] + match["kind"][-1])

    def stems(self, row: Division) -> tuple[str, ...]:
        """Return the stems that count, of two characters or more."""
        name = comparable(row.name)
        found = [name[:-1]] if name[-1] in self._ends else []
        match = self._autonomous.fullmatch(name)
        if match is not None:
            found.append(match["stem"])
        return tuple(stem for stem in dict.fromkeys(found) if len(stem) >= _SHORTEST)

    def leading(self, text: str, start: int, times: Times) -> Mention | None:
        """Return the longest chain of names that begins at ``start``, parents before children."""
        best: tuple[tuple[int, int], list[_Step]] | None = None
        for chain in self._chains(text, start, None, times):
            rank = (chain[-1].end, -sum(step.by_stem for step in chain))
            if best is None or rank > best[0]:
                best = (rank, chain)
        return self._mention(text, start, best[1]) if best is not None else None

    def later(self, text: str, start: int, times: Times) -> Iterator[Mention]:
        """Full names after ``start``, in order of their place."""
        place = start + 1
        while place < len(text):
            steps = [step for step in self._steps(text, place, times) if not step.by_stem]
            if steps:
                yield self._mention(text, place, steps[:1])
                place = steps[0].end
            else:
                place += 1

    def bearing(self, name: str, times: Times) -> tuple[Division, ...]:
        """Rows whose full name is exactly this."""
        return times.select(self._names.get(name, ()))

    def with_stem(self, stem: str, times: Times) -> tuple[Division, ...]:
        """Rows that have exactly this stem, without those outranked by another."""
        rows = times.select(self._stems.get(stem, ()))
        whole = [row for row in rows if (stem, row) not in self._shortened]
        rank = min((LEVELS.index(row.level) for row in whole), default=len(LEVELS))
        return tuple(row for row in rows if row in whole or LEVELS.index(row.level) <= rank)

    def _chains(
        self, text: str, start: int, parents: tuple[Division, ...] | None, times: Times
    ) -> Iterator[list[_Step]]:
        for step in self._steps(text, start, times):
            rows = step.rows
            if parents is not None:
                rows = tuple(
                    row for row in rows if any(_is_below(row, parent) for parent in parents)
                )
            if not rows:
                continue
            here = _Step(step.end, rows, step.by_stem)
            yield [here]
            for further in self._chains(text, step.end, rows, times):
                yield [here, *further]

    def _steps(self, text: str, start: int, times: Times) -> Iterator[_Step]:
        """Full names at a place, the longest first, then stems."""
        for by_stem, index in ((False, self._names), (True, self._stems)):
            for end in range(min(len(text), start + self._longest), start + 1, -1):
                name = text[start:end]
                known = index.get(name)
                if known is None or (self._refuses(text, end, name, by_stem=by_stem)):
                    continue
                rows = self.with_stem(name, times) if by_stem else times.select(known)
                if rows:
                    yield _Step(end, rows, by_stem)

    def _refuses(self, text: str, end: int, name: str, *, by_stem: bool) -> bool:
        if by_stem:
            return name in self._no_stem or self._blocks.match(text, end) is not None
        return self._not_division.match(text, end - 1) is not None

    def _mention(self, text: str, start: int, chain: list[_Step]) -> Mention:
        begins = [start, *(step.end for step in chain[:-1])]
        pairs = zip(begins, chain, strict=True)
        full = [(begin, step.end) for begin, step in pairs if not step.by_stem]
        full_start, full_end = full[-1] if full else (start, start)
        last, name = chain[-1], text[begins[-1] : chain[-1].end]
        return Mention(
            rows=last.rows,
            start=start,
            end=last.end,
            last=begins[-1],
            full_start=full_start,
            full_end=full_end,
            by_stem=last.by_stem,
            qualified=len(chain) > 1,
            bare=not last.by_stem and len(name) == _SHORTEST and name.endswith("区"),
        )


def _is_below(row: Division, parent: Division) -> bool:
    return row.code != parent.code and row.is_within(parent.code)
