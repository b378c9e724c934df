"""For whoever has one document: its reports, without network.

No disk either, except for DOC and WPS, which a program reads in a private temporary folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.documents.reader import DIRECT, Reader
from pipelines.extraction import extract_capture
from pipelines.joining import Extracted, join_extracted
from pipelines.model import Capture, Extraction, Report
from pipelines.reference import Reference
from pipelines.view import document_object, report_object


@dataclass(frozen=True, slots=True)
class ExtractedReport:
    """One report of one document."""

    report: Report
    capture: Capture

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``gongkai inspect --json`` for this report alone."""
        return {**report_object(self.report, self.capture), "more": []}


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """Everything that one document gave."""

    extraction: Extraction
    capture: Capture

    @property
    def reports(self) -> list[ExtractedReport]:
        """The reports in printed order, none where the document holds none."""
        return [ExtractedReport(report, self.capture) for report in self.extraction.reports]

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``gongkai inspect --json``; ``report`` is null without one."""
        return document_object(self.extraction, self.capture)


def extract_bytes(
    body: bytes,
    url: str | None = None,
    content_type: str | None = None,
    attachments: Sequence[bytes] = (),
    *,
    name: str | None = None,
    reader: Reader = DIRECT,
) -> ExtractedDocument:
    """Extract one document: body after content decoding, its address and declared type.

    ``attachments`` are the bodies of documents that hang on a page, in its order: where the page
    prints no table, it and those that hold its report are read as one. ``name`` is a file name, which helps to
    tell the kind. Nothing is fetched; a document that cannot be read gives no report and a
    finding that says why. Documents are read in this process, whatever they cost; a ``reader``
    of :class:`pipelines.limits.LimitedReader` reads hostile ones within limits.
    """
    reference = Reference.load()
    capture = _capture(body, url, content_type, name)
    page = Extracted(capture, extract_capture(capture, reference, reader))
    hung = [_capture(attachment, None, None, None) for attachment in attachments]
    found = [Extracted(one, extract_capture(one, reference, reader)) for one in hung]
    joined = join_extracted(page, found, reference)
    return ExtractedDocument(joined.extraction, joined.capture)


def extract_all(
    body: bytes,
    url: str | None = None,
    content_type: str | None = None,
    attachments: Sequence[bytes] = (),
    *,
    name: str | None = None,
    reader: Reader = DIRECT,
) -> list[ExtractedReport]:
    """Extract every report of one document, an empty list where it holds none."""
    return extract_bytes(body, url, content_type, attachments, name=name, reader=reader).reports


def _capture(body: bytes, url: str | None, content_type: str | None, name: str | None) -> Capture:
    return Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        source_path=name if url is None else None,
        content_type=content_type,
    )
