"""What pages call things: content blocks, printed labels, page chrome. All from ``selectors.csv``.

``kind`` of a row: ``content`` (an element, written ``tag``, ``#id``, ``.class`` or ``tag.class``; a
trailing ``*`` takes every id or class that begins so), ``title`` (the tag of an element that holds
the title), ``label`` (a label that pages print with its value outside the report), ``furniture`` (a
label whose text belongs to the page and may change with every visit), ``chrome`` (a word within a
class or id that marks navigation, header, footer).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pipelines.errors import UserError
from pipelines.reference import files

_KINDS = ("content", "title", "label", "furniture", "chrome")
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
    titles: frozenset[str]
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


def default() -> Vocabulary:
    """Return the rows in use: the working folder's ``data/`` first, then those that ship."""
    return load(files.locate("selectors"))


@lru_cache(maxsize=8)
def load(path: Path) -> Vocabulary:
    """Read ``selectors.csv``; raises :class:`UserError` for a row that cannot be understood."""
    rows: dict[str, list[files.Row]] = {kind: [] for kind in _KINDS}
    for row in files.parse(files.read_bytes(path), path, ("kind", "value")):
        if row["kind"] not in rows:
            raise UserError(f"{row.where}: kind is {row['kind']!r}, not one of {', '.join(_KINDS)}")
        rows[row["kind"]].append(row)
    values = {kind: [row.need("value") for row in found] for kind, found in rows.items()}
    return Vocabulary(
        content=tuple(_selector(row) for row in rows["content"]),
        titles=frozenset(values["title"]),
        labels=frozenset(values["label"]),
        furniture=frozenset(values["furniture"]),
        chrome=frozenset(values["chrome"]),
    )


def _selector(row: files.Row) -> Selector:
    text = row["value"]
    match = _SELECTOR.match(text)
    if not match or not (match["tag"] or match["mark"]):
        raise UserError(f"{row.where}: {text!r} is no tag, #id, .class or tag.class")
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
