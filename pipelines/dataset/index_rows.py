"""Rows of the index beside the tables: their columns, and how a capture becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from pipelines.dataset.encoding import canonical, encode
from pipelines.dataset.hanging import hanging_of
from pipelines.dataset.observation import Observation, microseconds, node_of
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

#: Columns of the index beyond those of ``captures``. ``shown``: whether ``captures`` has the
#: row. ``answer``: see :func:`pipelines.roles.answer_of`. ``seen``: the last time on each day
#: (UTC+8), microseconds since 1970, ascending; ``seen_by``: hash of the capture of each.
#: ``own_role``: the role of the capture by
#: itself. ``cells``: value cells by table, JSON. ``nodes``: hashes of what ties the row to
#: others. ``full``: false for a row that only says that an answer came again, which has no
#: ``extraction``. ``reference``: fingerprint of the reference data. Those of
#: ``pipelines.dataset.hanging``: ``form``, ``lacks_tables``, ``links``, ``document``;
#: ``joined``: reports that a page gives together with what hangs on it.
EXTRA: Final = (
    ("shown", pa.bool_()),
    ("answer", pa.string()),
    ("seen", pa.list_(pa.int64())),
    ("seen_by", pa.list_(pa.int64())),
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
_HEAVY: Final = frozenset(
    {"shown", "nodes", "extractor_version", "reference", "extraction", "document"}
)
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


def observe(
    capture: Capture,
    extraction: Extraction | None,
    *,
    answer: str,
    version: str,
    reference: str,
) -> dict[str, Any]:
    """Row of the index for one capture; with no extraction it only says that it came again.

    ``answer``: what its status says, see :func:`pipelines.roles.answer_of`.
    """
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
        "shown": True,
        "answer": answer,
        "seen": seen,
        "seen_by": [node_of(capture_key(capture)) for _ in seen],
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
