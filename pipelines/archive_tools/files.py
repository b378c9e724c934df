"""Every file of an archive looked at once, several at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from pipelines.captures import Source, list_sources
from pipelines.errors import UserError

_SEVERAL: Final = 2

Result = TypeVar("Result")


def warc_files(paths: Sequence[Path]) -> list[Source]:
    """WARC files under these paths, by path; other files are no part of an archive.

    Raises :class:`UserError` for a path that is missing, and where there is no WARC file.
    """
    found = [source for source in list_sources(paths) if source.kind == "warc"]
    if not found:
        names = ", ".join(map(str, paths))
        raise UserError(f"{names}: there is no WARC file; give the folder of the archive")
    return found


def each(
    work: Callable[[Path], Result], sources: Sequence[Source], workers: int | None = None
) -> Iterator[tuple[Source, Result]]:
    """Yield what ``work`` gives for each file, in order; by default one process a core."""
    count = min(workers or os.cpu_count() or 1, len(sources))
    paths = [source.path for source in sources]
    if count < _SEVERAL:
        yield from zip(sources, map(work, paths), strict=True)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_leave_ctrl_c) as pool:
        try:
            yield from zip(sources, pool.map(work, paths), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_ctrl_c() -> None:
    """Ctrl-C goes to every process of a terminal; the one that began this ends the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
