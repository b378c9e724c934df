"""Extraction beside a crawl: each archive file as it closes, one commit at the end.

Files are read one after another in a thread of this process, so a killed crawl leaves no
process behind; what it staged waits for the commit of the next crawl, which extracts the rest.
"""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines import engine
from pipelines.dataset.commit import commit
from pipelines.dataset.journal import cannot_write
from pipelines.dataset.layout import check_writable_home, local_root
from pipelines.dataset.staging import is_staged
from pipelines.reference import Reference
from pipelines.schema import EXTRACTOR_VERSION


def _make_home(root: Path) -> None:
    """Make the folder of the dataset: its commit comes at the end of a night, too late to fail."""
    check_writable_home(root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise cannot_write(root, OSError(error.errno, error.strerror)) from None


@dataclass(slots=True)
class ExtractionSummary:
    """What the extraction of a crawl gave: captures by role, partition files changed, issues."""

    roles: Counter[str] = field(default_factory=Counter)
    files_changed: int = 0
    issues: list[str] = field(default_factory=list)


class Extraction:
    """Stages archive files in the background; :meth:`commit` waits for them and commits.

    Raises :class:`pipelines.errors.UserError` at once where the dataset cannot be written.
    """

    def __init__(self, dataset: Path, archive: Path) -> None:
        _make_home(local_root(dataset))
        # Scrapy prints what libraries log; of a page without prose the dataset says more.
        logging.getLogger("trafilatura").setLevel(logging.ERROR)
        self._dataset = dataset
        reference = Reference.load()
        #: By which version and with which reference data files are read.
        self.reader = f"{EXTRACTOR_VERSION} {reference.fingerprint}"
        # An answer without news is read from the file of an earlier night.
        self._stage = partial(engine.stage, dataset=dataset, archive=archive, reference=reference)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="extraction")
        self._waiting: list[tuple[Path, Future[engine.StageSummary]]] = []
        self._issues: list[str] = []
        self._runs: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, path: Path) -> None:
        """Extract one finished archive file as soon as those before it are done."""
        self._waiting.append((path, self._pool.submit(self._stage, [path])))

    def keeps(self, run: str) -> bool:
        """Tell whether what a killed crawl staged still waits; the commit then counts it."""
        waits = is_staged(local_root(self._dataset), run)
        if waits:
            self._runs.append(run)
        return waits

    def staged(self, *, wait: bool = False) -> Iterator[tuple[Path, str]]:
        """Yield each file that was staged since the last call, with its run.

        ``wait`` for all of them. Raises what extraction raises.
        """
        while self._waiting and (wait or self._waiting[0][1].done()):
            path, future = self._waiting.pop(0)
            done = future.result()
            self._issues += done.issues
            self._runs.append(done.run)
            yield path, done.run

    def commit(self) -> ExtractionSummary:
        """Commit what all files gave, once they are staged; raises what extraction raises."""
        for _ in self.staged(wait=True):
            pass
        done = commit(self._dataset, runs=self._runs)
        return ExtractionSummary(done.roles, done.files, self._issues)
