"""A ZIP archive among the captures: the reports of all documents in it are those of the capture."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Final

from pipelines.captures.sources import source_kind
from pipelines.documents import DocumentError, kind_of
from pipelines.documents.archive import WITHIN, Bounds, Member, members_of
from pipelines.documents.errors import ReaderError
from pipelines.model import Capture, Content, Extraction, Finding, Report

#: Such an archive hangs on a page; a collection of pages is a source, read by itself.
MAX_MEMBERS: Final = 1_000
#: Bytes of all members together, and of one.
MAX_TOTAL: Final = 512 * 1024 * 1024
MAX_MEMBER: Final = 64 * 1024 * 1024
#: Members that may fail at the cost of all that a reader is given, before the rest is left.
MAX_FAILURES: Final = 20
#: Members that a finding names.
_NAMED: Final = 5
_BEST_FIRST: Final = ("complete", "partial", "narrative_only", "unfilled", "attachment_missing")
_MISSING: Final = "attachment_missing"


@dataclass(slots=True)
class _Gave:
    """One member that was read."""

    name: str
    extraction: Extraction


@dataclass(slots=True)
class _Archive:
    """What an archive gave, and one line for everything in it that was not read."""

    read: list[_Gave] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_archive(capture: Capture, read: Callable[[Capture], Extraction]) -> Extraction:
    """Return the reports of all members, each once.

    ``read`` reads a member as a capture by itself; its address is that of the archive, ``!/`` and
    its name. Of several members that are one report (the same as DOCX and as PDF) the most
    complete counts, with ``report.conflict`` where another says something else. Where one member
    alone gives the reports, its document is that of the capture.
    """
    archive = _Archive()
    for member in _members(capture, archive):
        try:
            extraction = read(_as_capture(capture, member))
        except ReaderError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile member costs itself, not the others
            why = str(error) if isinstance(error, DocumentError) else type(error).__name__
            archive.unread.append(f"{member.name}: {why}")
            continue
        if extraction.role == "unreadable":
            archive.unread += [f"{member.name}: {one.message}" for one in extraction.findings]
        else:
            archive.read.append(_Gave(member.name, extraction))
    chosen = _chosen(archive)
    return _with_reports(archive, chosen) if chosen else _without_reports(archive, capture)


def _members(capture: Capture, archive: _Archive) -> Iterator[Member]:
    bounds = Bounds(MAX_MEMBERS, MAX_TOTAL, MAX_MEMBER)
    for found in members_of(BytesIO(capture.body), bounds, source_kind):
        if len(archive.unread) >= MAX_FAILURES:
            archive.unread.append("too much of the archive cannot be read: the rest was left")
            return
        if not isinstance(found, Member):
            archive.unread.append(found.why if found.name is None else f"{found.name}: {found.why}")
        elif kind_of(found.body, None, found.name) == "zip":
            archive.unread.append(f"{found.name}: an archive under the name of a document")
        else:
            yield found


def _as_capture(capture: Capture, member: Member) -> Capture:
    """Return the member as a capture; bytes that hang on the archive hang on nothing else."""
    url, path = capture.url, capture.source_path
    return replace(
        capture,
        body=member.body,
        payload_sha256=hashlib.sha256(member.body).hexdigest(),
        url=None if url is None else f"{url}{WITHIN}{member.name}",
        source_path=member.name if path is None else f"{path}{WITHIN}{member.name}",
        content_type=None,
    )


def _chosen(archive: _Archive) -> list[tuple[_Gave, Report]]:
    """Choose one member for every report; those that only miss their file count alone."""
    by_id: dict[str, list[tuple[_Gave, Report]]] = {}
    for gave in archive.read:
        for report in gave.extraction.reports:
            by_id.setdefault(report.report_id, []).append((gave, report))
    chosen = [_best(same) for same in by_id.values()]
    real = [one for one in chosen if one[1].fields["status"] != _MISSING]
    if not real:
        return chosen[:1]
    for gave in archive.read:
        if any(report.fields["status"] == _MISSING for report in gave.extraction.reports):
            unreadable = [f for f in gave.extraction.every_finding if "unreadable" in f.rule]
            archive.unread += [f"{gave.name}: {found.message}" for found in unreadable[:1]]
    return real


def _best(same: list[tuple[_Gave, Report]]) -> tuple[_Gave, Report]:
    """Return the most complete of some, the earlier in the archive where they are alike."""
    gave, report = min(same, key=lambda one: _rank(one[1]))
    others = [
        (other.name, one)
        for other, one in same
        if other is not gave and one.fields["status"] != _MISSING and _said(one) != _said(report)
    ]
    for name, _ in others[:1]:
        message = (
            f"{name} in the archive gives other content of this report than {gave.name}, which "
            "the values come from"
        )
        report.findings.append(Finding("report.conflict", message, "report"))
    return gave, report


def _rank(report: Report) -> tuple[int, int]:
    errors = sum(finding.severity == "error" for finding in report.findings)
    return _BEST_FIRST.index(report.fields["status"]), errors


def _said(report: Report) -> object:
    return report.proactive, report.requests, report.disputes, report.statistics


def _with_reports(archive: _Archive, chosen: list[tuple[_Gave, Report]]) -> Extraction:
    giving = [gave for gave in archive.read if any(one is gave for one, _ in chosen)]
    reports = [report for _, report in chosen]
    if archive.unread:
        message = f"not all of the archive was read: {_line(archive.unread)}"
        reports[0].findings.append(Finding("document.truncated", message, "reading"))
    extraction = Extraction("report", reports, _content(giving))
    if len(giving) == 1:
        extraction.document = giving[0].extraction.document
        extraction.second = giving[0].extraction.second
    return extraction


def _without_reports(archive: _Archive, capture: Capture) -> Extraction:
    findings = []
    if archive.unread:
        findings = [Finding("document.unreadable", _line(archive.unread), "reading")]
    roles = {gave.extraction.role for gave in archive.read}
    if not roles:
        return Extraction("unreadable", findings=findings)
    hangs = capture.context.parent_url is not None
    role = "not_ogi" if "not_ogi" in roles else "attachment" if hangs else "no_report"
    return Extraction(role, content=_content(archive.read), findings=findings)


def _line(unread: list[str]) -> str:
    more = len(unread) - _NAMED
    return "; ".join([*unread[:_NAMED], *([f"and {more} more"] if more > 0 else [])])


def _content(read: list[_Gave]) -> Content | None:
    contents = [gave.extraction.content for gave in read]
    known = [content for content in contents if content is not None]
    if len(known) < 2:  # noqa: PLR2004 - one document alone says what it says anywhere else
        return known[0] if known else None
    cells: Counter[str] = Counter()
    for content in known:
        cells.update(content.cells)
    said = json.dumps([content.sha256 for content in known])
    return Content(hashlib.sha256(said.encode()).hexdigest(), dict(sorted(cells.items())))
