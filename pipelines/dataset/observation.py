"""An observation: one answer of one address, when it was seen and what it gave.

Answers are the same where payload and what their status says are: no bytes at all may be a
page that is gone, a server that failed and a page that was emptied, and each of them has its own
days. The set of observations decides every row of the dataset. Each is one row of the index beside
the tables (``_index``): the columns of ``captures``, what the decisions need, and the whole
extraction as compressed JSON, so that a decision can turn out otherwise later without the
archive. Merging two of one key is commutative, so the order and the split of the sources do
not matter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pipelines.addresses import own_targets
from pipelines.dataset.encoding import canonical
from pipelines.dataset.hanging import LINKED, split_link
from pipelines.model import Capture

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_DAY: Final = 86_400_000_000
_UTC8: Final = 8 * 3_600_000_000
_NEVER: Final = 2**62


def microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970; raises :class:`TypeError` for a time without a zone."""
    return (moment - _EPOCH) // _MICROSECOND


def day_of(moment: int) -> int:
    """Day in UTC+8 of a time in microseconds, as days since 1970."""
    return (moment + _UTC8) // _DAY


@dataclass(frozen=True, slots=True)
class ReportKey:
    """One report that a capture gave; ``published_on`` ISO; ``digest`` of what it says.

    ``name``: that of the body, where the capture tells it.
    """

    report_id: str
    region: int
    year: int
    published_on: str | None
    digest: str
    name: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What the decisions know of one answer of one address; times in microseconds since 1970.

    All but ``seen`` and ``seen_by`` (the capture of each time, as :func:`node_of` hashes its key)
    belongs to the earliest capture. ``answer``: see :func:`pipelines.roles.answer_of`. ``full`` is false where only a later
    sighting is known, whose extraction was not stored. ``form``, ``lacks_tables`` and ``links``
    are those of :class:`~pipelines.dataset.hanging.Hanging`. ``joined``: id, region and year of
    the reports that the last commit read from this page and what hangs on it.
    """

    url: str | None
    source_path: str | None
    fetched_at: int | None
    payload: str
    content: str | None
    parent_url: str | None
    warc_file: str | None
    warc_offset: int | None
    record_id: str | None
    seen: tuple[int, ...]
    own_role: str
    trusted: bool
    cells: Mapping[str, int]
    reports: tuple[ReportKey, ...]
    has_findings: bool
    capture_key: str
    full: bool
    form: str = ""
    lacks_tables: bool = False
    links: tuple[str, ...] = ()
    parent_path: str | None = None
    joined: tuple[tuple[str, int, int], ...] = ()
    answer: str = ""
    seen_by: tuple[int, ...] = ()

    def __hash__(self) -> int:
        """By its key, since two of one key are merged into one."""
        return hash(self.pair)

    @property
    def address(self) -> str:
        """What tells one address from another: the url, else the payload of a bare file."""
        return self.url if self.url is not None else f"sha256:{self.payload}"

    @property
    def mark(self) -> str:
        """What tells answers of one address apart: the payload, and what its status says."""
        return f"{self.payload} {self.answer}" if self.answer else self.payload

    @property
    def pair(self) -> tuple[str, str]:
        """Key of the observation: address and mark."""
        return (self.address, self.mark)

    @property
    def last_seen(self) -> int:
        """Last time that this answer came; -1 where no time is known."""
        return self.seen[-1] if self.seen else -1

    @property
    def provenance(self) -> tuple[int, str, str, int, str]:
        """Sort key of captures of one pair: the earliest, unknown times last."""
        return _rank(
            self.fetched_at, self.record_id, self.warc_file, self.warc_offset, self.source_path
        )

    @property
    def said(self) -> str:
        """What was said: the content, or the payload where the readers gave no content."""
        return self.content or f"payload:{self.payload}"

    @property
    def report_ids(self) -> tuple[str, ...]:
        """Ids of the reports that it gave, in their order on the page."""
        return tuple(report.report_id for report in self.reports)

    @property
    def base(self) -> tuple[str, str]:
        """Key of the observation whose row this is."""
        return self.pair

    @property
    def shown(self) -> str:
        """Payload that shows what it says."""
        return self.payload

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Keys of the files that it is joined with."""
        return ()

    @property
    def days(self) -> frozenset[int]:
        """Days (UTC+8) on which it was seen, as days since 1970."""
        return frozenset(map(day_of, self.seen))

    @property
    def is_part(self) -> bool:
        """Whether it may hang on a page, be it a page itself."""
        return bool(self.form) or (self.lacks_tables and self.parent_url is not None)

    @property
    def targets(self) -> tuple[str, ...]:
        """Targets of links that lead here, where it may hang on a page."""
        return own_targets(self.url, self.source_path) if self.form in LINKED else ()

    def nodes(self) -> list[int]:
        """Hashes of what ties it to other observations: two that share one are decided together."""
        names = {f"a{self.address}", f"c{self.capture_key}"}
        names |= {f"r{report_id}" for report_id in self.report_ids}
        names |= {f"r{report_id}" for report_id, _, _ in self.joined}
        names |= {f"l{target}" for target in self.targets}
        names |= {f"l{target}" for link in self.links for target in split_link(link)[1]}
        if self.parent_url is not None:
            names.add(f"a{self.parent_url}")
        if self.source_path is not None:
            names.add(f"f{self.source_path}")
        if self.parent_path is not None:
            names.add(f"f{self.parent_path}")
        if not self.reports and self.has_findings:
            names.add(f"p{self.payload}")
        return sorted(node(name) for name in names)

    def to_json(self) -> str:
        """JSON that :meth:`from_json` reads."""
        values = [getattr(self, name) for name in self.__slots__]
        at = self.__slots__.index("reports")
        values[at] = [
            [getattr(report, name) for name in ReportKey.__slots__] for report in self.reports
        ]
        return canonical(values)

    @classmethod
    def from_json(cls, text: str) -> Observation:
        """Observation from :meth:`to_json`."""
        values = dict(zip(cls.__slots__, json.loads(text), strict=True))
        values["seen"] = tuple(values["seen"])
        values["seen_by"] = tuple(values["seen_by"])
        values["reports"] = tuple(ReportKey(*report) for report in values["reports"])
        values["links"] = tuple(values["links"])
        values["joined"] = tuple((*report,) for report in values["joined"])
        return cls(**values)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Observation:
        """Observation from a row of the index with the columns :data:`LIGHT`.

        ``fetched_at`` as microseconds.
        """
        return cls(
            url=row["url"],
            source_path=row["source_path"],
            fetched_at=row["fetched_at"],
            payload=row["payload_sha256"],
            content=row["content_sha256"],
            parent_url=row["parent_url"],
            warc_file=row["warc_file"],
            warc_offset=row["warc_offset"],
            record_id=row["warc_record_id"],
            seen=tuple(row["seen"]),
            own_role=row["own_role"],
            trusted=row["trusted"],
            cells=json.loads(row["cells"]),
            reports=tuple(ReportKey(**report) for report in row["reports"]),
            has_findings=row["has_findings"],
            capture_key=row["capture_key"],
            full=row["full"],
            form=row["form"],
            lacks_tables=row["lacks_tables"],
            links=tuple(row["links"]),
            parent_path=row["parent_path"],
            joined=tuple((one["report_id"], one["region"], one["year"]) for one in row["joined"]),
            answer=row["answer"],
            seen_by=tuple(row["seen_by"]),
        )


def node(name: str) -> int:
    """64-bit hash; a collision ties two strangers together, which costs time and nothing else."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def node_of(capture_key: str) -> int:
    """Hash of a capture's key, which is one of the nodes of its observation."""
    return node(f"c{capture_key}")


def provenance_of(capture: Capture) -> tuple[int, str, str, int, str]:
    """:attr:`Observation.provenance` of one capture."""
    return _rank(
        None if capture.fetched_at is None else microseconds(capture.fetched_at),
        capture.warc_record_id,
        capture.warc_file,
        capture.warc_offset,
        capture.source_path,
    )


def _rank(
    fetched_at: int | None,
    record_id: str | None,
    warc_file: str | None,
    warc_offset: int | None,
    source_path: str | None,
) -> tuple[int, str, str, int, str]:
    return (
        _NEVER if fetched_at is None else fetched_at,
        record_id or "",
        warc_file or "",
        -1 if warc_offset is None else warc_offset,
        source_path or "",
    )


def merge(first: Observation, second: Observation) -> Observation:
    """Both of one pair as one: the earlier capture's values, ``second`` on a tie.

    Seen at all times of both.
    """
    base = first if takes_precedence(first, second) else second
    return _seen_at(base, [*_sightings(first), *_sightings(second)])


def without(seen: Observation, captures: frozenset[int]) -> Observation:
    """Return it without the sightings of these captures (:func:`node_of`), but with its own."""
    if captures.isdisjoint(seen.seen_by):
        return seen
    own = [] if seen.fetched_at is None else [(seen.fetched_at, node_of(seen.capture_key))]
    return _seen_at(seen, [*own, *(one for one in _sightings(seen) if one[1] not in captures)])


def _sightings(seen: Observation) -> Iterable[tuple[int, int]]:
    return zip(seen.seen, seen.seen_by, strict=True)


def _seen_at(seen: Observation, sightings: Iterable[tuple[int, int]]) -> Observation:
    """Return it as seen then: of each day (UTC+8) the last time counts."""
    last: dict[int, tuple[int, int]] = {}
    for sighting in sightings:
        day = day_of(sighting[0])
        last[day] = max(sighting, last.get(day, sighting))
    kept = [last[day] for day in sorted(last)]
    return replace(
        seen,
        seen=tuple(moment for moment, _ in kept),
        seen_by=tuple(capture for _, capture in kept),
    )


def takes_precedence(first: Observation, second: Observation) -> bool:
    """Whether the values of one pair stay those of ``first`` when ``second`` is read later."""
    if first.full != second.full:
        return first.full
    return first.provenance < second.provenance
