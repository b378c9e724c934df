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
from pipelines.documents.word_styles import Look, Style, Styles, is_on, value_of
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
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT = frozenset({f"{W}t", f"{_MATH}t"})
#: Parts of a formula that stand above or below others: 1 over 4 is not 14, ten squared not 102.
_MATH_APART: Final = frozenset(
    f"{_MATH}{name}" for name in ("num", "den", "sup", "sub", "deg", "lim", "mr")
)
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
        properties = element.find(f"{W}pPr")
        style = self._styles.of(properties)
        text = _Text(style, has_fields=_has_whole_fields(element))
        text.number(self._number(style.numbering(properties)))
        bold = self._runs(element, text, bold=style.bold)
        emphasis = bold or style.centred(properties)
        for line in map(tidy, text.lines.take()):
            if line:
                level = style.level(properties)
                is_heading = level is not None and len(line) <= _LONGEST_HEADING
                block = Heading(line, level or 1) if is_heading else Paragraph(line)
                yield Item(block, len(line), emphasis=emphasis or is_heading)
        for box in text.boxes:
            yield from self.blocks(box)

    def _number(self, numbering: tuple[str, int] | None) -> str:
        return self._numbering.next(*numbering) if numbering else ""

    def _runs(self, parent: etree._Element, text: _Text, *, bold: bool) -> bool:
        """Add the text of a paragraph's runs; true where all that is printed is bold."""
        all_bold = True
        for element in _children(parent):
            self._link(element)
            if element.tag == f"{W}r":
                all_bold = self._run(element, text, bold=bold) and all_bold
            elif element.tag in _TEXT:
                text.add(element.text or "")
                all_bold = all_bold and (bold or not (element.text or "").strip())
            elif element.tag in _BREAKS:
                text.cut()
            elif element.tag == f"{W}fldChar":
                text.field(element)
            elif element.tag == f"{W}txbxContent":
                text.boxes.append(element)
            elif element.tag in _SIGNS or element.tag == f"{W}sym":
                text.add(_sign(element))
            elif element.tag in _MATH_APART:
                text.cut()
                all_bold = self._runs(element, text, bold=bold) and all_bold
                text.cut()
            elif not str(element.tag).startswith(W) or element.tag in _THROUGH:
                all_bold = self._runs(element, text, bold=bold) and all_bold
        return all_bold

    def _run(self, element: etree._Element, text: _Text, *, bold: bool) -> bool:
        """Add a run; a mark and what is struck out stand on lines of their own (37¹)."""
        properties = element.find(f"{W}rPr")
        look = self._styles.look(properties, text.style)
        if look.is_hidden:
            return True
        if look.is_apart:
            text.cut()
        text.look = look
        all_bold = self._runs(element, text, bold=is_on(properties, "b", default=bold))
        if look.is_apart:
            text.cut()
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
                is_shown = bool(texts) or not _shows_object(element)
                yield WordCell(
                    "\n".join(texts) if is_shown else _OBJECT,
                    items,
                    _number_of(value_of(properties, "gridSpan"), 1),
                    _merge(properties, "vMerge"),
                    _merge(properties, "hMerge"),
                )
            elif element.tag in _THROUGH:
                yield from self._cells(element)


#: Stands for what a cell shows in the place of text: no blank, and no number that can be read.
_OBJECT = "\ufffc"
#: Fonts of symbols have their characters here; from 128 on Wingdings prints ⓪ to ⑩ and ⓿ to ❿.
_PRIVATE = 0xF000
_WINGDINGS_ZERO = 0x80
_CIRCLED: Final = "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"
_SIGNS: Final = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}


class _Text:
    """What a paragraph prints, while its runs are walked."""

    def __init__(self, style: Style, *, has_fields: bool) -> None:
        self.style = style
        self.lines = Lines()
        self.boxes: list[etree._Element] = []
        #: Of the run that is walked; what stands higher or lower, or is white, is no further digit.
        self.look = Look()
        self._has_fields = has_fields
        #: For each field that is open whether what is met now is its instruction.
        self._fields: list[bool] = []
        #: Whether a digit added now would stand behind a digit, and how that one looks.
        self._ends_in_digit = False
        self._digit_look: Look | None = None

    def number(self, text: str) -> None:
        """Add the number that Word counts; a gap parts it from the text, so from a value."""
        self.lines.add(text)
        self._ends_in_digit, self._digit_look = bool(text), None

    def add(self, text: str) -> None:
        """Add text, unless it belongs to the instruction of a field."""
        if not text or any(self._fields):
            return
        if self._ends_in_digit and self._digit_look != self.look and text[0].isdigit():
            self.lines.add(" ")
        self.lines.add(text)
        self._ends_in_digit, self._digit_look = text[-1].isdigit(), self.look

    def cut(self) -> None:
        """End the line."""
        self.lines.cut()
        self._ends_in_digit = False

    def field(self, sign: etree._Element) -> None:
        """Take note of a ``w:fldChar``; a list to choose from prints what was chosen."""
        if not self._has_fields:
            return
        kind = sign.get(f"{W}fldCharType")
        if kind == "begin":
            self.add(_chosen(sign))
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields:
            self._fields.pop()


def _has_whole_fields(paragraph: etree._Element) -> bool:
    """Whether each field of a paragraph begins and ends in it: else nothing of one is left out."""
    kinds = [sign.get(f"{W}fldCharType") for sign in paragraph.iter(f"{W}fldChar")]
    return kinds.count("begin") == kinds.count("end")


def _chosen(sign: etree._Element) -> str:
    found = sign.find(f"{W}ffData/{W}ddList")
    if found is None:
        return ""
    entries = [entry.get(f"{W}val") or "" for entry in found.iterchildren(f"{W}listEntry")]
    chosen = _number_of(value_of(found, "result") or value_of(found, "default"), 0)
    return entries[chosen] if chosen < len(entries) else ""


def _sign(element: etree._Element) -> str:
    """Return the character of a tab, a hyphen, or a symbol of a font.

    Private characters are none, unless they print a digit.
    """
    if element.tag != f"{W}sym":
        return _SIGNS[str(element.tag)]
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    if (element.get(f"{W}font") or "").startswith("Wingdings"):
        place = (code & 0xFF) - _WINGDINGS_ZERO
        return _CIRCLED[place] if 0 <= place < len(_CIRCLED) else ""
    if _PRIVATE + ord("0") <= code <= _PRIVATE + ord("9"):
        return chr(code - _PRIVATE)
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


def _shows_object(cell: etree._Element) -> bool:
    """Whether a cell holds a picture, a formula as an object, or a box of a form."""
    found = cell.iter(f"{W}object", "{*}blip", "{urn:schemas-microsoft-com:vml}imagedata")
    # The nearest of these says whether it is the cell's own, and still there.
    around = (f"{W}tc", f"{W}del", f"{W}moveFrom")
    return any(next(one.iterancestors(*around)) is cell for one in found)


def _merge(properties: etree._Element | None, name: str) -> str:
    found = properties.find(f"{W}{name}") if properties is not None else None
    if found is None:
        return ""
    return "restart" if found.get(f"{W}val") == "restart" else "continue"


def _number_of(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 6 else default  # noqa: PLR2004 - no more columns than that
