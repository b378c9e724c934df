"""Runs one program for a reader: without the network, within limits, ended with all it began.

A process of its own between the reader and the program, since a reader may itself be killed in
the middle of a document: the guard then sees the end of its standard input, ends the program and
removes the folder. It is run as a script and knows nothing of this project.

    guard.py SECONDS MEGABYTES FOLDER PROGRAM [ARGUMENT ...]

The program works in ``FOLDER``, which is its home too, and what it prints goes to the file
``printed`` there. Exit status: that of the program, :data:`LATE` or :data:`NOT_RUN`.
"""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

LATE: Final = 124
NOT_RUN: Final = 126
_MB: Final = 1 << 20
_STEP: Final = 0.02
#: Bytes of one file that a program may write.
_LARGEST_FILE: Final = 512 * _MB
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


def main(seconds: float, megabytes: int, folder: str, command: list[str]) -> int:
    """Run the program until it ends, its time is over, or nobody waits for it any more."""
    if sys.platform == "win32":
        return NOT_RUN
    leave_network()
    set_limits(seconds, megabytes)
    try:
        with Path(folder, "printed").open("wb") as printed:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    except OSError:
        return NOT_RUN
    ends = time.monotonic() + seconds
    alone = False
    while process.poll() is None and not alone and time.monotonic() < ends:
        alone = bool(select.select([0], [], [], _STEP)[0])
    status = process.poll()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if alone:
        shutil.rmtree(folder, ignore_errors=True)
    return LATE if status is None else status if status >= 0 else 128 - status


def leave_network() -> None:
    """Go where there is no network, as far as the system lets (Linux, most containers).

    A document may name pictures and texts to be fetched, and the programs do fetch them.
    """
    if sys.platform != "linux":
        return
    user, group = os.geteuid(), os.getegid()
    unshare = ctypes.CDLL(None).unshare
    if user == 0 and unshare(_NEW_NET) == 0:
        return
    if unshare(_NEW_USER | _NEW_NET) == 0:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def set_limits(seconds: float, megabytes: int) -> None:
    """Limit memory, processor time and the size of a file; no dump of memory is written."""
    if sys.platform == "win32":
        return
    cores = os.cpu_count() or 1
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: int(seconds * cores) + 1,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
    }
    if sys.platform == "linux":
        limits[resource.RLIMIT_DATA] = megabytes * _MB
    for kind, wanted in limits.items():
        _, most = resource.getrlimit(kind)
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (least, most))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]))
