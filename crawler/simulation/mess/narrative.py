"""The prose of a report: opening, sections by heading, and counts that agree with the tables.

Only counts of the totals named in :data:`TOLD` are told, so that a variation which changes a
printed figure can keep away from them: prose that contradicts the tables is no part of the mess.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from crawler.simulation.mess.numbers import Table
from crawler.simulation.mess.page import (
    PrintedBlock,
    PrintedHeading,
    PrintedTable,
    PrintedText,
    Target,
)

#: Items of section three whose totals the prose may give.
_TOLD_ITEMS: Final = (
    "received_new",
    "carried_in",
    "disclosed",
    "disclosed_in_part",
    "carried_out",
)
_TOLD_STATISTICS: Final = ("requests_received", "reconsideration_total", "litigation_total")
#: The printed totals that the prose may repeat.
TOLD: Final = frozenset(
    {
        *(Target("requests", item, "total") for item in _TOLD_ITEMS),
        *(Target("statistics", item, "value") for item in _TOLD_STATISTICS),
        Target("disputes", "reconsideration", "total"),
    }
)


def tell(
    rng: random.Random,
    name: str,
    year: int,
    figures: tuple[Table, Table],
    tables: Mapping[str, PrintedTable],
) -> list[PrintedBlock]:
    """Write a report on the 2019 or 2021 form around its three ``tables``.

    ``figures`` are those of sections three and four.
    """
    counts = _counts(rng, year, *figures)
    blocks: list[PrintedBlock] = [PrintedText(_opening(rng, name, year))]
    blocks += _section(
        "一、总体情况",
        f"{year}年，{name}{rng.choice(_EFFORTS)}",
        f"（一）主动公开。{_published(rng)}",
        f"（二）依申请公开。{counts}",
        f"（三）{rng.choice(_MANAGEMENT)}",
        f"（四）平台建设。{rng.choice(_PLATFORMS)}",
        f"（五）监督保障。全年举办业务培训{rng.randint(1, 9)}期，{rng.randint(20, 300)}人次参加。",
    )
    for heading, key in _TABLES:
        blocks += [PrintedHeading(heading), tables[key]]
    blocks += _section("五、存在的主要问题及改进情况", rng.choice(_PROBLEMS), rng.choice(_MEASURES))
    blocks += _section("六、其他需要报告的事项", rng.choice(_OTHER).format(year=year))
    return blocks


def tell_2014(
    rng: random.Random,
    name: str,
    year: int,
    figures: Mapping[str, float],
    table: PrintedTable,
) -> list[PrintedBlock]:
    """Write a report on a form from before 2019 around its one table."""
    received = figures["requests_received"]
    told = rng.choice(
        (
            f"{year}年，共收到政府信息公开申请{received}件，均在法定期限内答复。",
            f"全年收到政府信息公开申请{received}件。",
            "依申请公开渠道畅通，办理程序规范。",
        )
    )
    blocks: list[PrintedBlock] = [PrintedText(_opening(rng, name, year))]
    blocks += _section("一、概述", f"{year}年，{name}{rng.choice(_EFFORTS)}")
    blocks += _section("二、主动公开政府信息情况", _published(rng))
    blocks += _section("三、依申请公开政府信息情况", told)
    blocks += _section("四、存在的主要问题和改进措施", rng.choice(_PROBLEMS), rng.choice(_MEASURES))
    blocks += [PrintedHeading("五、附表"), PrintedText(_CAPTION.format(year=year)), table]
    return blocks


_CAPTION: Final = "政府信息公开情况统计表（{year}年度）"
_TABLES: Final = (
    ("二、主动公开政府信息情况", "proactive"),
    ("三、收到和处理政府信息公开申请情况", "requests"),
    ("四、政府信息公开行政复议、行政诉讼情况", "disputes"),
)
_EFFORTS: Final = (
    "认真贯彻落实《条例》，坚持以公开为常态、不公开为例外，不断加大公开力度。",
    "围绕中心工作，深入推进决策、执行、管理、服务、结果公开，切实保障公众知情权。",
    "聚焦群众关切，优化公开流程，着力提升政务公开标准化规范化水平。",
)
_MANAGEMENT: Final = (
    "政府信息管理。严格落实信息发布“三审三校”制度，定期清理失效信息。",
    "信息管理。健全公开属性源头认定机制，做到应公开尽公开。",
)
_PLATFORMS: Final = (
    "加强门户网站和政务新媒体建设，专栏设置更加规范。",
    "完善政府信息公开平台功能，设立政务公开专区，方便群众查阅。",
)
_PROBLEMS: Final = (
    "一是公开的主动性有待提高，二是解读形式不够丰富，三是工作人员业务能力仍需加强。",
    "公开的内容与群众的期待还有差距，部分栏目更新不够及时。",
)
_MEASURES: Final = (
    "下一步，将健全工作机制，强化业务培训，不断提升公开的质量和实效。",
    "今后将进一步压实责任，加强督促检查，拓宽公开渠道。",
)
_OTHER: Final = (
    "无其他需要报告的事项。",
    "{year}年度未收取政府信息公开信息处理费。",
    "本机关{year}年没有其他需要报告的事项。",
)


def _section(heading: str, *paragraphs: str) -> list[PrintedBlock]:
    return [PrintedHeading(heading), *(PrintedText(text) for text in paragraphs)]


def _opening(rng: random.Random, name: str, year: int) -> str:
    basis = rng.choice(
        (
            "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）的要求编制",
            "依据《中华人民共和国政府信息公开条例》（以下简称《条例》）和上级有关规定编制",
        )
    )
    return (
        f"本年度报告{basis}，现公布{name}{year}年政府信息公开年度报告。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        f"如对本报告有疑问，请与{name}联系（电话：0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}）。"
    )


def _published(rng: random.Random) -> str:
    return (
        f"全年通过门户网站发布各类信息{rng.randint(120, 2400)}条，"
        f"政务新媒体推送{rng.randint(30, 900)}篇，发布解读材料{rng.randint(2, 60)}篇。"
    )


_SENTENCES: Final = {
    "received_new": ("本年度新收政府信息公开申请{}件", "全年共收到政府信息公开申请{}件"),
    "carried_in": ("上年结转政府信息公开申请{}件",),
    "disclosed": ("予以公开{}件",),
    "disclosed_in_part": ("部分公开{}件",),
    "carried_out": ("结转下年度继续办理{}件",),
}
_MANNERS: Final = ((), ("received_new",), ("received_new", "carried_in"), tuple(_SENTENCES))


def _counts(rng: random.Random, year: int, requests: Table, disputes: Table) -> str:
    items = rng.choice(_MANNERS)
    told = [rng.choice(_SENTENCES[item]).format(requests[item]["total"]) for item in items]
    if not told:
        return "依申请公开渠道畅通，办理程序规范，未发生投诉。"
    text = "，".join(told) + "。"
    if rng.random() < _SHARE_DISPUTES:
        total = disputes["reconsideration"]["total"]
        text += f"{year}年，因政府信息公开被申请行政复议{total}件。"
    return text


_SHARE_DISPUTES: Final = 0.3
