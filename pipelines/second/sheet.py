"""Rows of an XLSX workbook from its markup, by no spreadsheet library.

ECMA-376 part 1, 18.3 and 18.4. A number counts as stored; the first reading prints it by its
format. XLS has no second reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from pipelines.documents.package import Package
from pipelines.second.order import PrintedRow

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: Cells that merges of one sheet cover, and digits that a stored number has.
_MAX_COVERED: Final = 100_000
_PRECISION: Final = ".15g"

Place = tuple[int, int]


def rows_of_xlsx(body: bytes) -> list[PrintedRow]:
    """Return the rows of the visible sheets; a row holds the cells that are stored and begin in it.

    Raises :class:`~pipelines.documents.errors.DocumentError` for damaged and huge packages, and
    ``ValueError`` for places that are none.
    """
    package = Package(body)
    book = package.related("", "officeDocument") or "xl/workbook.xml"
    strings = package.related(book, "sharedStrings")
    shared = [_text(item) for item in package.xml(strings).iter("{*}si")] if strings else []
    relations = package.relations(book)
    rows = []
    for sheet in package.xml(book).iter("{*}sheet"):
        if sheet.get("state", "visible") == "visible":
            part = relations[sheet.get(_R) or ""].target
            rows += list(_rows(package.xml(part), shared))
    return rows


def _rows(sheet: etree._Element, shared: list[str]) -> Iterator[PrintedRow]:
    covered = _covered(sheet)
    hidden = _hidden_columns(sheet)
    for row in sheet.iter("{*}row"):
        if row.get("hidden") in {"1", "true"}:
            continue
        cells = []
        for cell in row.iter("{*}c"):
            place = _place(cell.get("r") or "")
            if place not in covered and not any(
                first <= place[1] <= last for first, last in hidden
            ):
                cells.append(_printed(cell, shared))
        yield PrintedRow(tuple(cells))


def _covered(sheet: etree._Element) -> set[Place]:
    """Return the places that merged cells cover beside the one where they begin."""
    covered: set[Place] = set()
    for merge in sheet.iter("{*}mergeCell"):
        first, _, last = (merge.get("ref") or "").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        if len(covered) + (bottom - top + 1) * (right - left + 1) > _MAX_COVERED:
            raise ValueError("the sheet merges too many cells")
        inside = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered |= inside - {(top, left)}
    return covered


def _hidden_columns(sheet: etree._Element) -> list[Place]:
    return [
        (int(column.get("min") or 0), int(column.get("max") or 0))
        for column in sheet.iter("{*}col")
        if column.get("hidden") in {"1", "true"}
    ]


def _place(reference: str) -> Place:
    match = _PLACE.fullmatch(reference)
    if match is None:
        raise ValueError(f"no place in a sheet: {reference!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _printed(cell: etree._Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)]
    if cell.get("t", "n") != "n" or not value:
        return value
    try:
        number = format(Decimal(format(float(value), _PRECISION)), "f")
    except (ValueError, InvalidOperation):
        return value
    return number.rstrip("0").rstrip(".") if "." in number else number


def _text(item: etree._Element) -> str:
    """Return the text of a string, without its phonetic guide."""
    return "".join(
        part.text or ""
        for part in item.iter("{*}t")
        if not any(etree.QName(parent).localname == "rPh" for parent in part.iterancestors())
    )
