"""Counts in the prose: which are this year's, and how they are compared."""

from __future__ import annotations

import pytest

from pipelines.model import Line
from pipelines.narrative import counts_in, narrative_findings
from pipelines.reading import read_blocks
from tests.tables import LINES_2021, disputes, requests


@pytest.mark.parametrize(
    ("prose", "counts"),
    [
        ("2023年，本机关共收到政府信息公开申请26件。", {"received_new": 26}),
        ("全年受理依申请公开1,204件。", {"received_new": 1204}),
        ("本年度共收到依申请信息公开26件，及时答复。", {"received_new": 26}),
        ("2022年收到政府信息公开申请19件。", {}),
        ("收到政府信息公开申请26件，较上年增加7件。", {"received_new": 26}),
        ("较上年增加申请7件。", {}),
        ("历年累计收到政府信息公开申请260件。", {}),
        ("受理信访申请12件。", {}),
        (
            "予以公开及部分公开258件，不予公开35件；因本机关不掌握等原因无法提供265件。",
            {"disclosed_all": 258, "withheld": 35, "unavailable": 265},
        ),
        (
            "信息公开类行政复议7件，诉讼9件，均获维持。",
            {
                "reconsideration.total": 7,
                "litigation_direct.total": 9,
                "reconsideration.upheld": 7,
                "litigation_direct.upheld": 9,
            },
        ),
        ("收到政府信息公开申请26件。全年收到政府信息公开申请27件。", {}),
        ("因政府信息公开被提起行政诉讼0件。", {"litigation_direct.total": 0}),
        ("办结申请：不予处理5件，其他处理2件。", {"refused": 5, "other_handling": 2}),
        ("收到依申请公开26件，上年结转2件。", {"received_new": 26, "carried_in": 2}),
        ("与上年度相比，收到政府信息公开申请26件，增加7件。", {"received_new": 26}),
        ("本年收到政府信息公開申請26件，上年結轉2件。", {"received_new": 26, "carried_in": 2}),
        # The year before is what this year's is compared with, or what it was carried from.
        ("2023年收到政府信息公开申请26件，比2022年增加3件。", {"received_new": 26}),
        ("与2022年相比，收到政府信息公开申请26件，增加7件。", {"received_new": 26}),
        (
            "新收政府信息公开申请26件，2022年结转2件，结转2024年继续办理1件。",
            {"received_new": 26, "carried_in": 2, "carried_out": 1},
        ),
        ("收到政府信息公开申请一百零三件，上年结转两件。", {"received_new": 103, "carried_in": 2}),
        ("收到政府信息公开申请二十六件。", {"received_new": 26}),
        ("收到政府信息公开申请零件。", {"received_new": 0}),
        ("2023年收到政府信息公开申请26件，2022年为23件。", {"received_new": 26}),
        ("2023年收到政府信息公开申请26件（2022年23件）。", {"received_new": 26}),
        ("1月至12月，收到政府信息公开申请26件。", {"received_new": 26}),
        ("一年来，本部门收到政府信息公开申请26件。", {"received_new": 26}),
        ("2023年1至12月，收到政府信息公开申请26件。", {"received_new": 26}),
        ("2023年1月1日-12月31日，收到政府信息公开申请26件。", {"received_new": 26}),
    ],
)
def test_counts_of_the_year(prose: str, counts: dict[str, int]) -> None:
    assert {count.item: count.number for count in counts_in(prose, 2023)} == counts


@pytest.mark.parametrize(
    "prose",
    [
        "其中自然人申请20件，法人申请3件。",
        "其中，收到自然人政府信息公开申请20件。",
        "网上收到政府信息公开申请12件。",
        "通过信函收到信息公开申请12件。",
        "1至6月收到政府信息公开申请10件。",
        "截至11月底收到政府信息公开申请10件。",
        "收到政府信息公开申请26件（含补正2件）。",
        "收到政府信息公开申请26件次。",
        "办公室收到信息公开申请12件，局属单位收到信息公开申请13件。",
        "去年收到政府信息公开申请26件。",
        "去年，本机关共收到政府信息公开申请26件。",
        "而上一年度，共受理政府信息公开申请26件，均已答复。",
        "上年同期收到政府信息公开申请26件。",
        "上年度予以公开66件、部分公开7件，办结申请。",
        "上一年度收到政府信息公开申请26件。",
        "2022年，收到政府信息公开申请26件，2023年增加7件。",
        "自条例施行以来，收到政府信息公开申请260件。",
        "新收政府信息公开申请比2022年多12件。",
        "收到政府信息公开申请26余件。",
        "受理群众咨询申请30件。",
        "受理行政许可申请3456件，办结3456件。",
        "收到不动产登记申请公开15件。",
        "收到撤回申请1件，重复申请2件。",
        "共收到行政复议申请8件。",
        "未收到政府信息公开申请。",
        "推进政府信息公开，全年办理行政复议案件120件，行政诉讼案件30件。",
        "办理行政复议案件120件，其中涉及政府信息公开3件。",
        "上年结转行政复议案件2件。",
        "主动公开文件100件，不予公开5件。",
        "因信息不存在无法提供4件。",
        "2023年1月至11月，收到政府信息公开申请20件。",
        "2023年1—6月，收到政府信息公开申请20件。",
        "自条例实施起收到政府信息公开申请260件。",
        "预计明年收到政府信息公开申请30件。",
        "近年来，收到政府信息公开申请260件。",
        "三年来共收到政府信息公开申请260件。",
        "5年共收到政府信息公开申请260件。",
        "县直部门收到政府信息公开申请260件。",
        "各街道收到政府信息公开申请260件。",
        "全旗收到政府信息公开申请260件。",
        "较2022年收到政府信息公开申请26件有所减少。",
        "2022年和2023年共收到政府信息公开申请49件。",
        "共收到政府信息公开申请28件，其中上年结转2件。",
        "收到政府信息公开申请数十件。",
        "收到政府信息公开申请十余件。",
        "收到政府信息公开申请三五件。",
        "收到政府信息公开申请一百五件。",
        "2023年1至10月，本机关共收到政府信息公开申请26件。",
        "作为复议机关，全年受理政府信息公开行政复议案件80件。",
    ],
)
def test_what_counts_something_else_is_not_compared(prose: str) -> None:
    assert counts_in(prose, 2023) == []


def lines(**totals: str) -> dict[str, Line]:
    values = {line: ["0"] * 6 + [totals.get(line, "0")] for line in LINES_2021}
    return read_blocks([requests(values)], "x").tables.requests


def found(prose: str, table: dict[str, Line], *, blank: bool | None = None) -> list[object]:
    paths = read_blocks([disputes(["0"] * 15)], "x").tables.disputes
    return [
        (f.rule, f.table, f.item, f.column, f.expected, f.actual)
        for f in narrative_findings(prose, 2023, table, paths, blanks=(blank, None))
    ]


def test_a_count_that_is_the_tables_leaves_no_finding() -> None:
    assert found("收到政府信息公开申请26件。", lines(received_new="26")) == []


def test_a_count_that_is_not() -> None:
    assert found("收到政府信息公开申请26件。", lines(received_new="25")) == [
        ("text.received_new", "requests", "received_new", "total", 25, 26)
    ]


def test_a_group_is_the_sum_of_its_lines() -> None:
    table = lines(refused_repeat="4", refused_petition="3")
    assert found("办结信息公开申请，不予处理7件。", table) == []
    assert found("办结信息公开申请，不予处理8件。", table) == [
        ("text.refused", "requests", "refused", "total", 7, 8)
    ]


def test_a_blank_total_is_the_sum_of_its_parts_only_where_blanks_mean_0() -> None:
    values = {line: ["" for _ in range(7)] for line in LINES_2021}
    values["received_new"] = ["5", "1", "", "", "", "", ""]
    table = read_blocks([requests(values)], "x").tables.requests
    prose = "收到政府信息公开申请7件。"
    assert found(prose, table, blank=None) == []
    assert found(prose, table, blank=True) == [
        ("text.received_new", "requests", "received_new", "total", 6, 7)
    ]


@pytest.mark.parametrize("when", ["近三年", "2020—2022年", "“十三五”期间", "2022年以前"])
def test_a_count_of_several_years_is_not_this_years(when: str) -> None:
    assert counts_in(f"{when}，收到政府信息公开申请300件。", 2022) == []
    assert counts_in(f"{when}收到政府信息公开申请300件。", 2022) == []
