"""What a capture gave comes back from the index as it went in."""

from __future__ import annotations

import datetime as dt

from pipelines.dataset.encoding import decode, encode
from pipelines.model import (
    CellState,
    Content,
    Extraction,
    Finding,
    Line,
    Report,
    StatisticsLine,
)
from tests.pipelines.dataset.builder import A, gave, report

WHOLE = Extraction(
    role="report",
    reports=[
        Report(
            region=150000,
            year=2016,
            fields={
                "report_id": A,
                "published_on": dt.date(2017, 3, 1),
                "processing_fee_10k_yuan": 0.0,
                "sections": [{"heading": "一、概述", "text": "“三安全一稳定”\n第二行"}],
                "requests_blank_means_zero": None,
            },
            proactive=Line({"rules_issued": None}, (CellState("rules_issued", "slash", "/"),)),
            requests={"carried_in": Line({"total": 1})},
            disputes={"litigation_direct": Line({"upheld": 2, "total": None})},
            statistics=[
                StatisticsLine("via_other", "5.其他方式", 8, "条", 12.0),
                StatisticsLine(
                    None, "减免金额", 9, "元", None, 3.5, (CellState("value", "dash", "—"),)
                ),
            ],
            findings=[Finding("label.similar", "m", "reading", "requests", raw="自然入")],
        )
    ],
    content=Content("c" * 64, {"requests": 175}),
    findings=[Finding("document.decoding", "7 characters")],
    trusted=False,
)


def test_an_extraction_comes_back_as_it_went_in() -> None:
    assert decode(encode(WHOLE).data) == WHOLE
    assert decode(encode(Extraction("gone")).data) == Extraction("gone")


def test_the_order_of_keys_does_not_matter() -> None:
    turned = gave(report(A))
    turned.reports[0].fields = dict(reversed(turned.reports[0].fields.items()))
    turned.reports[0].requests = dict(reversed(turned.reports[0].requests.items()))
    assert encode(turned) == encode(gave(report(A)))


def test_sections_may_come_as_pairs() -> None:
    pairs = gave(report(A, sections=[("一、总体情况", "收到申请3件。")]))
    assert encode(pairs) == encode(gave(report(A)))


def test_the_hash_of_a_report_is_over_what_it_says_alone() -> None:
    same = encode(gave(report(A))).digests
    assert encode(gave(report(A, title="另一个标题", published=None))).digests == same
    assert encode(gave(report(A, received=4))).digests != same


def test_a_lone_surrogate_is_no_reason_to_fail() -> None:
    back = decode(encode(gave(report(A, title="\ud800"))).data)
    assert back.reports[0].fields["title"] == "?"
