"""The part of a commit's working memory that holds pages joined with what hangs on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from pipelines.dataset.encoding import canonical
from pipelines.dataset.joins import Joined, Joins, Pair
from pipelines.dataset.observation import Observation, ReportKey, node
from pipelines.model import Finding

_TABLES = """
create table joined (page integer, payload text, value text, extraction blob,
    primary key (page, payload));
create table joined_tie (node integer, observation integer);
create table claim (file integer, address text, payload text,
    primary key (file, address, payload));
create table unread (page integer, finding text, payload text);
create index unread_by_page on unread (page);
"""


class JoinedScratch:
    """Tables of one commit in its database; ids are those of observations."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.executescript(_TABLES)

    def add(self, joins: Joins, numbers: Mapping[Pair, int]) -> set[int]:
        """Write down what the pages of a component gave; return what that ties them to."""
        nodes: set[int] = set()
        for joined, extraction in joins.joined:
            page = numbers[joined.base]
            own = {node(f"r{report_id}") for report_id in joined.report_ids}
            nodes |= own
            self._db.execute(
                "insert into joined values (?, ?, ?, ?)",
                (page, joined.payload, _to_json(joined), extraction),
            )
            self._db.executemany(
                "insert into joined_tie values (?, ?)", [(one, page) for one in sorted(own)]
            )
            self._db.executemany(
                "insert or ignore into touched_report values (?, ?, ?)",
                [(report.region, report.year, report.report_id) for report in joined.reports],
            )
        self._db.executemany(
            "insert or ignore into claim values (?, ?, ?)",
            [(numbers[file], *page) for file, page in joins.claims],
        )
        self._db.executemany(
            "insert into unread values (?, ?, ?)",
            [
                (numbers[page], canonical(asdict(finding)), payload)
                for page, finding, payload in joins.unread
            ],
        )
        return nodes

    def tie(self) -> None:
        """Tie pages to what else gives the reports that they give with their files."""
        self._db.execute("insert into tie select * from joined_tie")

    def candidates(self, seen: Observation, number: int) -> list[Observation]:
        """Return what counts in the place of an observation.

        A page joined with its files counts as what the two show, a file that belongs to a page
        as an attachment and nothing else.
        """
        rows = self._all("select value from joined where page = ? order by payload", number)
        if rows:
            return [_from_json(value) for (value,) in rows]
        if self._all("select 1 from claim where file = ? limit 1", number):
            return [replace(seen, reports=(), own_role="attachment")]
        return [seen]

    def pages_of(self, number: int) -> list[Pair]:
        """Keys of the pages that a file belongs to, sorted."""
        return self._all(
            "select address, payload from claim where file = ? order by address, payload", number
        )

    def reports_of(self, number: int) -> tuple[tuple[str, int, int], ...]:
        """Id, region and year of every report that a page gives with its files, sorted."""
        rows = self._all("select value from joined where page = ?", number)
        found = {
            (report.report_id, report.region, report.year)
            for (value,) in rows
            for report in _from_json(value).reports
        }
        return tuple(sorted(found))

    def extraction_of(self, number: int, payload: str) -> bytes:
        """Return the extraction of a page and files, by the payload that names them."""
        ((extraction,),) = self._all(
            "select extraction from joined where page = ? and payload = ?", number, payload
        )
        return bytes(extraction)

    def unread(self, number: int) -> list[tuple[Finding, str]]:
        """Why files of a page could not be read, each with its payload."""
        rows = self._all("select finding, payload from unread where page = ?", number)
        return [(Finding(**json.loads(finding)), payload) for finding, payload in rows]

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._db.execute(statement, values).fetchall()


_FIELDS = tuple(field.name for field in fields(Joined))


def _to_json(joined: Joined) -> str:
    values = {name: getattr(joined, name) for name in _FIELDS}
    values["reports"] = [
        [getattr(report, name) for name in ReportKey.__slots__] for report in joined.reports
    ]
    return canonical(values)


def _from_json(text: str) -> Joined:
    values = json.loads(text)
    values["reports"] = tuple(ReportKey(*report) for report in values["reports"])
    values["parts"] = tuple((*pair,) for pair in values["parts"])
    for name in ("seen", "seen_by", "links", "joined", "part_days", "evidence"):
        values[name] = tuple(values[name])
    return Joined(**values)
