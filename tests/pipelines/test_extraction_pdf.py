"""Reports as PDF from bytes to values: a form cut by the page end anywhere, scans, locks."""

from __future__ import annotations

import hashlib

import pytest

from pipelines.documents import ocr
from pipelines.extraction import extract_capture
from pipelines.model import Capture, Context, Extraction
from pipelines.reference import Reference
from tests.grids import Written, grid
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.tables import APPLICANTS, LINES_2021, disputes_rows, requests_rows

TITLE = "石岩市财政局2023年政府信息公开工作年度报告"
SIDES = [30, 80, 130, 325, *range(360, 571, 35)]
#: Every cell another number, so that no two can be exchanged unseen.
FIGURES = {
    line: [str(100 + 10 * place + column) for column in range(7)]
    for place, line in enumerate(LINES_2021)
}
ROWS = requests_rows(FIGURES)


def extract(body: bytes, *, list_title: str | None = None) -> Extraction:
    capture = Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url="http://www.shuyang.gov.cn/a/1.pdf",
        http_status=200,
        content_type="application/pdf",
        context=Context(portal="shuyang", division_code="321322", list_title=list_title),
    )
    return extract_capture(capture, Reference.load())


def cut(
    rows: list[list[Written]], at: int, *, low: bool
) -> tuple[list[list[Written]], list[list[Written]]]:
    """Cut a table above row ``at``; of a cell that reaches over, one half has the text."""
    upper: list[list[Written]] = [[] for _ in range(at)]
    lower: list[list[Written]] = [[] for _ in range(len(rows) - at)]
    for cell in sorted(grid(*rows).cells, key=lambda one: one.column):
        end = cell.row + cell.rowspan
        if cell.row < at:
            text = "" if low and end > at else cell.text
            upper[cell.row].append((text, min(end, at) - cell.row, cell.colspan))
        if end > at:
            row = max(cell.row, at)
            text = cell.text if low or cell.row >= at else ""
            lower[row - at].append((text, end - row, cell.colspan))
    return upper, lower


def report(at: int, *, low: bool) -> bytes:
    upper, lower = cut(ROWS, at, low=low)
    first = Sheet().text(60, 40, TITLE, 20).text(60, 90, "三、收到和处理政府信息公开申请情况")
    first.table(120, SIDES, *upper, height=15, size=5).text(290, 810, "- 1 -")
    second = Sheet().table(60, SIDES, *lower, height=15, size=5).text(290, 810, "- 2 -")
    second.text(60, 600, "四、政府信息公开行政复议、行政诉讼情况")
    sides = [30 + 35 * number for number in range(16)]
    second.table(620, sides, *disputes_rows([str(n) for n in range(15)]), height=15, size=5)
    return pdf(first, second)


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("at", range(1, len(ROWS)))
def test_a_form_cut_by_the_page_end_above_any_row(at: int, low: bool) -> None:
    [found] = extract(report(at, low=low)).reports
    assert {
        line: [str(values.values[name]) for name in APPLICANTS]
        for line, values in found.requests.items()
    } == FIGURES
    assert [list(line.values.values()) for line in found.disputes.values()] == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
        [10, 11, 12, 13, 14],
    ]
    named = {finding.rule for finding in found.findings}
    assert not {"label.unknown", "row.missing", "table.spans_clamped"} & named


def test_a_scanned_report_waits_for_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    scanned = pdf(Sheet().line(60, 60, 200, 60))
    [found] = extract(scanned, list_title=TITLE).reports
    assert (found.fields["status"], found.fields["method"]) == ("attachment_missing", "ocr")
    [finding] = [one for one in found.findings if one.rule == "document.unreadable"]
    assert (
        finding.message
        == "the PDF has no text layer (1 page(s) of pictures); it needs OCR: pip install 'gongkai[ocr]'"
    )


def test_a_damaged_file_is_one_finding() -> None:
    extraction = extract(b"%PDF-1.7\n1 0 obj\n")
    assert (extraction.role, [one.message for one in extraction.findings]) == (
        "unreadable",
        ["the PDF is damaged: it cannot be opened"],
    )
