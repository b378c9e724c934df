"""The real PDF reports, cell by cell, against what a person read on the rendered pages."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines import extract_bytes
from tests.shared import SHARED, needs_shared
from tests.tables import APPLICANTS

pytestmark = needs_shared

Requests = dict[str, list[int]]


def extract(name: str) -> dict[str, Any]:
    body = (SHARED / "corpus" / "pdf" / name).read_bytes()
    return extract_bytes(body, content_type="application/pdf", name=name).to_dict()


def proactive(found: dict[str, Any]) -> dict[str, float]:
    return {name: value for name, value in found["proactive"].items() if value is not None}


def requests(found: dict[str, Any]) -> Requests:
    lines: dict[str, dict[str, int]] = found["requests"]
    return {line: [values[name] for name in APPLICANTS] for line, values in lines.items()}


def disputes(found: dict[str, Any]) -> dict[str, list[int]]:
    return {path: list(line.values()) for path, line in found["disputes"].items()}


def findings(found: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (f["severity"], f["rule"], f["table"], f["item"], f["column"], f["expected"], f["actual"])
        for f in found["findings"]
    }


def origins(found: dict[str, Any], table: str) -> set[str]:
    return {f["origin"] for f in found["findings"] if f["table"] == table}


@pytest.fixture(scope="module")
def huaian() -> dict[str, Any]:
    return extract("2024_huaian.pdf")


@pytest.fixture(scope="module")
def hongze() -> dict[str, Any]:
    return extract("2023_hongze.pdf")


def test_huaian_who_where_when(huaian: dict[str, Any]) -> None:
    wanted = {
        "agency_name": "淮安市人民政府",
        "title": "淮安市人民政府2024年政府信息公开工作年度报告",
        "year": 2024,
        "template": "2021",
        "region_code": "320800",
        "level": "prefecture",
        "scope": "government",
        "document_kind": "pdf",
        "method": "text_layer",
        "status": "complete",
        "processing_fee_10k_yuan": 0.394,
    }
    assert {name: huaian["report"][name] for name in wanted} == wanted
    assert findings(huaian) == set()
    assert huaian["cell_states"] == []


def test_huaian_section_two_over_two_pages(huaian: dict[str, Any]) -> None:
    assert proactive(huaian) == {
        "rules_issued": 1,
        "rules_repealed": 0,
        "rules_in_force": 11,
        "normative_issued": 8,
        "normative_repealed": 26,
        "normative_in_force": 66,
        "licence_decisions": 447228,
        "penalty_decisions": 3985758,
        "coercion_decisions": 88283,
        "fee_amount_10k_yuan": 96171.6,
    }


def test_huaian_section_three_with_a_label_cut_by_the_page_end(huaian: dict[str, Any]) -> None:
    assert requests(huaian) == {
        "received_new": [3001, 53, 0, 0, 61, 4, 3119],
        "carried_in": [34, 0, 0, 0, 0, 0, 34],
        "disclosed": [1288, 21, 0, 0, 50, 3, 1362],
        "disclosed_in_part": [447, 7, 0, 0, 0, 0, 454],
        "withheld_state_secret": [2, 0, 0, 0, 0, 0, 2],
        "withheld_law_forbids": [30, 1, 0, 0, 0, 0, 31],
        "withheld_security_stability": [5, 0, 0, 0, 0, 0, 5],
        "withheld_third_party": [6, 0, 0, 0, 0, 0, 6],
        "withheld_internal_affairs": [7, 1, 0, 0, 0, 0, 8],
        "withheld_process": [12, 0, 0, 0, 0, 0, 12],
        "withheld_enforcement_file": [9, 0, 0, 0, 0, 0, 9],
        "withheld_administrative_inquiry": [105, 0, 0, 0, 0, 0, 105],
        "unavailable_not_held": [746, 12, 0, 0, 10, 1, 769],
        "unavailable_must_be_created": [11, 0, 0, 0, 0, 0, 11],
        "unavailable_unclear": [1, 0, 0, 0, 0, 0, 1],
        "refused_petition": [56, 6, 0, 0, 0, 0, 62],
        "refused_repeat": [25, 0, 0, 0, 0, 0, 25],
        "refused_publication": [0, 0, 0, 0, 0, 0, 0],
        "refused_excessive": [0, 0, 0, 0, 0, 0, 0],
        "refused_confirm_or_reissue": [1, 0, 0, 0, 0, 0, 1],
        "other_not_corrected": [67, 3, 0, 0, 1, 0, 71],
        "other_fee_unpaid": [6, 0, 0, 0, 0, 0, 6],
        "other_other": [108, 2, 0, 0, 0, 0, 110],
        "outcome_total": [2932, 53, 0, 0, 61, 4, 3050],
        "carried_out": [103, 0, 0, 0, 0, 0, 103],
    }


def test_huaian_section_four(huaian: dict[str, Any]) -> None:
    assert disputes(huaian) == {
        "reconsideration": [72, 64, 178, 37, 351],
        "litigation_direct": [13, 4, 8, 1, 26],
        "litigation_after_reconsideration": [12, 1, 1, 6, 20],
    }


def test_huaian_sections_go_on_over_the_pages(huaian: dict[str, Any]) -> None:
    report = huaian["report"]
    assert "将栏目不更新、政策解读不通俗易懂" in report["overview"]
    assert report["problems"].startswith(
        "对照上级新要求和公众新期待，还有一些需要加强和改进的地方。"
    )
    assert "- 3 -" not in report["overview"]


def test_hongze_who_where_when(hongze: dict[str, Any]) -> None:
    wanted = {
        "agency_name": "洪泽区人民政府",
        "title": "洪泽区人民政府2023年政府信息公开工作年度报告",
        "year": 2023,
        "template": "2021",
        "region_code": "320813",
        "level": "county",
        "scope": "government",
        "status": "complete",
        "processing_fee_10k_yuan": 0.0,
    }
    assert {name: hongze["report"][name] for name in wanted} == wanted
    assert hongze["cell_states"] == []


def test_hongze_section_two_over_two_pages(hongze: dict[str, Any]) -> None:
    assert proactive(hongze) == {
        "rules_issued": 0,
        "rules_repealed": 0,
        "rules_in_force": 0,
        "normative_issued": 0,
        "normative_repealed": 5,
        "normative_in_force": 5,
        "licence_decisions": 550,
        "penalty_decisions": 4119,
        "coercion_decisions": 195,
        "fee_amount_10k_yuan": 7730.28,
    }


def test_hongze_section_three_with_a_single_row_of_other_handling(hongze: dict[str, Any]) -> None:
    none = [0] * 7
    assert requests(hongze) == {
        "received_new": [21, 0, 0, 0, 0, 0, 21],
        "carried_in": none,
        "disclosed": none,
        "disclosed_in_part": [4, 0, 0, 0, 0, 0, 4],
        "withheld_state_secret": [1, 0, 0, 0, 0, 0, 1],
        "withheld_law_forbids": none,
        "withheld_security_stability": none,
        "withheld_third_party": none,
        "withheld_internal_affairs": none,
        "withheld_process": [1, 0, 0, 0, 0, 0, 1],
        "withheld_enforcement_file": [1, 0, 0, 0, 0, 0, 1],
        "withheld_administrative_inquiry": none,
        "unavailable_not_held": [10, 0, 0, 0, 0, 0, 10],
        "unavailable_must_be_created": [3, 0, 0, 0, 0, 0, 3],
        "unavailable_unclear": none,
        "refused_petition": [1, 0, 0, 0, 0, 0, 1],
        "refused_repeat": none,
        "refused_publication": none,
        "refused_excessive": none,
        "refused_confirm_or_reissue": none,
        "other_handling": none,
        "outcome_total": [21, 0, 0, 0, 0, 0, 21],
        "carried_out": none,
    }


def test_hongze_section_four_prints_totals_that_do_not_add_up(hongze: dict[str, Any]) -> None:
    assert disputes(hongze) == {
        "reconsideration": [10, 1, 0, 0, 0],
        "litigation_direct": [0, 0, 0, 0, 0],
        "litigation_after_reconsideration": [5, 0, 0, 0, 0],
    }
    total = "disputes.row_total"
    assert findings(hongze) == {
        ("error", total, "disputes", "reconsideration", "total", 11, 0),
        ("error", total, "disputes", "litigation_after_reconsideration", "total", 5, 0),
        ("info", "report.as_printed", "disputes", "reconsideration", "total", 11, 0),
        (
            "info",
            "report.as_printed",
            "disputes",
            "litigation_after_reconsideration",
            "total",
            5,
            0,
        ),
        # 2.其他法律行政止公开 is printed without two of its characters.
        ("info", "label.similar", "requests", "withheld_law_forbids", None, None, None),
    }
    # Two engines read the same fifteen cells, so the sums are wrong in the report itself.
    assert origins(hongze, "disputes") == {"report"}
