"""Narrative of the simulated reports: headings, paragraphs, and counts that agree or do not.

A sentence that gives a count of the tables is always plain: who received or decided how many.
Other numbers (pages published, trainings held) stand beside them, as in real reports.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from crawler.simulation.arithmetic import Expected
from crawler.simulation.figures import Cell, Figures
from crawler.simulation.places import Agency, Plan

#: How far a planted narrative count lies from the table's.
_WRONG_BY: Final = 3
_YUAN_IN_10K: Final = 10_000


@dataclass(frozen=True, slots=True)
class Section:
    """One section: heading, paragraphs, and the key of the table that follows them, if any."""

    heading: str
    paragraphs: tuple[str, ...]
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """Sections in order, the opening paragraph, and what a reader should find in the prose."""

    opening: str
    sections: tuple[Section, ...]
    findings: tuple[Expected, ...]
    processing_fee_10k_yuan: float | None


def tell(plan: Plan, agency: Agency, figures: Figures, rng: random.Random) -> Narrative:
    """Write the narrative of one report."""
    if plan.form == "2014":
        return _tell_2014(plan, agency, figures, rng)
    return _tell_since_2019(plan, agency, figures, rng)


def _opening(plan: Plan, agency: Agency, basis: str) -> str:
    return (
        f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》）{basis}，"
        f"现公布{agency.name}{plan.year}年政府信息公开年度报告。"
        f"本年度报告所列数据的统计期限自{plan.year}年1月1日起至{plan.year}年12月31日止。"
    )


def _published(rng: random.Random) -> str:
    return (
        f"全年通过门户网站发布各类信息{rng.randint(120, 2400)}条，"
        f"政务新媒体推送{rng.randint(30, 900)}篇。"
    )


def _tell_2014(plan: Plan, agency: Agency, figures: Figures, rng: random.Random) -> Narrative:
    received = figures.statistics["requests_received"].value
    count = f"本年度共收到政府信息公开申请{received}件，均按规定程序办理。"
    requests = "依申请公开渠道畅通，办理程序规范。" if plan.prose == "none" else count
    sections = (
        Section(
            "一、概述", (f"{plan.year}年，{agency.name}认真贯彻落实《条例》，{_published(rng)}",)
        ),
        Section("二、主动公开政府信息情况", ("围绕重点领域，及时、准确公开政府信息。",)),
        Section("三、依申请公开政府信息情况", (requests,)),
        Section("四、存在的主要问题和改进措施", (_PROBLEMS, _MEASURES)),
        Section("五、附表", ("政府信息公开情况统计表",), "statistics"),
    )
    return Narrative(_opening(plan, agency, "和上级有关要求"), sections, (), None)


_PROBLEMS: Final = "一是公开的主动性有待提高，二是解读的形式还不够丰富，三是队伍建设仍需加强。"
_MEASURES: Final = "下一步，将健全工作机制，强化业务培训，不断提升公开的质量和实效。"


def _tell_since_2019(plan: Plan, agency: Agency, figures: Figures, rng: random.Random) -> Narrative:
    counts, findings = _counts(plan, figures)
    fee = _fee(plan)
    sections = (
        Section(
            "一、总体情况",
            (
                f"{plan.year}年，{agency.name}深入推进政务公开工作。",
                f"（一）主动公开。{_published(rng)}",
                f"（二）依申请公开。{counts}",
                f"（三）平台建设。优化专栏设置，举办业务培训{rng.randint(1, 6)}次。",
            ),
        ),
        Section("二、主动公开政府信息情况", (), "proactive"),
        Section("三、收到和处理政府信息公开申请情况", (), "requests"),
        Section("四、政府信息公开行政复议、行政诉讼情况", (), "disputes"),
        Section("五、存在的主要问题及改进情况", (_PROBLEMS, _MEASURES)),
        Section("六、其他需要报告的事项", (fee or "无其他需要报告的事项。",)),
    )
    amount = None if plan.fee is None else plan.fee / _YUAN_IN_10K
    basis = "和国务院办公厅关于年度报告格式的规定"
    return Narrative(_opening(plan, agency, basis), sections, findings, amount)


def _fee(plan: Plan) -> str:
    if plan.fee is None:
        return ""
    if plan.fee == 0:
        return f"{plan.year}年度未收取政府信息公开信息处理费。"
    return f"{plan.year}年度收取政府信息公开信息处理费{plan.fee}元。"


_SENTENCES: Final = {
    "received_new": "本年度共收到政府信息公开申请{}件",
    "carried_in": "上年结转政府信息公开申请{}件",
    "disclosed": "予以公开{}件",
    "disclosed_in_part": "部分公开{}件",
    "carried_out": "结转下年度继续办理{}件",
}
_TOLD: Final = {
    "none": (),
    "received": ("received_new",),
    "full": tuple(_SENTENCES),
    "wrong_received": ("received_new", "carried_in"),
    "wrong_carried_out": ("received_new", "carried_out"),
}
_WRONG: Final = {"wrong_received": "received_new", "wrong_carried_out": "carried_out"}


def _counts(plan: Plan, figures: Figures) -> tuple[str, tuple[Expected, ...]]:
    """Sentences with counts, and the finding where one of them is told wrong."""
    told: list[str] = []
    findings: list[Expected] = []
    for item in _TOLD[plan.prose]:
        printed = _number(figures.requests[item]["total"])
        if printed is None:
            continue
        number = printed
        if _WRONG.get(plan.prose) == item:
            number += _WRONG_BY
            findings.append(
                Expected(
                    f"text.{item}", "warning", "unknown", "requests", item, "total", printed, number
                )
            )
        told.append(_SENTENCES[item].format(number))
    if not told:
        return "依申请公开渠道畅通，办理程序规范，未发生投诉。", ()
    return "，".join(told) + "。", tuple(findings)


def _number(cell: Cell) -> int | None:
    return None if cell.value is None else int(cell.value)
