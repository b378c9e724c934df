"""A reader that begins a long step says so to whoever waits for it with a clock.

A long step takes seconds even of a good document: a page to be recognised from its picture, a
program to be begun. Each has the time of a whole document of another kind.
"""

from __future__ import annotations

from collections.abc import Callable


class _Heard:
    listener: Callable[[], None] | None = None


def long_work_begins() -> None:
    """Say that a long step begins, once for each."""
    if _Heard.listener is not None:
        _Heard.listener()


def on_long_work(listener: Callable[[], None] | None) -> None:
    """Call ``listener`` in this process whenever a long step begins."""
    _Heard.listener = listener
