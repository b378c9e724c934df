"""Whose figures a report adds up: its own, its departments', its territory's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.labels import fold
from pipelines.reading.sections import Section, narrative_rules

_SENTENCE = re.compile(r"[。；;\n]")
#: Widest first: a government that adds up its territory names its departments too.
_WIDEST_FIRST = ("territory", "departments", "own")


def reach_of(sections: Sequence[Section], agency: str | None = None) -> str | None:
    """Return territory, departments or own where the opening says so, else null.

    A government that the title names with its 本级 has said whose figures follow.

    Only sentences that speak of how the figures were made count: 推进全市政务公开 says nothing
    about whose requests were counted. Nor does what a sentence says besides: what is left out,
    or by whose order the report was written.
    """
    rules: dict[str, str] = narrative_rules()["reach"]
    if agency and re.search(rules["named_own"], fold(agency)):
        return "own"
    opening = "\n".join(section.text for section in sections if not section.heading)
    aside = fold(rules["aside"])
    sentences = [
        re.sub(aside, "", sentence)
        for sentence in _SENTENCE.split(fold(opening))
        if re.search(fold(rules["speaks"]), sentence)
    ]
    for reach in _WIDEST_FIRST:
        if any(re.search(fold(rules[reach]), sentence) for sentence in sentences):
            return reach
    return None
