"""Items of an office document to a Document: pairs of its head, title, blocks, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.documents.content import Content
from pipelines.documents.flow import Item
from pipelines.documents.html import first_line, split_pairs
from pipelines.documents.lines import bare, tidy
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document, Heading, Link, Paragraph

_LONGEST_TITLE = 100
#: What stands over a title: 附件2, a document number, a line for the date of print.
_OVER_TITLE = re.compile(
    r"附件?[\d一二三四五六七八九十]*[:：]?|.{0,20}[〔\[（(]\d{4}[〕\]）)]第?\d+号"
)
_NO_TITLE = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]|.*[。；，：:]$")


def document_of(
    kind: str,
    items: Iterable[Item],
    vocabulary: Vocabulary,
    *,
    links: Sequence[Link] = (),
    property_title: str = "",
    notes: Sequence[str] = (),
) -> Document:
    """Build the Document; the title among the properties counts only where none is printed."""
    part = Content((), tuple(items), (), tuple(links), "")
    pairs, kept = split_pairs(part, vocabulary)
    title = _title(kept)
    titles = [("first_line", title)] if title else []
    if not titles and tidy(property_title):
        titles = [("title", tidy(property_title))]
    return Document(
        kind=kind,
        method="markup",
        decoding=None,
        titles=tuple(titles),
        printed=tuple(dict.fromkeys(pairs)),
        blocks=tuple(item.block for item in kept if item.block is not None),
        links=tuple(dict.fromkeys(links)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _title(items: Sequence[Item]) -> str | None:
    """Return the title printed above all else; a first line that names no report is one too."""
    start = 0
    while start < len(items) and _OVER_TITLE.fullmatch(_bare_text(items[start])):
        start += 1
    found = first_line(items[start:])
    if found is None and start < len(items):
        block = items[start].block
        if not isinstance(block, (Heading, Paragraph)):
            return None
        if len(block.text) <= _LONGEST_TITLE and not _NO_TITLE.match(block.text):
            return block.text
    return found


def _bare_text(item: Item) -> str:
    return bare(item.block.text) if isinstance(item.block, (Heading, Paragraph)) else ""
