"""The nouns that pass between the parts: Capture, Document, Report, Extraction.

Bytes come in as a :class:`Capture`, become a :class:`Document`, and leave as the
:class:`Report` objects of an :class:`Extraction`. All of them are plain values that can be
pickled, so that the engines may send them between processes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipelines.rules import Origin, Severity, severity_of

if TYPE_CHECKING:
    from pipelines.second.figures import SecondReading


@dataclass(frozen=True, slots=True)
class Context:
    """What the crawl knew beyond the bytes: one ``metadata`` record of the archive."""

    portal: str | None = None
    division_code: str | None = None
    list_url: str | None = None
    list_title: str | None = None
    list_date: dt.date | None = None
    parent_url: str | None = None
    parent_record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer from one address, or one bare file.

    ``body`` is the entity after transfer and content decoding; ``payload_sha256`` is over it.
    ``url`` is null for a bare file and ``source_path`` for everything else. ``asked`` tells
    whether the crawl asked this address as a report or an attachment (list pages and
    robots.txt were not); foreign captures and bare files count as asked. Times are UTC.
    ``refused`` is the reason why an address was not asked at all (``robots``): there is then no
    answer, no status, and ``body`` is the record that says so.
    ``is_revisit`` marks an answer that says "as before": a WARC revisit record, resolved to
    the body of its original. ``is_cut``: the connection broke before the end of the answer, as
    its record says; what was cut because it was too long is not meant. ``parent_path`` is the ``source_path`` of the page that a saved
    file hangs on, where a manifest names it.
    """

    body: bytes
    payload_sha256: str
    url: str | None = None
    source_path: str | None = None
    fetched_at: dt.datetime | None = None
    http_status: int | None = None
    content_type: str | None = None
    location: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    warc_record_id: str | None = None
    asked: bool = True
    is_revisit: bool = False
    is_cut: bool = False
    refused: str | None = None
    context: Context = Context()
    parent_path: str | None = None

    @property
    def address(self) -> str:
        """What tells one address from another: the url, else the payload of a bare file."""
        return self.url if self.url is not None else f"sha256:{self.payload_sha256}"


@dataclass(frozen=True, slots=True)
class Visit:
    """One row of ``visits``, from the ``metadata`` record with which a crawl ends a portal.

    ``region_code`` is the portal's division when it was crawled; ``counts`` holds those of
    ``list_pages, entries, entries_new, reports_asked, reports_good, gone, errors`` that the
    record names.
    """

    portal: str
    started_at: dt.datetime
    ended_at: dt.datetime
    outcome: str
    counts: Mapping[str, int]
    years_listed: tuple[int, ...]
    region_code: str | None = None


# --- documents ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell at its top left place in the grid, with its span after clamping.

    ``second`` is what another recognition of a picture of the cell gives, null where the two
    agree and where nothing had to be recognised.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. ``spans_known`` is false where the source has lost its spans.

    In a grid without spans (reduced text) every cell stands where it was printed and the
    rows may be of different lengths. ``notes`` names what had to be mended (``spans_clamped``,
    ``truncated``).
    """

    cells: tuple[Cell, ...]
    height: int
    width: int
    spans_known: bool = True
    caption: str = ""
    notes: tuple[str, ...] = ()

    def rows(self) -> list[list[Cell | None]]:
        """Every place of the grid, ``height`` lists of ``width``; a spanning cell repeats."""
        places: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    places[row][column] = cell
        return places


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the markup itself calls one; ``level`` 1 to 6."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of running text, inner white space collapsed, never empty."""

    text: str


Block = Heading | Paragraph | Grid

LinkKind = Literal["attachment", "frame", "picture", "page"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link, frame or picture inside the content of a page; ``url`` as printed."""

    url: str
    text: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Decoding:
    """Which rung of the ladder decoded the bytes, and how many characters were replaced.

    ``rung``: bom, utf-8, declared, gb18030, detector, replaced.
    """

    charset: str
    rung: str
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One document of any kind, as the readers of forms see it.

    ``titles``: candidates from the document itself, best first, each with where it stands
    (``h1``, ``ArticleTitle``, ``title``, ``first_line``, ``line_above`` the content, ``properties``
    of the file). ``metadata``: the standard meta tags
    by their own names (``SiteIDCode``, ``PubDate``, ``ContentSource``, ``ColumnType``,
    ``Url`` ...), first non-empty value of each. ``printed``: label and value pairs printed
    outside the tables of the report (发布机构, 索引号, 发布日期 ...), labels without colon.
    ``blocks``: headings, paragraphs and grids of the content in document order.
    ``base``: what relative links start from, as printed, where a page says so itself.
    """

    kind: str
    method: str
    decoding: Decoding | None
    titles: tuple[tuple[str, str], ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    printed: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    saved_from: str | None = None
    notes: tuple[str, ...] = ()
    base: str | None = None


# --- reports -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell that is not a plain printed number."""

    column: str
    state: str
    raw: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up or could not be read; severity follows from the rule."""

    rule: str
    message: str
    origin: Origin = "unknown"
    table: str | None = None
    item: str | None = None
    column: str | None = None
    expected: float | None = None
    actual: float | None = None
    raw: str | None = None

    @property
    def severity(self) -> Severity:
        """Severity of the rule by the contract."""
        return severity_of(self.rule)


Number = int | float | None

#: Texts as printed: of a cell by table, item and column, of the label of a line by table and item
#: (of section two: by table and column in the place of the item) and a null column.
Printed = dict[tuple[str, str | None, str | None], str]


@dataclass(slots=True)
class Line:
    """One printed line: its values by column and the cells that are not plain numbers."""

    values: dict[str, Number]
    states: tuple[CellState, ...] = ()


@dataclass(slots=True)
class StatisticsLine:
    """One printed line of a 2014 or provincial form."""

    item: str | None
    label: str
    position: int
    unit: str | None
    value: float | None
    cumulative: float | None = None
    states: tuple[CellState, ...] = ()


@dataclass(slots=True)
class Report:
    """One report in the fixed schema.

    ``region`` and ``year`` are the partition (0: not resolved). ``fields`` holds the columns
    of ``reports`` that one capture alone decides; those that follow from several captures
    (``also_at``, ``revisions``, ``withdrawn_on``) and the counts of findings are added when
    the dataset is written. ``proactive`` is null where the table is missing; ``requests`` and
    ``disputes`` hold only printed lines, by item and path. ``printed`` is for people's eyes: it
    belongs to the reading of the moment and is not stored.
    """

    region: int
    year: int
    fields: dict[str, Any]
    proactive: Line | None = None
    requests: dict[str, Line] = field(default_factory=dict)
    disputes: dict[str, Line] = field(default_factory=dict)
    statistics: list[StatisticsLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    printed: Printed = field(default_factory=dict, compare=False, repr=False)

    @property
    def report_id(self) -> str:
        """16 hex digits."""
        value: str = self.fields["report_id"]
        return value


@dataclass(frozen=True, slots=True)
class Content:
    """What a page says, to tell an amended page from a page fetched again.

    ``sha256`` is over the raw text of every table cell and of the sections, white space
    removed; ``cells`` counts the value cells read, by table.
    """

    sha256: str
    cells: Mapping[str, int]


@dataclass(slots=True)
class Extraction:
    """What one capture gave.

    ``role`` is what the capture is by itself: ``report``, ``attachment``, ``no_report``,
    ``not_ogi``, ``unreadable``, ``challenge``, ``blocked``, ``robots`` or ``gone``; the
    dataset may turn ``report`` into ``copy``, ``superseded`` or ``set_aside``. ``findings``
    are those that belong to no report. ``document`` is what was read, null where nothing was,
    ``kind`` its kind either way, ``second`` its second reading where one was asked for: a page
    and a file that hangs on it may have to be read again as one.
    """

    role: str
    reports: list[Report] = field(default_factory=list)
    content: Content | None = None
    findings: list[Finding] = field(default_factory=list)
    trusted: bool = True
    document: Document | None = None
    kind: str | None = None
    second: SecondReading | None = None

    @property
    def every_finding(self) -> list[Finding]:
        """Findings of the capture and of its reports."""
        return [*self.findings, *(found for one in self.reports for found in one.findings)]
