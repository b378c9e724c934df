"""Scans of the mess generator, opened by pillow and pypdfium2."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pypdfium2
from PIL import Image

from crawler.simulation.mess.writers.scan import ScanStyle, draw_style, write_scan
from crawler.simulation.mess.writers.written import PDF_TYPE, WrittenFile

#: A page of 300 by 400 points with a black bar across, 100 points from above and 20 high.
_BAR = (50, 100, 250, 120)


@lru_cache
def printed_pdf(pages: int = 1) -> bytes:
    page = Image.new("L", (300, 400), 255)
    page.paste(0, _BAR)
    buffer = io.BytesIO()
    page.save(buffer, "PDF", save_all=True, append_images=[page] * (pages - 1), resolution=72)
    return buffer.getvalue()


@lru_cache
def many() -> list[WrittenFile]:
    return [write_scan(printed_pdf(), random.Random(f"scan-{number}")) for number in range(60)]


def first_with(has: Callable[[tuple[str, ...]], bool]) -> WrittenFile:
    return next(file for file in many() if has(file.variations))


def pictures(file: WrittenFile) -> list[Image.Image]:
    """The pictures of a scan, as they were stored."""
    if file.content_type != PDF_TYPE:
        return [Image.open(io.BytesIO(file.body))]
    document = pypdfium2.PdfDocument(file.body)
    return [
        picture.get_bitmap().to_pil()
        for page in document
        for picture in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]


def test_kinds_of_file() -> None:
    kinds = {(file.ending, file.content_type) for file in many()}
    assert kinds == {(".pdf", PDF_TYPE), (".png", "image/png"), (".jpg", "image/jpeg")}
    starts = {".pdf": b"%PDF", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff"}
    assert all(file.body.startswith(starts[file.ending]) for file in many())
    assert all(f"scan_{file.ending[1:]}" in file.variations for file in many())


def test_several_pages_are_a_pdf_of_pictures_without_text() -> None:
    for number in range(5):
        file = write_scan(printed_pdf(3), random.Random(number))
        assert file.content_type == PDF_TYPE
        document = pypdfium2.PdfDocument(file.body)
        assert len(document) == len(pictures(file)) == 3
        assert [page.get_textpage().get_text_range() for page in document] == ["", "", ""]


def test_the_size_follows_from_the_resolution() -> None:
    for dpi, size in ((150, (625, 834)), (200, (834, 1112)), (300, (1250, 1667))):
        (picture,) = pictures(first_with(lambda names, dpi=dpi: f"scan_{dpi}dpi" in names))  # type: ignore[misc]  # a default of a lambda
        assert picture.size == size
    document = pypdfium2.PdfDocument(first_with(lambda names: "scan_pdf" in names).body)
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (300, 400)


def test_a_clean_scan_shows_the_page_as_it_was() -> None:
    file = first_with(lambda names: {"scan_clean", "scan_200dpi", "scan_grey"} <= set(names))
    (picture,) = pictures(file)
    dots = np.asarray(picture.convert("L"), dtype=float)
    scale = 200 / 72
    left, top, right, bottom = (round(scale * edge) for edge in _BAR)
    assert dots[top + 4 : bottom - 4, left + 4 : right - 4].max() < 20
    assert dots[: top - 4].min() > 235
    assert dots[bottom + 4 :].min() > 235


def test_a_rotated_scan_leans() -> None:
    def rise(file: WrittenFile) -> int:
        (picture,) = pictures(file)
        dark = np.asarray(picture.convert("L")) < 100
        columns = np.flatnonzero(dark.any(axis=0))
        ends = (columns[0] + 10, columns[-1] - 10)
        first, last = (int(np.flatnonzero(dark[:, column])[0]) for column in ends)
        return abs(first - last)

    leaning = [f for f in many() if "scan_rotated" in f.variations]
    upright = [f for f in many() if "scan_rotated" not in f.variations]
    assert min(map(rise, leaning)) >= 2
    assert max(map(rise, upright)) <= 1


def test_a_noisy_scan_is_grainy_and_uneven_light_darkens_a_corner() -> None:
    def corners(names: set[str], without: set[str]) -> tuple[np.ndarray, np.ndarray]:
        file = first_with(lambda has: names <= set(has) and not without & set(has))
        (picture,) = pictures(file)
        dots = np.asarray(picture.convert("L"), dtype=float)
        return dots[20:60, 20:60], dots[-60:-20, -60:-20]

    _, clean = corners({"scan_clean"}, set())
    _, noisy = corners({"scan_noisy"}, {"scan_low_quality"})
    assert clean.std() < 1
    assert noisy.std() > 2
    light, dark = corners({"scan_uneven_light"}, set())
    assert light.mean() - dark.mean() > 15


def test_half_are_clean_and_at_least_200_dpi_the_others_noisy_or_rotated() -> None:
    styles = [draw_style(random.Random(f"style-{number}")) for number in range(600)]
    clean = [style for style in styles if "scan_clean" in style.variations()]
    assert 0.44 < len(clean) / len(styles) < 0.56
    assert {style.dpi for style in clean} == {200, 300}
    spoilt = [style for style in styles if style not in clean]
    assert all(style.angle or style.noise for style in spoilt)
    assert {style.dpi for style in spoilt} == {150, 200, 300}
    assert max(abs(style.angle) for style in spoilt) <= 1.5


def test_what_was_done_is_named() -> None:
    done = ScanStyle(150, "grey", angle=-0.5, noise=9, blur=0.5, shade=0.2, quality=60)
    assert done.variations() == (
        "scan_150dpi",
        "scan_blurred",
        "scan_grey",
        "scan_low_quality",
        "scan_noisy",
        "scan_rotated",
        "scan_uneven_light",
    )
    assert ScanStyle(300, "colour").variations() == ("scan_300dpi", "scan_clean", "scan_colour")


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = [write_scan(printed_pdf(), random.Random(f"scan-{number}")) for number in range(5)]
    assert again == many()[:5]
