"""A small page written by hand, and what a table of it must show place by place."""

from __future__ import annotations

import datetime as dt

from crawler.simulation.mess.page import (
    Meaning,
    Page,
    PrintedBlock,
    PrintedCell,
    PrintedHeading,
    PrintedReport,
    PrintedTable,
    PrintedText,
    Target,
)

TITLE = "示例区财政局2023年政府信息公开工作年度报告"
AGENCY = "示例区财政局"
#: Each place of the two tables: a cell that spans stands in all that it covers.
FIRST = [
    ["项目", "数量", "数量"],
    ["项目", "本年", "上年"],
    ["规章", "12", "1,234"],
    ["合\n计", "0.50", "0.50"],
]
SECOND = [
    ["办理结果", "1.属于国家秘密", "7"],
    ["办理结果", "2.其他", ""],
    ["办理结果", "其中：重复", "/"],
]
TEXTS = ("2023年，收到申请19件。", "表后第一段，仍在本节。", "下一步，加强培训。")
HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、申请情况")


def value(text: str, column: str, rowspan: int = 1, colspan: int = 1) -> PrintedCell:
    """A value cell; what it means is of no concern to writers."""
    return PrintedCell(
        text, rowspan, colspan, targets={Target("proactive", "", column): Meaning(0)}
    )


def head(text: str, rowspan: int = 1, colspan: int = 1) -> PrintedCell:
    return PrintedCell(text, rowspan, colspan, header=True)


def first_table() -> PrintedTable:
    return PrintedTable(
        [
            [head("项目", rowspan=2), head("数量", colspan=2)],
            [head("本年"), head("上年")],
            [PrintedCell("规章"), value("12", "a"), value("1,234", "b")],
            [PrintedCell("合\n计"), value("0.50", "c", colspan=2)],
        ]
    )


def second_table() -> PrintedTable:
    return PrintedTable(
        [
            [PrintedCell("办理结果", rowspan=3), PrintedCell("1.属于国家秘密"), value("7", "d")],
            [PrintedCell("2.其他"), value("", "e")],
            [PrintedCell("其中：重复"), value("/", "f")],
        ],
        caption="申请情况表",
    )


def page(*blocks: PrintedBlock, quirks: frozenset[str] = frozenset()) -> Page:
    """The page, or one of these blocks."""
    whole: list[PrintedBlock] = [
        PrintedHeading(HEADINGS[0]),
        PrintedText(TEXTS[0]),
        PrintedHeading(HEADINGS[1]),
        first_table(),
        PrintedText(TEXTS[1]),
        PrintedHeading(HEADINGS[2]),
        second_table(),
        PrintedText(TEXTS[2]),
    ]
    return Page(
        title=TITLE,
        reports=[PrintedReport(list(blocks) or whole, {"agency_name": AGENCY})],
        url="http://www.example.gov.cn/1.html",
        published_on=dt.date(2024, 1, 20),
        printed=[("发布机构", AGENCY), ("发布日期", "2024-01-20")],
        quirks=set(quirks),
    )
