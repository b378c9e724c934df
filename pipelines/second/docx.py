"""Rows of a Word document: the cells of each ``w:tr`` as they stand, merged ones where they begin.

ECMA-376 part 1, 17.4. Only the bounded unpacking of the package is shared with the first reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipelines.documents.package import Package
from pipelines.second.order import PrintedRow

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN: Final = "word/document.xml"
#: What is no text of a cell: deleted or moved away, in a box or a table of its own, or there a
#: second time for older programs.
_UNREAD: Final = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "txbxContent", "tbl")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_TEXTS: Final = {f"{_W}br": " ", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-", f"{_W}p": " "}


def rows_of_docx(body: bytes) -> list[PrintedRow]:
    """Return the rows of every table of the main part, in document order.

    Raises :class:`~pipelines.documents.errors.DocumentError` for damaged and huge packages.
    """
    package = Package(body)
    root = package.xml(package.related("", "officeDocument") or _MAIN)
    rows = []
    for row in root.iter(f"{_W}tr"):
        if not _is_deleted(row):
            cells = [cell for cell in _inside(row, f"{_W}tc") if not _continues(cell)]
            rows.append(PrintedRow(tuple("".join(_texts(cell)) for cell in cells)))
    return rows


def _is_deleted(row: etree._Element) -> bool:
    marks = [row.find(f"{_W}trPr/{_W}{name}") for name in ("del", "hidden")]
    return any(mark is not None for mark in marks)


def _inside(row: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the row's own cells, those in content controls too, not those of nested tables."""
    for cell in row.iter(tag):
        if next(cell.iterancestors(f"{_W}tr")) is row:
            yield cell


def _continues(cell: etree._Element) -> bool:
    """Whether a cell is covered by one that began above or before it."""
    return any(
        mark is not None and mark.get(f"{_W}val") != "restart"
        for mark in (cell.find(f"{_W}tcPr/{_W}{name}") for name in ("vMerge", "hMerge"))
    )


def _texts(cell: etree._Element) -> Iterator[str]:
    """Yield what a cell prints, without its nested tables."""
    walk = etree.iterwalk(cell, events=("start",))
    for _, element in walk:
        if element.tag in _UNREAD or element.find(f"{_W}rPr/{_W}vanish") is not None:
            walk.skip_subtree()
        elif element.tag == f"{_W}t":
            yield element.text or ""
        else:
            yield _TEXTS.get(str(element.tag), "")
