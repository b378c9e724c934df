"""Functions in processes of their own: what they answer, raise, and how they are ended."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from tests.apart import ApartError, apart


def own_number(add: int) -> int:
    return os.getpid() + add


def raises() -> None:
    raise ValueError("such as this")


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs() -> None:
    threading.Event().wait()


def test_it_runs_in_another_process() -> None:
    assert apart(own_number, 0, within=60) != os.getpid()


def test_what_it_raises_is_told() -> None:
    with pytest.raises(ApartError, match="ValueError: such as this"):
        apart(raises, within=60)


def test_one_that_dies_is_told() -> None:
    with pytest.raises(EOFError):
        apart(dies, within=60)


def test_one_that_hangs_is_ended() -> None:
    with pytest.raises(TimeoutError):
        apart(hangs, within=0.2)
