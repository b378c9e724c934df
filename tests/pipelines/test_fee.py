"""The fee that section six states, in 万元; null where it leaves it open."""

from __future__ import annotations

import pytest

from pipelines.fee import processing_fee


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
