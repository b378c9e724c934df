"""Recognising a page from its picture takes seconds: whoever waits with a clock is told of each."""

from __future__ import annotations

from collections.abc import Callable


class _Heard:
    listener: Callable[[], None] | None = None


def page_begins() -> None:
    """Say that a page is going to be recognised from its picture."""
    if _Heard.listener is not None:
        _Heard.listener()


def on_page(listener: Callable[[], None] | None) -> None:
    """Call ``listener`` in this process whenever a page begins."""
    _Heard.listener = listener
