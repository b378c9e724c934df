"""From one capture to its reports: document, reading, identity, checks, in that order.

Pure: the same capture, reference data and version give the same Extraction.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence

from pipelines.archives import read_archive
from pipelines.challenges import is_challenge
from pipelines.documents import DocumentError, NotReadHereError, kind_of
from pipelines.documents.errors import ReaderError
from pipelines.documents.kinds import Kind, why_unreadable
from pipelines.documents.reader import DIRECT, Reader
from pipelines.gone import says_gone
from pipelines.identity import Identity, classify_title, identify
from pipelines.labels import squeeze
from pipelines.model import (
    Block,
    Capture,
    Content,
    Document,
    Extraction,
    Finding,
    Grid,
    Report,
)
from pipelines.reading import Reading, read_blocks
from pipelines.reading.sections import (
    body_names,
    period_year,
)
from pipelines.reading.split import Part, split_reports
from pipelines.reference import Reference
from pipelines.report import document_findings, make_report
from pipelines.roles import role_by_status
from pipelines.second import SecondReading, second_opinions
from pipelines.status import of_part_of_a_year, status_of

_READ_HERE = frozenset({"html", "text", "mhtml", "docx", "doc", "pdf", "sheet", "image"})
_PAGES = frozenset({"html", "text"})
#: Roles of an answer that gave nothing, which may not be the page that was asked.
_NOTHING_READ = frozenset({"no_report", "unreadable", "attachment"})


def extract_capture(capture: Capture, reference: Reference, reader: Reader = DIRECT) -> Extraction:
    """Return what one capture gives; a document that cannot be read is a finding, no error."""
    role = role_by_status(capture, reference)
    if role is not None:
        return Extraction(role, trusted=_trusted(capture, reference))
    try:
        extraction = _read(capture, reference, reader)
    except DocumentError as error:
        extraction = _unreadable(str(error))
    except ReaderError:
        raise  # no document is read then, and none must be told unreadable for it
    except Exception as error:  # noqa: BLE001 - one hostile document costs one capture, not the run
        extraction = _unreadable(f"{type(error).__name__}: {error}")
    extraction.kind = kind_of(capture.body, capture.content_type, _name_of(capture))
    nothing_read = extraction.role in _NOTHING_READ and extraction.kind in _PAGES
    said = extraction.document
    if nothing_read and capture.url and said is not None and says_gone(said, capture, reference):
        extraction = Extraction("gone", kind=extraction.kind)
    elif nothing_read and is_challenge(capture.body, capture.content_type):
        extraction = Extraction("challenge", kind=extraction.kind)
    extraction.trusted = _trusted(capture, reference)
    if not extraction.trusted:
        warn_of_source(extraction.reports, capture.url)
    return extraction


def _name_of(capture: Capture) -> str | None:
    return capture.source_path or capture.url


def warn_of_source(reports: Sequence[Report], url: str | None) -> None:
    """Say of reports that they come from an address that nobody vouches for."""
    for report in reports:
        message = f"{url} is neither a registry host nor under .gov.cn"
        report.findings.append(Finding("source.untrusted", message, "report"))


def _unreadable(message: str) -> Extraction:
    return Extraction("unreadable", findings=[Finding("document.unreadable", message, "reading")])


def _trusted(capture: Capture, reference: Reference) -> bool:
    return capture.url is None or reference.portals.trusted(capture.url)


def _read(capture: Capture, reference: Reference, reader: Reader) -> Extraction:
    name = _name_of(capture)
    kind = kind_of(capture.body, capture.content_type, name)
    if kind == "zip":
        return read_archive(capture, lambda member: _read(member, reference, reader))
    if kind not in _READ_HERE:
        message = f"documents of kind {kind} are not read by this version"
        return _other_kind(capture, kind, message, reference)
    try:
        document = reader.read(capture.body, content_type=capture.content_type, name=name)
    except NotReadHereError as error:
        return _other_kind(capture, kind, str(error), reference)
    asked: list[SecondReading | None] = []

    def ask() -> SecondReading | None:
        asked.append(_ask_again(reader, capture, kind, document))
        return asked[-1]

    extraction = read_parts(document, capture, reference, ask)
    extraction.document, extraction.second = document, next(iter(asked), None)
    return extraction


def _ask_again(
    reader: Reader, capture: Capture, kind: Kind, document: Document
) -> SecondReading | None:
    return reader.second(
        capture.body,
        kind=kind,
        content_type=capture.content_type,
        charset=document.decoding.charset if document.decoding is not None else None,
    )


def _other_kind(capture: Capture, kind: str, message: str, reference: Reference) -> Extraction:
    if kind in {"empty", "binary"}:
        return _unreadable(why_unreadable(capture.body))
    title = capture.context.list_title
    if title is None or classify_title(title, reference) != "report":
        return _unreadable(message)
    method = "ocr" if kind in {"image", "pdf"} else "text_layer"
    document = Document(kind=kind, method=method, decoding=None)
    reading = read_blocks((), title)
    identity = identify(
        document, capture, period_year=None, body_names=(), reference=reference, ordinal=None
    )
    report = make_report(reading, identity, document, status="attachment_missing")
    report.findings.append(Finding("document.unreadable", message, "reading"))
    return Extraction("report", [report], content=_content((), [reading]))


def read_parts(
    document: Document,
    capture: Capture,
    reference: Reference,
    ask: Callable[[], SecondReading | None],
) -> Extraction:
    """Read every report of one document.

    ``ask`` gives the second reading of the document; it is asked only where an identity breaks.
    """
    title = _title(document, capture)
    part_of_a_year = title is not None and of_part_of_a_year(title)
    kind = classify_title(title, reference) if title else "unknown"
    # The first title may be that of the site or of the column; prose is then a report by another.
    promised = kind == "unknown" and any(
        classify_title(text, reference) == "report" for _, text in document.titles[1:]
    )
    parts = split_reports(document.blocks, lambda text: classify_title(text, reference) == "report")
    readings = [read_blocks(part.blocks, part.title or title) for part in parts]
    content = _content(document.blocks, readings)
    # Tables of half a year are those of the form, but their figures are no year's.
    kept = [
        (part, reading, status)
        for part, reading in zip(parts, readings, strict=True)
        if (status := status_of(reading, document, kind, promised=promised)) is not None
        and not part_of_a_year
    ]
    if not kept:
        role = "not_ogi" if kind == "not_ogi" or part_of_a_year else "no_report"
        if capture.context.parent_url is not None:
            role = "attachment"
        return Extraction(role, content=content, findings=document_findings(document))
    confirmed = second_opinions([reading.tables for _, reading, _ in kept], ask)
    reports = _reports(kept, document, capture, reference, confirmed)
    return Extraction("report", reports, content)


def _title(document: Document, capture: Capture) -> str | None:
    if document.titles:
        return document.titles[0][1]
    return capture.context.list_title


def _reports(
    kept: Sequence[tuple[Part, Reading, str]],
    document: Document,
    capture: Capture,
    reference: Reference,
    confirmed: Sequence[frozenset[str]],
) -> list[Report]:
    def name(part: Part, reading: Reading, ordinal: int | None) -> Identity:
        own = document
        if part.title is not None and len(kept) > 1:
            # The titles of the reports beside it contradict nothing: each has its own.
            others = {squeeze(other.title) for other, _, _ in kept if other.title is not None}
            rest = (found for found in document.titles if squeeze(found[1]) not in others)
            own = dataclasses.replace(document, titles=(("h1", part.title), *rest))
        return identify(
            own,
            capture,
            period_year=period_year(reading.sections),
            body_names=body_names(reading.sections),
            reference=reference,
            ordinal=ordinal,
        )

    identities = [name(part, reading, None) for part, reading, _ in kept]
    said_by = [
        (identity.fields["report_id"], _said(part, reading))
        for (part, reading, _), identity in zip(kept, identities, strict=True)
    ]
    # A page that prints a report with its prose twice (once more to be printed) has one.
    once = [
        number
        for number, said in enumerate(said_by)
        if said_by.index(said) == number or not said[1][1]
    ]
    counts = Counter(said_by[number][0] for number in once)
    reports = []
    for number in once:
        (part, reading, status), identity = kept[number], identities[number]
        alike = counts[identity.fields["report_id"]]
        own = identity if alike == 1 else name(part, reading, number + 1)
        report = make_report(reading, own, document, status=status, confirmed=confirmed[number])
        if alike > 1:
            message = f"the page prints {alike} reports that neither body nor year tells apart"
            report.findings.append(Finding("report.conflict", message, "unknown"))
        said = {finding.rule for finding in report.findings}
        report.findings += [
            finding for finding in document_findings(document) if finding.rule not in said
        ]
        reports.append(report)
    return reports


def _said(part: Part, reading: Reading) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what tells whether two parts are one report printed twice: cells and sections."""
    grids = [block for block in part.blocks if isinstance(block, Grid)]
    cells = [squeeze(cell.text) for grid in grids for cell in grid.cells]
    sections = [section for section in reading.sections if section.heading]
    return cells, [(squeeze(section.heading), squeeze(section.text)) for section in sections]


def _content(blocks: Sequence[Block], readings: Sequence[Reading]) -> Content:
    """Hash what a page says: every table cell and every section, white space removed."""
    said = {
        "cells": [
            [squeeze(cell.text) for cell in block.cells]
            for block in blocks
            if isinstance(block, Grid)
        ],
        "sections": [
            [squeeze(section.heading), squeeze(section.text)]
            for reading in readings
            for section in reading.sections
        ],
    }
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    cells: Counter[str] = Counter()
    for reading in readings:
        cells.update(reading.cells)
    return Content(hashlib.sha256(canonical.encode()).hexdigest(), dict(sorted(cells.items())))
