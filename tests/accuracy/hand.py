"""Reports of the form of 2021 written by hand, for runs that need no generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.simulation.mess.page import Kind, MessDocument, Number, Target, TrueCell, Truth
from tests.accuracy.samples import FIELDS, applicants
from tests.grids import Written
from tests.tables import LINES_2021, disputes_rows, proactive_2021_rows, requests_rows

PROACTIVE = {
    "rules_issued": 0,
    "rules_repealed": 0,
    "rules_in_force": 0,
    "normative_issued": 3,
    "normative_repealed": 1,
    "normative_in_force": 7,
    "licence_decisions": 250,
    "penalty_decisions": 31,
    "coercion_decisions": 2,
    "fee_amount_10k_yuan": 12.5,
}
DISPUTES = {
    "reconsideration": (2, 1, 0, 1, 4),
    "litigation_direct": (1, 0, 0, 0, 1),
    "litigation_after_reconsideration": (0, 0, 3, 2, 5),
}
RESULTS = ("upheld", "corrected", "other", "pending", "total")
NAME = "沭阳县财政局"
TITLE = f"{NAME}2022年政府信息公开工作年度报告"


def make(seed: str, numbers: Sequence[int], kind: Kind) -> Iterator[MessDocument]:
    """Make reports in the place of the generator; what they print follows from their numbers."""
    for number in numbers:
        requests = {item: applicants(*[0] * 7) for item in LINES_2021} | _requests(number)
        cells = {
            **{Target("proactive", "", key): value for key, value in PROACTIVE.items()},
            **{
                Target("requests", item, column): value
                for item, line in requests.items()
                for column, value in line.items()
            },
            **{
                Target("disputes", path, column): value
                for path, line in DISPUTES.items()
                for column, value in zip(RESULTS, line, strict=True)
            },
        }
        truth = Truth(
            {**FIELDS, "agency_name": NAME},
            {target: TrueCell(str(value), value, None) for target, value in cells.items()},
        )
        yield MessDocument(
            number=number,
            seed=seed,
            kind=kind,
            name=f"{number}.html",
            url=f"http://www.shuyang.gov.cn/a/{number}.html",
            content_type="text/html; charset=utf-8",
            body=_page(requests).encode(),
            variations=("even",) if number % 2 == 0 else ("odd", "by_hand"),
            random_damage=number % 3 == 0,
            truths=(truth,),
        )


def _requests(number: int) -> dict[str, dict[str, Number]]:
    new, carried = (3 + number, 1, 0, 2, 0, 4), (1, 0, 2, 0, 0, 1)
    both = tuple(map(sum, zip(new, carried, strict=True)))
    lines = {
        "received_new": new,
        "carried_in": carried,
        "disclosed": new,
        "withheld_law_forbids": carried,
        "outcome_total": both,
    }
    return {item: applicants(*line, sum(line)) for item, line in lines.items()}


def _page(requests: dict[str, dict[str, Number]]) -> str:
    printed = {item: [str(value) for value in line.values()] for item, line in requests.items()}
    tables = (
        ("二、主动公开政府信息情况", proactive_2021_rows([str(v) for v in PROACTIVE.values()])),
        ("三、收到和处理政府信息公开申请情况", requests_rows(printed)),
        (
            "四、政府信息公开行政复议、行政诉讼情况",
            disputes_rows([str(value) for line in DISPUTES.values() for value in line]),
        ),
    )
    body = "".join(f"<p>{heading}</p>{_table(rows)}" for heading, rows in tables)
    return (
        f'<html><head><meta charset="utf-8"><title>{TITLE}</title>'
        '<meta name="PubDate" content="2023-01-16"></head>'
        f"<body><h1>{TITLE}</h1><p>一、总体情况</p><p>本年依法公开。</p>{body}</body></html>"
    )


def _table(rows: Sequence[Sequence[Written]]) -> str:
    lines = ("".join(map(_cell, row)) for row in rows)
    return "<table border='1'>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _cell(written: Written) -> str:
    text, down, across = (written, 1, 1) if isinstance(written, str) else written
    return f'<td rowspan="{down}" colspan="{across}">{text}</td>'
