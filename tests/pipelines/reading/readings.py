"""What the tests of the reading share: a table with a number of its own in each cell, and its reading."""

from __future__ import annotations

from pipelines.model import Grid
from pipelines.reading import Reading, read_blocks
from tests.tables import LINES_2021

TITLE = "沭阳县财政局2022年政府信息公开工作年度报告"


def counted() -> dict[str, list[str]]:
    """Seven different numbers a line, so that a cell one off shows."""
    return {
        line: [str(place * 10 + column) for column in range(7)]
        for place, line in enumerate(LINES_2021, start=1)
    }


def read(*tables: Grid) -> Reading:
    return read_blocks(list(tables), TITLE)


def raws(reading: Reading, rule: str = "label.unknown") -> list[str]:
    return [finding.raw or "" for finding in reading.findings if finding.rule == rule]


def line(reading: Reading, item: str) -> list[int | float | None]:
    return list(reading.tables.requests[item].values.values())
