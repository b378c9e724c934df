"""What of a capture is kept because a page and a file that hangs on it may be one report.

A *page* without an official table may have its report in what it links to. A *file* may be
what such a page links to. Whether it is, only the set of all captures can tell, so both keep
their documents, and the page its links, in the index; a commit reads the two as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.addresses import targets_of_links
from pipelines.dataset.documents import pack
from pipelines.joining import WITH_TABLES
from pipelines.model import Capture, Document, Extraction, Grid, Link

#: Kinds of document that are pages by themselves.
PAGES: Final = frozenset({"html", "text", "mhtml"})
#: Forms of files that links lead to. A picture that shows no text is none: the banner of a
#: site would tie all its pages to each other.
LINKED: Final = frozenset({"file", "scan", "picture", "several", "unread"})
#: Forms of files of which nothing is known but that they could not be read.
UNREAD: Final = frozenset({"unread", "unread_picture"})
#: Kinds of link under which a report may hang on a page.
_CARRYING: Final = frozenset({"attachment", "frame", "picture"})
#: A picture that shows no table and less text than this is an ornament. Characters.
_SOME_TEXT: Final = 50


@dataclass(frozen=True, slots=True)
class Hanging:
    """How a capture may be joined to others.

    ``form``: as what it can hang on a page: ``file``, ``scan`` (a file whose text was
    recognised), ``picture``, ``several`` (an archive of reports), ``unread`` (a file that could
    not be read), ``unread_picture``, or nothing. ``lacks_tables``: a page whose report may
    stand in what hangs on it. ``links``: what it links to, see :func:`split_link`, in the order
    of the page. ``document``: see :mod:`pipelines.dataset.documents`.
    """

    form: str = ""
    lacks_tables: bool = False
    links: tuple[str, ...] = ()
    document: bytes | None = None


def split_link(link: str) -> tuple[str, list[str]]:
    """Return the kind of a link and its targets (:mod:`pipelines.addresses`)."""
    kind, *targets = link.split("\n")
    return kind, targets


def hanging_of(capture: Capture, extraction: Extraction) -> Hanging:
    """Return how a capture may be joined to others, by what it gave."""
    document = extraction.document
    if document is None:
        return Hanging(_unread(extraction))
    is_page = document.kind in PAGES
    has_tables = any(
        report.fields.get("status") in WITH_TABLES for report in extraction.reports
    ) or bool(extraction.content and any(extraction.content.cells.values()))
    lacks = is_page and not has_tables and _may_report(capture, document, extraction)
    form = _form(capture, document, extraction, has_tables=has_tables)
    links: Sequence[Link] = ()
    if lacks:
        links = [link for link in document.links if link.kind in _CARRYING]
    elif is_page and extraction.reports:
        links = [link for link in document.links if link.kind in {"attachment", "frame"}]
    packed = pack(document, capture.context, extraction.second) if lacks or form else None
    if packed is None:
        form, lacks = ("unread" if form else ""), False
    return Hanging(form, lacks, tuple(_targets(links, capture, document)), packed)


def _unread(extraction: Extraction) -> str:
    """Form of what has no document of its own."""
    if extraction.kind == "zip" and any(
        report.fields["status"] != "attachment_missing" for report in extraction.reports
    ):
        return "several"
    if not any(finding.rule == "document.unreadable" for finding in extraction.every_finding):
        return ""
    return "unread_picture" if extraction.kind == "image" else "unread"


def _may_report(capture: Capture, document: Document, extraction: Extraction) -> bool:
    """Whether a page without tables may have its report in what hangs on it."""
    if extraction.role == "not_ogi":
        return False
    if capture.context.list_url is not None or capture.context.parent_url is not None:
        return True
    return bool(extraction.reports) and any(link.kind in _CARRYING for link in document.links)


def _form(capture: Capture, document: Document, extraction: Extraction, *, has_tables: bool) -> str:
    if document.kind == "image":
        return "picture" if _says_something(document) else ""
    if document.kind not in PAGES:
        return "scan" if document.method == "ocr" else "file"
    hangs = capture.context.parent_url is not None or capture.parent_path is not None
    if hangs:
        return "file" if document.blocks else ""
    # The crawl says what hangs on a page; in other archives any page may stand in a frame.
    foreign = capture.context.list_url is None
    return "file" if foreign and has_tables and extraction.reports else ""


def _says_something(document: Document) -> bool:
    texts = [block.text for block in document.blocks if not isinstance(block, Grid)]
    return len(texts) < len(document.blocks) or sum(map(len, texts)) >= _SOME_TEXT


def _targets(links: Sequence[Link], capture: Capture, document: Document) -> Iterable[str]:
    found = targets_of_links(
        [link.url for link in links],
        url=capture.url or document.saved_from,
        base=document.base,
        path=capture.source_path,
    )
    for link, targets in zip(links, found, strict=False):
        if targets:
            yield "\n".join([link.kind, *targets])
