"""One answer as a visit takes it in."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.conditional import KnownRecord
from crawler.warc_writer import RecordRef


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that stands in the archive.

    ``url`` is where it came from after redirects; ``known`` is what the next request of the
    address should know, null where nothing can be asked that way (a redirect, an error).
    """

    record: RecordRef
    url: str
    known: KnownRecord | None = None

    @property
    def is_news(self) -> bool:
        """Whether the body is another than the one known."""
        return not self.record.is_revisit

    @property
    def body_record(self) -> str:
        """The id of the record that holds the body."""
        return self.known.record_id if self.known else self.record.record_id
