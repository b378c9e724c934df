"""Archive files moved to another folder or disk; killed at any moment, nothing is lost.

A file is copied under a hidden name, synced, read back and compared; it gets its name, the
state of the crawl is told, and only then the old one is removed. Where the move was interrupted
in between, both are there, and the same command finds that they are the same and goes on. Within
one file system there is nothing to copy: the file gets its new name, then loses the old one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.archive_tools.files import warc_files
from pipelines.archive_tools.references import CrawlState
from pipelines.captures.sources import OPEN_SUFFIX
from pipelines.errors import UserError

_STEP: Final = 1024 * 1024
#: Name of a copy that is not whole yet; what begins with a dot is read by nobody.
_PART: Final = ".{}.part"


@dataclass(frozen=True, slots=True)
class Move:
    """One file on its way; ``size`` in bytes, ``listed`` its path in the archive from now on."""

    source: Path
    target: Path
    size: int
    listed: str | None


def plan(paths: Sequence[Path], folder: Path, state: CrawlState) -> list[Move]:
    """Say what is to be moved into ``folder``: the files of a folder keep their paths in it.

    Files that are there already are passed over. Raises :class:`UserError` for a file that is
    still written, a name that would be there twice, and a file that would leave the archive
    before it was extracted.
    """
    moves: list[Move] = []
    names: dict[str, Path] = {}
    for source in warc_files(paths):
        target = folder / source.relative
        if _within(source.path, folder) or target.resolve() == source.path.resolve():
            continue
        if source.path.name.endswith(OPEN_SUFFIX):
            raise UserError(
                f"{source.path}: it is still written, or was left by a crawl that was killed; "
                "the next gongkai crawl finishes it"
            )
        twin = names.setdefault(source.path.name, source.path)
        if twin != source.path:
            raise UserError(f"{source.path}: {twin} has the same name; move them apart")
        listed = _listed(source.path, target, state)
        moves.append(Move(source.path, target, source.path.stat().st_size, listed))
    return moves


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _listed(source: Path, target: Path, state: CrawlState) -> str | None:
    """Path of a file in the archive after the move; null where no state lists it."""
    listed = state.of(source.name)
    if listed is None:
        return None
    here = source.resolve().as_posix()
    if here.endswith(f"/{listed.path}"):
        root = Path(here.removesuffix(listed.path))
        if _within(target, root):
            return target.resolve().relative_to(root).as_posix()
    told = target.exists() and target.resolve().as_posix().endswith(f"/{listed.path}")
    if not (listed.extracted or told):  # told already by a move that was interrupted
        raise UserError(
            f"{source}: it would leave the archive before it was extracted; "
            "run gongkai crawl or gongkai nightly first, or move it within the archive"
        )
    return listed.path


def move(
    moves: Sequence[Move], state: CrawlState, progress: Callable[[int, int], None] | None = None
) -> None:
    """Move the files one after another, each whole before the old one goes.

    Raises :class:`UserError` where other bytes are there under the same name, or what was
    written does not read back as it was.
    """
    for number, one in enumerate(moves, start=1):
        _move(one, state)
        if progress is not None:
            progress(number, len(moves))


def _move(one: Move, state: CrawlState) -> None:
    one.target.parent.mkdir(parents=True, exist_ok=True)
    if one.target.exists():
        # An earlier move was interrupted before it removed the old file.
        if _digest_of(one.source) != _digest_of(one.target):
            raise UserError(f"{one.target}: holds other bytes than {one.source}; nothing was moved")
    elif not _link(one):
        _copy(one)
    if one.listed is not None:
        state.moved(one.source.name, one.listed)
    one.source.unlink()
    _sync_folder(one.source.parent)


def _link(one: Move) -> bool:
    """Give the file its new name beside the old one; false on another disk.

    Unlike a rename, it never replaces what came there meanwhile.
    """
    try:
        os.link(one.source, one.target)
    except FileExistsError:
        raise
    except OSError:
        return False
    _sync_folder(one.target.parent)
    return True


def _copy(one: Move) -> None:
    part = one.target.with_name(_PART.format(one.target.name))
    digest = hashlib.sha256()
    with one.source.open("rb") as source, part.open("wb") as copy:
        for piece in iter(lambda: source.read(_STEP), b""):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
        # Read from the disk, not from what the system still holds in memory.
        os.posix_fadvise(copy.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if _digest_of(part) != digest.digest():
        part.unlink()
        raise UserError(
            f"{one.target}: what was written does not read back as it was; check that disk "
            f"(the file is still at {one.source})"
        )
    # Its age tells the next crawl that it is not new.
    shutil.copystat(one.source, part)
    part.rename(one.target)
    _sync_folder(one.target.parent)


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
