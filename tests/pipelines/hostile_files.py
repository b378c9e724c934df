"""Hostile files and good ones beside them, written by code. Every file is small; what it costs is not."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Sequence

from tests.grids import Written
from tests.pipelines.documents import word
from tests.pipelines.documents.pdf_pages import Sheet, pdf
from tests.tables import LINES_2021, disputes_rows, proactive_2021_rows, requests_rows

PAGES = 300


def title(agency: str) -> str:
    return f"石岩市{agency}2022年政府信息公开工作年度报告"


# --- good reports ------------------------------------------------------------------------

#: A form that adds up: one application, disclosed; nothing else.
REQUESTS = {
    line: ["1", "0", "0", "0", "0", "0", "1"]
    for line in ("received_new", "disclosed", "outcome_total")
}
SECTIONS: list[tuple[str, list[list[Written]]]] = [
    ("二、主动公开政府信息情况", proactive_2021_rows(["0"] * 9 + ["20.5"])),
    ("三、收到和处理政府信息公开申请情况", requests_rows(REQUESTS)),
    ("四、政府信息公开行政复议、行政诉讼情况", disputes_rows(["0"] * 15)),
]
assert set(REQUESTS) <= set(LINES_2021)


def good_html(agency: str) -> bytes:
    parts = [f"<h1>{title(agency)}</h1><p>一、总体情况</p>"]
    for heading, rows in SECTIONS:
        parts.append(f"<p>{heading}</p><table>")
        parts += [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows]
        parts.append("</table>")
    body = f"<title>{title(agency)}</title><body>{''.join(parts)}</body>"
    return f"<html><meta charset=utf-8>{body}</html>".encode()


def _cell(written: Written) -> str:
    text, down, across = (written, 1, 1) if isinstance(written, str) else written
    return f"<td rowspan={down} colspan={across}>{text}</td>"


def good_docx(agency: str) -> bytes:
    document = word.empty()
    document.add_paragraph(title(agency))
    document.add_paragraph("一、总体情况")
    for heading, rows in SECTIONS:
        document.add_paragraph(heading)
        word.with_table(document, rows)
    return word.saved(document)


def good_pdf(agency: str, more: Sequence[Sheet] = ()) -> bytes:
    sides = [
        [30, 200, 300, 400, 500],
        [30, 80, 130, 325, *range(360, 571, 35)],
        [30 + 35 * number for number in range(16)],
    ]
    sheets = []
    for (heading, rows), columns in zip(SECTIONS, sides, strict=True):
        sheet = Sheet().text(60, 90, heading)
        sheets.append(sheet.table(120, columns, *rows, height=15, size=5))
    sheets[0].text(60, 40, title(agency), 18)
    return pdf(*sheets, *more)


# --- hostile files -----------------------------------------------------------------------


def long_pdf(agency: str) -> bytes:
    """Write a report of 300 pages: the form, then an annex."""
    annex = [Sheet().text(60, 400, f"附录第{number}页") for number in range(PAGES - 3)]
    return good_pdf(agency, annex)


def encrypted_pdf() -> bytes:
    """Only a password, which nobody has, opens it."""
    lock = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}>"
    sheet = Sheet().text(60, 60, "密")
    return pdf(sheet, trailer=f"/ID [<00> <00>] /Encrypt << {lock} >>")


def circular_pdf() -> bytes:
    """The tree of pages contains itself."""
    return pdf(Sheet().text(60, 60, "一")).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


def endless_pdf() -> bytes:
    """Thirty drawings, each made of the next one twice; the last is eight megabytes of nothing.

    Two to the power of thirty times eight megabytes take some years to read, and no memory.
    """
    drawings = [_stream(b"/X Do /X Do", f"{_FORM} {_uses(6 + n)}") for n in range(30)]
    nothing = _stream(_repeated(b"q Q ", 8), f"{_FORM} /Filter /FlateDecode")
    return _objects(_page(_uses(5)), _stream(b"/X Do"), *drawings, nothing)


def huge_pdf(megabytes: int) -> bytes:
    """What is drawn on the page unpacks to this much."""
    content = _stream(_repeated(b"    ", megabytes), "/Filter /FlateDecode")
    return _objects(_page(""), content)


def corrupt_docx() -> bytes:
    whole = good_docx("农业局")
    return whole[: len(whole) // 2]


def bomb(name: str) -> bytes:
    """Archive with one part of 100 MB in 100 KB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * 100_000_000)
    return out.getvalue()


def cat() -> tuple[int, int, bytes]:
    """Width, height and grey points of a picture of something furry: shades, no letters."""
    width, height, spot = 320, 400, 32
    dice = random.Random(4)
    spots = [[dice.randrange(60, 200) for _ in range(width // spot + 2)] for _ in range(height)]

    def point(x: int, y: int) -> int:
        """Shade between those of the four spots around, and a hair."""
        (row, down), (column, right) = divmod(y, spot), divmod(x, spot)
        upper, lower = spots[row], spots[row + 1]
        above = upper[column] * (spot - right) + upper[column + 1] * right
        below = lower[column] * (spot - right) + lower[column + 1] * right
        return (above * (spot - down) + below * down) // spot**2 + dice.randrange(-9, 10)

    return width, height, bytes(point(x, y) for y in range(height) for x in range(width))


def cat_png() -> bytes:
    width, height, points = cat()
    rows = b"".join(b"\0" + points[y * width : (y + 1) * width] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def cat_scan() -> bytes:
    """Scan of the same, a page of one picture."""
    width, height, points = cat()
    picture = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture += f" /Width {width} /Height {height} /Filter /FlateDecode"
    return _objects(
        _page(_uses(5)),
        _stream(b"500 0 0 700 40 60 cm /X Do"),
        _stream(zlib.compress(points), picture),
    )


# --- PDF by hand -------------------------------------------------------------------------

_FORM = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"


def _uses(number: int) -> str:
    return f"/Resources << /XObject << /X {number} 0 R >> >>"


def _page(resources: str) -> bytes:
    """Object 3, a page whose content is object 4."""
    return f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents 4 0 R >>".encode()


def _stream(content: bytes, entries: str = "") -> bytes:
    head = f"<< /Length {len(content)} {entries} >>\nstream\n"
    return head.encode() + content + b"\nendstream"


def _repeated(words: bytes, megabytes: int) -> bytes:
    """Deflate so many megabytes of the same four bytes, without having them."""
    packer = zlib.compressobj(9)
    begin = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(words * (1 << 18)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + again * megabytes + packer.flush()


def _objects(*objects: bytes) -> bytes:
    """Write a file of one page, object 3 and those after it as given."""
    first = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
    body, places = b"%PDF-1.5\n", []
    for number, written in enumerate((*first, *objects), start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (size, table, trailer)
