"""What a link promises, by its text and its address, with the words of ``column_words.csv``.

Kinds of words: ``column`` (this is the column), ``way`` (disclosure: the column hangs near it),
``map`` (a page with all menus), ``body`` (a body with pages of its own) and ``other`` (a
neighbour, or one article). Weights are points; what they add up to only orders the walk, a
column counts as one when its list holds reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from crawler.families.titles import is_column
from pipelines.errors import UserError
from pipelines.reference import Reference, Row, comparable

KINDS: Final = ("column", "way", "map", "body", "other")
FIELDS: Final = ("meta", "text", "address")
#: Longer texts are sentences or titles, no menus.
_LONGEST_MENU: Final = 30
#: Points of a text from which on it names a neighbour for sure.
_SURELY_OTHER: Final = 100
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Points of a link that names a year and looks like a column: a year of one, at most.
_YEAR_OF_COLUMN: Final = 40


@dataclass(frozen=True, slots=True)
class Word:
    """One line of ``column_words.csv``."""

    kind: str
    field: str
    pattern: re.Pattern[str]
    weight: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What a link promises, in points: to be the column, to lead to it, to be a body's page.

    ``reasons``: the evidence in words, for the column only.
    """

    column: int = 0
    way: int = 0
    body: int = 0
    other: int = 0
    reasons: tuple[str, ...] = ()


class ColumnWords:
    """All words, and the questions asked of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._words: dict[tuple[str, str], list[Word]] = defaultdict(list)
        for word in map(_word, rows):
            self._words[word.kind, word.field].append(word)

    def promise(self, text: str, url: str) -> Promise:
        """Weigh a link; ``text`` may be empty (a frame, a line of a site map)."""
        said = comparable(text)[: _LONGEST_MENU + 1]
        said = said if len(said) <= _LONGEST_MENU else ""
        where = _where(url)
        beside = self._best("other", "text", said), self._best("other", "address", where)
        if beside[0] is not None and beside[0].weight >= _SURELY_OTHER:
            return Promise(other=beside[0].weight)
        named = self._best("column", "text", said)
        shaped = self._best("column", "address", where)
        column = max((word.weight for word in (named, shaped) if word), default=0)
        if column and _YEAR.search(said):
            # The line of one report, or a year of the column.
            column = min(column, _YEAR_OF_COLUMN) if is_column(url) else 0
        reasons = []
        if named and column:
            reasons.append(f"menu text {text.strip()}")
        if shaped and column:
            reasons.append(f"address {_shape(shaped, where)}")
        return Promise(
            column=column,
            way=max(
                self._weight(kind, field, value)
                for kind in ("way", "map")
                for field, value in (("text", said), ("address", where))
            ),
            body=self._weight("body", "text", said),
            other=max((word.weight for word in beside if word), default=0),
            reasons=tuple(reasons),
        )

    def says_column(self, column_type: str) -> bool:
        """Tell whether a ColumnType marks the column."""
        return self._best("column", "meta", comparable(column_type)) is not None

    def _weight(self, kind: str, field: str, value: str) -> int:
        word = self._best(kind, field, value)
        return word.weight if word else 0

    def _best(self, kind: str, field: str, value: str) -> Word | None:
        found = (word for word in self._words[kind, field] if value and word.pattern.search(value))
        return max(found, key=lambda word: word.weight, default=None)


def load_words(reference: Reference | None = None) -> ColumnWords:
    """Return the words in use; raises :class:`UserError` with file and line where one is wrong."""
    return ColumnWords((reference or Reference.load()).rows("column_words"))


def _word(row: Row) -> Word:
    kind, field = row.need("kind"), row.need("field")
    for name, value, known in (("kind", kind, KINDS), ("field", field, FIELDS)):
        if value not in known:
            raise UserError(f"{row.where}: {name} {value!r} is not one of {', '.join(known)}")
    try:
        pattern = re.compile(row.need("pattern"))
    except re.error as error:
        raise UserError(f"{row.where}: the pattern is wrong ({error})") from None
    weight = row.need("weight")
    if not (weight.isascii() and weight.isdigit()):
        raise UserError(f"{row.where}: weight {weight!r} is not a number of points")
    return Word(kind, field, pattern, int(weight))


def _where(url: str) -> str:
    """Return the path and query of an address, as its shape is looked at."""
    parts = urlsplit(url)
    return (parts.path + ("?" + parts.query if parts.query else "")).lower()


def _shape(word: Word, where: str) -> str:
    found = word.pattern.search(where)
    return found[0].strip("/.?_") if found else where
