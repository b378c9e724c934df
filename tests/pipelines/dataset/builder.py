"""Captures and what they gave, made by hand, without bytes that anybody has to read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.dataset.commit import CommitSummary, commit
from pipelines.dataset.index_rows import observe
from pipelines.dataset.observation import Observation
from pipelines.dataset.staging import Stage, staging_run
from pipelines.model import (
    Capture,
    CellState,
    Content,
    Context,
    Extraction,
    Finding,
    Line,
    Report,
)

#: Ids of reports in the tests: readable, and as long as real ones.
A, B, C = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"
NO_CONTEXT = Context()
JANUARY = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


class Seen(NamedTuple):
    """One capture and what it gave."""

    capture: Capture
    extraction: Extraction


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def capture(
    url: str | None,
    body: str,
    *,
    day: int = 1,
    hour: int = 0,
    status: int | None = 200,
    path: str | None = None,
    context: Context = NO_CONTEXT,
) -> Capture:
    """Answer of ``url`` on a day of January 2023 (UTC); a bare file has a path instead."""
    if url is None:
        return Capture(body=body.encode(), payload_sha256=sha(body), source_path=path)
    fetched_at = JANUARY + dt.timedelta(days=day - 1, hours=hour)
    record = sha(f"{url} {fetched_at} {body}")
    return Capture(
        body=body.encode(),
        payload_sha256=sha(body),
        url=url,
        fetched_at=fetched_at,
        http_status=status,
        content_type="text/html",
        warc_file=f"night-{day:02d}.warc.gz",
        warc_offset=int(record[:6], 16),
        warc_record_id=f"<urn:uuid:{record[:32]}>",
        context=context,
    )


def report(
    report_id: str = A,
    *,
    region: int = 150000,
    year: int = 2022,
    received: int = 3,
    published: dt.date | None = dt.date(2023, 1, 19),
    findings: Iterable[Finding] = (),
    **fields: Any,
) -> Report:
    """A small report: one line of section three, one of section four."""
    return Report(
        region=region,
        year=year,
        fields={
            "report_id": report_id,
            "agency_key": report_id,
            "title": f"{year}年政府信息公开工作年度报告",
            "published_on": published,
            "sections": [{"heading": "一、总体情况", "text": f"收到申请{received}件。"}],
            "status": "complete",
            **fields,
        },
        proactive=Line({"rules_issued": 0, "fee_amount_10k_yuan": 25.1}),
        requests={
            "received_new": Line({"natural_person": received, "total": received}),
            "carried_in": Line(
                {"natural_person": None}, (CellState("natural_person", "blank", ""),)
            ),
        },
        disputes={"reconsideration": Line({"upheld": 1, "total": 1})},
        findings=list(findings),
    )


def gave(*reports: Report, cells: int = 100, trusted: bool = True) -> Extraction:
    """Extraction of a page with these reports; its content is what they say."""
    said = "".join(str(one.requests["received_new"].values) + one.report_id for one in reports)
    content = Content(sha(f"{said} {cells}"), {"requests": cells, "disputes": 15})
    return Extraction("report", list(reports), content, trusted=trusted)


def nothing(role: str = "no_report", *findings: Finding) -> Extraction:
    """Extraction of a page without a report."""
    return Extraction(role, findings=list(findings))


def answer(seen: Seen) -> str:
    """What the status says: nothing where it is good, else what the test says that it gave."""
    return "" if seen.capture.http_status in {None, 200} else seen.extraction.role


def observation(seen: Seen) -> Observation:
    """What the decisions know of one capture."""
    row = observe(*seen, answer=answer(seen), version="1", reference="r")
    return Observation.from_row({**row, "fetched_at": row["seen"][0] if row["seen"] else None})


def stage_all(
    root: Path, captures: Sequence[Seen], *, version: str = "1", reference: str = "r"
) -> str:
    """Stage captures in the order given."""
    with (
        staging_run(root) as run,
        Stage(root, run, "t", version=version, reference=reference) as stage,
    ):
        for seen in captures:
            stage.add(*seen, answer=answer(seen))
    return run


def commit_all(
    root: Path, captures: Sequence[Seen], *, version: str = "1", reference: str = "r"
) -> CommitSummary:
    """Stage captures and commit them."""
    run = stage_all(root, captures, version=version, reference=reference)
    return commit(root, runs=(run,), wait=30)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a folder and its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
