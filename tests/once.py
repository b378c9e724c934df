"""What is made once for all tests, also where several processes run them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

_Made = TypeVar("_Made")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], _Made]) -> _Made:
    """Return what ``make`` gives for a folder: by the first process; the others wait for it.

    What it gives is pickled, so that paths stay paths and everything else is a copy.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make(factory.mktemp(name))
    shared = factory.getbasetemp().parent
    folder, made = shared / name, shared / f"{name}.made"
    with FileLock(shared / f"{name}.lock"):
        if made.exists():
            found: _Made = pickle.loads(made.read_bytes())
            return found
        folder.mkdir()
        done = make(folder)
        made.write_bytes(pickle.dumps(done))
        return done
