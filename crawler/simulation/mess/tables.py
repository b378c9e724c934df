"""The official tables as printed, each value cell with the value of the dataset that it gives.

Forms: those of :mod:`crawler.simulation.forms` and one provincial form from before 2019.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_PATHS,
    DISPUTE_RESULTS,
    PROCUREMENT_CELL,
    PROCUREMENT_LABEL,
    RESULTS_GROUP,
    STATISTICS,
    ProactiveBlock,
    RequestLine,
    request_lines,
)
from crawler.simulation.mess.numbers import Table
from crawler.simulation.mess.page import (
    Meaning,
    Number,
    PrintedCell,
    PrintedTable,
    TableName,
    Target,
)

CHECK: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
#: The two values of the dataset that the one cell 采购总金额 gives.
PROCUREMENT: Final = (
    Target("proactive", "", "procurement_amount_10k_yuan"),
    Target("proactive", "", "procurement_amount_printed"),
)
_T = TypeVar("_T")
#: What stands in the unit and value cells of a group line; null: its label spans them.
_GROUP_FILLS: Final = ("——", "----", "", None)
_LABELS: Final = 3
_VALUES: Final = 3


def label(text: str, rowspan: int = 1, colspan: int = 1, *, header: bool = False) -> PrintedCell:
    """Return a cell that gives no value."""
    return PrintedCell(text, rowspan, colspan, header)


def head(text: str, rowspan: int = 1, colspan: int = 1) -> PrintedCell:
    """Return a cell of a header row."""
    return PrintedCell(text, rowspan, colspan, header=True)


def value_cell(table: TableName, item: str, column: str, number: Number) -> PrintedCell:
    """Return a cell that prints a plain number."""
    return PrintedCell(str(number), targets={Target(table, item, column): Meaning(number)})


def requests_table(figures: Table, *, single_other: bool) -> PrintedTable:
    """Section three: header over three rows, groups as spanning cells."""
    lines = request_lines(single_other=single_other)
    return PrintedTable([*_requests_head(), *_requests_body(figures, lines)])


def _requests_head() -> list[list[PrintedCell]]:
    person, *organisations, total = APPLICANTS.values()
    return [
        [head(CHECK, 3, _LABELS), head("申请人情况", colspan=len(APPLICANTS))],
        [
            head(person, 2),
            head("法人或其他组织", colspan=len(organisations)),
            head(total, 2),
        ],
        [head(text) for text in organisations],
    ]


def _requests_body(figures: Table, lines: tuple[RequestLine, ...]) -> Iterator[list[PrintedCell]]:
    results = [line for line in lines if line.within_results]
    group: str | None = None
    for line in lines:
        row: list[PrintedCell] = []
        if line is results[0]:
            row.append(label(RESULTS_GROUP, len(results)))
        if not line.within_results:
            row.append(label(line.label, colspan=_LABELS))
        elif line.group is None or line.label == line.group:
            row.append(label(line.label, colspan=_LABELS - 1))
        else:
            if line.group != group:
                row.append(label(line.group, sum(x.group == line.group for x in lines)))
            row.append(label(line.label))
        group = line.group
        values = figures[line.item].items()
        yield [*row, *(value_cell("requests", line.item, code, number) for code, number in values)]


def disputes_table(figures: Table) -> PrintedTable:
    """Section four: one line of fifteen values under a header over three rows."""
    results = list(DISPUTE_RESULTS.values())
    count = len(results)
    return PrintedTable(
        [
            [head("行政复议", colspan=count), head("行政诉讼", colspan=2 * count)],
            [
                *(head(text, 2) for text in results),
                head("未经复议直接起诉", colspan=count),
                head("复议后起诉", colspan=count),
            ],
            [head(text) for text in results + results],
            [
                value_cell("disputes", path, code, number)
                for path in DISPUTE_PATHS
                for code, number in figures[path].items()
            ],
        ]
    )


def proactive_table(
    figures: Mapping[str, float], blocks: Sequence[ProactiveBlock], *, unit: str | None
) -> PrintedTable:
    """Section two in one table; ``unit`` stands behind 采购总金额 (null: none is printed)."""
    rows = itertools.chain.from_iterable(block_rows(block, figures, unit) for block in blocks)
    return PrintedTable(list(rows))


def block_rows(
    block: ProactiveBlock, figures: Mapping[str, float], unit: str | None
) -> Iterator[list[PrintedCell]]:
    """Rows of one article of section two: its name, its columns, its lines."""
    yield [head(block.heading, colspan=_VALUES + 1)]
    heads = [
        f"{text}（{unit}）" if text == PROCUREMENT_LABEL and unit else text
        for text in block.columns
    ]
    yield [
        head("信息内容"),
        *(head(text, colspan=span) for text, span in _shared(heads)),
    ]
    for text, columns in block.lines:
        cells = [_proactive_cell(column, figures[column], unit) for column in columns]
        for cell, span in _shared(cells):
            cell.colspan = span
        yield [label(text), *cells]


def _shared(items: Sequence[_T]) -> Iterator[tuple[_T, int]]:
    """Share three places among one, two or three cells; the first gets what is left."""
    rest = _VALUES - len(items)
    return ((item, 1 + (0 if number else rest)) for number, item in enumerate(items))


def _proactive_cell(column: str, number: float, unit: str | None) -> PrintedCell:
    if column != PROCUREMENT_CELL:
        return value_cell("proactive", "", column, number)
    amount = Meaning(number) if unit else Meaning(None, "unit_unknown")
    return PrintedCell(
        str(number), targets=dict(zip(PROCUREMENT, (amount, Meaning(number)), strict=True))
    )


def statistics_table(rng: random.Random, figures: Mapping[str, float]) -> PrintedTable:
    """Return the table of the 2014 form; its group lines are filled, left empty, or span it."""
    fill = rng.choice(_GROUP_FILLS)
    indent = rng.choice(("", "　"))
    rows = [[head(text) for text in ("统计指标", "单位", "统计数")]]
    for line in STATISTICS:
        text = indent * line.depth + line.label
        if line.item is not None:
            cells = [label(text), label(line.unit or "")]
            cells.append(value_cell("statistics", line.item, "value", figures[line.item]))
        elif fill is None:
            cells = [label(text, colspan=_VALUES)]
        else:
            cells = [label(text), label(fill), label(fill)]
        rows.append(cells)
    return PrintedTable(rows)


@dataclass(frozen=True, slots=True)
class LocalLine:
    """One line of the provincial form: key, label, unit.

    The key is the code of a national line that means the same, or the label itself.
    """

    key: str
    label: str
    unit: str


#: A form of Fujian (福建) from before 2019.
LOCAL: Final = (
    LocalLine("主动公开文件数", "主动公开文件数", "条"),
    LocalLine("via_website", "其中：1、政府网站公开数", "条"),
    LocalLine("via_gazette", "2、政府公报公开数", "条"),
    LocalLine("requests_received", "受理依申请公开信息总数", "条"),
    LocalLine("requests_in_person", "其中：1、当面申请数", "条"),
    LocalLine("requests_online", "2、网上申请数", "条"),
    LocalLine("3、信函、传真申请数", "3、信函、传真申请数", "条"),
    LocalLine("replies_total", "对申请的答复总数", "条"),
    LocalLine("reply_disclosed", "其中：1、同意公开答复数", "条"),
    LocalLine("reply_disclosed_in_part", "2、同意部分公开答复数", "条"),
    LocalLine("reply_withheld", "3、不予公开答复数", "条"),
    LocalLine("4、其他类型答复数", "4、其他类型答复数", "条"),
    LocalLine("政府信息公开收费减免金额", "政府信息公开收费减免金额", "元"),
    LocalLine("接受行政诉讼、举报数", "接受行政诉讼、举报数", "件"),
    LocalLine("reconsideration_total", "行政复议数", "件"),
    LocalLine("litigation_total", "行政诉讼数", "件"),
)
LOCAL_SUMS: Final = {
    "requests_received": ("requests_in_person", "requests_online", "3、信函、传真申请数"),
    "replies_total": (
        "reply_disclosed",
        "reply_disclosed_in_part",
        "reply_withheld",
        "4、其他类型答复数",
    ),
}


def local_table(figures: Mapping[str, tuple[int, int]], year: int) -> PrintedTable:
    """Return the table of the provincial form, with its column 历年累计."""
    rows = [[head(text) for text in ("指标名称", "计量单位", f"{year}年度", "历年累计")]]
    for line in LOCAL:
        of_year, cumulative = figures[line.key]
        rows.append(
            [
                label(line.label),
                label(line.unit),
                value_cell("statistics", line.key, "value", of_year),
                value_cell("statistics", line.key, "cumulative", cumulative),
            ]
        )
    return PrintedTable(rows)
