"""An observation: one address and payload, when it was seen and what it gave.

The set of observations decides every row of the dataset. Each is one row of the index beside
the tables (``_index``): the columns of ``captures``, what the decisions need, and the whole
extraction as compressed JSON, so that a decision can turn out otherwise later without the
archive. Merging two of one address and payload is commutative, so the order and the split of
the sources do not matter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa

from pipelines.addresses import own_targets
from pipelines.dataset.encoding import canonical, encode
from pipelines.dataset.hanging import LINKED, hanging_of, split_link
from pipelines.model import Capture, Extraction, Report
from pipelines.schema import CAPTURES

_REPORTS = pa.list_(
    pa.struct(
        [
            ("report_id", pa.string()),
            ("region", pa.int32()),
            ("year", pa.int32()),
            ("published_on", pa.string()),
            ("digest", pa.string()),
            ("name", pa.string()),
            ("status", pa.string()),
        ]
    )
)
_JOINED = pa.list_(
    pa.struct([("report_id", pa.string()), ("region", pa.int32()), ("year", pa.int32())])
)

#: Columns of the index beyond those of ``captures``. ``seen``: the last time on each day
#: (UTC+8), microseconds since 1970, ascending. ``own_role``: the role of the capture by
#: itself. ``cells``: value cells by table, JSON. ``nodes``: hashes of what ties the row to
#: others. ``full``: false for a row that only says that an answer came again, which has no
#: ``extraction``. ``reference``: fingerprint of the reference data. Those of
#: ``pipelines.dataset.hanging``: ``form``, ``lacks_tables``, ``links``, ``document``;
#: ``joined``: reports that a page gives together with what hangs on it.
EXTRA: Final = (
    ("seen", pa.list_(pa.int64())),
    ("own_role", pa.string()),
    ("trusted", pa.bool_()),
    ("cells", pa.string()),
    ("reports", _REPORTS),
    ("has_findings", pa.bool_()),
    ("capture_key", pa.string()),
    ("nodes", pa.list_(pa.int64())),
    ("full", pa.bool_()),
    ("form", pa.string()),
    ("lacks_tables", pa.bool_()),
    ("links", pa.list_(pa.string())),
    ("parent_path", pa.string()),
    ("joined", _JOINED),
    ("extractor_version", pa.string()),
    ("reference", pa.string()),
    ("extraction", pa.binary()),
    ("document", pa.binary()),
)
#: Columns of the index that no decision needs.
_HEAVY: Final = frozenset({"nodes", "extractor_version", "reference", "extraction", "document"})
INDEX_SCHEMA: Final = pa.schema([*CAPTURES.arrow_schema, *(pa.field(*extra) for extra in EXTRA)])
#: Columns of the index that the decisions read.
LIGHT: Final = (
    "url",
    "source_path",
    "fetched_at",
    "payload_sha256",
    "content_sha256",
    "parent_url",
    "warc_file",
    "warc_offset",
    "warc_record_id",
    *(name for name, _ in EXTRA if name not in _HEAVY),
)

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
    """What the decisions know of one address and payload; times in microseconds since 1970.

    All but ``seen`` belongs to the earliest capture. ``full`` is false where only a later
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

    def __hash__(self) -> int:
        """By its key, since two of one key are merged into one."""
        return hash(self.pair)

    @property
    def address(self) -> str:
        """What tells one address from another: the url, else the payload of a bare file."""
        return self.url if self.url is not None else f"sha256:{self.payload}"

    @property
    def pair(self) -> tuple[str, str]:
        """Key of the observation."""
        return (self.address, self.payload)

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
        )


def node(name: str) -> int:
    """64-bit hash; a collision ties two strangers together, which costs time and nothing else."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


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
    last: dict[int, int] = {}
    for moment in (*first.seen, *second.seen):
        day = day_of(moment)
        last[day] = max(moment, last.get(day, moment))
    base = first if takes_precedence(first, second) else second
    return replace(base, seen=tuple(last[day] for day in sorted(last)))


def takes_precedence(first: Observation, second: Observation) -> bool:
    """Whether the values of one pair stay those of ``first`` when ``second`` is read later."""
    if first.full != second.full:
        return first.full
    return first.provenance < second.provenance


def observe(
    capture: Capture, extraction: Extraction | None, *, version: str, reference: str
) -> dict[str, Any]:
    """Row of the index for one capture; with no extraction it only says that it came again."""
    seen = [] if capture.fetched_at is None else [microseconds(capture.fetched_at)]
    gave = extraction if extraction is not None else Extraction(role="seen")
    encoded = encode(gave)
    hanging = hanging_of(capture, gave)
    context = capture.context
    row: dict[str, Any] = {
        "portal": context.portal,
        "url": capture.url,
        "source_path": capture.source_path,
        "fetched_at": capture.fetched_at,
        "last_seen_at": capture.fetched_at,
        "http_status": capture.http_status,
        "content_type": capture.content_type,
        "payload_sha256": capture.payload_sha256,
        "content_sha256": gave.content.sha256 if gave.content is not None else None,
        "list_title": context.list_title,
        "list_date": context.list_date,
        "parent_url": context.parent_url,
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "warc_record_id": capture.warc_record_id,
        "seen": seen,
        "own_role": gave.role,
        "trusted": gave.trusted,
        "cells": canonical(dict(gave.content.cells) if gave.content is not None else {}),
        "reports": report_keys(gave.reports, encoded.digests),
        "has_findings": bool(gave.findings),
        "capture_key": capture_key(capture),
        "full": extraction is not None,
        "form": hanging.form,
        "lacks_tables": hanging.lacks_tables,
        "links": list(hanging.links),
        "parent_path": capture.parent_path,
        "joined": [],
        "extractor_version": version,
        "reference": reference,
        "extraction": None if extraction is None else encoded.data,
        "document": hanging.document,
    }
    light = {**row, "fetched_at": seen[0] if seen else None}
    row["nodes"] = Observation.from_row(light).nodes()
    return row


def capture_key(capture: Capture) -> str:
    """Return what tells captures apart: the record, or for a bare file its path and bytes."""
    if capture.warc_record_id is not None:
        return capture.warc_record_id
    return f"{capture.source_path}\n{capture.payload_sha256}"


def report_keys(reports: Sequence[Report], digests: Sequence[str]) -> list[dict[str, Any]]:
    """Return the fields of a :class:`ReportKey` for each report; of one id the first counts."""
    keys: dict[str, dict[str, Any]] = {}
    for report, digest in zip(reports, digests, strict=True):
        published = report.fields.get("published_on")
        keys.setdefault(
            report.report_id,
            {
                "report_id": report.report_id,
                "region": report.region,
                "year": report.year,
                "published_on": None if published is None else published.isoformat(),
                "digest": digest,
                "name": report.fields.get("agency_name"),
                "status": report.fields.get("status"),
            },
        )
    return list(keys.values())
