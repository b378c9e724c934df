"""A document of Word before 2007, of WPS, or in RTF, to a Document, by a program.

LibreOffice gives it as DOCX, merges included, and the reader of DOCX reads that. Where only
catdoc is installed, the text alone is read: it prints a blank cell and the end of a row alike,
so that no cell can be told. antiword is not used: it drops tables of many columns without a word.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from pipelines.documents import programs
from pipelines.documents.compound import check_word
from pipelines.documents.docx import read_docx
from pipelines.documents.errors import DocumentError, NotReadHereError
from pipelines.documents.flow import Item
from pipelines.documents.libreoffice import to_docx
from pipelines.documents.lines import tidy
from pipelines.documents.office import document_of
from pipelines.documents.vocabulary import Vocabulary
from pipelines.model import Document, Paragraph

RTF: Final = b"{\\rtf"
MISSING: Final = (
    "DOC, WPS and RTF are read by LibreOffice, which is not installed "
    "(Debian: libreoffice-writer-nogui)"
)
_WORD_XML: Final = (
    "a Word document as XML (of 2003) is not read: LibreOffice loses its merged cells; "
    "save it as DOCX"
)
_HEADING: Final = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]")
_SENTENCE: Final = re.compile("[。；;！!？?]")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_TABLE_SIGNS: Final = ("\t", "|")


def read_doc(body: bytes, vocabulary: Vocabulary) -> Document:
    """Read the document; its ``kind`` is ``doc``.

    Further ``notes``: ``truncated`` where an RTF ends before it closes what it opened,
    ``tables_not_read`` where only the text could be read. Raises :class:`DocumentError` for
    damaged and encrypted documents and for a program that takes too long, and
    :class:`NotReadHereError` where no program is installed, and for Word's XML of 2003.
    """
    is_rtf = body.startswith(RTF)
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe").startswith(b"<"):
        raise NotReadHereError(_WORD_XML)
    if not is_rtf:
        check_word(body)
    office = programs.office()
    if office is not None:
        document = read_docx(to_docx(office, body, ".rtf" if is_rtf else ".doc"), vocabulary)
        whole = not is_rtf or body.rstrip(b"\0 \t\r\n").endswith(b"}")
        notes = document.notes if whole else (*document.notes, "truncated")
        return dataclasses.replace(document, kind="doc", notes=notes)
    catdoc = programs.catdoc()
    if catdoc is None or is_rtf:
        raise NotReadHereError(MISSING)
    return _text_alone(catdoc, body, vocabulary)


def _text_alone(catdoc: str, body: bytes, vocabulary: Vocabulary) -> Document:
    with programs.private_folder() as folder:
        given = folder / "document.doc"
        given.write_bytes(body)
        printed = programs.run([catdoc, "-d", "utf-8", "-w", str(given)], folder)
    text = printed.decode("utf-8", "replace")
    if not _CHINESE.search(text):
        raise DocumentError("catdoc finds no Chinese text in the document")
    lines = _outside_tables(text.splitlines())
    items = [Item(Paragraph(line), len(line)) for line in lines]
    return document_of("doc", items, vocabulary, notes=("tables_not_read",))


def _outside_tables(lines: list[str]) -> list[str]:
    """Return the lines that no table prints: headings, sentences, and all above the first."""
    kept = []
    in_report = False
    for line in lines:
        in_report = in_report or _HEADING.match(line.strip()) is not None
        if any(sign in line for sign in _TABLE_SIGNS):
            continue
        text = tidy(line)
        said = _HEADING.match(text) or _SENTENCE.search(text)
        if text and (said or not in_report):
            kept.append(text)
    return kept
