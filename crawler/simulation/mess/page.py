"""A report as it is printed, before it becomes a file of some kind, and the truth about it.

Variations change a :class:`Page`; writers turn it into bytes; :func:`truths_of` reads the truth
off the page that was changed: what stands under the label that was meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["html", "text", "pdf", "docx", "sheet", "scan"]
TableName = Literal["proactive", "requests", "disputes", "statistics"]
Number = int | float | None


@dataclass(frozen=True, slots=True)
class Target:
    """One value of the dataset: table, line and column by the codes of the schema.

    ``item`` is the item of ``requests``, the path of ``disputes``, the item of ``statistics``
    (a made-up key for a line that has no code), and empty for ``proactive``.
    """

    table: TableName
    item: str
    column: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a printed value cell says: its number and the contract's word for an odd cell."""

    value: Number
    state: str | None = None


@dataclass(slots=True)
class PrintedCell:
    """One cell as printed; ``text`` may hold line breaks.

    ``targets`` are the values that this cell stands for: none for a label, one for a value
    cell, several for a cell that spans value cells (or gives two columns of the dataset), each
    with what it means there.
    """

    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    targets: dict[Target, Meaning] = field(default_factory=dict)


@dataclass(slots=True)
class PrintedTable:
    """One table: in each row the cells that begin there, as in HTML."""

    rows: list[list[PrintedCell]]
    caption: str = ""


@dataclass(slots=True)
class PrintedHeading:
    """A heading; ``level`` 1 to 6."""

    text: str
    level: int = 2


@dataclass(slots=True)
class PrintedText:
    """One paragraph of running text."""

    text: str


PrintedBlock = PrintedHeading | PrintedText | PrintedTable


@dataclass(slots=True)
class PrintedReport:
    """One report of a page: its blocks, and the columns of ``reports`` that it must give.

    ``fields`` holds the expected year, agency_name, region_code, level, scope, template,
    published_on (ISO text), requests_blank_means_zero, disputes_blank_means_zero, status; a
    variation that changes one of them changes it here.
    """

    blocks: list[PrintedBlock]
    fields: dict[str, object]


@dataclass(slots=True)
class Page:
    """One document of one or several reports before it is written.

    ``metas``: meta tags of an HTML page by name; ``printed``: label and value pairs printed
    above the body (发布机构, 发布日期 ...); ``charset`` and ``quirks`` concern the writers only:
    names of things that are a matter of markup (``nested_in_layout`` ...).
    """

    title: str
    reports: list[PrintedReport]
    url: str
    published_on: dt.date
    metas: dict[str, str] = field(default_factory=dict)
    printed: list[tuple[str, str]] = field(default_factory=list)
    charset: str = "utf-8"
    quirks: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class TrueCell:
    """One value cell of the truth: raw text as printed, and what it means."""

    raw: str
    value: Number
    state: str | None


@dataclass(frozen=True, slots=True)
class Truth:
    """What a right reading of one report gives; a target that is absent is not printed."""

    fields: dict[str, object]
    cells: dict[Target, TrueCell]


@dataclass(frozen=True, slots=True)
class MessDocument:
    """One file with its truth. ``variations`` names all that was done to it, in order.

    ``random_damage`` tells whether random edits were among them. ``seed`` alone makes the same
    document again.
    """

    number: int
    seed: str
    kind: Kind
    name: str
    url: str
    content_type: str
    body: bytes
    variations: tuple[str, ...]
    random_damage: bool
    truths: tuple[Truth, ...]


def truths_of(page: Page) -> tuple[Truth, ...]:
    """Read the truth off a page: what is printed under the label that was meant."""
    return tuple(
        Truth(
            dict(report.fields),
            {
                target: TrueCell(cell.text, meaning.value, meaning.state)
                for block in report.blocks
                if isinstance(block, PrintedTable)
                for row in block.rows
                for cell in row
                for target, meaning in cell.targets.items()
            },
        )
        for report in page.reports
    )
