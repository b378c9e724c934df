"""The worker: reads one document after the other, as long as somebody asks.

It ends with its reader, also in the middle of a document: on Linux the kernel itself ends it,
since native code that loops would not look at a pipe.
"""

from __future__ import annotations

import os
import pickle
import re
import select
import signal
import sys
from collections.abc import Callable
from typing import IO, Any, Final, NoReturn

from pipelines.documents import DocumentError, NotReadHereError
from pipelines.documents.pace import on_long_work
from pipelines.documents.reader import DIRECT
from pipelines.limits import wire
from pipelines.limits.limits import LIMITS_MEMORY

if sys.platform != "win32":
    import fcntl
    import resource

_MB: Final = 1 << 20
_PAGES: Final = "/proc/self/statm"
_DATA_FIELD: Final = 5
_LONGEST_LINE: Final = 1000
#: How libraries of native code say it in errors of their own.
_SAYS_NO_MEMORY: Final = re.compile("bad_alloc|insufficient memory|cannot allocate", re.IGNORECASE)


def serve(seconds: float, memory_mb: int, life_line: int | None) -> NoReturn:
    """Answer until the reader goes away; ``seconds`` are those of the longest work.

    ``life_line`` is a pipe that carries nothing, and that closes with the reader.
    """
    inbox, outbox = _take_pipes()
    if life_line is not None:
        _end_with_reader(life_line)
    limit = memory_mb * _MB
    begun = _data()
    on_long_work(lambda: wire.write(outbox, wire.STEP))
    try:
        wire.write(outbox, wire.READY)
        while True:
            _, asked = wire.read(inbox)
            _, body = wire.read(inbox)
            method, arguments = pickle.loads(asked)  # noqa: S301 - from the process that began this
            _set_limits(seconds, limit)
            letter, content = _answer(getattr(DIRECT, method), body, arguments)
            del body
            wire.write(outbox, letter, content)
            # What native code has not given back counts for the next document too.
            if letter == wire.NO_MEMORY or _data() > begun + limit:
                break
    except (EOFError, OSError):
        pass
    os._exit(0)


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the two pipes for this module: what libraries print goes nowhere."""
    inbox, outbox = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return inbox, outbox


def _answer(
    method: Callable[..., Any], body: bytes, arguments: dict[str, Any]
) -> tuple[bytes, bytes]:
    """Do the work; whatever happens is an answer."""
    try:
        content = pickle.dumps(method(body, **arguments), pickle.HIGHEST_PROTOCOL)
    except NotReadHereError as error:
        return wire.NOT_READ_HERE, _line(str(error))
    except DocumentError as error:
        return wire.REFUSED, _line(str(error))
    except MemoryError:
        return wire.NO_MEMORY, b""
    except Exception as error:  # noqa: BLE001 - a defect costs this document, not the next ones
        if _SAYS_NO_MEMORY.search(str(error)):
            return wire.NO_MEMORY, b""
        return wire.FAILED, _line(f"{type(error).__name__}: {error}")
    return (wire.ANSWER, content) if len(content) <= wire.MAX_ANSWER else (wire.TOO_LARGE, b"")


def _line(text: str) -> bytes:
    """Return one line: the last of several, which ends a traceback of native code."""
    lines = text.strip().splitlines() or [""]
    return lines[-1][:_LONGEST_LINE].encode("utf-8", "replace")


def _data() -> int:
    """Bytes of memory of this process that it may write; 0 where it cannot be known."""
    if not LIMITS_MEMORY:
        return 0
    with open(_PAGES, encoding="ascii") as stream:  # noqa: PTH123 - for every document
        return int(stream.read().split()[_DATA_FIELD]) * resource.getpagesize()


def _set_limits(seconds: float, memory: int) -> None:
    """Limit what this document may take beyond what is in use at its beginning."""
    if sys.platform == "win32":
        return
    # The reader looks at the clock. The processor time is for a worker that has lost its reader.
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: int(allowed) + 1}
    if LIMITS_MEMORY:
        limits[resource.RLIMIT_DATA] = _data() + memory
    for kind, wanted in limits.items():
        _, most = resource.getrlimit(kind)
        soft = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (soft, most))


def _end_with_reader(life_line: int) -> None:
    """Have the kernel end this group of processes when the other end of the pipe is closed.

    A signal comes of whatever happens at a pipe, late ones of what was read long ago too, so one
    with documents in it would end a worker that has just begun to read.
    """
    if sys.platform != "linux":
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(life_line, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(life_line, fcntl.F_SETFL, fcntl.fcntl(life_line, fcntl.F_GETFL) | os.O_ASYNC)
    pipe = select.poll()
    pipe.register(life_line, 0)
    if pipe.poll(0):  # it has gone meanwhile
        os._exit(0)
