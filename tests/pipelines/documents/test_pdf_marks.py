"""Numbers of a PDF with the mark of a footnote, or beside a number that is struck out."""

from __future__ import annotations

import pytest

from pipelines import extract_bytes
from pipelines.documents import read_document
from pipelines.model import Grid, Paragraph
from tests.pipelines.documents.pdf_pages import HEIGHT, WIDTH, Sheet, pdf
from tests.pipelines.second.printed import DISPUTES, FIGURES, MISPRINT
from tests.tables import disputes_rows, requests_rows

COLUMNS = [60, 200, 300, 400, 500]
#: Size of a mark and its rise, in sizes of the number, as these programs draw it.
LIBREOFFICE, CHROMIUM, CHROMIUM_SMALL = (0.58, 0.39), (0.83, 0.4), (0.6, 0.4)


def digits(sheet: Sheet, x: float, baseline: float, text: str, size: float = 10) -> Sheet:
    """Write digits that stand on this line, each half as wide as it is high."""
    return sheet.text(x, baseline - size, text, size)


def cells(sheet: Sheet) -> list[str]:
    document = read_document(pdf(sheet))
    [grid] = [block for block in document.blocks if isinstance(block, Grid)]
    return [cell.text for cell in grid.cells]


def ruled(*texts: str) -> Sheet:
    """One row whose first value stands on the line at 115."""
    return Sheet().table(100, COLUMNS, ["规章", *texts])


@pytest.mark.parametrize("drawn", [LIBREOFFICE, CHROMIUM, CHROMIUM_SMALL])
@pytest.mark.parametrize("mark", ["1", "12", "１"])
def test_a_raised_mark_is_no_digit_of_its_number(drawn: tuple[float, float], mark: str) -> None:
    size, rise = drawn
    sheet = digits(ruled("37", "2", "3"), 214, 115 - 10 * rise, mark, 10 * size)
    raised = {"1": "¹", "12": "¹²", "１": "¹"}[mark]
    assert cells(sheet) == ["规章", f"37{raised}", "2", "3"]


def test_a_mark_by_the_rise_of_its_text() -> None:
    sheet = ruled("", "2", "3")
    number, mark = ("".join(f"{ord(c):04x}" for c in text) for text in ("37", "1"))
    sheet.draw(
        f"BT /F1 10 Tf 204 {HEIGHT - 115} Td <{number}> Tj /F1 6 Tf 4 Ts <{mark}> Tj 0 Ts ET"
    )
    assert cells(sheet) == ["规章", "37¹", "2", "3"]


@pytest.mark.parametrize(
    ("turn", "matrix"), [(90, f"0 1 -1 0 {HEIGHT} 0"), (180, f"-1 0 0 -1 {WIDTH} {HEIGHT}")]
)
def test_a_mark_on_a_page_that_is_turned(turn: int, matrix: str) -> None:
    sheet = digits(ruled("37", "2", "3"), 214, 111, "1", 6)
    turned = Sheet(turn).draw(f"{matrix} cm").draw("\n".join(sheet.content))
    assert cells(turned) == ["规章", "37¹", "2", "3"]


@pytest.mark.parametrize(
    ("size", "rise"),
    [(6, 0), (10, 4), (9.2, 4), (8, 1.5), (6, -1)],
    ids=["smaller", "raised", "hardly smaller", "hardly raised", "lowered"],
)
def test_what_is_only_smaller_or_only_raised_is_read_as_before(size: float, rise: float) -> None:
    sheet = digits(ruled("37", "2", "3"), 214, 115 - rise, "1", size)
    assert cells(sheet) == ["规章", "371", "2", "3"]


def test_sizes_that_differ_from_cell_to_cell_mark_nothing() -> None:
    sheet = digits(ruled("37", "", ""), 304, 111, "2", 6)
    assert cells(digits(sheet, 404, 113, "38", 8)) == ["规章", "37", "2", "38"]


def test_a_mark_after_a_label_is_read_as_before() -> None:
    assert cells(digits(ruled("37", "2", "3"), 84, 111, "1", 6))[0] == "规章1"


def test_a_mark_in_running_text() -> None:
    sheet = Sheet().text(60, 105, "公开37")
    sheet = digits(sheet, 90, 111, "1", 6).text(93, 105, "件。")
    [block] = read_document(pdf(sheet)).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "公开37¹件。"


@pytest.mark.parametrize(
    "lines",
    [[3], [2, 3.2], [3.4]],
    ids=["one line", "two lines", "as browsers draw it"],
)
def test_a_number_that_is_struck_out_is_no_part_of_the_next(lines: list[float]) -> None:
    sheet = ruled("9937", "2", "3")
    for high in lines:
        sheet.line(204, 115 - high, 214, 115 - high)
    assert cells(sheet) == ["规章", "99 37", "2", "3"]


@pytest.mark.parametrize(
    ("high", "end"),
    [(-1, 214), (0.5, 214), (6, 214), (3, 206.5), (3, 224)],
    ids=["underlined", "on the line", "above the middle", "half a digit", "all of it"],
)
def test_other_lines_at_numbers_are_read_as_before(high: float, end: float) -> None:
    sheet = ruled("9937", "2", "3").line(204, 115 - high, end, 115 - high)
    assert cells(sheet) == ["规章", "9937", "2", "3"]


@pytest.mark.parametrize("number", ["37", "1,037", "12.5"])
def test_two_readings_do_not_agree_on_a_number_with_its_mark(number: str) -> None:
    sides = [30, 80, 130, 325, *range(360, 571, 35)]
    rows = requests_rows({**FIGURES, "disclosed": [number, *MISPRINT["disclosed"][1:]]})
    sheet = Sheet().table(120, sides, *rows, height=15, size=5)
    # 予以公开 is the sixth row; digits are half as wide as they are high.
    digits(sheet, 329 + len(number) * 2.5, 120 + 5 * 15 + 10 - 2, "1", 3)
    sheet.table(620, range(30, 591, 35), *disputes_rows(DISPUTES), height=15, size=5)
    found = extract_bytes(pdf(sheet), content_type="application/pdf", name="a.pdf").to_dict()
    assert found["requests"]["disclosed"]["natural_person"] is None
    assert [f["raw"] for f in found["findings"] if f["rule"] == "cell.unreadable"] == [f"{number}¹"]
