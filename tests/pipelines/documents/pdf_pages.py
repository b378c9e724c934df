"""PDF files written by hand for the tests: text, lines, tables. Points, y down from the top.

The font is one of the standard Chinese ones that every reader knows and that is not embedded;
its Latin characters are half as wide as they are high, all others as wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT, WIDTH = 842, 595
Written = str | tuple[str, int, int]
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    " /DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light"
    " /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
    " /CapHeight 880 /StemV 93 >> >>] >>"
)


def width(text: str, size: float) -> float:
    return sum(size / 2 if character.isascii() else size for character in text)


@dataclass
class Sheet:
    """One page; ``turn`` is its /Rotate."""

    turn: int = 0
    content: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10) -> Sheet:
        """Write a line whose upper edge is at ``y``."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf {x} {HEIGHT - y - size} Td <{code}> Tj ET")
        return self

    def draw(self, operators: str) -> Sheet:
        """Add operators as they stand, y up from the lower edge."""
        self.content.append(operators)
        return self

    def line(self, x: float, y: float, x_end: float, y_end: float) -> Sheet:
        self.content.append(f"{x} {HEIGHT - y} m {x_end} {HEIGHT - y_end} l S")
        return self

    def table(
        self,
        y: float,
        columns: Sequence[float],
        *rows: Sequence[Written],
        height: float = 20,
        open_top: bool = False,
        open_bottom: bool = False,
        size: float = 10,
    ) -> Sheet:
        """Rule cells, each its text or (text, rowspan, colspan), between the sides given."""
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            column = 0
            for written in row:
                text, down, across = (written, 1, 1) if isinstance(written, str) else written
                while (index, column) in taken:
                    column += 1
                taken |= {(index + a, column + b) for a in range(down) for b in range(across)}
                left, right = columns[column], columns[column + across]
                top, bottom = y + index * height, y + (index + down) * height
                self.line(left, top, left, bottom).line(right, top, right, bottom)
                if index or not open_top:
                    self.line(left, top, right, top)
                if index + down < len(rows) or not open_bottom:
                    self.line(left, bottom, right, bottom)
                lines = text.split("\n") if text else []
                start = (top + bottom - len(lines) * size) / 2
                for number, line in enumerate(lines):
                    self.text(left + 4, start + number * size, line, size)
        return self


def pdf(*sheets: Sheet, title: str = "", trailer: str = "") -> bytes:
    """Write the file; ``trailer`` goes into its trailer as it stands."""
    info = title.encode("utf-16-be").hex()
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(sheets)))
    fonts = "<< /Font << /F1 3 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(sheets)} /Kids [{kids}] >>",
        _FONT,
        f"<< /Title <feff{info}> >>" if title else "<< >>",
    ]
    for number, sheet in enumerate(sheets):
        stream = "\n".join(sheet.content)
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {sheet.turn}"
        page = f"/Type /Page /Parent 2 0 R {box} /Resources {fonts}"
        objects += [
            f"<< {page} /Contents {6 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    body = b"%PDF-1.5\n"
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return body + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer} >>\n"
        f"startxref\n{len(body)}\n%%EOF\n"
    ).encode("ascii")
