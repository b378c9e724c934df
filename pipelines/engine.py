"""Extraction over archives: serial or in processes, one interface.

``stage`` reads sources and leaves what they gave in the dataset's ``_staged`` folder,
``extract`` commits it too. Both engines give the same bytes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.captures import Manifest, Source, list_sources
from pipelines.dataset.commit import CommitSummary, commit, older_readers
from pipelines.dataset.journal import WAIT, Say, cannot_write
from pipelines.dataset.layout import check_writable_home, local_root
from pipelines.dataset.staging import staging_run
from pipelines.errors import UserError
from pipelines.limits import Limits
from pipelines.reference import Reference
from pipelines.schema import EXTRACTOR_VERSION
from pipelines.workers import Job, Task, TaskResult, in_processes, serially
from pipelines.workers.only import Only
from pipelines.workers.renew import renew

#: Saved files that one task reads; a WARC file is a task of its own.
_FILES_A_TASK: Final = 200
_SEVERAL: Final = 2
#: Lines about single captures that a summary keeps; the others are counted.
MAX_ISSUES: Final = 1000

#: Called with sources done, sources in all, and the one that was just read.
Progress = Callable[[int, int, str], None]

#: Which sum of the last line a role belongs to.
_SUMS: Final = {
    "report": "reports",
    "copy": "copies",
    "superseded": "copies",
    "set_aside": "copies",
    "attachment": "attachments",
    "unreadable": "unreadable",
}


class EngineError(UserError):
    """The engine cannot do this: an unknown engine or filter, a worker that died."""


@dataclass(slots=True)
class StageSummary:
    """What was read: captures that were asked for, those left out by ``only``, issues."""

    run: str
    sources: int
    captures: int = 0
    skipped: int = 0
    issues: list[str] = field(default_factory=list)
    more_issues: int = 0

    def add(self, result: TaskResult) -> None:
        """Add what one task read."""
        self.captures += result.captures
        self.skipped += result.skipped
        room = MAX_ISSUES - len(self.issues)
        self.issues += result.issues[:room]
        self.more_issues += max(0, len(result.issues) - room)


@dataclass(slots=True)
class RunSummary:
    """One run of extraction.

    Every capture read counts once: of those of one address and payload the first by its role,
    a report that came again as a copy. ``superseded`` and ``set_aside`` are among the copies;
    everything that is no report, attachment or unreadable is ``no_report``.
    """

    sources: int
    reports: int
    copies: int
    attachments: int
    no_report: int
    unreadable: int
    skipped: int
    files_changed: int
    issues: list[str]
    warnings: list[str]
    seconds: float

    @property
    def read(self) -> int:
        """Captures read."""
        return self.reports + self.copies + self.attachments + self.no_report + self.unreadable

    def line(self) -> str:
        """Last line of ``gongkai extract``."""
        return (
            f"read {self.read} = reports {self.reports} + copies {self.copies}"
            f" + attachments {self.attachments} + no report {self.no_report}"
            f" + unreadable {self.unreadable}"
        )


def extract(
    sources: Sequence[Path | str | Source],
    dataset: Path | str,
    *,
    engine: str = "serial",
    workers: int | None = None,
    only: Mapping[str, int] | None = None,
    manifest: Path | str | None = None,
    archive: Path | str | None = None,
    progress: Progress | None = None,
    reference: Reference | None = None,
    wait: float = WAIT,
    say: Say | None = None,
) -> RunSummary:
    """Read sources and commit what they gave to the dataset.

    ``engine``: ``serial`` or ``processes`` (``workers`` of them, by default one a core).
    ``only``: ``region`` and ``year`` of the reports that are written. ``archive`` (by default
    ``archive`` beside the dataset): where the originals of revisits and the deciding captures of
    an older version are found. ``wait``: seconds to wait for
    another writer. ``say`` takes lines for a person.

    Raises :class:`EngineError`, :class:`~pipelines.captures.SourceError` or
    :class:`~pipelines.dataset.DatasetError`, each one line.
    """
    started = time.monotonic()
    reference = reference or Reference.load()
    staged = stage(
        sources,
        dataset,
        engine=engine,
        workers=workers,
        only=only,
        manifest=manifest,
        archive=archive,
        progress=progress,
        reference=reference,
    )
    warnings = [*renew(local_root(dataset), staged.run, reference, archive)]
    done = commit(dataset, runs=(staged.run,), wait=wait, say=say, reference=reference)
    warnings += _older(dataset, reference)
    if elsewhere := staged.captures - done.roles.total():
        warnings.append(
            f"{elsewhere} captures that were read here were committed by another run at the same "
            "time; the last line does not count them"
        )
    if staged.more_issues:
        warnings.append(f"{staged.more_issues} more lines about single captures are not shown")
    return _summary(staged, done, warnings, time.monotonic() - started)


def stage(
    sources: Sequence[Path | str | Source],
    dataset: Path | str,
    *,
    engine: str = "serial",
    workers: int | None = None,
    only: Mapping[str, int] | None = None,
    manifest: Path | str | None = None,
    archive: Path | str | None = None,
    progress: Progress | None = None,
    reference: Reference | None = None,
) -> StageSummary:
    """Read sources and leave what they gave for the next commit; arguments as ``extract``."""
    root = local_root(dataset)
    _check(engine, only, root)
    limits = Limits.from_environment()
    listed = _listed(sources)
    reference = reference or Reference.load()
    tasks = list(_tasks(listed))
    try:
        with staging_run(root) as run:
            job = Job(
                root=root,
                run=run,
                sources=tuple(listed),
                manifest=None if manifest is None else Manifest.load(manifest),
                reference=reference,
                only=None if only is None else Only.load(root, only),
                limits=limits,
                archive=root.parent / "archive" if archive is None else Path(archive),
            )
            summary = StageSummary(run, len(listed))
            count = 1 if engine == "serial" else min(workers or os.cpu_count() or 1, len(tasks))
            results = serially(job, tasks) if count < _SEVERAL else in_processes(job, tasks, count)
            done = 0
            for result in results:
                summary.add(result)
                done += result.sources
                if progress is not None:
                    progress(done, summary.sources, result.last)
    except OSError as error:
        raise cannot_write(root, error) from error
    return summary


def _check(engine: str, only: Mapping[str, int] | None, root: Path) -> None:
    if engine not in {"serial", "processes"}:
        raise EngineError(
            f"engine {engine!r} is not in this version; use --engine serial or processes"
        )
    unknown = sorted(set(only or ()) - {"region", "year"})
    if unknown:
        raise EngineError(f"--only: {', '.join(unknown)} is neither region nor year")
    check_writable_home(root)


def _listed(sources: Sequence[Path | str | Source]) -> list[Source]:
    given = [source for source in sources if isinstance(source, Source)]
    paths = [source for source in sources if not isinstance(source, Source)]
    found = {source.path: source for source in [*given, *(list_sources(paths) if paths else [])]}
    return [found[path] for path in sorted(found)]


def _tasks(sources: Sequence[Source]) -> Iterator[Task]:
    """Cut the work: each WARC file by itself, saved files some at a time."""
    number = 0
    waiting: list[Source] = []
    for source in sources:
        if source.kind == "warc":
            yield Task(number, (source,))
            number += 1
            continue
        waiting.append(source)
        if len(waiting) == _FILES_A_TASK:
            yield Task(number, tuple(waiting))
            number += 1
            waiting = []
    if waiting:
        yield Task(number, tuple(waiting))


def _older(dataset: Path | str, reference: Reference) -> list[str]:
    older = older_readers(dataset, EXTRACTOR_VERSION, reference.fingerprint)
    if not older:
        return []
    line = (
        f"{dataset}: {older} partitions hold rows read by another version or with other "
        "reference data; extract the whole archive to renew them"
    )
    return [line]


def _summary(
    staged: StageSummary, done: CommitSummary, warnings: list[str], seconds: float
) -> RunSummary:
    sums = dict.fromkeys(("reports", "copies", "attachments", "no_report", "unreadable"), 0)
    for role, count in done.roles.items():
        sums[_SUMS.get(role, "no_report")] += count
    return RunSummary(
        sources=staged.sources,
        skipped=staged.skipped,
        files_changed=done.files,
        issues=staged.issues,
        warnings=warnings,
        seconds=seconds,
        **sums,
    )
