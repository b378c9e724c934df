"""Pages joined with what hangs on them, before anything is decided.

A pure function of observations that are tied to each other. Each thing that a page showed
together with its files counts as an observation of the page's address, so that all rules of
:mod:`pipelines.dataset.decide` hold for it as for any page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

from pipelines.dataset.encoding import encode
from pipelines.dataset.family import Family, Slot, State
from pipelines.dataset.hanging import UNREAD
from pipelines.dataset.index_rows import report_keys
from pipelines.dataset.observation import Observation, ReportKey, day_of
from pipelines.joining import PROSE, WITH_TABLES, Body, Hung, Paper, choose, join
from pipelines.model import Extraction, Finding
from pipelines.reference import Reference

Pair = tuple[str, str]


class Papers(Protocol):
    """Gives what the index keeps of an observation."""

    def paper(self, seen: Observation) -> Paper:
        """Document of an observation that has one."""

    def reason(self, seen: Observation) -> str:
        """Why a file could not be read."""


@dataclass(frozen=True, slots=True)
class Joined(Observation):
    """What a page showed together with what hung on it.

    ``payload`` names all of them. ``page``: payload of the page. ``evidence``: key of the
    capture that the values come from. ``part_days``: the days on which that was seen itself,
    for a content that has less must be seen again.
    """

    page: str = ""
    evidence: Pair = ("", "")
    parts: tuple[Pair, ...] = ()
    part_days: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Address of the page."""
        return self.url if self.url is not None else f"sha256:{self.page}"

    @property
    def base(self) -> Pair:
        """Key of the page's own observation."""
        return (self.address, self.page)

    @property
    def shown(self) -> str:
        """Payload that shows what it says."""
        return self.evidence[1]

    @property
    def days(self) -> frozenset[int]:
        """Days on which the files were seen."""
        return frozenset(self.part_days)


@dataclass(slots=True)
class Joins:
    """What pages give together with what hangs on them.

    ``joined``: each with its extraction, encoded. ``claims``: a file that gives no report by
    itself, and the page that it hangs on. ``unread``: pages, and why what hangs on them could
    not be read, with the payload of it.
    """

    joined: list[tuple[Joined, bytes]] = field(default_factory=list)
    claims: list[tuple[Pair, Pair]] = field(default_factory=list)
    unread: list[tuple[Pair, Finding, str]] = field(default_factory=list)


def join_all(observations: Iterable[Observation], papers: Papers, reference: Reference) -> Joins:
    """Join the pages among observations that nothing ties to others outside."""
    family = Family(observations)
    joins = Joins()
    for address in family.pages():
        _Page(family, address, papers, reference, joins).join()
    inner = _inner(joins.claims)
    joins.joined = [one for one in joins.joined if one[0].address not in inner]
    return joins


def _inner(claims: Iterable[tuple[Pair, Pair]]) -> set[str]:
    """Addresses of pages that belong to another page; of some in a ring all but the smallest."""
    above: dict[str, set[str]] = {}
    for (address, _), (page, _) in claims:
        above.setdefault(address, set()).add(page)

    def all_above(address: str) -> set[str]:
        found: set[str] = set()
        waiting = [address]
        while waiting:
            fresh = above.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found

    return {
        address
        for address in above
        if any(
            page < address or address not in all_above(page)
            for page in all_above(address) - {address}
        )
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read as one: a page, files chosen for it, and what the report must have."""

    page: Observation
    files: tuple[Observation, ...]
    needs: frozenset[str]

    @property
    def certain(self) -> bool:
        """Whether the files hold tables for sure, so that a reading without them refused them."""
        return self.needs == WITH_TABLES and any(map(tables_of, self.files))


class _Page:
    """The pages of one address."""

    def __init__(
        self, family: Family, address: str, papers: Papers, reference: Reference, joins: Joins
    ) -> None:
        self._family = family
        self._address = address
        self._papers = papers
        self._reference = reference
        self._joins = joins
        self._claimed: dict[Pair, set[Slot]] = {}
        self._apart: set[Slot] = set()

    def join(self) -> None:
        """Join what there is, and claim what belongs to the pages."""
        states: list[tuple[State, _Reading, set[Slot]]] = []
        moments: dict[_Reading, list[int]] = {}
        for state in self._family.states(self._address):
            reading, apart = _choose(state)
            states.append((state, reading, apart))
            moments.setdefault(reading, []).extend(state.moments)
        read = {reading: self._read(reading, times) for reading, times in moments.items()}
        joined = {reading.page.pair for reading, is_joined in read.items() if is_joined}
        for state, reading, apart in states:
            self._apart |= apart
            if state.page.reports or read[reading] or reading.certain:
                self._claim(state.page, state.slots)
            if state.page.reports and state.page.pair not in joined:
                self._say_unread(state)
        for page in self._family.by_address[self._address]:
            if page.reports and not page.lacks_tables:
                self._claim(page, self._family.slots(page))
        self._file_claims()

    def _read(self, reading: _Reading, moments: Sequence[int]) -> bool:
        """Read as one; false where this gives no report."""
        if not reading.files:
            return False
        page, *files = (self._papers.paper(one) for one in (reading.page, *reading.files))
        extraction = join(page, files, reading.needs, self._reference)
        if not extraction.reports:
            return False
        encoded = encode(extraction)
        joined = _joined(reading, moments, extraction, encoded.digests)
        self._joins.joined.append((joined, encoded.data))
        return True

    def _claim(self, page: Observation, slots: Iterable[Slot]) -> None:
        self._claimed.setdefault(page.pair, set()).update(slots)

    def _file_claims(self) -> None:
        for page, slots in sorted(self._claimed.items()):
            for slot in sorted(slots - self._apart):
                for seen in self._family.versions(slot):
                    self._joins.claims.append((seen.pair, page))

    def _say_unread(self, state: State) -> None:
        for part in state.parts:
            if part.form not in UNREAD:
                continue
            where = part.url or part.source_path or part.address
            message = f"{where}, which hangs on this page: {self._papers.reason(part)}"
            finding = Finding("document.unreadable", message, "reading")
            found = (state.page.pair, finding, part.payload)
            if found not in self._joins.unread:
                self._joins.unread.append(found)


def _choose(state: State) -> tuple[_Reading, set[Slot]]:
    page = state.page
    choice = choose(
        _body(page) if page.reports else None,
        [
            Hung(one.form, tables_of(one), _body(one), is_prose=_is_prose(one))
            for one in state.parts
        ],
        is_prose=_is_prose(page),
    )
    files = tuple(state.parts[number] for number in choice.joined)
    return _Reading(page, files, choice.needs), {state.slots[number] for number in choice.apart}


def tables_of(seen: Observation) -> frozenset[str]:
    """Tables of which an observation has cells."""
    return frozenset(table for table, cells in seen.cells.items() if cells)


def _body(seen: Observation) -> Body:
    first = next(iter(seen.reports), None)
    return Body(None, 0) if first is None else Body(first.name, first.year)


def _is_prose(seen: Observation) -> bool:
    return not tables_of(seen) and any(report.status in PROSE for report in seen.reports)


def _joined(
    reading: _Reading, moments: Sequence[int], extraction: Extraction, digests: Sequence[str]
) -> Joined:
    page, files = reading.page, reading.files
    begun = [one.fetched_at for one in (page, *files)]
    known = [moment for moment in begun if moment is not None]
    last = {day_of(moment): moment for moment in sorted(moments)}
    content = extraction.content
    values = {one.name: getattr(page, one.name) for one in fields(Observation)} | {
        # The two together cannot be older than the younger of them.
        "fetched_at": max(known) if len(known) == len(begun) else None,
        # The same bytes may hang on a page under two addresses.
        "payload": "\n".join([page.payload, *(text for one in files for text in one.pair)]),
        "content": None if content is None else content.sha256,
        "seen": tuple(last[day] for day in sorted(last)),
        "seen_by": (),
        "own_role": extraction.role,
        "trusted": extraction.trusted,
        "cells": {} if content is None else dict(content.cells),
        "reports": tuple(ReportKey(**key) for key in report_keys(extraction.reports, digests)),
        "has_findings": bool(extraction.findings),
        "full": True,
        "lacks_tables": False,
    }
    fewest = min((one.days for one in files), key=lambda days: (len(days), sorted(days)))
    return Joined(
        **values,
        page=page.payload,
        evidence=files[0].pair,
        parts=tuple(one.pair for one in files),
        part_days=tuple(sorted(fewest)),
    )
