"""A Word document (DOCX, DOTX, DOCM; WPS saves the same) to a Document.

ECMA-376 part 1, 17. The markup is walked here, not by python-docx: that repeats merged cells,
skips content controls, insertions and text boxes, and refuses packages with a relation to
``NULL``, which WPS writes. Headers, footers, notes, comments, deleted and hidden text are left
out; numbers that Word counts itself are printed as it prints them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from pipelines.documents.errors import DocumentError
from pipelines.documents.flow import Item
from pipelines.documents.grid import GridTooLargeError
from pipelines.documents.lines import Lines, tidy
from pipelines.documents.links import link_to
from pipelines.documents.numbering import Numbering, W
from pipelines.documents.office import document_of
from pipelines.documents.package import Package, Relation
from pipelines.documents.vocabulary import Vocabulary
from pipelines.documents.word_slivers import drop_slivers
from pipelines.documents.word_styles import Styles, is_on, value_of
from pipelines.documents.word_table import WordCell, WordRow, place
from pipelines.model import Document, Grid, Heading, Link, Paragraph

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_LONGEST_HEADING = 100
#: A cell as long as this holds running text; a table of fewer figures than this, none.
_LONG_TEXT = 300
_SOME_FIGURES = 3
#: What holds blocks, rows, cells or runs like its parent does; w:del, w:moveFrom and properties
#: are not among it, so that what they hold is never met.
_THROUGH: Final = frozenset(
    f"{W}{name}"
    for name in (
        *("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink"),
        *("fldSimple", "dir", "bdo", "r", "ruby", "rubyBase", "pict", "object", "drawing"),
    )
)
_TEXT = frozenset({f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_NOT_FOLLOWED = frozenset({"header", "footer"})


def read_docx(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read the main part; raises :class:`DocumentError` for damaged, huge and too deep ones.

    ``notes``: ``table_too_large``.
    """
    package = Package(body)
    part = package.related("", "officeDocument") or "word/document.xml"
    root = package.xml(part)
    if etree.QName(root).namespace == _STRICT_W:
        raise DocumentError("the document is in the strict variant of the format; save it again")
    main = root.find(f"{W}body")
    if main is None:
        raise DocumentError("the document has no body")
    reader = _Reader(package, part)
    try:
        items = list(reader.blocks(main))
    except RecursionError as error:
        raise DocumentError("the document nests its elements too deep to be read") from error
    return document_of(
        "docx",
        items,
        vocabulary,
        links=reader.links,
        property_title=_property_title(package),
        notes=reader.notes,
    )


def _property_title(package: Package) -> str:
    name = "docProps/core.xml"
    if name not in package.sizes:
        return ""
    found = package.xml(name).find("{http://purl.org/dc/elements/1.1/}title")
    return (found.text or "") if found is not None else ""


class _Reader:
    def __init__(self, package: Package, part: str) -> None:
        self.links: list[Link] = []
        self.notes: list[str] = []
        self._relations: Mapping[str, Relation] = package.relations(part)
        styles = package.related(part, "styles")
        numbering = package.related(part, "numbering")
        self._styles = Styles(package.xml(styles) if styles else None)
        self._numbering = Numbering(package.xml(numbering) if numbering else None)

    # --- blocks -----------------------------------------------------------------------------

    def blocks(self, parent: etree._Element) -> Iterator[Item]:
        """Yield headings, paragraphs and grids in document order."""
        for element in _children(parent):
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in _THROUGH:
                yield from self.blocks(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Item]:
        lines = Lines()
        boxes: list[etree._Element] = []
        properties = element.find(f"{W}pPr")
        style = self._styles.of(properties)
        lines.add(self._number(style.numbering(properties)))
        bold = self._runs(element, lines, boxes, bold=style.bold)
        emphasis = bold or style.centred(properties)
        for line in map(tidy, lines.take()):
            if line:
                level = style.level(properties)
                is_heading = level is not None and len(line) <= _LONGEST_HEADING
                block = Heading(line, level or 1) if is_heading else Paragraph(line)
                yield Item(block, len(line), emphasis=emphasis or is_heading)
        for box in boxes:
            yield from self.blocks(box)

    def _number(self, numbering: tuple[str, int] | None) -> str:
        return self._numbering.next(*numbering) if numbering else ""

    def _runs(
        self, parent: etree._Element, lines: Lines, boxes: list[etree._Element], *, bold: bool
    ) -> bool:
        """Add the text of a paragraph's runs; true where all that is printed is bold."""
        all_bold = True
        for element in _children(parent):
            self._link(element)
            own = bold
            if element.tag == f"{W}r":
                properties = element.find(f"{W}rPr")
                if is_on(properties, "vanish", default=False):
                    continue
                own = is_on(properties, "b", default=bold)
            if element.tag in _TEXT:
                lines.add(element.text or "")
                all_bold = all_bold and (bold or not (element.text or "").strip())
            elif element.tag in _BREAKS:
                lines.cut()
            elif element.tag == f"{W}txbxContent":
                boxes.append(element)
            elif element.tag in _SIGNS or element.tag == f"{W}sym":
                lines.add(_sign(element))
            elif not str(element.tag).startswith(W) or element.tag in _THROUGH:
                all_bold = self._within(element, lines, boxes, bold=own) and all_bold
        return all_bold

    def _within(
        self, element: etree._Element, lines: Lines, boxes: list[etree._Element], *, bold: bool
    ) -> bool:
        """Add the text that an element holds; a mark and what is struck out on lines of their own."""
        apart = element.tag == f"{W}r" and _stands_apart(element.find(f"{W}rPr"))
        if apart:
            lines.cut()
        all_bold = self._runs(element, lines, boxes, bold=bold)
        if apart:
            lines.cut()
        return all_bold

    def _link(self, element: etree._Element) -> None:
        relation = None
        for name in ("id", "embed", "link"):
            relation = relation or self._relations.get(element.get(f"{_R}{name}") or "")
        if relation is None or relation.kind in _NOT_FOLLOWED:
            return
        if relation.kind == "image":
            self.links.append(Link(relation.target, "", "picture"))
        elif relation.kind == "hyperlink":
            text = tidy("".join(str(part.text or "") for part in element.iter(f"{W}t")))
            link = link_to(relation.target, text)
            if link is not None:
                self.links.append(link)

    # --- tables -----------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> Iterator[Item]:
        """Yield the grid and the tables nested in it; what a layout table holds instead."""
        rows = list(self._rows(element))
        drop_slivers(element, rows)
        try:
            grid = place(rows)
        except GridTooLargeError:
            grid = None
            self.notes.append("table_too_large")
        cells = [cell for row in rows for cell in row.cells]
        if grid is None or _only_lays_out(grid, cells):
            for cell in cells:
                yield from cell.items
            return
        yield Item(grid, sum(len(cell.text) for cell in cells), is_figures=True)
        for cell in cells:
            yield from (item for item in cell.items if isinstance(item.block, Grid))

    def _rows(self, parent: etree._Element) -> Iterator[WordRow]:
        for element in _children(parent):
            if element.tag == f"{W}tr":
                properties = element.find(f"{W}trPr")
                if is_on(properties, "del", default=False) or is_on(
                    properties, "hidden", default=False
                ):
                    continue
                before = value_of(properties, "gridBefore")
                header = is_on(properties, "tblHeader", default=False)
                yield WordRow(list(self._cells(element)), _number_of(before, 0), header)
            elif element.tag in _THROUGH:
                yield from self._rows(element)

    def _cells(self, parent: etree._Element) -> Iterator[WordCell]:
        for element in _children(parent):
            if element.tag == f"{W}tc":
                properties = element.find(f"{W}tcPr")
                items = list(self.blocks(element))
                texts = [
                    item.block.text
                    for item in items
                    if isinstance(item.block, (Heading, Paragraph))
                ]
                yield WordCell(
                    "\n".join(texts),
                    items,
                    _number_of(value_of(properties, "gridSpan"), 1),
                    _merge(properties, "vMerge"),
                    _merge(properties, "hMerge"),
                )
            elif element.tag in _THROUGH:
                yield from self._cells(element)


_SIGNS: Final = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}


def _stands_apart(properties: etree._Element | None) -> bool:
    """Whether a run is a mark above or below the line, or struck out: it ends no number (37¹)."""
    if is_on(properties, "strike", default=False) or is_on(properties, "dstrike", default=False):
        return True
    raised = value_of(properties, "vertAlign")
    return raised in {"superscript", "subscript"}


def _sign(element: etree._Element) -> str:
    """Return the character of a tab, a hyphen, or a symbol of a font (private ones are none)."""
    if element.tag != f"{W}sym":
        return _SIGNS[str(element.tag)]
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    return "" if 0xD800 <= code < 0xF900 or code > 0x10FFFF else chr(code)  # noqa: PLR2004


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that are printed; of alternatives the first."""
    for element in parent.iterchildren("*"):
        if etree.QName(element).localname == "AlternateContent":
            choice = next(element.iterchildren("*"), None)
            if choice is not None:
                yield from _children(choice)
        else:
            yield element


def _only_lays_out(grid: Grid, cells: list[WordCell]) -> bool:
    """Whether a table only frames text or other tables."""
    if grid.width < 2:  # noqa: PLR2004 - one column is a frame
        return True
    figures = sum(cell.text.strip().replace(".", "", 1).isdecimal() for cell in cells)
    holds = any(isinstance(item.block, Grid) for cell in cells for item in cell.items)
    is_long = any(len(cell.text) >= _LONG_TEXT for cell in cells)
    return (holds or is_long) and figures < _SOME_FIGURES


def _merge(properties: etree._Element | None, name: str) -> str:
    found = properties.find(f"{W}{name}") if properties is not None else None
    if found is None:
        return ""
    return "restart" if found.get(f"{W}val") == "restart" else "continue"


def _number_of(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 6 else default  # noqa: PLR2004 - no more columns than that
