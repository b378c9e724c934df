"""What is installed, what this version lacks, and which reference data is in use."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from pipelines.schema import CONTRACT_VERSION, EXTRACTOR_VERSION

DISTRIBUTION = "gongkai"
#: Homes of the commands, relative to the working folder.
FOLDERS = ("data/archive", "data/dataset", "data/state", "data/site")
#: Kinds of documents that are recognised and not read, and what a reader would add.
NOT_READ = {
    "PDF": "reports published as PDF, with text or scanned",
    "OCR": "scanned pages and pictures of tables",
    "DOCX, DOC and WPS": "reports attached as text documents",
    "XLS and XLSX": "tables attached as sheets",
}
ABSENT = "missing"


def requirements() -> list[tuple[str, str]]:
    """Name and version of all that the distribution needs; :data:`ABSENT` where it is not there."""
    needed = distribution(DISTRIBUTION).requires or []
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed if "extra ==" not in line]
    return [(name, _version(name)) for name in names]


def versions() -> list[tuple[str, str]]:
    """Python, this distribution, the contract and the readers."""
    return [
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        (DISTRIBUTION, _version(DISTRIBUTION)),
        ("contract", str(CONTRACT_VERSION)),
        ("extractor", EXTRACTOR_VERSION),
    ]


def folders(base: Path) -> Iterator[tuple[str, str]]:
    """Whether the homes of the commands can be written; nothing is made or changed."""
    for name in FOLDERS:
        folder = base / name
        parent = next(path for path in (folder, *folder.parents) if path.exists())
        usable = parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)
        state = "there" if parent == folder else "made when needed"
        yield name, state if usable else f"cannot be written: {parent}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
