"""Rows and spans of the official tables, filled with the figures of one report."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from crawler.simulation.figures import Figures, Row
from crawler.simulation.forms import (
    APPLICANTS,
    DISPUTE_PATHS,
    DISPUTE_RESULTS,
    PROCUREMENT_LABEL,
    RESULTS_GROUP,
    STATISTICS,
    ProactiveBlock,
    RequestLine,
    StatisticsRow,
    proactive_blocks,
    request_lines,
)
from crawler.simulation.markup import TableRow, Td

#: Width of section two: the label column and three value columns, one of them written as two
#: where the editor left uneven spans.
_VALUE_COLUMNS = 3
_LABEL_WIDTH = 3
_CHECK = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def values(row: Row) -> TableRow:
    """Value cells of one line in column order; a covered cell is not written."""
    return [Td(cell.text, colspan=cell.span, label=False) for cell in row.values() if cell.span]


def proactive_tables(figures: Figures, *, uneven: bool) -> list[list[TableRow]]:
    """Section two, one list of rows an article.

    ``uneven`` widens the middle column by one and lets the lines disagree about where it
    stands, as pasted tables do.
    """
    width = 1 + _VALUE_COLUMNS + (1 if uneven else 0)
    return [
        list(_block(block, figures, width, uneven=uneven))
        for block in proactive_blocks(figures.form)
    ]


def _block(
    block: ProactiveBlock, figures: Figures, width: int, *, uneven: bool
) -> Iterator[TableRow]:
    yield [Td(block.heading, colspan=width)]
    heads = [_procurement_label(label, figures) for label in block.columns]
    widths = _widths(len(heads), width - 1, wide=1)
    yield [
        Td("信息内容"),
        *(Td(text, colspan=span) for text, span in zip(heads, widths, strict=True)),
    ]
    for label, columns in block.lines:
        spans = _widths(len(columns), width - 1, wide=0 if uneven else 1)
        cells = [figures.proactive[column] for column in columns]
        yield [
            Td(label),
            *(
                Td(cell.text, colspan=span, label=False)
                for cell, span in zip(cells, spans, strict=True)
            ),
        ]


def _procurement_label(label: str, figures: Figures) -> str:
    if label == PROCUREMENT_LABEL and figures.procurement_unit == "header":
        return f"{label}（万元）"
    return label


def _widths(count: int, width: int, *, wide: int) -> list[int]:
    """Share ``width`` places among ``count`` cells; of three, the spare ones go to ``wide``.

    Two cells share evenly wherever they stand: nobody could tell whose a cell is that lies
    more under its neighbour's label than under its own.
    """
    if count < _VALUE_COLUMNS:
        return [width // count + (number < width % count) for number in range(count)]
    return [1 + (width - count if number == wide else 0) for number in range(count)]


def requests_table(figures: Figures) -> list[TableRow]:
    """Section three with its header over three rows and its groups as spanning cells."""
    lines = request_lines(single_other=figures.single_other)
    return [*_requests_head(), *_requests_body(figures, lines)]


REQUESTS_HEAD_ROWS = 3


def _requests_head() -> list[TableRow]:
    person, *organisations, total = APPLICANTS.values()
    return [
        [Td(_CHECK, colspan=_LABEL_WIDTH, rowspan=3), Td("申请人情况", colspan=len(APPLICANTS))],
        [
            Td(person, rowspan=2),
            Td("法人或其他组织", colspan=len(organisations)),
            Td(total, rowspan=2),
        ],
        [Td(label) for label in organisations],
    ]


def _requests_body(figures: Figures, lines: tuple[RequestLine, ...]) -> Iterator[TableRow]:
    results = sum(line.within_results for line in lines)
    first_result = next(line for line in lines if line.within_results)
    group: str | None = None
    for line in lines:
        row: TableRow = []
        if line is first_result:
            row.append(Td(RESULTS_GROUP, rowspan=results))
        if not line.within_results:
            row.append(Td(line.label, colspan=_LABEL_WIDTH))
        elif line.group is None:
            row.append(Td(line.label, colspan=_LABEL_WIDTH - 1))
        else:
            if line.group != group:
                row.append(Td(line.group, rowspan=sum(x.group == line.group for x in lines)))
            row.append(Td(line.label))
        group = line.group
        yield [*row, *values(figures.requests[line.item])]


DISPUTES_HEAD_ROWS = 3


def disputes_table(figures: Figures) -> list[TableRow]:
    """Section four: one line of fifteen values under a header over three rows."""
    results = [Td(label) for label in DISPUTE_RESULTS.values()]
    count = len(results)
    cells = [values(figures.disputes[path]) for path in DISPUTE_PATHS]
    return [
        [Td("行政复议", colspan=count), Td("行政诉讼", colspan=2 * count)],
        [
            *(Td(cell.text, rowspan=2) for cell in results),
            Td("未经复议直接起诉", colspan=count),
            Td("复议后起诉", colspan=count),
        ],
        [*results, *results],
        list(itertools.chain.from_iterable(cells)),
    ]


def statistics_table(figures: Figures, *, group_fill: str | None, indent: str) -> list[TableRow]:
    """Return the table of the 2014 form.

    ``group_fill``: what stands in the unit and value cells of a group line (null: the label
    spans them). ``indent`` is printed once a level before a label.
    """
    head = [Td("统计指标"), Td("单位"), Td("统计数")]
    return [head, *(_statistics_row(row, figures, group_fill, indent) for row in STATISTICS)]


def _statistics_row(
    row: StatisticsRow, figures: Figures, group_fill: str | None, indent: str
) -> TableRow:
    label = indent * row.depth + row.label
    if row.item is not None:
        return [Td(label), Td(row.unit or ""), *values({"": figures.statistics[row.item]})]
    if group_fill is None:
        return [Td(label, colspan=3)]
    return [Td(label), Td(group_fill), Td(group_fill, label=False)]
