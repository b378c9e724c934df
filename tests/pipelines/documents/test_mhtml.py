"""Pages saved as MHTML, as Blink and Internet Explorer write them, and damaged ones."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import quopri
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.documents import DocumentError, kind_of, read_document
from pipelines.documents.mhtml import MAX_PARTS
from pipelines.model import Document, Grid, Paragraph

PAGE = "http://www.x.gov.cn/a/t20240117_1.html"
TITLE = "沭阳县财政局2023年政府信息公开工作年度报告"
TABLE = """<table>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>1</td><td>17</td></tr>
</table>"""
REPORT = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{TABLE}</body></html>"
FIGURES = ["0", "0", "0", "3", "1", "17"]
IMAGE = ("Content-Type: image/png\nContent-Location: http://www.x.gov.cn/a.png\n", b"\x89PNG")

Written = tuple[str, bytes]


def html(page: str, *lines: str, charset: str = "utf-8", encoding: str = "8bit") -> Written:
    """A part that holds a page; ``lines`` are further headers."""
    body = page.encode(charset)
    if encoding == "quoted-printable":
        body = quopri.encodestring(body)
    elif encoding == "base64":
        body = base64.encodebytes(body)
    head = ["Content-Type: text/html", f"Content-Transfer-Encoding: {encoding}", *lines]
    return "".join(f"{line}\n" for line in head), body


def saved(*parts: Written, address: str = PAGE, more: str = "", newline: bytes = b"\r\n") -> bytes:
    """A file as Blink writes it."""
    head = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related;\n\ttype="text/html";{more}\n\tboundary="----b--1"\n\n\n'
    )
    pieces = [f"------b--1\n{lines}\n".encode() + body + b"\n" for lines, body in parts]
    whole = head.encode() + b"".join(pieces) + b"------b--1--\n"
    return whole.replace(b"\r\n", b"\n").replace(b"\n", newline)


def figures(document: Document) -> list[str]:
    return [
        cell.text
        for block in document.blocks
        if isinstance(block, Grid)
        for cell in block.cells
        if cell.text.isdigit()
    ]


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_the_page_gives_what_its_html_gives(encoding: str, newline: bytes) -> None:
    body = saved(html(REPORT, encoding=encoding), IMAGE, newline=newline)
    alone = read_document(REPORT.replace("\n", newline.decode()).encode())

    assert kind_of(body) == "mhtml"
    assert read_document(body) == dataclasses.replace(alone, saved_from=PAGE)
    assert alone.kind == "html"
    assert figures(alone) == FIGURES


def test_the_charset_of_the_part_is_asked() -> None:
    lines, body = html("<p>資訊公開年度報告</p>" * 9, charset="big5", encoding="base64")
    labelled = (lines.replace("text/html", 'text/html; charset="big5"'), body)
    document = read_document(saved(labelled))

    assert document.decoding is not None
    assert (document.decoding.charset, document.decoding.rung) == ("big5hkscs", "declared")
    assert Paragraph("資訊公開年度報告") in document.blocks


def test_a_page_in_gbk_as_internet_explorer_saves_it() -> None:
    lines, body = html(REPORT, f"Content-Location: {PAGE}", charset="gbk", encoding="base64")
    labelled = lines.replace("text/html", 'text/html;\n\tcharset="gb2312"')
    body = (
        b'From: "=?gb2312?B?08kgTWljcm9zb2Z0?="\r\nSubject: x\r\nMIME-Version: 1.0\r\n'
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="=_N"\r\n\r\n'
        b"This is a multi-part message in MIME format.\r\n\r\n--=_N\r\n"
        + labelled.replace("\n", "\r\n").encode()
        + b"\r\n"
        + body
        + b"\r\n--=_N--\r\n"
    )
    document = read_document(body)

    assert document.decoding is not None
    assert document.decoding.charset == "gb18030"
    assert document.titles[0] == ("h1", TITLE)
    assert (document.saved_from, document.notes[1:]) == (PAGE, ())


def test_a_message_that_is_the_page_itself() -> None:
    lines, body = html(REPORT, f"Content-Location: {PAGE}", encoding="quoted-printable")
    document = read_document(f"MIME-Version: 1.0\n{lines}\n".encode() + body)

    assert figures(document) == FIGURES
    assert document.saved_from == PAGE


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ("Content-ID: <root@x>", '\n\tstart="<root@x>";'),
        (f"Content-Location: {PAGE}", ""),
    ],
)
def test_the_page_is_the_one_that_is_named(lines: str, more: str) -> None:
    other = html(REPORT.replace("17", "99"), "Content-Location: http://www.x.gov.cn/frame.html")
    body = saved(other, html(REPORT, lines), more=more)

    assert figures(read_document(body)) == FIGURES


def test_without_a_name_it_is_the_first_page_that_counts() -> None:
    other = html(REPORT.replace("17", "99"))

    assert figures(read_document(saved(IMAGE, html(REPORT), other))) == FIGURES


def test_a_report_in_a_frame_is_read_with_the_page_around_it() -> None:
    around = f"<html><title>县政府</title><h1>{TITLE}</h1><iframe src='cid:f@x'></iframe></html>"
    frame = html(f"<html><body>{TABLE}</body></html>", "Content-ID: <f@x>", encoding="base64")
    advertisement = html("<html><body><p>广告</p></body></html>")
    document = read_document(saved(html(around), advertisement, frame))

    assert figures(document) == FIGURES
    assert document.titles[0] == ("h1", TITLE)
    assert document.titles[-1] == ("title", "县政府")
    assert document.saved_from == PAGE
    assert "frames_read" in document.notes
    assert Paragraph("广告") not in document.blocks


def test_a_page_with_figures_does_not_look_into_its_frames() -> None:
    document = read_document(saved(html(REPORT), html(f"<table>{TABLE}</table>")))

    assert figures(document) == FIGURES
    assert "frames_read" not in document.notes


def test_an_address_on_a_disk_is_none() -> None:
    assert read_document(saved(html(REPORT), address="file:///C:/a.html")).saved_from is None


def test_a_file_cut_short_says_so() -> None:
    whole = saved(html(REPORT), IMAGE)
    document = read_document(whole[: whole.index(b"\x89PNG")])

    assert figures(document) == FIGURES
    assert "truncated" in document.notes


@pytest.mark.parametrize("encoding", ["base64", "x-unknown"])
def test_a_part_that_is_not_encoded_as_it_says_is_damaged(encoding: str) -> None:
    lines, body = html(REPORT, encoding="base64")
    damaged = body[:40] + b"!" + body[41:] if encoding == "base64" else REPORT.encode()
    part = (lines.replace("base64", encoding), damaged)

    assert "damaged_part" in read_document(saved(part)).notes


def nested(depth: int) -> bytes:
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        for level in range(depth)
    )
    return f"MIME-Version: 1.0\n{head}Content-Type: text/html\n\n{REPORT}".encode()


HOSTILE = {
    "no page": (saved(IMAGE), "holds no HTML page"),
    "no part": (saved(), "holds no HTML page"),
    "no boundary": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "no boundary"),
    "boundary nowhere": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--y\n",
        "is nowhere",
    ),
    "boundary of any bytes": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\xff\xfe\n\n--y\n",
        "is nowhere",
    ),
    "no end of the header": (
        b"MIME-Version: 1.0\n" + b"x: y\n" * 20_000 + b"\n",
        "without the header",
    ),
    "nested": (nested(5000), "more parts within parts"),
    "many parts": (
        saved(("x: y\n", b"\n------b--1\nx: y\n" * 400_000)),
        f"more than {MAX_PARTS} parts",
    ),
    "many multiparts": (
        saved(*[(f"Content-Type: multipart/x; {';' * 15_000}boundary=c\n", b"--c--")] * 100),
        "more parts within parts",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_saved_page_is_one_line_in_time(name: str) -> None:
    body, words = HOSTILE[name]
    started = time.process_time()
    with pytest.raises(DocumentError, match=words) as caught:
        read_document(body, name="a.mhtml")

    assert "\n" not in str(caught.value)
    assert time.process_time() - started < 4


def test_parts_within_parts_as_mail_programs_make_them_are_read() -> None:
    document = read_document(nested(3))

    assert figures(document) == FIGURES


def test_many_short_lines_and_rules_take_no_time() -> None:
    page = REPORT.replace("</body>", "<p>" + "-\n--\n" * 500_000 + "</p></body>")
    started = time.process_time()

    assert figures(read_document(saved(html(page)))) == FIGURES
    assert time.process_time() - started < 4


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=8))
@example([(0, 0)])
@settings(max_examples=100, deadline=None)
def test_any_damage_gives_a_document_or_one_line(damage: list[tuple[int, int]]) -> None:
    body = bytearray(saved(html(TABLE, encoding="quoted-printable"), IMAGE))
    for place, value in damage:
        body[place % len(body)] = value
    with contextlib.suppress(DocumentError):
        assert read_document(bytes(body), name="a.mht").kind in {"html", "text"}
