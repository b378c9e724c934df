"""Tests of what may not be written run as root too: root gives up the right to write anywhere."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

#: ``CAP_DAC_OVERRIDE`` and ``CAP_DAC_READ_SEARCH`` as bits, and the version of the interface.
_RIGHTS = (1 << 1) | (1 << 2)
_VERSION = 0x20080522


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


@contextmanager
def like_anyone() -> Iterator[None]:
    """Let the modes of files hold for this thread, whoever runs it; see capabilities(7)."""
    if sys.platform == "win32":
        pytest.skip("modes of folders mean something else on Windows")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may write everywhere on this system")
    library = ctypes.CDLL(None, use_errno=True)
    head, sets = _Head(_VERSION, 0), (_Sets * 2)()
    if library.capget(ctypes.byref(head), sets) != 0:
        pytest.skip("root cannot tell its rights")
    before = sets[0].effective
    sets[0].effective = before & ~_RIGHTS
    if library.capset(ctypes.byref(head), sets) != 0:
        pytest.skip("root cannot give up its rights")
    try:
        yield
    finally:
        sets[0].effective = before
        assert library.capset(ctypes.byref(head), sets) == 0
