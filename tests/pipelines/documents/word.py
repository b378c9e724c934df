"""Word documents for the tests: python-docx writes them, merges go in through the XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.table import _Cell

from tests.grids import Written


def saved(document: WordDocument) -> bytes:
    """Return the bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_table(document: WordDocument, rows: Sequence[Sequence[Written]]) -> None:
    """Add a table whose spans are written as in HTML, merged as Word merges."""
    places: dict[tuple[int, int], tuple[str, int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column = 0
        for written in row:
            text, down, across = (written, 1, 1) if isinstance(written, str) else written
            while (index, column) in taken:
                column += 1
            places[index, column] = (text, down, across)
            taken |= {(index + y, column + x) for y in range(down) for x in range(across)}
    table = document.add_table(len(rows), 1 + max(column for _, column in taken))
    for (row_number, column), (text, down, across) in places.items():
        first = table.cell(row_number, column)
        last = table.cell(row_number + down - 1, column + across - 1)
        first.merge(last).text = text


def paragraph_xml(document: WordDocument, xml: str) -> None:
    """Add a paragraph with this content, written as markup without prefixes' declarations."""
    from docx.oxml import parse_xml

    spaces = " ".join(
        f'xmlns:{prefix}="{address}"'
        for prefix, address in {
            "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
            "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "v": "urn:schemas-microsoft-com:vml",
        }.items()
    )
    element = parse_xml(f"<w:p {spaces}>{xml}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, element)


def empty() -> WordDocument:
    """Return a document without any block."""
    return docx.Document()


def wrapped(cell: _Cell) -> None:
    """Put a cell into a content control, as forms to be filled have it."""
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    element = cell._tc
    parent = element.getparent()
    assert parent is not None
    parent.insert(parent.index(element), control)  # type: ignore[arg-type] # cells only, it says
    control.append(content)
    content.append(element)


def changed(body: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    return out.getvalue()
