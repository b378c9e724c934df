"""Files and pages of PDF to grey pictures of pages, in the one resolution of the reader."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipelines.documents.errors import DocumentError
from pipelines.documents.ocr.paper import Picture, type_height

DPI = 200
POINTS = 72 / DPI
#: A page of A4 at that resolution.
_PAGE_WIDTH, _PAGE_HEIGHT = 1654, 2339
#: What a picture may hold before and after it is brought to that resolution.
MAX_PIXELS = 60_000_000
_TOO_LARGE = f"the picture is too large: at most {MAX_PIXELS:,} pixels are read"
_MOST_PIXELS = 24_000_000
_MOST_ENLARGED = 3.0
#: Type smaller than this is enlarged to this, in pixels: that of tables at the usual resolution.
_SMALL_TYPE, _TYPE = 21, 25
#: Sizes of pages that are printed, in pages of A4: half of one, and A3.
_SMALLEST_PAGE, _LARGEST_PAGE = 0.4, 2.4
_LONG = 2.2
#: What is redder than it is anything else by this much is red ink.
_RED = 60


def frames(body: bytes) -> Iterator[Picture]:
    """Yield the pages of a picture file.

    Raises :class:`~pipelines.documents.errors.DocumentError` where it is damaged or holds more
    than :data:`MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(body))
        with opened as image:
            for frame in ImageSequence.Iterator(image):
                _refuse_large(frame)
                yield _scaled(_grey(frame))
                if image.format != "TIFF":
                    return
    except DocumentError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DocumentError(f"the picture is damaged: {error}") from error
    except Image.DecompressionBombError as error:
        raise DocumentError(_TOO_LARGE) from error


def _refuse_large(frame: Image.Image) -> None:
    if frame.width * frame.height > MAX_PIXELS:
        raise DocumentError(_TOO_LARGE)


def rendered(page: pypdfium2.PdfPage) -> Picture:
    """Return one page of a PDF as a reader sees it.

    Scanners often state a wrong resolution: a page of an odd size is taken for one of A4.
    """
    width, height = (max(length, 1.0) for length in page.get_size())
    pages = width * height * (DPI / 72) ** 2 / (_PAGE_WIDTH * _PAGE_HEIGHT)
    scale = DPI / 72
    if not _SMALLEST_PAGE < pages < _LARGEST_PAGE:
        scale /= math.sqrt(pages)
    picture = _render(page, scale)
    larger = min(scale * _enlarged(picture), math.sqrt(_MOST_PIXELS / (width * height)))
    return picture if larger <= scale else _render(page, larger)


def _render(page: pypdfium2.PdfPage, scale: float) -> Picture:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        return _without_red(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def _enlarged(picture: Picture) -> float:
    """Return by how much a page has to be enlarged for its type to be large enough; 1 for not."""
    height = type_height(picture)
    return 1.0 if height is None or height >= _SMALL_TYPE else _TYPE / height


def _grey(frame: Image.Image) -> Picture:
    """Return a frame turned as its camera says, what is transparent white."""
    turned = ImageOps.exif_transpose(frame)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        turned = Image.alpha_composite(white, layer)
    if turned.mode.startswith(("I", "F")):
        deep = np.asarray(turned, dtype=np.float64)
        span = max(float(deep.max() - deep.min()), 1.0)
        return np.asarray((deep - deep.min()) * (255 / span), dtype=np.uint8)
    if turned.mode in {"L", "1"}:
        return np.asarray(turned.convert("L"), dtype=np.uint8)
    return _without_red(np.asarray(turned.convert("RGB"), dtype=np.uint8))


def _without_red(colours: NDArray[np.uint8]) -> Picture:
    """Return a grey picture in which red is light: a seal lies over the text that it certifies."""
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red, others = colours[:, :, 0], np.maximum(colours[:, :, 1], colours[:, :, 2])
    np.copyto(grey, red, where=np.asarray(cv2.subtract(red, others)) > _RED)
    return grey


def _scaled(picture: Picture) -> Picture:
    """Bring a picture to the size that a page of A4 has; one long as a scroll, to its width."""
    height, width = picture.shape
    if max(height, width) > min(height, width) * _LONG:
        scale = _PAGE_WIDTH / width
    else:
        scale = math.sqrt(_PAGE_WIDTH * _PAGE_HEIGHT / (width * height))
    most = min(_MOST_ENLARGED, math.sqrt(_MOST_PIXELS / (width * height)))
    page = _resized(picture, min(scale, most))
    larger = min(scale * _enlarged(page), most)
    return page if larger <= scale else _resized(picture, larger)


def _resized(picture: Picture, scale: float) -> Picture:
    height, width = picture.shape
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8)
