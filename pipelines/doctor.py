"""What is installed, what optional parts would add, and which reference data is in use.

Nothing is made or changed, and the packages are asked for by their metadata: none is imported.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines import optional
from pipelines.errors import UserError
from pipelines.limits.limits import LIMITS_MEMORY, MEMORY, SECONDS, Limits
from pipelines.optional import ABSENT
from pipelines.reference import Reference
from pipelines.schema import CONTRACT_VERSION, EXTRACTOR_VERSION

DISTRIBUTION = "gongkai"
#: Homes of the commands, relative to the working folder.
FOLDERS = ("data/archive", "data/dataset", "data/state", "data/site")


def show(console: Console, base: Path) -> None:
    """Print the state of health of an installation and the homes of the commands in ``base``.

    Raises :class:`UserError` where something that is needed is missing.
    """
    needed = requirements()
    console.print(_grid("versions", versions()))
    console.print(_grid("needed", needed))
    console.print(_grid("optional", optional.states()))
    console.print(_grid("limits of one document", _limits()))
    console.print(_grid("reference data", _reference()))
    console.print(_grid(f"folders in {base}", folders(base)))
    missing = [name for name, state in needed if state == ABSENT]
    if missing:
        raise UserError(f"missing: {', '.join(missing)}; install gongkai again with all it needs")


def _limits() -> Iterator[tuple[str, str]]:
    """Yield what a PDF, an office document or a picture may cost, and what changes it."""
    limits = Limits.from_environment()
    yield "time", f"{limits.seconds:g} s, all pages {limits.all_seconds:g} s ({SECONDS})"
    memory = f"{limits.memory_mb} MB ({MEMORY})"
    yield "memory", memory if LIMITS_MEMORY else "not limited on this system"


def _reference() -> Iterator[tuple[str, str]]:
    """Yield each reference file in use with its rows, where it is from, and the fingerprint."""
    reference = Reference.load()
    for name, path in sorted(reference.files.items()):
        yield f"{name}.csv", f"{len(reference.rows(name))} rows, {path}"
    yield "fingerprint", reference.fingerprint


def _grid(title: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
    table.add_column(min_width=20, no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


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
    """Yield each home of the commands and whether it can be written."""
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
