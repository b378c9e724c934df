"""A cell of a workbook whose text is written in several fonts."""

from __future__ import annotations

from collections.abc import Iterable


def text_of(runs: Iterable[tuple[str, bool]]) -> str:
    """Return the text of runs, those that stand apart on lines of their own.

    Apart stand marks above or below the line and what is struck out, as in pages and in Word: 37
    with a mark 1 is not 371.
    """
    lines: list[str] = []
    goes_on = False
    for text, apart in runs:
        if goes_on and not apart:
            lines[-1] += text
        else:
            lines.append(text)
        goes_on = not apart
    return "\n".join(line for line in lines if line.strip())
