"""What a walk has found: columns, the family that reads them, and what speaks for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from crawler.discovery.candidates import Candidate
from crawler.discovery.facts import Classify, PageFacts, read_list
from crawler.discovery.walk import Walk
from crawler.families import FAMILIES

GENERIC: Final = "generic"
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """One column: its address and name, how many reports its first pages list, the evidence.

    ``year`` is set where the address of a year is itself the report.
    """

    url: str
    name: str
    reports: int
    year: int | None
    titles: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found on one portal.

    ``family`` is empty where the columns are of several, each page then tells its own;
    ``evidence`` names them. ``folders``: levels of sub-columns. ``hosts``: of the columns and
    their reports, those of the portal only; ``elsewhere``: how many reports lie on other hosts.
    ``refused``: what looked like a column, and why it is none. ``reason``: why the walk was
    ended early, or an empty text.
    """

    start: str
    home: PageFacts | None
    columns: tuple[FoundColumn, ...]
    family: str
    evidence: tuple[str, ...]
    folders: int
    hosts: tuple[str, ...]
    elsewhere: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, str], ...]
    asked: int
    left: int
    reason: str

    @property
    def why_none(self) -> str:
        """Why no column was found, in one line; empty where one was."""
        if self.columns:
            return ""
        if self.home is None:
            return self.reason or "the home page was not answered"
        if self.refused:
            said = "; ".join(f"{url}: {why}" for url, why in self.refused[:_FEW])
            more = len(self.refused) - _FEW
            why = f"what looked like one is none: {said}" + (f"; {more} more" if more > 0 else "")
        else:
            why = f"nothing on {self.asked} pages looked like one"
        return f"{why}; {self.reason}" if self.reason else why


def discovery_of(walk: Walk, classify: Classify) -> Discovery:
    """Sum up a walk that has ended."""
    chosen = _without_doubles(walk.confirmed)
    family, evidence = _family(chosen, classify)
    addresses = [url for c in chosen for url in (c.url, *sorted(c.reports))]
    hosts = Counter(urlsplit(url).hostname or "" for url in addresses)
    return Discovery(
        start=walk.start,
        home=walk.home,
        columns=tuple(map(_column, chosen)),
        family=family,
        evidence=evidence,
        folders=max((candidate.folders for candidate in chosen), default=0),
        hosts=tuple(host for host in hosts if host in walk.hosts),
        elsewhere=tuple((host, n) for host, n in hosts.most_common() if host not in walk.hosts),
        refused=tuple((c.url, c.why) for c in walk.candidates if c.confirmed is False),
        asked=walk.asked,
        left=walk.left,
        reason=walk.reason,
    )


def _column(candidate: Candidate) -> FoundColumn:
    return FoundColumn(
        url=candidate.url,
        name=candidate.name,
        reports=len(candidate.reports),
        year=candidate.year,
        titles=candidate.titles,
        reasons=tuple(candidate.reasons),
    )


def _without_doubles(confirmed: Sequence[Candidate]) -> list[Candidate]:
    """Leave out columns whose reports another one lists too, and sub-columns of another."""
    inside = {url for candidate in confirmed if candidate.folders for url in candidate.inside}
    # Of two equal ones that which more speaks for, then the one nearer to the home page.
    order = sorted(confirmed, key=lambda c: (-len(c.reports), -len(c.reasons), c.depth))
    kept: list[Candidate] = []
    for candidate in order:
        goes_on = bool(candidate.listed.following) or candidate.folders
        is_double = (
            bool(candidate.reports)
            and not goes_on
            and any(candidate.reports <= other.reports for other in kept)
        )
        is_same = any(candidate.reports == other.reports and candidate.reports for other in kept)
        if candidate.url not in inside and not is_double and not is_same:
            kept.append(candidate)
    return [candidate for candidate in confirmed if candidate in kept]


def _family(chosen: Iterable[Candidate], classify: Classify) -> tuple[str, tuple[str, ...]]:
    """Return the one family that reads every column, with its evidence; else none."""
    columns = list(chosen)
    found: Counter[str] = Counter(candidate.family.name for candidate in columns)
    names = [name for name, _ in found.most_common() if name != GENERIC]
    for name in names:
        others = [candidate for candidate in columns if candidate.family.name != name]
        if all(_reads(name, candidate, classify) for candidate in others):
            evidence = {mark: None for c in columns if c.family.name == name for mark in c.evidence}
            return name, tuple(evidence)
    if not names:
        return (GENERIC if columns else ""), ()
    return "", tuple(f"{name} ({number})" for name, number in found.most_common())


def _reads(name: str, candidate: Candidate, classify: Classify) -> bool:
    """Tell whether another family reads a column as well as its own does."""
    if not candidate.listed.reports:
        return False
    page = FAMILIES[name].read(candidate.text, candidate.url)
    listed = read_list(page, candidate.url, classify)
    return candidate.listed.reports <= listed.reports and (
        {step.url for step in candidate.listed.following} <= {step.url for step in listed.following}
    )
