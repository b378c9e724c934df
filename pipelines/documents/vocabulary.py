"""What pages call things: content blocks, printed labels, page chrome. All from ``selectors.csv``.

``kind`` of a row: ``content`` and ``title`` (an element, written ``tag``, ``#id``, ``.class`` or
``tag.class``; a trailing ``*`` takes every id or class that begins so), ``label`` (a label that
pages print with its value outside the report), ``furniture`` (a label whose text belongs to the
page and may change with every visit), ``chrome`` (a word within a class or id that marks
navigation, header, footer).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pipelines.errors import UserError

FILE = "selectors.csv"
_COLUMNS = ("kind", "family", "value", "note")
_KINDS = frozenset({"content", "title", "label", "furniture", "chrome"})
_SELECTOR = re.compile(r"^(?P<tag>[\w-]*)(?:(?P<mark>[#.])(?P<name>[\w-]+)(?P<more>\*?))?$")
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Selector:
    """One element as ``selectors.csv`` writes it; names are compared without case."""

    text: str
    tag: str
    mark: str
    name: str
    prefix: bool

    def matches(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element of this tag and these attributes is meant."""
        if self.tag and tag != self.tag:
            return False
        if not self.mark:
            return True
        value = attributes.get("id" if self.mark == "#" else "class", "").lower()
        names = [value.strip()] if self.mark == "#" else value.split()
        return any(
            name == self.name or (self.prefix and name.startswith(self.name)) for name in names
        )


@dataclass(frozen=True)
class Vocabulary:
    """The rows of ``selectors.csv``, by kind."""

    content: tuple[Selector, ...]
    titles: tuple[Selector, ...]
    labels: frozenset[str]
    furniture: frozenset[str]
    chrome: frozenset[str]

    def content_selector(self, tag: str, attributes: Mapping[str, str]) -> str | None:
        """Return the selector that takes this element for a content block, as written."""
        plain = "id" not in attributes and "class" not in attributes
        if plain and tag not in self._content_tags:
            return None
        for selector in self.content:
            if selector.matches(tag, attributes):
                return selector.text
        return None

    def is_chrome(self, attributes: Mapping[str, str]) -> bool:
        """Whether class or id name the element as navigation, header, footer or the like."""
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
        return not self.chrome.isdisjoint(_WORDS.findall(names))

    @cached_property
    def pair(self) -> re.Pattern[str]:
        """A label with its colon, wherever one stands in a line."""
        return re.compile(rf"(?P<label>{_any_of(self.labels | self.furniture)})\s*[:：]")

    @cached_property
    def known(self) -> frozenset[str]:
        """Every label, without white space and colon."""
        return self.labels | self.furniture

    @cached_property
    def _content_tags(self) -> frozenset[str]:
        return frozenset(selector.tag for selector in self.content if not selector.mark)


@lru_cache(maxsize=8)
def load(path: Path) -> Vocabulary:
    """Read ``selectors.csv``; raises :class:`UserError` for a row that cannot be understood."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise UserError(f"{path}: expected the columns {','.join(_COLUMNS)}")
        rows = list(_rows(path, reader))
    return Vocabulary(
        content=tuple(_selector(path, value) for kind, value in rows if kind == "content"),
        titles=tuple(_selector(path, value) for kind, value in rows if kind == "title"),
        labels=frozenset(value for kind, value in rows if kind == "label"),
        furniture=frozenset(value for kind, value in rows if kind == "furniture"),
        chrome=frozenset(value for kind, value in rows if kind == "chrome"),
    )


def _rows(path: Path, reader: csv.DictReader[str]) -> Iterator[tuple[str, str]]:
    for row in reader:
        if row["kind"] not in _KINDS or not row["value"]:
            raise UserError(
                f"{path}, line {reader.line_num}: kind must be one of "
                f"{', '.join(sorted(_KINDS))} and value must not be empty"
            )
        yield row["kind"], row["value"]


def _selector(path: Path, text: str) -> Selector:
    match = _SELECTOR.match(text)
    if not match or not (match["tag"] or match["mark"]):
        raise UserError(f"{path}: {text!r} is no tag, #id, .class or tag.class")
    return Selector(
        text=text,
        tag=match["tag"].lower(),
        mark=match["mark"] or "",
        name=(match["name"] or "").lower(),
        prefix=bool(match["more"]),
    )


def _any_of(words: Iterable[str]) -> str:
    # White space between the characters of a label is layout (来　源), never meaning.
    spaced = (r"\s*".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))
    return "|".join(spaced)


def default() -> Vocabulary:
    """Read the rows in use: the working folder's ``data/`` first, then those that ship."""
    here = Path(__file__).resolve()
    places = (
        Path.cwd() / "data" / FILE,
        here.parents[1] / "_reference" / FILE,
        here.parents[2] / "data" / FILE,
    )
    return load(next(place for place in places if place.is_file()))
