"""Pictures of reports: drawn tables with the truth beside them, clean and spoiled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pipelines import extract_bytes
from pipelines.documents import DocumentError, NotReadHereError, ocr, read_document
from pipelines.model import Cell, Document, Grid, Heading, Paragraph
from tests.pipelines.documents.scans import Scan, needs_ocr, picture
from tests.tables import disputes_rows

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = (60, 220, 320, 420, 520)
#: Figures that are alike, repeat, or are easily lost.
FIGURES = ("11", "111", "1111", "0", "8", "6889", "10101", "7", "1,234", "12.5", "100", "3")


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading | Paragraph)]


def cells(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


def page(dpi: int = 200) -> Scan:
    scan = Scan(dpi).text(120, 60, "石岩市水务局2022年政府信息公开工作年度报告", 16)
    scan.text(60, 110, "二、主动公开政府信息情况", 14)
    return scan.table(
        140,
        COLUMNS,
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", *FIGURES[0:3]],
        [("行政规范性文件\n及其他", 3, 1), *FIGURES[3:6]],
        FIGURES[6:9],
        FIGURES[9:12],
    ).text(60, 300, "本年度没有收取信息处理费。", 12)


TRUTH = [
    ("第二十条第（一）项", 0, 0, 1, 4),
    ("信息内容", 1, 0, 1, 1),
    ("本年制发件数", 1, 1, 1, 1),
    ("本年废止件数", 1, 2, 1, 1),
    ("现行有效件数", 1, 3, 1, 1),
    ("规章", 2, 0, 1, 1),
    ("11", 2, 1, 1, 1),
    ("111", 2, 2, 1, 1),
    ("1111", 2, 3, 1, 1),
    ("行政规范性文件\n及其他", 3, 0, 3, 1),
    ("0", 3, 1, 1, 1),
    ("8", 3, 2, 1, 1),
    ("6889", 3, 3, 1, 1),
    ("10101", 4, 1, 1, 1),
    ("7", 4, 2, 1, 1),
    ("1,234", 4, 3, 1, 1),
    ("12.5", 5, 1, 1, 1),
    ("100", 5, 2, 1, 1),
    ("3", 5, 3, 1, 1),
]


def values(grid: Grid) -> list[str]:
    return [cell.text for cell in grid.cells if cell.row > 1 and cell.column]


@needs_ocr
def test_a_clean_page_is_read_as_printed() -> None:
    document = read_document(picture(page()))
    assert (document.kind, document.method) == ("image", "ocr")
    assert document.titles == (("first_line", "石岩市水务局2022年政府信息公开工作年度报告"),)
    assert texts(document)[1:] == ["二、主动公开政府信息情况", "本年度没有收取信息处理费。"]
    [grid] = grids(document)
    assert [(text.replace("(", "（").replace(")", "）"), *rest) for text, *rest in cells(grid)] == (
        TRUTH
    )
    assert [cell.second for cell in grid.cells] == [None] * len(TRUTH)


@needs_ocr
@pytest.mark.parametrize(
    ("dpi", "turn", "noise", "kind"),
    [(150, 1.4, 6, "JPEG"), (300, -2.6, 12, "PNG"), (200, 90, 4, "BMP"), (200, 180.5, 0, "WEBP")],
)
def test_a_spoiled_page_gives_the_same_figures(
    dpi: int, turn: float, noise: float, kind: str
) -> None:
    scan = page(dpi)
    if turn == 90:
        scan.image = scan.image.transpose(Image.Transpose.ROTATE_90)
        turn = 0
    body = picture(scan.spoiled(turn=turn, noise=noise, blur=0.4), kind=kind)
    [grid] = grids(read_document(body))
    assert values(grid) == list(FIGURES)


@needs_ocr
def test_blank_zero_slash_and_dash_are_told_apart() -> None:
    scan = Scan().table(
        100,
        COLUMNS,
        ["信息内容", "本年制发", "本年废止", "现行有效"],
        ["规章", "", "/", "—"],
        ["文件", "0", "1", "7"],
        ["其他", "-", "无", ""],
    )
    scan.text(60, 300, "石岩市水务局没有其他需要报告的事项，特此报告如上。", 12)
    [grid] = grids(read_document(picture(scan.spoiled(turn=0.7, noise=5))))
    assert [c.text for c in grid.cells if c.row and c.column] == (
        ["", "/", "—", "0", "1", "7", "—", "无", ""]
    )


@needs_ocr
@pytest.mark.parametrize("ink", [190, 225])
def test_what_is_too_pale_to_read_is_no_blank(ink: int) -> None:
    scan = Scan().table(100, COLUMNS, ["信息内容", "甲数", "乙数", "丙数"], ["规章", "", "", ""])
    scan.text(226, 127, "38", ink=ink)
    scan.text(60, 300, "石岩市水务局没有其他需要报告的事项，特此报告如上。", 12)
    [grid] = grids(read_document(picture(scan)))
    pale, *blank = [cell.text for cell in grid.cells if cell.row and cell.column]
    assert pale in {"38", "\ufffd"}
    assert blank == ["", ""]


@needs_ocr
def test_a_blot_is_unreadable_and_no_blank() -> None:
    scan = Scan().table(100, COLUMNS, ["信息内容", "甲数", "乙数", "丙数"], ["规章", "", "5", "6"])
    for x in range(230, 250):
        scan.line(x, 126 + (x * 7) % 9, x + 3, 139 - (x * 5) % 8)
    scan.text(60, 300, "石岩市水务局没有其他需要报告的事项，特此报告如上。", 12)
    [grid] = grids(read_document(picture(scan)))
    blot: Cell = next(cell for cell in grid.cells if (cell.row, cell.column) == (1, 1))
    assert blot.text
    assert blot.second is not None or not blot.text.isdecimal()


@needs_ocr
def test_a_table_cut_by_the_page_end_is_one() -> None:
    head = ["信息内容", "甲数", "乙数", "丙数"]
    one = Scan().text(60, 60, "石岩市水务局2022年政府信息公开工作年度报告", 14)
    one.table(700, COLUMNS, head, ["规章", "1", "2", "3"])
    two = Scan().table(60, COLUMNS, ["文件", "4", "5", "6"], ["其他", "7", "8", "9"])
    two.text(60, 120, "石岩市水务局没有其他需要报告的事项。", 12)
    # The second page lay elsewhere on the glass.
    two.image = two.image.rotate(1.2, fillcolor=255, translate=(25, 10))
    for kind in ("TIFF", "PDF"):
        document = read_document(picture(one, two, kind=kind))
        assert document.method == "ocr"
        [grid] = grids(document)
        assert [c.text for c in grid.cells] == [
            *head,
            "规章",
            "1",
            "2",
            "3",
            "文件",
            "4",
            "5",
            "6",
            "其他",
            "7",
            "8",
            "9",
        ]


@needs_ocr
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (picture(Scan()), "no text was found in the picture"),
        (picture(Scan())[:900], "the picture is damaged: "),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "the picture is damaged: "),
    ],
)
def test_pictures_of_nothing_are_one_line(body: bytes, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(body)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@needs_ocr
def test_a_picture_beyond_all_size_is_not_unpacked() -> None:
    huge = Scan()
    huge.image = Image.new("1", (20_000, 20_000), 1)
    with pytest.raises(DocumentError, match="too large: at most 60,000,000 pixels are read"):
        read_document(picture(huge))


def test_without_the_extra_one_line_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(NotReadHereError) as caught:
        read_document(b"\x89PNG\r\n\x1a\n")
    assert str(caught.value) == "the file is a picture; it needs OCR: pip install 'gongkai[ocr]'"


_WITHOUT_NETWORK = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
import pipelines.documents
assert not {"rapidocr", "onnxruntime", "cv2"} & set(sys.modules), "imported before it is needed"
document = pipelines.documents.read_document(sys.stdin.buffer.read())
sys.stderr.write(document.titles[0][1])
"""


@needs_ocr
def test_ocr_asks_no_network_prints_nothing_and_writes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        input=picture(page()),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.stderr.decode() == "石岩市水务局2022年政府信息公开工作年度报告"
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (0, b"", [])


@needs_ocr
def test_a_scanned_report_becomes_one_with_its_doubts() -> None:
    scan = Scan().text(120, 60, "石岩市水务局2022年政府信息公开工作年度报告", 16)
    scan.text(60, 110, "四、政府信息公开行政复议、行政诉讼情况", 14)
    values = ["1", "2", "3", "4", "10", "0", "0", "0", "0", "0", "5", "0", "/", "", "6"]
    columns = [30 + 36 * place for place in range(16)]
    scan.table(140, columns, *disputes_rows(values), height=34)
    scan.text(60, 300, "石岩市水务局没有其他需要报告的事项。", 12)
    extraction = extract_bytes(picture(scan), name="scan.png").extraction
    [report] = extraction.reports
    assert (report.year, report.fields["document_kind"], report.fields["method"]) == (
        2022,
        "image",
        "ocr",
    )
    assert [list(line.values.values()) for line in report.disputes.values()] == [
        [1, 2, 3, 4, 10],
        [0, 0, 0, 0, 0],
        [5, 0, None, None, 6],
    ]
    after = report.disputes["litigation_after_reconsideration"]
    assert [(one.column, one.state) for one in after.states] == [
        ("other", "slash"),
        ("pending", "blank"),
    ]
    assert [one.rule for one in report.findings if one.rule.startswith("disputes.")] == [
        "disputes.row_total"
    ]
