"""Real reports, cell by cell, against what a person read in them."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines import extract_bytes
from tests.shared import SHARED, needs_shared
from tests.tables import APPLICANTS, LINES_2019, LINES_2021

pytestmark = needs_shared

Row = list[int | None]


def extract(path: str, content_type: str | None = None) -> dict[str, Any]:
    body = (SHARED / "corpus" / path).read_bytes()
    return extract_bytes(body, content_type=content_type, name=path.rsplit("/", 1)[1]).to_dict()


def rows(found: dict[str, Any]) -> dict[str, Row]:
    return {line: [values[name] for name in APPLICANTS] for line, values in found.items()}


@pytest.fixture(scope="module")
def alxa() -> dict[str, Any]:
    return extract("text/2022_alxa_shizheng_zhongxin.txt")


@pytest.fixture(scope="module")
def shuyang() -> dict[str, Any]:
    return extract("html/2023_shuyang_fagaiju.html")


@pytest.fixture(scope="module")
def shanghai() -> dict[str, Any]:
    return extract("html/2019_shanghai_bangongting.fragment.html")


def test_alxa_who_where_when(alxa: dict[str, Any]) -> None:
    report = alxa["report"]
    wanted = {
        "agency_name": "阿拉善高新技术产业开发区(乌斯太镇)市政和金融服务中心",
        "year": 2022,
        "template": "2021",
        "region_code": "152900",
        "region_name": "阿拉善盟",
        "level": "zone",
        "published_on": "2023-01-19",
        "status": "complete",
        "error_findings": 0,
    }
    assert {name: report[name] for name in wanted} == wanted


def test_alxa_prints_200_zeros(alxa: dict[str, Any]) -> None:
    two = {name for name, value in alxa["proactive"].items() if value is not None}
    assert len(two) == 10
    assert {alxa["proactive"][name] for name in two} == {0}
    assert rows(alxa["requests"]) == {line: [0] * 7 for line in LINES_2021}
    assert [list(line.values()) for line in alxa["disputes"].values()] == [[0] * 5] * 3
    assert alxa["cell_states"] == []
    assert [f for f in alxa["findings"] if f["severity"] != "info"] == []


def test_shuyang_who_where_when(shuyang: dict[str, Any]) -> None:
    report = shuyang["report"]
    wanted = {
        "agency_name": "沭阳县发展和改革局",
        "title": "沭阳县发展和改革局2023年政府信息公开年度报告",
        "year": 2023,
        "template": "2021",
        "region_code": "321322",
        "region_path": "江苏省/宿迁市/沭阳县",
        "level": "county",
        "scope": "agency",
        "system": "local",
        "published_on": "2024-01-17",
        "status": "complete",
        "charset": "utf-8",
        "error_findings": 0,
    }
    assert {name: report[name] for name in wanted} == wanted


def test_shuyang_section_two(shuyang: dict[str, Any]) -> None:
    printed = {name: value for name, value in shuyang["proactive"].items() if value is not None}
    assert printed == {
        "rules_issued": 0,
        "rules_repealed": 0,
        "rules_in_force": 0,
        "normative_issued": 8,
        "normative_repealed": 0,
        "normative_in_force": 18,
        "licence_decisions": 0,
        "penalty_decisions": 0,
        "coercion_decisions": 0,
        "fee_amount_10k_yuan": 0,
    }


def test_shuyang_section_three_prints_two_columns_and_leaves_five_blank(
    shuyang: dict[str, Any],
) -> None:
    figures = dict.fromkeys(LINES_2021, 0) | dict.fromkeys(
        ["received_new", "disclosed", "outcome_total"], 26
    )
    wanted = {line: [n, None, None, None, None, None, n] for line, n in figures.items()}
    assert rows(shuyang["requests"]) == wanted
    states = [s for s in shuyang["cell_states"] if s["table"] == "requests"]
    assert len(states) == 25 * 5
    assert {state["state"] for state in states} == {"blank"}
    # 0 stands in the cells of natural persons, so an empty cell need not mean 0.
    assert shuyang["report"]["requests_blank_means_zero"] is None


def test_shuyang_section_four(shuyang: dict[str, Any]) -> None:
    assert {path: list(line.values()) for path, line in shuyang["disputes"].items()} == {
        "reconsideration": [0, 0, 0, 1, 1],
        "litigation_direct": [0, 0, 0, 0, 0],
        "litigation_after_reconsideration": [0, 0, 0, 0, 0],
    }
    assert shuyang["report"]["disputes_blank_means_zero"] is None


#: A cell that is left empty.
X: int | None = None
SHANGHAI_REQUESTS: dict[str, Row] = {
    "received_new": [821, 35, X, X, 2, 1, 859],
    "carried_in": [18, X, X, X, X, X, 18],
    "disclosed": [258, 12, X, X, 1, 1, X],
    "disclosed_in_part": [3, X, X, X, X, X, X],
    "withheld_state_secret": [14, X, X, X, X, X, X],
    "withheld_law_forbids": [X, X, X, X, X, X, X],
    "withheld_security_stability": [X, X, X, X, X, X, X],
    "withheld_third_party": [X, X, X, X, X, X, X],
    "withheld_internal_affairs": [5, X, X, X, X, X, X],
    "withheld_process": [3, 1, X, X, X, X, X],
    "withheld_enforcement_file": [X, X, X, X, X, X, X],
    "withheld_administrative_inquiry": [10, 2, X, X, X, X, X],
    "unavailable_not_held": [252, 12, X, X, 1, X, X],
    "unavailable_must_be_created": [44, 3, X, X, X, X, X],
    "unavailable_unclear": [25, X, X, X, X, X, X],
    "refused_petition": [148, 1, X, X, X, X, X],
    "refused_repeat": [5, 4, X, X, X, X, X],
    "refused_publication": [X, X, X, X, X, X, X],
    "refused_excessive": [X, X, X, X, X, X, X],
    "refused_confirm_or_reissue": [X, X, X, X, X, X, X],
    "other_handling": [X, X, X, X, X, X, X],
    "outcome_total": [767, 35, X, X, 2, 1, 805],
    "carried_out": [72, X, X, X, X, X, 72],
}


def test_shanghai_section_two(shanghai: dict[str, Any]) -> None:
    printed = {name: value for name, value in shanghai["proactive"].items() if value is not None}
    assert printed == {
        "rules_made": 13,
        "rules_disclosed": 13,
        "rules_disclosed_total": 524,
        "normative_made": 60,
        "normative_disclosed": 60,
        "normative_disclosed_total": 368,
        "licence_items_last_year": 0,
        "licence_items_change": 0,
        "licence_decisions": 0,
        "service_items_last_year": 0,
        "service_items_change": 0,
        "service_decisions": 0,
        "penalty_items_last_year": 0,
        "penalty_items_change": 0,
        "penalty_decisions": 0,
        "coercion_items_last_year": 0,
        "coercion_items_change": 0,
        "coercion_decisions": 0,
        "fee_items_last_year": 0,
        "fee_items_change": 0,
        "procurement_projects": 6,
        "procurement_amount_10k_yuan": 25.1,
        "procurement_amount_printed": 251000.0,
    }
    unit = {s["column"]: s["state"] for s in shanghai["cell_states"] if s["raw"] == "251000元"}
    assert unit["procurement_amount_10k_yuan"] == "unit_in_cell"


def test_shanghai_section_three(shanghai: dict[str, Any]) -> None:
    assert set(SHANGHAI_REQUESTS) == set(LINES_2019)
    assert rows(shanghai["requests"]) == SHANGHAI_REQUESTS
    assert shanghai["report"]["requests_blank_means_zero"] is True


def test_shanghai_section_four(shanghai: dict[str, Any]) -> None:
    assert {path: list(line.values()) for path, line in shanghai["disputes"].items()} == {
        "reconsideration": [5, None, None, 2, 7],
        "litigation_direct": [8, None, None, 1, 9],
        "litigation_after_reconsideration": [None] * 5,
    }
    assert shanghai["report"]["disputes_blank_means_zero"] is True


def test_shanghai_prose_against_tables(shanghai: dict[str, Any]) -> None:
    found = {
        (f["rule"], f["table"], f["item"], f["column"], f["expected"], f["actual"])
        for f in shanghai["findings"]
        if f["severity"] != "info"
    }
    assert found == {
        ("text.disclosed_all", "requests", "disclosed_all", "total", 275, 258),
        ("text.unavailable", "requests", "unavailable", "total", 337, 265),
        ("text.reconsideration.upheld", "disputes", "reconsideration", "upheld", 5, 7),
        ("text.litigation_direct.upheld", "disputes", "litigation_direct", "upheld", 8, 9),
    }


def test_shanghai_who_where_when(shanghai: dict[str, Any]) -> None:
    report = shanghai["report"]
    wanted = {
        "agency_name": "上海市人民政府办公厅",
        "year": 2019,
        "template": "2019",
        "region_code": "310000",
        "level": "province",
        "scope": "agency",
        "published_on": "2020-01-31",
        "status": "complete",
    }
    assert {name: report[name] for name in wanted} == wanted
