"""A page reduced to text, tables with ``|`` between the cells, to a Document.

Such a text has lost its spans: every cell stands where it was printed, rows are of different
lengths, and what stands behind the last bar is a cell only if something is printed there, or
where rows of words end without a bar. Some print an empty cell for each place that a span
covered: there the columns are those of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipelines.documents import printed
from pipelines.documents.decoding import decode
from pipelines.documents.lines import tidy
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Block, Cell, Document, Grid, Paragraph

_BARS = re.compile("[|｜]")
_RULE = re.compile(r"^[\s|:]*-{3,}[\s|:-]*$")
_SECTION = re.compile(r"^\s*[一二三四五六七八九十]{1,3}\s?[、.．]")
_LONGEST_TITLE = 100
#: Bars that make a row by themselves.
_ROW_BARS = 2


def read_text(body: bytes, content_type: str | None, vocabulary: Vocabulary) -> Document:
    """Read a text: its first line is the title, lines of labels above the report are pairs.

    Raises :class:`~pipelines.documents.errors.DocumentError` where the bytes are no text.
    """
    text, decoding = decode(body, content_type)
    lines = [line.strip(" \t\r\f\v") for line in text.removeprefix("\ufeff").splitlines()]
    lines = [line for line in lines if tidy(line)]
    title = tidy(lines[0]) if lines and not _BARS.search(lines[0]) else ""
    is_title = bool(title) and len(title) <= _LONGEST_TITLE
    head = printed.Head(vocabulary)
    blocks: list[Block] = []
    for is_row, run in groupby(zip(lines, _rows(lines), strict=True), key=lambda pair: pair[1]):
        found = [line for line, _ in run]
        if is_row:
            head.close()
            blocks += map(_grid, _tables(found))
        else:
            blocks += _paragraphs(found, head)
    return Document(
        kind="text",
        method="markup",
        decoding=decoding,
        titles=(("first_line", title),) if is_title else (),
        printed=tuple(head.pairs),
        blocks=tuple(blocks),
    )


def _paragraphs(lines: Sequence[str], head: printed.Head) -> list[Paragraph]:
    kept = []
    for line in map(tidy, lines):
        if len(line) > _LONGEST_TITLE or _SECTION.match(line):
            head.close()
        if not head.takes(line):
            kept.append(Paragraph(line))
    return kept


def _rows(lines: Sequence[str]) -> list[bool]:
    """Tell which lines are rows: two bars, or one bar beside a line that has some."""
    bars = [len(_BARS.findall(line)) for line in lines]
    around = zip([0, *bars], bars, [*bars[1:], 0], strict=False)
    return [
        count >= _ROW_BARS or (count > 0 and (before > 0 or after > 0))
        for before, count, after in around
    ]


def _tables(lines: Sequence[str]) -> list[list[str]]:
    """Part rows that follow each other where a table that keeps its columns begins or ends.

    Its rows have one number of bars, or one less where the last row is not closed.
    """
    runs: list[list[str]] = []
    for line in lines:
        more = len(_BARS.findall(runs[-1][0])) - len(_BARS.findall(line)) if runs else -1
        unclosed = more == 1 and not _BARS.search(line[-1:])
        if more == 0 or unclosed:
            runs[-1].append(line)
        else:
            runs.append([line])
    tables: list[list[str]] = []
    for kept, group in groupby(runs, key=lambda run: len(run) > 1 and _grid(run).spans_known):
        found = list(group)
        tables += found if kept else [[line for run in found for line in run]]
    return tables


def _grid(lines: Sequence[str]) -> Grid:
    rows = [_BARS.split(line) for line in lines if not _RULE.match(line)]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    while filled and all(len(row) > 1 and not row[0].strip() for row in filled):
        # Every row begins with a bar: a frame or an empty column, not an empty first cell.
        rows = [row[1:] for row in rows]
        filled = [row[1:] for row in filled]
    # Rows that all have the same number of bars lose nothing behind the last.
    closed = _are_closed(rows) and not (len(set(map(len, rows))) == 1 and _keeps_columns(rows))
    rows = [row if row[-1].strip() or not (closed or _is_bare(row)) else row[:-1] for row in rows]
    cells = [
        Cell(text.strip(" \t"), number, column)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    width = max(map(len, rows), default=0)
    return Grid(tuple(cells), height=len(rows), width=width, spans_known=_keeps_columns(rows))


def _are_closed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows end with a bar that begins no cell.

    Rows of words tell: the last of several heads is never blank, but the last value may be.
    """
    words = [row for row in rows if _is_head(row)]
    return not words or any(not row[-1].strip() for row in words)


def _is_head(row: Sequence[str]) -> bool:
    """Whether a row prints several texts and no number."""
    return not _is_bare(row) and not any(map(_is_number, row))


def _is_bare(row: Sequence[str]) -> bool:
    """Whether a row prints one cell: its bar only shows that it is a row."""
    return sum(bool(cell.strip()) for cell in row) <= 1


def _is_number(cell: str) -> bool:
    return cell.strip()[:1].isdigit()


def _keeps_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows print an empty cell for every place that a span covered.

    Then all reach as far as something is printed in any of them, and some begin with empty
    cells, heads among them. A text that fills its rows up behind the last cell reaches as far,
    but its heads begin at the first place.
    """
    filled = [max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0) for row in rows]
    reach = max(filled, default=0)
    if any(len(row) < reach for row in rows):
        return False
    begun = [row for row in rows if not row[0].strip() and any(cell.strip() for cell in row)]
    return len(begun) > 1 and any(map(_is_head, begun))
