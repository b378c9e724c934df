"""What a person sees of one document: values beside labels, and what does not add up."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from pipelines.inspect_view import show, status_sentence


def finding(rule: str, severity: str, **cell: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("table", "item", "column", "expected", "actual", "raw"))
    return {"rule": rule, "severity": severity, "origin": "report", "message": "", **empty, **cell}


def report(**changes: Any) -> dict[str, Any]:
    """One small report: one line of section three, one broken sum."""
    return {
        "report": {
            "title": "2022年度洪泽区水利局政府信息公开工作年度报告",
            "agency_name": "洪泽区水利局",
            "year": 2022,
            "template": "2021",
            "region_code": "320813",
            "region_path": "江苏省/淮安市/洪泽区",
            "level": "county",
            "published_on": "2023-01-19",
            "status": "partial",
            "document_kind": "html",
            "method": "markup",
        },
        "proactive": {"rules_issued": None, "fee_amount_10k_yuan": 25.1},
        "requests": {"received_new": {"natural_person": 9, "business": None, "total": 12}},
        "disputes": {},
        "statistics": {},
        "statistics_lines": [],
        "cell_states": [
            {"table": "requests", "item": "received_new", "column": "business", "state": "blank", "raw": ""},
            {"table": "proactive", "item": None, "column": "rules_issued", "state": "words", "raw": "未制作"},
        ],
        "more": [],
        "findings": [
            finding("table.missing", "warning", table="disputes"),
            finding(
                "requests.row_total",
                "error",
                table="requests",
                item="received_new",
                column="total",
                expected=9,
                actual=12,
                message="the six columns add up to 9, printed is 12",
            ),
        ],
        **changes,
    }  # fmt: skip


def printed(data: dict[str, Any], *, color: bool = False) -> str:
    stream = io.StringIO()
    show(data, Console(file=stream, width=160, force_terminal=color, markup=False, highlight=False))
    return stream.getvalue()


def row_of(text: str, label: str) -> list[str]:
    """Cells of the printed row that begins with this label."""
    line = next(line for line in text.splitlines() if label in line)
    return [cell.strip() for cell in line.split("│")]


def test_what_the_report_is() -> None:
    lines = {line.split("  ")[0]: line for line in printed(report()).splitlines()}
    assert lines["agency"].split() == ["agency", "洪泽区水利局"]
    assert lines["year"].split() == ["year", "2022"]
    assert lines["region"].split() == ["region", "320813", "江苏省/淮安市/洪泽区", "county"]
    assert lines["form"].split() == ["form", "2021"]


def test_why_it_is_partial_is_a_sentence_that_names_what_is_missing() -> None:
    assert status_sentence(report()) == ("a table or a line of the form is missing: disputes")


def test_tables_that_are_not_there_are_named_without_a_finding_too() -> None:
    data = report(findings=[], requests={}, proactive=None)
    assert status_sentence(data) == (
        "a table or a line of the form is missing: proactive, requests, disputes"
    )


def test_values_stand_beside_their_labels() -> None:
    text = printed(report())
    assert row_of(text, "一、本年新收") == [
        "一、本年新收政府信息公开申请数量", "9", "(blank)", "", "", "", "", "12"
    ]  # fmt: skip
    assert row_of(text, "本年收费金额")[1] == "25.1"
    assert row_of(text, "规章 本年制发件数")[1] == "未制作"


@pytest.mark.parametrize(
    ("state", "raw"), [("dash", "-"), ("dash", "——"), ("slash", "\\"), ("none", "没有")]
)
def test_a_cell_without_a_number_stands_as_printed(state: str, raw: str) -> None:
    cell = {"table": "proactive", "item": None, "column": "rules_issued"}
    text = printed(report(cell_states=[{**cell, "state": state, "raw": raw}]))
    assert row_of(text, "规章 本年制发件数")[1] == raw


def test_what_no_table_shows_stands_above() -> None:
    data = report()
    data["report"] |= {
        "reach": "departments",
        "requests_blank_means_zero": False,
        "disputes_blank_means_zero": True,
        "processing_fee_10k_yuan": 0.0,
    }
    text = printed(data)
    assert "figures of   departments\n" in re.sub(r" +\n", "\n", text)
    assert re.search(r"^blanks mean +not 0 in requests, 0 in disputes *$", text, re.MULTILINE)
    assert re.search(r"^信息处理费 +0 万元 *$", text, re.MULTILINE)


def test_a_line_that_the_form_does_not_print_is_not_shown() -> None:
    assert "行政强制" not in printed(report())


def test_findings_are_coloured_by_severity_and_so_are_their_cells() -> None:
    text = printed(report(), color=True)
    assert "\x1b[1;31merror" in text
    assert "\x1b[33mwarning" in text
    assert re.search(r"\x1b\[1;31m *12\x1b", text)


def test_a_finding_names_its_cell_and_both_numbers() -> None:
    cells = row_of(printed(report()), "requests.row_total")
    assert cells[:2] == ["error", "report"], "whose doing it is stands beside"
    assert cells[2:4] == ["requests.row_total", "requests.received_new.total"]
    assert cells[4:6] == ["9", "12"]


def test_no_report() -> None:
    text = printed({"report": None, "findings": []})
    assert text.splitlines() == [
        "no report of open government information in this file",
        "findings: none",
    ]


def test_every_further_report_of_the_file_is_shown_whole() -> None:
    other = report(findings=[])
    other["report"] = {**other["report"], "agency_name": "洪泽区教育局"}
    text = printed(report(more=[other]))
    assert "洪泽区水利局" in text
    assert "洪泽区教育局" in text
    assert text.count("一、本年新收") == 2


def test_statistics_lines_with_and_without_a_code() -> None:
    lines = [
        {"item": "requests_received", "label": "（一）收到申请数", "position": 1, "unit": "件", "value": 30.0, "cumulative": None},
        {"item": None, "label": "政府信息公开收费减免金额", "position": 2, "unit": "元", "value": 12.5, "cumulative": 100.0},
    ]  # fmt: skip
    text = printed(report(statistics_lines=lines))
    assert row_of(text, "收到申请数") == ["（一）收到申请数", "件", "30", ""]
    assert row_of(text, "收费减免") == ["政府信息公开收费减免金额", "元", "12.5", "100"]
    assert "(no code)" in text


def test_a_page_cannot_steer_the_terminal() -> None:
    data = report(findings=[finding("label.unknown", "warning", message="\x1b]0;owned\x07 5 件")])
    text = printed(data)
    assert "\x1b" not in text
    assert "5 件" in text


def test_labels_and_cells_stand_as_printed_with_what_was_read_beside() -> None:
    console = Console(file=io.StringIO(), width=120, no_color=True)
    printed = {
        ("requests", "received_new", None): "1、本年新收政府信息公开申请",
        ("requests", "received_new", "natural_person"): "９",
        ("requests", "received_new", "total"): "12",
        ("proactive", "fee_amount_10k_yuan", None): "行政事业性收费 本年收费金额",
        ("proactive", None, "fee_amount_10k_yuan"): "251000元",
    }
    show(report(), console, [printed])
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1、本年新收政府信息公开申请" in text
    assert "９ → 9" in text
    assert "251000元 → 25.1" in text
    assert "12 → 12" not in text
