"""One report: its reading and its identity to fields, rows and findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.checks import (
    blank_means_zero,
    dispute_identities,
    identity_findings,
    request_identities,
    rules_without_power,
    statistics_findings,
)
from pipelines.doubts import doubtful_findings
from pipelines.fee import processing_fee
from pipelines.identity import Identity
from pipelines.model import Document, Finding, Report
from pipelines.narrative import narrative_findings, stated_findings
from pipelines.reach import reach_of
from pipelines.reading import Reading
from pipelines.reading.sections import Section, narrative_of
from pipelines.second import printed_so, strays_printed_so
from pipelines.status import printed_as_text

#: Notes of the document readers after which something may be missing.
_MENDED = {
    "damaged_part": "a part of the saved page is damaged or not encoded as it says",
    "truncated": "the page ends before it closes what it opened",
    "nested_too_deep": "elements nested too deep were read as plain text",
    "pages_left_out": "only the first pages of a very long PDF were read",
    "page_too_large": "a page holds more than was read of it",
    "page_unreadable": "a page of the PDF is damaged and was not read",
    "pages_without_ocr": "pages of the PDF are pictures, and OCR is not installed to read them",
    "tables_not_read": "only the text of the document was read; LibreOffice would read its tables",
    "table_too_large": "a table too large to be one of figures was read as plain text",
}


def make_report(
    reading: Reading,
    identity: Identity,
    document: Document,
    *,
    status: str,
    confirmed: frozenset[str] = frozenset(),
) -> Report:
    """Return a report with the findings of its checks.

    ``confirmed`` names the tables that the second reading gives as the first (``second_opinions``).
    """
    tables = reading.tables
    on_requests = list(request_identities(tables.requests)) if tables.requests else []
    on_disputes = list(dispute_identities(tables.disputes))
    blanks = (
        blank_means_zero(tables.requests, on_requests, total_lines=frozenset({"outcome_total"})),
        blank_means_zero(tables.disputes, on_disputes, total_lines=frozenset()),
    )
    broken = [
        *identity_findings([*on_requests, *on_disputes]),
        *statistics_findings(tables.statistics, tables.forms),
    ]
    findings = [
        *identity.findings,
        *strays_printed_so(reading.findings, confirmed),
        *printed_so(broken, confirmed),
        *doubtful_findings(tables, [*on_requests, *on_disputes]),
        *rules_without_power(
            tables.proactive,
            name=identity.fields["agency_name"],
            level=identity.fields["level"],
            scope=identity.fields["scope"],
        ),
    ]
    if identity.year:
        prose = "\n".join(section.text for section in _witnesses(reading.sections))
        findings += (
            narrative_findings(
                prose, identity.year, tables.requests, tables.disputes, blanks=blanks
            )
            if reading.official
            else stated_findings(prose, identity.year)
        )
        findings += _other_years(tables.head_years, identity.year)
    message = "the text prints tables, but the table {} could not be read"
    findings += [
        Finding("table.missing", message.format(table), "reading", table)
        for table in printed_as_text(reading)
    ]
    other_matters = narrative_of(reading.sections, "other_matters")
    fields = {
        **identity.fields,
        "requests_blank_means_zero": blanks[0],
        "disputes_blank_means_zero": blanks[1],
        "template": reading.template,
        "overview": narrative_of(reading.sections, "overview"),
        "problems": narrative_of(reading.sections, "problems"),
        "other_matters": other_matters,
        "processing_fee_10k_yuan": processing_fee(other_matters, identity.year or None),
        "reach": reach_of(reading.sections, identity.fields["agency_name"]),
        "sections": [
            {"heading": section.heading, "text": section.text} for section in reading.sections
        ],
        "charset": document.decoding.charset if document.decoding is not None else None,
        "document_kind": document.kind,
        "method": document.method,
        "status": status,
    }
    return Report(
        region=identity.region,
        year=identity.year,
        fields=fields,
        proactive=tables.proactive,
        requests=tables.requests,
        disputes=tables.disputes,
        statistics=tables.statistics,
        findings=findings,
        printed=tables.printed,
    )


def document_findings(document: Document) -> list[Finding]:
    """Return what is to be said of every report of a document: what was not read of it whole."""
    findings = []
    decoding = document.decoding
    if decoding is not None and decoding.replaced:
        message = (
            f"{decoding.replaced} characters could not be decoded as {decoding.charset} "
            "and stand as \ufffd"
        )
        findings.append(Finding("document.decoding", message, "reading"))
    findings += [
        Finding("document.truncated", _MENDED[note], "unknown")
        for note in document.notes
        if note in _MENDED
    ]
    return findings


def _other_years(head_years: set[int], year: int) -> Iterator[Finding]:
    """Say of a table that its head names another year: its figures may be that year's."""
    for other in sorted(head_years - {year}):
        message = f"the report is of {year}, the head of its table says {other}"
        yield Finding(
            "year.conflict",
            message,
            "report",
            "statistics",
            expected=float(year),
            actual=float(other),
            raw=str(other),
        )


def _witnesses(sections: Sequence[Section]) -> list[Section]:
    """Return the sections whose prose speaks of this year's figures."""
    ending = ("problems", "other_matters")
    return [
        section
        for section in sections
        if section.heading and not any(narrative_of([section], kind) for kind in ending)
    ]
