"""PDFs of the mess generator: printed by LibreOffice and Chromium, read by pypdfium2."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from crawler.simulation.mess.draw import plain_page
from crawler.simulation.mess.page import PrintedCell, PrintedTable
from crawler.simulation.mess.writers import programs
from crawler.simulation.mess.writers.pdf import write_pdf
from crawler.simulation.mess.writers.print_page import print_page
from crawler.simulation.mess.writers.programs import (
    available,
    print_by_chromium,
    print_by_soffice,
)
from crawler.simulation.mess.writers.written import (
    PDF_TYPE,
    MissingProgramError,
    WrittenFile,
)
from tests.simulation.mess import printed

MISSING = available()["pdf"]
needs_printing = pytest.mark.skipif(MISSING is not None, reason=f"{MISSING} is not installed")
SEEDS = [f"print-{number}" for number in range(8)]


def text_of(file: WrittenFile) -> str:
    """All text of a PDF without white space."""
    document = pypdfium2.PdfDocument(file.body)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s", "", "".join(pages))


@pytest.fixture(scope="module")
def printed_files(tmp_path_factory: pytest.TempPathFactory) -> list[WrittenFile]:
    folder = tmp_path_factory.mktemp("print")
    files = write_pdf([(printed.page(), seed) for seed in SEEDS], folder)
    assert list(folder.iterdir()) == []
    return files


@needs_printing
def test_every_text_is_printed(printed_files: list[WrittenFile]) -> None:
    wanted = [
        *(printed.TITLE, "发布机构：示例区财政局", "发布日期：2024-01-20", "申请情况表"),
        *printed.HEADINGS,
        *printed.TEXTS,
        *("项目", "数量", "本年", "上年", "规章", "12", "1,234", "合", "计", "0.50"),
        *("办", "理", "结", "果", "1.属于国家秘密", "7", "2.其他", "其中：重复", "/"),
    ]
    for file in printed_files:
        assert (file.ending, file.content_type) == (".pdf", PDF_TYPE)
        assert list(file.variations) == sorted(file.variations)
        text = text_of(file)
        assert [part for part in wanted if part not in text] == []


@needs_printing
def test_both_programs_print(printed_files: list[WrittenFile]) -> None:
    printers = [name for f in printed_files for name in f.variations if name in PRINTERS]
    assert len(printers) == len(SEEDS)
    assert set(printers) == PRINTERS
    producers = {
        name: pypdfium2.PdfDocument(f.body).get_metadata_dict()["Producer"]
        for f in printed_files
        for name in f.variations
        if name in PRINTERS
    }
    assert "LibreOffice" in producers["pdf_libreoffice"]
    assert "Skia" in producers["pdf_chromium"]


PRINTERS = {"pdf_libreoffice", "pdf_chromium"}


@needs_printing
def test_chinese_characters_are_drawn(printed_files: list[WrittenFile]) -> None:
    for file in printed_files:
        page = pypdfium2.PdfDocument(file.body)[0]
        # A box in place of a glyph would be drawn alike for every character.
        text = page.get_textpage()
        where = [text.get_text_range().index(character) for character in "示财政"]
        glyphs = {render(page, text.get_charbox(index)) for index in where}
        assert len(glyphs) == 3


def render(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> bytes:
    left, bottom, right, top = box
    width, height = page.get_size()
    picture = page.render(
        scale=4, crop=(left, bottom, width - right, height - top), grayscale=True
    ).to_pil()
    assert picture.getextrema()[0] < 128
    return bytes(picture.resize((16, 16)).tobytes())


@needs_printing
def test_compact_reports_take_few_pages(tmp_path: Path) -> None:
    pages = [(plain_page(random.Random(f"compact-{n}")), f"compact-{n}") for n in range(6)]
    files = write_pdf(pages, tmp_path, compact=True)
    assert all(len(pypdfium2.PdfDocument(file.body)) <= 3 for file in files)
    assert [page.title for page, _ in pages] == [
        page.title for (page, _), f in zip(pages, files, strict=True) if page.title in text_of(f)
    ]


def test_the_same_seed_prints_the_same_text() -> None:
    first, again, other = (print_page(printed.page(), random.Random(s))[0] for s in "aab")
    assert first == again
    assert first != other


def test_spans_of_the_page_that_is_printed() -> None:
    text, style = print_page(printed.page(), random.Random("a"))
    assert '<th rowspan="2">项目</th><th colspan="2">数量</th>' in text
    assert '<td colspan="2" class=figure>0.50</td>' in text
    assert "合<br>计" in text
    assert f"size: {'A4 landscape' if style.landscape else 'A4'}" in text


def test_a_header_repeats_only_where_no_other_stands_below() -> None:
    head = [printed.head("项目"), printed.head("数量")]
    line = [PrintedCell("规章"), printed.value("1", "a")]
    seed = next(
        f"s{n}"
        for n in range(99)
        if print_page(printed.page(), random.Random(f"s{n}"))[1].header_repeats
    )

    def of(*rows: list[PrintedCell]) -> str:
        return print_page(printed.page(PrintedTable(list(rows))), random.Random(seed))[0]

    assert "<thead><tr><th>项目</th><th>数量</th></tr>\n</thead>" in of(head, line, line)
    assert "<thead>" not in of(head, line, head, line)
    assert "<thead>" not in of(head, head)


def test_markup_in_a_text_is_printed_as_it_is() -> None:
    page = printed.page(PrintedTable([[PrintedCell("<b>1&2</b>")]]))
    assert "&lt;b&gt;1&amp;2&lt;/b&gt;" in print_page(page, random.Random("a"))[0]


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert available()["pdf"] == available()["scan"] == "soffice"
    assert available()["docx"] is None
    with pytest.raises(MissingProgramError, match="LibreOffice is missing"):
        print_by_soffice([tmp_path / "a.docx"], tmp_path)
    with pytest.raises(MissingProgramError, match="Chromium is missing"):
        print_by_chromium(tmp_path / "a.html", tmp_path / "a.pdf", tmp_path)


def test_a_machine_without_chinese_fonts_prints_nothing_of_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("soffice", "chromium", "fc-list"):
        program(tmp_path / name, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert available()["pdf"] == "Chinese fonts (fonts-noto-cjk)"
    program(tmp_path / "fc-list", "echo 'Noto Sans CJK SC'")
    assert available()["pdf"] is None


def test_a_program_that_prints_nothing_or_never_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = shutil.which("sleep")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "_START", 1)
    monkeypatch.setattr(programs, "_DOCUMENT", 0)
    program(tmp_path / "soffice", "exit 1")
    with pytest.raises(RuntimeError, match=r"LibreOffice did not print a\.pdf, b\.pdf"):
        print_by_soffice([tmp_path / "a.docx", tmp_path / "b.docx"], tmp_path)
    program(tmp_path / "chromium", f"{sleep} 60")
    with pytest.raises(RuntimeError, match=r"Chromium did not print a\.pdf"):
        print_by_chromium(tmp_path / "a.html", tmp_path / "a.pdf", tmp_path)


def test_a_document_that_fells_the_program_does_not_take_the_others_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked for several files it falls at once; asked for one it prints it, unless it is the bad.
    program(
        tmp_path / "soffice",
        f'''[ "$#" -eq 8 ] || exit 1
for last; do :; done
name=${{last##*/}}
[ "$name" = bad.docx ] || echo > "{tmp_path}/${{name%.docx}}.pdf"''',
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"LibreOffice did not print bad\.pdf$"):
        print_by_soffice([tmp_path / f"{name}.docx" for name in ("a", "bad", "b")], tmp_path)
    assert (tmp_path / "a.pdf").is_file()
    assert (tmp_path / "b.pdf").is_file()


def program(path: Path, lines: str) -> None:
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
