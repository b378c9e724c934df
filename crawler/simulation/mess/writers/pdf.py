"""Pages as PDF with a text layer: half printed by LibreOffice, half by Chromium."""

from __future__ import annotations

import queue
import random
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from crawler.simulation.mess.page import Page
from crawler.simulation.mess.writers.docx import write_docx
from crawler.simulation.mess.writers.print_page import print_page
from crawler.simulation.mess.writers.programs import print_by_chromium, print_by_soffice
from crawler.simulation.mess.writers.written import PDF_TYPE, WrittenFile, chance

#: Programs at work at the same time.
_AT_ONCE: Final = 2
#: Of what Word knows and print does not show.
_NOT_PRINTED: Final = frozenset({"docx_split_runs", "docx_line_breaks_as_paragraphs"})


def write_pdf(
    pages: Sequence[tuple[Page, str]], workdir: Path, *, compact: bool = False
) -> list[WrittenFile]:
    """Print pages, each with its seed; what was printed comes in the same order.

    ``workdir`` holds the files between; they are gone at the end. ``compact``: small letters and
    margins, for scans. The same seed prints the same text; the bytes bear the time of printing.
    Raises ``MissingProgramError``, and ``RuntimeError`` where a program printed nothing.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workdir) as name:
        folder = Path(name)
        variations: list[tuple[str, ...]] = []
        word: list[Path] = []
        html: list[Path] = []
        for place, (page, seed) in enumerate(pages):
            rng = random.Random(f"pdf:{seed}")
            if chance(rng, 0.5):
                written = write_docx(page, rng, compact=compact, for_print=True)
                word.append(folder / f"{place}.docx")
                word[-1].write_bytes(written.body)
                chosen = [v for v in written.variations if v not in _NOT_PRINTED]
                variations.append(("pdf_libreoffice", *chosen))
            else:
                text, style = print_page(page, rng, compact=compact)
                html.append(folder / f"{place}.html")
                html[-1].write_text(text, encoding="utf-8")
                variations.append(("pdf_chromium", *style.variations()))
        _print(word, html, folder)
        return [
            WrittenFile((folder / f"{place}.pdf").read_bytes(), ".pdf", PDF_TYPE, chosen)
            for place, chosen in enumerate(map(_sorted, variations))
        ]


def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _print(word: Sequence[Path], html: Sequence[Path], folder: Path) -> None:
    """Print all, LibreOffice in one start beside Chromium; the first failure is raised."""
    profiles: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for place in range(_AT_ONCE):
        profiles.put(folder / f"chromium-{place}")

    def by_chromium(file: Path) -> object:
        profile = profiles.get()
        try:
            return print_by_chromium(file, file.with_suffix(".pdf"), profile)
        finally:
            profiles.put(profile)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs: list[Future[object]] = []
        if word:
            jobs.append(pool.submit(print_by_soffice, word, folder))
        jobs += [pool.submit(by_chromium, file) for file in html]
        for job in jobs:
            job.result()
