"""What every run of Scrapy in this process needs: an archive to write to, and a polite end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from pipelines.errors import UserError

if sys.platform != "win32":
    import resource

#: Connections that no crawl comes near to.
CONNECTIONS = 16_384


def make_archive(archive: Path) -> None:
    """Make the folder of the archive before anything is asked.

    Raises :class:`UserError` where it cannot be made or written.
    """
    try:
        archive.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{archive}: {error.strerror}; choose another --archive") from None
    if not os.access(archive, os.W_OK | os.X_OK):
        raise UserError(f"{archive}: cannot be written; choose another --archive")


def open_many() -> None:
    """Let this process open as many connections as it may, at most :data:`CONNECTIONS`.

    A connection outlives its last answer for a while, so that a night of short visits holds
    more of them than the 1,024 files that a shell commonly allows.
    """
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@contextmanager
def stoppable(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` in the reactor on Ctrl-C or SIGTERM; a second signal ends the process."""

    def ask(number: int, _frame: FrameType | None) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor when imported

        signal.signal(number, signal.SIG_DFL)
        reactor.callFromThread(stop)

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, ask) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
