"""The archive files of a crawl, from those that a killed crawl left to the commit of the last."""

from __future__ import annotations

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

        Returns the files that may hold answers which nobody took in: all that a crawl wrote
        which was killed, and the last one of a crawl that was ended early.
        """
        before = self.state.runs.first()
        leftovers = recover(self.archive)
        last = self.state.last_file()
        known: list[Path] = []
        if before is not None:
            finished = [
                path
                for path in sorted(self.archive.rglob("*.warc.gz"))
                if path not in leftovers and path.stat().st_mtime >= before.timestamp()
            ]
            known = [path for path in finished if self.state.knows_file(self._name(path))]
            # The run may have been killed between finishing a file and writing that down.
            leftovers += [path for path in finished if path not in known]
        if self.extraction is not None:
            for name in self.state.files_to_extract():
                run = self.state.run_of(name, self.extraction.reader)
                if run is not None and self.extraction.keeps(run):
                    continue
                if (self.archive / name).is_file():
                    self.extraction.add(self.archive / name)
        for path in leftovers:
            self.closed(path)
        if last is not None and (self.archive / last).is_file():
            known.append(self.archive / last)
        return [*dict.fromkeys(known), *leftovers]

    def closed(self, path: Path) -> None:
        """Take in a finished file."""
        self.state.file_closed(self._name(path))
        self.finished.append(path)
        if self.extraction is not None:
            self.extraction.add(path)
            self._staged(self.extraction)
        if self.tell is not None:
            self.tell(path)

    def commit(self) -> ExtractionSummary | None:
        """Commit what was extracted; null where nothing is extracted at all."""
        if self.extraction is None:
            return None
        waiting = self.state.files_to_extract()
        self._staged(self.extraction, wait=True)
        done = self.extraction.commit()
        self.state.files_extracted(waiting)
        return done

    def _staged(self, extraction: Extraction, *, wait: bool = False) -> None:
        """Write down which files are staged, so that a kill does not cost their extraction."""
        for path, run in extraction.staged(wait=wait):
            self.state.file_staged(self._name(path), run, extraction.reader)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.archive).as_posix()
