"""A printed report as it comes from a scanner: pictures of its pages, clean or spoilt."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from crawler.simulation.mess.writers.written import (
    PDF_TYPE,
    MissingProgramError,
    WrittenFile,
    chance,
)

if TYPE_CHECKING:
    from PIL import Image

Colour = Literal["grey", "colour"]

_POINTS: Final = 72
_WHITE: Final = 255
#: Paper under a colour scanner: not quite white.
_PAPER: Final = (253, 250, 243)
_CLEAN_QUALITY: Final = 80
#: The dots in which ``blur`` is given.
_BLUR_DPI: Final = 200
#: Pillow would write the clock's.
_WRITTEN_AT: Final = time.struct_time((2024, 1, 1, 0, 0, 0, 0, 1, 0))


@dataclass(frozen=True, slots=True)
class ScanStyle:
    """What a scanner does to a page.

    ``angle`` in degrees, ``noise`` as the standard deviation of grey (0 to 255), ``blur`` as a
    radius in dots of 200 dpi, ``shade`` the share of light lost in the darkest corner, ``quality``
    that of JPEG.
    """

    dpi: int
    colour: Colour
    angle: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    shade: float = 0.0
    quality: int = 92

    def variations(self) -> tuple[str, ...]:
        """Return the names of what was done, sorted; ``scan_clean`` where nothing was."""
        spoilt = {
            "scan_rotated": self.angle != 0,
            "scan_noisy": self.noise > 0,
            "scan_blurred": self.blur > 0,
            "scan_uneven_light": self.shade > 0,
            "scan_low_quality": self.quality < _CLEAN_QUALITY,
        }
        named = [name for name, is_so in spoilt.items() if is_so] or ["scan_clean"]
        return tuple(sorted([*named, f"scan_{self.dpi}dpi", f"scan_{self.colour}"]))


def draw_style(rng: random.Random, *, is_clean: bool | None = None) -> ScanStyle:
    """Draw the scanner: clean (200 dpi and up), or noisy or rotated; half of each if not said."""
    colour: Colour = rng.choice(("grey", "grey", "colour"))
    if chance(rng, 0.5) if is_clean is None else is_clean:
        return ScanStyle(dpi=rng.choice((200, 300)), colour=colour)
    rotated, noisy = rng.choice(((True, False), (False, True), (True, True)))
    return ScanStyle(
        dpi=rng.choice((150, 200, 300)),
        colour=colour,
        angle=rng.choice((-1, 1)) * rng.uniform(0.3, 1.5) if rotated else 0.0,
        noise=rng.uniform(6, 18) if noisy else 0.0,
        blur=rng.uniform(0.4, 0.9) if chance(rng, 0.3) else 0.0,
        shade=rng.uniform(0.1, 0.3) if chance(rng, 0.4) else 0.0,
        quality=rng.randint(55, 75) if chance(rng, 0.3) else 92,
    )


def write_scan(pdf_body: bytes, rng: random.Random, *, is_clean: bool | None = None) -> WrittenFile:
    """Scan a printed PDF: a PDF of pictures, or a PNG or JPEG where it has one page.

    Raises :class:`MissingProgramError` where pypdfium2, pillow or numpy is not installed.
    """
    style = draw_style(rng, is_clean=is_clean)
    pages = [_scanned(page, style, rng) for page in _rendered(pdf_body, style)]
    ending = rng.choice((".pdf", ".png", ".jpg")) if len(pages) == 1 else ".pdf"
    body, content_type = _saved(pages, ending, style)
    named = (*style.variations(), f"scan_{ending[1:]}")
    return WrittenFile(body, ending, content_type, tuple(sorted(named)))


def _rendered(pdf_body: bytes, style: ScanStyle) -> list[Image.Image]:
    try:
        import pypdfium2  # noqa: PLC0415 - only who writes scans needs it
        from PIL import Image  # noqa: F401, PLC0415 - pypdfium2 gives its pictures
    except ImportError as error:
        raise MissingProgramError(f"{error.name} is missing: pip install {error.name}") from None
    document = pypdfium2.PdfDocument(pdf_body)
    try:
        return [
            page.render(scale=style.dpi / _POINTS, grayscale=style.colour == "grey").to_pil().copy()
            for page in document
        ]
    finally:
        document.close()


def _scanned(page: Image.Image, style: ScanStyle, rng: random.Random) -> Image.Image:
    from PIL import Image, ImageChops, ImageFilter  # noqa: PLC0415 - see _rendered

    if style.colour == "colour":
        page = page.convert("RGB")
        page = ImageChops.multiply(page, Image.new("RGB", page.size, _PAPER))
    if style.angle:
        white = _WHITE if page.mode == "L" else _PAPER
        page = page.rotate(style.angle, Image.Resampling.BICUBIC, fillcolor=white)
    if style.blur:
        page = page.filter(ImageFilter.GaussianBlur(style.blur * style.dpi / _BLUR_DPI))
    if style.noise or style.shade:
        page = _spoilt(page, style, rng)
    return page


def _spoilt(page: Image.Image, style: ScanStyle, rng: random.Random) -> Image.Image:
    """Add noise and uneven light, the same to all colours."""
    import numpy as np  # noqa: PLC0415 - only who writes scans needs it
    from PIL import Image  # noqa: PLC0415 - see _rendered

    drawn = np.random.default_rng(rng.getrandbits(64))
    dots = np.asarray(page, dtype=np.float32)
    height, width = dots.shape[:2]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    light = 1 - style.shade * (down + across) / 2
    noise = style.noise * drawn.standard_normal((height, width), dtype=np.float32)
    if dots.ndim > light.ndim:
        light, noise = light[:, :, None], noise[:, :, None]
    spoilt = np.clip(dots * light + noise, 0, _WHITE).astype(np.uint8)
    return Image.fromarray(spoilt)


def _saved(pages: Sequence[Image.Image], ending: str, style: ScanStyle) -> tuple[bytes, str]:
    first, *rest = pages
    buffer = io.BytesIO()
    dots: dict[str, Any] = {"dpi": (style.dpi, style.dpi)}
    if ending == ".png":
        first.save(buffer, "PNG", **dots)
        return buffer.getvalue(), "image/png"
    if ending == ".jpg":
        first.save(buffer, "JPEG", quality=style.quality, **dots)
        return buffer.getvalue(), "image/jpeg"
    first.save(
        buffer,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=style.dpi,
        quality=style.quality,
        creationDate=_WRITTEN_AT,
        modDate=_WRITTEN_AT,
    )
    return buffer.getvalue(), PDF_TYPE
