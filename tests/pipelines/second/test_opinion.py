"""Broken identities judged by two readings: the report's own misprint, or a fault of one."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from typing import NoReturn

import pytest

from pipelines.documents import Kind, kind_of
from pipelines.documents.reader import DIRECT
from pipelines.extraction import extract_capture
from pipelines.model import Capture, Cell, Context, Document, Finding, Grid, Report
from pipelines.reading import heads
from pipelines.reading import requests as requests_reading
from pipelines.reference import Reference
from pipelines.second import SecondReading
from tests.pipelines.second.printed import (
    DISPUTES,
    FIGURES,
    MISPRINT,
    WRITERS,
    html,
    statistics,
    tables,
)

KINDS = ["html", "text", "pdf", "docx", "sheet"]
IDENTITIES = ("_total", "_sum", "_parts", ".balance")


class Watched:
    """A reader that counts second readings and may change what the first one gives."""

    def __init__(self, change: Callable[[Document], Document] | None = None) -> None:
        self.change = change
        self.asked = 0

    def read(self, body: bytes, *, content_type: str | None, name: str | None) -> Document:
        document = DIRECT.read(body, content_type=content_type, name=name)
        return self.change(document) if self.change is not None else document

    def second(
        self, body: bytes, *, kind: Kind, content_type: str | None, charset: str | None
    ) -> SecondReading | None:
        self.asked += 1
        return DIRECT.second(body, kind=kind, content_type=content_type, charset=charset)


def extract(body: bytes, reader: Watched | None = None) -> list[Report]:
    capture = Capture(
        body=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        url="http://www.shuyang.gov.cn/a/1",
        http_status=200,
        context=Context(portal="shuyang", division_code="321322"),
    )
    return extract_capture(capture, Reference.load(), reader or Watched()).reports


def broken(report: Report) -> set[tuple[str, str, str | None, str | None]]:
    return {
        (finding.rule, finding.origin, finding.item, finding.column)
        for finding in report.findings
        if finding.rule.endswith(IDENTITIES) or finding.rule == "report.as_printed"
    }


def unreadable(report: Report) -> dict[tuple[str | None, str | None], str | None]:
    return {
        (finding.item, finding.column): finding.raw
        for finding in report.findings
        if finding.rule == "cell.unreadable"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_misprint_that_two_readings_agree_on_is_the_report_s_own(kind: str) -> None:
    [report] = extract(WRITERS[kind](*tables(MISPRINT)))
    assert report.requests["disclosed"].values["total"] == 5
    assert broken(report) == {
        ("requests.row_total", "report", "disclosed", "total"),
        ("requests.outcome_sum", "report", "outcome_total", "total"),
        ("report.as_printed", "report", "disclosed", "total"),
        ("report.as_printed", "report", "outcome_total", "total"),
    }
    assert unreadable(report) == {}


def test_what_stands_beside_a_finding_of_the_report_s_own() -> None:
    [report] = extract(html(*tables(MISPRINT)))
    [finding] = [
        f for f in report.findings if f.rule == "report.as_printed" and f.item == "disclosed"
    ]
    assert (finding.severity, finding.table, finding.column) == ("info", "requests", "total")
    assert (finding.expected, finding.actual, finding.raw) == (4, 5, "5")
    assert finding.message == (
        "requests.disclosed.total is printed as 5: a second way of reading agrees on every cell "
        "of the table (requests.row_total)"
    )


def test_what_a_page_does_not_draw_is_a_digit_for_neither_reading() -> None:
    printed = ["3<span style='visibility:hidden'>1</span>", "<textarea>1</textarea>", "0"]
    line = [*printed, "<font style='font-size:0'>9</font>0", "0", "0", "5"]
    [report] = extract(html(*tables({**MISPRINT, "disclosed": line})))
    assert list(report.requests["disclosed"].values.values()) == [3, 1, 0, 0, 0, 0, 5]
    assert {origin for _, origin, _, _ in broken(report)} == {"report"}


def test_the_mark_of_a_note_leaves_its_cell_null_and_said_in_both_readings() -> None:
    line = ["3<a href='#note1'>1</a>", "1", "0", "0", "0", "0", "5"]
    [report] = extract(html(*tables({**FIGURES, "disclosed": line, "received_new": line})))
    assert list(report.requests["disclosed"].values.values()) == [None, 1, 0, 0, 0, 0, 5]
    assert unreadable(report) == {
        (item, "natural_person"): "3\n1" for item in ("received_new", "disclosed")
    }


def test_where_every_identity_holds_no_second_reading_is_asked_for() -> None:
    reader = Watched()
    [report] = extract(html(*tables(FIGURES)), reader)
    assert (broken(report), reader.asked) == (set(), 0)
    extract(html(*tables(MISPRINT)), reader)
    assert reader.asked == 1


def test_the_total_of_a_path_of_section_four() -> None:
    [report] = extract(html(*tables(FIGURES, ["2", "1", "0", "0", "4", *["0"] * 10])))
    assert broken(report) == {
        ("disputes.row_total", "report", "reconsideration", "total"),
        ("report.as_printed", "report", "reconsideration", "total"),
    }


def test_the_sums_of_the_form_of_2014() -> None:
    values = ["0"] * 58
    values[16] = "3"  # 收到申请数, whose four ways all print 0
    [report] = extract(statistics(values))
    assert broken(report) == {
        ("statistics.requests_received_sum", "report", "requests_received", "value"),
        ("report.as_printed", "report", "requests_received", "value"),
    }


# --- a fault of the first reading ----------------------------------------------------------


def shifted(grid: Grid) -> Grid:
    """Give each value cell of a line the text of its neighbour on the left."""
    values: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.text.isdecimal():
            values.setdefault(cell.row, []).append(cell)
    moved = {
        id(cell): line[at - 1].text for line in values.values() for at, cell in enumerate(line)
    }
    cells = (dataclasses.replace(c, text=moved.get(id(c), c.text)) for c in grid.cells)
    return dataclasses.replace(grid, cells=tuple(cells))


def shift_columns(document: Document) -> Document:
    blocks = tuple(shifted(b) if isinstance(b, Grid) else b for b in document.blocks)
    return dataclasses.replace(document, blocks=blocks)


@pytest.mark.parametrize("figures", [FIGURES, MISPRINT], ids=["consistent", "with a misprint"])
@pytest.mark.parametrize("kind", KINDS)
def test_columns_shifted_in_the_first_reading(kind: str, figures: dict[str, list[str]]) -> None:
    [report] = extract(WRITERS[kind](*tables(figures)), Watched(shift_columns))
    assert not [f for f in report.findings if f.origin == "report"]
    received = report.requests["received_new"].values
    assert list(received.values()) == [None, None, None, 0, 0, 0, None]
    found = unreadable(report)
    assert found["received_new", "natural_person"] == "4 | 3"
    assert found["received_new", "business"] == "3 | 1"
    assert found["received_new", "research"] == "1 | 0"
    assert found["received_new", "total"] == "0 | 4"
    states = {s.column: (s.state, s.raw) for s in report.requests["received_new"].states}
    assert states["total"] == ("unreadable", "0 | 4")
    assert {f.origin for f in report.findings if f.rule == "cell.unreadable"} == {"reading"}
    # Both tables were shifted; 2 1 0 0 3 was read as 0 2 1 0 0 in section four.
    assert found["reconsideration", "total"] == "0 | 3"


def test_spans_of_a_page_expanded_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.documents import grid

    build = grid.build
    monkeypatch.setattr(grid, "build", lambda *a, **k: shifted(build(*a, **k)))
    [report] = extract(html(*tables(MISPRINT)))
    assert not [f for f in report.findings if f.origin == "report"]
    assert unreadable(report)["received_new", "total"] == "0 | 4"


def test_heads_matched_to_the_wrong_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    find = heads.find_heads

    def exchanged(*arguments: object, **named: object) -> list[object]:
        found = find(*arguments, **named)  # type: ignore[arg-type] # passed on as they come
        codes = {"natural_person": "business", "business": "natural_person"}
        return [dataclasses.replace(h, code=codes.get(h.code, h.code)) for h in found]

    monkeypatch.setattr(requests_reading, "find_heads", exchanged)
    [report] = extract(html(*tables(MISPRINT)))
    assert not [f for f in report.findings if f.origin == "report"]
    assert list(report.requests["disclosed"].values.values()) == [None, None, 0, 0, 0, 0, 5]
    assert unreadable(report) == {
        (item, column): raw
        for item in MISPRINT
        for column, raw in (("natural_person", "1 | 3"), ("business", "3 | 1"))
    }


def test_labels_matched_to_the_wrong_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"disclosed": "disclosed_in_part", "disclosed_in_part": "disclosed"}

    def exchanged(line: requests_reading._Found) -> str | None:
        code = line.match.label.code if line.match is not None else None
        return codes.get(code or "", code)

    monkeypatch.setattr(requests_reading._Found, "code", property(exchanged))
    [report] = extract(html(*tables(MISPRINT)))
    assert not [f for f in report.findings if f.origin == "report"]
    assert unreadable(report) == {
        ("disclosed", "natural_person"): "0 | 3",
        ("disclosed", "business"): "0 | 1",
        ("disclosed", "total"): "0 | 5",
        ("disclosed_in_part", "natural_person"): "3 | 0",
        ("disclosed_in_part", "business"): "1 | 0",
        ("disclosed_in_part", "total"): "5 | 0",
    }


# --- where there is no opinion -------------------------------------------------------------


class WithoutSecond(Watched):
    def second(
        self, body: bytes, *, kind: Kind, content_type: str | None, charset: str | None
    ) -> SecondReading | None:
        return None


def test_without_a_second_reading_nobody_knows_whose_fault_it_is() -> None:
    [report] = extract(html(*tables(MISPRINT)), WithoutSecond())
    assert broken(report) == {
        ("requests.row_total", "unknown", "disclosed", "total"),
        ("requests.outcome_sum", "unknown", "outcome_total", "total"),
    }


def test_a_line_whose_cells_are_merged_is_no_difference() -> None:
    merged = html(*tables(MISPRINT)).replace(
        b"<td rowspan=1 colspan=1>0</td><td rowspan=1 colspan=1>0</td></tr>",
        b"<td rowspan=1 colspan=2>/</td></tr>",
        1,
    )
    [report] = extract(merged)
    assert {origin for rule, origin, *_ in broken(report)} == {"unknown"}
    assert unreadable(report) == {}


def test_a_line_that_is_not_printed_leaves_the_others_as_they_are() -> None:
    requests, disputes = tables(MISPRINT)
    [report] = extract(html([row for row in requests if row[0] != "2.重复申请"], disputes))
    assert ("requests.row_total", "unknown", "disclosed", "total") in broken(report)
    assert unreadable(report) == {}


def test_blanks_slashes_and_words_agree_where_both_readings_print_them() -> None:
    filled = {**MISPRINT, "carried_in": ["/", "", "—", "无", "０", " ", "0"]}
    [report] = extract(html(*tables(filled)))
    assert {origin for _, origin, *_ in broken(report)} == {"report"}
    assert unreadable(report) == {}


def test_several_reports_on_one_page_are_judged_one_by_one() -> None:
    two = html(*tables(MISPRINT), *tables(FIGURES, ["1", "0", "0", "0", "2", *["0"] * 10]))
    first, second = extract(two)
    assert {(rule, origin) for rule, origin, *_ in broken(first)} == {
        ("requests.row_total", "report"),
        ("requests.outcome_sum", "report"),
        ("report.as_printed", "report"),
    }
    assert {(rule, origin) for rule, origin, *_ in broken(second)} == {
        ("disputes.row_total", "report"),
        ("report.as_printed", "report"),
    }


def test_a_second_reader_that_stumbles_costs_its_opinion_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(_: str) -> NoReturn:
        raise RecursionError

    monkeypatch.setattr("pipelines.second.reading.rows_of_html", stumble)
    [report] = extract(html(*tables(MISPRINT)))
    assert ("requests.row_total", "unknown", "disclosed", "total") in broken(report)


def test_the_kind_is_that_of_the_bytes() -> None:
    assert [kind_of(WRITERS[kind](*tables(MISPRINT, DISPUTES)), None, None) for kind in KINDS] == (
        KINDS
    )


def test_a_doubted_cell_takes_the_place_of_what_was_said_of_it() -> None:
    minus = {**MISPRINT, "carried_in": ["-1", "0", "0", "0", "0", "0", "-1"]}

    def doubt(document: Document) -> Document:
        def read(cell: Cell) -> Cell:
            return dataclasses.replace(cell, text="-2") if cell.text == "-1" else cell

        return dataclasses.replace(
            document,
            blocks=tuple(
                dataclasses.replace(b, cells=tuple(map(read, b.cells)))
                if isinstance(b, Grid)
                else b
                for b in document.blocks
            ),
        )

    def of_cells(report: Report) -> list[Finding]:
        return [f for f in report.findings if f.rule.startswith("cell.")]

    [printed] = extract(html(*tables(minus)))
    assert {f.rule for f in of_cells(printed)} == {"cell.negative"}
    [doubted] = extract(html(*tables(minus)), Watched(doubt))
    assert {(f.rule, f.raw) for f in of_cells(doubted)} == {("cell.unreadable", "-2 | -1")}
