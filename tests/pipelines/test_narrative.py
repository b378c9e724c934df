"""Counts in the prose: which are this year's, and how they are compared."""

from __future__ import annotations

import pytest

from pipelines.model import Line
from pipelines.narrative import counts_in, narrative_findings, processing_fee
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


@pytest.mark.parametrize(
    ("prose", "fee"),
    [
        ("本年度我中心无政府信息公开信息处理费产生。", 0.0),
        ("2022年未收取信息处理费。", 0.0),
        ("收取信息处理费0元。", 0.0),
        ("2023年度，县发展和改革局政府信息公开未发生收费情况。", 0.0),
        ("收取政府信息公开信息处理费1,200元。", 0.12),
        ("收取信息处理费1.5万元。", 1.5),
        ("信息处理费收取情况。无其他需要报告的事项。", None),
        ("收取信息处理费100元，减免信息处理费50元。", None),
        ("无。", None),
        (None, None),
    ],
)
def test_processing_fee_in_10k_yuan_or_null(prose: str | None, fee: float | None) -> None:
    assert processing_fee(prose) == fee


@pytest.mark.parametrize(
    ("prose", "fee"),
    [
        ("2021年收取信息处理费500元，2022年未收取信息处理费。", 0.0),
        ("上年度收取信息处理费500元，本年度未收取。", 0.0),
        ("2021年收取信息处理费500元。", None),
        ("收取信息处理费120元（2021年为300元）。", 0.012),
        ("减免信息处理费200元。", None),
        ("信息处理费按每件100元计收，本年度未发生。", 0.0),
        ("应收取信息处理费300元，因困难减免，未实际收取。", 0.0),
        ("2022年累计收取信息处理费5000元。", 0.5),
        ("累计收取信息处理费5000元。", None),
    ],
)
def test_only_what_was_charged_this_year_is_the_fee(prose: str, fee: float | None) -> None:
    assert processing_fee(prose, 2022) == fee


@pytest.mark.parametrize("when", ["近三年", "2020—2022年", "“十三五”期间", "2022年以前"])
def test_a_count_of_several_years_is_not_this_years(when: str) -> None:
    assert counts_in(f"{when}，收到政府信息公开申请300件。", 2022) == []
    assert counts_in(f"{when}收到政府信息公开申请300件。", 2022) == []


@pytest.mark.parametrize(
    ("prose", "fee"),
    [
        # What was not waived, and what standard was not set, says nothing of what was charged.
        ("没有减免信息处理费。", None),
        ("未制定信息处理费收取标准。", None),
        # A notice asked for it; whether it came in is open, or said beside it.
        ("2022年产生信息处理费1200元，尚未收取。", None),
        ("通知收取信息处理费1200元，申请人未缴纳。", None),
        ("依据《政府信息公开信息处理费管理办法》，发出收费通知2件，总金额300元。", None),
        ("发出信息处理费收费通知3件，总金额1200元，实际收取总金额800元。", 0.08),
        ("应收信息处理费1200元，实收1000元。", 0.1),
        ("全市收取信息处理费400元，其中市级实际收取100元。", None),
        ("收取信息处理费100元，减免信息处理费0元。", 0.01),
        ("未收取信息处理费，收取复印费20元。", 0.0),
        ("未收取信息处理费，另有收入20元。", None),
    ],
)
def test_what_was_asked_for_is_not_what_was_charged(prose: str, fee: float | None) -> None:
    assert processing_fee(prose, 2022) == fee


@pytest.mark.parametrize(
    ("prose", "fee"),
    [
        ("信息处理费为零。", 0.0),
        ("信息处理费收取情况：无。", 0.0),
        ("（一）信息处理费收取情况\n无。", 0.0),
        ("收取信息处理费0笔。", 0.0),
        ("信息处理费收费通知的件数和总金额均为0，实际收取的总金额为0。", 0.0),
        ("按照《政府信息公开信息处理费管理办法》执行。2022年未收取相关费用。", 0.0),
        ("依据《政府信息公开信息处理费管理办法》收费。发出收费通知1件，实际收取800元。", 0.08),
        ("未收取信息处理费。全年行政事业性收费50万元。", 0.0),
        ("执行《政府信息公开信息处理费管理办法》。全年收取行政事业性费用50万元。", None),
    ],
)
def test_the_fee_in_the_words_of_the_form(prose: str, fee: float | None) -> None:
    assert processing_fee(prose, 2022) == fee
