"""What a writer gives, and what every writer needs of a page: its blocks in printed order."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, NamedTuple

from crawler.simulation.mess.page import Page, PrintedBlock, PrintedHeading

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS_TYPE: Final = "application/vnd.ms-excel"
PDF_TYPE: Final = "application/pdf"


class MissingProgramError(RuntimeError):
    """A program or library that writes this kind of file is not installed; one line says which."""


class WrittenFile(NamedTuple):
    """One file: its bytes, the ending of its name (``.docx``), its content type, what was done.

    ``variations`` names what the writer chose (``docx_numbered_headings``, ``scan_150dpi`` ...),
    sorted.
    """

    body: bytes
    ending: str
    content_type: str
    variations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document, printed once above all."""

    text: str


@dataclass(frozen=True, slots=True)
class InfoLine:
    """One label and its value, printed under the title (发布日期：2023-01-20)."""

    text: str


Item = Title | InfoLine | PrintedBlock


def items_of(page: Page) -> list[Item]:
    """Return all that a page prints, in order; meta tags are not printed.

    A first heading that is the title itself is not printed a second time.
    """
    blocks = [block for report in page.reports for block in report.blocks]
    if blocks and isinstance(blocks[0], PrintedHeading) and blocks[0].text == page.title:
        del blocks[0]
    lines = [InfoLine(f"{label}：{value}") for label, value in page.printed]
    return [Title(page.title), *lines, *blocks]


def signature_of(page: Page) -> list[str]:
    """Return name and date that stand at the end of a report, none under several bodies."""
    names = {str(report.fields["agency_name"]) for report in page.reports}
    if "unsigned" in page.quirks or len(names) != 1:
        return []
    day = page.published_on
    return [*names, f"{day.year}年{day.month}月{day.day}日"]


def chance(rng: random.Random, share: float) -> bool:
    """Draw whether something happens that happens in this share of the cases."""
    return rng.random() < share
