"""One task: some sources read, extracted and staged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipelines.captures import Manifest, RevisitResolver, Source, SourceIssue, read_source
from pipelines.dataset.layout import Partition
from pipelines.dataset.observation import provenance_of
from pipelines.dataset.staging import Stage
from pipelines.documents.reader import Reader
from pipelines.extraction import extract_capture
from pipelines.limits import LimitedReader, Limits
from pipelines.model import Capture, Visit
from pipelines.reference import Reference, host_of
from pipelines.roles import answer_of
from pipelines.schema import EXTRACTOR_VERSION
from pipelines.workers.only import Only

_UTC8: Final = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a run needs; it can be pickled.

    ``sources``: all of the run, among which revisits look for their originals, and then in the
    folder ``archive``. ``limits``: what one document may cost.
    """

    root: Path
    run: str
    sources: tuple[Source, ...]
    manifest: Manifest | None
    reference: Reference
    only: Only | None
    limits: Limits
    archive: Path | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Sources that are read one after the other."""

    number: int
    sources: tuple[Source, ...]


@dataclass(slots=True)
class TaskResult:
    """What a task read; ``last`` is the name of its last source."""

    sources: int
    last: str
    captures: int = 0
    skipped: int = 0
    issues: list[str] = field(default_factory=list)


def serially(job: Job, tasks: Sequence[Task]) -> Iterator[TaskResult]:
    """Do the tasks in this process."""
    resolver = RevisitResolver(job.sources, job.archive)
    with LimitedReader(job.limits) as reader:
        for task in tasks:
            yield do_task(job, task, resolver, reader)


def do_task(job: Job, task: Task, resolver: RevisitResolver, reader: Reader) -> TaskResult:
    """Read, extract and stage the sources of one task."""
    result = TaskResult(len(task.sources), task.sources[-1].relative)
    with Stage(
        job.root,
        job.run,
        f"{task.number:06d}",
        version=EXTRACTOR_VERSION,
        reference=job.reference.fingerprint,
    ) as stage:
        taker = _Taker(job, stage, result, reader)
        for source in task.sources:
            for item in read_source(source, resolver=resolver, manifest=job.manifest):
                taker.take(item)
    return result


_Key = tuple[str, str, str]


class _Taker:
    """Stages what a source gives.

    The extraction of a capture is needed only if it is the earliest of its answer (address,
    payload and what the status says) in this task; every later one just says that it came again.
    """

    def __init__(self, job: Job, stage: Stage, result: TaskResult, reader: Reader) -> None:
        self._job = job
        self._stage = stage
        self._result = result
        self._reader = reader
        self._earliest: dict[_Key, tuple[object, ...]] = {}
        self._left_out: set[_Key] = set()

    def take(self, item: Capture | Visit | SourceIssue) -> None:
        """Stage a capture or a visit, keep an issue."""
        if isinstance(item, SourceIssue):
            self._result.issues.append(item.message)
        elif isinstance(item, Visit):
            self._take_visit(item)
        elif item.asked:
            self._take_capture(item)

    def _take_capture(self, capture: Capture) -> None:
        answer = answer_of(capture, self._job.reference)
        key = (capture.address, capture.payload_sha256, answer)
        provenance = provenance_of(capture)
        if key in self._left_out:
            self._result.skipped += 1
            return
        known = self._earliest.get(key)
        if known is not None and known <= provenance:
            self._result.captures += 1
            self._stage.add(capture, None, answer=answer)
            return
        extraction = extract_capture(capture, self._job.reference, self._reader)
        only = self._job.only
        if only is not None and known is None and not only.concerns(capture, extraction):
            self._left_out.add(key)
            self._result.skipped += 1
            return
        self._earliest[key] = provenance
        self._result.captures += 1
        named = with_portal(capture, self._job.reference)
        self._stage.add(named, extraction, answer=answer)

    def _take_visit(self, visit: Visit) -> None:
        if self._job.only is not None:
            return
        portal = self._job.reference.portals.get(visit.portal)
        code = visit.region_code if portal is None else portal.division_code
        region = int(f"{code[:2]}0000") if code else 0
        year = visit.started_at.astimezone(_UTC8).year
        self._stage.add_visit(replace(visit, region_code=code or None), Partition(region, year))


def with_portal(capture: Capture, reference: Reference) -> Capture:
    """Name the portal of a capture by its host where the archive does not say it."""
    if capture.context.portal is not None:
        return capture
    portal = reference.portals.of_host(host_of(capture.url))
    if portal is None:
        return capture
    return replace(capture, context=replace(capture.context, portal=portal.key))
