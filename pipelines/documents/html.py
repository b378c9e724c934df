"""An HTML page, or a fragment of one, to a Document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.documents import content as contents
from pipelines.documents import metadata, printed, tree, unseen
from pipelines.documents.decoding import decode
from pipelines.documents.flow import Flow, Item, flow_of
from pipelines.documents.lines import bare, is_unrendered
from pipelines.documents.prose import Prose, read_prose
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document, Heading, Link, Paragraph

#: A title printed as text: short, without a full stop, and naming a report.
_LONGEST_TITLE = 100
_TITLE_LINES = 4
_TEXTS = (Heading, Paragraph)
_NAMES_REPORT = re.compile("[报報]告|年[报報]")
#: A title that names the year of a report; a path (首页 > 年报) and a label with its value are none.
_OF_YEAR = re.compile(
    r"^(?=[^>»›|:：]*$)(?=.*公[开開])(?=.*(?:[报報]告|年[报報])).*20\d\d", re.DOTALL
)


def read_html(body: bytes, content_type: str | None, vocabulary: Vocabulary) -> Document:
    """Read a page.

    ``notes``: ``content:...`` tells how the content was found, the others what was mended:
    ``nested_too_deep``, ``truncated``, ``table_unclosed``, ``table_too_large``,
    ``hidden_read``, ``spans_clamped`` and ``cells_overlap`` (of a table that only lays out).
    Raises :class:`~pipelines.documents.errors.DocumentError` where the bytes are no text.
    """
    text, decoding = decode(body, content_type)
    page = tree.parse(text)
    if page.root is None:
        return Document("html", "markup", decoding)
    unseen.take_out(page.root, text)
    meta = metadata.read_metadata(page.root)
    titles = metadata.read_titles(page.root, meta, vocabulary)
    flow, chosen, notes = _content(page, vocabulary)
    prose = None if chosen else read_prose(page.root)
    part = chosen or contents.whole(flow)
    if prose:
        part = _prose_part(part, prose)
    pairs, items = split_pairs(part, vocabulary)
    if prose and prose.author:
        meta.setdefault("Author", prose.author)
    return Document(
        kind="html",
        method="markup",
        decoding=decoding,
        titles=tuple(_titles(titles, part.before, items, prose)),
        metadata=meta,
        printed=tuple(dict.fromkeys(pairs)),
        blocks=tuple(item.block for item in items if item.block is not None),
        links=_links(flow, part),
        saved_from=metadata.read_saved_from(text),
        base=metadata.read_base(page.root),
        notes=tuple(dict.fromkeys([part.note, *_notes(page), *notes, *flow.notes])),
    )


def _content(
    page: tree.Page, vocabulary: Vocabulary
) -> tuple[Flow, contents.Content | None, list[str]]:
    """Choose the content; what the page hides is read only where it shows no report at all."""
    flow = flow_of(page, vocabulary)
    chosen = contents.choose(flow, is_fragment=page.is_fragment)
    if chosen and chosen.items:
        return flow, chosen, []
    unhidden = flow_of(page, vocabulary, hidden=True)
    if any(item.is_figures for item in unhidden.items):
        chosen = contents.choose(unhidden, is_fragment=page.is_fragment)
        return unhidden, chosen, ["hidden_read"]
    return flow, chosen, []


def _prose_part(body: contents.Content, prose: Prose) -> contents.Content:
    """Take the prose for the content, without what the page prints as navigation."""
    around = (*body.before, *body.after)
    chrome = "\n".join(_texts(around))
    kept = set(_texts(body.items))
    lines = [line for line in prose.paragraphs if bare(line) in kept or bare(line) not in chrome]
    return contents.Content(
        before=(*around, *body.items),
        items=tuple(Item(Paragraph(line), len(line)) for line in lines),
        after=(),
        links=body.links,
        note="content:trafilatura",
    )


def _texts(items: Iterable[Item]) -> Iterator[str]:
    return (bare(item.block.text) for item in items if isinstance(item.block, _TEXTS))


def split_pairs(
    part: contents.Content, vocabulary: Vocabulary
) -> tuple[list[printed.Pair], list[Item]]:
    """Split the pairs that the page prints from the content, in document order."""
    pairs = _around(part.before, vocabulary)
    head = printed.Head(vocabulary)
    kept: list[Item] = []
    for item in part.items:
        if isinstance(item.block, _TEXTS):
            if item.is_section or len(item.block.text) > _LONGEST_TITLE:
                head.close()
            if head.takes(item.block.text):
                continue
        elif item.block is not None:
            head.close()
        head.pairs += item.pairs
        kept.append(item)
    return [*pairs, *head.pairs, *_around(part.after, vocabulary)], kept


def _around(items: Iterable[Item], vocabulary: Vocabulary) -> list[printed.Pair]:
    head = printed.Head(vocabulary, around=True)
    for item in items:
        head.pairs += item.pairs
        if isinstance(item.block, _TEXTS):
            head.takes(item.block.text)
    return head.pairs


def _notes(page: tree.Page) -> list[str]:
    notes = []
    if page.too_deep:
        notes.append("nested_too_deep")
    if page.is_cut:
        notes.append("truncated")
    return notes


def _titles(
    titles: Sequence[metadata.Title],
    before: Sequence[Item],
    items: Sequence[Item],
    prose: Prose | None,
) -> list[metadata.Title]:
    """Put what the content prints as its title before ``<title>``, a guess of prose after it.

    Where none of them names the year of a report, as under a ``<title>`` that names the site
    alone, the line that stands above the content comes first.
    """
    own = [title for title in titles if title[0] != "title"]
    head = [title for title in titles if title[0] == "title"]
    printed_title = first_line(items)
    found = [("first_line", printed_title)] if printed_title else []
    guessed = [("trafilatura", prose.title)] if prose and prose.title else []
    every = [*own, *found, *head, *guessed]
    if not any(_OF_YEAR.search(text) for _, text in every):
        above = _line_above(before)
        every[:0] = [("line_above", above)] if above else []
    return metadata.unique(every)


def _line_above(items: Sequence[Item]) -> str | None:
    """Return the line above the content that names a report of a year, where it is the only one.

    A link is none: lists of reports of other years stand there too.
    """
    found = {
        bare(item.block.text): item.block.text
        for item in items
        if isinstance(item.block, _TEXTS)
        and not item.linked
        and len(item.block.text) <= _LONGEST_TITLE
        and not item.block.text.endswith(("。", "；", "，"))
        and _OF_YEAR.search(item.block.text)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def first_line(items: Sequence[Item]) -> str | None:
    """Return the title that the content begins with: one line, or a few that are emphasised."""
    lines: list[str] = []
    for item in items[:_TITLE_LINES]:
        if not isinstance(item.block, _TEXTS):
            break
        line = item.block.text
        if len(line) > _LONGEST_TITLE or line.endswith(("。", "；", "，", "：", ":")):
            break
        if is_unrendered(line):
            continue
        lines.append(line)
        if _NAMES_REPORT.search(line):
            return "".join(lines)
        if not item.emphasis:
            break
    return None


def _links(flow: Flow, part: contents.Content) -> tuple[Link, ...]:
    """Links of the content, then the attachments that the page hangs beside it."""
    beside = (link for link in flow.links if link.kind == "attachment")
    return tuple(_once([*part.links, *beside]))


def _once(links: Iterable[Link]) -> list[Link]:
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        found.setdefault((link.url, link.kind), link)
    return list(found.values())
