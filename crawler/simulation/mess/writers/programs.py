"""The programs that print: LibreOffice and Chromium, without a window and without the network."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from crawler.simulation.mess.writers.written import MissingProgramError

_SOFFICE: Final = ("soffice", "libreoffice")
_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
_FONTS: Final = "Chinese fonts (fonts-noto-cjk)"
#: Seconds that the start of a program may take, and one document of it.
_START, _DOCUMENT = 60, 10


def find_soffice() -> str | None:
    """Return the path of LibreOffice, if it is installed."""
    return _first(_SOFFICE)


def find_chromium() -> str | None:
    """Return the path of Chromium, if it is installed."""
    return _first(_CHROMIUM)


def has_chinese_fonts() -> bool:
    """Tell whether fontconfig knows a font with Chinese characters."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run(
        [lister, ":lang=zh-cn"], capture_output=True, check=False, timeout=_START
    )
    return bool(listed.stdout.strip())


def available() -> dict[str, str | None]:
    """Return for each kind of file what must be installed before it can be written, if anything."""
    printing = _missing_to_print()
    libraries = ("pypdfium2", "PIL", "numpy")
    scan = next((name for name in libraries if importlib.util.find_spec(name) is None), None)
    sheet = next((n for n in ("openpyxl", "xlwt") if importlib.util.find_spec(n) is None), None)
    return {
        "html": None,
        "text": None,
        "docx": None,
        "sheet": sheet,
        "pdf": printing,
        "scan": printing or ("pillow" if scan == "PIL" else scan),
    }


def _missing_to_print() -> str | None:
    if find_soffice() is None:
        return _SOFFICE[0]
    if find_chromium() is None:
        return _CHROMIUM[0]
    return None if has_chinese_fonts() else _FONTS


def print_by_soffice(files: Sequence[Path], folder: Path) -> list[Path]:
    """Print Word documents to PDFs of the same stems in ``folder``, all in one start.

    Raises ``RuntimeError`` naming what was not printed.
    """
    program = find_soffice()
    if program is None:
        raise MissingProgramError("LibreOffice is missing: apt-get install libreoffice-writer")
    printed = [folder / f"{file.stem}.pdf" for file in files]
    profile = (folder / "soffice").resolve().as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", str(folder)]
    _run([*command, *map(str, files)], folder, seconds=_START + _DOCUMENT * len(files))
    for file, pdf in zip(files, printed, strict=True):
        if not pdf.is_file():  # a document that fells the program takes those behind it along
            _run([*command, str(file)], folder, seconds=_START + _DOCUMENT)
    return _all_of(printed, "LibreOffice")


def print_by_chromium(file: Path, pdf: Path, profile: Path) -> Path:
    """Print one HTML file to ``pdf``; ``profile`` is a folder that no other run uses now.

    Raises ``RuntimeError`` where nothing was printed.
    """
    program = find_chromium()
    if program is None:
        raise MissingProgramError("Chromium is missing: apt-get install chromium")
    quiet = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        "--host-resolver-rules=MAP * ~NOTFOUND",
    )
    command = [program, *quiet, f"--user-data-dir={profile}", "--no-pdf-header-footer"]
    command += [f"--print-to-pdf={pdf}", file.resolve().as_uri()]
    _run(command, pdf.parent, seconds=_START)
    return _all_of([pdf], "Chromium")[0]


def _all_of(printed: list[Path], program: str) -> list[Path]:
    missing = [pdf.name for pdf in printed if not pdf.is_file()]
    if missing:
        raise RuntimeError(f"{program} did not print {', '.join(missing)}")
    return printed


def _first(names: Sequence[str]) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


def _run(command: Sequence[str], home: Path, *, seconds: int) -> None:
    """Run a program with a home of its own; one that takes too long ends with its children."""
    environment = {**os.environ, "HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
