"""The optional parts: what each adds, and whether it is there. Nothing is imported or begun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from pipelines.documents import programs

ABSENT: Final = "missing"


@dataclass(frozen=True, slots=True)
class Part:
    """One optional part: where it was found, what it adds, how it is installed."""

    name: str
    found: Callable[[], str | None]
    adds: str
    install: str

    def state(self) -> str:
        """Return one line for a person."""
        found = self.found()
        return f"{found}; {self.adds}" if found else f"{ABSENT}: {self.install} adds {self.adds}"


def _packages(*names: str) -> str | None:
    """Versions of packages that work together only; null where one is not installed."""
    try:
        return ", ".join(f"{name} {version(name)}" for name in names)
    except PackageNotFoundError:
        return None


PARTS: Final = (
    Part(
        "LibreOffice",
        programs.office,
        "reports in DOC, WPS and RTF",
        "Debian's libreoffice-writer-nogui",
    ),
    Part(
        "catdoc",
        programs.catdoc,
        "the prose of DOC and WPS where LibreOffice is missing, no tables",
        "Debian's catdoc",
    ),
    Part(
        "OCR",
        partial(_packages, "rapidocr", "onnxruntime"),
        "scanned PDF and pictures of tables",
        "gongkai[ocr]",
    ),
    Part(
        "browser",
        partial(_packages, "scrapy-playwright", "playwright"),
        "lists that only a script writes, of portals with browser=yes, by Debian's chromium",
        "gongkai[browser]",
    ),
)


def states() -> Iterator[tuple[str, str]]:
    """Yield the name and the state of every optional part."""
    for part in PARTS:
        yield part.name, part.state()
