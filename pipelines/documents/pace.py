"""A reader that begins long work (recognising pages from pictures) says so.

Whoever waits for it with a clock then gives it the time of such work.
"""

from __future__ import annotations

from collections.abc import Callable


class _Heard:
    listener: Callable[[], None] | None = None


def long_work_begins() -> None:
    """Tell whoever listens; may be called for every page."""
    if _Heard.listener is not None:
        _Heard.listener()


def on_long_work(listener: Callable[[], None] | None) -> None:
    """Call ``listener`` in this process whenever long work begins."""
    _Heard.listener = listener
