"""What the index keeps of single captures, for pages that are joined with their files."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.dataset.documents import unpack
from pipelines.dataset.encoding import decode
from pipelines.dataset.fetch import Files
from pipelines.dataset.observation import Observation
from pipelines.dataset.scratch import Pointer
from pipelines.joining import Paper
from pipelines.model import Capture

#: Of a file whose document was not kept.
_TOO_LARGE = "it is too large to be read together with a page"


class IndexPapers:
    """Takes them from the files of the index and of staged chunks."""

    def __init__(self, files: Files, pointer: Callable[[Observation], Pointer]) -> None:
        self._files = files
        self._pointer = pointer

    def paper(self, seen: Observation) -> Paper:
        """Document of an observation that has one, and the capture without its body."""
        kept = unpack(self._files.one(self._pointer(seen), "document"))
        capture = Capture(
            body=b"",
            payload_sha256=seen.payload,
            url=seen.url,
            source_path=seen.source_path,
            context=kept.context,
        )
        return Paper(kept.document, capture, kept.second, trusted=seen.trusted)

    def reason(self, seen: Observation) -> str:
        """Why a file could not be read."""
        extraction = decode(self._files.one(self._pointer(seen), "extraction"))
        reasons = (
            finding.message
            for finding in extraction.every_finding
            if finding.rule == "document.unreadable"
        )
        return next(reasons, _TOO_LARGE)
