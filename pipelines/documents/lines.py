"""Running text to lines, with white space as a browser prints it.

White space of the source collapses to one space and vanishes at the ends of a line; no-break
and ideographic spaces are characters like any other and stay.
"""

from __future__ import annotations

import re

_SOURCE_SPACE = re.compile("[ \t\n\r\f\v]+")
_ANY_SPACE = re.compile(r"[\s\u200b\ufeff]+")
#: Marks of templates in the wild: ``{{ title }}``, ``${title}``, ``{$title}``, ``<%=title%>``,
#: ``[!--title--]``.
_UNRENDERED = re.compile(
    r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{\$[^{}]*\}|\{%[^{}]*%\}|<%[^<>]*%>|\[!--[^\[\]]*--\]"
)


class Lines:
    """Collects text, cut into lines where a block begins or ends or a ``<br>`` stands."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        """Add inline text as the source has it."""
        self._parts.append(text)

    def cut(self) -> None:
        """End the line."""
        if self._parts:
            line = _SOURCE_SPACE.sub(" ", "".join(self._parts)).strip(" ")
            self._parts.clear()
            if line:
                self._lines.append(line)

    def take(self) -> list[str]:
        """Return the lines so far, without empty ones, and begin anew."""
        self.cut()
        lines, self._lines = self._lines, []
        return lines


def tidy(line: str) -> str:
    """Collapse white space of every kind to one space each; empty where nothing is printed."""
    return _ANY_SPACE.sub(" ", line).strip(" ")


def is_unrendered(text: str) -> bool:
    """Whether a text holds the mark of a template where its value should stand."""
    return _UNRENDERED.search(text) is not None


def bare(text: str) -> str:
    """Text without any white space: how titles and labels are compared."""
    return _ANY_SPACE.sub("", text)
