"""Extraction beside a crawl: each archive file as it closes, one commit at the end.

Files are read one after another in a thread of this process, so a killed crawl leaves no
process behind; what was not committed then is extracted by the next crawl.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines import engine
from pipelines.dataset.commit import commit
from pipelines.dataset.layout import check_writable_home, local_root


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
        check_writable_home(local_root(dataset))
        # Scrapy prints what libraries log; of a page without prose the dataset says more.
        logging.getLogger("trafilatura").setLevel(logging.ERROR)
        self._dataset = dataset
        # An answer without news is read from the file of an earlier night.
        self._stage = partial(engine.stage, dataset=dataset, archive=archive)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="extraction")
        self._staged: list[Future[engine.StageSummary]] = []

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
        self._staged.append(self._pool.submit(self._stage, [path]))

    def commit(self) -> ExtractionSummary:
        """Wait for all files and commit what they gave; raises what extraction raises."""
        staged: Sequence[engine.StageSummary] = [future.result() for future in self._staged]
        self._staged.clear()
        done = commit(self._dataset, runs=[one.run for one in staged])
        issues = [issue for one in staged for issue in one.issues]
        return ExtractionSummary(done.roles, done.files, issues)
