"""Kinds by magic bytes, then content type, then name."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.documents import DocumentError, kind_of, read_document


def archive(*names: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PIXELS = bytes(range(40)) * 10


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\n...", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.7 after a mark", "pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "sheet"),
        (archive("2023/a.html"), "zip"),
        # A document that is stored and not packed has the names of its parts inside the archive.
        (archive("a.docx", content=archive("word/document.xml")), "zip"),
        (archive("word/document.xml")[:-30], "docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook\0".encode("utf-16-le"), "sheet"),
        (OLE, "binary"),
        (b"{\\rtf1\\ansi", "doc"),
        (b"\x89PNG\r\n\x1a\n" + PIXELS, "image"),
        (b"\xff\xd8\xff\xe0" + PIXELS, "image"),
        (b"GIF89a" + PIXELS, "image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
        (b"Rar!\x1a\x07\x00" + PIXELS, "binary"),
        (PIXELS, "binary"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "mhtml"),
        (b'From: "Saved by Windows"\r\nSubject: x\r\nMIME-Version: 1.0\r\n', "mhtml"),
        (b"From: a\nSubject: no mail\n", "text"),
        (b"  <!-- saved --><!DOCTYPE html><html></html>", "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'></html>", "html"),
        (b"<p style='text-align: center'>2019</p>", "html"),
        ("\ufeff<table><tr><td>规章".encode(), "html"),
        ("\ufeff<html>规章".encode("utf-16-le"), "html"),
        ("二、主动公开\n规章 | 0 | 0 |".encode("gbk"), "text"),
        ("关于印发<政府信息公开条例>的通知".encode(), "text"),
    ],
)
def test_bytes_tell_what_they_are(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_bytes_win_over_what_the_server_says() -> None:
    assert kind_of(b"<html><p>404</p>", "application/pdf", "report.pdf") == "html"
    assert kind_of(b"<html><p>404</p>", "text/plain", "a.txt") == "html"
    assert kind_of(b"%PDF-1.4", "text/html", "a.html") == "pdf"


def test_the_server_then_the_name_decide_where_bytes_do_not() -> None:
    assert kind_of(b"a plain line", "text/html; charset=utf-8") == "html"
    assert kind_of(b"a plain line", "application/octet-stream", "http://a.cn/b.shtml?x=1") == "html"
    assert kind_of(b"a plain line", None, "a.txt") == "text"
    assert kind_of(b'{"html": "<p>x</p>"}', "application/json") == "text"


def test_text_with_markup_further_down_is_a_page() -> None:
    assert kind_of("年度报告<br><table><tr><td>1".encode(), None, "a.txt") == "html"


def test_white_space_without_end_is_sniffed_in_no_time() -> None:
    assert kind_of(b" " * 2_000_000) == "text"


@pytest.mark.parametrize("body", [b"", PIXELS, b"%PDF-1.4", OLE, archive("a")])
def test_what_is_not_read_is_said_in_one_line(body: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(body)
    assert str(caught.value)
    assert "\n" not in str(caught.value)
