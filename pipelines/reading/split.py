"""Several reports on one page: where one ends and the next begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.forms import load_forms
from pipelines.labels import fold
from pipelines.model import Block, Grid
from pipelines.reading.cells import Segment
from pipelines.reading.segments import segments_of

_LONGEST_TITLE = 60
#: A report while its blocks are gathered: them, its own title, the lines of its tables.
_Open = tuple[list[Block], str | None, set[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one report, and its own title where the page prints one."""

    blocks: tuple[Block, ...]
    title: str | None = None


def split_reports(blocks: Sequence[Block], is_title: Callable[[str], bool]) -> list[Part]:
    """Split a page into its reports.

    A new report begins at a title of a report that stands before tables of its own, or where
    a line of a table comes again that the report before already has: without a title only where
    both print the same tables. One report is the rule.
    """
    parts: list[_Open] = [([], None, set())]
    pending: list[Block] = []
    pending_title: str | None = None
    for block in blocks:
        if not isinstance(block, Grid):
            if len(fold(block.text)) <= _LONGEST_TITLE and is_title(block.text):
                parts[-1][0].extend(pending)
                pending, pending_title = [block], block.text
            elif pending:
                pending.append(block)
            else:
                parts[-1][0].append(block)
            continue
        lines = _lines(block)
        held = parts[-1][2]
        if pending_title is not None and held and not lines:
            # A table whose labels are all damaged: the next one tells whose it is.
            pending.append(block)
            continue
        # A part of a split table may repeat a line; a second report repeats most of them.
        again = len(held & lines) * 2 > len(lines)
        titled = pending_title is not None and bool(lines) and bool(held)
        if again or titled:
            parts.append((pending, pending_title, set()))
        else:
            parts[-1][0].extend(pending)
            if pending_title is not None and parts[-1][1] is None:
                parts[-1] = (parts[-1][0], pending_title, held)
        pending, pending_title = [], None
        parts[-1][0].append(block)
        parts[-1][2].update(lines)
    parts[-1][0].extend(pending)
    return [Part(tuple(found), title) for found, title, _ in _joined(parts)]


def _joined(parts: Sequence[_Open]) -> list[_Open]:
    """Join parts that no title tells apart and of which one prints tables that the other has not.

    A report that prints a table of the year before beside its own is one report. Read as one,
    the table is printed twice, and no number of either year passes for the other's.
    """
    joined = [parts[0]]
    for part in parts[1:]:
        blocks, title, lines = joined[-1]
        if part[1] is None and _tables(part[2]) != _tables(lines):
            joined[-1] = ([*blocks, *part[0]], title, lines | part[2])
        else:
            joined.append(part)
    return joined


def _tables(lines: set[str]) -> set[str]:
    return {line.partition(":")[0] for line in lines}


def _lines(grid: Grid) -> set[str]:
    """Return the labels of lines that a grid prints, by table."""
    return {
        f"{segment.table}:{words}"
        for segment in segments_of(grid, load_forms())
        for words in _labels(segment)
    }


def _labels(segment: Segment) -> set[str]:
    forms = load_forms()
    axis = {
        "proactive": forms.proactive_rows,
        "requests": forms.requests_rows,
        "disputes": forms.disputes_heads,
        "statistics": forms.statistics_rows,
    }[segment.table]
    heads = forms.requests_columns
    # （六）其他处理 is a line of one form and a group of the other, whose label comes again where
    # the table goes on.
    groups = axis.parents()
    return {
        label.words
        for row in segment.rows
        for cell in row.own
        if (match := axis.find(cell.text)) is not None
        and not match.similar
        and (label := match.label).code is not None
        and label.words not in groups
        and not (segment.table == "requests" and heads.knows(cell.text))
    }
