"""The working memory of a commit: observations and decisions in a private SQLite database.

SQLite keeps a small cache and spills the rest to a temporary file, so a commit over a whole
archive needs no more memory than one over a night.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import Any, NamedTuple, Self

from pipelines.dataset.decide import Decided, Placement
from pipelines.dataset.encoding import canonical
from pipelines.dataset.joined_scratch import JoinedScratch
from pipelines.dataset.layout import Partition
from pipelines.dataset.observation import (
    Observation,
    merge,
    node_of,
    takes_precedence,
    without,
)

_TABLES = """
create table observation (
    id integer primary key, address text, mark text, value text,
    file integer, row integer, times integer, is_part integer, unique (address, mark));
create table tie (node integer, observation integer);
create index tie_by_node on tie (node);
create index tie_by_observation on tie (observation);
create table staged_capture (capture_key text primary key, address text, mark text,
    capture integer);
create index staged_capture_by_address on staged_capture (address);
create table old_row (region integer, year integer, row integer, address text, mark text,
    capture_key text, value text, file integer, is_joined integer default 0,
    primary key (region, year, row));
create table touched_report (region integer, year integer, report_id text,
    primary key (region, year, report_id));
create table touched_finding (payload text primary key);
create table placement (region integer, year integer, observation integer, role text,
    report_id text, shown integer);
create index placement_by_partition on placement (region, year);
create index placement_by_observation on placement (observation);
create table report (region integer, year integer, report_id text, observation integer,
    leads integer, value text, extraction blob, primary key (region, year, report_id));
"""


class Pointer(NamedTuple):
    """A row of a file of the index or of a staged chunk."""

    file: int
    row: int


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row of the index that a commit touches."""

    partition: Partition
    observation: Observation
    pointer: Pointer


class Placed(NamedTuple):
    """Row of the index to write: where its values are and what was decided; see ``joined``.

    ``shown``: whether it is the row of ``captures`` of its address and payload.
    """

    pointer: Pointer
    observation: Observation
    role: str
    report_id: str | None
    shown: bool


class ReportRow(NamedTuple):
    """Report to write: where its values are, and what several captures decided.

    ``leads``: of the reports that its capture decides it is the first. ``extraction``: that of a
    page joined with its files; null where the capture alone gave the report.
    """

    report_id: str
    pointer: Pointer
    leads: bool
    decided: dict[str, Any]
    extraction: bytes | None


class Scratch:
    """Tables of one commit; the names follow those of the package."""

    def __init__(self) -> None:
        self._tied = 0
        self._again = False
        self._families = bytearray()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(
            "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536;"
            f"{_TABLES} begin;"
        )
        self.joined = JoinedScratch(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._db.close()

    # --- what comes in ---

    def add_staged(self, observation: Observation, pointer: Pointer, *, times: int) -> bool:
        """Add a staged capture; later calls are later runs. ``times`` counts it for this run.

        False where an earlier run read the same capture as something else: then all has to be
        added again (:meth:`restart`).
        """
        key, pair = observation.capture_key, observation.pair
        known = self._one("select address, mark from staged_capture where capture_key = ?", key)
        if self._again:
            if known == pair:
                self._merge(observation, pointer, times=times)
            return True
        self._db.execute(
            "insert or replace into staged_capture values (?, ?, ?, ?)",
            (key, *pair, node_of(key)),
        )
        self._merge(observation, pointer, times=times)
        return known is None or known == pair

    def restart(self) -> None:
        """Forget what was added, and know of each capture as what the last run read it."""
        self._db.execute("delete from observation")
        self._again = True

    def add_old(self, old: OldRow) -> bool:
        """Add a row of the index; false if it is known already."""
        seen = old.observation
        added = self._db.execute(
            "insert or ignore into old_row values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                *old.partition,
                old.pointer.row,
                *seen.pair,
                seen.capture_key,
                seen.to_json(),
                old.pointer.file,
            ),
        )
        self._touch(seen)
        return added.rowcount > 0

    def _touch(self, seen: Observation) -> None:
        touched = {(report.region, report.year, report.report_id) for report in seen.reports}
        touched |= {(region, year, report_id) for report_id, region, year in seen.joined}
        self._db.executemany(
            "insert or ignore into touched_report values (?, ?, ?)", sorted(touched)
        )
        if not seen.reports and seen.has_findings:
            self._db.execute("insert or ignore into touched_finding values (?)", (seen.payload,))

    def join_old(self) -> None:
        """Merge the old rows with what is staged.

        One whose capture was extracted again to something else is left out: it and all that it
        gave are gone. So is each later sighting that was. One of the same pair only gives way to
        a capture that is not later.
        """
        rows = self._db.execute(
            "select value, file, row from old_row where not exists"
            " (select 1 from staged_capture s where s.capture_key = old_row.capture_key"
            " and (s.address, s.mark) != (old_row.address, old_row.mark))"
            " and not is_joined"
        )
        others = "select capture from staged_capture where address = ? and mark != ?"
        for value, file, row in rows:
            seen = Observation.from_json(value)
            otherwise = frozenset(capture for (capture,) in self._all(others, *seen.pair))
            self._merge(without(seen, otherwise), Pointer(file, row), older=True)
        self._db.execute("update old_row set is_joined = 1")

    def _merge(
        self, seen: Observation, pointer: Pointer, *, times: int = 0, older: bool = False
    ) -> None:
        found = self._db.execute(
            "select id, value, file, row from observation where address = ? and mark = ?",
            seen.pair,
        ).fetchone()
        if found is None:
            self._db.execute(
                "insert into observation values (null, ?, ?, ?, ?, ?, ?, ?)",
                (*seen.pair, seen.to_json(), *pointer, times, seen.is_part),
            )
            return
        known = (Observation.from_json(found[1]), Pointer(*found[2:]))
        new = (seen, pointer)
        first, second = (new, known) if older else (known, new)
        at = (first if takes_precedence(first[0], second[0]) else second)[1]
        merged = merge(first[0], second[0])
        self._db.execute(
            "update observation set value = ?, file = ?, row = ?, times = times + ?, is_part = ?"
            " where id = ?",
            (merged.to_json(), *at, times, merged.is_part, found[0]),
        )

    # --- what is tied to what ---

    def tie(self) -> None:
        """Write down what ties the observations to each other; later calls add new ones."""
        rows = self._all("select id, value from observation where id > ?", self._tied)
        for number, value in rows:
            self._tied = max(self._tied, number)
            seen = Observation.from_json(value)
            self._touch(seen)
            self._db.executemany(
                "insert into tie values (?, ?)", [(node, number) for node in seen.nodes()]
            )

    def families(self) -> Iterator[dict[tuple[str, str], int]]:
        """Components that hold what may hang on a page; later calls give new ones."""
        (largest,) = self._db.execute("select coalesce(max(id), 0) from observation").fetchone()
        self._families.extend(bytes(largest + 1 - len(self._families)))
        for (start,) in self._all("select id from observation where is_part order by id"):
            if not self._families[start]:
                yield self._component(start, self._families)

    def components(self) -> Iterator[dict[tuple[str, str], int]]:
        """Observations that are tied to each other, pair to id: one component at a time."""
        (largest,) = self._db.execute("select coalesce(max(id), 0) from observation").fetchone()
        visited = bytearray(largest + 1)
        for start in range(1, largest + 1):
            if not visited[start]:
                yield self._component(start, visited)

    def _component(self, start: int, visited: bytearray) -> dict[tuple[str, str], int]:
        visited[start] = 1
        queue = [start]
        found: dict[tuple[str, str], int] = {}
        nodes: set[int] = set()
        while queue:
            number = queue.pop()
            pair = self._one("select address, mark from observation where id = ?", number)
            found[pair] = number
            for (node,) in self._all("select node from tie where observation = ?", number):
                if node in nodes:
                    continue
                nodes.add(node)
                for (tied,) in self._all("select observation from tie where node = ?", node):
                    if not visited[tied]:
                        visited[tied] = 1
                        queue.append(tied)
        return found

    def observations(self, numbers: Iterable[int]) -> list[Observation]:
        """Observations by id."""
        select = "select value from observation where id = ?"
        return [Observation.from_json(self._one(select, number)[0]) for number in numbers]

    def pointer(self, pair: tuple[str, str]) -> Pointer:
        """Where the row of an observation is."""
        select = "select file, row from observation where address = ? and mark = ?"
        return Pointer(*self._one(select, *pair))

    # --- what was decided ---

    def add_placement(self, placed: Placement, number: int, *, shown: bool) -> None:
        """Write down where an observation lies and what it is; see :class:`Placed`."""
        self._db.execute(
            "insert into placement values (?, ?, ?, ?, ?, ?)",
            (*placed.partition, number, placed.role, placed.report_id, shown),
        )

    def add_report(
        self, decided: Decided, number: int, *, leads: bool, extraction: bytes | None
    ) -> None:
        """Write down a report; ``number`` is the observation that gives its values."""
        day = decided.withdrawn_on
        value = {
            "also_at": decided.also_at,
            "revisions": decided.revisions,
            "withdrawn_on": None if day is None else day.isoformat(),
            "findings": [[asdict(found), payload] for found, payload in decided.findings],
        }
        self._db.execute(
            "insert into report values (?, ?, ?, ?, ?, ?, ?)",
            (*decided.partition, decided.report_id, number, leads, canonical(value), extraction),
        )

    # --- what has to be written ---

    def partitions(self) -> list[Partition]:
        """Every partition that may change, sorted."""
        rows = self._all(
            "select region, year from old_row union select region, year from touched_report"
            " union select region, year from placement union select 0, 0 from touched_finding"
            " order by 1, 2"
        )
        return [Partition(*row) for row in rows]

    def stale_rows(self, partition: Partition) -> list[int]:
        """Rows of the index of a partition that must go, ascending."""
        select = "select row from old_row where region = ? and year = ? order by row"
        return [row for (row,) in self._all(select, *partition)]

    def stale_reports(self, partition: Partition) -> list[str]:
        """Ids of the reports of a partition whose old rows must go, sorted."""
        select = (
            "select report_id from touched_report where region = ? and year = ? order by report_id"
        )
        return [report_id for (report_id,) in self._all(select, *partition)]

    def stale_findings(self) -> list[str]:
        """Payloads whose findings without a report must go, sorted."""
        return [
            payload for (payload,) in self._all("select payload from touched_finding order by 1")
        ]

    def placed(self, partition: Partition) -> list[Placed]:
        """Rows of the index to add to a partition, by address and mark."""
        rows = self._all(
            "select id, file, row, value, role, report_id, shown from placement"
            " join observation on observation = id where region = ? and year = ?"
            " order by address, mark",
            *partition,
        )
        return [
            Placed(
                Pointer(file, row),
                replace(Observation.from_json(value), joined=self.joined.reports_of(number)),
                role,
                report_id,
                bool(shown),
            )
            for number, file, row, value, role, report_id, shown in rows
        ]

    def reports(self, partition: Partition) -> list[ReportRow]:
        """Return the reports to add to a partition, by id."""
        rows = self._all(
            "select r.report_id, file, row, leads, r.value, extraction from report r"
            " join observation o on r.observation = o.id"
            " where r.region = ? and r.year = ? order by r.report_id",
            *partition,
        )
        return [
            ReportRow(report_id, Pointer(file, row), bool(leads), json.loads(value), extraction)
            for report_id, file, row, leads, value, extraction in rows
        ]

    def findings_without_report(self) -> list[Pointer]:
        """One observation a payload whose findings belong to no report, by payload.

        Those of files that belong to a page are said with the page, where it needs them.
        """
        rows = self._all(
            "select file, row, value, payload from observation"
            " join touched_finding on mark = payload"
            " where id not in (select file from claim) order by payload, address"
        )
        found: dict[str, Pointer] = {}
        for file, row, value, payload in rows:
            seen = Observation.from_json(value)
            if not seen.reports and seen.has_findings:
                found.setdefault(payload, Pointer(file, row))
        return list(found.values())

    def roles(self) -> Counter[str]:
        """Count the captures of this run by what they turned out to be.

        Of the captures of one answer the first counts by its role; a report that came again
        counts as ``copy``, everything else by its role each time.
        """
        counted: Counter[str] = Counter()
        rows = self._all(
            "select role, times from placement join observation on observation = id where times > 0"
        )
        for role, times in rows:
            again = "copy" if role == "report" else role
            counted[role] += 1
            counted[again] += times - 1
        return +counted

    def _one(self, statement: str, *values: object) -> Any:
        return self._db.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._db.execute(statement, values).fetchall()
