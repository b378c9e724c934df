"""Labels printed with their values (发布机构：X), in lines and in tables of two or four columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.documents.lines import bare, is_unrendered, tidy
from pipelines.documents.tables import Table, TableCell
from pipelines.documents.vocabulary import Vocabulary
from pipelines.script import simplify

Pair = tuple[str, str]

#: Longer lines are running text, whatever labels they hold.
_LONGEST_LINE = 200
_LONGEST_VALUE = 60
_BULLET = re.compile(r"^[\s\-–—*·•●◆■▪>【\[（(|]+")
_TRAIL = re.compile(r"[\s|｜【】\[]+$")
_DATE = re.compile(
    r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*"
)
_COLON = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True)
class Read:
    """What a line of pairs gave; furniture (浏览次数) is recognised and not kept."""

    pairs: tuple[Pair, ...]
    #: A label at the end of the line whose value may stand in the next line.
    open_label: str | None = None


def read_line(line: str, vocabulary: Vocabulary) -> Read | None:
    """Read a line that begins with a known label and holds nothing but pairs; else null.

    A date may stand before the first label; it is kept as the value of no label.
    """
    if len(line) > _LONGEST_LINE or (":" not in line and "：" not in line):
        return None
    line = _BULLET.sub("", line)
    # Simplifying keeps every character in its place.
    matches = list(vocabulary.pair.finditer(simplify(line)))
    if not matches:
        return None
    before = line[: matches[0].start()]
    if before and not _DATE.fullmatch(before):
        return None
    pairs: list[Pair] = [("", tidy(before))] if before else []
    open_label = None
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(line)
        label, value = bare(match["label"]), tidy(_TRAIL.sub("", line[match.end() : end]))
        open_label = None if value else label
        if value and label in vocabulary.labels and not is_unrendered(value):
            pairs.append((label, value))
    return Read(tuple(pairs), open_label)


def label_alone(line: str, vocabulary: Vocabulary) -> str | None:
    """Return the label where a line is a known label and nothing else, with or without colon."""
    label = simplify(_COLON.sub("", bare(line)))
    return label if label in vocabulary.known else None


class Head:
    """Tells, line by line from the top of a content, which lines print pairs and no text.

    The head of a report ends with the first line that is long or begins a section. In it, lines
    of pairs are taken out; after it only furniture is, and pairs are read and stay. ``around``
    reads what stands around a content, where a bare label (<dt>发布机构</dt>) is one too.
    """

    def __init__(self, vocabulary: Vocabulary, *, around: bool = False) -> None:
        self._around = around
        self.pairs: list[Pair] = []
        self.in_head = True
        self._vocabulary = vocabulary
        self._open_label: str | None = None

    def takes(self, line: str) -> bool:
        """Whether the line is no text of the report."""
        read = read_line(line, self._vocabulary)
        if read is not None:
            self.pairs += read.pairs
            self._open_label = read.open_label
            return self.in_head or not (read.pairs or read.open_label in self._vocabulary.labels)
        label = label_alone(line, self._vocabulary) if self._around else None
        if label:
            self._open_label = label
            return True
        label, self._open_label = self._open_label, None
        if label in self._vocabulary.labels and self.in_head and len(line) <= _LONGEST_VALUE:
            self.pairs.append((label, line))
        return False

    def close(self) -> None:
        """End the head."""
        self.in_head = False
        self._open_label = None


def read_table(table: Table, vocabulary: Vocabulary) -> tuple[Pair, ...] | None:
    """Read a table of labels and values, as portals print above a document; else null.

    It is one where most of the labels are known and no row holds figures alone. Labels that
    are not known are kept too, since their place makes them labels.
    """
    if any(cell.is_long or cell.nested or cell.headings for cell in table.cells()):
        return None
    pairs: list[Pair] = []
    known = 0
    for row in table.rows():
        for label, value in _in_row(row, vocabulary):
            if simplify(bare(value)) in vocabulary.known:
                # A label for a value: this is the head of a list of documents.
                return None
            known += label in vocabulary.known
            pairs.append((label, value))
    if known < 2 or known * 2 < len(pairs):  # noqa: PLR2004 - one label alone proves nothing
        return None
    return tuple(
        (label, value)
        for label, value in pairs
        if value and label not in vocabulary.furniture and not is_unrendered(value)
    )


def _in_row(cells: Sequence[TableCell], vocabulary: Vocabulary) -> list[Pair]:
    """Labels and values that alternate, or that share a cell (索引号：014/2024)."""
    read = [read_line(tidy(cell.text), vocabulary) for cell in cells]
    if cells and all(line is not None for line in read):
        shared = [line for line in read if line is not None]
        if not any(line.open_label for line in shared):
            return [pair for line in shared for pair in line.pairs]
    labels, values = cells[::2], cells[1::2]
    pairs = []
    for label, value in zip(labels, [*values, None], strict=False):
        name = simplify(_COLON.sub("", bare(label.text)))
        if name:
            pairs.append((name, tidy(value.text) if value else ""))
    return pairs
