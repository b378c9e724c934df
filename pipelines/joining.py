"""A page and the files that hang on it, read as one report.

A page may print no table and carry its report as a file, as pictures, or in a frame. Then the
page says whose report it is, and what hangs on it gives the figures. Which of its files count is
decided by what each gave when it was read by itself:

- the first that holds official tables, and further ones that hold tables which those before lack;
- else all pictures, in the order of the page, if together they hold tables;
- else, where the page is no report of prose itself, the first file that is one.

Files that hold tables of several bodies or years are the reports of these: only those that do
not contradict the page are joined to it, and the others stand by themselves.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extraction import read_parts, warn_of_source
from pipelines.model import Block, Capture, Document, Extraction, Finding
from pipelines.reading.sections import sections_of
from pipelines.reference import Reference
from pipelines.second.figures import SecondReading

#: Files of one page that are read together.
MOST_FILES: Final = 60
#: A text with so many numbered sections is a report by itself, which repeats its page.
_SECTIONS_OF_A_REPORT: Final = 2


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with the capture that it was read from; the body may be left out there."""

    document: Document
    capture: Capture
    second: SecondReading | None = None
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """Whose report a document is, as far as it says so itself; year 0 where not resolved."""

    name: str | None
    year: int

    def contradicts(self, other: Body) -> bool:
        """Whether two documents are reports of different bodies or years."""
        if self.year and other.year and self.year != other.year:
            return True
        if self.name is None or other.name is None:
            return False
        return self.name not in other.name and other.name not in self.name


@dataclass(frozen=True, slots=True)
class Hung:
    """A file that hangs on a page.

    ``form``: ``file``, ``scan`` (a file whose text was recognised), ``picture``, or ``several``
    (an archive of reports, which stand by themselves); any other is not joined. ``tables``: official tables that it holds. ``body``: see :class:`Body`.
    ``is_prose``: whether it gave a report of which only text was read.
    """

    form: str
    tables: frozenset[str]
    body: Body
    is_prose: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What to read together with a page, each file by its place among those of the page.

    ``joined``: none where there is nothing to read. ``apart``: files with reports of their own,
    which the page does not take. ``needs``: statuses, one of which the joined report must have.
    """

    joined: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    needs: frozenset[str] = frozenset()


#: Statuses of reports whose tables were read.
WITH_TABLES: Final = frozenset({"complete", "partial", "unfilled"})
_FILES: Final = frozenset({"file", "scan"})
#: Statuses of reports of which only text was read.
PROSE: Final = frozenset({"narrative_only", "partial"})


def choose(page: Body | None, hung: Sequence[Hung], *, is_prose: bool) -> Choice:
    """Choose the files of a page without tables; ``page`` is null where it is no report itself.

    ``hung`` in the order of the page. ``is_prose``: whether the page is a report of prose.
    """
    with_tables = [n for n, one in enumerate(hung) if one.form in _FILES and one.tables]
    apart = tuple(n for n, one in enumerate(hung) if one.form == "several")
    if _of_several([hung[n].body for n in with_tables if hung[n].form == "file"]):
        # A text that was recognised may have misread a name.
        apart += tuple(
            n
            for n in with_tables
            if hung[n].form == "file" and (page is None or hung[n].body.contradicts(page))
        )
    joined = _covering(hung, [n for n in with_tables if n not in apart])
    if joined:
        return Choice(joined, apart, WITH_TABLES)
    pictures = tuple(n for n, one in enumerate(hung) if one.form == "picture")
    if pictures:
        return Choice(pictures, apart, WITH_TABLES)
    prose = tuple(n for n, one in enumerate(hung) if one.form in _FILES and one.is_prose)
    if prose and not is_prose and not apart:
        return Choice(prose[:1], apart, PROSE)
    return Choice((), apart)


def _of_several(bodies: Sequence[Body]) -> bool:
    different = list(dict.fromkeys(bodies))
    return any(
        one.contradicts(other)
        for number, one in enumerate(different)
        for other in different[number + 1 :]
    )


def _covering(hung: Sequence[Hung], numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the first file and those that hold tables which none before them holds."""
    covered: set[str] = set()
    chosen: list[int] = []
    for number in numbers:
        if covered.isdisjoint(hung[number].tables):
            covered |= hung[number].tables
            chosen.append(number)
    return tuple(chosen)


def join(
    page: Paper, files: Sequence[Paper], needs: frozenset[str], reference: Reference
) -> Extraction:
    """Read a page and files chosen for it as one document.

    Who and when follow from the page and then from the files; kind, method and charset are those
    of the first file. Without a report of a status that is needed the extraction gives none.
    """
    document = together(page.document, [paper.document for paper in files])
    seconds = [paper.second for paper in files]

    def ask() -> SecondReading | None:
        return _together(seconds)

    extraction = read_parts(document, page.capture, reference, ask)
    statuses = {report.fields["status"] for report in extraction.reports}
    if statuses.isdisjoint(needs):
        return Extraction("no_report")
    papers = [page, *files]
    extraction.trusted = all(paper.trusted for paper in papers)
    if not extraction.trusted:
        strange = next(paper for paper in papers if not paper.trusted)
        warn_of_source(extraction.reports, strange.capture.url)
    decoding = page.document.decoding
    if decoding is not None and decoding.replaced and decoding is not document.decoding:
        message = f"{decoding.replaced} characters of the page could not be decoded"
        extraction.findings.append(Finding("document.decoding", message, "reading"))
    return extraction


@dataclass(frozen=True, slots=True)
class Extracted:
    """A capture and what it gave by itself."""

    capture: Capture
    extraction: Extraction

    def paper(self) -> Paper:
        """Return its document; one that could not be read prints nothing."""
        document = self.extraction.document or Document("html", "markup", None)
        extraction = self.extraction
        return Paper(document, self.capture, extraction.second, trusted=extraction.trusted)

    def hung(self) -> Hung:
        """Return it as a file that hangs on a page."""
        document, content = self.extraction.document, self.extraction.content
        cells = {} if content is None else content.cells
        tables = frozenset(table for table, count in cells.items() if count)
        form = "several" if self.extraction.reports and self.extraction.kind == "zip" else "unread"
        if document is not None:
            form = "scan" if document.method == "ocr" else "file"
            form = "picture" if document.kind == "image" else form
        statuses = {report.fields["status"] for report in self.extraction.reports}
        is_prose = not tables and not statuses.isdisjoint(PROSE)
        return Hung(form, tables, self.body() or Body(None, 0), is_prose=is_prose)

    def body(self) -> Body | None:
        """Whose report it is; null where it is none."""
        first = next(iter(self.extraction.reports), None)
        return None if first is None else Body(first.fields["agency_name"], first.year)


def join_extracted(page: Extracted, files: Sequence[Extracted], reference: Reference) -> Extracted:
    """Return a page together with the files that hold its report, or the page as it is.

    Where its files hold reports of their own alone, the first of these is returned. The capture is the one that the values come from. A file that could not be read leaves a
    finding with the page.
    """
    hung = [one.hung() for one in files]
    own = page.hung()
    if own.tables or any(
        report.fields["status"] in WITH_TABLES for report in page.extraction.reports
    ):
        return page
    choice = choose(page.body(), hung, is_prose=own.is_prose)
    chosen = [files[number] for number in choice.joined]
    if chosen:
        papers = [one.paper() for one in chosen]
        joined = join(page.paper(), papers, choice.needs, reference)
        if joined.reports:
            return Extracted(chosen[0].capture, joined)
    elif choice.apart and not own.is_prose:
        return files[choice.apart[0]]
    if page.extraction.reports:
        for one in files:
            page.extraction.reports[0].findings += [
                dataclasses.replace(found, message=f"what hangs on this page: {found.message}")
                for found in one.extraction.every_finding
                if found.rule == "document.unreadable"
            ]
    return page


def _together(seconds: Sequence[SecondReading | None]) -> SecondReading | None:
    found = [one for one in seconds if one is not None]
    if not found:
        return None
    return SecondReading(
        requests=tuple(lines for one in found for lines in one.requests),
        disputes=tuple(lines for one in found for lines in one.disputes),
        statistics=tuple(lines for one in found for lines in one.statistics),
    )


def together(page: Document, files: Sequence[Document]) -> Document:
    """Return a page and files as one document.

    The prose of the page comes before tables, and is left out before a report with prose of its
    own, which repeats it.
    """
    first = files[0]
    everything = (page, *files)
    blocks = tuple(block for one in files for block in one.blocks)
    if not _has_sections(blocks):
        blocks = (*page.blocks, *blocks)
    metadata: dict[str, str] = {}
    for one in everything:
        for name, value in one.metadata.items():
            metadata.setdefault(name, value)
    return dataclasses.replace(
        first,
        titles=tuple(dict.fromkeys(title for one in everything for title in one.titles)),
        metadata=metadata,
        printed=tuple(dict.fromkeys(pair for one in everything for pair in one.printed)),
        blocks=blocks,
        links=page.links,
        saved_from=page.saved_from,
        base=page.base,
        notes=tuple(dict.fromkeys(note for one in everything for note in one.notes)),
    )


def _has_sections(blocks: Sequence[Block]) -> bool:
    headings = sum(1 for section in sections_of(blocks, None) if section.heading)
    return headings >= _SECTIONS_OF_A_REPORT
