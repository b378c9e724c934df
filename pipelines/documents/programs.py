"""Programs that read what has no reader of its own here: found, and run in a private folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.documents import guard
from pipelines.documents.errors import DocumentError

#: Seconds and megabytes for one document: thirty and ten times what the programs take.
SECONDS: Final = 50.0
MEMORY_MB: Final = 2048
#: Nothing listens at the port "discard" of this machine.
_NOWHERE: Final = "http://127.0.0.1:9"
_KEPT: Final = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE")


def office() -> str | None:
    """Return the path of LibreOffice; null where it is not installed."""
    return _first("soffice", "libreoffice")


def catdoc() -> str | None:
    """Return the path of catdoc; null where it is not installed."""
    return _first("catdoc")


def _first(*names: str) -> str | None:
    """Return the first program of these; none on Windows, where a guard can end no group."""
    if sys.platform == "win32":
        return None
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder that only this user may enter, and remove it with what is in it."""
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve()


def run(command: Sequence[str], folder: Path) -> bytes:
    """Run a program in a private folder and return what it prints.

    It has no network, no terminal and no more of the environment than it needs to start; its
    home and its temporary files are in the folder. What it has begun ends with it, and it ends
    with this process. Raises :class:`DocumentError` where it took too long or could not be begun;
    a program that fails by itself has then printed or written nothing.
    """
    name = Path(command[0]).name
    guarded = [f"{SECONDS:g}", str(MEMORY_MB), str(folder), *command]
    with subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, *guarded],
        env=_environment(os.environ, folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        # The pipe to it stays open as long as somebody waits here; leaving closes it.
        status = process.wait()
    if status == guard.LATE:
        raise DocumentError(f"{name} took more than {SECONDS:g} s and was ended")
    if status == guard.NOT_RUN:
        raise DocumentError(f"{name} could not be run")
    printed = folder / "printed"
    return printed.read_bytes() if printed.is_file() else b""


def _environment(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    kept = {name: given[name] for name in _KEPT if name in given}
    proxies = {f"{scheme}_proxy": _NOWHERE for scheme in ("http", "https", "ftp", "all")}
    own = {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    return {**kept, **proxies, **own, "SAL_USE_VCLPLUGIN": "svp"}
