"""The second reading of one document, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipelines.documents.decoding import decode
from pipelines.documents.kinds import Kind
from pipelines.documents.mhtml import pages_of
from pipelines.second.docx import rows_of_docx
from pipelines.second.figures import SecondReading
from pipelines.second.html import rows_of_html
from pipelines.second.order import PrintedRow, by_row_order
from pipelines.second.pdf import rows_of_pdf
from pipelines.second.sheet import rows_of_xlsx
from pipelines.second.text import rows_of_text

_ZIP = b"PK"


def second_reading(
    body: bytes, *, kind: Kind, content_type: str | None = None, charset: str | None = None
) -> SecondReading | None:
    """Read the tables of a document by printed row order.

    ``charset`` is the one that the first reading found (pages and texts). Null where there is no
    second way to read such a document, or where it cannot be read in this way: what the first
    reading said stands then, not confirmed.
    """
    try:
        rows = _rows(body, kind, content_type, charset)
    except Exception:  # noqa: BLE001 - what a damaged file does to this reader says nothing of the first
        return None
    return by_row_order(rows) if rows else None


def _rows(
    body: bytes, kind: Kind, content_type: str | None, charset: str | None
) -> list[PrintedRow]:
    if kind in {"html", "text"}:
        text = decode(body, content_type)[0] if charset is None else _decoded(body, charset)
        return rows_of_html(text) if kind == "html" else rows_of_text(text)
    if kind == "mhtml":
        pages = [decode(page, said)[0] for page, said in pages_of(body)]
        return [row for page in pages for row in rows_of_html(page)]
    if kind == "sheet" and not body.startswith(_ZIP):
        return []
    read = _BY_KIND.get(kind)
    return read(body) if read is not None else []


def _decoded(body: bytes, charset: str) -> str:
    return body.decode(charset, "replace").removeprefix("\ufeff").replace("\0", "")


_BY_KIND: Final[dict[Kind, Callable[[bytes], list[PrintedRow]]]] = {
    "pdf": rows_of_pdf,
    "docx": rows_of_docx,
    "sheet": rows_of_xlsx,
}
