"""Pages that may be a column of annual reports, and what has to be seen before one is.

A candidate is confirmed by reading its list: one line whose title is that of a report, or, where
the address of a year is itself the report, one such page. What its page does not hold is looked
for in steps, a few requests each: the list service, sub-columns, the page of an unsure line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from crawler.discovery.facts import Listed, PageFacts, says_report_of
from crawler.discovery.folders import DEEPEST, folders_of
from crawler.families import Family, Post

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Requests for each way of confirming one candidate.
_LISTS: Final = 2
_FOLDERS: Final = 3
_ENTRIES: Final = 2
_YEARS: Final = 4
#: More lines than these are a list of something else, where only some of them are reports.
_MOST_OTHERS: Final = 0.5


class StepKind(StrEnum):
    """What a step looks at."""

    LIST = "list"
    FOLDER = "folder"
    ENTRY = "entry"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Step:
    """One request that may confirm a candidate; ``level`` of a folder; ``year`` of a year.

    ``family``: what reads the answer, where that is the rest of a list, which shows no mark.
    """

    kind: StepKind
    url: str
    form: str = ""
    media: str = ""
    level: int = 0
    year: int = 0
    family: Family | None = None


@dataclass(slots=True)
class Candidate:
    """A page that may be a column.

    ``confirmed`` is None until it is decided; ``why`` says what spoke against it. ``reports``:
    addresses of its reports that were seen; ``inside``: addresses of its sub-columns.
    """

    url: str
    name: str
    reasons: list[str]
    family: Family
    evidence: tuple[str, ...]
    listed: Listed
    text: str
    depth: int
    confirmed: bool | None = None
    why: str = ""
    folders: int = 0
    year: int | None = None
    titles: tuple[str, ...] = ()
    reports: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    steps: deque[Step] = field(default_factory=deque)

    @property
    def key(self) -> str:
        """What tells columns apart: of year addresses the year is no part of it."""
        return self.family.years(self.url, 2000) or self.url


def is_majority(listed: Listed) -> bool:
    """Tell whether most lines of a list are reports, whatever the page is called."""
    lines = sum(listed.kinds.values())
    return len(listed.reports) > 1 and len(listed.reports) > _MOST_OTHERS * lines


def candidate_of(
    facts: PageFacts, name: str, reasons: Iterable[str], *, depth: int, this_year: int
) -> Candidate:
    """Make a candidate of a page and judge what the page itself shows."""
    found = Candidate(
        url=facts.url,
        name=name,
        reasons=list(reasons),
        family=facts.family,
        evidence=facts.evidence,
        listed=facts.listed,
        text=facts.text,
        depth=depth,
    )
    if facts.family.years(facts.url, this_year) is not None:
        _judge_years(found, facts, this_year)
        return found
    if picks := _year_links(facts, this_year):
        found.steps.extend(Step(StepKind.YEAR, url, year=year) for url, year in picks)
        return found
    folders = folders_of(facts.anchors, facts.url)
    found.inside.update(folders)
    inside = [Step(StepKind.FOLDER, url, level=1) for url in folders[:_FOLDERS]]
    if facts.listed.reports:
        _confirm(found, facts.listed)
        # Only to see whether the sub-columns hold more than the column shows itself.
        found.steps.extend(inside[:1])
        return found
    found.steps.extend(_lists(facts.listed.following))
    found.steps.extend(inside)
    found.steps.extend(Step(StepKind.ENTRY, url) for url in facts.listed.unsure[:_ENTRIES])
    _exhausted(found)
    return found


def list_read(candidate: Candidate, listed: Listed) -> None:
    """Take in what the list service of a candidate answered."""
    if listed.reports:
        # One of its sub-columns is still looked into: they may hold more.
        inside = [step for step in candidate.steps if step.kind is StepKind.FOLDER]
        candidate.steps = deque(inside[:1])
        _confirm(candidate, listed)
    elif listed.unsure:
        candidate.steps.extend(Step(StepKind.ENTRY, url) for url in listed.unsure[:_ENTRIES])
    _exhausted(candidate)


def folder_read(candidate: Candidate, step: Step, facts: PageFacts) -> None:
    """Take in a sub-column of a candidate."""
    fresh = facts.listed.reports - candidate.reports
    below = folders_of(facts.anchors, facts.url) if step.level < DEEPEST else ()
    below = tuple(url for url in below if url not in candidate.inside and url != candidate.url)
    candidate.inside.update(below)
    if fresh:
        candidate.folders = max(candidate.folders, step.level)
        if not candidate.evidence:
            # A column that only links its sub-columns may bear no mark itself.
            candidate.family, candidate.evidence = facts.family, facts.evidence
        _confirm(candidate, facts.listed)
        candidate.steps.clear()
    if below:
        candidate.steps.extendleft(
            Step(StepKind.FOLDER, url, level=step.level + 1) for url in below[:1]
        )
    elif not fresh and step.family is None:
        steps = _lists(facts.listed.following)
        candidate.steps.extendleft(
            replace(s, kind=StepKind.FOLDER, level=step.level, family=facts.family)
            for s in steps[:1]
        )
    _exhausted(candidate)


def entry_read(candidate: Candidate, facts: PageFacts) -> None:
    """Take in the page of a line whose title did not say whether it is a report."""
    if facts.is_report:
        candidate.confirmed = True
        candidate.titles = facts.headings[:1]
        candidate.steps.clear()
    _exhausted(candidate)


def year_read(candidate: Candidate, step: Step, facts: PageFacts) -> None:
    """Take in the page of another year."""
    if says_report_of(facts, step.year):
        candidate.url, candidate.year, candidate.confirmed = step.url, step.year, True
        candidate.titles = (facts.headings or (facts.title,))[:1]
        candidate.steps.clear()
    _exhausted(candidate)


def step_failed(candidate: Candidate, reason: str) -> None:
    """Take in that a step got no good answer."""
    candidate.why = candidate.why or reason
    _exhausted(candidate)


def _judge_years(found: Candidate, facts: PageFacts, this_year: int) -> None:
    years = range(this_year, this_year - _YEARS, -1)
    for year in years:
        address = found.family.years(facts.url, year)
        if address == facts.url and says_report_of(facts, year):
            found.year, found.confirmed = year, True
            found.titles = (facts.headings or (facts.title,))[:1]
            return
        if address and address != facts.url:
            found.steps.append(Step(StepKind.YEAR, address, year=year))
    _exhausted(found)


def _year_links(facts: PageFacts, this_year: int) -> list[tuple[str, int]]:
    """Return the years that a page offers, newest first, where it shows the report of one."""
    offered: dict[int, str] = {}
    stem = facts.url.partition("?")[0]
    for anchor in facts.anchors:
        year = _YEAR.search(anchor.text)
        if year is None or anchor.url.partition("?")[0] != stem:
            continue
        if facts.family.years(anchor.url, int(year[0])) == anchor.url:
            offered.setdefault(int(year[0]), anchor.url)
    newest = sorted((year for year in offered if year <= this_year), reverse=True)
    return [(offered[year], year) for year in newest[:_YEARS]]


def _lists(following: Sequence[Post]) -> list[Step]:
    return [Step(StepKind.LIST, s.url, s.form, s.media) for s in following[:_LISTS]]


def _confirm(candidate: Candidate, listed: Listed) -> None:
    candidate.confirmed = True
    candidate.reports |= listed.reports
    candidate.titles = candidate.titles or listed.titles


def _exhausted(candidate: Candidate) -> None:
    """Reject a candidate that has no step left."""
    if candidate.confirmed is None and not candidate.steps:
        candidate.confirmed = False
        candidate.why = candidate.why or _what_it_holds(candidate)


def _what_it_holds(candidate: Candidate) -> str:
    if candidate.family.years(candidate.url, 2000) is not None:
        return "no page of the last years is a report"
    words = {
        "notice": "notices",
        "not_ogi": "annual reports of another kind",
        "unknown": "other pages",
    }
    held = [
        f"{number} {words[kind]}"
        for kind, number in candidate.listed.kinds.items()
        if kind in words and number
    ]
    return f"its list holds {', '.join(held)} and no report" if held else "its list holds no line"
