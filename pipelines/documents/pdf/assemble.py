"""The lines and tables of all pages to one Document: furniture out, tables joined, titles found.

The pages may come from a text layer or from a picture of the page; here they are alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.documents import printed
from pipelines.documents.pdf.furniture import without_furniture
from pipelines.documents.pdf.hanging import take_in
from pipelines.documents.pdf.join import continues, grid_of, join
from pipelines.documents.pdf.lines import TextLine, margins_of, paragraphs_of
from pipelines.documents.pdf.parts import widen
from pipelines.documents.pdf.ruled import Ruled
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Block, Document, Paragraph

_TITLE_LINES = 4
_LONGEST_TITLE = 100
_NAMES_REPORT = re.compile("[报報]告|年[报報]")
_ATTACHED = re.compile(r"^附件?\s*\d*\s*[:：]?$")
_ENDS_SENTENCE = ("。", "；", "，", "：", ":", "、")

Part = TextLine | Ruled


@dataclass(frozen=True, slots=True)
class PageParts:
    """What one page prints: its tables, and the lines outside of them; ``height`` in points."""

    tables: Sequence[Ruled]
    lines: Sequence[TextLine]
    height: float

    @property
    def prints(self) -> bool:
        """Whether anything is printed."""
        return bool(self.tables or self.lines)


def assemble(
    pages: Sequence[PageParts],
    vocabulary: Vocabulary,
    *,
    kind: str,
    method: str,
    title: str = "",
    notes: Sequence[str] = (),
) -> Document:
    """Make one document of its pages; ``title`` is the one among the properties of the file."""
    parts = _parts(pages)
    widen(parts)
    lines = [part for part in parts if isinstance(part, TextLine)]
    margins = margins_of(lines)
    head = printed.Head(vocabulary)
    first = ""
    blocks: list[Block] = []
    run: list[TextLine] = []

    def flush() -> None:
        nonlocal first
        texts = paragraphs_of(run, margins)
        first = first or (_first_line(texts) if not blocks else "")
        for text in texts:
            if len(text) > _LONGEST_TITLE:
                head.close()
            if not head.takes(text):
                blocks.append(Paragraph(text))
        run.clear()

    for part in parts:
        if isinstance(part, TextLine):
            run.append(part)
            continue
        flush()
        head.close()
        blocks.append(grid_of(part))
    flush()
    found = [("first_line", first)] if first else []
    return Document(
        kind=kind,
        method=method,
        decoding=None,
        titles=tuple([*found, ("properties", title)] if title else found),
        printed=tuple(head.pairs),
        blocks=tuple(blocks),
        notes=tuple(dict.fromkeys(notes)),
    )


def _parts(pages: Sequence[PageParts]) -> list[Part]:
    """Return lines and tables in reading order, tables joined over page ends."""
    kept = without_furniture([page.lines for page in pages], [page.height for page in pages])
    parts: list[Part] = []
    page_before = 0
    for page, lines in zip(pages, kept, strict=True):
        on_page: list[Part] = sorted([*lines, *page.tables], key=lambda part: part.top)
        first = on_page[0] if on_page else None
        if isinstance(first, Ruled) and (last := _cut_by(parts[page_before:], first)):
            while parts.pop() is not last:
                pass
            on_page[0] = join(last, first)
        page_before = len(parts)
        parts += on_page
    return parts


def _cut_by(page: Sequence[Part], lower: Ruled) -> Ruled | None:
    """Return the table that a page ends with and that goes on in ``lower``, null where none does.

    Lines below it that hang in its cells are put into them.
    """
    ends = next((place for place, part in enumerate(reversed(page)) if isinstance(part, Ruled)), 0)
    below = [part for part in page[len(page) - ends :] if isinstance(part, TextLine)]
    table = page[-1 - ends] if page else None
    if not (isinstance(table, Ruled) and continues(table, lower)):
        return None
    return table if take_in(table, below, lower) else None


def names_report(title: str) -> bool:
    """Whether a title calls itself a report."""
    return _NAMES_REPORT.search(title) is not None


def _first_line(lines: Sequence[str]) -> str:
    """Return the title that a report begins with: its first lines, up to the one that names it."""
    title = ""
    for line in [line for line in lines if not _ATTACHED.match(line)][:_TITLE_LINES]:
        title += line
        if len(title) > _LONGEST_TITLE or line.endswith(_ENDS_SENTENCE):
            return ""
        if names_report(title):
            return title
    return ""
