"""One night: crawl, extract, compact, check, and the report of it all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import filelock

from crawler.bounds import DEFAULT_DELAY, Limits
from crawler.crawl import CrawlSummary, Progress, extract_left_over, run_crawl
from crawler.crawlable import why_not
from crawler.extraction import ExtractionSummary
from crawler.nightly import disk
from crawler.nightly.order import tonight
from crawler.nightly.report import FOLDER, RunReport, path_of, write
from crawler.nightly.steps import Steps
from crawler.portals.standing import standings
from pipelines.console import INTERRUPTED, TIME_IS_UP
from pipelines.dataset import commit
from pipelines.dataset.layout import is_dataset
from pipelines.dataset.parquet import row_count
from pipelines.dataset.snapshot import read_consistently
from pipelines.errors import LockedError, UserError
from pipelines.quality import check_dataset
from pipelines.reference import Portal

LOCK = "nightly.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a night is to do.

    ``until``: nothing is asked from then on; ``budget``: reports and files that each portal is
    asked before the others have had their turn, null for no bound. The rest as
    :func:`crawler.crawl.run_crawl`.
    """

    portals: Sequence[Portal]
    archive: Path
    dataset: Path
    state: Path
    until: dt.datetime
    budget: int | None = None
    sweep: bool = False
    delay: float = DEFAULT_DELAY
    allow_hosts: Sequence[str] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)
    contact: str | None = None


def run_night(
    plan: Plan,
    *,
    say: Callable[[str], None],
    progress: Progress | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> tuple[RunReport, Path]:
    """Do all steps of a night and return its report with where it was written.

    ``say`` takes lines for a person. A step that fails is told in the report and hides none of
    those after it. Raises :class:`LockedError` if another night runs, :class:`UserError` where
    the state cannot be written.
    """
    with _lock(plan.state):
        night = _Night(plan, say, progress, now)
        night.run()
        return night.report, night.path


@contextmanager
def _lock(state: Path) -> Iterator[None]:
    try:
        state.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(state / LOCK, timeout=0):
            yield
    except filelock.Timeout:
        raise LockedError(
            f"{state}: another night is running; wait for its end or give another --state"
        ) from None
    except OSError as error:
        raise UserError(f"{state}: {error.strerror}; choose another --state") from None


class _Night:
    """The steps of one night and the report that they fill."""

    def __init__(
        self,
        plan: Plan,
        say: Callable[[str], None],
        progress: Progress | None,
        now: Callable[[], dt.datetime],
    ) -> None:
        started_at = now()
        self.report = RunReport(version("gongkai"), started_at, plan.until, plan.budget)
        self.path = path_of(plan.state, started_at)
        self._plan = plan
        self._say = say
        self._progress = progress
        self._now = now
        self._files: list[Path] = []
        self._steps = Steps(self._write)
        self.report.steps = self._steps.done

    def run(self) -> None:
        """Run the steps; the report is on disk before and after each of them."""
        before = _reports(self._plan.dataset)
        self._steps.run("crawl", self._crawl)
        self._steps.run("extract", self._extract)
        self._steps.run("compact", self._compact)
        self._steps.run("check", self._check)
        after = _reports(self._plan.dataset)
        if before is not None and after is not None:
            self.report.reports_new = after - before
        self.report.disk = disk.measure(
            self._plan.archive, self._plan.state / FOLDER, self.report.started_at, self._files
        )
        self.report.exit_code = self._steps.exit_code
        self.report.ended_at = self._now()
        write(self.path, self.report)

    def _write(self) -> None:
        """Write how far the night is; a full disk must not end it here."""
        try:
            write(self.path, self.report)
        except OSError as error:
            self._say(f"{self.path}: {error.strerror}; the report of this night waits for its end")

    # --- steps: each returns its exit code ---------------------------------------------------

    def _crawl(self) -> int:
        plan = self._plan
        known = standings(plan.state, plan.dataset)
        due, resting = tonight(plan.portals, known, self._now())
        if resting:
            self.report.not_crawled["it rests"] = len(resting)
        reasons = {portal.key: why_not(portal) for portal in due}
        self.report.left_over = [key for key, reason in reasons.items() if reason is None]
        if not plan.portals:
            self._say("nothing to crawl: no portal of the registry is in this part of it")
            return 0
        if resting and not self.report.left_over:
            # The rows that lack something are no error of this night: others are crawled some day.
            self.report.not_crawled.update(Counter(filter(None, reasons.values())))
            self._say(
                "nothing to crawl: every portal that could be rests; gongkai portals says how long"
            )
            return 0
        summary = run_crawl(
            due,
            archive=plan.archive,
            state=plan.state,
            dataset=plan.dataset,
            delay=plan.delay,
            allow_hosts=plan.allow_hosts,
            resolve=plan.resolve,
            contact=plan.contact,
            sweep=plan.sweep,
            backfill=True,
            until=plan.until,
            limits=Limits(pages=plan.budget),
            now=self._now,
            on_file_closed=self._files.append,
            progress=self._progress,
        )
        self._take(summary)
        if summary.stopped:
            return INTERRUPTED
        return TIME_IS_UP if summary.timed_out else 0

    def _take(self, summary: CrawlSummary) -> None:
        self.report.take(summary)
        for result in summary.portals:
            if result.visit.outcome != "complete":
                self._say(f"{result.portal.key}: {result.visit.outcome}: {result.reason}")
        settled = {r.portal.key for r in summary.portals if r.visit.outcome != "stopped"}
        settled |= {portal.key for portal, _ in summary.skipped}
        self.report.left_over = [key for key in self.report.left_over if key not in settled]
        if summary.extraction is not None:
            self._extracted(summary.extraction)

    def _extract(self) -> int:
        plan = self._plan
        found = extract_left_over(
            plan.archive, plan.state, plan.dataset, on_file_closed=self._files.append
        )
        self._extracted(found)
        return 0

    def _extracted(self, extraction: ExtractionSummary) -> None:
        for role, number in extraction.roles.items():
            self.report.extracted[role] = self.report.extracted.get(role, 0) + number
        for issue in extraction.issues:
            self._say(issue)

    def _compact(self) -> int:
        """Commit what is staged still: that merges, sweeps and mends, and changes no other byte."""
        done = commit(self._plan.dataset, say=self._say)
        if done.files:
            self._say(f"{self._plan.dataset}: {done.files} files changed that waited for a commit")
        return 0

    def _check(self) -> int:
        quality = check_dataset(self._plan.dataset)
        broken = [str(verdict) for verdict in quality.broken]
        self.report.quality = {
            "reports": sum(partition.reports for partition in quality.partitions),
            "error_findings": quality.errors,
            "floors_broken": broken,
        }
        for verdict in broken:
            self._say(f"floor broken: {verdict}")
        return 1 if broken else 0


def _reports(dataset: Path) -> int | None:
    """Count the reports of a data set, which may not be there yet; null where it is damaged."""
    if not is_dataset(dataset):
        return 0
    try:
        return read_consistently(
            dataset, ["reports"], lambda files: sum(map(row_count, files["reports"].values()))
        )
    except UserError:
        return None  # the steps will say why
