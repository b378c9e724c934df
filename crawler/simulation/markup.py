"""Tables as HTML, in the manner of four kinds of editors.

A table is built once as rows of :class:`Td` (:mod:`crawler.simulation.layout`) and written by
the :class:`Style` of a portal: what wraps a text, how a blank cell looks, which tags stand
around the rows, whether closing tags are left out.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Td:
    """One cell of a table. ``label`` tells a header or label from a value."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    label: bool = True


TableRow = list[Td]


@dataclass(frozen=True, slots=True)
class Style:
    """How one portal's editor writes tables.

    ``before`` and ``after`` wrap the text of a cell; ``blank`` is what an empty cell holds;
    ``breaks`` maps a label to the same label with line breaks or spaces inside. ``head`` counts
    rows put into a thead. ``open_cells`` leaves out the closing tags that HTML lets one leave
    out.
    """

    table: str
    before: str = ""
    after: str = ""
    blank: str = ""
    label_attributes: str = ""
    value_attributes: str = ""
    tbody: bool = True
    head: bool = False
    open_cells: bool = False
    breaks: dict[str, str] = field(default_factory=dict)


PARAGRAPHS = Style(
    table='<table border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;">',
    before='<p style="text-align: center;">',
    after="</p>",
    blank="<p>&nbsp;</p>",
    label_attributes=' style="border: 1px solid #000;"',
    value_attributes=' style="border: 1px solid #000;" width="56"',
    breaks={"商业企业": "商业<br />企业", "科研机构": "科研<br />机构"},
)
WORD_SPANS = Style(
    table='<table class="MsoNormalTable" border="1" style="width:559px;">',
    before='<p class="MsoNormal" align="center"><span style="font-family:宋体;font-size:9pt;">',
    after="<o:p></o:p></span></p>",
    blank='<p class="MsoNormal"><span>&nbsp;</span></p>',
    label_attributes=' nowrap="nowrap" style="width:149px;"',
    value_attributes=' nowrap="nowrap" valign="center"',
    breaks={
        "自然人": "自 然 人",
        "社会公益组织": "社会公<br>益组织",
        "法律服务机构": "法律服<br>务机构",
        "三、本年度办理结果": "三、<br>本年度<br>办理<br>结果",
    },
)
HEADS = Style(
    table='<table cellspacing="0" cellpadding="2" bordercolor="#000000" border="1">',
    before="<span>",
    after="</span>",
    blank="&nbsp;",
    label_attributes=' valign="center"',
    value_attributes=' valign="top"',
    head=True,
    breaks={
        "结果维持": "结果</span><span>维持",
        "尚未审结": "尚未<br/>审结",
        "总计": "总&nbsp;计",
    },
)
BARE = Style(
    table="<TABLE BORDER=1>",
    blank="",
    tbody=False,
    open_cells=True,
    breaks={
        "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开　申请数量",
        "（三）不予公开": "（三）<BR>不予公开",
        "（四）无法提供": "（四）<BR>无法提供",
    },
)


def write_table(rows: Sequence[TableRow], style: Style, *, head_rows: int = 0) -> str:
    """Write rows as one HTML table; ``head_rows`` of them go into a thead if the style has one."""
    lines = [_row(row, style) for row in rows]
    if style.head and head_rows:
        head, body = "\n".join(lines[:head_rows]), "\n".join(lines[head_rows:])
        inner = f"<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>"
    else:
        body = "\n".join(lines)
        inner = f"<tbody>\n{body}\n</tbody>" if style.tbody else body
    return f"{style.table}\n{inner}\n</table>"


def _row(row: TableRow, style: Style) -> str:
    cells = "".join(_cell(cell, style) for cell in row)
    return f"<tr>{cells}" if style.open_cells else f"<tr>{cells}</tr>"


def _cell(cell: Td, style: Style) -> str:
    attributes = style.label_attributes if cell.label else style.value_attributes
    if cell.colspan > 1:
        attributes += f' colspan="{cell.colspan}"'
    if cell.rowspan > 1:
        attributes += f' rowspan="{cell.rowspan}"'
    close = "" if style.open_cells else "</td>"
    return f"<td{attributes}>{_inside(cell, style)}{close}"


def _inside(cell: Td, style: Style) -> str:
    if not cell.text:
        return style.blank
    text = style.breaks.get(cell.text) if cell.label else None
    return f"{style.before}{text or html.escape(cell.text)}{style.after}"
