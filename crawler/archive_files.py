"""The archive files of a crawl, from those that a killed crawl left to the commit of the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.extraction import Extraction, ExtractionSummary
from crawler.state import State
from crawler.warc_writer import recover


@dataclass(slots=True)
class ArchiveFiles:
    """The archive files of a run: told on, extracted, and written down in the state.

    ``finished``: files that were finished, those of a killed run first.
    """

    archive: Path
    state: State
    extraction: Extraction | None = None
    tell: Callable[[Path], None] | None = None
    finished: list[Path] = field(default_factory=list)

    def take_up(self) -> list[Path]:
        """Take up what killed runs left: torn files, and finished ones not yet extracted.

        Returns the files that may hold answers which the killed run did not take in.
        """
        before = self.state.begin_run(dt.datetime.now(dt.UTC))
        leftovers = recover(self.archive)
        last = self.state.last_file()
        if before is not None:
            # The run may have been killed between finishing a file and writing that down.
            leftovers += [
                path
                for path in sorted(self.archive.rglob("*.warc.gz"))
                if path not in leftovers
                and not self.state.knows_file(self._name(path))
                and path.stat().st_mtime >= before.timestamp()
            ]
        if self.extraction is not None:
            for name in self.state.files_to_extract():
                if (self.archive / name).is_file():
                    self.extraction.add(self.archive / name)
        for path in leftovers:
            self.closed(path)
        finished = [self.archive / last] if last and (self.archive / last).is_file() else []
        return [*finished, *leftovers]

    def closed(self, path: Path) -> None:
        """Take in a finished file."""
        self.state.file_closed(self._name(path))
        self.finished.append(path)
        if self.extraction is not None:
            self.extraction.add(path)
        if self.tell is not None:
            self.tell(path)

    def commit(self) -> ExtractionSummary | None:
        """Commit what was extracted; null where nothing is extracted at all."""
        if self.extraction is None:
            return None
        waiting = self.state.files_to_extract()
        done = self.extraction.commit()
        self.state.files_extracted(waiting)
        return done

    def _name(self, path: Path) -> str:
        return path.relative_to(self.archive).as_posix()
