"""Who: the body that a report is about, from title, 发布机构, ContentSource and body, in order.

A name that is only a division means its 人民政府 (行政公署 for a 盟 or 地区, which have no
人民政府). Where the name found is the tail of a later one, the fuller one is taken. Names that
differ in earnest give ``agency.conflict``; these differences do not count:

- one is the tail of the other, or its abbreviation in the same place (发改局, 发展和改革局);
- the other one publishes for others as its ordinary work: a government, its office, an office
  for 政务公开 or data, of the same division or of one above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.identity.gazetteer import Mention, Times
from pipelines.identity.place import Locator
from pipelines.identity.text import Printed
from pipelines.identity.title import Title
from pipelines.model import Document, Finding
from pipelines.reference import Division, Reference, comparable

_GOVERNMENT: Final = "人民政府"
_COMMISSIONER: Final = "行政公署"
_SHORT_GOVERNMENT: Final = ("", "政府")


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands: title, printed, metadata, body."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Agency:
    """The name that was taken, white space removed and otherwise as printed, or null."""

    name: str | None
    findings: tuple[Finding, ...] = ()


class Namer:
    """Chooses and compares names; built once for the reference data in use."""

    def __init__(self, reference: Reference, locator: Locator) -> None:
        words = reference.words
        self._locator = locator
        self._publishers = frozenset(words["printed_publisher"])
        self._publisher_order = words["printed_publisher"]
        self._is_body = re.compile(rf".*{words.either('body_end')}(?:\([^()]*\))?$")
        self._no_body = words["no_body"]
        self._part = re.compile(f"(?:政府)?(?P<part>{words.either('government_part')})")
        self._publishes = re.compile(
            f"{words.either('publishing_body')}|{words.either('government')}$|政府$"
        )
        self._board = re.compile(f"{words.either('zone_board')}|办事处")
        self._nobody = frozenset(words["no_name"])
        self._ends = frozenset(words["division_end"])

    def candidates(
        self, titles: Sequence[Title], document: Document, body_names: Sequence[str]
    ) -> Iterator[Named]:
        """Names in the order of the contract; what is no name of a body is left out."""
        yield from (Named("title", title.name) for title in titles if title.name)
        printed = [(comparable(label).rstrip(":"), value) for label, value in document.printed]
        for wanted in self._publisher_order:
            for label, value in printed:
                if label == wanted:
                    yield from self._body("printed", value)
        yield from self._body("metadata", document.metadata.get("ContentSource", ""))
        for name in body_names:
            yield from self._body("body", name)

    def choose(self, candidates: Sequence[Named], times: Times) -> Agency:
        """Take the first name, or a fuller one of it, and say which ones contradict it."""
        names = [Named(c.source, self.complete(c.name, times)) for c in candidates]
        if not names:
            return Agency(None)
        chosen = names[0].name
        for other in names[1:]:
            if _continues(comparable(chosen), comparable(other.name), self._board):
                chosen = other.name
        return Agency(chosen, tuple(self._conflicts(chosen, names, times)))

    def complete(self, name: str, times: Times) -> str:
        """Name the government where a name is only a division (沭阳县: 沭阳县人民政府)."""
        printed = Printed.of(name)
        text = printed.folded
        mention = self._locator.gazetteer.leading(text, 0, times)
        if mention is not None and text[mention.end :] in _SHORT_GOVERNMENT:
            return self._government(printed, mention) or printed.raw
        if mention is not None and (part := self._part.fullmatch(text, mention.end)):
            # 宿迁市本级: its report stands beside that of the whole city and is another one.
            government = self._government(printed, mention)
            return government + printed.raw[part.start("part") :] if government else printed.raw
        start = mention.end if mention is not None else 0
        town = self._locator.zones.township(text, start)
        if (
            town is not None
            and text[town.end :] in _SHORT_GOVERNMENT
            and not text[: town.end].endswith("街道")
        ):
            return printed.raw[: town.end] + _GOVERNMENT
        return printed.raw

    def _government(self, printed: Printed, mention: Mention) -> str | None:
        row = self._locator.only(mention.rows)
        if mention.by_stem:
            if row is None:
                return None
            return printed.raw[: mention.last] + row.name + _organ(row)
        if mention.bare and not mention.qualified:
            return None
        return printed.raw[: mention.end] + _organ(mention.rows[-1])

    def _body(self, source: str, text: str) -> Iterator[Named]:
        printed = Printed.of(text)
        if printed.folded in self._nobody or printed.folded.endswith(self._no_body):
            return
        if self._is_body.match(printed.folded):
            yield Named(source, printed.raw)

    # --- what contradicts ---------------------------------------------------------------

    def _conflicts(self, chosen: str, names: Sequence[Named], times: Times) -> Iterator[Finding]:
        agreed = {
            source
            for source in ("body",)
            if any(n.source == source and self._agree(chosen, n.name, times) for n in names)
        }
        seen: set[str] = set()
        for other in names:
            key = comparable(other.name)
            if other.source in agreed or key in seen or self._agree(chosen, other.name, times):
                continue
            seen.add(key)
            yield Finding(
                "agency.conflict",
                f"the report is by {chosen}, but {_WHERE[other.source]} names {other.name}",
                origin="report",
                raw=other.name,
            )

    def _agree(self, chosen: str, other: str, times: Times) -> bool:
        one, two = comparable(chosen), comparable(other)
        if one.endswith(two) or two.endswith(one) or _continues(two, one, self._board):
            return True
        here, there = self._split(one, times), self._split(two, times)
        same_place = here.row is None or there.row is None or _within(here.row, there.row)
        if self._publishes.search(two) and same_place:
            return True
        exact = here.row is None or there.row is None or here.row == there.row
        return exact and any(_abbreviates(a, b) for a in here.rests for b in there.rests)

    def _split(self, name: str, times: Times) -> _Split:
        mention = self._locator.mention(name, times)
        if mention is None:
            # 县人社局 does not say which county: without the 县 it may be compared.
            return _Split(None, (name, name[1:]) if name[0] in self._ends else (name,))
        row = self._locator.only(mention.rows)
        settled = self._locator.settle(row, times) if row is not None else None
        return _Split(settled, (name[mention.end :],))


_WHERE: Final = {
    "title": "another title",
    "printed": "the printed 发布机构",
    "metadata": "ContentSource",
    "body": "the text",
}


@dataclass(frozen=True, slots=True)
class _Split:
    """The division that a name begins with, and what may be left of it without that."""

    row: Division | None
    rests: tuple[str, ...]


def _organ(row: Division) -> str:
    return _COMMISSIONER if row.name.endswith(("盟", "地区")) else _GOVERNMENT


def _continues(short: str, full: str, board: re.Pattern[str]) -> bool:
    """Whether a name is the tail of a fuller one, or the zone or 街道 whose board that is."""
    if len(full) <= len(short):
        return False
    return full.endswith(short) or (
        full.startswith(short) and board.fullmatch(full, len(short)) is not None
    )


def _within(row: Division, publisher: Division) -> bool:
    """Whether a publisher serves the row's division or one above it."""
    return row.is_within(publisher.code)


def _abbreviates(one: str, two: str) -> bool:
    """Whether one name is the other or it with characters left out, the first one kept."""
    short, full = sorted((one, two), key=len)
    if not short or short[0] != full[0]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)
