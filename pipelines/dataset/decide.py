"""What decides: which capture gives the values of a report, and what every other one is.

A pure function of the set of observations that are tied to each other; schema.md, "What
decides", has the rules. Beyond them:

- An address may show another report next year. Contents of one address compete only if they
  give a report of the same year or say the same, so a new year supersedes nothing.
- The deciding capture is the earliest that says the current content and gives the same
  reports as the last one: a title that was put right counts although no cell changed.
- A page with several reports is one capture: its row names the first report that it decides.
- A capture without a report joins the report of its address (a page that is gone), else that
  of the page it hangs on.
- A page joined with its files is gone when it is, or when one of them is.
- Bare files cannot be withdrawn and do not keep a report from being so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.dataset.hanging import UNREAD
from pipelines.dataset.layout import NOWHERE, Partition
from pipelines.dataset.observation import Observation, ReportKey, day_of
from pipelines.dataset.standing import CONFIRMED, Standing, standings_of
from pipelines.model import Finding
from pipelines.roles import UNCHANGED

_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
#: A chain of frames and attachments is followed no further than this.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Placement:
    """Row of ``captures`` of one observation: what it is and where it lies."""

    observation: Observation
    role: str
    report_id: str | None
    partition: Partition


@dataclass(slots=True)
class Decided:
    """One report: the deciding capture and what follows from several captures.

    ``findings``: each with the payload that it was found in.
    """

    report_id: str
    winner: Observation
    partition: Partition
    also_at: list[str] = field(default_factory=list)
    revisions: int = 1
    withdrawn_on: dt.date | None = None
    findings: list[tuple[Finding, str]] = field(default_factory=list)


#: Pages that a file hangs on, by the key of the file; the keys of pages.
Hung = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
_NOT_HUNG: Hung = {}


def decide(
    observations: Iterable[Observation], hung: Hung = _NOT_HUNG
) -> tuple[list[Placement], list[Decided]]:
    """Decide over observations that nothing ties to others outside.

    Each pair of address and payload may occur once. ``hung`` names pages beside those that the
    observations name themselves. Placements are sorted by pair, reports by id.
    """
    ordered = sorted(observations, key=lambda seen: seen.pair)
    by_address: dict[str, list[Observation]] = defaultdict(list)
    for observation in ordered:
        by_address[observation.address].append(observation)
    standings = {address: standings_of(seen) for address, seen in by_address.items()}
    reports = _reports(standings, by_address)
    placements = [
        *_place_reports(standings, reports),
        *_place_others(by_address, standings, reports, hung),
    ]
    placements.sort(key=lambda placed: placed.observation.pair)
    return placements, [reports[report_id] for report_id in sorted(reports)]


# --- several addresses -------------------------------------------------------------------


def _reports(
    standings: Mapping[str, list[Standing]], by_address: Mapping[str, list[Observation]]
) -> dict[str, Decided]:
    candidates: dict[str, list[Observation]] = defaultdict(list)
    contents: dict[str, set[str]] = defaultdict(set)
    for found in standings.values():
        for standing in found:
            for report_id in standing.current.report_ids:
                candidates[report_id].append(standing.current)
            for observation in standing.members:
                for report_id in observation.report_ids:
                    contents[report_id].add(observation.said)
    reports = {report_id: _choose(report_id, current) for report_id, current in candidates.items()}
    for report_id, decided in reports.items():
        decided.revisions = len(contents[report_id])
        decided.withdrawn_on = _withdrawn(candidates[report_id], by_address)
    _warn_of_worse(standings, reports)
    return reports


def _choose(report_id: str, candidates: Sequence[Observation]) -> Decided:
    ordered = sorted(candidates, key=lambda seen: _preference(report_id, seen))
    winner = ordered[0]
    key = _key(winner, report_id)
    decided = Decided(report_id, winner, Partition(key.region, key.year))
    also_at: set[str] = set()
    differing: dict[str, Observation] = {}
    for other in ordered[1:]:
        if _says_the_same(winner, other, report_id):
            also_at.add(_label(other))
        else:
            differing.setdefault(other.said, other)
    decided.also_at = sorted(also_at - {_label(winner)})
    decided.findings = [
        (_conflict(winner, differing[said]), differing[said].shown) for said in sorted(differing)
    ]
    return decided


def _preference(report_id: str, seen: Observation) -> tuple[object, ...]:
    """Trusted first, then published later, then by address; what is not known comes last."""
    published = _key(seen, report_id).published_on
    day = 0 if published is None else dt.date.fromisoformat(published).toordinal()
    return (
        not seen.trusted,
        -day,
        (seen.url is None, seen.url or ""),
        (seen.source_path is None, seen.source_path or ""),
        seen.payload,
    )


def _key(seen: Observation, report_id: str) -> ReportKey:
    return next(report for report in seen.reports if report.report_id == report_id)


def _says_the_same(first: Observation, second: Observation, report_id: str) -> bool:
    """Whether both say the same of a report; a page of several is compared by that part alone."""
    if first.said == second.said:
        return True
    if len(first.reports) == len(second.reports) == 1:
        return False
    return _key(first, report_id).digest == _key(second, report_id).digest


def _label(seen: Observation) -> str:
    return seen.url or seen.source_path or seen.address


def _conflict(winner: Observation, other: Observation) -> Finding:
    return Finding(
        "report.conflict",
        f"{_label(other)} publishes other content of this report than {_label(winner)}, "
        "which the values come from",
        origin="report",
    )


def _warn_of_worse(standings: Mapping[str, list[Standing]], reports: Mapping[str, Decided]) -> None:
    for _, found in sorted(standings.items()):
        for standing in found:
            for later, earlier in standing.worse:
                report_id = _report_of(later, standing, reports)
                reports[report_id].findings.append((_worse(later, earlier), later.shown))


def _worse(later: Observation, earlier: Observation) -> Finding:
    had, has = sum(earlier.cells.values()), sum(later.cells.values())
    return Finding(
        "report.worse",
        f"a later capture of {_label(later)} has {has} cells where an earlier one had {had}; "
        "it is set aside until seen again on another day",
        origin="unknown",
    )


def _withdrawn(
    candidates: Sequence[Observation], by_address: Mapping[str, list[Observation]]
) -> dt.date | None:
    """Day on which the last address was first seen gone, confirmed on another day."""
    days: list[int] = []
    for candidate in candidates:
        if candidate.url is None:
            continue
        files = {address for address, _ in candidate.parts}
        first = [
            day
            for address in sorted({candidate.address, *files})
            if (day := _gone_since(by_address[address])) is not None
        ]
        if not first:
            return None
        days.append(min(first))
    return dt.date.fromordinal(_EPOCH_DAY + max(days)) if days else None


def _gone_since(seen: Sequence[Observation]) -> int | None:
    last_good = max((one.last_seen for one in seen if _is_good(one)), default=-1)
    gone = {
        day_of(moment)
        for observation in seen
        if observation.own_role == "gone"
        for moment in observation.seen
        if moment > last_good
    }
    return min(gone) if len(gone) >= CONFIRMED else None


def _is_good(seen: Observation) -> bool:
    """Whether a report or a file stood there; a file that could not be read may be none."""
    stood = bool(seen.reports) or (bool(seen.form) and seen.form not in UNREAD)
    return stood or seen.answer == UNCHANGED


# --- rows of captures --------------------------------------------------------------------


def _place_reports(
    standings: Mapping[str, list[Standing]], reports: Mapping[str, Decided]
) -> Iterable[Placement]:
    for found in standings.values():
        for standing in found:
            for seen in standing.members:
                report_id = _report_of(seen, standing, reports)
                role = _role(seen, standing, reports)
                yield Placement(seen, role, report_id, reports[report_id].partition)


def _role(seen: Observation, standing: Standing, reports: Mapping[str, Decided]) -> str:
    if seen.pair in standing.set_aside:
        return "set_aside"
    if seen.pair not in standing.same:
        return "superseded"
    current = standing.current
    decides = any(reports[report_id].winner is current for report_id in current.report_ids)
    if decides:
        return "report" if seen is current else "copy"
    copies = any(
        _says_the_same(reports[report_id].winner, current, report_id)
        for report_id in current.report_ids
    )
    return "copy" if copies else "superseded"


def _report_of(seen: Observation, standing: Standing, reports: Mapping[str, Decided]) -> str:
    """Report that a capture belongs to: one that it decides, one that it gave, or its heir."""
    own = [report_id for report_id in seen.report_ids if report_id in reports]
    decided = [report_id for report_id in own if reports[report_id].winner is seen]
    return [*decided, *own, *standing.current.report_ids][0]


def _place_others(
    by_address: Mapping[str, list[Observation]],
    standings: Mapping[str, list[Standing]],
    reports: Mapping[str, Decided],
    hung: Hung,
) -> Iterable[Placement]:
    for address, observations in by_address.items():
        for seen in observations:
            if seen.reports:
                continue
            page = _page_of(hung.get(seen.pair, ()), standings)
            page = page or _page(address, seen.parent_url, by_address, standings)
            if page is None:
                yield Placement(seen, seen.own_role, None, NOWHERE)
            else:
                report_id = _report_of(page.current, page, reports)
                partition = reports[report_id].partition
                yield Placement(seen, seen.own_role, report_id, partition)


def _page_of(
    pages: Sequence[tuple[str, str]], standings: Mapping[str, list[Standing]]
) -> Standing | None:
    """Find what stands at the first of these pages that gave a report."""
    for page in sorted(pages):
        for standing in standings.get(page[0], ()):
            if any(member.base == page for member in standing.members):
                return standing
    return None


def _page(
    address: str,
    parent_url: str | None,
    by_address: Mapping[str, list[Observation]],
    standings: Mapping[str, list[Standing]],
) -> Standing | None:
    """Find what stands at the address, else at the page that it hangs on, or that one's page."""
    known: set[str] = set()
    while address not in known and len(known) < _MAX_DEPTH:
        known.add(address)
        if standings.get(address):
            return standings[address][0]
        parents = [seen.parent_url for seen in by_address.get(address, ()) if seen.parent_url]
        # Its own page first; of several at one address the smallest, whatever came first.
        if parent_url is None:
            if not parents:
                return None
            parent_url = min(parents)
        address, parent_url = parent_url, None
    return None
